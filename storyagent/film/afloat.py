"""What swims or sails is in the water, not on it: its lower part is under the surface."""

# ruff: noqa: SIM905 - tables of words read best packed

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PIL import Image

from storyagent.film.acting import Pose
from storyagent.film.place_words import place_kind
from storyagent.film.skyline import sky_of
from storyagent.film.sprite import Sprite
from storyagent.story.depth import supports
from storyagent.story.layout import Box, Layout, Track
from storyagent.story.sky import is_in_the_sky

_WATERS: dict[str, tuple[float, float]] = {"sea": (0.69, 1.0), "lake": (0.66, 0.785), "harbour": (0.66, 0.775)}
"""In which places a foot at which heights (from, to; shares of the canvas) is in the water. They are painted so."""
_BOATS = frozenset(
    """boat ship sailboat canoe raft kayak yacht ferry barge steamer steamboat gondola rowboat motorboat speedboat
    dinghy galleon submarine iceberg island buoy""".split()
)
_BIRDS = frozenset("duck duckling swan goose gosling seagull gull pelican loon".split())
_DRAUGHT, _BIRD_DEPTH, _DEPTH = 0.1, 0.27, 0.3  # the share of a drawing's height that is under water
_CLEAR = 0.2  # how much of it is seen through the water
_WAVES = 5  # half waves across a drawing
_RIPPLE = 0.5  # opacity
_BESIDE = 0.015  # a gap, in canvas widths, across which something is still held by its neighbour


Corner = tuple[int, int]


class Wet(NamedTuple):
    """A drawing's part above the water line, and the picture's part below it: in pixels, from the picture's top."""

    line_px: float
    bottom_px: float


def depths(layout: Layout, place: Image.Image) -> dict[str, float]:
    """Return by track's id which share of a drawing's height is under water; who is on land or in the air is left out.

    Only a painted place is known well enough to say where its water is.
    """
    water = _WATERS.get(place_kind(layout.background)[0]) if sky_of(place) is not None else None
    if water is None:
        return {}
    return {track.id: _depth_of(track.name) for track in layout.tracks if _is_in(track, water)}


def _is_in(track: Track, water: tuple[float, float]) -> bool:
    feet = [keyframe.box.y1 for keyframe in track.keyframes if keyframe.box.on_canvas]
    return bool(feet) and not is_in_the_sky(track) and water[0] <= max(feet) <= water[1]


def _depth_of(name: str) -> float:
    words = {form for word in name.lower().split() for form in (word, word.removesuffix("s"))}
    return _DRAUGHT if words & _BOATS else _BIRD_DEPTH if words & _BIRDS else _DEPTH


def is_borne(box: Box, others: list[Box]) -> bool:
    """Return whether something is out of the water because a larger thing carries it: a rider, what is held."""
    return any(
        supports(other, box)
        or (
            other.area > 1.5 * box.area
            and other.x0 - _BESIDE <= box.x1
            and box.x0 <= other.x1 + _BESIDE
            and other.y0 < box.y1 < other.y1 - 0.02
        )
        for other in others
        if other is not box
    )


def surface(pose: Pose, bottom_px: float, height_px: float, depth: float, foot_px: float) -> Wet:
    """Return where the water stands on a drawing: at its depth while it swims, below it while it leaps."""
    line = (foot_px if pose.ground is not None else bottom_px) - depth * height_px
    return Wet(line, bottom_px)


def waters(picture: Image.Image, left_px: float, right_px: float, wet: Wet) -> tuple[Image.Image, Corner] | None:
    """Return the water that is to cover what will be drawn in a column of an RGB picture, and where to paste it.

    Its upper edge has small waves. None where there is no such part on the picture. Ask before drawing.
    """
    left, right = max(0, int(left_px) - 2), min(picture.width, int(right_px) + 3)
    top, bottom = max(0, int(wet.line_px) - 2), min(picture.height, int(wet.bottom_px) + 3)
    if left >= right or top >= bottom:
        return None
    ys, xs = np.mgrid[top:bottom, left:right]
    wave = 0.02 * (right_px - left_px) * np.sin((xs - left_px) / max(right_px - left_px, 1.0) * _WAVES * np.pi)
    covered = np.clip(ys + 0.5 - wet.line_px - wave, 0.0, 1.0) * (1 - _CLEAR)
    water = picture.crop((left, top, right, bottom))
    water.putalpha(Image.fromarray(np.asarray(np.rint(covered * 255), np.uint8)))
    return water, (left, top)


def draw_ripple(
    picture: Image.Image, ripple: Sprite, center_x_px: float, width_px: float, wet: Wet, opacity: float
) -> None:
    """Draw the ring of the water line around a drawing."""
    ripple.draw(picture, (center_x_px, wet.line_px), (width_px, max(2.0, 0.09 * width_px)), opacity=_RIPPLE * opacity)


def ripple_ring() -> Sprite:
    """Return a soft, flat, white ring, open behind what is in it."""
    y, x = np.mgrid[-1.0:1.0:48j, -1.0:1.0:256j]
    ring = np.clip(1.0 - np.abs(np.hypot(x, y) - 0.88) / 0.12, 0.0, 1.0)
    alpha = (255 * ring * np.clip(0.35 + y, 0.0, 1.0)).astype(np.uint8)
    white = np.full((*alpha.shape, 4), 255, np.uint8)
    white[..., 3] = alpha
    return Sprite(Image.fromarray(white))

"""Cut-out animation: drawings moved over a drawn place, along a layout."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from storyagent.errors import InvalidInput
from storyagent.film import afloat
from storyagent.film.acting import GROUND_FROM, Pose, perform, touches_ground
from storyagent.film.backdrop import Backdrop
from storyagent.film.encode import Picture
from storyagent.film.light import alight, gives_light, lit
from storyagent.film.skyline import sky_of
from storyagent.film.sprite import Footing, Sprite, soft_shadow
from storyagent.film.weather import Overlay, overlay
from storyagent.story.depth import supports
from storyagent.story.layout import FULL_FRAME, Box, Layout, Track, boxes_along
from storyagent.story.sampling import sample_times
from storyagent.story.screenplay import TimeOfDay, Weather
from storyagent.story.sky import is_in_the_sky

_SHADOW = 0.34  # opacity on the ground
_UPRIGHT, _FLAT = 0.85, 1.2  # a drawing narrower than the one lies in a box that is wider than the other
_SEEN = 0.4  # the share of what is in the sky that must be seen of it at some time
_COARSE = (160, 90)
_SHADOW_GONE = 0.45  # canvas heights above the ground at which none is left


@dataclass(frozen=True)
class Actor:
    """One track's picture and its pose in every frame (None where it is not seen).

    One that `stands` is put on the lower edge of its box rather than in its middle; one `in_sky` is behind the land; of
    one in the water the share `under_water` of its height is below the surface.
    """

    sprite: Sprite
    poses: list[Pose | None]
    stands: bool
    in_sky: bool = False
    under_water: float = 0.0


def animate(
    layout: Layout,
    pictures: Mapping[str, Image.Image],
    place: Image.Image,
    *,
    frames: int,
    size_px: tuple[int, int],
    fps: int,
    weather: Weather = "clear",
    time: TimeOfDay = "day",
) -> Iterator[Picture]:
    """Return the frames of a scene, each (H, W, 3) uint8, one after the other.

    Frame i shows the layout at time i / (frames - 1). A picture (RGBA, facing right) fills its track's box with its
    aspect kept, standing on the box's lower edge, or in its middle if the track never comes to the ground. The same
    inputs give the same bytes.

    Args:
        layout: The scene's.
        pictures: By entity id; all tracks of an entity share one.
        place: What is behind everything; scaled and cropped to cover `size_px`.
        frames: How many.
        size_px: Width and height of the frames.
        fps: For what moves by the clock: steps, breath, weather.
        weather: Moves over everything.
        time: The hour, which colours the drawings.

    Raises:
        InvalidInput: a track's entity has no picture.
    """
    missing = sorted({track.entity for track in layout.tracks} - pictures.keys())
    if missing:
        raise InvalidInput(
            f"no drawing for {', '.join(missing)}",
            where=f"scene {layout.scene}",
            found=", ".join(sorted(pictures)) or "no drawing at all",
            needed="one drawing for every entity that has a track",
        )
    shining = {track.entity for track in layout.tracks if is_in_the_sky(track)}
    burning = {track.entity for track in layout.tracks if gives_light(track.name)} - shining
    sprites = {
        entity: Sprite(
            picture
            if entity in shining
            else alight(picture, time)
            if entity in burning
            else lit(picture, time, weather)
        )
        for entity, picture in pictures.items()
    }
    under_water = afloat.depths(layout, place)
    actors = [
        Actor(
            sprites[track.entity],
            perform(track, frames, fps, layout.aspect_ratio),
            stands=touches_ground(track) or track.id in under_water,
            in_sky=is_in_the_sky(track),
            under_water=under_water.get(track.id, 0.0),
        )
        for track in layout.tracks
    ]
    weather_over = overlay(weather, size_px, fps, zlib.crc32(layout.scene.encode()))
    return (
        _finished(picture, number, weather_over)
        for number, picture in enumerate(_pictures(layout, actors, place, frames, size_px))
    )


def _finished(picture: Image.Image, number: int, weather_over: Overlay | None) -> Picture:
    if weather_over is not None:
        weather_over(picture, number)
    return np.asarray(picture)


def _pictures(
    layout: Layout, actors: list[Actor], place: Image.Image, frames: int, size_px: tuple[int, int]
) -> Iterator[Image.Image]:
    sides = [(round(key.box.width, 6), round(key.box.height, 6)) for key in layout.view] or [(1.0, 1.0)]
    backdrop = Backdrop(place, size_px, min(sides))
    zooms = len(set(sides)) > 1
    marks = Marks(soft_shadow(), afloat.ripple_ring())
    land = _land(layout, place, size_px, min(sides))
    views = boxes_along(layout.view, sample_times(frames)) if layout.view else [FULL_FRAME] * frames
    for number, view in enumerate(map(_inside, views)):
        picture = backdrop.at(view, steady=not zooms)
        if land is not None:
            behind = picture.copy()
            _draw(behind, [actor for actor in actors if actor.in_sky], number, view, marks)
            behind.paste(picture, (0, 0), land.at(view, steady=not zooms).getchannel(0))
            picture = behind
        _draw(picture, [actor for actor in actors if land is None or not actor.in_sky], number, view, marks)
        yield picture


def _land(
    layout: Layout, place: Image.Image, size_px: tuple[int, int], closest: tuple[float, float]
) -> Backdrop | None:
    """Return what of a place is in front of the sky (white), None where nobody in the sky would be seen behind it."""
    sky = sky_of(place)
    tracks = [track for track in layout.tracks if is_in_the_sky(track)]
    if sky is None or not tracks:
        return None
    backdrop = Backdrop(ImageOps.invert(sky), size_px, closest)
    land = np.asarray(backdrop.at(FULL_FRAME).getchannel(0).resize(_COARSE, Image.Resampling.BOX)) / 255
    return backdrop if all(_is_seen_behind(track, land) for track in tracks) else None


def _is_seen_behind(track: Track, land: npt.NDArray[np.float64]) -> bool:
    """Return whether at some time a good part of a track's box is sky: walls of user's rooms hide nobody for ever."""
    high, wide = land.shape
    for box in boxes_along(track.keyframes, sample_times(9)):
        x0, x1 = (min(max(round(x * wide), 0), wide - 1) for x in (box.x0, box.x1))
        y0, y1 = (min(max(round(y * high), 0), high - 1) for y in (box.y0, box.y1))
        if land[y0 : y1 + 1, x0 : x1 + 1].mean() <= 1 - _SEEN:
            return True
    return False


@dataclass(frozen=True)
class Marks:
    """What things leave around their feet: a shadow on the ground, a ring in the water."""

    shadow: Sprite
    ripple: Sprite


def _draw(picture: Image.Image, actors: list[Actor], number: int, view: Box, marks: Marks) -> None:
    """Draw everybody who is seen in a frame, the farthest first; each shadow lies under its owner only."""
    seen = [(pose, actor) for actor in actors if (pose := actor.poses[number]) is not None]
    boxes = [pose.box for pose, _ in seen]
    for pose, actor in sorted(seen, key=lambda one: (one[0].depth, _foot(one[0], boxes))):
        placed = place_drawing(pose, actor.sprite.aspect, picture.size, view, stands=actor.stands)
        if placed.lying:
            actor.sprite.draw(picture, placed.center, placed.size, tilt_rad=-math.pi / 2, opacity=pose.opacity)
        elif actor.under_water and not afloat.is_borne(pose.box, boxes):
            _draw_afloat(picture, actor, pose, placed, view, marks.ripple)
        else:
            if not actor.under_water:
                _cast_shadow(picture, marks.shadow, pose, placed, actor.sprite.footing, view)
            _draw_upright(picture, actor, pose, placed)


def _draw_upright(picture: Image.Image, actor: Actor, pose: Pose, placed: Placed) -> None:
    actor.sprite.draw(picture, placed.center, placed.size, turn=pose.turn, tilt_rad=pose.tilt_rad, opacity=pose.opacity)


def _draw_afloat(picture: Image.Image, actor: Actor, pose: Pose, placed: Placed, view: Box, ripple: Sprite) -> None:
    (x, y), (width, height) = placed.center, placed.size
    foot = picture.height * ((pose.ground or pose.box.y1) - view.y0) / view.height
    wet = afloat.surface(pose, y + height / 2, height, actor.under_water, foot)
    covering = afloat.waters(picture, x - width / 2, x + width / 2, wet)
    _draw_upright(picture, actor, pose, placed)
    if covering is not None:
        water, corner = covering
        picture.paste(water, corner, water)
    if wet.line_px < wet.bottom_px:
        afloat.draw_ripple(picture, ripple, x, 1.12 * width * max(abs(pose.turn), 0.4), wet, pose.opacity)


def _foot(pose: Pose, boxes: list[Box]) -> float:
    """Return how near to the camera it stands: its foot, or just before the foot of what it stands on."""
    under = [box.y1 + 1e-6 for box in boxes if box is not pose.box and supports(box, pose.box)]
    return max([pose.ground or pose.box.y1, *under])


@dataclass(frozen=True)
class Placed:
    """Where a drawing is on the screen, in pixels. One that is `lying` is turned on its back, its head to the left."""

    center: tuple[float, float]
    size: tuple[float, float]
    lying: bool = False


def place_drawing(pose: Pose, aspect: float, screen_px: tuple[int, int], view: Box, *, stands: bool) -> Placed:
    """Return the place of a drawing in its pose: as large as its box allows, standing at its foot or in its middle.

    An upright drawing whose box is wide lies in it.
    """
    left, top, right, bottom = _on_screen(pose.box, screen_px, view)
    width, height = right - left, bottom - top
    if aspect < _UPRIGHT and width > _FLAT * height:
        length = min(width, height / aspect) * pose.pop
        return Placed(((left + right) / 2, bottom - length * aspect / 2), (length * aspect, length), lying=True)
    scale = min(width / aspect, height)
    size = scale * aspect * pose.pop * (2 - pose.stretch), scale * pose.pop * pose.stretch
    middle = bottom - size[1] / 2 if stands else (top + bottom) / 2
    return Placed(((left + right) / 2, middle - pose.up * height), size)


def _cast_shadow(picture: Image.Image, shadow: Sprite, pose: Pose, placed: Placed, footing: Footing, view: Box) -> None:
    if pose.ground is None or pose.lift >= _SHADOW_GONE:
        return
    near = (1 - pose.lift / _SHADOW_GONE) * min(1.0, (pose.ground - GROUND_FROM) / 0.05)
    ground_y = (pose.ground - view.y0) / view.height * picture.height
    narrowed = max(abs(pose.turn), 0.4) * (0.65 + 0.35 * near)
    width = placed.size[0] * max(0.5, min(1.0, 1.4 * footing.width)) * narrowed
    height = min(placed.size[0] * 0.16 * narrowed, placed.size[1] * 0.3)
    shadow.draw(
        picture,
        (placed.center[0] + pose.turn * footing.offset * placed.size[0], ground_y - height * 0.1),
        (width, height),
        opacity=_SHADOW * near * near * pose.opacity,
    )


def _on_screen(box: Box, screen_px: tuple[int, int], view: Box) -> tuple[float, float, float, float]:
    across, down = screen_px[0] / view.width, screen_px[1] / view.height
    return (
        (box.x0 - view.x0) * across,
        (box.y0 - view.y0) * down,
        (box.x1 - view.x0) * across,
        (box.y1 - view.y0) * down,
    )


def _inside(view: Box) -> Box:
    """Shift a camera that looks past the place's edge back inside it."""
    width, height = min(view.width, 1.0), min(view.height, 1.0)
    x0, y0 = min(max(view.x0, 0.0), 1 - width), min(max(view.y0, 0.0), 1 - height)
    return Box(x0=x0, y0=y0, x1=x0 + width, y1=y0 + height)

"""Colours and shape of an entity's picture in numbers, without a model's weights. Deterministic.

The embedding joins three parts of equal weight: a histogram of hue, saturation and value of the entity's area, a
histogram of oriented gradients over a grid of cells (Dalal and Triggs, CVPR 2005), and the coarse shape of its
outline. Each part has length 1, so the cosine of two embeddings is the mean of the parts' cosines.
"""

from __future__ import annotations

import colorsys

import numpy as np
import numpy.typing as npt
from PIL import Image

from storyagent.bank.entry import Hue, Look
from storyagent.bank.pictures import Cutout

METHOD = "hsv-hog-1"
_SIDE_PX = 64
_CELLS = 4
_ANGLES = 9
_HUES, _SATURATIONS, _VALUES = 12, 3, 3
_GREY = 0.15
"""Below this saturation a colour has no hue worth the name."""
_COLORS = 4
_ROUNDS = 12
_SAMPLED = 4096
_ALIKE = 28.0
"""Palette colours nearer than this in RGB are one."""
_LEAST_SHARE = 0.03

Array = npt.NDArray[np.float64]


def look_of(cutout: Cutout) -> Look:
    """Return palette and embedding of an entity's picture; only its own area counts, not the white around it."""
    rgb, inside = _framed(cutout)
    parts = [_colours(rgb, inside), _gradients(rgb), _outline(inside)]
    whole = np.concatenate([_unit(part) for part in parts]) / np.sqrt(len(parts))
    return Look(method=METHOD, embedding=tuple(round(float(value), 5) for value in whole), palette=palette_of(cutout))


def similarity(one: Look, other: Look) -> float:
    """Return how much two pictures look alike, -1 to 1; the same picture gives 1.

    Raises:
        ValueError: the embeddings were made in different ways.
    """
    if one.method != other.method:
        raise ValueError(f"embeddings of {one.method} and {other.method} cannot be compared")
    return float(np.dot(_unit(np.asarray(one.embedding)), _unit(np.asarray(other.embedding))))


def palette_of(cutout: Cutout) -> tuple[Hue, ...]:
    """Return the colours of an entity's area with their shares, the largest first: k-means of its pixels."""
    pixels = cutout.rgb_hwc[cutout.inside_hw > 0.5].astype(np.float64)
    if not len(pixels):
        return ()
    pixels = pixels[np.linspace(0, len(pixels) - 1, min(_SAMPLED, len(pixels))).astype(int)]
    centres = _first_centres(pixels)
    for _ in range(_ROUNDS):
        nearest = _nearest(pixels, centres)
        centres = np.stack(
            [pixels[nearest == k].mean(axis=0) if (nearest == k).any() else c for k, c in enumerate(centres)]
        )
    shares = np.bincount(_nearest(pixels, centres), minlength=len(centres)) / len(pixels)
    return _joined(centres, shares)


def _framed(cutout: Cutout) -> tuple[Array, Array]:
    """Return the entity filling a square: rgb in 0..1 (S, S, 3), and how much of each place is inside (S, S)."""
    rows, columns = np.nonzero(cutout.inside_hw > 0.5)
    whole = (0, 0, cutout.inside_hw.shape[1], cutout.inside_hw.shape[0])
    box = (int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1) if len(rows) else whole
    inside = Image.fromarray((cutout.inside_hw * 255).astype(np.uint8)).crop(box)
    shape = cutout.inside_hw[..., None]
    picture = Image.fromarray(np.rint(cutout.rgb_hwc * shape + 255 * (1 - shape)).astype(np.uint8)).crop(box)
    scale = _SIDE_PX / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    at = ((_SIDE_PX - size[0]) // 2, (_SIDE_PX - size[1]) // 2)
    frame = Image.new("RGB", (_SIDE_PX, _SIDE_PX), "white")
    mask = Image.new("L", (_SIDE_PX, _SIDE_PX), 0)
    frame.paste(picture.resize(size, Image.Resampling.BOX), at)
    mask.paste(inside.resize(size, Image.Resampling.BOX), at)
    return np.asarray(frame, np.float64) / 255, np.asarray(mask, np.float64) / 255


def _colours(rgb: Array, inside: Array) -> Array:
    hsv = np.asarray(Image.fromarray((rgb * 255).astype(np.uint8)).convert("HSV"), np.float64) / 256
    hue = (hsv[..., 0] * _HUES).astype(int)
    saturation = np.minimum(((hsv[..., 1] - _GREY) / (1 - _GREY) * _SATURATIONS).astype(int), _SATURATIONS - 1)
    value = (hsv[..., 2] * _VALUES).astype(int)
    coloured = hsv[..., 1] >= _GREY
    index = np.where(
        coloured, (hue * _SATURATIONS + saturation) * _VALUES + value, value + _HUES * _SATURATIONS * _VALUES
    )
    counts = np.bincount(index.ravel(), weights=(inside > 0.9).ravel(), minlength=(_HUES * _SATURATIONS + 1) * _VALUES)
    shares: Array = np.sqrt(counts / max(counts.sum(), 1e-9))
    return shares


def _gradients(rgb: Array) -> Array:
    grey = rgb @ np.array([0.299, 0.587, 0.114])
    down, across = np.gradient(grey)
    strength = np.hypot(across, down)
    angle = np.minimum((np.mod(np.arctan2(down, across), np.pi) / np.pi * _ANGLES).astype(int), _ANGLES - 1)
    cells = np.arange(_SIDE_PX) * _CELLS // _SIDE_PX
    index = (cells[:, None] * _CELLS + cells[None, :]) * _ANGLES + angle
    counts = np.bincount(index.ravel(), weights=strength.ravel(), minlength=_CELLS * _CELLS * _ANGLES)
    strengths: Array = np.sqrt(counts)
    return strengths


def _outline(inside: Array) -> Array:
    cell = _SIDE_PX // 8
    shares: Array = inside.reshape(8, cell, 8, cell).mean(axis=(1, 3)).ravel()
    return shares


def _unit(vector: Array) -> Array:
    length = float(np.linalg.norm(vector))
    unit: Array = vector / length if length else vector
    return unit


def _first_centres(pixels: Array) -> Array:
    """Begin with the pixel nearest to the mean, then always the one farthest from all chosen."""
    centres = [pixels[np.argmin(((pixels - pixels.mean(axis=0)) ** 2).sum(axis=1))]]
    while len(centres) < _COLORS:
        away = np.min([((pixels - centre) ** 2).sum(axis=1) for centre in centres], axis=0)
        centres.append(pixels[np.argmax(away)])
    return np.stack(centres)


def _nearest(pixels: Array, centres: Array) -> npt.NDArray[np.intp]:
    nearest: npt.NDArray[np.intp] = np.argmin(((pixels[:, None] - centres[None]) ** 2).sum(axis=2), axis=1)
    return nearest


def _joined(centres: Array, shares: Array) -> tuple[Hue, ...]:
    kept: list[tuple[Array, float]] = []
    for k in np.argsort(-shares, kind="stable"):
        same = next((i for i, (centre, _) in enumerate(kept) if np.linalg.norm(centre - centres[k]) < _ALIKE), None)
        if same is None:
            kept.append((centres[k], float(shares[k])))
        else:
            kept[same] = (kept[same][0], kept[same][1] + float(shares[k]))
    kept.sort(key=lambda item: -item[1])
    return tuple(
        Hue(hex="#" + "".join(f"{round(float(v)):02x}" for v in centre), share=round(min(share, 1.0), 3))
        for centre, share in kept
        if share >= _LEAST_SHARE
    )


_NAMED = {
    "red": 0, "orange": 28, "yellow": 54, "green": 120, "turquoise": 175, "blue": 220, "purple": 275, "pink": 325,
}  # fmt: skip


def color_name(hex_color: str) -> str:
    """Return what a colour such as `#c83020` is roughly called: "red", "dark blue", "grey"."""
    red, green, blue = (int(hex_color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    angle, saturation, value = colorsys.rgb_to_hsv(red, green, blue)
    if value < 0.18:
        return "black"
    if saturation < _GREY:
        return "white" if value > 0.85 else "light grey" if value > 0.65 else "grey"
    degrees = angle * 360
    name = min(_NAMED, key=lambda one: min(abs(degrees - _NAMED[one]), 360 - abs(degrees - _NAMED[one])))
    if name in ("orange", "red", "yellow") and value < 0.65 and degrees < 50:
        return "brown"
    if name == "red" and saturation < 0.5:
        name = "pink"
    return f"dark {name}" if value < 0.45 else f"light {name}" if saturation < 0.4 and value > 0.8 else name

"""What something looks like, as a vector: its colours and its outlines, without weights and whatever is behind it.

    a, b = look(frame, box), look(another_frame, another_box)
    likeness(a, b)              # 1: the same, near 0: other colours and another form

Colours are a soft histogram in CIELAB, outlines a histogram of gradient directions over a coarse grid, the same for a
picture and its mirror image. What resembles the surroundings of the box counts little, so a thing looks the same in a
meadow and in a street.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Picture = NDArray[np.uint8]

Corners = tuple[float, float, float, float]
SIDE_PX = 48
"""A crop is looked at in this size."""
RING = 0.12
"""Width of the surroundings that are looked at, in sides of the box."""
APART = 14.0
"""From this distance in CIELAB on, a pixel is clearly not what surrounds it."""
COLOUR_SHARE = 0.5
"""How much of the vector's length are colours; the rest is outlines."""
_LIGHT_BINS, _HUE_BINS, _HUE_REACH = 4, 9, 90.0
_GRID, _DIRECTIONS = 4, 8


def look(frame_hwc: Picture, box: Corners) -> Floats | None:
    """Return what is in a box of a frame as a vector of length 1; None where hardly a pixel of it lies in the frame.

    Args:
        frame_hwc: h w 3, 8 bits RGB.
        box: x0 y0 x1 y1 in 0..1 of the frame; what lies outside is cut off.
    """
    height, width = frame_hwc.shape[:2]
    x0, x1 = (min(max(x, 0.0), 1.0) * width for x in (box[0], box[2]))
    y0, y1 = (min(max(y, 0.0), 1.0) * height for y in (box[1], box[3]))
    if x1 - x0 < 3 or y1 - y0 < 3:
        return None
    picture = Image.fromarray(frame_hwc)
    crop = np.asarray(picture.resize((SIDE_PX, SIDE_PX), Image.Resampling.BILINEAR, box=(x0, y0, x1, y1)))
    colours = lab(crop)
    weight = _stands_out(colours, _surroundings(picture, (x0, y0, x1, y1)))
    parts = (_colours(colours, weight) * COLOUR_SHARE**0.5, _outlines(colours[..., 0], weight))
    return np.concatenate([parts[0], parts[1] * (1 - COLOUR_SHARE) ** 0.5]).astype(np.float32)


def likeness(a: Floats, b: Floats) -> float:
    """Return how alike two looks are, 0..1."""
    return float(np.clip(a @ b, 0.0, 1.0))


def mean_likeness(some: Sequence[Floats], others: Sequence[Floats]) -> float | None:
    """Return the mean likeness of all of some with all of others; None where there is nothing to compare."""
    if not some or not others:
        return None
    return float(np.clip(np.stack(some) @ np.stack(others).T, 0.0, 1.0).mean())


def likeness_within(looks: Sequence[Floats]) -> float | None:
    """Return the mean likeness of each two of several looks; None for fewer than two."""
    if len(looks) < 2:
        return None
    stacked = np.stack(looks)
    pairs = np.clip(stacked @ stacked.T, 0.0, 1.0)[np.triu_indices(len(looks), 1)]
    return float(pairs.mean())


def lab(picture: Picture) -> Floats:
    """Return 8-bit sRGB as CIELAB under D65: lightness 0..100 and two axes of colour, about -100..100."""
    part = picture.astype(np.float32) / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]], np.float32)
    xyz = linear @ to_xyz.T / np.array([0.9505, 1.0, 1.089], np.float32)
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = np.moveaxis(root, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1).astype(np.float32)


def _surroundings(picture: Image.Image, box_px: Corners) -> Floats:
    """Return the colours around a box, n 3; none where it fills the frame."""
    x0, y0, x1, y1 = box_px
    across, down = max(2.0, RING * (x1 - x0)), max(2.0, RING * (y1 - y0))
    outer = (
        max(0, round(x0 - across)), max(0, round(y0 - down)),
        min(picture.width, round(x1 + across)), min(picture.height, round(y1 + down)),
    )  # fmt: skip
    colours = lab(np.asarray(picture.crop(outer)))
    ring = np.ones(colours.shape[:2], bool)
    ring[round(y0) - outer[1] : round(y1) - outer[1], round(x0) - outer[0] : round(x1) - outer[0]] = False
    found = colours[ring]
    return np.asarray(found[:: max(1, len(found) // 128)])


def _stands_out(crop: Floats, around: Floats) -> Floats:
    """Return how much each pixel of a crop counts, h w: by its distance in colour from what is around, and its place.

    Colours are wherever they are found around; a thing of the ground's own colour keeps the weight of its place.
    """
    line = (np.arange(SIDE_PX, dtype=np.float32) + 0.5) / SIDE_PX * 2 - 1
    far = line[:, None] ** 2 + line[None] ** 2
    place = np.exp(-0.5 * far / 0.55**2)
    if not len(around):
        return place
    nearest = np.min([np.linalg.norm(crop - colour, axis=-1) for colour in around], axis=0)
    apart = 1 - np.exp(-0.5 * (nearest / APART) ** 2)
    return np.asarray(place * (0.02 + apart))


def _colours(crop: Floats, weight: Floats) -> Floats:
    """Return the root of a soft histogram, so that a product of two is their Bhattacharyya coefficient."""
    places = (
        np.clip(crop[..., 0] / 100, 0, 1) * (_LIGHT_BINS - 1),
        (np.clip(crop[..., 1] / _HUE_REACH, -1, 1) + 1) / 2 * (_HUE_BINS - 1),
        (np.clip(crop[..., 2] / _HUE_REACH, -1, 1) + 1) / 2 * (_HUE_BINS - 1),
    )
    counted = np.zeros((_LIGHT_BINS, _HUE_BINS, _HUE_BINS), np.float32)
    low = [np.minimum(np.floor(place).astype(int), size - 2) for place, size in zip(places, counted.shape, strict=True)]
    share = [place - below for place, below in zip(places, low, strict=True)]
    for corner in np.ndindex(2, 2, 2):
        part = weight.copy()
        for up, above in zip(corner, share, strict=True):
            part = part * (above if up else 1 - above)
        np.add.at(counted, tuple(below + up for below, up in zip(low, corner, strict=True)), part)
    return np.asarray(np.sqrt(counted / counted.sum()).ravel())


def _outlines(light: Floats, weight: Floats) -> Floats:
    down, across = np.gradient(light)
    strength = np.hypot(across, down) * weight
    turn = np.arctan2(down, across) % np.pi / np.pi * _DIRECTIONS
    first = np.floor(turn).astype(int) % _DIRECTIONS
    rest = turn - np.floor(turn)
    cell = np.arange(SIDE_PX) * _GRID // SIDE_PX
    counted = np.zeros((_GRID, _GRID, _DIRECTIONS), np.float32)
    rows, columns = np.broadcast_arrays(cell[:, None], cell[None])
    np.add.at(counted, (rows, columns, first), strength * (1 - rest))
    np.add.at(counted, (rows, columns, (first + 1) % _DIRECTIONS), strength * rest)
    mirrored = counted[:, ::-1, -np.arange(_DIRECTIONS) % _DIRECTIONS]
    both = np.sqrt(counted + mirrored).ravel()
    return np.asarray(both / max(float(np.linalg.norm(both)), 1e-6))

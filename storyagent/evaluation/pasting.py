"""Whether an entity's picture was pasted into a clip: its ground shows where the scene should."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from storyagent.evaluation.looks import lab

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from storyagent.evaluation.looks import Corners, Floats

    Frames = NDArray[np.uint8]
    Picture = NDArray[np.uint8]

SIDE = 24
"""Pictures are compared as so many cells across and down."""
SAME, OTHER = 10.0, 20.0
"""Colours nearer than the first in CIELAB are the same, farther than the second others."""
NEARLY = 0.8
"""Of a picture without a plain ground, what shows beyond this share counts."""


def pasted_share(frames_thwc: Frames, tracks: Sequence[Sequence[Corners | None]], picture_hwc: Picture) -> float:
    """Return how much of a picture's ground shows in frames, 0..1, the mean over them.

    Either it fills the frame, or the entity's box. Where the scene around the box has the ground's colour anyway, a
    pasted box cannot be told, and counts nothing. Of a picture without a plain ground only nearly all of it counts: a
    scene may well be in the same place.

    Args:
        frames_thwc: the frames.
        tracks: the entity's boxes, a list for each of its tracks with one for each frame.
        picture_hwc: the entity on a plain ground.
    """
    picture = _cells(picture_hwc, (0.0, 0.0, 1.0, 1.0))
    border = np.concatenate([picture[0], picture[-1], picture[1:-1, 0], picture[1:-1, -1]])
    colour = np.median(border, axis=0)
    ground = np.linalg.norm(picture - colour, axis=-1) < SAME
    if ground.mean() < 0.1 or (np.linalg.norm(border - colour, axis=-1) < SAME).mean() < 0.7:
        return fmean(_nearly_all(frame, picture) for frame in frames_thwc)
    shares = []
    for number, frame in enumerate(frames_thwc):
        whole = _same(_cells(frame, (0.0, 0.0, 1.0, 1.0)), colour, ground)
        boxed = [_in_box(frame, box, colour, ground) for boxes in tracks if (box := boxes[number]) is not None]
        shares.append(max([_filled(frame, colour) * whole, *boxed]))
    return fmean(shares)


def _nearly_all(frame: Picture, picture: Floats) -> float:
    apart = np.linalg.norm(_cells(frame, (0.0, 0.0, 1.0, 1.0)) - picture, axis=-1)
    return max(0.0, float((apart < SAME).mean()) - NEARLY) / (1.0 - NEARLY)


def _filled(frame: Picture, colour: Floats) -> float:
    """Return whether the frame's own border has the ground's colour: a scene of that ground, or the pasted picture."""
    cells = _cells(frame, (0.0, 0.0, 1.0, 1.0))
    border = np.concatenate([cells[0], cells[-1], cells[1:-1, 0], cells[1:-1, -1]])
    return float((np.linalg.norm(border - colour, axis=-1) < SAME).mean())


def _in_box(frame: Picture, box: Corners, colour: Floats, ground: NDArray[np.bool_]) -> float:
    across, down = 0.15 * (box[2] - box[0]), 0.15 * (box[3] - box[1])
    grown = (box[0] - across, box[1] - down, box[2] + across, box[3] + down)
    cells = _cells(frame, grown)
    edge = np.concatenate([cells[0], cells[-1], cells[1:-1, 0], cells[1:-1, -1]])
    if (np.linalg.norm(edge - colour, axis=-1) > OTHER).mean() < 0.5:
        return 0.0
    return _same(_cells(frame, box), colour, ground)


def _same(cells: Floats, colour: Floats, ground: NDArray[np.bool_]) -> float:
    return float((np.linalg.norm(cells - colour, axis=-1)[ground] < SAME).mean())


def _cells(picture: Picture, box: Corners) -> Floats:
    """Return a part of a picture, cut at its edges, as SIDE by SIDE cells in CIELAB."""
    height, width = picture.shape[:2]
    x0, x1 = (min(max(x, 0.0), 1.0) * width for x in (box[0], box[2]))
    y0, y1 = (min(max(y, 0.0), 1.0) * height for y in (box[1], box[3]))
    part = Image.fromarray(picture).resize(
        (SIDE, SIDE), Image.Resampling.BOX, box=(x0, y0, max(x1, x0 + 1), max(y1, y0 + 1))
    )
    return lab(np.asarray(part))

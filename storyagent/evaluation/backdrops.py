"""What a clip's place looks like: the colours of its ground where nothing of the layout stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PIL import Image

from storyagent.evaluation.looks import lab

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from storyagent.evaluation.looks import Corners, Floats

    Frames = NDArray[np.uint8]

CELLS = 16
GROWN = 0.15
"""By how much, in sides of it, a box is grown before what lies in it is left out."""
FAR = 25.0
"""A distance in CIELAB at which two colours are no longer alike (their likeness is one over e)."""


class Backdrop(NamedTuple):
    """Mean colours in CIELAB by cells, 16 16 3, and the share of the frames in which each cell was free, 16 16."""

    colours: Floats
    free: Floats


def backdrop(frames_thwc: Frames, boxes: Sequence[Sequence[Corners | None]]) -> Backdrop:
    """Return the ground of frames; `boxes` has each thing's box in each frame (`sightings.boxes_in_view`)."""
    total = np.zeros((CELLS, CELLS, 3), np.float32)
    free = np.zeros((CELLS, CELLS), np.float32)
    line = (np.arange(CELLS) + 0.5) / CELLS
    for number, frame in enumerate(frames_thwc):
        small = np.asarray(Image.fromarray(frame).resize((CELLS, CELLS), Image.Resampling.BOX))
        open_here = np.ones((CELLS, CELLS), bool)
        for track in boxes:
            box = track[number]
            if box is not None:
                across, down = GROWN * (box[2] - box[0]), GROWN * (box[3] - box[1])
                columns = (line >= box[0] - across) & (line <= box[2] + across)
                open_here &= ~(((line >= box[1] - down) & (line <= box[3] + down))[:, None] & columns[None])
        total += lab(small) * open_here[..., None]
        free += open_here
    colours = total / np.maximum(free, 1)[..., None]
    return Backdrop(colours.astype(np.float32), (free / len(frames_thwc)).astype(np.float32))


def backdrop_likeness(a: Backdrop, b: Backdrop) -> float:
    """Return how alike two grounds are, 0..1, over the cells that are free in both; 0 where there is none."""
    shared = np.minimum(a.free, b.free)
    if not shared.any():
        return 0.0
    apart = np.linalg.norm(a.colours - b.colours, axis=-1)
    return float((np.exp(-apart / FAR) * shared).sum() / shared.sum())

"""What is seen where a layout puts its things: the detector's boxes matched to the layout's, frame by frame."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import TYPE_CHECKING, NamedTuple

from storyagent.evaluation.detect import iou
from storyagent.evaluation.looks import look
from storyagent.story.layout import FULL_FRAME, Box, Layout, boxes_along, sample_times

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from storyagent.evaluation.detect import Detection
    from storyagent.evaluation.looks import Corners, Floats

    Frames = NDArray[np.uint8]

AROUND = 0.2
"""A thing whose middle lies this far outside its box, in sides of it, still counts as being there."""
SMALLEST = 0.02
"""Of a box that leaves the picture, a smaller share of it is not looked for."""


class Sighting(NamedTuple):
    """One thing of the layout in one frame: its box there, and what is seen in it."""

    box: Corners
    thing: Detection | None
    look: Floats | None
    """Of the seen thing's box; of the layout's where nothing is seen."""

    def of(self, noun: str) -> bool:
        """Return whether a thing of this noun is seen here."""
        return self.thing is not None and self.thing.noun == noun


class Place(NamedTuple):
    """Where the detector sees a noun and where the layout has it, over the frames in which the layout has it.

    `in_place` is the share of frames in which a thing of the noun has its middle in the box, `iou` the mean overlap of
    that box with the nearest one of the noun, 0 where there is none.
    """

    in_place: float
    iou: float


def boxes_in_view(layout: Layout, n: int) -> list[list[Corners | None]]:
    """Return each track's box in n frames, as the picture shows it: x0 y0 x1 y1 in 0..1, cut at its edges."""
    views = boxes_along(layout.view, sample_times(n)) if layout.view else [FULL_FRAME] * n
    return [
        [_in_view(box, view) if box else None for box, view in zip(boxes, views, strict=True)]
        for boxes in layout.boxes(n)
    ]


def sightings(
    boxes: Sequence[Corners | None], frames_thwc: Frames, seen: Sequence[Sequence[Detection]]
) -> list[Sighting]:
    """Return what is seen of a thing in the frames in which the layout has it.

    Args:
        boxes: the thing's box in each frame (`boxes_in_view`).
        frames_thwc: as many frames, 8 bits RGB.
        seen: what the detector sees in each.
    """
    found = []
    for box, frame, things in zip(boxes, frames_thwc, seen, strict=True):
        if box is None:
            continue
        thing = _nearest([one for one in things if _is_in(one, box)], box)
        found.append(Sighting(box, thing, look(frame, thing.box if thing else box)))
    return found


def place_of(noun: str, boxes: Sequence[Corners | None], seen: Sequence[Sequence[Detection]]) -> Place | None:
    """Return how well a noun is where the layout has it; None where that is nowhere."""
    rows = []
    for box, things in zip(boxes, seen, strict=True):
        if box is None:
            continue
        mine = [one for one in things if one.noun == noun]
        nearest = _nearest(mine, box)
        rows.append((any(_is_in(one, box, 0.0) for one in mine), iou(nearest.box, box) if nearest else 0.0))
    return Place(fmean(row[0] for row in rows), fmean(row[1] for row in rows)) if rows else None


def _in_view(box: Box, view: Box) -> Corners | None:
    x0, x1 = ((x - view.x0) / view.width for x in (box.x0, box.x1))
    y0, y1 = ((y - view.y0) / view.height for y in (box.y0, box.y1))
    cut = (max(0.0, x0), max(0.0, y0), min(1.0, x1), min(1.0, y1))
    inside = (cut[2] - cut[0]) * (cut[3] - cut[1]) if cut[2] > cut[0] and cut[3] > cut[1] else 0.0
    return cut if inside > SMALLEST * (x1 - x0) * (y1 - y0) else None


def _is_in(thing: Detection, box: Corners, around: float = AROUND) -> bool:
    x, y = (thing.box[0] + thing.box[2]) / 2, (thing.box[1] + thing.box[3]) / 2
    across, down = around * (box[2] - box[0]), around * (box[3] - box[1])
    return box[0] - across <= x <= box[2] + across and box[1] - down <= y <= box[3] + down


def _nearest(things: Sequence[Detection], box: Corners) -> Detection | None:
    return max(things, key=lambda one: iou(one.box, box), default=None)

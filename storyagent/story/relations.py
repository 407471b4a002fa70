"""Where an object is with respect to another one: the box each relation asks for."""

from __future__ import annotations

from storyagent.story.choreography import Footing, RelationKind
from storyagent.story.layout import Box
from storyagent.story.poses import in_hand
from storyagent.story.spots import GONE, GROUND, Fit, base_line, keep_inside

GAP = 0.025
"""Free space between objects beside or above each other."""

LARGEST_HELD = 0.75
"""How high something that is held may be, in heights of its holder."""
LEAST_UNDER = 0.7
"""How much smaller something is made to fit under another: one that goes there should not shrink on its way."""

BESIDE: frozenset[RelationKind] = frozenset({"left of", "right of", "beside", "around"})
OVERLAPPING: frozenset[RelationKind] = frozenset({"on", "under", "behind", "in front of", "inside", "held by"})
"""Relations whose boxes are meant to overlap."""
CARRYING: frozenset[RelationKind] = frozenset({"on", "inside", "held by"})
"""Relations in which an object without moves of its own goes where the other goes."""
DEPTHS: dict[RelationKind, float] = {
    "behind": -1.0, "in front of": 1.0, "on": 0.5, "inside": 0.5, "under": 0.25, "held by": 0.5,
}  # fmt: skip
"""How much nearer than the other object the one in the relation is."""


def related_box(kind: RelationKind, other: Box, fit: Fit, footing: Footing | None, scale: float = 1.0) -> Box:
    """Return the box of a performer in a relation to another's box, whole inside the frame.

    "inside", "under" and "held by" make an object that is too large smaller; every other relation keeps its size.
    """
    width, height = fit.width * scale, fit.height * scale
    side = kind
    if kind in ("beside", "around"):
        side = "right of" if other.center[0] + fit.shift_x <= 0.5 else "left of"
    if side in ("left of", "right of"):
        box = _at_side(side, other, fit, footing, width, height)
    elif kind in ("behind", "in front of"):
        box = _overlapping(kind, other, fit, width, height)
    elif kind == "held by":
        smaller = max(min(1.0, LARGEST_HELD * other.height / height), min(1.0, fit.least_height / height))
        width, height = width * smaller, height * smaller
        room = 1 if other.x1 + width < 1.0 or other.center[0] <= 0.5 else -1
        box = in_hand(other, width, height, footing == "air", fit.hand or room)
    elif kind in ("inside", "under"):
        box = _within(kind, other, fit, width, height)
        line = base_line(footing) if kind == "under" else None
        if line and box.y1 < line:  # walkers stay on the ground below a cloud
            box = Box.around(box.center[0], line - box.height / 2, box.width, box.height)
    else:
        box = _over_or_below(kind, other, fit, footing, width, height)
    return keep_inside(box)


def along_with(box: Box, carrier: Box) -> Box:
    """Return the box of something carried as whole inside the frame, or outside it, as what carries it is."""
    if carrier.on_canvas:
        return keep_inside(box) if is_whole(carrier) else box
    dx = min(-GONE - box.x1, 0.0) if carrier.x1 <= 0.0 else max(1 + GONE - box.x0, 0.0) if carrier.x0 >= 1.0 else 0.0
    dy = min(-GONE - box.y1, 0.0) if carrier.y1 <= 0.0 else max(1 + GONE - box.y0, 0.0) if carrier.y0 >= 1.0 else 0.0
    return box.shifted(dx, dy)


def is_whole(box: Box) -> bool:
    """Return whether nothing of a box is outside the canvas."""
    return box.x0 >= 0.0 and box.y0 >= 0.0 and box.x1 <= 1.0 and box.y1 <= 1.0


def _at_side(side: RelationKind, other: Box, fit: Fit, footing: Footing | None, width: float, height: float) -> Box:
    away = GAP + fit.extent[0] / 2 + abs(fit.shift_x)
    cx = (other.x0 - away if side == "left of" else other.x1 + away) + fit.offset_x
    line = base_line(footing)
    cy = max(other.y1, line) - height / 2 if line else other.center[1]
    return Box.around(cx, cy + fit.shift_y + fit.offset_y, width, height)


def _over_or_below(
    kind: RelationKind, other: Box, fit: Fit, footing: Footing | None, width: float, height: float
) -> Box:
    most = fit.seat.aside * other.width
    aside = min(max(fit.shift_x + fit.offset_x, -most), most)
    cx = other.center[0] + (aside if kind == "on" else fit.shift_x + fit.offset_x)
    rise = fit.offset_y - abs(fit.shift_y)
    if kind == "on":
        return Box.around(
            cx, other.y0 + fit.seat.sink * other.height - height / 2 + min(fit.offset_y, 0.0), width, height
        )
    if kind == "above":
        lowest = other.y0 - GAP - fit.extent[1] / 2
        aloft = min(lowest, 0.2) if footing == "air" else lowest
        return Box.around(cx, aloft + rise, width, height)
    return Box.around(cx, other.y1 + GAP + fit.extent[1] / 2 - rise, width, height)


def _overlapping(kind: RelationKind, other: Box, fit: Fit, width: float, height: float) -> Box:
    """Hide under half of the farther object, towards the frame's middle, with the nearer one's feet lower."""
    hidden = 0.4 * min(width, other.width)
    aside = (width + other.width) / 2 - hidden + abs(fit.shift_x)
    cx = other.center[0] + (aside if other.center[0] <= 0.5 else -aside) + fit.offset_x
    feet = other.y1 + (-0.03 if kind == "behind" else 0.04)
    return Box.around(cx, feet - height / 2 + fit.offset_y, width, height)


def _within(kind: RelationKind, other: Box, fit: Fit, width: float, height: float) -> Box:
    smaller = min(1.0, 0.7 * other.width / width, 0.55 * other.height / height)
    smaller = max(smaller, LEAST_UNDER) if kind == "under" else smaller
    smaller = max(smaller, min(1.0, fit.least_height / height))
    width, height = width * smaller, height * smaller
    cx = other.center[0] + fit.shift_x / 2 + fit.offset_x * smaller
    if kind == "inside":
        return Box.around(cx, other.y0 + 0.55 * other.height, width, height)
    if other.y1 < GROUND - 0.1:  # something in the air: beneath it, not between its legs
        return Box.around(cx, other.y1 + GAP + height / 2, width, height)
    return Box.around(cx, other.y1 - height / 2, width, height)

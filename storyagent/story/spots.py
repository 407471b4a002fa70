"""Where a named spot is for an object of a given size: every box whole inside the frame, every quadrant clear."""

from __future__ import annotations

from typing import Literal, NamedTuple

from storyagent.story.choreography import Footing, Spot
from storyagent.story.layout import Box
from storyagent.story.poses import Seat
from storyagent.story.sky import HIGH, HORIZON, SKY, SUNK

Row = Literal["upper", "middle", "lower"]

MARGIN = 0.03
"""Free space between an object and the frame's edge."""
CLEAR = 0.06
"""How far from the frame's middle the centre of an object in a named half lies, at least."""
GROUND = 0.86
"""Where the feet of an object on the ground are."""
LARGEST = 0.8
"""The longest side an object may have, so that it is whole inside the frame and clearly in its half."""
GONE = 0.01
"""How far outside the frame an object off screen is."""
WATER = 0.76
"""Where what floats lies: places are painted with their water behind the ground in front."""
HILLTOP = 0.6
"""Where the feet of somebody are who has gone up the hill of the place."""
_BASE_LINES = {"ground": GROUND, "water": WATER}
BACK, FRONT = 0.64, 0.98
"""Where the feet of somebody on the ground may be: a row at the back is higher in the picture, one in front lower."""


class Anchor(NamedTuple):
    """A column (None: wherever the object's own column is), a row, and the side it is off screen at, if it is."""

    column: float | None
    row: Row
    off: Literal["left", "right", "top", "bottom"] | None = None


LEFT, CENTER, RIGHT = 0.2, 0.5, 0.8

ANCHORS: dict[Spot, Anchor] = {
    "upper left": Anchor(LEFT, "upper"),
    "top": Anchor(CENTER, "upper"),
    "upper right": Anchor(RIGHT, "upper"),
    "left": Anchor(LEFT, "middle"),
    "center": Anchor(CENTER, "middle"),
    "right": Anchor(RIGHT, "middle"),
    "lower left": Anchor(LEFT, "lower"),
    "bottom": Anchor(CENTER, "lower"),
    "lower right": Anchor(RIGHT, "lower"),
    "offscreen left": Anchor(None, "middle", "left"),
    "offscreen right": Anchor(None, "middle", "right"),
    "offscreen top": Anchor(None, "upper", "top"),
    "offscreen bottom": Anchor(None, "lower", "bottom"),
}


class Fit(NamedTuple):
    """How one performer is fitted into the picture: its size, its own column, and its place in its group.

    A group (three birds with the same moves) moves as one block of `block_width` by `block_height`, in which this
    performer's centre is `offset_x`, `offset_y` from the middle. `shift_x`, `shift_y` move the whole block out of
    others' way. On the ground `offset_y` is that of the feet, so that large and small ones stand on one line. `reach`
    draws all places in towards the frame's middle, for one that has too little time for its way. The performer is never
    lower than `least_height`, however far away. In a `ring` of so many that go round something it has the `place`th
    place. What is in the sky of a room is seen through its `window`. One that is on another has a `seat` there;
    something held is in the right (1) or the left (-1) `hand`. Who walks `uphill` goes up no higher than the hill. All
    lengths are shares of the frame.
    """

    width: float
    height: float
    column: float = CENTER
    shift_x: float = 0.0
    shift_y: float = 0.0
    offset_x: float = 0.0
    offset_y: float = 0.0
    block_width: float = 0.0
    block_height: float = 0.0
    reach: float = 1.0
    least_height: float = 0.0
    ring: int = 1
    place: int = 0
    window: Box | None = None
    seat: Seat = Seat()
    uphill: bool = False
    hand: int = 0

    @property
    def extent(self) -> tuple[float, float]:
        """Return the size of the block, at least that of the performer."""
        wide, high = self.width < self.block_width, self.height < self.block_height
        return self.block_width if wide else self.width, self.block_height if high else self.height

    def shifted(self, dx: float, dy: float) -> Fit:
        """Return the fit with its block moved out of others' way by (dx, dy) more."""
        return Fit._make((*self[:3], self.shift_x + dx, self.shift_y + dy, *self[5:]))


def spot_box(anchor: Anchor, fit: Fit, footing: Footing | None, scale: float = 1.0) -> Box:
    """Return the box of a performer at an anchor; `scale` is its size now relative to its fit (perspective)."""
    width, height = fit.width * scale, fit.height * scale
    extent_x, extent_y = fit.extent
    column = fit.column if anchor.column is None else anchor.column
    leftmost, rightmost = _columns(anchor, extent_x, fit.width)
    cx = _between(column + fit.shift_x, leftmost, rightmost, extent_x) + fit.offset_x
    cx = CENTER + (cx - CENTER) * fit.reach
    line = base_line(footing)
    if line and anchor.row == "upper" and fit.uphill:
        cy = line + (HILLTOP - line) * fit.reach + fit.offset_y - height / 2
    elif line and anchor.row != "upper":
        cy = line + (_feet(anchor.row, line, fit, height) - line) * fit.reach - height / 2
    else:
        wish, highest, lowest = _rows(anchor.row, footing, height, extent_y)
        cy = CENTER + (_between(wish + fit.shift_y, highest, lowest, extent_y) + fit.offset_y - CENTER) * fit.reach
    if anchor.off is None:
        return Box.around(cx, cy, width, height)
    outside = {"left": -extent_x / 2 - GONE, "right": 1 + extent_x / 2 + GONE}
    beyond = {"top": -extent_y / 2 - GONE, "bottom": 1 + extent_y / 2 + GONE}
    cx = outside[anchor.off] + fit.offset_x if anchor.off in outside else cx
    cy = beyond[anchor.off] + fit.offset_y if anchor.off in beyond else cy
    return Box.around(cx, cy, width, height)


def base_line(footing: Footing | None) -> float | None:
    """Return where the feet of what stands or floats are, None for what does neither."""
    return _BASE_LINES.get(footing or "")


def least_sides(aspect_ratio: float, grid: tuple[int, int] | None = None) -> tuple[float, float]:
    """Return the least width and height of a box: half a cell of the attention grid, which is what does not round away.

    Args:
        aspect_ratio: Width / height of the canvas.
        grid: Columns and rows of the coarsest attention grid; by default the shorter side has eight cells.

    Raises:
        ValueError: the grid has no cells.
    """
    columns, rows = grid or (round(8 * max(aspect_ratio, 1.0)), round(8 / min(aspect_ratio, 1.0)))
    if columns < 1 or rows < 1:
        raise ValueError(f"an attention grid has at least one column and one row, found {columns} x {rows}")
    return 0.5 / columns, 0.5 / rows


def keep_inside(box: Box) -> Box:
    """Move a box so that it is whole inside the frame; one too large for that is centred."""
    x0, y0, x1, y1 = box.as_tuple()
    width, height = x1 - x0, y1 - y0
    cx, cy = (x0 + x1) / 2, (y0 + y1) / 2
    return Box.around(_between(cx, 0.0, 1.0, width), _between(cy, 0.0, 1.0, height), width, height)


def _columns(anchor: Anchor, extent: float, width: float) -> tuple[float, float]:
    spread = (extent - width) / 2  # from the block's middle to the centre of its outermost member
    if anchor.column is not None and anchor.column < CENTER:
        return 0.0, 0.5 - CLEAR - spread
    if anchor.column is not None and anchor.column > CENTER:
        return 0.5 + CLEAR + spread, 1.0
    return 0.0, 1.0


def _rows(row: Row, footing: Footing | None, height: float, extent: float) -> tuple[float, float, float]:
    """Return the wished centre of the block and how high and low it may be shifted."""
    spread = max(extent - height, 0.0) / 2
    if footing == SKY:
        low = HORIZON + SUNK * height
        return (low, low, low) if row == "lower" else (HIGH, 0.0, HORIZON - height)
    upper, lower = 0.5 - CLEAR - spread, 0.5 + CLEAR + spread
    if row == "upper":
        return (0.18 if footing == "air" else 0.24), 0.0, upper
    if row == "lower":
        return (0.74 if footing == "air" else 0.76), lower, 1.0
    return (0.3, 0.0, 0.56) if footing == "air" else (0.5, 0.0, 1.0)


def _feet(row: Row, line: float, fit: Fit, height: float) -> float:
    """Return where the feet of somebody who stands on a line are, the head still inside the frame."""
    middle = row == "middle"
    lowest = min(FRONT, 1 - (fit.extent[1] - height) / 2)
    highest = BACK if middle else 0.5 + CLEAR + height / 2
    feet = min(max((line if middle else 0.95) + fit.shift_y, highest), lowest) + fit.offset_y
    return min(max(feet, min(MARGIN, (1 - height) / 2) + height), max(FRONT, (1 + height) / 2))


def _between(wish: float, low: float, high: float, extent: float) -> float:
    """Return the value nearest to the wish within low..high, whole inside the frame before anything else."""
    free = (1 - extent) / 2
    inside = (MARGIN if free > MARGIN else free if free > 0.0 else 0.0) + extent / 2
    most = high if high > low else low
    value = low if wish < low else most if wish > most else wish  # comparisons, as it is asked for every place tried
    value = inside if value < inside else value
    return value if value < 1 - inside else 1 - inside

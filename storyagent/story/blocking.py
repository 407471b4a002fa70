"""How performers stand together: sizes, groups that move as one, and the columns of those told no place.

The word is the theatre's: blocking is the placing of actors on a stage.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, get_args

from storyagent.story.choreography import Footing, Motion, Performer, Size
from storyagent.story.poses import borne_by
from storyagent.story.sky import LARGEST_IN_SKY, SKY
from storyagent.story.spots import ANCHORS, CENTER, FRONT, LARGEST, MARGIN, Fit, base_line, least_sides

HEIGHTS: dict[Size, float] = {"tiny": 0.08, "small": 0.15, "medium": 0.26, "large": 0.42, "huge": 0.6}
"""The height of each size as a share of the frame's shorter side."""
SPACING = 1.12
"""Distance between neighbours in a group, in widths or heights."""
ROOMY = 1.01
"""By how much more than the least an object is large, so that no rounding makes it too small."""
IN_PLACE: frozenset[Motion] = frozenset(
    {"stay", "fall", "rise", "bounce", "jump", "orbit", "approach", "recede", "sway"}
)
"""Motions that need a column of their own when no spot is named."""
FOOTINGS: tuple[Footing | None, ...] = (*get_args(Footing), None)
UPRIGHT: frozenset[Motion] = frozenset({"fall", "rise", "bounce", "jump"})
"""Motions that use the height of the frame, so that nobody can stand above or below."""
ACROSS: frozenset[Motion] = frozenset({"move", "glide", "throw"})
"""Motions whose natural path crosses the frame."""
DOWN: frozenset[Motion] = frozenset({"fall", "rise", "bounce"})
"""Motions whose natural path goes up or down the frame."""
ON_THE_WAY = (0.5, 0.55)
"""The longest sides of an object that goes from one side, or from one height, of the frame to another."""
FAR_APART = 0.35
"""The space at the frame's edges, as a share of that between two, where something goes from one to the other."""
ROW_ROOM = 0.84
"""The part of the width that is given to performers in a row; the rest is space between them."""
GOOD = 0.75
"""How much smaller performers in few rows may get before more rows are opened."""
DEPTH_ROOM = 0.3
"""How far the feet of the row in front may be below those of the row at the back."""
WATER_ROOM = 0.16
"""The same on the water."""
AIR_ROOM, SKY_ROOM, FREE_ROOM = 0.5, 0.3, 0.86
"""How high rows above each other may be, in the air, in the sky and where there is no footing."""


class Group(NamedTuple):
    """Performers with the same moves, fitted together so that none covers another wherever the group goes."""

    performers: tuple[Performer, ...]
    fits: tuple[Fit, ...]


def size_of(performer: Performer, aspect_ratio: float, scale: float) -> tuple[float, float]:
    """Return (width, height) as shares of the frame; the pixels keep the performer's proportion.

    Named sizes are shares of the shorter side, numbers of the height. No side is longer than `LARGEST`, or than
    `ON_THE_WAY` across and along a way; none is shorter than half a cell of the attention grid.
    """
    size = performer.size
    height = scale * (size if isinstance(size, float | int) else HEIGHTS[size] * min(1.0, aspect_ratio))
    wide = performer.proportion / aspect_ratio
    most_x, most_y = _most(performer)
    if performer.footing == SKY:
        most_y = min(most_y, LARGEST_IN_SKY * min(1.0, aspect_ratio))
    height = max(min(height, most_y, most_x / wide), least_height(performer, aspect_ratio))
    return height * wide, height


def least_height(performer: Performer, aspect_ratio: float) -> float:
    """Return the least height at which a performer is large enough both ways for the attention grid."""
    width, height = least_sides(aspect_ratio)
    return ROOMY * max(height, width * aspect_ratio / performer.proportion)


def _most(performer: Performer) -> tuple[float, float]:
    """Return how wide and how high a performer may be: one that changes sides must be clearly on each of them."""
    spots = [spot for move in performer.moves for spot in move.path]
    across = any(ANCHORS[spot].column not in (None, CENTER) for spot in spots)
    across |= any(move.motion in ACROSS and not move.path for move in performer.moves)
    down = any(ANCHORS[spot].row != "middle" and not ANCHORS[spot].off for spot in spots)
    down |= any(move.motion in DOWN for move in performer.moves)
    return ON_THE_WAY[0] if across else LARGEST, ON_THE_WAY[1] if down else LARGEST


def has_own_column(performer: Performer) -> bool:
    """Return whether nothing says where the performer is from left to right."""
    if performer.start_relation or not performer.moves:
        return performer.start_relation is None
    first = performer.moves[0]
    return first.motion in IN_PLACE and not first.path and first.relation is None


def make_groups(performers: Sequence[Performer], aspect_ratio: float, scale: float) -> list[Group]:
    """Put performers into groups, in order of first appearance, and give every one its fit."""
    alone = [performer for performer in performers if has_own_column(performer)]
    edge = FAR_APART if any(_goes_between(performer) for performer in performers) else 1.0
    fits = _own_columns(alone, aspect_ratio, scale, edge)
    groups = [Group((p,), (fit,)) for p, fit in zip(alone, fits, strict=True)]
    together: dict[object, list[Performer]] = {}
    for performer in performers:
        if not has_own_column(performer):
            signature = (performer.moves, performer.start_relation, performer.footing)
            together.setdefault(signature, []).append(performer)
    for members in together.values():
        groups.append(Group(tuple(members), _formation(members, aspect_ratio, scale)))
    order = {performer.id: index for index, performer in enumerate(performers)}
    return sorted(groups, key=lambda group: order[group.performers[0].id])


def _goes_between(performer: Performer) -> bool:
    """Return whether a performer goes from one to another, as a ball that is thrown: those should stand apart."""
    start = performer.start_relation
    goals = {move.relation.other for move in performer.moves if move.relation}
    return bool(start and goals - {start.other})


def _own_columns(performers: Sequence[Performer], aspect_ratio: float, scale: float, edge: float) -> list[Fit]:
    """Spread performers evenly over the width, each footing apart, in rows where one is too short.

    `edge` is the space at the frame's edges as a share of that between two performers.
    """
    fits: dict[str, Fit] = {}
    by_footing = [[p for p in performers if p.footing == footing] for footing in FOOTINGS]
    by_footing = [members for members in by_footing if members]
    sizes = [[size_of(p, aspect_ratio, scale) for p in members] for members in by_footing]
    counts = [_row_count(members, own, ROW_ROOM) for members, own in zip(by_footing, sizes, strict=True)]
    scale *= min((squeeze for _, squeeze in counts), default=1.0)
    for members, (count, _) in zip(by_footing, counts, strict=True):
        own = [size_of(p, aspect_ratio, scale) for p in members]
        rows = _in_rows(own, _enough_rows(own, count))
        for index, (row, shift) in enumerate(zip(rows, _row_shifts(members, own, rows), strict=True)):
            near = edge if len(row) > 1 else 1.0
            gap = (1 - sum(own[i][0] for i in row)) / (len(row) - 1 + 2 * near)
            left = (
                gap * near * (1 if len(rows) == 1 else 1.4 if index % 2 else 0.6)
            )  # rows behind look through the gaps
            for i in row:
                width, height = own[i]
                least = least_height(members[i], aspect_ratio)
                fits[members[i].id] = Fit(width, height, column=left + width / 2, shift_y=shift, least_height=least)
                left += width + gap
    return [fits[p.id] for p in performers]


def _row_count(members: Sequence[Performer], sizes: list[tuple[float, float]], room: float) -> tuple[int, float]:
    """Return in how many rows members stand best, and how much smaller they have to be there.

    As few rows as leave them a good size; as many as it takes to hold them side by side at their least size.
    """
    if any(move.motion in UPRIGHT for p in members for move in p.moves):
        squeeze = min(1.0, room / _widest(sizes, [list(range(len(sizes)))]))
        return 1, squeeze
    found: list[tuple[int, float]] = []
    for count in range(1, len(members) + 1):
        rows = _in_rows(sizes, count)
        high = _stack(members, sizes, rows)
        squeeze = min(1.0, room / _widest(sizes, rows), _height_room(members) / high if high else 1.0)
        if squeeze >= GOOD:
            return count, squeeze
        found.append((count, squeeze))
    return max(found, key=lambda one: (round(one[1], 3), -one[0]), default=(1, 1.0))


def _in_rows(sizes: list[tuple[float, float]], count: int) -> list[list[int]]:
    """Share members out to rows of about the same width, neighbours together, tall ones in the first (at the back)."""
    whole = sum(width for width, _ in sizes)
    rows: list[list[int]] = [[] for _ in range(count)]
    done = 0.0
    order = sorted(range(len(sizes)), key=lambda i: -round(sizes[i][1], 2)) if count > 1 else range(len(sizes))
    for i in order:
        width = sizes[i][0]
        rows[min(int(count * (done + width / 2) / whole), count - 1)].append(i)
        done += width
    return [row for row in rows if row]


def _stack(members: Sequence[Performer], sizes: list[tuple[float, float]], rows: list[list[int]]) -> float:
    """Return how far apart the first and the last of several rows are: on the ground their feet, else their edges."""
    heights = [max(sizes[i][1] for i in row) for row in rows]
    if len(rows) == 1:
        return 0.0
    return SPACING * sum(heights[1:]) if base_line(members[0].footing) else SPACING * sum(heights)


def _height_room(members: Sequence[Performer]) -> float:
    room = {"ground": DEPTH_ROOM, "water": WATER_ROOM, "air": AIR_ROOM, "sky": SKY_ROOM}.get(
        members[0].footing or "", FREE_ROOM
    )
    return min(room, 0.42) if min(_most(p)[1] for p in members) < LARGEST else room


def _row_shifts(members: Sequence[Performer], sizes: list[tuple[float, float]], rows: list[list[int]]) -> list[float]:
    """Return how much lower than usual each row is: its feet on the ground, else its middle."""
    if len(rows) == 1:
        return [0.0]
    heights = [max(sizes[i][1] for i in row) for row in rows]
    stack, room = _stack(members, sizes, rows), _height_room(members)
    closer = min(1.0, room / stack)
    line = base_line(members[0].footing)
    if line:
        front = min(FRONT - line - 0.02, stack * closer / 2)
        return [front - SPACING * closer * sum(heights[index + 1 :]) for index in range(len(rows))]
    middle = max(0.0, MARGIN + stack * closer / 2 - 0.3) if members[0].footing in ("air", "sky") else 0.0
    tops = [SPACING * closer * sum(heights[:index]) for index in range(len(rows))]
    return [
        middle + top + SPACING * closer * height / 2 - stack * closer / 2
        for top, height in zip(tops, heights, strict=True)
    ]


def _widest(sizes: list[tuple[float, float]], rows: list[list[int]]) -> float:
    return max((SPACING * sum(sizes[i][0] for i in row) for row in rows), default=0.1)


def _formation(members: Sequence[Performer], aspect_ratio: float, scale: float) -> tuple[Fit, ...]:
    """Fit members with the same moves into one block that has room at every spot they pass."""
    if members[0].moves and members[0].moves[0].motion == "orbit":
        return _ring(members, aspect_ratio, scale)
    room = _room(members[0])
    if borne_by(members[0]):  # in one row on what bears them
        sizes = [size_of(p, aspect_ratio, scale) for p in members]
        return _block(members, sizes, [list(range(len(members)))], [least_height(p, aspect_ratio) for p in members])
    count, squeeze = _row_count(members, [size_of(p, aspect_ratio, scale) for p in members], room)
    sizes = [size_of(p, aspect_ratio, scale * squeeze) for p in members]
    least = [least_height(p, aspect_ratio) for p in members]
    return _block(members, sizes, _in_rows(sizes, _enough_rows(sizes, count)), least)


def _ring(members: Sequence[Performer], aspect_ratio: float, scale: float) -> tuple[Fit, ...]:
    """Fit members that go round something, evenly spaced: half of them are in front of it, half behind."""
    sizes = [size_of(p, aspect_ratio, scale) for p in members]
    scale *= min(1.0, 2 * ROW_ROOM / _widest(sizes, [list(range(len(sizes)))]))
    return tuple(
        Fit(
            *size_of(p, aspect_ratio, scale),
            least_height=least_height(p, aspect_ratio),
            ring=len(members),
            place=index,
        )
        for index, p in enumerate(members)
    )


def _enough_rows(sizes: list[tuple[float, float]], count: int) -> int:
    """Return as many rows, at least `count`, as it takes to hold everybody inside the frame."""
    while count < len(sizes) and _widest(sizes, _in_rows(sizes, count)) > 1 - 2 * MARGIN:
        count += 1
    return count


def _room(performer: Performer) -> float:
    """Return the width that a group has wherever it goes: half of the frame if it changes sides."""
    return 0.42 if _most(performer)[0] < LARGEST else 0.9


def _block(
    members: Sequence[Performer], sizes: list[tuple[float, float]], rows: list[list[int]], least: list[float]
) -> tuple[Fit, ...]:
    """Put members into rows, in a single row every other one a little lower."""
    tallest = max(height for _, height in sizes)
    stand = base_line(members[0].footing) is not None
    stagger = (0.02 if stand else 0.4 * tallest) if len(rows) == 1 < len(sizes) else 0.0
    wide = _widest(sizes, rows)
    shifts = _row_shifts(members, sizes, rows)
    middle = (shifts[0] + shifts[-1]) / 2
    spread = max(shifts) - min(shifts) + stagger
    fits: dict[int, Fit] = {}
    for row, shift in zip(rows, shifts, strict=True):
        left = -SPACING * sum(sizes[i][0] for i in row) / 2
        for place, i in enumerate(row):
            width, height = sizes[i]
            fits[i] = Fit(
                width,
                height,
                offset_x=left + SPACING * width / 2,
                offset_y=shift - middle + (stagger if place % 2 else -stagger) / 2,
                block_width=wide,
                block_height=spread + (height if stand else tallest),
                least_height=least[i],
            )
            left += SPACING * width
    return tuple(fits[i] for i in range(len(sizes)))

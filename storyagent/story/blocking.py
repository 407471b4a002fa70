"""How performers stand together: sizes, groups that move as one, and the columns of those told no place.

The word is the theatre's: blocking is the placing of actors on a stage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storyagent.story.choreography import Motion, Performer, Size, Spot
from storyagent.story.spots import ANCHORS, CENTER, LARGEST, Fit

HEIGHTS: dict[Size, float] = {"tiny": 0.08, "small": 0.15, "medium": 0.26, "large": 0.42, "huge": 0.6}
"""The height of each size as a share of the frame's shorter side."""
SPACING = 1.12
"""Distance between neighbours in a group, in widths or heights."""
COZY = 4
"""So many walk in one row on the ground; more walk in two, one in front of the other."""
IN_PLACE: frozenset[Motion] = frozenset(
    {"stay", "fall", "rise", "bounce", "jump", "orbit", "approach", "recede", "sway"}
)
"""Motions that need a column of their own when no spot is named."""
UPRIGHT: frozenset[Motion] = frozenset({"fall", "rise", "bounce", "jump"})
"""Motions that use the height of the frame, so that nobody can stand above or below."""
CROWDED = 0.35
"""How small performers in one row get before a second row is opened."""
ROW_ROOM = 0.8
"""The part of the width that is given to performers in a row; the rest is space between them."""


@dataclass(frozen=True)
class Group:
    """Performers with the same moves, fitted together so that none covers another wherever the group goes."""

    performers: tuple[Performer, ...]
    fits: tuple[Fit, ...]


def size_of(performer: Performer, aspect_ratio: float, scale: float) -> tuple[float, float]:
    """Return (width, height) as shares of the frame; the pixels keep the performer's proportion.

    Named sizes are shares of the shorter side, numbers of the height. No side is longer than `LARGEST`.
    """
    size = performer.size
    height = scale * (size if isinstance(size, float | int) else HEIGHTS[size] * min(1.0, aspect_ratio))
    width = height * performer.proportion / aspect_ratio
    fitting = min(1.0, LARGEST / height, LARGEST / width)
    return width * fitting, height * fitting


def has_own_column(performer: Performer) -> bool:
    """Return whether nothing says where the performer is from left to right."""
    if performer.start_relation or not performer.moves:
        return performer.start_relation is None
    first = performer.moves[0]
    return first.motion in IN_PLACE and not first.path and first.relation is None


def make_groups(performers: Sequence[Performer], aspect_ratio: float, scale: float) -> list[Group]:
    """Put performers into groups, in order of first appearance, and give every one its fit."""
    alone = [performer for performer in performers if has_own_column(performer)]
    groups = [Group((p,), (fit,)) for p, fit in zip(alone, _own_columns(alone, aspect_ratio, scale), strict=True)]
    together: dict[object, list[Performer]] = {}
    for performer in performers:
        if not has_own_column(performer):
            signature = (performer.moves, performer.start_relation, performer.footing)
            together.setdefault(signature, []).append(performer)
    for members in together.values():
        groups.append(Group(tuple(members), _formation(members, aspect_ratio, scale)))
    order = {performer.id: index for index, performer in enumerate(performers)}
    return sorted(groups, key=lambda group: order[group.performers[0].id])


def _own_columns(performers: Sequence[Performer], aspect_ratio: float, scale: float) -> list[Fit]:
    """Spread performers evenly over the width, each footing apart, in rows where one is too short."""
    fits: dict[str, Fit] = {}
    by_footing = [[p for p in performers if p.footing == footing] for footing in ("ground", "air", None)]
    scale *= min((_squeeze(members, aspect_ratio, scale) for members in by_footing), default=1.0)
    for members in by_footing:
        sizes = {p.id: size_of(p, aspect_ratio, scale) for p in members}
        rows = _rows(members, [sizes[p.id][0] for p in members], ROW_ROOM + 1e-9)
        rise = max((height for _, height in sizes.values()), default=0.0) * SPACING
        for index, row in enumerate(rows):
            gap = (1 - sum(sizes[p.id][0] for p in row)) / (len(row) + 1)
            left = gap
            for p in row:
                width, height = sizes[p.id]
                shift = (index - (len(rows) - 1) / 2) * (0.12 if p.footing == "ground" else rise)
                fits[p.id] = Fit(width, height, column=left + width / 2, shift_y=shift)
                left += width + gap
    return [fits[p.id] for p in performers]


def _squeeze(members: Sequence[Performer], aspect_ratio: float, scale: float) -> float:
    """Return how much smaller members have to be that must stand in one row, unless they would be too small."""
    needed = SPACING * sum(size_of(p, aspect_ratio, scale)[0] for p in members)
    in_one_row = any(p.footing == "ground" or any(move.motion in UPRIGHT for move in p.moves) for p in members)
    return ROW_ROOM / needed if in_one_row and needed > ROW_ROOM >= CROWDED * needed else 1.0


def _rows(members: Sequence[Performer], widths: list[float], room: float) -> list[list[Performer]]:
    """Share members out to as few rows as hold them, as evenly as possible, in order."""
    if not members:
        return []
    count = next(n for n in range(1, len(members) + 1) if _widest(widths, n) <= room or n == len(members))
    return [list(members[i::count]) for i in range(count)]


def _widest(widths: list[float], rows: int) -> float:
    return max(SPACING * sum(widths[i::rows]) for i in range(rows))


def _formation(members: Sequence[Performer], aspect_ratio: float, scale: float) -> tuple[Fit, ...]:
    """Fit members with the same moves into one block that has room at every spot they pass."""
    room_x, room_y = _room(members[0])
    on_ground = members[0].footing == "ground"
    while True:
        sizes = [size_of(p, aspect_ratio, scale) for p in members]
        tallest = max(height for _, height in sizes)
        on_top = max(1, int(room_y / (SPACING * tallest)))
        most_rows = (2 if len(members) > COZY else 1) if on_ground else on_top
        fitting = [n for n in range(1, min(most_rows, len(members)) + 1) if _widest([w for w, _ in sizes], n) <= room_x]
        if fitting or len(members) == 1 or scale < 0.12:
            rows = fitting[0] if fitting else most_rows
            return _block(sizes, rows, 0.1 if on_ground else SPACING * tallest, 0.02 if on_ground else 0.4 * tallest)
        scale *= 0.92


def _room(performer: Performer) -> tuple[float, float]:
    spots: list[Spot] = [spot for move in performer.moves for spot in move.path]
    columns = {ANCHORS[spot].column for spot in spots} - {None, CENTER}
    rows = {ANCHORS[spot].row for spot in spots} - {"middle"}
    natural = any(not move.path and move.motion in ("move", "glide", "throw") for move in performer.moves)
    return (0.42 if columns or natural else 0.9), (0.42 if rows else 0.8)


def _block(sizes: list[tuple[float, float]], rows: int, rise: float, stagger: float) -> tuple[Fit, ...]:
    """Put members into rows `rise` apart, in one row every other one `stagger` lower."""
    members = [list(range(len(sizes)))[i::rows] for i in range(rows)]
    stagger = stagger if rows == 1 and len(sizes) > 1 else 0.0
    wide = max(SPACING * sum(sizes[i][0] for i in row) for row in members)
    fits: dict[int, Fit] = {}
    for index, row in enumerate(members):
        left = -SPACING * sum(sizes[i][0] for i in row) / 2
        for place, i in enumerate(row):
            width, height = sizes[i]
            dy = (index - (rows - 1) / 2) * rise + (stagger if place % 2 else -stagger) / 2
            fits[i] = Fit(
                width,
                height,
                offset_x=left + SPACING * width / 2,
                offset_y=dy,
                block_width=wide,
                block_height=rise * (rows - 1) + stagger + max(height for _, height in sizes),
            )
            left += SPACING * width
    return tuple(fits[i] for i in range(len(sizes)))

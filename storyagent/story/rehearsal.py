"""Before the staging: a choreography as it can be played, where its words contradict each other.

What is asked for wins over how: somebody told to wait off screen, and nothing else, is seen; a jump out of the frame
begins inside it; what comes from afar begins on the horizon and not at a side.
"""

from __future__ import annotations

from collections.abc import Mapping

from storyagent.story.blocking import HEIGHTS
from storyagent.story.choreography import Choreography, Motion, Move, Performer, Spot
from storyagent.story.poses import borne_by, is_bed, lies_in, long_enough, lying_down, with_riders
from storyagent.story.sky import SKY, risen_or_set

ENDS: dict[tuple[Motion, tuple[Spot, ...]], tuple[Spot, ...]] = {
    ("fall", ("bottom",)): (),
    ("rise", ("top",)): (),
}
"""Falls and rises that are told as far as they go by themselves: they go straight down and up."""
INSIDE: dict[Spot, Spot] = {
    "offscreen left": "left",
    "offscreen right": "right",
    "offscreen top": "top",
    "offscreen bottom": "bottom",
}
"""The spot just inside the frame for each off screen."""
_IN_PLACE: frozenset[Motion] = frozenset({"stay", "sway", "jump", "orbit"})
_HOPPING: frozenset[Motion] = frozenset({"jump", "bounce"})
_DEPTHWISE: frozenset[Motion] = frozenset({"approach", "recede"})


def rehearsed(choreography: Choreography) -> Choreography:
    """Return the choreography with every performer's moves as they can be played."""
    performers = tuple(_rehearsed(performer) for performer in _put_to_bed(choreography))
    return choreography.model_copy(update={"performers": performers})


def kept_inside(move: Move) -> Move:
    """Return a move along the same path without leaving the frame."""
    return move.model_copy(update={"path": tuple(INSIDE.get(spot, spot) for spot in move.path)})


def _put_to_bed(choreography: Choreography) -> tuple[Performer, ...]:
    """Let those lie down who are in bed, in beds long enough for them, and give room to several on one thing."""
    heights = {size: height * min(1.0, choreography.aspect_ratio) for size, height in HEIGHTS.items()}
    by_id = {performer.id: performer for performer in choreography.performers}
    sleepers: dict[str, list[Performer]] = {}
    for performer in choreography.performers:
        by_id[performer.id] = _onto_beds(performer, by_id)
        start = performer.start_relation
        if start and lies_in(performer, by_id[start.other]):
            by_id[performer.id] = lying_down(performer, heights)
            sleepers.setdefault(start.other, []).append(by_id[performer.id])
    for bed, lying in sleepers.items():
        by_id[bed] = long_enough(by_id[bed], lying, heights)
    lying_ids = {one.id for lying in sleepers.values() for one in lying}
    for bearer, riders in _riders([one for one in by_id.values() if one.id not in lying_ids]).items():
        placed = with_riders(by_id[bearer], riders, heights, choreography.aspect_ratio)
        by_id |= {one.id: one for one in placed}
    return tuple(by_id.values())


def _riders(performers: list[Performer]) -> dict[str, list[Performer]]:
    """Return who are on the same thing, two at least, by what they are on."""
    riders: dict[str, list[Performer]] = {}
    for performer in performers:
        if bearer := borne_by(performer):
            riders.setdefault(bearer, []).append(performer)
    return {bearer: on_it for bearer, on_it in riders.items() if len(on_it) > 1}


def _onto_beds(performer: Performer, by_id: Mapping[str, Performer]) -> Performer:
    """Let one who goes to bed end on it, as large as it is, and not small inside it."""
    moves = []
    for move in performer.moves:
        into = move.relation if move.relation and move.relation.kind == "inside" else None
        if into and is_bed(by_id[into.other]):
            moves.append(move.model_copy(update={"relation": into.model_copy(update={"kind": "on"})}))
        else:
            moves.append(move)
    return performer.model_copy(update={"moves": tuple(moves)}) if moves != list(performer.moves) else performer


def _rehearsed(performer: Performer) -> Performer:
    if not performer.moves:
        return performer
    start = min(start for start, _ in performer.windows)
    end = max(end for _, end in performer.windows)
    last = len(performer.moves) - 1
    moves = list(performer.moves)
    if performer.footing == SKY:
        moves = [risen_or_set(move) for move in moves]
    moves = [_seen_whole(move, start, end) for move in moves]
    moves = [_playable(move, first=index == 0, last=index == last) for index, move in enumerate(moves)]
    return performer.model_copy(update={"moves": tuple(moves)})


def _seen_whole(move: Move, start: float, end: float) -> Move:
    """Return a move clipped to the time in which its performer is seen, if any of it is."""
    first, last = max(move.start, start), min(move.end, end)
    return move.model_copy(update={"start": first, "end": last}) if first < last else move


def _playable(move: Move, *, first: bool, last: bool) -> Move:
    path = ENDS.get((move.motion, move.path), move.path)
    motion = move.motion
    if motion in _DEPTHWISE:  # the way is into the picture, or out of it
        path = tuple(spot for spot in path if spot not in INSIDE)
    elif motion in _HOPPING:  # nobody hops through the floor or the ceiling of the picture
        path = tuple(INSIDE[spot] if spot in ("offscreen top", "offscreen bottom") else spot for spot in path)
    if motion in _IN_PLACE and len(path) == 1 and path[0] in INSIDE:
        if motion == "orbit" or (first and last and motion != "jump"):
            path = (INSIDE[path[0]],)
        elif motion == "jump":
            path = (*((_BEFORE[path[0]],) if first else ()), path[0])
    return move.model_copy(update={"path": path, "motion": motion})


_BEFORE: dict[Spot, Spot] = {
    "offscreen left": "right",
    "offscreen right": "left",
}
"""Where one begins that jumps out of the frame."""

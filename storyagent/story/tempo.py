"""Real speeds: how much time a move needs, and how the moves of one performer share the time there is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import hypot

from storyagent.story.choreography import Move
from storyagent.story.depth import FARTHEST
from storyagent.story.layout import Keyframe, boxes_along
from storyagent.story.validate import FASTEST

EASY = 1.04
"""By how much more than the least time a move is given."""
STEP = 0.03
"""A way, in canvases, that may be as quick as it likes."""
BRIEFEST = 0.01
"""No move is made shorter than this share of the scene for the sake of another."""


def time_needed(keyframes: Sequence[Keyframe], move: Move, windows: Sequence[tuple[float, float]]) -> float:
    """Return how long a staged move has to last, as a share of the scene, so that it can be followed.

    Only what is seen counts: the move as a whole, unless it is a mere step, and each of its longer stretches between
    keyframes must be slower than `FASTEST`.
    """
    duration = move.end - move.start
    slower = whole = 0.0
    for a, b in pairwise(keyframes):
        if a.t < move.start or b.t > move.end or not (a.box.on_canvas or b.box.on_canvas):
            continue
        for window in windows:
            start, end = max(window[0], a.t), min(window[1], b.t)
            if start >= end:
                continue
            p, q = (a.box, b.box) if (start, end) == (a.t, b.t) else boxes_along((a, b), (start, end))
            (px, py), (qx, qy) = p.center, q.center
            way = hypot(qx - px, qy - py)
            whole += way
            if way > FARTHEST - 1e-3:
                slower = max(slower, EASY * way / FASTEST / (end - start))
    return max(slower * duration, EASY * whole / FASTEST if whole > STEP else 0.0)


def with_time(moves: Sequence[Move], needs: Sequence[float]) -> tuple[tuple[Move, ...], float]:
    """Return moves that last as long as they need, and by how much their ways must be shorter for that (1: not at all).

    Time is taken from rests first, then from moves that have more than they need. Moves keep their order and stay as
    near to their old times as they can.
    """
    lengths = [move.end - move.start for move in moves]
    least = [max(need, min(BRIEFEST, length)) for need, length in zip(needs, lengths, strict=True)]
    spare = [max(length - need, 0.0) for length, need in zip(lengths, least, strict=True)]
    free = 1.0 - sum(least)
    if free <= 0.0:
        reach = 1.0 / sum(least)
        return _placed(moves, [need * reach for need in least]), reach
    kept = min(1.0, free / sum(spare)) if sum(spare) else 0.0
    return _placed(moves, [need + kept * more for need, more in zip(least, spare, strict=True)]), 1.0


def _placed(moves: Sequence[Move], lengths: Sequence[float]) -> tuple[Move, ...]:
    """Put moves of given lengths, together no longer than the scene, one after the other, near to where they were."""
    starts: list[float] = []
    ends: list[float] = []
    for move, length in zip(moves, lengths, strict=True):
        starts.append(max(move.start, ends[-1] if ends else 0.0))
        ends.append(starts[-1] + length)
    limit = 1.0
    for i in reversed(range(len(starts))):
        ends[i] = min(ends[i], limit)
        starts[i] = max(min(starts[i], ends[i] - lengths[i]), 0.0)
        limit = starts[i]
    return tuple(
        move.model_copy(update={"start": start, "end": end})
        for move, start, end in zip(moves, starts, ends, strict=True)
    )

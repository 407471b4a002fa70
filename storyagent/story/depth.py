"""Which of two objects that overlap is in front."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from math import hypot

from storyagent.story.layout import Box, Corners, Track, corners_along, sample_times

TOUCHING = 0.05
"""A share of the smaller box below which two boxes only touch."""
SMALL = 0.02
"""The share of the canvas below which an object is small: a firefly before a deer."""
SWAP_TIME = 0.3
"""The longest time between two keyframes in which exchanged places are taken for exchanged ids."""
FARTHEST = 0.3
"""The longest way, in canvases, that is no teleport however short its time."""
STEP = 0.1
"""How much nearer an object is put to tell it from another at the same depth."""


def inspection_times(*tracks: Track, samples: int = 33) -> tuple[float, ...]:
    """Return the times at which tracks are examined: equally spaced ones, and all keyframes and window borders."""
    times = set(sample_times(samples))
    for track in tracks:
        times |= {keyframe.t for keyframe in track.keyframes}
        times |= {border for window in track.windows for border in window}
    return tuple(sorted(times))


def supports(lower: Box, upper: Box) -> bool:
    """Return whether one object stands or lies on the other: its feet at the upper edge, its middle over it."""
    sunk = upper.y1 - lower.y0
    return (
        upper.y0 < lower.y0
        and sunk <= 0.25 * min(upper.height, lower.height)
        and (lower.x0 <= upper.center[0] <= lower.x1)
    )


def conflict(a: Track, b: Track) -> tuple[float, float] | None:
    """Return when two tracks overlap most without either being in front, and by which share of the smaller box.

    None where they never do. Objects at different depths overlap legitimately (one passes behind the other), and so
    does one that stands on the other.
    """
    if not _may_conflict(a, b):
        return None
    times = inspection_times(a, b)
    worst: tuple[float, float] | None = None
    for t, one, other in zip(times, corners_along(a.keyframes, times), corners_along(b.keyframes, times), strict=True):
        if one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]:
            continue
        if not (a.visible_at(t) and b.visible_at(t)) or a.depth_at(t) != b.depth_at(t):
            continue
        p, q = Box.of(*one), Box.of(*other)
        share = p.overlap(q) / min(p.area, q.area) if p.on_canvas and q.on_canvas else 0.0
        if share > TOUCHING and not supports(p, q) and not supports(q, p) and (worst is None or share > worst[1]):
            worst = t, share
    return worst


def _may_conflict(a: Track, b: Track) -> bool:
    """Return whether two tracks come near each other at all, and not always at different depths."""
    first, second = reach(a), reach(b)
    if first[0] >= second[2] or second[0] >= first[2] or first[1] >= second[3] or second[1] >= first[3]:
        return False
    depths = {keyframe.depth for keyframe in a.keyframes}, {keyframe.depth for keyframe in b.keyframes}
    return bool(depths[0] & depths[1])


def reach(track: Track) -> Corners:
    """Return what a track's box never leaves: centre and size go from one keyframe to the next without turning."""
    return reach_of([keyframe.box.as_tuple() for keyframe in track.keyframes])


def reach_of(boxes: Sequence[Corners]) -> Corners:
    """Return the same for the corners of a track's keyframes."""
    wide, high = max([x1 - x0 for x0, _, x1, _ in boxes]) / 2, max([y1 - y0 for _, y0, _, y1 in boxes]) / 2
    xs, ys = [(x0 + x1) / 2 for x0, _, x1, _ in boxes], [(y0 + y1) / 2 for _, y0, _, y1 in boxes]
    return min(xs) - wide, min(ys) - high, max(xs) + wide, max(ys) + high


def exchanges(a: Track, b: Track) -> Iterator[float]:
    """Yield the times at which two objects of one entity have exchanged their places within a moment.

    Objects at different depths pass each other: whoever says which one is in front knows which one it is.
    """
    if a.entity != b.entity:
        return
    later = {keyframe.t: keyframe for keyframe in b.keyframes}
    shared = [(keyframe, later[keyframe.t]) for keyframe in a.keyframes if keyframe.t in later]
    for (a0, b0), (a1, b1) in pairwise(shared):
        if a1.t - a0.t > SWAP_TIME or a0.depth != b0.depth:
            continue
        kept, swapped = _gap(a0.box, a1.box) + _gap(b0.box, b1.box), _gap(a0.box, b1.box) + _gap(b0.box, a1.box)
        if kept > 2 * FARTHEST and swapped < kept / 4:
            yield a1.t


def _gap(a: Box, b: Box) -> float:
    return hypot(b.center[0] - a.center[0], b.center[1] - a.center[1])


def small_in_front(a: float, b: float) -> bool:
    """Return whether of two areas one is so much smaller that it hides little of the other and would be lost behind."""
    small, large = (a, b) if a < b else (b, a)
    return small < SMALL and 4 * small < large


def order_depths(tracks: Sequence[Track]) -> tuple[Track, ...]:
    """Put one in front wherever two overlap or pass each other: a small one, else the one whose feet are lower.

    Whole tracks are moved nearer; a layout without conflicts is returned as it is.
    """
    compared = cache(lambda i, j: _indistinct(tracks[i], tracks[j]))
    pairs = [(i, j) for j in range(len(tracks)) for i in range(j)]
    involved = {index for i, j in pairs if compared(i, j) for index in (i, j)}
    ordered = list(tracks)
    settled = [index for index in range(len(tracks)) if index not in involved]
    for index in sorted(involved, key=lambda i: _nearness(tracks[i])):
        base, steps = ordered[index], 0
        while any(_indistinct(ordered[index], ordered[other]) for other in settled):
            steps += 1
            ordered[index] = nearer(base, steps * STEP)
        settled.append(index)
    return tuple(ordered)


def _indistinct(a: Track, b: Track) -> bool:
    return conflict(a, b) is not None or any(True for _ in exchanges(a, b))


def nearer(track: Track, by: float) -> Track:
    """Return a track with all its depths raised."""
    keyframes = tuple(k.model_copy(update={"depth": k.depth + by}) for k in track.keyframes)
    return track.model_copy(update={"keyframes": keyframes})


def _nearness(track: Track) -> tuple[bool, float, float]:
    boxes = [keyframe.box for keyframe in track.keyframes]
    lowest = max(boxes, key=lambda box: box.y1)
    return all(box.area < SMALL for box in boxes), round(lowest.y1, 2), -lowest.area

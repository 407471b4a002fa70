"""From a choreography to a layout: where everything is, without anyone having done arithmetic.

Performers are staged one group after the other, resting ones first; each group tries its own place, then places ever
farther from it, until it covers nobody. When none is free, everything is tried again a little smaller.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import inf
from typing import NamedTuple

from storyagent.errors import InvalidInput
from storyagent.story.blocking import Group, make_groups
from storyagent.story.camera import camera_view
from storyagent.story.choreography import Choreography, Performer
from storyagent.story.depth import order_depths, small_in_front
from storyagent.story.layout import Layout, Track, corners_along, sample_times
from storyagent.story.rehearsal import rehearsed
from storyagent.story.relations import OVERLAPPING
from storyagent.story.repair import repair_layout
from storyagent.story.spots import base_line
from storyagent.story.staging import in_time, stage

MOST_PERFORMERS = 24
"""More objects than this in one scene are refused: they could be told apart by no viewer and no model."""
COMFORTABLE = 12
"""Up to so many performers a scene is always composed; above it only if they can be kept apart."""
SCALES = (1.0, 0.88, 0.77, 0.67, 0.58, 0.5, 0.42, 0.35)
SMALLEST_OF_FEW = 0.5
"""Up to `FEW` performers are not made smaller than this: one in front of the other is seen better than two dots."""
FEW = 6
MOST_PLACES = 60
"""How many places are tried for a group; half of them in a crowd, where there are fewer free ones."""
FINE = 0.01
"""The cost up to which performers count as kept apart."""
SMALLNESS = 0.4
"""What it counts to make everything smaller: a short covering in the air is better than a scene of dots."""
BUMP = 0.05
"""What it counts, at least, that two performers are in each other's way."""
PASSING = 0.05
"""What covering counts where one in front of the other is what happens: in passing on the ground, and of a large one
by a small one."""
NOTHING = 1e-3
SAMPLES = 25


class _Rect(NamedTuple):
    """A box and its area as plain numbers: they are compared a hundred thousand times for one scene."""

    x0: float
    y0: float
    x1: float
    y1: float
    area: float


_Rects = tuple[_Rect | None, ...]
_NOWHERE = _Rect(0.0, 0.0, 0.0, 0.0, 0.0)
_TIMES = sample_times(SAMPLES)


class _Way(NamedTuple):
    """Where one performer is at each sample, None where it is not seen, and what all of that lies within."""

    rects: _Rects
    hull: _Rect
    rests: bool
    """Whether it is at one place from the first sample to the last."""


@dataclass(frozen=True)
class _Attempt:
    scale: float
    tracks: dict[str, Track]
    cost: float


def compose(choreography: Choreography) -> Layout:
    """Compute the layout of a scene from what is said about its movement. Deterministic.

    Objects are whole inside the frame unless they enter or leave it; in a crowd all of them are made smaller alike.

    Raises:
        InvalidInput: more than 24 performers, or more than 12 that cannot be kept apart.
    """
    choreography = rehearsed(choreography)
    performers = choreography.performers
    _refuse_crowd(choreography, len(performers) > MOST_PERFORMERS)
    best = _best_attempt(choreography)
    _refuse_crowd(choreography, best.cost > FINE and len(performers) > COMFORTABLE)
    tracks = order_depths([best.tracks[performer.id] for performer in performers])
    layout = Layout(
        scene=choreography.scene,
        background=choreography.background,
        aspect_ratio=choreography.aspect_ratio,
        tracks=tracks,
        view=camera_view(choreography.camera, tracks),
    )
    # what contradicts itself beyond staging (five places in a moment) is settled as in a layout made by hand
    return repair_layout(layout)[0]


def _best_attempt(choreography: Choreography) -> _Attempt:
    """Return the attempt that is best by its cost and its smallness; hopeless scales are left after a few groups."""
    scales = [scale for scale in SCALES if len(choreography.performers) > FEW or scale >= SMALLEST_OF_FEW]
    best: _Attempt | None = None
    given_up: list[float] = []
    for scale in scales:
        if best and best.cost <= FINE + SMALLNESS * (best.scale - scale):
            break
        limit = _worth(best, scale)
        hopeless = FINE + SMALLNESS * (scale - scales[-1])
        attempt = _attempt(choreography, scale, min(limit, hopeless))
        if attempt is None and hopeless < limit:
            given_up.append(scale)
        best = attempt or best
    if best is None or best.cost > FINE:  # nothing keeps all apart: one that was left may still be the least bad
        for scale in given_up:
            best = _attempt(choreography, scale, _worth(best, scale)) or best
    assert best is not None
    return best


def _worth(best: _Attempt | None, scale: float) -> float:
    """Return the cost from which on an attempt at a scale is no better than the best one."""
    return best.cost + SMALLNESS * (scale - best.scale) if best else inf


def _refuse_crowd(choreography: Choreography, crowded: bool) -> None:
    if crowded:
        raise InvalidInput(
            "too many objects in one scene",
            where=f"scene {choreography.scene}",
            found=f"{len(choreography.performers)} objects",
            needed=f"at most {COMFORTABLE} (up to {MOST_PERFORMERS} where they can be kept apart)",
            hint="split the scene, or draw a crowd as one object",
        )


def _attempt(choreography: Choreography, scale: float, limit: float) -> _Attempt | None:
    """Stage all groups at one scale; the cost is the overlap nobody asked for. None as soon as that is the limit."""
    placed: dict[str, Track] = {}
    ways: dict[str, _Way] = {}
    by_id = {performer.id: performer for performer in choreography.performers}
    cost = 0.0
    for group in _in_order(make_groups(choreography.performers, choreography.aspect_ratio, scale)):
        tracks, least = _best_place(group, placed, ways, by_id, choreography.aspect_ratio)
        cost += least
        if cost >= limit:
            return None
        for track in tracks:
            placed[track.id] = track
            ways[track.id] = _way(track)
    return _Attempt(scale, placed, cost)


def _best_place(
    group: Group,
    placed: Mapping[str, Track],
    ways: Mapping[str, _Way],
    performers: Mapping[str, Performer],
    aspect_ratio: float,
) -> tuple[list[Track], float]:
    """Stage a group where it is least in the way; of equals, nearest to its own place."""
    others = _others_in_the_way(group, ways, performers)
    best: list[Track] = []
    least = float("inf")
    tried: set[tuple[object, ...]] = set()
    group = _in_time(group, placed, aspect_ratio)
    for shift in _shifts(group)[: MOST_PLACES if len(performers) <= FEW else MOST_PLACES // 2]:
        tracks = _stage_group(group, shift, placed, aspect_ratio)
        staged = tuple((k.t, k.box.as_tuple(), k.ease_x, k.ease_y) for track in tracks for k in track.keyframes)
        if staged in tried:  # the frame's edge stops many a shift at the same place
            continue
        tried.add(staged)
        own = {track.id: _way(track) for track in tracks}
        cost = _overlap_cost(own, others, least)
        if cost < least - 1e-9:
            best, least = tracks, cost
        if least <= 1e-9:
            break
    return best, least


def _in_time(group: Group, placed: Mapping[str, Track], aspect_ratio: float) -> Group:
    """Give the moves of a group their time once, and not for every place that is tried."""
    timed = [
        in_time(performer, fit, placed, aspect_ratio) if performer.moves else (performer, fit)
        for performer, fit in zip(group.performers, group.fits, strict=True)
    ]
    return Group(tuple(performer for performer, _ in timed), tuple(fit for _, fit in timed))


def _in_order(groups: list[Group]) -> Iterator[Group]:
    """Yield groups after those they refer to, resting ones before moving ones; a circle is broken at its first."""
    waiting = list(groups)
    done: set[str] = set()
    while waiting:
        known = {performer.id for group in groups for performer in group.performers}
        ready = [group for group in waiting if _refers_to(group) & known <= done] or waiting
        group = min(ready, key=lambda g: any(move.motion != "stay" for p in g.performers for move in p.moves))
        waiting.remove(group)
        done |= {performer.id for performer in group.performers}
        yield group


def _refers_to(group: Group) -> set[str]:
    own = {performer.id for performer in group.performers}
    return {other for performer in group.performers for other in _others(performer)} - own


def _others(performer: Performer) -> set[str]:
    relations = [performer.start_relation, *(move.relation for move in performer.moves)]
    return {relation.other for relation in relations if relation}


def _stage_group(
    group: Group, shift: tuple[float, float], placed: Mapping[str, Track], aspect_ratio: float
) -> list[Track]:
    tracks: list[Track] = []
    for performer, fit in zip(group.performers, group.fits, strict=True):
        moved = replace(fit, shift_x=fit.shift_x + shift[0], shift_y=fit.shift_y + shift[1])
        known = {**placed, **{track.id: track for track in tracks}}
        tracks.append(stage(performer, moved, known, aspect_ratio))
    return tracks


def _shifts(group: Group) -> list[tuple[float, float]]:
    """Return the places to try, the nearest first: movers change their lane, resting ones step aside."""
    performer, fit = group.performers[0], group.fits[0]
    width, height = fit.extent
    moves = any(move.motion != "stay" for move in performer.moves)
    steps = (0.0, 0.3, -0.3, 0.6, -0.6, 1.1, -1.1, 1.7, -1.7, 2.3, -2.3, 3.0, -3.0)
    across = [step * width for step in steps]
    down = [0.0, 0.05, -0.05] if base_line(performer.footing) else [step * height for step in steps[:9]]
    tried = [(x, y) for x in across for y in down if abs(x) <= 0.8 and abs(y) <= 0.6]
    weight_x, weight_y = (3.0, 1.0) if moves else (1.0, 1.5)
    return sorted(tried, key=lambda shift: weight_x * abs(shift[0]) + weight_y * abs(shift[1]))


def _others_in_the_way(
    group: Group, ways: Mapping[str, _Way], performers: Mapping[str, Performer]
) -> dict[str, list[tuple[str, _Way | None, bool]]]:
    """Return, for each of a group, whom it must not cover: id, way (None: of its own group), and whether both walk."""
    members = [performer.id for performer in group.performers]
    found: dict[str, list[tuple[str, _Way | None, bool]]] = {}
    for performer in group.performers:
        ids = [*ways, *(member for member in members if member < performer.id)]
        found[performer.id] = [
            (other, ways.get(other), _stands(performer) and _stands(performers[other]))
            for other in ids
            if not _meant_to_overlap(performer, performers[other])
        ]
    return found


def _stands(performer: Performer) -> bool:
    return base_line(performer.footing) is not None


def _overlap_cost(
    own: Mapping[str, _Way], others: Mapping[str, list[tuple[str, _Way | None, bool]]], enough: float
) -> float:
    """Return what covering others costs; counting ends where `enough` is reached."""
    cost = 0.0
    for mine, listed in others.items():
        for other, way, on_ground in listed:
            cost += _covered(own[mine], way or own[other], on_ground)
            if cost >= enough:
                return cost
    return cost


def _meant_to_overlap(a: Performer, b: Performer) -> bool:
    for one, other in ((a, b), (b, a)):
        relations = [one.start_relation, *(move.relation for move in one.moves)]
        if any(r and r.other == other.id and r.kind in OVERLAPPING for r in relations):
            return True
        if one.moves and one.moves == other.moves and one.moves[0].motion == "orbit":
            return True  # in a ring of dancers those in front hide those behind, in turn
        around = [move.relation or one.start_relation for move in one.moves if move.motion == "orbit"]
        if any(r and r.other == other.id for r in around):
            return True
    return False


def _covered(one: _Way, other: _Way, on_ground: bool) -> float:
    """Return how much two performers are in each other's way while both are seen, as a mean share over time.

    Standing in each other's way counts the share of the smaller box. In passing, what is hidden is the one whose feet
    are higher, so that small ones rather pass in front of large ones than behind.
    """
    if not _shared(one.hull, other.hull):
        return 0.0
    samples = 1 if one.rests and other.rests else len(_TIMES)
    together = [(p, q) for p, q in zip(one.rects[:samples], other.rects[:samples], strict=True) if p and q]
    shared = [_shared(p, q) for p, q in together]
    if not any(shared):
        return 0.0
    shares = [area / min(p.area, q.area) for area, (p, q) in zip(shared, together, strict=True)]
    covered = [share if share > NOTHING else 0.0 for share in shares]
    if not any(covered):
        return 0.0
    p, q = together[shared.index(max(shared))]
    if small_in_front(p.area, q.area):
        hidden = [area / max(p.area, q.area) for area, (p, q) in zip(shared, together, strict=True)]
        return PASSING * sum(hidden) / len(hidden)
    passing = not covered[0] and not covered[-1] and covered.count(0.0) > len(covered) / 4
    if not passing:
        return BUMP + max(covered[0], covered[-1], sum(covered) / len(covered))
    hidden = [area / (p.area if p.y1 < q.y1 else q.area) for area, (p, q) in zip(shared, together, strict=True)]
    passed = sum(hidden) / len(hidden)
    return PASSING * passed if on_ground else BUMP + passed


def _shared(a: _Rect, b: _Rect) -> float:
    across = min(a.x1, b.x1) - max(a.x0, b.x0)
    if across <= 0.0:
        return 0.0
    down = min(a.y1, b.y1) - max(a.y0, b.y0)
    return across * down if down > 0.0 else 0.0


def _way(track: Track) -> _Way:
    """Return the track as seen on the canvas at the samples, as `Track.boxes` does."""
    whole = track.windows == ((0.0, 1.0),)
    first = track.keyframes[0].box
    if whole and first.on_canvas and all(keyframe.box == first for keyframe in track.keyframes[1:]):
        rect = _Rect(*first.as_tuple(), first.area)
        return _Way((rect,) * len(_TIMES), rect, rests=True)
    rects = tuple(
        _Rect(x0, y0, x1, y1, (x1 - x0) * (y1 - y0))
        if x0 < 1.0 and x1 > 0.0 and y0 < 1.0 and y1 > 0.0 and (whole or track.visible_at(t))
        else None
        for t, (x0, y0, x1, y1) in zip(_TIMES, corners_along(track.keyframes, _TIMES), strict=True)
    )
    seen = [rect for rect in rects if rect]
    if not seen:
        return _Way(rects, _NOWHERE, rests=False)
    x0, y0, x1, y1, _ = zip(*seen, strict=True)
    return _Way(rects, _Rect(min(x0), min(y0), max(x1), max(y1), 0.0), rests=False)

"""From a choreography to a layout: where everything is, without anyone having done arithmetic.

Performers are staged one group after the other, resting ones first; each group tries its own place, then places ever
farther from it, until it covers nobody. When none is free, everything is tried again a little smaller.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import inf

from storyagent.errors import InvalidInput
from storyagent.story.blocking import Group, make_groups, size_of
from storyagent.story.camera import camera_view
from storyagent.story.choreography import Choreography, Performer
from storyagent.story.covering import Meeting, Way, covered, covered_at_least, resting
from storyagent.story.depth import order_depths
from storyagent.story.layout import Box, Corners, Layout, Track
from storyagent.story.poses import seat_of
from storyagent.story.rehearsal import rehearsed
from storyagent.story.relations import OVERLAPPING
from storyagent.story.repair import repair_layout
from storyagent.story.sky import SKY, window_of
from storyagent.story.spots import base_line
from storyagent.story.staging import beginning, begins_as_it_goes_on, decided_by, in_time, stage

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

HILLS = frozenset(("hill", "hills", "hillside", "slope", "slopes", "mountain", "mountains", "mountainside", "dune"))
"""Places that go up: nobody who walks there leaves the ground on the way to an upper corner."""
_Others = list[tuple[str, Way | None, Meeting]]
"""Whom one must not cover: id, way (None: of its own group), and how they meet."""


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
    given_up: list[_Attempt] = []
    for scale in scales:
        if best and best.cost <= FINE + SMALLNESS * (best.scale - scale):
            break
        limit = _worth(best, scale)
        hopeless = FINE + SMALLNESS * (scale - scales[-1])
        attempt = _Attempt(choreography, scale)
        if attempt.succeeds(min(limit, hopeless)):
            best = attempt
        elif hopeless < limit:
            given_up.append(attempt)
    if best is None or best.cost > FINE:  # nothing keeps all apart: one that was left may still be the least bad
        for attempt in given_up:
            best = attempt if attempt.succeeds(_worth(best, attempt.scale)) else best
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


class _Attempt:
    """All groups staged at one scale; the cost is the overlap nobody asked for."""

    def __init__(self, choreography: Choreography, scale: float) -> None:
        self.scale = scale
        self.tracks: dict[str, Track] = {}
        self.cost = 0.0
        self._aspect_ratio = choreography.aspect_ratio
        self._ways: dict[str, Way] = {}
        self._by_id = {performer.id: performer for performer in choreography.performers}
        self._hilly = bool(HILLS & set(choreography.background.lower().split()))
        groups = make_groups(choreography.performers, choreography.aspect_ratio, scale)
        window = window_of(choreography.background, choreography.aspect_ratio)
        self._waiting = [self._fitted(group, window) for group in _in_order(groups)]

    def _fitted(self, group: Group, window: Box | None) -> Group:
        """Return a group with what depends on others and on the place: its window, its seats."""
        fits = []
        for performer, fit in zip(group.performers, group.fits, strict=True):
            relations = [performer.start_relation, *(move.relation for move in performer.moves)]
            on = next((relation for relation in relations if relation and relation.kind == "on"), None)
            seat = seat_of(performer, self._by_id[on.other]) if on else fit.seat
            wide = fit.width + 2 * self._held_width(performer)
            fits.append(
                fit._replace(window=window, seat=seat, uphill=self._hilly, block_width=max(fit.block_width, wide))
            )
        return Group(group.performers, tuple(fits))

    def _held_width(self, holder: Performer) -> float:
        """Return how wide what one holds is, for which there has to be room beside it."""
        held = [
            one
            for one in self._by_id.values()
            if one.start_relation and one.start_relation.kind == "held by" and one.start_relation.other == holder.id
        ]
        return max((size_of(one, self._aspect_ratio, self.scale)[0] for one in held), default=0.0)

    def succeeds(self, limit: float) -> bool:
        """Stage the groups that are left as long as the cost is below the limit; return whether all could be."""
        while self._waiting and self.cost < limit:
            found = self._best_place(self._waiting[0], limit - self.cost)
            if found is None:
                return False
            tracks, cost = found
            del self._waiting[0]
            self.cost += cost
            self.tracks.update((track.id, Track(**dict(track))) for track in tracks)  # checked: this one is kept
            self._ways.update((track.id, Way(track)) for track in tracks)
        return self.cost < limit

    def _best_place(self, group: Group, limit: float) -> tuple[list[Track], float] | None:
        """Stage a group where it is least in the way, of equals nearest to its own place; None if for no less."""
        others = _others_in_the_way(group, self._ways, self._by_id)
        best: list[Track] = []
        least = limit
        tried: set[tuple[object, ...]] = set()
        group = _in_time(group, self.tracks, self._aspect_ratio)
        known_at_once = [others[one.id] if begins_as_it_goes_on(one) else [] for one in group.performers]
        for shift in _shifts(group)[: MOST_PLACES if len(self._by_id) <= FEW else MOST_PLACES // 2]:
            shifted = _shifted(group, shift)
            if self._is_known(shifted, tried) or self._begins_in_the_way(shifted, known_at_once, least):
                continue
            tracks = _stage_group(shifted, self.tracks, self._aspect_ratio)
            staged = tuple((k.t, k.box.as_tuple(), k.ease_x, k.ease_y) for track in tracks for k in track.keyframes)
            if staged in tried:  # the frame's edge stops many a shift at the same place
                continue
            tried.add(staged)
            cost = _overlap_cost({track.id: Way(track) for track in tracks}, others, least)
            if cost < least - 1e-9:
                best, least = tracks, cost
            if least <= 1e-9:
                break
        return (best, least) if best else None

    def _is_known(self, group: Group, tried: set[tuple[object, ...]]) -> bool:
        """Return whether one place was tried already, where that can be told without staging it; remember it if not."""
        place: list[Corners] = []
        for performer, fit in zip(group.performers, group.fits, strict=True):
            box = decided_by(performer, fit, self.tracks)
            if box is None:
                return False
            place.append(box.as_tuple())
        known = tuple(place) in tried
        tried.add(tuple(place))
        return known

    def _begins_in_the_way(self, group: Group, others: list[_Others], enough: float) -> bool:
        """Return whether the mere beginning of a group's ways costs enough not to stage them at all."""
        cost = 0.0
        for performer, fit, listed in zip(group.performers, group.fits, others, strict=True):
            ways = [(way, meeting) for _, way, meeting in listed if way]
            if ways:
                own = resting(beginning(performer, fit, self.tracks, self._aspect_ratio))
                cost += sum(covered_at_least(own, way.ends, meeting) for way, meeting in ways)
                if cost >= enough:
                    return True
        return False


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
        group = min(ready, key=_moves_before_the_sky)
        waiting.remove(group)
        done |= {performer.id for performer in group.performers}
        yield group


def _moves_before_the_sky(group: Group) -> tuple[bool, bool]:
    """Return what puts sun and moon first, and then those who rest."""
    moves = any(move.motion != "stay" for performer in group.performers for move in performer.moves)
    return group.performers[0].footing != SKY, moves


def _refers_to(group: Group) -> set[str]:
    own = {performer.id for performer in group.performers}
    return {other for performer in group.performers for other in _others(performer)} - own


def _others(performer: Performer) -> set[str]:
    relations = [performer.start_relation, *(move.relation for move in performer.moves)]
    return {relation.other for relation in relations if relation}


def _shifted(group: Group, shift: tuple[float, float]) -> Group:
    x, y = shift
    return Group(group.performers, tuple(fit.shifted(x, y) for fit in group.fits))


def _stage_group(group: Group, placed: Mapping[str, Track], aspect_ratio: float) -> list[Track]:
    known = dict(placed)
    for performer, fit in zip(group.performers, group.fits, strict=True):
        known[performer.id] = stage(performer, fit, known, aspect_ratio)
    return [known[performer.id] for performer in group.performers]


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
    group: Group, ways: Mapping[str, Way], performers: Mapping[str, Performer]
) -> dict[str, _Others]:
    """Return, for each of a group, whom it must not cover."""
    members = [performer.id for performer in group.performers]
    found: dict[str, _Others] = {}
    for performer in group.performers:
        ids = [*ways, *(member for member in members if member < performer.id)]
        found[performer.id] = [
            (other, ways.get(other), _meeting(performer, performers[other]))
            for other in ids
            if not _meant_to_overlap(performer, performers[other])
        ]
    return found


def _meeting(one: Performer, other: Performer) -> Meeting:
    if (one.footing == SKY) != (other.footing == SKY):
        return "before the sky"
    return "on foot" if base_line(one.footing) and base_line(other.footing) else "in the air"


def _overlap_cost(own: Mapping[str, Way], others: Mapping[str, _Others], enough: float) -> float:
    """Return what covering others costs; counting ends where `enough` is reached."""
    pairs = [
        (own[mine], way or own[other], meeting) for mine, listed in others.items() for other, way, meeting in listed
    ]
    least = 0.0
    for one, other, meeting in pairs:
        least += covered_at_least(one.ends, other.ends, meeting)
        if least >= enough:
            return least
    cost = 0.0
    for one, other, meeting in pairs:
        cost += covered(one, other, meeting)
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

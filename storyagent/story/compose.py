"""From a choreography to a layout: where everything is, without anyone having done arithmetic.

Performers are staged one group after the other, resting ones first; each group tries its own place, then places ever
farther from it, until it covers nobody. When none is free, everything is tried again a little smaller.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from storyagent.errors import InvalidInput
from storyagent.story.blocking import Group, make_groups, size_of
from storyagent.story.camera import camera_view
from storyagent.story.choreography import Choreography, Performer
from storyagent.story.covering import Way
from storyagent.story.depth import order_depths
from storyagent.story.layout import Box, Layout, Track
from storyagent.story.poses import SIDE_BY_SIDE, borne_by, seat_of
from storyagent.story.rehearsal import rehearsed
from storyagent.story.repair import repair_layout
from storyagent.story.room import Room
from storyagent.story.sky import SKY, window_of

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
    # staged unchecked, as most places are thrown away; these are kept
    kept = [Track(**dict(best.tracks[performer.id])) for performer in performers]
    tracks = order_depths(kept)
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
        self._room: Room | None = None
        self._by_id = {performer.id: performer for performer in choreography.performers}
        self._hilly = bool(HILLS & set(choreography.background.lower().split()))
        groups = make_groups(choreography.performers, choreography.aspect_ratio, scale)
        window = window_of(choreography.background, choreography.aspect_ratio)
        self._waiting = [self._fitted(group, window) for group in _in_order(groups)]

    def _fitted(self, group: Group, window: Box | None) -> Group:
        """Return a group with what depends on others and on the place: its window, its seats."""
        fits = []
        for performer, fit in zip(group.performers, group.fits, strict=True):
            on = borne_by(performer)
            seat = seat_of(performer, self._by_id[on]) if on else fit.seat
            seat = seat._replace(aside=SIDE_BY_SIDE) if on and len(group.performers) > 1 else seat
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
            left = limit - self.cost
            place = self._room_for_the_next().best_place(left)
            if place is None:
                return False
            del self._waiting[0]
            self._room = None
            self.cost += place.bound
            self.tracks.update((track.id, track) for track in place.tracks)
            self._ways.update(zip((track.id for track in place.tracks), place.ways, strict=True))
        return self.cost < limit

    def _room_for_the_next(self) -> Room:
        """Return the search for the next group's place, the same one if it is asked for again."""
        if self._room is None:
            most = MOST_PLACES if len(self._by_id) <= FEW else MOST_PLACES // 2
            self._room = Room(self._waiting[0], self.tracks, self._ways, self._by_id, self._aspect_ratio, most)
        return self._room


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

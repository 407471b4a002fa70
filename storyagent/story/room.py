"""Room for a group among those who are placed already: many places are tried, few of them are followed to their end.

What a place costs is known from below, better with each step: from where the group begins, from each of its tracks as
it is staged, from each pair as it is followed. A place is left as soon as that is too much, and tried again only if
more may be spent than it is known to cost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from math import inf
from typing import NamedTuple

from storyagent.story.blocking import Group
from storyagent.story.choreography import Performer
from storyagent.story.covering import Ends, Meeting, Way, covered, covered_at_least, resting
from storyagent.story.layout import Corners, Track
from storyagent.story.poses import borne_by
from storyagent.story.relations import OVERLAPPING
from storyagent.story.sky import SKY
from storyagent.story.spots import Fit, base_line
from storyagent.story.staging import Beginning, in_time, stage

ALIKE = 1e-9
"""A difference in cost that is only rounding: of places alike, the nearest is taken."""


class Pair(NamedTuple):
    """One of a group, by its place in it, and whom it must not cover: by a way, or by a place in the same group."""

    number: int
    mine: int
    other: int
    way: Way | None
    meeting: Meeting


class Place:
    """A group staged at one place: as many of it as it took to know that the place is too dear, else all."""

    def __init__(self, fits: list[Fit], pair_count: int) -> None:
        self.fits = fits
        self.tracks: list[Track] = []
        self.ways: list[Way] = []
        self.bound = 0.0
        """What covering others costs here at least; in the end what it costs."""
        self._known = [0.0] * pair_count

    def learn(self, pair: Pair, cost: float) -> None:
        """Raise the bound by what a pair is now known to cost."""
        self.bound += cost - self._known[pair.number]
        self._known[pair.number] = cost

    def forget(self) -> None:
        """Set the bound back to nothing."""
        self.bound, self._known = 0.0, [0.0] * len(self._known)

    def add_up(self) -> None:
        """Add up anew what was learnt, for rounding errors added up, too."""
        self.bound = sum(self._known)

    def other(self, pair: Pair) -> Way:
        """Return the way of whom a pair's first must not cover."""
        return pair.way or self.ways[pair.other]


class Room:
    """The search for one group's place. Asked again with a higher limit, it leaves out what is known to be dearer."""

    def __init__(
        self,
        group: Group,
        tracks: Mapping[str, Track],
        ways: Mapping[str, Way],
        performers: Mapping[str, Performer],
        aspect_ratio: float,
        most_places: int,
    ) -> None:
        self._group = _in_time(group, tracks, aspect_ratio)
        self._placed, self._aspect_ratio = tracks, aspect_ratio
        self._pairs = _pairs(self._group.performers, ways, performers)
        self._pair_count = sum(len(pairs) for pairs in self._pairs)
        self._beginnings = [Beginning(performer, tracks, aspect_ratio) for performer in self._group.performers]
        self._decided = all(beginning.decides for beginning in self._beginnings)
        """Whether where the group begins decides on all of its tracks."""
        self._tried: set[tuple[object, ...]] = set()
        self._bounds: dict[tuple[float, float], float] = {}
        """What is known of each place that was tried."""
        self._most_places = most_places

    def best_place(self, limit: float) -> Place | None:
        """Return where the group is least in the way, of equals nearest to its own place; None if for no less."""
        best: Place | None = None
        least = limit
        self._tried.clear()
        for x, y in islice(_shifts(self._group), self._most_places):
            if self._bounds.get((x, y), 0.0) >= least:
                continue
            place = Place([fit.shifted(x, y) for fit in self._group.fits], self._pair_count)
            self._stage(place, least)
            self._bounds[x, y] = place.bound
            if place.bound < least - ALIKE:
                best, least = place, place.bound
            if least <= ALIKE:
                break
        return best

    def _stage(self, place: Place, enough: float) -> None:
        """Stage the group at a place and learn what that costs, as long as it may be less than `enough`."""
        self._begin(place, enough)
        if place.bound >= enough:
            return
        if not self._decided:  # one who has too little time for its way begins elsewhere
            place.forget()
        known = dict(self._placed)
        for performer, fit, pairs in zip(self._group.performers, place.fits, self._pairs, strict=True):
            track = known[performer.id] = stage(performer, fit, known, self._aspect_ratio)
            place.tracks.append(track)
            place.ways.append(Way(track))
            for pair in pairs:
                ends = place.ways[pair.mine].ends, place.other(pair).ends
                place.learn(pair, covered_at_least(*ends, pair.meeting))
            if self._is_tried(place):
                place.bound = inf
            self._follow(place, pairs, enough)
            if place.bound >= enough:
                return
        place.add_up()

    def _begin(self, place: Place, enough: float) -> None:
        """Learn what the mere beginning costs; where it decides on the rest, of places alike only the first goes on."""
        begun: list[Corners] = []
        ends: list[Ends] = []
        for beginning, fit, pairs in zip(self._beginnings, place.fits, self._pairs, strict=True):
            if not (self._decided or (pairs and beginning.lasts)):
                continue
            box = beginning.box(fit)
            begun.append(box.as_tuple())
            ends.append(resting(box))
            for pair in pairs if beginning.lasts else ():
                if pair.way:
                    place.learn(pair, covered_at_least(ends[-1], pair.way.ends, pair.meeting))
                elif self._decided and self._beginnings[pair.mine].lasts and self._beginnings[pair.other].lasts:
                    place.learn(pair, covered_at_least(ends[pair.mine], ends[pair.other], pair.meeting))
            if place.bound >= enough:
                return
        if self._decided and self._is_known(tuple(begun)):
            place.bound = inf

    def _follow(self, place: Place, pairs: list[Pair], enough: float) -> None:
        for pair in pairs:
            if place.bound >= enough:
                return
            place.learn(pair, covered(place.ways[pair.mine], place.other(pair), pair.meeting))

    def _is_tried(self, place: Place) -> bool:
        """Return whether one alone was staged like this already: the frame's edge stops many a shift at one place."""
        if len(place.fits) > 1 or not self._pair_count:
            return False
        keyframes = place.tracks[0].keyframes
        return self._is_known(tuple((k.t, k.box.as_tuple(), k.ease_x, k.ease_y) for k in keyframes))

    def _is_known(self, key: tuple[object, ...]) -> bool:
        known = key in self._tried
        self._tried.add(key)
        return known


def _in_time(group: Group, placed: Mapping[str, Track], aspect_ratio: float) -> Group:
    """Give the moves of a group their time once, and not for every place that is tried."""
    timed = [
        in_time(performer, fit, placed, aspect_ratio) if performer.moves else (performer, fit)
        for performer, fit in zip(group.performers, group.fits, strict=True)
    ]
    return Group(tuple(performer for performer, _ in timed), tuple(fit for _, fit in timed))


def _shifts(group: Group) -> Iterator[tuple[float, float]]:
    """Yield the places to try, the nearest first: movers change their lane, resting ones step aside."""
    yield 0.0, 0.0
    performer, fit = group.performers[0], group.fits[0]
    width, height = fit.extent
    moves = any(move.motion != "stay" for move in performer.moves)
    steps = (0.0, 0.3, -0.3, 0.6, -0.6, 1.1, -1.1, 1.7, -1.7, 2.3, -2.3, 3.0, -3.0)
    across = [step * width for step in steps]
    down = [0.0, 0.05, -0.05] if base_line(performer.footing) else [step * height for step in steps[:9]]
    tried = [(x, y) for x in across for y in down if abs(x) <= 0.8 and abs(y) <= 0.6]
    weight_x, weight_y = (3.0, 1.0) if moves else (1.0, 1.5)
    yield from sorted(tried, key=lambda shift: weight_x * abs(shift[0]) + weight_y * abs(shift[1]))[1:]


def _pairs(
    members: Sequence[Performer], ways: Mapping[str, Way], performers: Mapping[str, Performer]
) -> list[list[Pair]]:
    """Return whom the members of a group must not cover: for each, pairs with those placed and with members before."""
    numbers = {member.id: number for number, member in enumerate(members)}
    pairs: list[list[Pair]] = [[] for _ in members]
    count = 0
    for number, member in enumerate(members):
        for other in (*ways, *(name for name in numbers if name < member.id)):
            if _meant_to_overlap(member, performers[other], performers):
                continue
            meeting = _meeting(member, performers[other])
            at = numbers.get(other, -1)
            pairs[max(number, at)].append(Pair(count, number, at, ways.get(other), meeting))
            count += 1
    return pairs


def _meeting(one: Performer, other: Performer) -> Meeting:
    if (one.footing == SKY) != (other.footing == SKY):
        return "before the sky"
    return "on foot" if base_line(one.footing) and base_line(other.footing) else "in the air"


def _meant_to_overlap(a: Performer, b: Performer, performers: Mapping[str, Performer]) -> bool:
    for one, other in ((a, b), (b, a)):
        relations = [one.start_relation, *(move.relation for move in one.moves)]
        if any(r and r.other == other.id and r.kind in OVERLAPPING for r in relations):
            return True
        if one.moves and one.moves == other.moves and one.moves[0].motion == "orbit":
            return True  # in a ring of dancers those in front hide those behind, in turn
        around = {
            r.other for move in one.moves if move.motion == "orbit" and (r := move.relation or one.start_relation)
        }
        if other.id in around | {borne_by(performers[middle]) for middle in around}:
            return True
    return False

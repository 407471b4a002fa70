"""One performer's moves turned into one track, given its fit and the tracks of those it refers to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from storyagent.story import motion
from storyagent.story.choreography import Motion, Move, Performer, Relation, RelationKind
from storyagent.story.depth import inspection_times
from storyagent.story.layout import Box, Keyframe, Track, boxes_along
from storyagent.story.performing import MOMENT, Performance, orbit_around, perform
from storyagent.story.rehearsal import kept_inside
from storyagent.story.relations import BESIDE, CARRYING, DEPTHS, along_with, is_whole, related_box
from storyagent.story.sky import BEHIND_ALL, SKY, through_window
from storyagent.story.spots import ANCHORS, CENTER, LARGEST, LEFT, RIGHT, Anchor, Fit, Row, base_line, spot_box
from storyagent.story.tempo import time_needed, with_time
from storyagent.story.values import unchecked

FAR = 0.42
"""The size of something far away, as a share of its size nearby, as long as that is large enough."""
RING_X, RING_Y = 0.42, 0.022
"""How wide (in widths of one) and how deep a ring of dancers is for each of them, at least."""
NEAR = 1.5
"""The size of something that has come nearer than usual, as long as that leaves it whole inside the frame."""
PASSES = 3
"""How often a performer is staged with more time before what is left is accepted."""
TOWARDS: frozenset[Motion] = frozenset({"move", "glide", "throw", "jump", "rise"})
"""Motions that begin away from the object they are told to end at."""
_FITTING: frozenset[RelationKind] = frozenset({"inside", "under", "held by"})
"""Relations that make what is too large for them smaller."""
_IN_PLACE: frozenset[Motion] = frozenset({"stay", "sway", "jump"})
"""Motions that leave the place only if they are told another one."""
ON_SPOT: frozenset[Motion] = frozenset({"stay", "sway", "jump", "orbit", "approach", "recede"})
"""Motions for which a single named spot is where they are, not where they go."""


def stage(performer: Performer, fit: Fit, others: Mapping[str, Track], aspect_ratio: float) -> Track:
    """Return a performer's track, seen at some time, at no speed that nobody could follow.

    A relation to a performer that is not in `others` (not staged yet, as in a circle of relations) is left out. One who
    would never be seen (its path is off screen whenever it is to be seen) stays inside the frame instead.
    """
    track = _shown(performer, fit, others, aspect_ratio)
    if performer.footing == SKY:
        return _in_the_sky(track, fit, aspect_ratio)
    return _distant(track, fit.least_height) if performer.distant else track


class Beginning:
    """Where a performer begins, by its fit, and what that says about the rest of its track."""

    def __init__(self, performer: Performer, others: Mapping[str, Track], aspect_ratio: float) -> None:
        self._performer, self._others, self._aspect_ratio = performer, others, aspect_ratio
        relation = performer.start_relation
        other = others.get(relation.other) if relation else None
        self._carrier = other if relation and relation.kind in CARRYING and not performer.moves else None
        self.lasts = _is_seen_as_it_begins(performer)
        """Whether it is seen from the beginning, and always in the same size."""
        self.decides = bool(other) and _stays(performer)
        """Whether the box decides on all others, as of one that is carried or keeps its place beside another."""
        if self._carrier:
            self.decides = _brings_into_view(self._carrier, performer)

    def box(self, fit: Fit) -> Box:
        """Return where one is at first, if it has the time for its ways (else it may be nearer to the middle)."""
        if self._carrier:
            return _ride(self._performer, fit, self._carrier)[0]
        return _Staging(self._performer, fit, self._others, self._aspect_ratio).start()


def _is_seen_as_it_begins(performer: Performer) -> bool:
    relations = [performer.start_relation, *(move.relation for move in performer.moves)]
    fitted = any(relation and relation.kind in _FITTING for relation in relations)
    nearing = any(move.motion in ("approach", "recede") for move in performer.moves)
    return not (fitted or nearing or performer.distant or performer.footing == SKY or performer.windows[0][0] > 0.0)


def _stays(performer: Performer) -> bool:
    return all(move.motion in _IN_PLACE and not (move.path or move.relation) for move in performer.moves)


def _brings_into_view(carrier: Track, performer: Performer) -> bool:
    """Return whether what is carried is surely seen: if not, it is staged without its carrier."""
    whole = [keyframe.t for keyframe in carrier.keyframes if is_whole(keyframe.box)]
    return any(start <= t <= end for t in whole for start, end in performer.windows)


def _shown(performer: Performer, fit: Fit, others: Mapping[str, Track], aspect_ratio: float) -> Track:
    track = _staged(performer, fit, others, aspect_ratio)
    if _is_seen(track):
        return track
    indoors = performer.model_copy(update={"moves": tuple(map(kept_inside, performer.moves))})
    track = _staged(indoors, fit, others, aspect_ratio)
    alone = indoors.model_copy(update={"start_relation": None})
    return track if _is_seen(track) else _staged(alone, fit, others, aspect_ratio)


def _distant(track: Track, least_height: float) -> Track:
    """Return a track as seen from afar: smaller, nearer to the horizon, behind everything else."""
    lowest = min(keyframe.box.height for keyframe in track.keyframes)
    smaller = _far(lowest, least_height)
    keyframes = []
    for keyframe in track.keyframes:
        far = motion.along_sight(keyframe.box, smaller)
        box = motion.with_center(far, keyframe.box.center[0], far.center[1])
        keyframes.append(keyframe.model_copy(update={"box": box, "depth": keyframe.depth - 1.0}))
    return track.model_copy(update={"keyframes": tuple(keyframes)})


def _in_the_sky(track: Track, fit: Fit, aspect_ratio: float) -> Track:
    """Return a track behind everything else, in a room as it is seen through the window."""
    keyframes = []
    for keyframe in track.keyframes:
        box = through_window(keyframe.box, fit.window, aspect_ratio) if fit.window else keyframe.box
        keyframes.append(keyframe.model_copy(update={"box": box, "depth": keyframe.depth + BEHIND_ALL}))
    return track.model_copy(update={"keyframes": tuple(keyframes)})


def _is_seen(track: Track) -> bool:
    keyframes = track.keyframes
    if any(start <= k.t <= end and k.box.on_canvas for k in keyframes for start, end in track.windows):
        return True
    if all(keyframe.box.on_canvas for keyframe in keyframes):
        return True
    times = inspection_times(track)
    seen = zip(times, boxes_along(track.keyframes, times), strict=True)
    return any(box.on_canvas and any(a <= t <= b for a, b in track.windows) for t, box in seen)


def _staged(performer: Performer, fit: Fit, others: Mapping[str, Track], aspect_ratio: float) -> Track:
    relation = performer.start_relation
    carrier = others.get(relation.other) if relation and relation.kind in CARRYING else None
    if carrier and not performer.moves:
        keyframes = _carried(performer, fit, carrier)
    else:
        keyframes = _timed(performer, fit, others, aspect_ratio)
    fields = {
        "id": performer.id,
        "entity": performer.entity,
        "name": performer.name,
        "keyframes": keyframes,
        "windows": performer.windows,
    }
    return unchecked(Track, fields, set(fields))


def in_time(performer: Performer, fit: Fit, others: Mapping[str, Track], aspect_ratio: float) -> tuple[Performer, Fit]:
    """Return a performer whose moves have the time they need: more of it, and shorter ways where there is none."""
    for _ in range(PASSES):
        staging = _Staging(performer, fit, others, aspect_ratio)
        staging.keyframes()
        if not staging.hurries:
            break
        moves, reach = with_time(performer.moves, staging.needs)
        performer = performer.model_copy(update={"moves": moves})
        fit = fit._replace(reach=fit.reach * reach)
    return performer, fit


def _timed(performer: Performer, fit: Fit, others: Mapping[str, Track], aspect_ratio: float) -> tuple[Keyframe, ...]:
    staging = _Staging(performer, fit, others, aspect_ratio)
    keyframes = staging.keyframes()
    if not staging.hurries:
        return keyframes
    performer, fit = in_time(performer, fit, others, aspect_ratio)
    return _Staging(performer, fit, others, aspect_ratio).keyframes()


def _carried(performer: Performer, fit: Fit, carrier: Track) -> tuple[Keyframe, ...]:
    ride, kind = _ride(performer, fit, carrier)
    first = carrier.keyframes[0].box
    kept = []
    for keyframe in carrier.keyframes:
        under = keyframe.box
        grown = max(under.height / first.height, fit.least_height / ride.height)
        grown = min(grown, LARGEST / ride.width, LARGEST / ride.height)
        cx = under.center[0] + (ride.center[0] - first.center[0]) * grown
        cy = under.center[1] + (ride.center[1] - first.center[1]) * grown
        box = along_with(Box.around(cx, cy, ride.width * grown, ride.height * grown), under)
        kept.append(keyframe.model_copy(update={"box": box, "depth": keyframe.depth + DEPTHS[kind]}))
    return tuple(kept)


def _ride(performer: Performer, fit: Fit, carrier: Track) -> tuple[Box, RelationKind]:
    """Return where one is with its carrier at first, and how it is carried."""
    assert performer.start_relation  # only called with one
    kind = performer.start_relation.kind
    if kind == "held by":
        fit = fit._replace(hand=_free_hand(carrier, fit.width))
    return related_box(kind, carrier.keyframes[0].box, fit, performer.footing), kind


def _free_hand(carrier: Track, width: float) -> int:
    """Return the hand, 1 right or -1 left, in front of one who goes, unless what it holds would leave the frame."""
    boxes = [keyframe.box for keyframe in carrier.keyframes]
    whole = [box for box in boxes if box.x0 >= 0.0 and box.x1 <= 1.0] or boxes
    way = boxes[-1].center[0] - boxes[0].center[0]
    room = {1: 1 - max(box.x1 for box in whole), -1: min(box.x0 for box in whole)}
    front = 1 if way > MOMENT or (way > -MOMENT and room[1] >= room[-1]) else -1
    return front if room[front] >= width or room[front] >= room[-front] else -front


class _Staging:
    """Where a performer is so far: its keyframes, its scale, its depth and what it stands on."""

    def __init__(self, performer: Performer, fit: Fit, others: Mapping[str, Track], aspect_ratio: float) -> None:
        self.performer, self.fit, self.others, self.aspect_ratio = performer, fit, others, aspect_ratio
        self.scale = _far(fit.height, fit.least_height) if self._comes_from_afar() else 1.0
        self.depth = 0.0
        self.support: str | None = None
        self.keys: list[Keyframe] = []
        self.needs: list[float] = []

    def keyframes(self) -> tuple[Keyframe, ...]:
        self._add((Keyframe.of(0.0, self.start()),))
        for index, move in enumerate(self.performer.moves):
            self._rest_until(move.start)
            self._perform(move, first=index == 0)
            self.needs.append(time_needed(self.keys, move, self.performer.windows))
        return tuple(self.keys)

    @property
    def hurries(self) -> bool:
        """Return whether a move has less time than it needs."""
        moves = self.performer.moves
        return any(need > move.end - move.start + MOMENT for need, move in zip(self.needs, moves, strict=True))

    @property
    def box(self) -> Box:
        return self.keys[-1].box

    def _comes_from_afar(self) -> bool:
        for move in self.performer.moves:
            if move.motion in ("approach", "recede"):
                return move.motion == "approach"
        return False

    def _at(self, anchor: Anchor) -> Box:
        return spot_box(anchor, self.fit, self.performer.footing, self.scale)

    def _add(self, keyframes: tuple[Keyframe, ...]) -> None:
        placed = [k.model_copy(update={"depth": k.depth + self.depth}) for k in keyframes] if self.depth else keyframes
        self.keys = list(motion.join(self.keys, placed))

    def _rest_until(self, t: float) -> None:
        if t > self.keys[-1].t:
            self._add((Keyframe.of(t, self.box),))

    # where it begins

    def start(self) -> Box:
        """Return where it is at first."""
        relation = self.performer.start_relation
        if relation and relation.other in self.others:
            seen_from = min(start for start, _ in self.performer.windows) if self.performer.windows else 0.0
            box = self._related(relation, seen_from)
            thrown = self.performer.moves and self.performer.moves[0].motion == "throw"
            return self._in_hand(box, relation, seen_from) if thrown and relation.kind in BESIDE else box
        if not self.performer.moves:
            return self._at(Anchor(None, "middle"))
        return self._natural_start(self.performer.moves[0])

    def _from_afar(self, anchor: Anchor) -> Box:
        near = spot_box(anchor, self.fit, self.performer.footing)
        return motion.along_sight(near, self.scale)

    def _in_hand(self, box: Box, relation: Relation, t: float) -> Box:
        thrower = self.others[relation.other].box_at(t)
        return motion.with_center(box, box.center[0], min(box.center[1], thrower.y0 + 0.45 * thrower.height))

    def _natural_start(self, move: Move) -> Box:
        anchors = [ANCHORS[spot] for spot in move.path]
        if move.motion == "orbit":
            return self._orbit(move)[0].box
        if self.scale < 1.0 and len(anchors) < 2:
            return self._from_afar(anchors[0] if anchors else Anchor(None, "middle"))
        if len(anchors) > 1 or (anchors and move.motion in ON_SPOT):
            return self._off(anchors[0], anchors[-1])
        if anchors:
            return self._at(_opposite(move.motion, anchors[0]))
        if move.relation and move.relation.other in self.others and move.motion in TOWARDS:
            return self._on_the_way_to(move.relation, move)
        return self._at(_NATURAL_START.get(move.motion, Anchor(None, "middle")))

    def _on_the_way_to(self, relation: Relation, move: Move) -> Box:
        """Return where something comes from that is only told whom it goes to; jumps and climbs begin beside it."""
        if move.motion in ("jump", "rise"):
            other = self.others[relation.other].box_at(move.start)
            return related_box("beside", other, self.fit, self.performer.footing, self.scale)
        return self._at(Anchor(LEFT if self._target_x(move) >= CENTER else RIGHT, "middle"))

    def _target_x(self, move: Move) -> float:
        assert move.relation
        return self.others[move.relation.other].box_at(move.end).center[0]

    def _off(self, anchor: Anchor, toward: Anchor) -> Box:
        """Return the box at an anchor; one off screen at a side lies level with the next place on the way."""
        if anchor.off in ("left", "right"):
            anchor = Anchor(anchor.column, toward.row, anchor.off)
        elif anchor.off:
            anchor = Anchor(toward.column, anchor.row, anchor.off)
        return self._at(anchor)

    # where it goes

    def _related(self, relation: Relation, t: float) -> Box:
        other = self.others[relation.other]
        self.depth = other.depth_at(t) + DEPTHS.get(relation.kind, 0.0)
        self.support = relation.other if relation.kind == "on" else None
        return related_box(relation.kind, other.box_at(t), self.fit, self.performer.footing, self.scale)

    def _way(self, move: Move, first: bool) -> list[Box]:
        """Return the boxes of a move, from where the performer is."""
        anchors = [ANCHORS[spot] for spot in move.path]
        relation = move.relation if move.relation and move.relation.other in self.others else None
        if relation and move.path and relation.kind in ("behind", "in front of"):
            self.depth = self.others[relation.other].depth_at(move.start) + DEPTHS[relation.kind]
            relation = None
        places = []
        for index, anchor in enumerate(anchors):
            neighbour = anchors[index - 1] if index else anchors[min(1, len(anchors) - 1)]
            places.append(self._off(anchor, neighbour))
        if anchors and anchors[0].off and not first and len(anchors) == 1:
            places = [self._leave(anchors[0])]
        if relation:
            places.append(self._related(relation, move.end))
        if not places:
            places = self._natural_way(move.motion)
        way = [self.box]
        for place in places:
            (cx, cy), (x, y) = place.center, way[-1].center
            if abs(cx - x) > 1e-3 or abs(cy - y) > 1e-3:
                way.append(place)
        return way

    def _leave(self, anchor: Anchor) -> Box:
        outside = self._at(anchor)
        if anchor.off in ("left", "right"):
            return motion.with_center(self.box, outside.center[0], self.box.center[1])
        return motion.with_center(self.box, self.box.center[0], outside.center[1])

    def _natural_way(self, kind: Motion) -> list[Box]:
        cx = self.box.center[0]
        if kind in ("fall", "bounce"):
            row: Row = "middle" if base_line(self.performer.footing) else "lower"
            down = self._at(Anchor(None, row))
            return [motion.with_center(self.box, cx, max(down.center[1], self.box.center[1]))]
        if kind == "rise":
            up = self._at(Anchor(None, "upper"))
            return [motion.with_center(self.box, cx, min(up.center[1], self.box.center[1]))]
        if kind in ("move", "glide", "throw"):
            across = self._at(Anchor(RIGHT if cx < CENTER + 0.01 else LEFT, "middle"))
            return [motion.with_center(self.box, across.center[0], self.box.center[1])]
        return []

    # how it gets there

    def _perform(self, move: Move, first: bool) -> None:
        if move.motion == "orbit":
            self._add_orbit(move)
            return
        if move.motion == "approach":
            nearest = min(NEAR, LARGEST / self.fit.height, LARGEST / self.fit.width)
            self.scale = 1.0 if self.scale < 1.0 else max(nearest, 1.0)
        if move.motion == "recede":
            self.scale *= _far(self.fit.height * self.scale, self.fit.least_height)
        stood_on, self.support = self.support, None
        way = self._way(move, first)
        if len(way) == 1 and move.motion in ("stay", "move", "glide", "rise", "throw"):
            self.support = stood_on
        ledge = self.others[stood_on].box_at(move.start) if stood_on else None
        performance = Performance(
            way=tuple(way),
            start=move.start,
            end=move.end,
            aspect_ratio=self.aspect_ratio,
            goal_size=(self.fit.width * self.scale, self.fit.height * self.scale),
            obstacles=tuple(self._at_rest(move)) if move.motion == "jump" else (),
            ledge=ledge,
            on_foot=self.performer.footing == "ground",
        )
        eased = self.performer.footing == SKY and move.motion == "fall"  # it sets at its own pace
        self._add(perform("rise" if eased else move.motion, performance))

    def _at_rest(self, move: Move) -> Iterator[Box]:
        for track in self.others.values():
            box = track.box_at(move.start)
            if box == track.box_at(move.end):
                yield box

    def _orbit(self, move: Move) -> tuple[Keyframe, ...]:
        relation = move.relation or self.performer.start_relation
        other = self.others.get(relation.other) if relation else None
        width, height = self.fit.width * self.scale, self.fit.height * self.scale
        middle = other.box_at((move.start + move.end) / 2) if other else self._middle(move)
        wish = (0.7 * (middle.width + width), 0.45 * middle.height + 0.02) if other else (0.24, 0.24)
        ring = self.fit.ring
        wish = max(wish[0], RING_X * ring * width), max(wish[1], RING_Y * ring)
        apart = 1 + abs(self.fit.shift_x)
        goal = (wish[0] * apart, wish[1] * apart)
        return orbit_around(middle, (width, height), goal, self.fit.place / ring, move.start, move.end)

    def _middle(self, move: Move) -> Box:
        boxes = [self._at(ANCHORS[spot]) for spot in move.path] or [self._at(Anchor(None, "middle"))]
        cx = sum(box.center[0] for box in boxes) / len(boxes)
        cy = sum(box.center[1] for box in boxes) / len(boxes)
        return Box.around(cx, cy, boxes[0].width, boxes[0].height)

    def _add_orbit(self, move: Move) -> None:
        relation = move.relation or self.performer.start_relation
        if relation and relation.other in self.others:
            self.depth = self.others[relation.other].depth_at(move.start)
        keyframes = self._orbit(move)
        gap = [abs(p - q) for p, q in zip(keyframes[0].box.center, self.box.center, strict=True)]
        if max(gap) > 1e-3:  # it comes from elsewhere: fly to the orbit first
            arrival = move.start + 0.2 * (move.end - move.start)
            self._add(motion.travel([self.box, keyframes[0].box], move.start, arrival, self.aspect_ratio, "smooth"))
            keyframes = self._orbit(move.model_copy(update={"start": arrival}))
        self._add(keyframes)


def _far(height: float, least_height: float) -> float:
    """Return how much smaller something of this height is far away; nothing gets lower than its least height."""
    return max(FAR, min(1.0, least_height / height))


def _opposite(kind: Motion, anchor: Anchor) -> Anchor:
    """Return where something comes from that is only told where to go."""
    if anchor.off:
        return Anchor(None, "middle")
    if kind == "fall":
        return anchor._replace(row="upper")
    if kind == "rise":
        return anchor._replace(row="lower")
    if anchor.column == CENTER and anchor.row != "middle" and kind != "throw":
        return anchor._replace(row="lower" if anchor.row == "upper" else "upper")
    return anchor._replace(column=LEFT if anchor.column and anchor.column >= CENTER else RIGHT)


_NATURAL_START: dict[Motion, Anchor] = {
    "move": Anchor(LEFT, "middle"),
    "glide": Anchor(LEFT, "middle"),
    "throw": Anchor(LEFT, "middle"),
    "fall": Anchor(None, "upper"),
    "bounce": Anchor(None, "upper"),
    "rise": Anchor(None, "lower"),
}

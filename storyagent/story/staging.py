"""One performer's moves turned into one track, given its fit and the tracks of those it refers to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

from storyagent.story import motion
from storyagent.story.choreography import Motion, Move, Performer, Relation
from storyagent.story.layout import Box, Keyframe, Track
from storyagent.story.relations import BESIDE, CARRYING, DEPTHS, related_box
from storyagent.story.sampling import Ease
from storyagent.story.spots import ANCHORS, CENTER, LARGEST, LEFT, RIGHT, Anchor, Fit, Row, keep_inside, spot_box

FAR = 0.42
"""The size of something far away, as a share of its size nearby."""
SMALLEST = 0.07
"""Nothing far away is lower than this share of the frame's height."""
ON_SPOT: frozenset[Motion] = frozenset({"stay", "sway", "jump", "orbit", "approach", "recede"})
"""Motions for which a single named spot is where they are, not where they go."""


def stage(performer: Performer, fit: Fit, others: Mapping[str, Track], aspect_ratio: float) -> Track:
    """Return a performer's track.

    A relation to a performer that is not in `others` (not staged yet, as in a circle of relations) is left out.
    """
    relation = performer.start_relation
    carrier = others.get(relation.other) if relation and relation.kind in CARRYING else None
    if carrier and not performer.moves:
        keyframes = _carried(performer, fit, carrier)
    else:
        keyframes = _Staging(performer, fit, others, aspect_ratio).keyframes()
    return Track(
        id=performer.id,
        entity=performer.entity,
        name=performer.name,
        keyframes=keyframes,
        windows=performer.windows,
    )


def _carried(performer: Performer, fit: Fit, carrier: Track) -> tuple[Keyframe, ...]:
    assert performer.start_relation  # only called with one
    kind = performer.start_relation.kind
    first = carrier.keyframes[0].box
    ride = related_box(kind, first, fit, performer.footing)
    kept = []
    for keyframe in carrier.keyframes:
        grown = keyframe.box.height / first.height
        cx = keyframe.box.center[0] + (ride.center[0] - first.center[0]) * grown
        cy = keyframe.box.center[1] + (ride.center[1] - first.center[1]) * grown
        box = Box.around(cx, cy, ride.width * grown, ride.height * grown)
        kept.append(keyframe.model_copy(update={"box": box, "depth": keyframe.depth + DEPTHS[kind]}))
    return tuple(kept)


class _Staging:
    """Where a performer is so far: its keyframes, its scale, its depth and what it stands on."""

    def __init__(self, performer: Performer, fit: Fit, others: Mapping[str, Track], aspect_ratio: float) -> None:
        self.performer, self.fit, self.others, self.aspect_ratio = performer, fit, others, aspect_ratio
        self.scale = max(FAR, min(1.0, SMALLEST / fit.height)) if self._comes_from_afar() else 1.0
        self.depth = 0.0
        self.support: str | None = None
        self.keys: list[Keyframe] = []

    def keyframes(self) -> tuple[Keyframe, ...]:
        self._add(motion.hold(self._start(), 0.0, 1.0)[:1])
        for index, move in enumerate(self.performer.moves):
            self._rest_until(move.start)
            self._perform(move, first=index == 0)
        return tuple(self.keys)

    @property
    def box(self) -> Box:
        return self.keys[-1].box

    def _comes_from_afar(self) -> bool:
        depths = [move.motion for move in self.performer.moves if move.motion in ("approach", "recede")]
        return bool(depths) and depths[0] == "approach"

    def _at(self, anchor: Anchor) -> Box:
        return spot_box(anchor, self.fit, self.performer.footing, self.scale)

    def _add(self, keyframes: tuple[Keyframe, ...]) -> None:
        placed = [k.model_copy(update={"depth": k.depth + self.depth}) for k in keyframes]
        self.keys = list(motion.join(self.keys, placed))

    def _rest_until(self, t: float) -> None:
        if t > self.keys[-1].t:
            self._add((Keyframe(t=t, box=self.box),))

    # where it begins

    def _start(self) -> Box:
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
        if move.relation and move.relation.other in self.others and move.motion in ("move", "glide", "throw"):
            return self._at(Anchor(LEFT if self._target_x(move) >= CENTER else RIGHT, "middle"))
        return self._at(_NATURAL_START.get(move.motion, Anchor(None, "middle")))

    def _target_x(self, move: Move) -> float:
        assert move.relation
        return self.others[move.relation.other].box_at(move.end).center[0]

    def _off(self, anchor: Anchor, toward: Anchor) -> Box:
        """Return the box at an anchor; one off screen at a side lies level with the next place on the way."""
        if anchor.off in ("left", "right"):
            anchor = anchor._replace(row=toward.row)
        elif anchor.off:
            anchor = anchor._replace(column=toward.column)
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
            if max(abs(p - q) for p, q in zip(place.center, way[-1].center, strict=True)) > 1e-3:
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
            row: Row = "middle" if self.performer.footing == "ground" else "lower"
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
            self.scale = 1.0 if self.scale < 1.0 else 1.5
        if move.motion == "recede":
            self.scale *= max(FAR, min(1.0, SMALLEST / (self.fit.height * self.scale)))
        stood_on = self.support
        self.support = None
        way = self._way(move, first)
        if stood_on and move.motion == "fall" and stood_on in self.others:
            self._add(self._fall_off(self.others[stood_on], way[-1], move))
            return
        if len(way) == 1 and move.motion in ("stay", "move", "glide", "fall", "rise", "throw"):
            self.support = stood_on
        self._add(_MOTIONS[move.motion](self, way, move))

    def _fall_off(self, support: Track, target: Box, move: Move) -> tuple[Keyframe, ...]:
        """Roll over the edge of what it stands on, then fall."""
        ledge = support.box_at(move.start)
        right = target.center[0] >= ledge.center[0] - 1e-9
        half = self.box.width / 2
        edge_x = ledge.x1 + half + 0.005 if right else ledge.x0 - half - 0.005
        landing_x = target.center[0]
        landing_x = max(landing_x, edge_x + half) if right else min(landing_x, edge_x - half)
        landing = keep_inside(motion.with_center(target, landing_x, target.center[1]))
        edge = motion.with_center(self.box, edge_x, self.box.center[1])
        roll, drop = abs(edge_x - self.box.center[0]), abs(landing.center[0] - edge_x) + 0.05
        t = move.start + (move.end - move.start) * min(0.6, roll / (roll + drop))
        if t - move.start < 1e-3:
            return motion.fall(edge, landing, move.start, move.end)
        return motion.join(motion.travel([self.box, edge], move.start, t, 1.0), motion.fall(edge, landing, t, move.end))

    def _orbit(self, move: Move) -> tuple[Keyframe, ...]:
        relation = move.relation or self.performer.start_relation
        other = self.others.get(relation.other) if relation else None
        width, height = self.fit.width * self.scale, self.fit.height * self.scale
        middle = other.box_at((move.start + move.end) / 2) if other else self._middle(move)
        wish_x = 0.7 * (middle.width + width) if other else 0.24
        wish_y = 0.45 * middle.height + 0.02 if other else 0.24
        spread = 1 + abs(self.fit.shift_x)
        radius_x = _radius(wish_x * spread, middle.center[0], width)
        radius_y = _radius(wish_y * spread, middle.center[1], height)
        swept = keep_inside(Box.around(*middle.center, width + 2 * radius_x, height + 2 * radius_y))
        turns = 1 if move.end - move.start <= 0.5 else 2
        center = Box.around(*swept.center, width, height)
        quarter = round(4 * self.fit.offset_x / max(self.fit.extent[0], 1e-9)) % 4
        return motion.orbit(center, (radius_x, radius_y), quarter, 4 * turns, move.start, move.end)

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

    def _bounce(self, way: list[Box], move: Move) -> tuple[Keyframe, ...]:
        goal = way[-1]
        ceiling = max(goal.center[1] - goal.height / 2 - 0.03, 0.02)
        hop = min(max(0.9 * goal.height, 0.12), ceiling)
        return motion.bounce(way[0], goal, move.start, move.end, hop_height=hop)

    def _throw(self, way: list[Box], move: Move) -> tuple[Keyframe, ...]:
        start, end = way[0], way[-1]
        highest = min(start.center[1], end.center[1])
        apex = max(highest - 0.35, start.height / 2 + 0.03)
        if len(way) == 3:
            apex = min(way[1].center[1], highest)
        return motion.throw(start, end, apex, move.start, move.end)

    def _jump(self, way: list[Box], move: Move) -> tuple[Keyframe, ...]:
        box = way[0]
        height = max(min(0.7 * box.height, box.y0 - 0.02), 0.02)
        if len(way) == 1:
            hops = 2 if move.end - move.start > 0.5 else 1
            return motion.jump([box] * (hops + 1), move.start, move.end, height)
        obstacle = self._obstacle(way[0], way[-1], move)
        if obstacle:
            return self._leap_over(obstacle, way[0], way[-1], move)
        hops = max(1, min(5, round(abs(way[-1].center[0] - box.center[0]) / (1.5 * box.width))))
        stops = [motion.blend(way[0], way[-1], k / hops) for k in range(hops + 1)]
        return motion.jump(stops, move.start, move.end, height)

    def _obstacle(self, a: Box, b: Box, move: Move) -> Box | None:
        """Return the resting object that stands in the way, if there is one."""
        low, high = sorted((a.center[0], b.center[0]))
        for track in self.others.values():
            box = track.box_at(move.start)
            between = low + a.width / 2 < box.x0 and box.x1 < high - a.width / 2
            level = box.y0 < max(a.y1, b.y1) and box.y1 > min(a.y0, b.y0)
            if between and level and box == track.box_at(move.end):
                return box
        return None

    def _leap_over(self, obstacle: Box, a: Box, b: Box, move: Move) -> tuple[Keyframe, ...]:
        """Run, leap so that the feet clear the obstacle, run on: at one speed sideways."""
        dx = b.center[0] - a.center[0]
        reach = obstacle.width / 2 + 1.1 * a.width
        takeoff, landing = [(obstacle.center[0] + side * reach - a.center[0]) / dx for side in (-1, 1)]
        takeoff, landing = max(min(takeoff, landing), 0.0), min(max(takeoff, landing), 1.0)
        off, on = motion.blend(a, b, takeoff), motion.blend(a, b, landing)
        # high enough that the feet are above the obstacle as soon as the boxes meet, as far as the frame allows
        meeting = (obstacle.width + a.width) / 2 / reach
        height = 1.1 * (max(off.y1, on.y1) - obstacle.y0) / (1 - meeting**2)
        apex = max(min(off.center[1], on.center[1]) - height, a.height / 2 + 0.02)
        span = move.end - move.start
        t, u = move.start + takeoff * span, move.start + landing * span
        parts = [motion.throw(off, on, min(apex, off.center[1], on.center[1]), t, u)]
        if takeoff > 1e-3:
            parts.insert(0, motion.travel([a, off], move.start, t, 1.0))
        if landing < 1 - 1e-3:
            parts.append(motion.travel([on, b], u, move.end, 1.0))
        return motion.join(*parts)

    def _depthwise(self, way: list[Box], move: Move) -> tuple[Keyframe, ...]:
        """Approach or recede: to the last place at the new scale, or straight along the line of sight."""
        width, height = self.fit.width * self.scale, self.fit.height * self.scale
        most = min(1.0, LARGEST / width, LARGEST / height)
        goal = way[-1] if len(way) > 1 else motion.along_sight(self.box, height / self.box.height)
        goal = keep_inside(Box.around(*goal.center, width * most, height * most))
        return motion.perspective(self.box, goal, move.start, move.end)

    def _sway(self, way: list[Box], move: Move) -> tuple[Keyframe, ...]:
        a, b = way[0], way[-1]
        room = min(a.x0, b.x0, 1 - a.x1, 1 - b.x1) - 0.01
        return motion.sway(a, b, move.start, move.end, max(min(0.3 * a.width, room), 0.005))

    def _chain(
        self, leg: Callable[[Box, Box, float, float], tuple[Keyframe, ...]], way: list[Box], move: Move
    ) -> tuple[Keyframe, ...]:
        if len(way) == 1:
            return motion.hold(way[0], move.start, move.end)
        times = motion.leg_times(way, move.start, move.end, self.aspect_ratio)
        legs = zip(pairwise(way), pairwise(times), strict=True)
        return motion.join(*(leg(a, b, t, u) for (a, b), (t, u) in legs))


def _radius(wish: float, center: float, side: float) -> float:
    """Return the radius that fits around a centre; near an edge a small one, for which the centre gives way."""
    room = min(center, 1 - center) - side / 2 - 0.02
    return max(min(wish, room), min(0.05, (0.96 - side) / 2))


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


def _travel(self: _Staging, way: list[Box], move: Move) -> tuple[Keyframe, ...]:
    if len(way) == 1:
        return motion.hold(way[0], move.start, move.end)
    ease: Ease = "smooth" if move.motion == "glide" else "linear"
    return motion.travel(way, move.start, move.end, self.aspect_ratio, ease)


def _stay(self: _Staging, way: list[Box], move: Move) -> tuple[Keyframe, ...]:
    if len(way) == 1:
        return motion.hold(way[0], move.start, move.end)
    arrival = move.start + 0.3 * (move.end - move.start)
    there = motion.travel(way[:2], move.start, arrival, self.aspect_ratio, "smooth")
    return motion.join(there, motion.hold(way[1], arrival, move.end))


_NATURAL_START: dict[Motion, Anchor] = {
    "move": Anchor(LEFT, "middle"),
    "glide": Anchor(LEFT, "middle"),
    "throw": Anchor(LEFT, "middle"),
    "fall": Anchor(None, "upper"),
    "bounce": Anchor(None, "upper"),
    "rise": Anchor(None, "lower"),
}

_MOTIONS: dict[Motion, Callable[[_Staging, list[Box], Move], tuple[Keyframe, ...]]] = {
    "stay": _stay,
    "move": _travel,
    "glide": _travel,
    "fall": lambda self, way, move: self._chain(motion.fall, way, move),
    "rise": lambda self, way, move: self._chain(motion.rise, way, move),
    "bounce": _Staging._bounce,
    "throw": _Staging._throw,
    "jump": _Staging._jump,
    "approach": _Staging._depthwise,
    "recede": _Staging._depthwise,
    "sway": _Staging._sway,
}

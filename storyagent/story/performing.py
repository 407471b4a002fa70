"""How each motion is performed along a way that is already placed: hop heights, take-off points, where to let go.

`Performance` is what a motion knows of the stage; the physics itself is in `storyagent.story.motion`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import hypot
from typing import NamedTuple

from storyagent.story import motion
from storyagent.story.choreography import Motion
from storyagent.story.layout import Box
from storyagent.story.motion import Keyframes
from storyagent.story.spots import LARGEST, keep_inside

FLAT = 0.02
"""A difference in height that is no step down."""
EASY_SPEED = 3.5
"""The highest speed in canvases a scene at which something circles twice."""
HOP = 0.15
"""The share of a scene that one jump on the spot takes: about a second."""
MOMENT = 1e-3
"""A share of the scene too short to be a movement."""


class Performance(NamedTuple):
    """A motion to perform: its way (the first box is where the performer is), its time, and what is around.

    `goal_size` is the (width, height) an approach or recession ends with, `obstacles` are the boxes of objects at rest,
    `ledge` is what the performer stands on at the beginning; one that is `on_foot` falls when it leaves it.
    """

    way: tuple[Box, ...]
    start: float
    end: float
    aspect_ratio: float
    goal_size: tuple[float, float]
    obstacles: tuple[Box, ...] = ()
    ledge: Box | None = None
    on_foot: bool = False

    @property
    def here(self) -> Box:
        """Return where the performer is at the start."""
        return self.way[0]

    @property
    def goal(self) -> Box:
        """Return the last place of the way."""
        return self.way[-1]

    def time(self, share: float) -> float:
        """Return the time after a share of the motion."""
        return self.start + share * (self.end - self.start)


def perform(kind: Motion, performance: Performance) -> Keyframes:
    """Return the keyframes of any motion but an orbit, from the performance's start to its end."""
    if len(performance.way) == 1 and kind in _GOING:
        return motion.hold(performance.here, performance.start, performance.end)
    return _PERFORMANCES[kind](performance)


def _stay(p: Performance) -> Keyframes:
    """Go to the place first, if it is another one, then rest."""
    arrival = p.time(0.3)
    there = motion.travel(p.way[:2], p.start, arrival, p.aspect_ratio, "smooth")
    return motion.join(there, motion.hold(p.way[1], arrival, p.end))


def _move(p: Performance) -> Keyframes:
    if p.ledge and p.on_foot and len(p.way) == 2 and p.goal.y1 > p.here.y1 + FLAT:
        return _fall_off(p, p.ledge)
    return motion.travel(p.way, p.start, p.end, p.aspect_ratio)


def _glide(p: Performance) -> Keyframes:
    return motion.travel(p.way, p.start, p.end, p.aspect_ratio, "smooth")


def _fall(p: Performance) -> Keyframes:
    return _fall_off(p, p.ledge) if p.ledge else _leg_by_leg(motion.fall, p)


def _rise(p: Performance) -> Keyframes:
    return _leg_by_leg(motion.rise, p)


def _leg_by_leg(leg: Callable[[Box, Box, float, float], Keyframes], p: Performance) -> Keyframes:
    times = motion.leg_times(p.way, p.start, p.end, p.aspect_ratio)
    legs = zip(pairwise(p.way), pairwise(times), strict=True)
    return motion.join(*(leg(a, b, t, u) for (a, b), (t, u) in legs))


def _fall_off(p: Performance, ledge: Box) -> Keyframes:
    """Roll over the edge of what it stands on, then fall."""
    side = 1 if p.goal.center[0] >= ledge.center[0] - MOMENT else -1
    half = p.here.width / 2
    room = {1: 1 - ledge.x1, -1: ledge.x0}
    if room[side] < p.here.width + 0.01 < room[-side]:
        side = -side
    edge_x = (ledge.x1 if side > 0 else ledge.x0) + side * (half + 0.005)
    if p.here.x0 >= 0.0 and p.here.x1 <= 1.0:
        edge_x = min(max(edge_x, half), 1 - half)
    landing_x = side * max(side * p.goal.center[0], side * edge_x + half)
    landing = keep_inside(motion.with_center(p.goal, landing_x, p.goal.center[1]))
    edge = motion.with_center(p.here, edge_x, p.here.center[1])
    roll, drop = abs(edge_x - p.here.center[0]), abs(landing.center[0] - edge_x) + 0.05
    t = p.time(min(0.6, roll / (roll + drop)))
    if t - p.start < MOMENT:
        return motion.fall(p.here, landing, p.start, p.end)
    return motion.join(motion.travel([p.here, edge], p.start, t, 1.0), motion.fall(edge, landing, t, p.end))


def _bounce(p: Performance) -> Keyframes:
    room = max(min(p.here.y0, p.goal.y0) - 0.03, 0.02)
    hop = min(max(0.9 * p.goal.height, 0.12), room)
    return motion.bounce(p.here, p.goal, p.start, p.end, hop_height=hop)


def _throw(p: Performance) -> Keyframes:
    """Fly through the second of three places if it is the highest, else over a bow of a third of the frame."""
    highest = min(p.here.center[1], p.goal.center[1])
    apex_y = p.way[1].center[1] if len(p.way) == 3 else max(highest - 0.35, p.here.height / 2 + 0.03)
    return motion.throw(p.here, p.goal, min(apex_y, highest), p.start, p.end)


def _jump(p: Performance) -> Keyframes:
    height = max(min(0.35 * p.here.height, p.here.y0 - 0.01, p.goal.y0 - 0.01), 0.005)
    if len(p.way) == 1:
        hops = max(1, round((p.end - p.start) / HOP))
        return motion.jump([p.here] * (hops + 1), p.start, p.end, height)
    in_the_way = next((box for box in p.obstacles if _is_between(box, p.here, p.goal)), None)
    if in_the_way:
        return _leap_over(in_the_way, p)
    hops = max(1, min(5, round(abs(p.goal.center[0] - p.here.center[0]) / (1.5 * p.here.width))))
    return motion.jump([motion.blend(p.here, p.goal, k / hops) for k in range(hops + 1)], p.start, p.end, height)


def _is_between(box: Box, a: Box, b: Box) -> bool:
    low, high = sorted((a.center[0], b.center[0]))
    between = low + a.width / 2 < box.x0 and box.x1 < high - a.width / 2
    return between and box.y0 < max(a.y1, b.y1) and box.y1 > min(a.y0, b.y0)


def _leap_over(obstacle: Box, p: Performance) -> Keyframes:
    """Run, leap so that the feet clear the obstacle, run on: at one speed sideways."""
    a, b = p.here, p.goal
    way = b.center[0] - a.center[0]
    reach = obstacle.width / 2 + 1.1 * a.width
    reach = min(reach, abs(obstacle.center[0] - a.center[0]), abs(b.center[0] - obstacle.center[0]))
    middle, part = (obstacle.center[0] - a.center[0]) / way, reach / abs(way)
    takeoff, landing = max(middle - part, 0.0), min(middle + part, 1.0)
    off, on = motion.blend(a, b, takeoff), motion.blend(a, b, landing)
    # high enough that the feet are above the obstacle as soon as the boxes meet, as far as the frame allows
    meeting = min((obstacle.width + a.width) / 2 / reach, 0.9)
    height = 1.1 * (max(off.y1, on.y1) - obstacle.y0) / (1 - meeting**2)
    apex_y = min(max(min(off.center[1], on.center[1]) - height, a.height / 2 + 0.02), off.center[1], on.center[1])
    t, u = p.time(takeoff), p.time(landing)
    parts = [motion.throw(off, on, apex_y, t, u)]
    if t - p.start > MOMENT:
        parts.insert(0, motion.travel([a, off], p.start, t, 1.0))
    if p.end - u > MOMENT:
        parts.append(motion.travel([on, b], u, p.end, 1.0))
    return _stretched_to(p, motion.join(*parts))


def _stretched_to(p: Performance, keyframes: Keyframes) -> Keyframes:
    """Set the first and the last time to the performance's own, which rounding may have missed by a moment."""
    first, *between, last = keyframes
    return first.model_copy(update={"t": p.start}), *between, last.model_copy(update={"t": p.end})


def _depthwise(p: Performance) -> Keyframes:
    """Approach or recede: to the last place, or straight along the line of sight, until the goal size is reached."""
    width, height = p.goal_size
    most = min(1.0, LARGEST / width, LARGEST / height)
    goal = p.goal if len(p.way) > 1 else motion.along_sight(p.here, height / p.here.height)
    return motion.perspective(
        p.here, keep_inside(Box.around(*goal.center, width * most, height * most)), p.start, p.end
    )


def _sway(p: Performance) -> Keyframes:
    room = min(p.here.x0, p.goal.x0, 1 - p.here.x1, 1 - p.goal.x1) - 0.01
    return motion.sway(p.here, p.goal, p.start, p.end, max(min(0.3 * p.here.width, room), 0.005))


def orbit_around(
    center: Box, size: tuple[float, float], wish: tuple[float, float], phase: float, start: float, end: float
) -> Keyframes:
    """Go round an object or a place, once or, where there is time, twice; the ellipse fits into the frame.

    Args:
        center: What is circled.
        size: Width and height of the performer.
        wish: The radii it would have if there were room.
        phase: Where it begins, as in `motion.circle`.
        start: When it begins.
        end: When it ends.
    """
    radius_x, radius_y = (_radius(r, c, side) for r, c, side in zip(wish, center.center, size, strict=True))
    swept = keep_inside(Box.around(*center.center, size[0] + 2 * radius_x, size[1] + 2 * radius_y))
    unhurried = end - start >= 8 * hypot(radius_x, radius_y) / EASY_SPEED
    turns = 2 if end - start > 0.5 and unhurried else 1
    return motion.circle(Box.around(*swept.center, *size), (radius_x, radius_y), phase, turns, start, end)


def _radius(wish: float, center: float, side: float) -> float:
    """Return the radius that fits around a centre; near an edge a small one, for which the centre gives way."""
    room = min(center, 1 - center) - side / 2 - 0.02
    return max(min(wish, room), min(0.05, (0.96 - side) / 2))


_GOING: Sequence[Motion] = ("stay", "move", "glide", "fall", "rise", "throw")
_PERFORMANCES: dict[Motion, Callable[[Performance], Keyframes]] = {
    "stay": _stay,
    "move": _move,
    "glide": _glide,
    "fall": _fall,
    "rise": _rise,
    "bounce": _bounce,
    "throw": _throw,
    "jump": _jump,
    "approach": _depthwise,
    "recede": _depthwise,
    "sway": _sway,
}

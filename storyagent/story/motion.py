"""Motions as keyframes: physics in, the few keyframes out that hold it exactly.

Each function takes boxes that are already placed and a stretch of time, and returns keyframes from its start to its
end, both included. y grows downwards, so an apex has the smaller y. Gravity is constant within one motion.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import cos, hypot, pi, sin, sqrt

from storyagent.story.layout import Box, Keyframe
from storyagent.story.sampling import Ease

Keyframes = tuple[Keyframe, ...]

VANISHING_POINT = (0.5, 0.58)
"""Where things that recede go to: on the horizon, a little below the middle."""
EVENNESS = 0.3
"""How much of a path's timing is even speed; the rest is equal times."""
CORNERS = 24
"""Of the polygon that stands for an ellipse."""
FLAT = 1e-6
"""A height below which something does not fly at all."""


def blend(a: Box, b: Box, s: float) -> Box:
    """Return the box a share s of the straight way from a to b."""
    return Box.of(
        a.x0 + (b.x0 - a.x0) * s, a.y0 + (b.y0 - a.y0) * s, a.x1 + (b.x1 - a.x1) * s, a.y1 + (b.y1 - a.y1) * s
    )


def with_center(box: Box, cx: float, cy: float) -> Box:
    """Return a box of the same size elsewhere."""
    return Box.around(cx, cy, box.width, box.height)


def join(*parts: Iterable[Keyframe]) -> Keyframes:
    """Put motions one after the other; where one begins when the one before ends, its keyframe counts."""
    joined: list[Keyframe] = []
    for part in parts:
        for keyframe in part:
            if joined and joined[-1].t >= keyframe.t:
                joined.pop()
            joined.append(keyframe)
    return tuple(joined)


def hold(box: Box, start: float, end: float) -> Keyframes:
    """Rest."""
    return Keyframe.of(t=start, box=box), Keyframe.of(t=end, box=box)


def leg_times(path: Sequence[Box], start: float, end: float, aspect_ratio: float) -> tuple[float, ...]:
    """Return when each place of a path is reached.

    Between an even speed in pixels and an equal time for each leg, nearer to the latter: a long leg is faster,
    so that the second of three places is reached near the middle of the time, as "first … and then …" suggests.
    """
    lengths = [hypot((b.center[0] - a.center[0]) * aspect_ratio, b.center[1] - a.center[1]) for a, b in pairwise(path)]
    whole = sum(lengths)
    equal = 1 / len(lengths)
    shares = [EVENNESS * (length / whole if whole else equal) + (1 - EVENNESS) * equal for length in lengths]
    times = [start]
    for part in shares[:-1]:
        times.append(times[-1] + part * (end - start))
    return (*times, end)


def travel(path: Sequence[Box], start: float, end: float, aspect_ratio: float, ease: Ease = "linear") -> Keyframes:
    """Go through the places of a path; `smooth` slows down at each of them."""
    times = leg_times(path, start, end, aspect_ratio)
    return tuple(
        Keyframe.of(t=t, box=box, ease_x=ease, ease_y=ease, ease_size=ease) for t, box in zip(times, path, strict=True)
    )


def fall(a: Box, b: Box, start: float, end: float) -> Keyframes:
    """Fall from rest under gravity; a sideways part of the way goes at even speed."""
    return Keyframe.of(t=start, box=a, ease_y="accelerate"), Keyframe.of(t=end, box=b)


def rise(a: Box, b: Box, start: float, end: float) -> Keyframes:
    """Rise and come to rest, eased."""
    return Keyframe.of(t=start, box=a, ease_x="smooth", ease_y="smooth"), Keyframe.of(t=end, box=b)


def throw(a: Box, b: Box, apex_y: float, start: float, end: float) -> Keyframes:
    """Fly along the parabola from a to b whose highest centre is at `apex_y`, or at an end that is higher still."""
    up, down = max(a.center[1] - apex_y, 0.0), max(b.center[1] - apex_y, 0.0)
    if up <= FLAT and down <= FLAT:
        return Keyframe.of(t=start, box=a), Keyframe.of(t=end, box=b)
    if up <= FLAT:
        return Keyframe.of(t=start, box=a, ease_y="accelerate"), Keyframe.of(t=end, box=b)
    if down <= FLAT:
        return Keyframe.of(t=start, box=a, ease_y="decelerate"), Keyframe.of(t=end, box=b)
    s = sqrt(up) / (sqrt(up) + sqrt(down))  # both halves fall with the same gravity
    middle = blend(a, b, s)
    top = with_center(middle, middle.center[0], apex_y)
    return (
        Keyframe.of(t=start, box=a, ease_y="decelerate"),
        Keyframe.of(t=start + (end - start) * s, box=top, ease_y="accelerate"),
        Keyframe.of(t=end, box=b),
    )


def bounce(
    a: Box, b: Box, start: float, end: float, *, hop_height: float, restitution: float = 0.65, hops: int = 3
) -> Keyframes:
    """Bounce from a to b at even speed sideways, each hop `restitution` times as long as the one before.

    From a place clearly above b it first drops to b's level, otherwise it begins with a hop of `hop_height` above the
    higher of both. It lands at b's level each time; hops lose height above it by the square of the restitution, as
    their length asks, so gravity is the same throughout.
    """
    drop = b.center[1] - a.center[1]
    falls = drop > hop_height / 2
    height = drop if falls else hop_height + max(drop, 0.0)
    spans = [1.0] if falls else [1.0 + sqrt(1 - drop / height)]
    spans += [2.0 * restitution**k for k in range(1, hops + falls)]
    times = [start]
    for span in spans:
        times.append(times[-1] + (end - start) * span / sum(spans))
    times[-1] = end
    landings = [a]
    for t in times[1:]:
        along = blend(a, b, (t - start) / (end - start))
        landings.append(with_center(along, along.center[0], b.center[1]))
    parts = []
    for k, (t, u) in enumerate(pairwise(times)):
        here, there = landings[k], landings[k + 1]
        if falls and k == 0:
            parts.append(fall(here, there, t, u))
        else:
            parts.append(throw(here, there, b.center[1] - height * restitution ** (2 * k), t, u))
    return join(*parts)


def jump(path: Sequence[Box], start: float, end: float, height: float) -> Keyframes:
    """Leap from each place to the next, `height` above the higher of both."""
    times = [*(start + (end - start) * k / (len(path) - 1) for k in range(len(path) - 1)), end]
    parts = [
        throw(a, b, min(a.center[1], b.center[1]) - height, t, u)
        for (a, b), (t, u) in zip(pairwise(path), pairwise(times), strict=True)
    ]
    return join(*parts)


def orbit(center: Box, radii: tuple[float, float], quarter: int, quarters: int, start: float, end: float) -> Keyframes:
    """Go round an ellipse at even angular speed, clockwise on the screen, exactly.

    `center` is the orbiting object's box put at the ellipse's centre. `quarter` 0 begins at the right, 1 at the bottom,
    2 at the left, 3 at the top. The lower half is nearer (depth 1), the upper half farther (depth -1).
    """
    (cx, cy), (rx, ry) = center.center, radii
    corners = [(cx + rx, cy), (cx, cy + ry), (cx - rx, cy), (cx, cy - ry)]
    keyframes = []
    for k in range(quarters + 1):
        q = (quarter + k) % 4
        keyframes.append(
            Keyframe.of(
                t=start + (end - start) * k / quarters if k < quarters else end,
                box=with_center(center, *corners[q]),
                ease_x="sine out" if q % 2 else "sine in",
                ease_y="sine in" if q % 2 else "sine out",
                depth=1.0 if q in (0, 1) else -1.0,
            )
        )
    return tuple(keyframes)


def circle(center: Box, radii: tuple[float, float], phase: float, turns: int, start: float, end: float) -> Keyframes:
    """Go round an ellipse from any place on it, a share `phase` of a turn after the right: exact in quarters of a turn.

    Elsewhere a polygon with 24 corners stands for it, less than a hundredth of the radius inside. Depths as in `orbit`.
    """
    if (4 * phase).is_integer():
        return orbit(center, radii, int(4 * phase) % 4, 4 * turns, start, end)
    (cx, cy), (rx, ry), steps = center.center, radii, CORNERS * turns
    keyframes = []
    for k in range(steps + 1):
        angle = 2 * pi * (phase + k / CORNERS)
        box = with_center(center, cx + rx * cos(angle), cy + ry * sin(angle))
        t = start + (end - start) * k / steps if k < steps else end
        keyframes.append(Keyframe.of(t=t, box=box, depth=1.0 if sin(angle + pi / CORNERS) > 0 else -1.0))
    return tuple(keyframes)


def perspective(a: Box, b: Box, start: float, end: float) -> Keyframes:
    """Go at even speed along the line of sight, from the size of a to that of b."""
    first = Keyframe.of(t=start, box=a, ease_x="perspective", ease_y="perspective", ease_size="perspective")
    return first, Keyframe.of(t=end, box=b)


def along_sight(box: Box, grown: float) -> Box:
    """Return the box of the same object nearer (`grown` > 1) or farther, on its line to the vanishing point."""
    cx, cy = (v + (c - v) * grown for v, c in zip(VANISHING_POINT, box.center, strict=True))
    return Box.around(cx, cy, box.width * grown, box.height * grown)


def sway(a: Box, b: Box, start: float, end: float, amplitude: float, swings: int = 2) -> Keyframes:
    """Swing sideways by `amplitude` while going from a to b; in place it is an exact sine."""
    moving = a.center != b.center
    steps = 4 * swings
    offsets = (0.0, amplitude, 0.0, -amplitude)
    keyframes = []
    for k in range(steps + 1):
        middle = blend(a, b, k / steps)
        box = middle.shifted(offsets[k % 4], 0.0) if 0 < k < steps else (b if k else a)
        keyframes.append(
            Keyframe.of(
                t=start + (end - start) * k / steps if k < steps else end,
                box=box,
                ease_x="linear" if moving and k == steps else "sine in" if k % 2 else "sine out",
            )
        )
    return tuple(keyframes)

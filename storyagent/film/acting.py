"""How a drawing fills its box from frame to frame: which way it faces, its steps, its breath, how it comes and goes."""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass
from itertools import pairwise

from storyagent.story.layout import Box, Track, boxes_along
from storyagent.story.sampling import sample_times
from storyagent.story.sky import is_in_the_sky

GROUND_FROM = 0.72  # what reaches lower than this share of the canvas stands on the ground of the place

_TURNING_WIDTH = 0.06  # a swing smaller than this share of the canvas's width turns nobody round
_TURN_S = 0.22
_POP_S = 0.16
_BALLISTIC = ("accelerate", "decelerate")

_STEP_LENGTH = 0.34  # of the box's height
_MOST_STEPS_PER_S = 4.5
_STEP_UP = 0.022  # of the box's height
_STEP_TILT_RAD = math.radians(2.2)
_BREATH_S = 3.4
_BREATH = 0.007  # of the height
_HOVER = 0.01  # of the box's height
_FLIGHT_TILT_RAD = math.radians(6.0)


@dataclass(frozen=True)
class Pose:
    """One drawing in one frame. Lengths are in shares of the canvas, except where a unit is named.

    `turn` is 1 facing right, -1 facing left, between while turning round; `stretch` scales the height (and, less, the
    width the other way); `up` lifts it by a share of its box's height; `ground` is where its shadow lies, if anywhere,
    and `lift` how far above it it hangs.
    """

    box: Box
    depth: float
    turn: float = 1.0
    tilt_rad: float = 0.0
    stretch: float = 1.0
    up: float = 0.0
    opacity: float = 1.0
    pop: float = 1.0
    ground: float | None = None
    lift: float = 0.0


def perform(track: Track, frames: int, fps: int, aspect_ratio: float) -> list[Pose | None]:
    """Return a track's pose in every frame, None where it is not seen. Deterministic; no two tracks breathe as one."""
    times = sample_times(frames)
    boxes = boxes_along(track.keyframes, times)
    turns = _turns(boxes, max(2, round(_TURN_S * fps)))
    speeds = _speeds(boxes, fps, aspect_ratio)
    stands = touches_ground(track)
    stride = start = zlib.crc32(track.id.encode()) % 1000 / 1000
    poses: list[Pose | None] = []
    for i, (t, box) in enumerate(zip(times, boxes, strict=True)):
        presence = _presence(track, t, (frames - 1) / fps)
        ground = _ground(track, t, box)
        lift = max(0.0, ground - box.y1) if ground is not None else 0.0
        walking = _eased(speeds[i] / (0.35 * box.height)) if stands and lift < 0.01 else 0.0
        stride += min(speeds[i] / (_STEP_LENGTH * box.height), _MOST_STEPS_PER_S) / fps
        step = walking * math.sin(math.pi * stride)
        breath = (1 - walking) * math.sin(2 * math.pi * (i / fps / _BREATH_S + start))
        flying = _eased(lift / 0.06) if stands else 1.0
        pose = Pose(
            box=box,
            depth=track.depth_at(t),
            turn=turns[i],
            tilt_rad=_STEP_TILT_RAD * step + flying * _climb(boxes, i, fps, aspect_ratio) * turns[i],
            stretch=1 + _BREATH * breath,
            up=_STEP_UP * abs(step) + (0.0 if stands else _HOVER * breath),
            opacity=presence,
            pop=0.8 + 0.2 * presence,
            ground=ground,
            lift=lift,
        )
        poses.append(pose if presence > 0 else None)
    return poses


def touches_ground(track: Track) -> bool:
    """Return whether the track's box stands on the ground at one of its keyframes."""
    return not is_in_the_sky(track) and any(keyframe.box.y1 >= GROUND_FROM for keyframe in track.keyframes)


def _presence(track: Track, t: float, duration_s: float) -> float:
    """Return 0 outside the windows; within one it grows from 0.4 to 1 in a moment, and shrinks so at the end."""
    if not track.visible_at(t):
        return 0.0
    for start, end in track.windows:
        if start <= t <= end:
            since = (t - start) * duration_s / _POP_S if start > 0 else 1.0
            left = (end - t) * duration_s / _POP_S if end < 1 else 1.0
            return 0.4 + 0.6 * _eased(min(since, left))
    return 1.0


def _ground(track: Track, t: float, box: Box) -> float | None:
    """Return the height of the ground under a box, None where there is none near: high in the air.

    During a jump or fall the ground is the lower end of the way; otherwise what reaches into the ground stands there.
    """
    if is_in_the_sky(track):
        return None
    for before, after in pairwise(track.keyframes):
        if before.t <= t < after.t and (before.ease_y in _BALLISTIC):
            landing = max(before.box.y1, after.box.y1)
            return landing if landing >= GROUND_FROM else None
    return box.y1 if box.y1 >= GROUND_FROM else None


def facing_legs(boxes: list[Box]) -> list[tuple[int, int]]:
    """Return the legs of a way as `headings` does; swaying to and fro by less than its width turns nobody round."""
    widest = max(box.width for box in boxes)
    return headings([box.center[0] for box in boxes], max(_TURNING_WIDTH, 0.8 * widest))


def _turns(boxes: list[Box], turning_frames: int) -> list[float]:
    """Return for every frame 1 (facing right) to -1 (facing left), turning round where the way does."""
    legs, last = facing_legs(boxes), len(boxes)
    facing = [0.0] * last
    for (start, heading), (end, _) in pairwise([*legs, (last, 1)]):
        facing[start:end] = [float(heading)] * (end - start)
    for start, heading in legs[1:]:
        for i in range(max(0, start - turning_frames // 2), min(last, start + (turning_frames + 1) // 2)):
            share = (i - start + turning_frames // 2 + 0.5) / turning_frames
            turned = -math.cos(math.pi * share) * heading
            facing[i] = math.copysign(max(abs(turned), 0.25), turned)
    return facing


def headings(xs: list[float], turning: float = _TURNING_WIDTH) -> list[tuple[int, int]]:
    """Return (first frame, 1 for right or -1 for left) of every leg of a way.

    Swings smaller than `turning` turn nobody round: there is one leg then, towards where the way ends. The first leg
    begins at frame 0; without any movement it faces right, as drawings do.
    """
    legs: list[tuple[int, int]] = []
    leftmost = rightmost = 0
    heading = 0
    for i, x in enumerate(xs):
        if heading >= 0 and x >= xs[rightmost] - 1e-9:
            rightmost = i
        if heading <= 0 and x <= xs[leftmost] + 1e-9:
            leftmost = i
        if heading >= 0 and xs[rightmost] - x >= turning:
            legs.append((rightmost if legs else 0, -1))
            heading, leftmost = -1, i
        elif heading <= 0 and x - xs[leftmost] >= turning:
            legs.append((leftmost if legs else 0, 1))
            heading, rightmost = 1, i
    return legs or [(0, -1 if xs[0] - xs[-1] >= _TURNING_WIDTH else 1)]


def _speeds(boxes: list[Box], fps: int, aspect_ratio: float) -> list[float]:
    """Return the speed in canvas heights a second in every frame, over a few frames so that it has no spikes."""
    reach = max(1, fps // 8)
    last = len(boxes) - 1
    speeds = []
    for i in range(len(boxes)):
        a, b = max(0, i - reach), min(last, i + reach)
        if a == b:
            return [0.0] * len(boxes)
        (ax, _), (bx, _) = boxes[a].center, boxes[b].center
        way = math.hypot((bx - ax) * aspect_ratio, boxes[b].y1 - boxes[a].y1)
        speeds.append(way * fps / (b - a))
    return speeds


def _climb(boxes: list[Box], i: int, fps: int, aspect_ratio: float) -> float:
    """Return the tilt of a thing in the air: nose up when it rises, down when it sinks (for one that faces right)."""
    reach = max(1, fps // 6)
    a, b = boxes[max(0, i - reach)], boxes[min(len(boxes) - 1, i + reach)]
    across = abs(b.center[0] - a.center[0]) * aspect_ratio
    down = b.center[1] - a.center[1]
    if across < 1e-6:
        return 0.0
    return _FLIGHT_TILT_RAD * math.sin(math.atan2(down, across)) * _eased(across / (2 * reach / fps) / 0.1)


def _eased(share: float) -> float:
    share = min(max(share, 0.0), 1.0)
    return share * share * (3 - 2 * share)

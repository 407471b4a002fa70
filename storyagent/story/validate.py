"""What may be wrong with a layout, as findings a person, a program and a language model can act on.

    layout.outside        seen partly outside the canvas without entering or leaving it; a view beyond the canvas
    layout.overlap        two objects cover each other and neither is in front
    layout.teleport       seen here and a moment later elsewhere
    layout.too_small      smaller than what the video model's attention grid can hold
    layout.aspect         its proportion changes; a view that has not the aspect of the canvas
    layout.identity       two objects of one entity have exchanged their ids
    layout.never_visible  never seen on the canvas
    layout.wrong_count    more or fewer objects of an entity than expected
    layout.too_many       more objects at once than can be told apart

All but the last two can be repaired (`storyagent.story.repair`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations, pairwise
from math import hypot
from typing import TypeVar

from storyagent.story.depth import FARTHEST, conflict, exchanges, inspection_times, reach
from storyagent.story.layout import Box, Keyframe, Layout, Track, boxes_along
from storyagent.story.spots import least_sides
from storyagent.story.values import Finding

REPAIRABLE = frozenset(
    f"layout.{name}" for name in ("outside", "overlap", "teleport", "too_small", "aspect", "identity", "never_visible")
)
EDGE = 0.005
"""How far a box may stand over the edge of the canvas unnoticed."""
STRETCH = 1.3
"""By which factor an object's proportion may change (a crouch before a jump) unnoticed."""
FASTEST = 4.0
"""The highest speed in canvases a scene that is still a movement."""
MOST_OBJECTS = 24
"""More objects at once than this can be told apart by no viewer and no model."""
ROUNDING = 1e-9
T = TypeVar("T")


def check_layout(
    layout: Layout,
    *,
    expected: Mapping[str, int] | None = None,
    grid: tuple[int, int] | None = None,
    fastest: float = FASTEST,
    most_objects: int = MOST_OBJECTS,
) -> tuple[Finding, ...]:
    """Return everything that is wrong with a layout, in a stable order.

    Args:
        layout: The layout.
        expected: How many objects of an entity there should be, by entity id; entities not named are not counted.
        grid: Columns and rows of the coarsest attention grid; a box needs at least half a cell each way. By default the
            shorter side has eight cells.
        fastest: The highest speed, in canvases a scene, that is still a movement.
        most_objects: The largest number of objects seen at once.
    """
    smallest = smallest_side(layout, grid)
    findings: list[Finding] = []
    for track in layout.tracks:
        findings += _check_track(track, smallest, fastest)
    findings += _check_pairs(layout)
    findings += _check_view(layout)
    findings += _check_counts(layout, expected or {}, most_objects)
    return tuple(findings)


def smallest_side(layout: Layout, grid: tuple[int, int] | None) -> tuple[float, float]:
    """Return the least width and height of a box on a layout's canvas, as `least_sides`."""
    return least_sides(layout.aspect_ratio, grid)


def _check_track(track: Track, smallest: tuple[float, float], fastest: float) -> Iterator[Finding]:
    where = f"tracks[{track.id}]"
    plain = _is_plain(track, smallest)
    if not plain and not any(box.on_canvas for window in track.windows for _, box in seen_boxes(track, window)):
        yield Finding(
            code="layout.never_visible",
            severity="error",
            where=where,
            found=f"windows {list(track.windows)}" if track.windows else "no window",
            needed="seen on the canvas at some time",
        )
        return
    for (start, end), box in _first(stray_stretches(track) if not plain else iter(())):
        yield _outside(where, f"{_numbers(box)} between t={start:.3g} and t={end:.3g}")
    for t, box in _first(small_moments(track, smallest) if not plain else iter(())):
        yield Finding(
            code="layout.too_small",
            where=where,
            found=f"{box.width:.3g} x {box.height:.3g} at t={t:.3g}",
            needed=f"at least {smallest[0]:.3g} x {smallest[1]:.3g}",
            hint="make it larger, or choose a model with a finer attention grid",
        )
    for index in _first(stretched(track)):
        box = track.keyframes[index].box
        yield Finding(
            code="layout.aspect",
            where=f"{where}.keyframes[{index}]",
            found=f"width / height {box.width / box.height:.3g} of the canvas",
            needed=f"about {proportion(track):.3g} as at the beginning",
        )
    for index, distance, duration in _first(teleports(track, fastest)):
        yield Finding(
            code="layout.teleport",
            where=f"{where}.keyframes[{index}]",
            found=f"{distance:.3g} of the canvas in {duration:.3g} of the scene",
            needed=f"at most {fastest:g} canvases a scene",
            hint="give the movement more time, or let the object disappear and appear",
        )


def _is_plain(track: Track, smallest: tuple[float, float]) -> bool:
    """Return whether a track's keyframes alone say that it is seen, always whole inside the canvas, never small.

    Between two of them neither centre nor size goes beyond what both are, so that nothing has to be sampled.
    """
    x0, y0, x1, y1 = reach(track)
    inside = min(x0, y0) > ROUNDING - EDGE and max(x1, y1) < 1 + EDGE - ROUNDING
    sizes = [(keyframe.box.width, keyframe.box.height) for keyframe in track.keyframes]
    large = all(width >= smallest[0] and height >= smallest[1] for width, height in sizes)
    return inside and large and bool(track.windows)


def _first(items: Iterator[T]) -> Iterator[T]:
    for item in items:
        yield item
        return


def seen_boxes(track: Track, window: tuple[float, float]) -> list[tuple[float, Box]]:
    """Return the examined times of a window and the boxes then."""
    times = [t for t in inspection_times(track) if window[0] <= t <= window[1]]
    return list(zip(times, boxes_along(track.keyframes, times), strict=True))


def is_inside(box: Box) -> bool:
    """Return whether a box is whole on the canvas, up to what nobody notices."""
    return box.x0 >= -EDGE and box.y0 >= -EDGE and box.x1 <= 1 + EDGE and box.y1 <= 1 + EDGE


def is_small(box: Box, smallest: tuple[float, float]) -> bool:
    """Return whether a box is too thin or too low."""
    return box.width < smallest[0] - ROUNDING or box.height < smallest[1] - ROUNDING


def small_moments(track: Track, smallest: tuple[float, float]) -> Iterator[tuple[float, Box]]:
    """Yield when an object is seen too small, and its box then."""
    for window in track.windows:
        yield from ((t, box) for t, box in seen_boxes(track, window) if box.on_canvas and is_small(box, smallest))


def stray_stretches(track: Track) -> Iterator[tuple[tuple[float, float], Box]]:
    """Yield each stretch of time in which an object is cut by the canvas' edge, with its first box.

    A stretch that holds a time at which the object is wholly outside is an entrance or an exit, and no fault.
    """
    for window in track.windows:
        stretch: list[tuple[float, Box]] = []
        for t, box in [*seen_boxes(track, window), (2.0, Box.around(0.5, 0.5, 0.1, 0.1))]:
            if not is_inside(box):
                stretch.append((t, box))
                continue
            if stretch and all(outside.on_canvas for _, outside in stretch):
                yield (stretch[0][0], stretch[-1][0]), stretch[0][1]
            stretch = []


def proportion(track: Track) -> float:
    """Return width / height (in canvas shares) of the first box that is on the canvas, or of the first."""
    boxes = [keyframe.box for keyframe in track.keyframes]
    box = next((box for box in boxes if is_inside(box)), boxes[0])
    return box.width / box.height


def stretched(track: Track) -> Iterator[int]:
    """Yield the keyframes whose proportion differs from the track's."""
    usual = proportion(track)
    for index, keyframe in enumerate(track.keyframes):
        ratio = keyframe.box.width / keyframe.box.height / usual
        if not 1 / STRETCH - ROUNDING <= ratio <= STRETCH + ROUNDING:
            yield index


def teleports(track: Track, fastest: float) -> Iterator[tuple[int, float, float]]:
    """Yield (index of the keyframe it ends at, distance, duration) of every movement that is none."""
    for index, (a, b) in enumerate(pairwise(track.keyframes), start=1):
        for window in track.windows:
            start, end = max(a.t, window[0]), min(b.t, window[1])
            if start >= end:
                continue
            sudden = "hold" in (a.ease_x, a.ease_y) and start < b.t <= end
            distance = _distance(a, b, track, (start, end))
            duration = 0.0 if sudden and _held_distance(a, b) > FARTHEST else end - start
            if distance > FARTHEST and distance > fastest * duration:
                yield index, distance, duration
                break


def _distance(a: Keyframe, b: Keyframe, track: Track, during: tuple[float, float]) -> float:
    start, end = boxes_along(track.keyframes, during)
    if not (start.on_canvas or end.on_canvas):
        return 0.0
    return hypot(end.center[0] - start.center[0], end.center[1] - start.center[1])


def _held_distance(a: Keyframe, b: Keyframe) -> float:
    dx = b.box.center[0] - a.box.center[0] if a.ease_x == "hold" else 0.0
    dy = b.box.center[1] - a.box.center[1] if a.ease_y == "hold" else 0.0
    return hypot(dx, dy)


def _check_pairs(layout: Layout) -> Iterator[Finding]:
    for a, b in combinations(layout.tracks, 2):
        worst = conflict(a, b)
        if worst:
            yield Finding(
                code="layout.overlap",
                where=f"tracks[{a.id}], tracks[{b.id}]",
                found=f"{worst[1]:.0%} of the smaller box covered at t={worst[0]:.3g}, both at the same depth",
                needed="boxes apart, or one in front (depth)",
            )
        for t in _first(exchanges(a, b)):
            yield Finding(
                code="layout.identity",
                where=f"tracks[{a.id}], tracks[{b.id}]",
                found=f"each is where the other was, from t={t:.3g}",
                needed="an object keeps its id",
            )


def _check_view(layout: Layout) -> Iterator[Finding]:
    for index, keyframe in enumerate(layout.view):
        if not is_inside(keyframe.box):
            yield _outside(f"view[{index}]", _numbers(keyframe.box))
        if not has_canvas_aspect(keyframe.box):
            yield Finding(
                code="layout.aspect",
                where=f"view[{index}]",
                found=f"{keyframe.box.width:.3g} of the width, {keyframe.box.height:.3g} of the height",
                needed="the same share of both, so that the picture is not stretched",
            )
    if all(is_inside(k.box) for k in layout.view) and any(strays_between(a, b) for a, b in pairwise(layout.view)):
        yield _outside("view", "a part outside the canvas between two keyframes")


def has_canvas_aspect(view: Box) -> bool:
    """Return whether a view shows the canvas unstretched."""
    return abs(view.width - view.height) <= 0.01 * max(view.width, view.height)


def strays_between(a: Keyframe, b: Keyframe) -> bool:
    """Return whether the way between two keyframes that are inside the canvas leaves it."""
    times = [a.t + (b.t - a.t) * k / 16 for k in range(17)]
    return not all(is_inside(box) for box in boxes_along((a, b), times))


def _check_counts(layout: Layout, expected: Mapping[str, int], most_objects: int) -> Iterator[Finding]:
    there = Counter(track.entity for track in layout.tracks)
    for entity, count in expected.items():
        if there[entity] != count:
            yield Finding(
                code="layout.wrong_count",
                severity="error",
                where=f"entity {entity}",
                found=f"{there[entity]} tracks",
                needed=f"{count}",
            )
    if len(layout.tracks) <= most_objects:
        return
    times = inspection_times(*layout.tracks)
    at_once = max(sum(track.visible_at(t) for track in layout.tracks) for t in times)
    if at_once > most_objects:
        yield Finding(
            code="layout.too_many",
            severity="error",
            where="tracks",
            found=f"{at_once} at once",
            needed=f"at most {most_objects}",
            hint="split the scene, or draw a crowd as one object",
        )


def _outside(where: str, found: str) -> Finding:
    return Finding(
        code="layout.outside",
        where=where,
        found=found,
        needed="whole inside the canvas, or wholly outside before or after (entering, leaving)",
    )


def _numbers(box: Box) -> str:
    return "[" + ", ".join(f"{value:.3g}" for value in box.as_tuple()) + "]"

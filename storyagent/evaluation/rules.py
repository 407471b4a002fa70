"""When a layout is right: LVD's published rules, and stricter ones.

Both look at objects with a name and a box at equally spaced moments, the first and the last frame included, so they
judge a planned layout and what a detector saw in a video alike. Each returns why a layout fails, "" where it passes.

The published rules compare boxes at six moments without a margin, and look only at what their task is about. The
strict ones want every compared centre apart by more than `MARGIN`, each object once and with its own colour, nothing
besides, and visibility exact.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from storyagent.evaluation.task import Direction, Expected, Place, Task, TaskName
from storyagent.story.layout import Box, Layout
from storyagent.story.sampling import sample_times

FRAMES = 6
"""At how many moments the published rules look."""
FINE_FRAMES = 31
"""At how many moments a planned layout is sampled for the strict rules; every sixth is one of the published six."""
MARGIN = 0.05
"""By how much compared centres must differ, as a share of the canvas."""
AT_REST = 0.1
"""How far an object may move on its own while another one passes it."""
UNDECIDED = 0.15
"""The published rules pass over frames nearer than this to the time at which an object comes or goes."""
EXACT = 0.03
"""So near to it may a frame show either."""
COLORS = frozenset(
    {"red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "black", "white", "gray", "golden", "gold"}
    | {"silver", "violet", "turquoise", "beige", "cyan", "magenta", "scarlet", "crimson", "navy"}
)


class Seen(NamedTuple):
    """One object: its phrase, and its box at equally spaced moments (None: not there)."""

    name: str
    boxes: tuple[Box | None, ...]


def seen(layout: Layout, n: int = FINE_FRAMES) -> tuple[Seen, ...]:
    """Return what a layout shows at n moments."""
    return tuple(Seen(track.name, boxes) for track, boxes in zip(layout.tracks, layout.boxes(n), strict=True))


def published(task: Task, objects: Sequence[Seen]) -> str:
    """Return why the objects fail the task by LVD's rules, or "".

    Args:
        task: The task.
        objects: Each with 6, 11, 16, ... boxes; the six moments of the benchmark are taken from them.
    """
    six = [Seen(_phrase(one.name), six_of(one.boxes)) for one in objects]
    return next(_PUBLISHED[task.task](task, six), "")


def strict(task: Task, objects: Sequence[Seen]) -> str:
    """Return why the objects fail by the strict rules, or "". Arguments as for `published`."""
    return next(_strict(task, objects), "")


def six_of(boxes: Sequence[Box | None]) -> tuple[Box | None, ...]:
    """Return the boxes at the benchmark's six moments.

    Raises:
        ValueError: the boxes are not at 6, 11, 16, ... moments.
    """
    step, rest = divmod(len(boxes) - 1, FRAMES - 1)
    if rest or not step:
        raise ValueError(f"boxes at 6, 11, 16, ... moments are needed, found {len(boxes)}")
    return tuple(boxes[::step])


def _phrase(name: str) -> str:
    return re.sub(r"[\d\s]+$", "", name.lower())


def _first_named(query: str, objects: Sequence[Seen]) -> tuple[Box | None, ...]:
    named = (one.boxes for one in objects if f"{query} " in one.name or one.name.endswith(query))
    return next(named, (None,) * FRAMES)


def _published_numeracy(task: Task, six: Sequence[Seen]) -> Iterator[str]:
    needed = sum(one.count for one in task.expect.objects)
    counts = Counter(sum(box is not None for box in column) for column in zip(*(one.boxes for one in six), strict=True))
    usual = min((n for n, times in counts.items() if times == max(counts.values())), default=0)
    if usual != needed:
        yield f"{usual} objects in most frames, needed {needed}"


def _published_attribution(task: Task, six: Sequence[Seen]) -> Iterator[str]:
    for one in task.expect.objects:
        query = f"{one.color or ''} {one.name}".strip()
        frames = sum(box is not None for box in _first_named(query, six))
        if frames < FRAMES / 2:
            yield f"{query}: seen in {frames} of {FRAMES} frames"


def _published_visibility(task: Task, six: Sequence[Seen]) -> Iterator[str]:
    for one in task.expect.objects:
        boxes = _first_named(one.name, six)
        seen_at = [moment for moment, box in zip(_presence(one, FRAMES, UNDECIDED), boxes, strict=True) if box]
        yield from (f"{one.name}: seen at t={t:.2g}" for t, wanted in seen_at if wanted is False)
        if not any(wanted for _, wanted in seen_at):
            yield f"{one.name}: not seen when it should be"


def _published_dynamics(task: Task, six: Sequence[Seen]) -> Iterator[str]:
    for one in task.expect.objects:
        if one.direction:
            other = _first_named(one.passes, six) if one.passes else None
            yield from _goes(one, _first_named(one.name, six), other, 0.0)


def _published_sequential(task: Task, six: Sequence[Seen]) -> Iterator[str]:
    for one in task.expect.objects:
        yield from _follows(one, _first_named(one.name, six), 0.0)


_PUBLISHED: dict[TaskName, Callable[[Task, Sequence[Seen]], Iterator[str]]] = {
    "numeracy": _published_numeracy,
    "attribution": _published_attribution,
    "visibility": _published_visibility,
    "dynamics": _published_dynamics,
    "sequential": _published_sequential,
}


def _strict(task: Task, objects: Sequence[Seen]) -> Iterator[str]:
    expect = task.expect
    found = {one: [thing for thing in objects if _shows(thing, one)] for one in expect.objects}
    all_names = ", ".join(thing.name for thing in objects) or "nothing"
    for one, mine in found.items():
        if len(mine) != one.count:
            yield f"needed {one}, found {all_names}"
    for thing in objects:
        if not any(thing in mine for mine in found.values()) and not _has_words(thing.name, expect.may_show):
            yield f"shows {thing.name}, which is not asked for"
    for one, mine in found.items():
        for thing in mine:
            yield from _present(one, thing.boxes, expect.may_leave)
            others = [other for named, things in found.items() if named.name == one.passes for other in things]
            yield from _moves(one, thing, others)


def _shows(thing: Seen, one: Expected) -> bool:
    return _has_words(thing.name, (one.name,)) and _colors(thing.name) == _colors(one.color or "")


def _has_words(name: str, wanted: Sequence[str]) -> bool:
    return any(f" {phrase} " in f" {_phrase(name)} " for phrase in wanted)


def _colors(phrase: str) -> set[str]:
    return set(re.findall(r"[a-z]+", phrase.lower().replace("grey", "gray"))) & COLORS


def _present(one: Expected, boxes: Sequence[Box | None], may_leave: bool) -> Iterator[str]:
    if may_leave and not one.windows:
        if sum(box is not None for box in boxes) < len(boxes) / 2:
            yield f"{one.name}: seen in less than half of the scene"
        return
    for (t, wanted), box in zip(_presence(one, len(boxes), EXACT), boxes, strict=True):
        if wanted is not None and wanted != (box is not None):
            yield f"{one.name}: {'not seen' if wanted else 'seen'} at t={t:.2g}"


def _presence(one: Expected, n: int, undecided: float) -> Iterator[tuple[float, bool | None]]:
    """Yield each moment and whether the object is to be seen then; None where that is near to its coming or going."""
    windows = one.windows or ((0.0, 1.0),)
    borders = [border for window in windows for border in window if 0.0 < border < 1.0]
    for t in sample_times(n):
        near = any(abs(t - border) < undecided for border in borders)
        yield t, None if near else any(start <= t <= end for start, end in windows)


def _moves(one: Expected, thing: Seen, others: Sequence[Seen]) -> Iterator[str]:
    six = six_of(thing.boxes)
    for other in others:
        boxes = six_of(other.boxes)
        yield from _goes(one, six, boxes, MARGIN)
        start, end = boxes[0], boxes[-1]
        if start and end and abs(end.center[0] - start.center[0]) > AT_REST:
            yield f"{other.name} moves too, though {one.name} passes it"
    if one.direction and not one.passes:
        yield from _goes(one, six, None, MARGIN)
    yield from _follows(one, six, MARGIN)


def _goes(one: Expected, six: Sequence[Box | None], other: Sequence[Box | None] | None, margin: float) -> Iterator[str]:
    first, last = six[0], six[-1]
    if first is None or last is None:
        yield f"{one.name}: not seen in the first and the last frame"
    elif other is None:
        way = _ahead(one.direction, last) - _ahead(one.direction, first)
        if way <= margin:
            yield f"{one.name}: goes {way:.3f} of the canvas to the {one.direction}"
    elif other[0] is None or other[-1] is None:
        yield f"{one.passes}: not seen in the first and the last frame"
    else:
        before = _ahead(one.direction, other[0]) - _ahead(one.direction, first)
        after = _ahead(one.direction, last) - _ahead(one.direction, other[-1])
        if min(before, after) <= margin:
            yield f"{one.name}: {before:.3f} before {one.passes} at first and {after:.3f} past it at last"


def _ahead(direction: Direction | None, box: Box) -> float:
    """Return how far a box's centre lies in a direction."""
    x, y = box.center
    return {"left": -x, "right": x, "up": -y, "down": y}[direction or "right"]


def _follows(one: Expected, six: Sequence[Box | None], margin: float) -> Iterator[str]:
    for number, place in enumerate(one.path):
        frame = int(number * (FRAMES - 1) / (len(one.path) - 1) + 0.5)
        box = six[frame]
        if box is None:
            yield f"{one.name}: not seen in frame {frame + 1} of {FRAMES}"
        elif not _lies_in(place, box, margin):
            x, y = box.center
            yield f"{one.name}: at ({x:.2f}, {y:.2f}) in frame {frame + 1} of {FRAMES}, needed {place}"


def _lies_in(place: Place, box: Box, margin: float) -> bool:
    x, y = (value - 0.5 for value in box.center)
    sides = {"left": -x, "right": x, "upper": -y, "top": -y, "lower": y, "bottom": y}
    if place == "center":
        return max(abs(x), abs(y)) < 1 / 6 - margin
    return all(sides[word] > margin for word in place.split())

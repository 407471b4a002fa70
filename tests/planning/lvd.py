"""LVD's five-task layout benchmark: its prompts and its published rules, written anew from reference/lvd.md 3."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from storyagent.story.layout import Box, Layout, Track

OBJECTS = ("car", "cat", "bird", "ball", "dog")
FORMS = {"car": "moving", "cat": "lively", "bird": "flying", "ball": "moving", "dog": "walking"}
COLORS = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "black", "white", "gray")
PATHS = (
    ("lower left", "lower right", "upper right"),
    ("lower left", "upper left", "upper right"),
    ("lower right", "lower left", "upper left"),
    ("lower right", "upper right", "upper left"),
)
SCENE = "A realistic lively video of a scene"
TOP_DOWN = "A realistic lively video of a top-down viewed scene"
FRAMES = 6


class Task(NamedTuple):
    name: str
    prompt: str
    passed: Callable[[Layout, float], bool]


def a(phrase: str) -> str:
    return f"{'an' if phrase[0] in 'aeiou' else 'a'} {phrase}"


def all_tasks() -> list[Task]:
    """Return the 500 prompts, 100 a task, 184 of them distinct."""
    return [*_numeracy(), *_attribution(), *_visibility(), *_dynamics(), *_sequential()]


def _numeracy() -> list[Task]:
    tasks = []
    for number, word in enumerate(("one", "two", "three", "four"), start=1):
        for thing in OBJECTS:
            prompt = f"{SCENE} with {word} {FORMS[thing]} {thing}{'s' if number > 1 else ''}"
            tasks += [Task("numeracy", prompt, lambda layout, _, n=number: _most_common_count(layout) == n)] * 5  # type: ignore[misc]
    return tasks


def _most_common_count(layout: Layout) -> int:
    counts = Counter(sum(box is not None for box in column) for column in zip(*layout.boxes(FRAMES), strict=True))
    return min(count for count, times in counts.items() if times == max(counts.values())) if counts else 0


def _attribution() -> list[Task]:
    tasks = []
    for seed in range(100):
        np.random.seed(seed)
        colors, things = np.random.choice(11, 2, replace=False), np.random.choice(5, 2, replace=False)
        wanted = [f"{COLORS[c]} {OBJECTS[o]}" for c, o in zip(colors, things, strict=True)]
        prompt = f"{SCENE} with {a(wanted[0])} and {a(wanted[1])}"
        tasks.append(Task("attribution", prompt, lambda layout, _, names=wanted: _all_seen(layout, names)))  # type: ignore[misc]
    return tasks


def _all_seen(layout: Layout, names: list[str]) -> bool:
    return len(layout.tracks) == 2 and all(
        sum(box is not None for box in boxes_of(layout, name)) >= 3 for name in names
    )


def _visibility() -> list[Task]:
    tasks = []
    for thing in OBJECTS:
        for half in ("second", "first"):
            prompt = f"{SCENE} in which {a(f'{FORMS[thing]} {thing}')} appears only in the {half} half of the video"
            tasks += [Task("visibility", prompt, lambda layout, _, o=thing, h=half: _seen_in_half(layout, o, h))] * 10  # type: ignore[misc]
    return tasks


def _seen_in_half(layout: Layout, thing: str, half: str) -> bool:
    boxes = boxes_of(layout, thing)
    early, late = any(boxes[:2]), any(boxes[4:])
    return (late and not early) if half == "second" else (early and not late)


def _dynamics() -> list[Task]:
    tasks = []
    ways = (("left", "right", 1), ("right", "left", -1))
    for thing in OBJECTS:
        for start, end, sign in ways:
            prompt = f"{SCENE} with {a(thing)} moving from the {start} to the {end}"
            tasks += [Task("dynamics", prompt, lambda layout, m, o=thing, s=sign: _crosses_frame(layout, o, s, m))] * 5  # type: ignore[misc]
    for seed in range(25):
        np.random.seed(seed)
        for start, end, sign in ways:
            first, second = (OBJECTS[k] for k in np.random.choice(5, 2, replace=False))
            prompt = f"{SCENE} with {a(first)} moving from the {start} of {a(second)} to its {end}"
            tasks.append(
                Task("dynamics", prompt, lambda layout, m, o=first, p=second, s=sign: _passes(layout, o, p, s, m))  # type: ignore[misc]
            )
    return tasks


def _crosses_frame(layout: Layout, thing: str, sign: int, margin: float) -> bool:
    first, *_, last = boxes_of(layout, thing)
    return bool(first and last) and sign * (_x(last) - _x(first)) > margin


def _passes(layout: Layout, thing: str, other: str, sign: int, margin: float) -> bool:
    (first, *_, last), (before, *_, after) = boxes_of(layout, thing), boxes_of(layout, other)
    return sign * (_x(before) - _x(first)) > margin and sign * (_x(last) - _x(after)) > margin


def _sequential() -> list[Task]:
    tasks = []
    for thing in OBJECTS:
        for path in PATHS:
            prompt = (
                f"{TOP_DOWN} in which {a(thing)} initially on the {path[0]} of the scene. It first moves to the "
                f"{path[1]} of the scene and then moves to the {path[2]} of the scene."
            )
            tasks += [Task("sequential", prompt, lambda layout, m, o=thing, p=path: _follows(layout, o, p, m))] * 5  # type: ignore[misc]
    return tasks


def _follows(layout: Layout, thing: str, path: tuple[str, ...], margin: float) -> bool:
    boxes = boxes_of(layout, thing)
    for frame, quadrant in zip((0, FRAMES // 2, FRAMES - 1), path, strict=True):
        box = boxes[frame]
        right, lower = 1 if "right" in quadrant else -1, 1 if "lower" in quadrant else -1
        if box is None or right * (_x(box) - 0.5) <= margin or lower * (box.center[1] - 0.5) <= margin:
            return False
    return True


def _x(box: Box | None) -> float:
    return box.center[0] if box else float("nan")


def boxes_of(layout: Layout, query: str) -> tuple[Box | None, ...]:
    """Return the boxes of the first object whose name the query matches by LVD's rule."""
    named = [k for k, track in enumerate(layout.tracks) if _matches(track, query)]
    return layout.boxes(FRAMES)[named[0]] if named else (None,) * FRAMES


def _matches(track: Track, query: str) -> bool:
    return f"{query} " in track.name or track.name.endswith(query)

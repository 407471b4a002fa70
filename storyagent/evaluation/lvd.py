"""LVD's layout benchmark: 500 prompts of five tasks, 100 each, 184 of them distinct.

Lian et al., LLM-grounded Video Diffusion Models (ICLR 2024). Generated from the published templates and seeds, so the
list is the published one to the letter. Its rules are in `storyagent.evaluation.rules`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from storyagent.evaluation.task import Direction, Expectation, Expected, Place, Task, TaskName

if TYPE_CHECKING:
    from numpy.random import RandomState

THINGS = {"car": "moving", "cat": "lively", "bird": "flying", "ball": "moving", "dog": "walking"}
"""What is shown, and the word that sets it in motion."""
COLORS = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "black", "white", "gray")
PATHS: tuple[tuple[Place, Place, Place], ...] = (
    ("lower left", "lower right", "upper right"),
    ("lower left", "upper left", "upper right"),
    ("lower right", "lower left", "upper left"),
    ("lower right", "upper right", "upper left"),
)
WAYS: tuple[tuple[Direction, Direction], ...] = (("left", "right"), ("right", "left"))
SCENE = "A realistic lively video of a scene"
TOP_DOWN = "A realistic lively video of a top-down viewed scene"


@cache
def prompts() -> tuple[Task, ...]:
    """Return the 500 tasks in the published order; repeats are equal."""
    return (*_numeracy(), *_attribution(), *_visibility(), *_dynamics(), *_sequential())


def _task(task: TaskName, prompt: str, *objects: Expected) -> Task:
    return Task(task=task, prompt=prompt, expect=Expectation(objects=objects))


def _a(phrase: str) -> str:
    return f"{'an' if phrase[0] in 'aeiou' else 'a'} {phrase}"


def _numeracy() -> Iterator[Task]:
    for number, word in enumerate(("one", "two", "three", "four"), start=1):
        for thing, form in THINGS.items():
            prompt = f"{SCENE} with {word} {form} {thing}{'s' if number > 1 else ''}"
            yield from [_task("numeracy", prompt, Expected(name=thing, count=number))] * 5


def _attribution() -> Iterator[Task]:
    for seed in range(100):
        draw = _draw(seed)
        colors = [COLORS[k] for k in draw.choice(len(COLORS), 2, replace=False)]
        first, second = zip(colors, _two_things(draw), strict=True)
        prompt = f"{SCENE} with {_a(' '.join(first))} and {_a(' '.join(second))}"
        yield _task("attribution", prompt, *(Expected(name=thing, color=color) for color, thing in (first, second)))


def _visibility() -> Iterator[Task]:
    for thing, form in THINGS.items():
        for half, window in (("second", (0.5, 1.0)), ("first", (0.0, 0.5))):
            prompt = f"{SCENE} in which {_a(f'{form} {thing}')} appears only in the {half} half of the video"
            yield from [_task("visibility", prompt, Expected(name=thing, windows=(window,)))] * 10


def _dynamics() -> Iterator[Task]:
    for thing in THINGS:
        for start, end in WAYS:
            prompt = f"{SCENE} with {_a(thing)} moving from the {start} to the {end}"
            yield from [_task("dynamics", prompt, Expected(name=thing, direction=end))] * 5
    for seed in range(25):
        draw = _draw(seed)
        for start, end in WAYS:
            first, second = _two_things(draw)
            prompt = f"{SCENE} with {_a(first)} moving from the {start} of {_a(second)} to its {end}"
            mover = Expected(name=first, direction=end, passes=second)
            yield _task("dynamics", prompt, mover, Expected(name=second))


def _sequential() -> Iterator[Task]:
    for thing in THINGS:
        for path in PATHS:
            prompt = (
                f"{TOP_DOWN} in which {_a(thing)} initially on the {path[0]} of the scene. It first moves to the "
                f"{path[1]} of the scene and then moves to the {path[2]} of the scene."
            )
            yield from [_task("sequential", prompt, Expected(name=thing, path=path))] * 5


def _draw(seed: int) -> RandomState:
    from numpy.random import RandomState

    return RandomState(seed)  # the generator behind np.random.seed, which the published list was drawn with


def _two_things(draw: RandomState) -> tuple[str, str]:
    things = tuple(THINGS)
    first, second = draw.choice(len(things), 2, replace=False)
    return things[first], things[second]

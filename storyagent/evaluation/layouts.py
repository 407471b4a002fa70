"""Judge a planner: lay out every prompt, apply both sets of rules, count what else is wrong, and what it cost."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, Protocol

from storyagent.errors import BadAnswer, Cancelled, Misconfigured, MissingExtra, OutOfBudget, StoryagentError
from storyagent.evaluation.rules import published, seen, strict
from storyagent.evaluation.task import Task
from storyagent.story.layout import Layout
from storyagent.story.validate import check_layout, is_inside
from storyagent.story.values import Value

SQUARE = 1.0
FATAL = (Cancelled, MissingExtra, Misconfigured, OutOfBudget)
"""What says nothing about a prompt, and would be the same for the next."""


class HasLayout(Protocol):
    """What a planner returns; `storyagent.planning.planner.PlannedLayout` is one."""

    @property
    def layout(self) -> Layout:
        """Return the layout."""
        ...


class LaysOut(Protocol):
    """The part of a planner that is judged. If it has `usage`, tokens and calls are read from there."""

    def lay_out(self, prompt: str, aspect_ratio: float = SQUARE) -> HasLayout:
        """Plan the layout of one prompt."""
        ...


class Failure(Value):
    """One prompt that was not laid out as it should be. `rule` is "error" where there was no layout at all."""

    task: str
    prompt: str
    rule: Literal["published", "strict", "error"]
    reason: str


class TaskScore(Value):
    """How many prompts of one task passed, repeats counted, and how many of the distinct ones."""

    task: str
    total: int
    published: int
    strict: int
    distinct: int
    distinct_published: int
    distinct_strict: int


class LayoutReport(Value):
    """What an evaluation found. Figures after `scores` count distinct prompts; all seconds are wall-clock."""

    planner: str
    scores: tuple[TaskScore, ...]
    overall: TaskScore
    prompts: int
    """How many distinct prompts were laid out."""
    out_of_frame: int
    """Layouts in which a box is cut by the frame though the prompt does not ask for it."""
    overlaps: int
    """Layouts in which one object covers another and neither is in front."""
    parse_failures: int
    """Prompts whose answer could not be read as a layout."""
    errors: dict[str, int]
    """How often each typed error came, parse failures (BadAnswer) included."""
    calls: int
    cached: int
    """Answers that were kept from an earlier run, for which no model was asked."""
    input_tokens: int
    output_tokens: int
    seconds: float
    failures: tuple[Failure, ...]

    def to_text(self) -> str:
        """Return it as a table for a person."""
        lines = [f"{'task':12} {'published':>12} {'strict':>12} {'of the distinct':>18} {'strict':>12}"]
        for s in (*self.scores, self.overall):
            lines.append(
                f"{s.task:12} {_of(s.published, s.total):>12} {_of(s.strict, s.total):>12} "
                f"{_of(s.distinct_published, s.distinct):>18} {_of(s.distinct_strict, s.distinct):>12}"
            )
        errors = ", ".join(f"{count} {name}" for name, count in self.errors.items()) or "none"
        lines += [
            f"out of the frame {_of(self.out_of_frame, self.prompts)}, overlapping {_of(self.overlaps, self.prompts)}, "
            f"not readable {_of(self.parse_failures, self.prompts)}, errors: {errors}",
            f"{self.planner}: {self.calls} calls ({self.cached} more kept from earlier), "
            f"{self.input_tokens} + {self.output_tokens} tokens, {self.seconds:.1f} s",
        ]
        lines += [f"{one.rule:9} {one.task}: {one.prompt}\n{'':10}{one.reason}" for one in self.failures]
        return "\n".join(lines)


class _Judged(Value):
    """One distinct prompt's verdicts: each "" if there is nothing to say."""

    error: str = ""
    reason: str = ""
    published: str = ""
    strict: str = ""
    out_of_frame: bool = False
    overlaps: bool = False

    def passed(self, rule: str) -> bool:
        return not self.error and not getattr(self, rule)


def evaluate(
    planner: LaysOut | Callable[[str, float], HasLayout],
    tasks: Sequence[Task],
    *,
    aspect_ratio: float = SQUARE,
    limit: int | None = None,
    each: Callable[[Task], object] | None = None,
) -> LayoutReport:
    """Lay out every distinct prompt once and judge the layouts.

    Args:
        planner: Anything with `lay_out(prompt, aspect_ratio)`, or such a function.
        tasks: The prompts and their right answers; equal ones are laid out once and counted as often as they come.
        aspect_ratio: Width / height of the canvas.
        limit: Take no more than this many distinct prompts of each task, spread evenly over its list.
        each: Called with a task when it has been judged, for a progress bar.

    Raises:
        StoryagentError: one that has nothing to do with a prompt (a setting, a budget, a missing package); what a
            prompt causes is counted instead.
    """
    lay_out = planner.lay_out if hasattr(planner, "lay_out") else planner
    tasks = limited(tasks, limit)
    before, started = _spent(planner), time.perf_counter()
    judged: dict[Task, _Judged] = {}
    for task in dict.fromkeys(tasks):
        judged[task] = _judge(task, lay_out, aspect_ratio)
        if each:
            each(task)
    seconds = time.perf_counter() - started
    calls, cached, input_tokens, output_tokens = (b - a for a, b in zip(before, _spent(planner), strict=True))
    scores = tuple(_score(name, tasks, judged) for name in dict.fromkeys(task.task for task in tasks))
    errors = Counter(one.error for one in judged.values() if one.error)
    return LayoutReport(
        planner=getattr(planner, "name", getattr(planner, "__name__", type(planner).__name__)),
        scores=scores,
        overall=_sum(scores),
        prompts=len(judged),
        out_of_frame=sum(one.out_of_frame for one in judged.values()),
        overlaps=sum(one.overlaps for one in judged.values()),
        parse_failures=errors[BadAnswer.__name__],
        errors=dict(sorted(errors.items())),
        calls=calls,
        cached=cached,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        seconds=seconds,
        failures=tuple(_failures(judged)),
    )


def limited(tasks: Sequence[Task], limit: int | None) -> tuple[Task, ...]:
    """Return the tasks of at most `limit` distinct prompts of each kind, spread evenly, repeats dropped."""
    if limit is None:
        return tuple(tasks)
    kept: list[Task] = []
    for name in dict.fromkeys(task.task for task in tasks):
        distinct = list(dict.fromkeys(task for task in tasks if task.task == name))
        count = min(limit, len(distinct))
        kept += [distinct[k * len(distinct) // count] for k in range(count)]
    return tuple(kept)


def _judge(task: Task, lay_out: Callable[[str, float], HasLayout], aspect_ratio: float) -> _Judged:
    try:
        layout = lay_out(task.prompt, aspect_ratio).layout
    except FATAL:
        raise
    except StoryagentError as error:
        return _Judged(error=type(error).__name__, reason=str(error))
    objects = seen(layout)
    outside = any(box is not None and not is_inside(box) for one in objects for box in one.boxes)
    return _Judged(
        published=published(task, objects),
        strict=strict(task, objects),
        out_of_frame=outside and not task.expect.may_leave,
        overlaps=any(finding.code == "layout.overlap" for finding in check_layout(layout)),
    )


def _score(name: str, tasks: Iterable[Task], judged: dict[Task, _Judged]) -> TaskScore:
    mine = [task for task in tasks if task.task == name]
    distinct = list(dict.fromkeys(mine))

    def count(among: list[Task], rule: str) -> int:
        return sum(judged[task].passed(rule) for task in among)

    return TaskScore(
        task=name,
        total=len(mine),
        published=count(mine, "published"),
        strict=count(mine, "strict"),
        distinct=len(distinct),
        distinct_published=count(distinct, "published"),
        distinct_strict=count(distinct, "strict"),
    )


def _sum(scores: Sequence[TaskScore]) -> TaskScore:
    fields = [name for name in TaskScore.model_fields if name != "task"]
    return TaskScore(task="all", **{name: sum(getattr(score, name) for score in scores) for name in fields})


def _failures(judged: dict[Task, _Judged]) -> Iterable[Failure]:
    for task, one in judged.items():
        if one.error:
            yield Failure(task=task.task, prompt=task.prompt, rule="error", reason=one.reason)
        for rule in ("published", "strict"):
            if reason := getattr(one, rule):
                yield Failure.model_validate({"task": task.task, "prompt": task.prompt, "rule": rule, "reason": reason})


def _spent(planner: Any) -> tuple[int, int, int, int]:
    """Return the calls, kept answers, input and output tokens a planner has used so far."""
    usage = getattr(planner, "usage", None)

    def used(name: str) -> int:
        return int(getattr(usage, name, 0))

    return used("calls"), used("cached"), used("input_tokens"), used("output_tokens")


def _of(passed: int, total: int) -> str:
    return f"{passed}/{total}"

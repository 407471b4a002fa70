"""A request's plan and what became of it, as text for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator

from storyagent.graph.search import Found
from storyagent.planning.decomposer import WORDS, SubTask
from storyagent.request_plan import RequestPlan
from storyagent.requests import Done


def plan_as_text(planned: RequestPlan) -> str:
    """Return sub-tasks with the tools that do them, why these, what they cost, and what is open."""
    lines: list[str] = []
    for one in planned.planned:
        lines += _sub_task(one.sub_task, one.found)
        lines += [f"     or: {' → '.join(other.tools)}" for at, other in enumerate(one.ways) if at != one.chosen]
    known = all(one.found.costs_known for one in planned.planned)
    cost_s = sum(one.found.cost_s for one in planned.planned)
    nodes = len(planned.plan.nodes)
    time = f"about {cost_s:.2g} s" if known else f"{cost_s:.2g} s and what nobody has measured yet"
    lines.append(f"{nodes} call{'' if nodes == 1 else 's'}, {time}")
    lines += [f"open: {one.type} for {one.field!r} of {one.tool}" for one in planned.unanswered]
    lines += [f"not understood: {text!r}" for text in planned.decomposition.not_understood]
    lines += _without_effect(planned)
    lines += [f"to know: {text}" for text in planned.told]
    lines += [f"out of reach: {asked.text}" for asked in planned.decomposition.questions if not asked.sub_task]
    return "\n".join(lines)


def _without_effect(planned: RequestPlan) -> Iterator[str]:
    words = planned.decomposition.without_effect
    if words:
        yield f"without effect: {', '.join(map(repr, words))}: no tool of the plan has a setting for it"
    yield from (f"not used: {name}" for name in planned.decomposition.unused)


def _sub_task(task: SubTask, found: Found) -> Iterator[str]:
    taken = ", ".join(_need(need.source, need.type, need.text) for need in task.inputs)
    yield f"{task.id[1:]:>2}. {task.description}"
    yield f"     {taken or 'nothing'} → {', '.join(task.outputs)}"
    settings = {node.tool: node.inputs for node in found.plan.nodes}
    for step in found.steps:
        values = [
            f"{name}={_short(value.value)}"
            for name, value in settings.get(step.tool, {}).items()
            if value.kind == "value"
        ]
        cost = f"  {step.cost_s:.2g} s" if step.cost_s is not None else ""
        why = re.sub(r"your s(\d+)\b", r"the result of \1", step.why.replace(f".for_{task.id}", ""))
        why = re.sub(r"your ([a-z.]+) of s(\d+)\b", r"the \1 of \2", re.sub(r"your words \d+", "your words", why))
        yield f"     {step.tool}({', '.join(values)})  {why}{cost}"
    yield from (f"     taken: {text}" for text in task.taken)


def _short(value: object) -> str:
    text = f"{value:g}" if isinstance(value, float) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _need(source: str, kind: str, text: str) -> str:
    if source == WORDS:
        return f"{text!r}"
    if source.startswith("s") and source[1:].isdigit():
        return f"the {kind} of {source[1:]}"
    return source or f"a {kind} that nobody gives"


def done_as_text(done: Done) -> str:
    """Return what ran and what lies in the folder now, by the journal and the files."""
    lines = []
    for fallback in done.fallbacks:
        lines.append(f"{fallback.failed} failed ({fallback.error}); {' → '.join(fallback.instead)} did it instead")
    ran = [one for one in done.called if one.state == "done"]
    kept = sum(one.kept for one in ran)
    seconds = sum(one.seconds for one in ran if not one.kept)
    lines.append(f"{len(ran) - kept} calls in {seconds:.1f} s, {kept} kept from earlier")
    for made in done.made:
        lines.append(f"{made.path}  {_size(made.size_bytes)}  {made.asked}")
        lines += [f"    {line}" for line in made.text.strip().splitlines()[:4]]
    lines += [f"not done, not understood: {text!r}" for text in done.planned.decomposition.not_understood]
    lines += _without_effect(done.planned)
    lines += [f"to know: {text}" for text in done.planned.told]
    return "\n".join(lines)


def _size(count: int) -> str:
    return (
        f"{count:,} B"
        if count < 10_000
        else f"{count / 1000:,.0f} kB"
        if count < 10_000_000
        else f"{count / 1e6:,.0f} MB"
    )

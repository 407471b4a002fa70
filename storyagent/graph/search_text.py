"""What a search found, as text for a terminal, and as an error where it found nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from storyagent.errors import InvalidInput, OutOfBudget
from storyagent.graph.search_values import Found, FoundStep, Goal, Lacking, SearchResult, Unreachable


def result_as_text(goal: Goal, result: SearchResult) -> str:
    """Return the plans of a result for a person, best first."""
    wanted = ", ".join(want.type + ("*" if want.each else "") for want in goal.wants)
    given = ", ".join(_at_hand(one.type, one.items) for one in goal.have) or "nothing"
    count = f"{len(result.plans)} plan{'' if len(result.plans) == 1 else 's'}"
    lines = [f"{wanted} from {given}: {count} ({result.strategy} search, {result.expansions:,} calls considered)"]
    if not result.complete:
        lines.append("The budget ended the search; with a larger one there may be better plans.")
    for number, found in enumerate(result.plans, 1):
        lines += ["", *_plan(number, found)]
    return "\n".join(lines)


def require_reached(goal: Goal, result: SearchResult) -> None:
    """Refuse a result without a plan, with what is missing.

    Raises:
        InvalidInput: the goal is out of reach.
        OutOfBudget: the search was cut short before it found a plan.
    """
    if result.plans:
        return
    if result.unreachable is None:
        raise OutOfBudget(
            "no plan was found within the budget",
            found=f"{result.expansions:,} calls considered",
            hint="give a larger --budget, or another --strategy",
        )
    at_hand = ", ".join(_at_hand(one.type, one.items) for one in goal.have) or "nothing"
    lost = result.unreachable
    raise InvalidInput(
        f"no tools lead to {' and '.join(lost.wanted)}",
        found=f"{at_hand} at hand" + (f"; {lost.why}" if lost.why else ""),
        needed="; or ".join(_lacking(way) for way in lost.ways),
        hint="\n  ".join(_hints(lost)),
    )


def _at_hand(name: str, items: Sequence[str]) -> str:
    return f"{len(items)} x {name}" if items else name


def _lacking(way: Lacking) -> str:
    wanted = [f"{', '.join(way.types)} as well"] if way.types else []
    wanted += [f"{refusal.tool} ({refusal.found})" for refusal in way.refused]
    return f"{' and '.join(wanted)}, then {', '.join(way.tools)}"


def _hints(lost: Unreachable) -> Iterator[str]:
    told = dict.fromkeys(refusal.hint for way in lost.ways for refusal in way.refused)
    if told:
        yield f"to use the tools that are left out: {'; '.join(told)}"
    if lost.nearest:
        yield f"within reach is {lost.nearest}"
    for tool in lost.not_loaded:
        yield f"{tool.tool} could not be looked at: {tool.why}"


def _plan(number: int, found: Found) -> Iterator[str]:
    nodes = len(found.plan.nodes)
    calls = f"{nodes} call{'' if nodes == 1 else 's'}"
    yield f"{number}. {' → '.join(found.tools)}   {calls}, {_time(found)}"
    for place, step in enumerate(found.steps, 1):
        yield from (f"   {line}" for line in _step(place, step))
    if found.questions:
        yield "   to be asked first:"
        for question in found.questions:
            each = f" ({len(question.nodes)} times)" if len(question.nodes) > 1 else ""
            yield f"     {question.tool} needs {question.setting}: {question.type_name}{each}"
    if found.unused:
        yield f"   not used: {', '.join(found.unused)}"
    if found.unheard:
        yield f"   of the request, no step answers to: {', '.join(found.unheard)}"
    for note in found.notes:
        yield f"   note: {note}"


def _time(found: Found) -> str:
    if found.costs_known:
        return f"about {found.cost_s:g} s"
    return f"at least {found.cost_s:g} s" if found.cost_s else "time not declared"


def _step(place: int, step: FoundStep) -> Iterator[str]:
    cost = f", {step.cost_s:g} s" if step.cost_s is not None else ""
    yield f"{place} {step.tool} {step.why}{cost}"
    for other in step.passed_over:
        yield f"    not {other.tool}: {other.why}"
    if step.others_passed_over:
        yield f"    and {step.others_passed_over} more"

"""Judge a planner over a tool graph that is given as data: are the tools right, are the links, is anything invented?

Node and edge F1 are TaskBench's: of all cases together, over each case's set of tool names and of pairs of names. What
TaskBench's own scorer does otherwise is mended: a case without a plan counts as one in which nothing was found, and
links are compared by the names at their ends. IR, NR, HR and CR are ControlLLM's, over the cases that have a plan.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from storyagent.errors import StoryagentError
from storyagent.evaluation.intervals import wilson
from storyagent.evaluation.layouts import FATAL
from storyagent.evaluation.toolgraph_files import DescribedGraph, DescribedTool, GoldCase, Kind
from storyagent.story.values import Value

RESAMPLES = 1_000


class Predicted(Value):
    """A plan as far as it is judged: the names of its tools, and pairs of names where one's result goes to another.

    `note` says what is not as it should be: a model's answer that somebody else had to step in for.
    """

    tools: tuple[str, ...]
    links: tuple[tuple[str, str], ...] = ()
    note: str = ""


class PlansTools(Protocol):
    """What is judged. If it has `usage`, tokens and calls are read from there."""

    @property
    def name(self) -> str:
        """Return what it is called in the report."""
        ...

    def plan(self, request: str) -> Predicted:
        """Plan one request."""
        ...


class Share(Value):
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.2f}-{self.high:.2f})"


class KindScore(Value):
    """The F1 scores of the cases of one kind."""

    kind: str
    cases: int
    node_f1: Share
    edge_f1: Share


class Miss(Value):
    """A case whose plan is not the gold one: what it lacks and what it has besides."""

    id: str
    request: str
    missed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    error: str = ""


class ToolGraphReport(Value):
    """What an evaluation found; intervals of F1 are bootstrapped over the cases (fixed seed), others are Wilson's."""

    planner: str
    graph: str
    cases: int
    coverage: Share
    scores: tuple[KindScore, ...]
    """All cases first, then each kind of them."""
    exact: Share
    """Cases with exactly the gold tools and links."""
    irrelevant: Share
    """IR: plans with a tool that the gold plan does not have."""
    necessary: Share
    """NR: plans with every gold tool."""
    hallucinated: Share
    """HR: plans with a tool or link end that does not exist."""
    consistent: Share
    """CR: plans in which no link has a type that its target does not take."""
    outside: int
    """Cases whose gold plan names a tool that the graph does not have; they count as they are."""
    stepped_in: int
    """Plans with a note: somebody else had to step in."""
    errors: dict[str, int]
    calls: int
    cached: int
    input_tokens: int
    output_tokens: int
    seconds: float
    misses: tuple[Miss, ...]

    def to_text(self, failures: bool = True) -> str:
        """Return it as a table for a person."""
        lines = [f"{self.planner} on {self.graph}: {self.cases} cases", ""]
        lines += [f"{'kind':8}{'cases':>6}{'node F1':>22}{'edge F1':>22}"]
        lines += [f"{s.kind:8}{s.cases:>6}{s.node_f1!s:>22}{s.edge_f1!s:>22}" for s in self.scores]
        named = {
            "coverage": self.coverage, "exactly right": self.exact, "irrelevant tool (IR)": self.irrelevant,
            "all necessary (NR)": self.necessary, "invented (HR)": self.hallucinated, "types fit (CR)": self.consistent,
        }  # fmt: skip
        lines += ["", *(f"{name:22}{share}" for name, share in named.items())]
        errors = ", ".join(f"{count} {name}" for name, count in self.errors.items()) or "none"
        lines += [
            f"{'errors':22}{errors}; {self.stepped_in} plans by somebody who stepped in; "
            f"{self.outside} cases name tools outside the graph",
            f"{'cost':22}{self.calls} calls ({self.cached} more kept from earlier), {self.input_tokens} + "
            f"{self.output_tokens} tokens, {self.seconds:.1f} s",
        ]
        if failures:
            lines += ["", *(_told(miss) for miss in self.misses)]
        return "\n".join(lines)


class _Judged(Value):
    """One case: of its tools and links, how many were found, predicted and wanted; and ControlLLM's four questions."""

    tools: tuple[int, int, int]
    links: tuple[int, int, int]
    planned: bool
    irrelevant: bool = False
    necessary: bool = False
    hallucinated: bool = False
    consistent: bool = True
    note: str = ""
    error: str = ""
    missed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    @property
    def exact(self) -> bool:
        return self.planned and not self.missed and not self.added


def evaluate_tools(
    planner: PlansTools,
    graph: DescribedGraph,
    cases: Sequence[GoldCase],
    *,
    each: Callable[[GoldCase], object] | None = None,
) -> ToolGraphReport:
    """Plan every case and judge the plans.

    Args:
        planner: Plans one request over the graph.
        graph: What tools there are; plans are held against it, not against what the planner says of itself.
        cases: The requests and their gold plans.
        each: Called with a case when it has been judged, for a progress bar.

    Raises:
        StoryagentError: one that has nothing to do with a case (a setting, a budget, a missing package); what a case
            causes is counted instead.
    """
    known = graph.by_name()
    before, started = _spent(planner), time.perf_counter()
    judged: list[_Judged] = []
    for case in cases:
        judged.append(_judge(case, planner, known))
        if each:
            each(case)
    seconds = time.perf_counter() - started
    calls, cached, input_tokens, output_tokens = (b - a for a, b in zip(before, _spent(planner), strict=True))
    planned = [one for one in judged if one.planned]
    return ToolGraphReport(
        planner=planner.name,
        graph=graph.name,
        cases=len(cases),
        coverage=_share(len(planned), len(judged)),
        scores=tuple(_scores(cases, judged)),
        exact=_share(sum(one.exact for one in judged), len(judged)),
        irrelevant=_share(sum(one.irrelevant for one in planned), len(planned)),
        necessary=_share(sum(one.necessary for one in planned), len(planned)),
        hallucinated=_share(sum(one.hallucinated for one in planned), len(planned)),
        consistent=_share(sum(one.consistent for one in planned), len(planned)),
        outside=sum(not case.tools <= known.keys() for case in cases),
        stepped_in=sum(bool(one.note) for one in judged),
        errors=dict(sorted(Counter(one.error.partition(":")[0] for one in judged if one.error).items())),
        calls=calls,
        cached=cached,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        seconds=seconds,
        misses=tuple(_misses(cases, judged)),
    )


def limited(cases: Sequence[GoldCase], limit: int | None) -> tuple[GoldCase, ...]:
    """Return at most `limit` cases of each kind, spread evenly over the list."""
    kept: list[GoldCase] = []
    for kind in dict.fromkeys(case.kind for case in cases):
        mine = [case for case in cases if case.kind == kind]
        count = len(mine) if limit is None else min(limit, len(mine))
        kept += [mine[place * len(mine) // count] for place in range(count)]
    return tuple(kept)


def _judge(case: GoldCase, planner: PlansTools, known: Mapping[str, DescribedTool]) -> _Judged:
    try:
        plan = planner.plan(case.request)
    except FATAL:
        raise
    except StoryagentError as error:
        plan, failed = Predicted(tools=()), f"{type(error).__name__}: {error.what}"
    else:
        failed = ""
    tools, links = frozenset(plan.tools), frozenset(plan.links)
    ends = {end for link in links for end in link}
    return _Judged(
        tools=(len(tools & case.tools), len(tools), len(case.tools)),
        links=(len(links & case.links), len(links), len(case.links)),
        planned=bool(tools),
        irrelevant=not tools <= case.tools,
        necessary=case.tools <= tools,
        hallucinated=not tools <= known.keys() or not ends <= tools,
        consistent=all(_fits(known.get(source), known.get(target)) for source, target in links),
        note=plan.note,
        error=failed,
        missed=tuple(sorted({*(case.tools - tools), *(" > ".join(link) for link in case.links - links)})),
        added=tuple(sorted({*(tools - case.tools), *(" > ".join(link) for link in links - case.links)})),
    )


def _fits(source: DescribedTool | None, target: DescribedTool | None) -> bool:
    """Tell whether what one tool gives is what another takes; of tools without types nothing is known."""
    if source is None or target is None:
        return False
    if not source.gives or (not target.takes and target.settings):
        return True
    return any(given == taken or given.startswith(f"{taken}.") for given in source.gives for taken in target.takes)


def _scores(cases: Sequence[GoldCase], judged: Sequence[_Judged]) -> Iterable[KindScore]:
    kinds: tuple[Kind, ...] = ("node", "chain", "dag")
    for kind in ("all", *kinds):
        mine = [one for case, one in zip(cases, judged, strict=True) if kind in ("all", case.kind)]
        if mine:
            node, edge = ([getattr(one, what) for one in mine] for what in ("tools", "links"))
            yield KindScore(kind=kind, cases=len(mine), node_f1=_bootstrapped(node), edge_f1=_bootstrapped(edge))


def f1(counts: Iterable[tuple[int, int, int]]) -> float:
    """Return the micro F1 of (found, predicted, wanted) counts; 1 where nothing was wanted and nothing predicted."""
    found, predicted, wanted = (sum(column) for column in zip(*counts, strict=True))
    return 2 * found / (predicted + wanted) if predicted + wanted else 1.0


def _bootstrapped(counts: Sequence[tuple[int, int, int]]) -> Share:
    draw = random.Random(0)
    values = sorted(f1(draw.choices(counts, k=len(counts))) for _ in range(RESAMPLES))
    return Share(
        value=round(f1(counts), 4), low=round(values[RESAMPLES // 40], 4), high=round(values[-RESAMPLES // 40 - 1], 4)
    )


def _share(passed: int, total: int) -> Share:
    if not total:
        return Share(value=0.0, low=0.0, high=1.0)
    low, high = wilson(passed, total)
    return Share(value=round(passed / total, 4), low=round(low, 4), high=round(high, 4))


def _misses(cases: Sequence[GoldCase], judged: Sequence[_Judged]) -> Iterable[Miss]:
    for case, one in zip(cases, judged, strict=True):
        if one.missed or one.added or one.error:
            yield Miss(id=case.id, request=case.request, missed=one.missed, added=one.added, error=one.error)


def _told(miss: Miss) -> str:
    parts = [f"error {miss.error}"] if miss.error else []
    parts += [f"{word} {', '.join(names)}" for word, names in (("missed", miss.missed), ("added", miss.added)) if names]
    return f"{miss.id}: {miss.request}\n    {'; '.join(parts)}"


def _spent(planner: Any) -> tuple[int, int, int, int]:
    usage = getattr(planner, "usage", None)

    def used(name: str) -> int:
        return int(getattr(usage, name, 0))

    return used("calls"), used("cached"), used("input_tokens"), used("output_tokens")

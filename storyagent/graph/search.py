"""Search the tool graph: from what is at hand and what is wanted to plans, with reasons.

    goal = Goal(wants=(Want(type="html"),), have=(AtHand(name="film", type="video"),), request="a web page of my film")
    result = search(goal, Registry.installed())
    result.plans[0].plan        # a storyagent.graph.plan.Plan

The search goes by types alone: a tool is called only with resources that exist by then, so a plan has no unknown tool,
no type that does not fit, and no step that nothing needs. Prices and words only decide which plans come first. The same
goal and the same tools give the same plans, in whatever order the tools are registered.

A tool that takes one where there is one for each of several items is called for each; a tool that takes many gathers.
A step that gives what it takes (a filter) is added only if the request has words for it, or it uses something at hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from storyagent.errors import StoryagentError
from storyagent.graph.constraints import Constraints, Refusal, refusal_of
from storyagent.graph.rank import Price, Ranking, Scorer, Words, milli, price_of, scored
from storyagent.graph.search_bounds import Savings, Shares
from storyagent.graph.search_chart import Chart
from storyagent.graph.search_index import Candidate, Index, best_of_each_signature, candidate
from storyagent.graph.search_kinds import Kinds, leaves_of
from storyagent.graph.search_plan import draw, fill
from storyagent.graph.search_reasons import Knowledge, Reasons
from storyagent.graph.search_settings import require_settings, setting_for
from storyagent.graph.search_task import Reached, Task, WantSocket
from storyagent.graph.search_unreachable import Diagnosis
from storyagent.graph.search_values import (
    AtHand,
    Budget,
    Found,
    Goal,
    PassedOver,
    SearchResult,
    Strategy,
    Want,
)
from storyagent.graph.tool import ToolSpec

__all__ = [
    "AtHand",
    "Budget",
    "Constraints",
    "Found",
    "Goal",
    "Ranking",
    "SearchResult",
    "Strategy",
    "Tools",
    "Want",
    "fill",
    "search",
]


PATIENCE = 2_000
"""Calls that an adaptive search considers at least after the last better plan."""


class Tools(Protocol):
    """Where a search finds its tools; `Registry` is one."""

    def names(self) -> tuple[str, ...]:
        """Return the names of all tools."""

    def spec(self, name: str) -> ToolSpec:
        """Return a tool's spec, or raise a `StoryagentError` if it cannot be loaded."""


def search(
    goal: Goal,
    tools: Tools,
    *,
    k: int = 3,
    strategy: Strategy = "adaptive",
    constraints: Constraints | None = None,
    budget: Budget | None = None,
    ranking: Ranking | None = None,
    costs: Mapping[str, float] | None = None,
    scorer: Scorer | None = None,
) -> SearchResult:
    """Return the best plans for a goal, each with other tools than those before it, or why there is none.

    Args:
        goal: What is wanted, from what.
        tools: The tools; those that cannot be loaded are left out and named if the goal is out of reach.
        k: How many plans.
        strategy: `greedy` takes the cheapest way to each thing and gives one plan. `beam` keeps the `budget.width`
            cheapest ways to each thing. `adaptive` keeps the k cheapest of those that answer to the same words and use
            the same resources, ends when nothing better has come for a while, and keeps more where it found too few
            plans. `exhaustive` keeps all ways, and ends when no better plan is possible.
        constraints: What tools may be used.
        budget: How far to go.
        ranking: What counts how much.
        costs: Measured seconds of a call by tool, in place of declared ones.
        scorer: A language model or an embedding that says how well tools fit the request. Asked only where there is a
            choice, in batches, within `budget.model_calls`; it cannot bring in a tool or a link.

    Raises:
        InvalidInput: a type that no tool knows, or a setting that no tool can take.
        ValueError: k is not positive.
    """
    if k < 1:
        raise ValueError(f"k is the number of plans wanted, found {k}")
    searching = _Search(
        goal, tools, k, strategy, constraints or Constraints(), budget or Budget(), ranking or Ranking(), costs or {}
    )
    return searching.result(scorer)


class _Search:
    def __init__(
        self,
        goal: Goal,
        tools: Tools,
        k: int,
        strategy: Strategy,
        constraints: Constraints,
        budget: Budget,
        ranking: Ranking,
        costs: Mapping[str, float],
    ) -> None:
        self.goal, self.k, self.strategy = goal, k, strategy
        self.constraints, self.budget, self.ranking, self.costs = constraints, budget, ranking, costs
        self.not_loaded: list[PassedOver] = []
        self.specs = {spec.name: spec for spec in self._loaded(tools)}
        kinds = Kinds(self.specs.values())
        self.wants = tuple(WantSocket(kinds.named(want.type, "wanted"), want.each) for want in goal.wants)
        self.hand = leaves_of(goal.have, kinds)
        named = (*(want.type for want in goal.wants), *(f"{one.name} {one.type}" for one in goal.have))
        self.words = Words(goal.request, ranking, named)
        self.scores: dict[str, float] = {}
        self.model_calls = 0
        require_settings(goal.settings, self.specs.values())
        self.index = Index(candidate(spec) for spec in self.specs.values())
        self.refusals: dict[str, Refusal] = {}
        for spec in self.specs.values():
            refusal = refusal_of(spec, constraints, costs.get(spec.name))
            if refusal:
                self.refusals[spec.name] = refusal

    def _loaded(self, tools: Tools) -> Iterator[ToolSpec]:
        for name in tools.names():
            try:
                yield tools.spec(name)
            except StoryagentError as error:
                self.not_loaded.append(PassedOver(tool=name, why=error.hint or error.found or error.what))

    def result(self, scorer: Scorer | None) -> SearchResult:
        """Search, and return what was found."""
        allowed = Index(one for one in self.index.candidates if one.name not in self.refusals)
        kinds, callable_tools = allowed.within_reach({leaf.kind for leaf in self.hand.leaves})
        relevant = allowed.leading_to([want.kind for want in self.wants], callable_tools)
        makes = {up for one in relevant for up in one.gives}
        charts: list[Chart] = []
        if all(want.kind in makes for want in self.wants):
            self._ask(scorer, relevant)
            charts = self._search(self._task(self._priced(relevant)))
        plans = _merged(charts, self.k)
        cut = bool(charts) and charts[-1].cut
        known = self._knowledge(kinds, charts)
        return SearchResult(
            plans=tuple(self._found(one, known, plans[:place]) for place, one in enumerate(plans)),
            unreachable=None if plans or cut else Diagnosis(self, known).unreachable(bool(charts)),
            strategy=self.strategy,
            expansions=sum(chart.expansions for chart in charts),
            model_calls=self.model_calls,
            complete=not cut,
        )

    def _ask(self, scorer: Scorer | None, relevant: Sequence[Candidate]) -> None:
        if scorer is None:
            return
        index = Index(relevant)
        contested = [one.spec for one in relevant if any(len(index.makers[kind]) > 1 for kind in one.gives)]
        self.scores, self.model_calls = scored(scorer, self.goal.request, contested, self.budget.model_calls)

    def price(self, spec: ToolSpec) -> Price:
        """Return what a tool's step costs."""
        asked = sum(
            port.resource is None and port.required and setting_for(spec, port, self.goal.settings) is None
            for port in spec.inputs.values()
        )
        cost_s, score = self.costs.get(spec.name, spec.cost_s), self.scores.get(spec.name)
        return price_of(spec, self.ranking, cost_s=cost_s, score=score, asked=asked)

    def _priced(self, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
        return tuple(self.priced(one) for one in candidates)

    def priced(self, one: Candidate) -> Candidate:
        """Return a tool with its price, its time and the words it answers to."""
        cost_s = self.costs.get(one.name, one.spec.cost_s) or 0.0
        return replace(one, price=self.price(one.spec).total, cost_s=cost_s, cover=self.words.cover(one.spec))

    def _task(self, relevant: tuple[Candidate, ...]) -> Task:
        limit_s = self.constraints.max_total_s
        kept = best_of_each_signature(relevant, self.k + len(self.wants) - 1, by_time=limit_s is not None)
        return self.task(kept, max_steps=self.budget.steps, max_ms=None if limit_s is None else round(limit_s * 1000))

    def task(self, candidates: tuple[Candidate, ...], *, max_steps: int, max_ms: int | None) -> Task:
        """Return what a chart needs to work with these tools."""
        reachable = 0
        for one in candidates:
            reachable |= one.cover
        values = self.words.prices(reachable) if self.words.words else {}
        index = Index(candidates)
        usable, takers = 0, {one.name: 0 for one in candidates}
        for leaf in self.hand.leaves:
            for one, _ in index.taking(leaf.kind):
                usable |= leaf.used
                takers[one.name] |= leaf.used
        resources = {bit: milli(self.ranking.unused) for bit in _bits(usable)}
        shares = Shares(candidates, values, resources, takers)
        wanted = [want.kind for want in self.wants]
        return Task(
            candidates=candidates,
            leaves=self.hand.leaves,
            leaf_names=self.hand.names,
            wants=self.wants,
            distance=index.distance(wanted, shares.left),
            steps_left=index.distance(wanted, {one.name: 1 for one in candidates}),
            shares=shares,
            savings=Savings(candidates, values, resources, takers),
            same_twice=milli(self.ranking.same_twice),
            other_name=milli(self.ranking.other_name),
            doubling=milli(self.ranking.doubling),
            slack=milli(self.ranking.slack),
            max_steps=max_steps,
            max_ms=max_ms,
        )

    def _search(self, task: Task) -> list[Chart]:
        if self.strategy == "greedy":
            return [_run(task, keep=1, cap=1, by_words=False, budget=self.budget.expansions)]
        if self.strategy == "beam":
            return [_run(task, keep=self.k, cap=self.budget.width, by_words=False, budget=self.budget.expansions)]
        if self.strategy == "exhaustive":
            return [_run(task, keep=self.k, cap=None, by_words=True, budget=self.budget.expansions)]
        charts: list[Chart] = []
        cap, left = self.k, self.budget.expansions
        while True:
            charts.append(_run(task, keep=self.k, cap=cap, by_words=True, budget=left, patience=PATIENCE))
            left -= charts[-1].expansions
            found = len(charts[-1].found())
            enough = found >= self.k or (found > 0 and left < self.budget.expansions * 0.9)
            if enough or not charts[-1].dropped or left <= 0:
                return charts
            cap *= 4

    def _knowledge(self, kinds: set[tuple[str, bool]], charts: Sequence[Chart]) -> Knowledge:
        through: dict[str, tuple[int, int]] = {}
        for chart in charts:
            for name, way in chart.through.items():
                through[name] = min(way, through.get(name, way))
        return Knowledge(
            index=self.index,
            kinds=kinds,
            refusals=self.refusals,
            price=self.price,
            costs=self.costs,
            through=through,
            words=self.words,
            leaves=self.hand.leaves,
            sources=self.hand.sources,
        )

    def _found(self, reached: Reached, known: Knowledge, before: Sequence[Reached]) -> Found:
        better = {tool: number for number, one in reversed(list(enumerate(before, 1))) for tool in one.tools}
        drawn = draw(reached.ends, self.goal.wants, self.hand.sources, self.goal.settings)
        reasons = Reasons(reached, drawn, known, self.wants, better)
        used = {source.resource for leaf in _leaves_in(reached) for source in self.hand.sources[leaf]}
        costs = [self.costs.get(step.candidate.name, step.candidate.spec.cost_s) for step in drawn.steps]
        return Found(
            plan=drawn.plan,
            steps=reasons.steps(),
            questions=tuple(drawn.questions),
            open=tuple(drawn.open),
            score=reached.score / 1000,
            cost_s=sum(step.cost_ms for step in drawn.steps) / 1000,
            costs_known=None not in costs,
            unused=tuple(one.name for one in self.goal.have if not one.spare and one.name not in used),
            unheard=self.words.unheard(reached.cover),
            notes=tuple(reasons.notes()),
        )


def _run(task: Task, *, keep: int, cap: int | None, by_words: bool, budget: int, patience: int | None = None) -> Chart:
    chart = Chart(task, keep=keep, cap=cap, by_words=by_words, budget=budget, patience=patience)
    chart.run()
    return chart


def _merged(charts: Sequence[Chart], k: int) -> tuple[Reached, ...]:
    best: dict[tuple[str, ...], Reached] = {}
    for chart in charts:
        for one in chart.found():
            if one.tools not in best or one.score < best[one.tools].score:
                best[one.tools] = one
    return tuple(sorted(best.values(), key=lambda one: (one.score, len(one.steps), one.tools))[:k])


def _bits(mask: int) -> Iterator[int]:
    return (place for place in range(mask.bit_length()) if mask >> place & 1)


def _leaves_in(reached: Reached) -> set[int]:
    return {given.leaf for step in reached.steps for _, given in step.bound if given.leaf >= 0}

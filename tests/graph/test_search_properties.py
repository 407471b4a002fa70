"""What holds for every search, on small random tool graphs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from storyagent.graph.links import in_order, needs_of
from storyagent.graph.plan import FileInput, Link, Literally, Plan
from storyagent.graph.registry import Registry
from storyagent.graph.search import (
    AtHand,
    Budget,
    Found,
    Goal,
    Ranking,
    SearchResult,
    Strategy,
    Want,
    fill,
    search,
)
from storyagent.graph.tool import Port, Tool, ToolSpec
from storyagent.graph.validate import check_plan
from storyagent.story.resources import ResourceType

KINDS = ("a", "a.x", "b", "c", "d", "d.y")
VALUES = ("d", "d.y")
"""The kinds that are no files."""
VERBS = ("paint", "speak", "cut", "join", "fade", "draw", "sing", "stamp", "fold", "weave")
BUDGET = Budget(expansions=4_000, steps=5)


def resource(kind: str) -> ResourceType:
    return ResourceType(kind, "" if kind in VALUES else ".bin")


def port(name: str, kind: str, *, many: bool = False, required: bool = True) -> Port:
    return Port(name, Any, resource(kind), many=many, required=required)


def setting(name: str, *, required: bool) -> Port:
    return Port(name, int, required=required, default=None if required else 1)


def a_tool(spec: ToolSpec) -> Tool[..., Any]:
    return Tool(lambda **inputs: None, spec)


@st.composite
def specs(draw: st.DrawFn, name: str) -> ToolSpec:
    kinds = st.sampled_from(KINDS)
    taken = draw(st.lists(st.tuples(kinds, st.booleans(), st.sampled_from((True, True, False))), max_size=2))
    inputs = {
        f"in_{at}": port(f"in_{at}", kind, many=many, required=must) for at, (kind, many, must) in enumerate(taken)
    }
    if draw(st.booleans()):
        inputs["size"] = setting("size", required=draw(st.booleans()))
    given_kinds = draw(st.lists(st.tuples(kinds, st.sampled_from((False, False, False, True))), min_size=1, max_size=2))
    outputs = {f"out_{at}": port(f"out_{at}", kind, many=many) for at, (kind, many) in enumerate(given_kinds)}
    cost_s = draw(st.sampled_from((None, 0.0, 1.0, 30.0)))
    quality = draw(st.sampled_from((None, 0.2, 0.9)))
    return ToolSpec(name, "1", f"{name.capitalize()}.", inputs, outputs, cost_s=cost_s, quality=quality)


@st.composite
def graphs(draw: st.DrawFn) -> list[ToolSpec]:
    names = draw(st.lists(st.sampled_from(VERBS), min_size=3, max_size=9, unique=True))
    return [draw(specs(name)) for name in names]


@st.composite
def goals(draw: st.DrawFn) -> Goal:
    have = []
    for at in range(draw(st.sampled_from((0, 1, 2, 2, 3, 3)))):
        items = draw(st.sampled_from(((), (), ("i1", "i2"))))
        family = draw(st.sampled_from(("scene", ""))) if items else ""
        spare = draw(st.booleans())
        have.append(AtHand(name=f"r{at}", type=draw(st.sampled_from(KINDS)), items=items, family=family, spare=spare))
    wants = draw(
        st.lists(
            st.builds(Want, type=st.sampled_from(KINDS), each=st.sampled_from((False, False, False, True))),
            min_size=1,
            max_size=2,
        )
    )
    request = " ".join(draw(st.lists(st.sampled_from(VERBS), max_size=2)))
    return Goal(wants=tuple(wants), have=tuple(have), request=request)


def found_by(
    goal: Goal, graph: Iterable[ToolSpec], strategy: Strategy = "adaptive", budget: Budget = BUDGET, **how: Any
) -> SearchResult:
    # Types that no tool has would be refused by name.
    known = ToolSpec("unrelated_list", "1", "List.", {kind: port(kind, kind) for kind in KINDS}, {"z": port("z", "z")})
    return search(goal, Registry(map(a_tool, [*graph, known])), strategy=strategy, budget=budget, **how)


def filled(found: Found, goal: Goal, folder: Path) -> Plan:
    """Return a plan with a file or a value for everything that was left open."""
    path = folder / "file.bin"
    path.write_bytes(b"x")
    values: dict[str, FileInput | Literally | list[FileInput | Literally]] = {}
    for one in goal.have:
        value = Literally(value=1) if one.type in VALUES else FileInput(path=str(path), sha256="0" * 64)
        values[one.name] = [value] * len(one.items) if one.items else value
    return fill(found, values, {"size": 3} if found.questions else {})


def unused_nodes(plan: Plan) -> set[str]:
    needed = {link.node for link in plan.results.values()}
    for node in reversed(in_order(plan)):
        if node.id in needed:
            needed.update(needs_of(node))
    return {node.id for node in plan.nodes} - needed


STRATEGIES: Sequence[Strategy] = ("greedy", "beam", "adaptive", "exhaustive")


@settings(max_examples=80)
@given(graphs(), goals(), st.sampled_from(STRATEGIES))
def test_every_plan_is_valid_has_no_idle_step_and_reaches_the_goal(
    tmp_path_factory: Any, graph: list[ToolSpec], goal: Goal, strategy: Strategy
) -> None:
    registry = Registry(map(a_tool, graph))
    by_name = {spec.name: spec for spec in graph}
    folder: Path = tmp_path_factory.mktemp("plan")
    for found in found_by(goal, graph, strategy).plans:
        plan = filled(found, goal, folder)
        assert check_plan(plan, registry) == ()
        assert {node.tool for node in plan.nodes} <= set(by_name)
        assert unused_nodes(plan) == set()
        assert len(found.steps) <= BUDGET.steps
        for want in goal.wants:
            assert any(_gives(plan, by_name, link, want.type) for link in plan.results.values())


def _gives(plan: Plan, by_name: dict[str, ToolSpec], link: Link, kind: str) -> bool:
    node = next(node for node in plan.nodes if node.id == link.node)
    given_kind = by_name[node.tool].outputs[link.output].resource
    return given_kind is not None and (given_kind.name == kind or given_kind.name.startswith(f"{kind}."))


@settings(max_examples=80)
@given(graphs(), goals())
def test_what_an_exhaustive_search_finds_the_others_find_too(graph: list[ToolSpec], goal: Goal) -> None:
    exhaustive = found_by(goal, graph, "exhaustive")
    default = found_by(goal, graph)
    if exhaustive.plans:
        assert default.plans
        if exhaustive.complete:
            assert exhaustive.plans[0].score <= default.plans[0].score
    elif exhaustive.complete:
        assert default.plans == ()
        assert default.unreachable is not None


@settings(max_examples=150)
@given(graphs(), goals(), st.sampled_from((1, 2, 4)))
def test_who_asks_for_few_plans_gets_the_best_of_all(graph: list[ToolSpec], goal: Goal, count: int) -> None:
    budget = Budget(expansions=4_000, steps=4)
    few = found_by(goal, graph, "exhaustive", budget, k=count)
    everything = found_by(goal, graph, "exhaustive", budget, k=1_000, ranking=Ranking(slack=1e6))
    if few.complete and everything.complete:
        best = [round(found.score - everything.plans[0].score, 3) for found in everything.plans[:count]]
        assert [round(found.score - few.plans[0].score, 3) for found in few.plans] == [
            more for more in best if more <= Ranking().slack
        ]


@settings(max_examples=60)
@given(graphs(), goals(), st.randoms(use_true_random=False), st.sampled_from(STRATEGIES))
def test_the_order_of_the_tools_does_not_matter(
    graph: list[ToolSpec], goal: Goal, rng: Any, strategy: Strategy
) -> None:
    shuffled = list(graph)
    rng.shuffle(shuffled)
    assert found_by(goal, shuffled, strategy) == found_by(goal, graph, strategy)


@settings(max_examples=60)
@given(graphs(), goals(), st.sampled_from(STRATEGIES))
def test_a_tool_that_has_nothing_to_do_with_the_goal_changes_nothing(
    graph: list[ToolSpec], goal: Goal, strategy: Strategy
) -> None:
    kinds = {"q": port("q", "q")}
    unrelated = ToolSpec("paint_unrelated", "1", "Paint, speak, cut and join.", kinds, {"r": port("r", "q.r")})
    assert found_by(goal, [*graph, unrelated], strategy) == found_by(goal, graph, strategy)


@settings(max_examples=60)
@given(graphs(), goals())
def test_what_is_said_to_be_missing_brings_the_goal_within_reach(graph: list[ToolSpec], goal: Goal) -> None:
    result = found_by(goal, graph)
    if result.unreachable is None or any(want.each for want in goal.wants) or any(one.items for one in goal.have):
        return
    for way in result.unreachable.ways:
        given_too = tuple(AtHand(name=f"more{at}", type=kind) for at, kind in enumerate(way.types))
        helped = Goal(wants=goal.wants, have=(*goal.have, *given_too), request=goal.request)
        assert found_by(helped, graph, budget=Budget(steps=12)).plans, (way, result.unreachable)

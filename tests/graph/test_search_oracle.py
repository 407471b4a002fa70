"""The exhaustive search against one that lists all plans of a small tool graph, without bounds and without a queue.

The tools are in layers: what a tool gives is never what it takes or what was needed for that. So nothing on the way to
a resource could stand in for it, and what counts is only which calls fit together and what they cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import log2
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from storyagent.graph.registry import Registry
from storyagent.graph.search import AtHand, Budget, Goal, Want, search
from storyagent.graph.tool import Port, Tool, ToolSpec
from storyagent.story.resources import ResourceType

AT_HAND = ("a", "a.x", "b")
MADE = (("c", "c.y"), ("d",), ("e",))
WORDS = ("paint", "speak", "join", "draw", "sing", "stamp", "fold", "weave")
STEPS = 4
SLACK = 4000

Worth = frozenset[tuple[str, int]]
"""Words of the request and resources at hand that a plan does justice to, each with what it loses without."""


@dataclass(frozen=True, eq=False)
class Made:
    """A resource at hand (no tool), or what a call gives: one, or one for each item of a family."""

    kind: str
    family: tuple[str, ...]
    adds: Worth
    tool: ToolSpec | None = None
    inputs: tuple[Made, ...] = ()

    @cached_property
    def calls(self) -> frozenset[Made]:
        own = [self] if self.tool else []
        return frozenset(own).union(*(one.calls for one in self.inputs))

    @cached_property
    def worth(self) -> Worth:
        return self.adds.union(*(one.worth for one in self.inputs))

    @cached_property
    def price(self) -> int:
        """What this call costs by itself, for all items, in thousandths of a call."""
        assert self.tool is not None
        cost_s = 5.0 if self.tool.cost_s is None else self.tool.cost_s
        quality = 0.5 if self.tool.quality is None else self.tool.quality
        twice = sum(one in self.inputs[:at] for at, one in enumerate(self.inputs))
        doublings = (len(self.family) - 1).bit_length() if self.family else 0
        return 1000 + round(100 * log2(1 + cost_s)) + round(1000 * (1 - quality)) + 500 * twice + 100 * doublings


@dataclass(frozen=True)
class Lister:
    """Lists everything that can be made of what is at hand in up to `STEPS` calls."""

    goal: Goal
    tools: tuple[ToolSpec, ...]

    def everything(self) -> list[Made]:
        known: dict[object, Made] = {one.name: _at_hand(one) for one in self.goal.have}
        while True:
            before = tuple(known.values())
            for tool in self.tools:
                for inputs in _fitting(tool, before):
                    made = self._call(tool, inputs)
                    if len(made.calls) <= STEPS:
                        known.setdefault((tool.name, inputs), made)
            if len(known) == len(before):
                return list(before)

    def _call(self, tool: ToolSpec, inputs: tuple[Made, ...]) -> Made:
        filled = zip(tool.inputs.values(), inputs, strict=True)
        family = next((one.family for port, one in filled if one.family and not port.many), ())
        return Made(_given_by(tool), family, self._adds(tool), tool, inputs)

    def _adds(self, tool: ToolSpec) -> Worth:
        asked = set(self.goal.request.split())
        by_name = asked & set(tool.name.split("_"))
        said = by_name | (asked & {tool.summary.removesuffix(".").lower()})
        return Worth([(word, 1000) for word in said] + [(f"{word} by name", 2000) for word in by_name])


def _at_hand(one: AtHand) -> Made:
    return Made(one.type, one.items, Worth() if one.spare else Worth([(one.name, 2000)]))


def _fitting(tool: ToolSpec, known: Sequence[Made]) -> Iterator[tuple[Made, ...]]:
    asked = [port.resource.name for port in tool.inputs.values() if port.resource]
    return product(*([one for one in known if _is(one.kind, kind)] for kind in asked))


def _is(kind: str, asked: str) -> bool:
    return kind == asked or kind.startswith(f"{asked}.")


def _given_by(tool: ToolSpec) -> str:
    (output,) = tool.outputs.values()
    assert output.resource is not None
    return output.resource.name


def best_scores(goal: Goal, tools: tuple[ToolSpec, ...]) -> dict[tuple[str, ...], int]:
    """Return for all tools that together reach the goal the score of the best plan with them, up to a constant."""
    best: dict[tuple[str, ...], int] = {}
    calls = [one for one in Lister(goal, tools).everything() if one.tool]
    for ends in product(*(_answers(want, calls) for want in goal.wants)):
        steps = frozenset[Made]().union(*(end.calls for end in ends))
        if len(steps) <= STEPS:
            had = Worth().union(*(end.worth for end in ends))
            score = sum(step.price for step in steps) - sum(loss for _, loss in had)
            names = tuple(sorted(step.tool.name for step in steps if step.tool))
            best[names] = min(score, best.get(names, score))
    return best


def _answers(want: Want, calls: Iterable[Made]) -> list[Made]:
    return [one for one in calls if _is(one.kind, want.type) and want.each == bool(one.family)]


def _port(name: str, kind: str, *, many: bool = False) -> Port:
    return Port(name, Any, ResourceType(kind, ""), many=many)


@st.composite
def a_tool(draw: st.DrawFn, word: str) -> ToolSpec:
    layer = draw(st.integers(0, 2))
    kinds = st.sampled_from((*AT_HAND, *(kind for lower in MADE[:layer] for kind in lower)))
    inputs = {}
    for at in range(draw(st.sampled_from((1, 2, 2, 3)))):
        inputs[f"in_{at}"] = _port(f"in_{at}", draw(kinds), many=draw(st.booleans()))
    return ToolSpec(
        f"{word}_it",
        "1",
        f"{draw(st.sampled_from(WORDS)).capitalize()}.",
        inputs,
        {"out": _port("out", draw(st.sampled_from(MADE[layer])))},
        cost_s=draw(st.sampled_from((None, 0.0, 1.0, 30.0))),
        quality=draw(st.sampled_from((None, 0.2, 0.9))),
    )


@st.composite
def searches(draw: st.DrawFn) -> tuple[tuple[ToolSpec, ...], Goal]:
    names = draw(st.lists(st.sampled_from(WORDS), min_size=5, max_size=7, unique=True))
    tools = tuple(draw(a_tool(name)) for name in names)
    items = draw(st.sampled_from(((), (), ("i1", "i2", "i3"))))
    have = [
        AtHand(name=f"r{at}", type=kind, items=() if at else items, spare=draw(st.booleans()))
        for at, kind in enumerate(draw(st.sampled_from((("a.x", "b"), ("a", "b"), ("b", "a.x"), ("b",)))))
    ]
    made = sorted({_given_by(tool) for tool in tools})
    wanted = draw(st.lists(st.sampled_from(made), min_size=1, max_size=2, unique_by=lambda kind: kind[0]))
    wants = [Want(type=kind, each=bool(items) and draw(st.booleans())) for kind in wanted]
    request = " ".join(draw(st.lists(st.sampled_from(WORDS), max_size=7, unique=True)))
    return tools, Goal(wants=tuple(wants), have=tuple(have), request=request)


@settings(max_examples=200)
@given(searches(), st.sampled_from((1, 2, 3, 6)))
def test_an_exhaustive_search_finds_the_best_of_all_plans(
    searched: tuple[tuple[ToolSpec, ...], Goal], count: int
) -> None:
    tools, goal = searched
    # Types that no tool has would be refused by name.
    known = ToolSpec("list_types", "1", "List.", {kind: _port(kind, kind) for kind in AT_HAND}, {"z": _port("z", "z")})
    registry = Registry(Tool(lambda **inputs: None, spec) for spec in (*tools, known))
    result = search(goal, registry, k=count, strategy="exhaustive", budget=Budget(steps=STEPS))
    assert result.complete
    best = best_scores(goal, tools)
    ranked = sorted(best.values())[:count]
    found = {tuple(sorted(one.tools)): round(one.score * 1000) for one in result.plans}
    assert len(found) == len(result.plans)
    constant = min(found.values(), default=0) - min(ranked, default=0)
    assert sorted(found.values()) == [score + constant for score in ranked if score <= ranked[0] + SLACK]
    assert found == {names: best[names] + constant for names in found}

"""Planners over a tool graph that is given as data, for `storyagent eval toolgraph`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from storyagent.evaluation.toolgraph import PlansTools, Predicted
from storyagent.evaluation.toolgraph_files import DescribedGraph, DescribedTool
from storyagent.graph.links import needs_of
from storyagent.graph.plan import Plan
from storyagent.graph.tool import Port, ToolSpec
from storyagent.planning.decompose_offline import OfflineDecomposer, things_named
from storyagent.planning.decomposer import Decomposer
from storyagent.request_plan import RequestPlanner
from storyagent.story import resources
from storyagent.story.resources import ResourceType

ANYTHING = "anything"
"""The type of what tools give and take that say nothing of types."""


OWN_SUFFIXES = {
    extra.name: extra.suffix
    for value in vars(resources).values()
    for extra in getattr(value, "__metadata__", ())
    if isinstance(extra, ResourceType)
}
"""A graph's type that is called like one of ours is a file where ours is."""


class GraphTools:
    """A graph's tools as specs; see `storyagent.graph.search.Tools`. `original` has the names in the graph."""

    def __init__(self, graph: DescribedGraph) -> None:
        self.original: dict[str, str] = {}
        self._specs: dict[str, ToolSpec] = {}
        seen: Counter[str] = Counter()
        for tool in graph.tools:
            plain = _plain(tool.name) or "tool"
            seen[plain] += 1
            name = plain if seen[plain] == 1 else f"{plain}__{seen[plain]}"
            self.original[name] = tool.name
            self._specs[name] = spec_of(tool, name, graph.typed)

    def names(self) -> tuple[str, ...]:
        """Return the names of all tools."""
        return tuple(sorted(self._specs))

    def spec(self, name: str) -> ToolSpec:
        """Return a tool's spec."""
        return self._specs[name]


def spec_of(tool: DescribedTool, name: str, typed: bool = True) -> ToolSpec:
    """Return a described tool as a spec of this name; without types, each tool may use what any other gives."""
    takes = tool.takes if typed else ()
    gives = tool.gives if typed else (ANYTHING,)
    inputs = {f"{_type(kind)}_{place}": _port(f"{_type(kind)}_{place}", kind) for place, kind in enumerate(takes, 1)}
    if not typed:
        inputs["before"] = Port("before", object, ResourceType(ANYTHING), required=False)
    outputs = {f"result_{place}": _port(f"result_{place}", kind) for place, kind in enumerate(gives, 1)}
    return ToolSpec(name=name, version="1", summary=tool.description, inputs=inputs, outputs=outputs)


def _port(name: str, kind: str) -> Port:
    plain = _type(kind)
    return Port(name, object, ResourceType(plain, OWN_SUFFIXES.get(plain.partition(".")[0], "")))


def _type(name: str) -> str:
    """Return a type's name in our spelling: lower case, letters and digits, dots between parts."""
    parts = [_plain(part) for part in name.split(".")]
    plain = ".".join(part if part[:1].isalpha() else f"t{part}" for part in parts if part)
    return plain or "t"


def _plain(name: str) -> str:
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    return re.sub(r"[^a-z0-9]+", "_", parted.lower()).strip("_")[:80]


class GraphPlanner:
    """Plans requests over a graph: taken apart, searched, joined.

    Args:
        graph: The tools.
        decomposer: Takes requests apart.
    """

    def __init__(self, graph: DescribedGraph, decomposer: Decomposer | None = None) -> None:
        self.tools = GraphTools(graph)
        self.typed = graph.typed
        self.decomposer = decomposer or OfflineDecomposer(always=True)
        self._planner = RequestPlanner(self.tools, k=1)

    @property
    def name(self) -> str:
        """Return who takes the requests apart."""
        return self.decomposer.name

    def plan(self, request: str) -> Predicted:
        """Plan one request. Raises what the decomposer and the search raise."""
        have = things_named(request, self.tools)
        decomposition = self.decomposer.decompose(request, self.tools, have)
        planned = self._planner.plan(decomposition, have)
        return Predicted(
            tools=tuple(self.tools.original[node.tool] for node in planned.plan.nodes),
            links=tuple((self.tools.original[a], self.tools.original[b]) for a, b in links_of(planned.plan)),
            note="" if decomposition.by == self.decomposer.name else decomposition.by,
        )  # fmt: skip


def links_of(plan: Plan) -> Sequence[tuple[str, str]]:
    """Return the links of a plan by the names of the tools at their ends."""
    tools = {node.id: node.tool for node in plan.nodes}
    pairs = [(tools[need], node.tool) for node in plan.nodes for need in needs_of(node)]
    return list(dict.fromkeys(pairs))


def planner_for_graph(graph: DescribedGraph, wanted: Mapping[str, Any], *, plain: bool = False) -> PlansTools:
    """Return the planner that the options of a command ask for.

    Raises:
        InvalidInput: a plain answer is wanted, and no language model is named.
        MissingExtra, Misconfigured: the language model cannot be opened.
    """
    return GraphPlanner(graph)

"""Planners over a tool graph that is given as data, for `storyagent eval toolgraph`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field, ValidationError

from storyagent.decomposer_choice import choose_decomposer
from storyagent.errors import BadAnswer, InvalidInput, OutOfBudget
from storyagent.evaluation.toolgraph import PlansTools, Predicted
from storyagent.evaluation.toolgraph_files import DescribedGraph, DescribedTool
from storyagent.graph.links import needs_of
from storyagent.graph.plan import Plan
from storyagent.graph.tool import Port, ToolSpec
from storyagent.planning.answers import parse_answer
from storyagent.planning.chat import Answer, Chat
from storyagent.planning.decompose_offline import OfflineDecomposer, things_named
from storyagent.planning.decompose_types import gives, resource_ports
from storyagent.planning.decomposer import Decomposer, Decomposition
from storyagent.planning.prompt import load_prompt
from storyagent.planning.usage import Usage
from storyagent.request_plan import RequestPlanner
from storyagent.settings import Settings
from storyagent.story import resources
from storyagent.story.resources import ResourceType, accepts

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
    """Plans requests over a graph: taken apart, searched, joined. Something is planned for every request.

    Args:
        graph: The tools.
        decomposer: Takes requests apart.
    """

    def __init__(self, graph: DescribedGraph, decomposer: Decomposer | None = None) -> None:
        self.tools = GraphTools(graph)
        self.decomposer = decomposer or OfflineDecomposer(always=True)
        self._planner = RequestPlanner(self.tools, k=1)
        self._offline = OfflineDecomposer(always=True)

    @property
    def name(self) -> str:
        """Return who takes the requests apart."""
        return self.decomposer.name

    @property
    def usage(self) -> Usage:
        """Return what a language model cost so far; nothing without one."""
        used = getattr(self.decomposer, "usage", None)
        return used if isinstance(used, Usage) else Usage()

    def plan(self, request: str) -> Predicted:
        """Plan one request. Raises what the decomposer raises."""
        have = things_named(request, self.tools)
        decomposition = self.decomposer.decompose(request, self.tools, have)
        note = "" if decomposition.by == self.decomposer.name else decomposition.by
        try:
            plan = self._planner.plan(decomposition, have).plan
        except (InvalidInput, OutOfBudget):
            note = f"{self._offline.name} for {self.name}"
            decomposition = self._offline.decompose(request, self.tools, have)
            try:
                plan = self._planner.plan(decomposition, have).plan
            except (InvalidInput, OutOfBudget):
                return self._without_search(decomposition, note)
        return self._predicted([node.tool for node in plan.nodes], links_of(plan), note)

    def _without_search(self, decomposition: Decomposition, note: str) -> Predicted:
        """Return the tools of the sub-tasks alone, linked where one's result fits what takes it."""
        tools = {task.id: task.tools[0].tool for task in decomposition.sub_tasks}
        links = [
            (tools[other], tools[task.id])
            for task in decomposition.sub_tasks
            for other in task.dependencies
            if _fits(self.tools.spec(tools[other]), self.tools.spec(tools[task.id]))
        ]
        return self._predicted(list(tools.values()), links, note)

    def _predicted(self, tools: Sequence[str], links: Sequence[tuple[str, str]], note: str) -> Predicted:
        names = self.tools.original
        return Predicted(
            tools=tuple(names[tool] for tool in tools),
            links=tuple((names[source], names[target]) for source, target in links),
            note=note,
        )


class PlainPlanner:
    """A language model's own plan, asked for in one call over all the tools and taken as it comes, for comparison."""

    def __init__(self, graph: DescribedGraph, chat: Chat) -> None:
        self.chat = chat
        self._tools = "\n".join(
            f"{tool.name}: {tool.description} (input: {', '.join(tool.takes) or 'none'}; "
            f"output: {', '.join(tool.gives) or 'none'})"
            for tool in graph.tools
        )

    @property
    def name(self) -> str:
        """Return "plain" with the model and its server."""
        return f"plain ({self.chat.id})"

    @property
    def usage(self) -> Usage:
        """Return what the model cost so far."""
        return self.chat.usage

    def plan(self, request: str) -> Predicted:
        """Ask for a plan.

        Raises:
            BadAnswer: the answer cannot be read as one.
            StoryagentError: as `Chat.tell`.
        """
        answer = parse_answer(
            self.chat.tell(load_prompt("plain_tool_plan"), {"tools": self._tools, "request": request})
        )
        try:
            plan = _PlainPlan.model_validate(answer.value)
        except ValidationError as error:
            raise BadAnswer("this is no plan", where="answer", found=str(error.errors()[0]["msg"])) from error
        return Predicted(
            tools=tuple(node.task for node in plan.tool_nodes),
            links=tuple((link.source, link.target) for link in plan.tool_links),
        )


class _PlainNode(Answer):
    task: str


class _PlainLink(Answer):
    source: str
    target: str


class _PlainPlan(Answer):
    tool_nodes: tuple[_PlainNode, ...] = Field(min_length=1)
    tool_links: tuple[_PlainLink, ...] = ()


def _fits(source: ToolSpec, target: ToolSpec) -> bool:
    taken = [port.resource.name for port in resource_ports(target.inputs.values()) if port.resource]
    return any(accepts(kind, given) for kind in taken for given in gives(source))


def links_of(plan: Plan) -> list[tuple[str, str]]:
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
    names = ("llm", "llm_url", "llm_model", "fallback", "max_cost", "max_tokens")
    options = {name: wanted[name] for name in names if name in wanted}
    decomposer = choose_decomposer(Settings.load(), always=True, **options)
    if not plain:
        return GraphPlanner(graph, decomposer)
    chat = getattr(decomposer, "chat", None)
    if not isinstance(chat, Chat):
        raise InvalidInput("a plain answer is a language model's", where="--plain", needed="--llm or --llm-url")
    return PlainPlanner(graph, chat)

"""Graph templates as tools: to a search the whole film is one tool, from a story to a video.

A plan with such a tool is expanded before it is checked and run: the tool's node becomes the nodes of the template. So
each drawing and scene of a film is a call of its own, kept and resumed as in any film project.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from storyagent.errors import InvalidInput
from storyagent.graph.plan import Collection, Input, Link, Literally, Node, Plan
from storyagent.graph.search import Tools
from storyagent.graph.tool import Port, ToolSpec
from storyagent.story.resources import ResourceType
from storyagent.story.screenplay import Aspect

SECONDS_A_SCENE = 6.0
"""What a scene of a film takes to make, roughly, on one core; a story of six scenes is counted."""


class Composite(Protocol):
    """A tool that stands for a plan."""

    @property
    def spec(self) -> ToolSpec:
        """Return what it takes and gives."""
        ...

    def expand(self, inputs: Mapping[str, Any]) -> Plan:
        """Return the plan it stands for, with a result for each of its outputs, by name."""
        ...


class WithComposites:
    """Tools and composite ones, as a search sees them; see `storyagent.graph.search.Tools`."""

    def __init__(self, tools: Tools, composites: Iterable[Composite]) -> None:
        self.tools = tools
        self.composites = {one.spec.name: one for one in composites}

    def names(self) -> tuple[str, ...]:
        """Return the names of all tools."""
        return tuple(sorted({*self.tools.names(), *self.composites}))

    def spec(self, name: str) -> ToolSpec:
        """Return a tool's spec."""
        return self.composites[name].spec if name in self.composites else self.tools.spec(name)


FILM = ToolSpec(
    name="make_film",
    version="1",
    summary="Make a film of a story: scenes in which drawings move, narration, subtitles, title, one video.",
    inputs={
        "story": Port("story", str, ResourceType("text.story")),
        "title": Port("title", str | None, required=False),
        "style": Port("style", str, required=False, default="picture book"),
        "aspect": Port("aspect", Aspect, required=False, default="16:9"),
        "minutes": Port("minutes", float | None, required=False),
        "scenes": Port("scenes", int | None, required=False),
        "music": Port("music", str | None, required=False),
        "narration": Port("narration", bool, required=False, default=True),
        "seed": Port("seed", int, required=False, default=0),
    },
    outputs={"film": Port("film", Path, ResourceType("video.film", ".mp4"))},
    needs={"cpu": 1},
    cost_s=6 * SECONDS_A_SCENE,
    quality=0.8,
)


class FilmTool:
    """The film template as a tool.

    Args:
        plan_film: Plans a story with settings by name, and returns the plan of its film.
    """

    spec = FILM

    def __init__(self, plan_film: Callable[[str, Mapping[str, Any]], Plan]) -> None:
        self._plan_film = plan_film

    def expand(self, inputs: Mapping[str, Any]) -> Plan:
        """Return the plan of the film: the story is planned now."""
        settings = {name: value for name, value in inputs.items() if name != "story"}
        plan = self._plan_film(inputs["story"], settings)
        return plan.model_copy(update={"results": {"film": plan.results["film"]}})


def expanded(plan: Plan, composites: Mapping[str, Composite]) -> Plan:
    """Return a plan in which each composite tool's node is replaced by the plan it stands for.

    Raises:
        InvalidInput: an input of a composite tool is made by another tool, and so not known yet.
    """
    nodes: list[Node] = []
    moved: dict[tuple[str, str], Link] = {}
    for node in plan.nodes:
        if node.tool not in composites:
            nodes.append(node)
            continue
        inner = composites[node.tool].expand(_known(node))
        nodes += [_under(node.id, one) for one in inner.nodes]
        for name, link in inner.results.items():
            moved[node.id, name] = Link(node=f"{node.id}.{link.node}", output=link.output)

    def relinked(value: Input) -> Input:
        if isinstance(value, Link):
            return moved.get((value.node, value.output), value)
        if isinstance(value, Collection):
            items = [
                moved.get((item.node, item.output), item) if isinstance(item, Link) else item for item in value.items
            ]
            return Collection(items=tuple(items))
        return value

    linked = tuple(
        node.model_copy(update={"inputs": {name: relinked(value) for name, value in node.inputs.items()}})
        for node in nodes
    )
    results = {name: moved.get((link.node, link.output), link) for name, link in plan.results.items()}
    return Plan(nodes=linked, results=results)


def _known(node: Node) -> dict[str, Any]:
    found = {}
    for name, value in node.inputs.items():
        if not isinstance(value, Literally):
            raise InvalidInput(
                f"{node.tool} needs its {name} before anything is made", where=node.id,
                found=f"one that {value.node} makes" if isinstance(value, Link) else "a file that is no text",
                needed="a text that is there already", hint="make that first, and give it with --have",
            )  # fmt: skip
        found[name] = value.value
    return found


def _under(prefix: str, node: Node) -> Node:
    def moved(value: Input) -> Input:
        if isinstance(value, Link):
            return Link(node=f"{prefix}.{value.node}", output=value.output)
        if isinstance(value, Collection):
            items = [
                Link(node=f"{prefix}.{item.node}", output=item.output) if isinstance(item, Link) else item
                for item in value.items
            ]
            return Collection(items=tuple(items))
        return value

    inputs = {name: moved(value) for name, value in node.inputs.items()}
    return node.model_copy(update={"id": f"{prefix}.{node.id}", "inputs": inputs})

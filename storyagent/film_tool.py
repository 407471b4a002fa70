"""Graph templates as tools: to a search the whole film is one tool, from a story to a video.

A plan with such a tool is unfolded before it is checked and run: the tool's node becomes the nodes of the template. So
each drawing and scene of a film is a call of its own, kept and resumed as in any film project. What else the template
makes (subtitles, the timeline, a poster) lies beside the result: other tools may take it, and what none takes is not
made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from pydantic_core import to_jsonable_python

from storyagent.errors import InvalidInput
from storyagent.graph.plan import Collection, Input, Link, Literally, Node, Plan
from storyagent.graph.search import Tools
from storyagent.graph.tool import Port, ToolSpec
from storyagent.story.layout import Layout
from storyagent.story.resources import ResourceType
from storyagent.story.screenplay import Aspect, Screenplay

SECONDS_A_SCENE = 6.0
"""What a scene of a film takes to make, roughly, on one core; a story of six scenes is counted."""


class Unfolded(NamedTuple):
    """What a composite tool stands for: a plan, and what is known of its outputs before it runs.

    The plan has a result for each output that must be made; `told` is what the user should know.
    """

    plan: Plan
    known: Mapping[str, Any] = {}
    told: tuple[str, ...] = ()


class Whole(NamedTuple):
    """A plan without composite tools, its results that are known before it runs, and what the user should know."""

    plan: Plan
    known: Mapping[str, Any] = {}
    told: tuple[str, ...] = ()


class Composite(Protocol):
    """A tool that stands for a plan."""

    @property
    def spec(self) -> ToolSpec:
        """Return what it takes and gives."""
        ...

    def unfold(self, inputs: Mapping[str, Any]) -> Unfolded:
        """Return what it stands for."""
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


STORY = Port("story", str, ResourceType("text.story"))
BESIDE: Mapping[str, Port] = {
    "screenplay": Port("screenplay", Screenplay, ResourceType("screenplay")),
    "layouts": Port("layouts", Layout, ResourceType("layout"), many=True),
    "timeline": Port("timeline", Any, ResourceType("timeline")),
    "subtitles": Port("subtitles", Path, ResourceType("subtitles", ".srt")),
    "poster": Port("poster", Path, ResourceType("image.poster", ".png")),
}
"""What a film brings along."""
FILM = ToolSpec(
    name="make_film",
    version="1",
    summary="Make a film of a story: scenes in which drawings move, narration, subtitles, title, one video.",
    inputs={
        "story": STORY,
        "title": Port("title", str | None, required=False),
        "style": Port("style", str, required=False, default="picture book"),
        "aspect": Port("aspect", Aspect, required=False, default="16:9"),
        "minutes": Port("minutes", float | None, required=False),
        "scenes": Port("scenes", int | None, required=False),
        "music": Port("music", str | None, required=False),
        "ambience": Port("ambience", bool, required=False, default=False),
        "narration": Port("narration", bool, required=False, default=True),
        "burn_subtitles": Port("burn_subtitles", bool, required=False, default=False),
        "seed": Port("seed", int, required=False, default=0),
    },
    outputs={"film": Port("film", Path, ResourceType("video.film", ".mp4"))},
    needs={"cpu": 1},
    cost_s=6 * SECONDS_A_SCENE,
    quality=0.8,
    beside=BESIDE,
)
SCREENPLAY = ToolSpec(
    name="plan_screenplay",
    version="1",
    summary="Plan the screenplay of a story: its scenes, who is in them, where and when.",
    inputs={"story": STORY, "title": FILM.inputs["title"], "style": FILM.inputs["style"]},
    outputs={"screenplay": BESIDE["screenplay"]},
    needs={"cpu": 1},
    cost_s=2.0,
)
PlanFilm = Callable[[str, Mapping[str, Any]], Unfolded]


class FilmTool:
    """The film template as a tool.

    Args:
        plan_film: Plans a story with settings by name, and returns the plan of its film.
    """

    spec = FILM

    def __init__(self, plan_film: PlanFilm) -> None:
        self._plan_film = plan_film

    def unfold(self, inputs: Mapping[str, Any]) -> Unfolded:
        """Return the plan of the film: the story is planned now."""
        return self._plan_film(inputs["story"], {name: value for name, value in inputs.items() if name != "story"})


class ScreenplayTool(FilmTool):
    """A story's screenplay, which is known as soon as the film is planned: nothing has to run for it."""

    spec = SCREENPLAY

    def unfold(self, inputs: Mapping[str, Any]) -> Unfolded:
        """Return the screenplay: the story is planned now."""
        planned = super().unfold(inputs)
        return Unfolded(Plan(nodes=()), {"screenplay": planned.known["screenplay"]}, planned.told)


def unfolded(plan: Plan, composites: Mapping[str, Composite], given: Mapping[str, Unfolded] | None = None) -> Whole:
    """Return a plan in which each composite tool's node is replaced by what it stands for, as far as that is needed.

    Links to what is in `given`, by name, are links to what that stands for.

    Raises:
        InvalidInput: an input of a composite tool is made by another tool, and so not known yet.
    """
    nodes: list[Node] = []
    inner: list[Node] = []
    ends: dict[str, Mapping[str, Input]] = {}
    told: list[str] = []
    for name, one in (given or {}).items():
        inner += [_under(name, node) for node in one.plan.nodes]
        ends[name] = dict(_ends(name, one))
    for node in plan.nodes:
        if node.tool not in composites:
            nodes.append(node)
            continue
        stands_for = composites[node.tool].unfold(_known(node))
        inner += [_under(node.id, one) for one in stands_for.plan.nodes]
        ends[node.id] = dict(_ends(node.id, stands_for))
        told += stands_for.told
    results = {
        name: ends[link.node].get(link.output) if link.node in ends else link for name, link in plan.results.items()
    }
    made = {name: value for name, value in results.items() if isinstance(value, Link)}
    known = {name: value.value for name, value in results.items() if isinstance(value, Literally)}
    linked = [_relinked(node, ends) for node in nodes]
    wanted = [*(node.id for node in linked), *(link.node for link in made.values())]
    return Whole(Plan(nodes=tuple(_needed([*linked, *inner], wanted)), results=made), known, tuple(dict.fromkeys(told)))


def _ends(prefix: str, stands_for: Unfolded) -> Iterator[tuple[str, Input]]:
    for name, link in stands_for.plan.results.items():
        yield name, Link(node=f"{prefix}.{link.node}", output=link.output)
    for name, value in stands_for.known.items():
        yield name, Literally(value=to_jsonable_python(value))


def _needed(nodes: Iterable[Node], wanted: Iterable[str]) -> list[Node]:
    """Return the nodes that are wanted and those that they need, in their order."""
    by_id = {node.id: node for node in nodes}
    left, found = list(wanted), set[str]()
    while left:
        name = left.pop()
        if name not in found and name in by_id:
            found.add(name)
            left += [link.node for link in links_in(by_id[name])]
    return [node for name, node in by_id.items() if name in found]


def links_in(node: Node) -> list[Link]:
    """Return the links among a node's inputs."""
    values = [value.items if isinstance(value, Collection) else (value,) for value in node.inputs.values()]
    return [item for items in values for item in items if isinstance(item, Link)]


def _relinked(node: Node, ends: Mapping[str, Mapping[str, Input]]) -> Node:
    """Return a node that takes from composite tools what these stand for; what they do not make is left out."""
    inputs: dict[str, Input] = {}
    for name, value in node.inputs.items():
        if isinstance(value, Link) and value.node in ends:
            end = ends[value.node].get(value.output)
            if end is not None:
                inputs[name] = end
        elif isinstance(value, Collection):
            items = [
                ends[item.node].get(item.output) if isinstance(item, Link) and item.node in ends else item
                for item in value.items
            ]
            kept = tuple(item for item in items if item is not None and not isinstance(item, Collection))
            inputs[name] = Collection(items=kept)
        else:
            inputs[name] = value
    return node.model_copy(update={"inputs": inputs})


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

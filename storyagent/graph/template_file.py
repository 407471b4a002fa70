"""Template files: what a graph template says, and how it is read. What it means is in `storyagent.graph.template`."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, InstanceOf

from storyagent.errors import InvalidInput
from storyagent.graph.reference import NodeRef, ValueRef, near_miss, parse
from storyagent.story.files import read_yaml
from storyagent.story.values import Value


def _parsed(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_parsed(item) for item in value)
    if isinstance(value, dict):
        return {name: _parsed(item) for name, item in value.items()}
    return parse(value)


def _value_reference(text: Any) -> ValueRef:
    ref = parse(text)
    if not isinstance(ref, ValueRef):
        raise ValueError(f"needs a value, written $name or $name.field, found {text!r}")
    return ref


def _node_reference(text: Any) -> NodeRef:
    ref = parse(text)
    if not isinstance(ref, NodeRef) or ref.index:
        raise ValueError(f"needs a node, written @node or @node.output, found {text!r}")
    return ref


Expression = Annotated[Any, BeforeValidator(_parsed)]
ValueReference = Annotated[InstanceOf[ValueRef], BeforeValidator(_value_reference)]
NodeReference = Annotated[InstanceOf[NodeRef], BeforeValidator(_node_reference)]


class NodeTemplate(Value):
    """A node, or with `each` a node for every item of a list; `with` has its inputs by name."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")
    tool: str
    each: dict[str, ValueReference] = Field({}, max_length=1)
    when: ValueReference | None = None
    scene: ValueReference | None = None
    inputs: dict[str, Expression] = Field({}, alias="with")

    @property
    def loop(self) -> ValueRef | None:
        """Return the list this node is made for each item of."""
        return next(iter(self.each.values()), None)


class Template(Value):
    """A tool graph before it is filled with values."""

    version: Literal[1] = 1
    name: str
    summary: str = ""
    include: tuple[str, ...] = ()
    nodes: tuple[NodeTemplate, ...] = ()
    results: dict[str, NodeReference] = {}


def template_names() -> tuple[str, ...]:
    """Return the names of the templates that come with storyagent."""
    return tuple(sorted(path.stem for path in _shipped().glob("*.yaml")))


def load_template(path_or_name: str | Path) -> Template:
    """Read a template from a YAML file, or one that comes with storyagent by name; what it includes is taken in.

    Raises:
        InvalidInput: there is none, or it is broken (with file, line and field).
    """
    return _load(_path_of(path_or_name, Path()), ())


def _load(path: Path, including: tuple[Path, ...]) -> Template:
    if path in including:
        raise InvalidInput("graph templates include each other", where=str(path))
    template = read_yaml(path, Template)
    included = [_load(_path_of(name, path.parent), (*including, path)) for name in template.include]
    parts = (template, *included)
    return template.model_copy(
        update={
            "include": (),
            "nodes": _joined(template, included),
            "results": {name: ref for part in reversed(parts) for name, ref in part.results.items()},
        }
    )


def _joined(template: Template, included: list[Template]) -> tuple[NodeTemplate, ...]:
    """Return a template's own nodes, then those it includes; one of an included node's name stands in its place."""
    taken = [node for part in included for node in part.nodes]
    names = {node.id for node in taken}
    own = {node.id: node for node in template.nodes}
    new = (node for node in template.nodes if node.id not in names)
    return (*new, *(own.get(node.id, node) for node in taken))


def _shipped() -> Path:
    return Path(str(files("storyagent.graphs")))


def _path_of(path_or_name: str | Path, folder: Path) -> Path:
    if isinstance(path_or_name, Path) or Path(path_or_name).suffix in {".yaml", ".yml"}:
        return folder / path_or_name
    if path_or_name in template_names():
        return _shipped() / f"{path_or_name}.yaml"
    raise InvalidInput(
        f"there is no graph template called {path_or_name!r}",
        needed=f"one of {', '.join(template_names())}, or the path of a .yaml file",
        hint=near_miss(str(path_or_name), template_names()),
    )

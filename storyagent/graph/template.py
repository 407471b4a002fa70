"""Graph templates: a film's tool graph written once, for any number of scenes.

A template is a YAML file with a list of nodes. `expand` turns it into a plan:

    nodes:
      - id: clip                        # becomes scene-1.clip, scene-2.clip, ...
        tool: animate_cutouts
        each: {scene: $scenes}          # once for each item of a list of values; items are told apart by their `id`
        when: $scene.lines              # left out where this is false or empty
        scene: $scene.id                # what it is shown under; no input
        with:
          layout: $scene.layout         # a value; where it is null the input is left out
          drawings: "@drawing[$scene.cast]"   # of another loop: the items with these ids
          shot: "@shot"                 # of the same loop: the node of the same item
          fps: 24                       # anything else is itself; $$ and @@ begin a plain $ and @
    results:
      film: "@film"
      clip: "@clip"                     # a loop gives a result for each item: clip.scene-1, clip.scene-2, ...

A node outside a loop gets all items of a looped node, in order. A list of links is joined into one. A link to a node
that was left out by `when` leaves the input out. `@node.output` takes an output by name. `include: [storyboard]`
takes in another template's nodes, after its own, and its results; those that have one's name stand in its place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

from storyagent.errors import InvalidInput
from storyagent.graph.links import cycle_in
from storyagent.graph.plan import Collection, FileInput, Input, Link, Literally, Node, NodeId, Plan
from storyagent.graph.reference import NodeRef, UnknownValue, ValueRef, fill, look_up, near_miss
from storyagent.graph.template_file import NodeTemplate, Template, load_template, template_names

__all__ = ["NodeTemplate", "Template", "expand", "load_template", "template_names"]

_NODE_ID: TypeAdapter[str] = TypeAdapter(NodeId)


def expand(template: Template, values: Mapping[str, Any]) -> Plan:
    """Fill a template with values: every loop unrolled, every reference resolved.

    Values are plain data, pydantic values, or `FileInput`s. Deterministic: nodes come in the template's order; where
    nodes that follow each other share a loop, those of one item stand together. The plan is not checked against any
    tool yet: see `storyagent.graph.validate`.

    Raises:
        InvalidInput: a value or node is unknown, a link leads from one loop into another, or nodes need each other.
    """
    plan = _Expansion(template, values).plan()
    circle = cycle_in(plan)
    if circle:
        raise InvalidInput(
            "nodes need each other in a circle", where=f"graph {template.name}", found=" → ".join(circle)
        )
    return plan


@dataclass(frozen=True)
class _Copy:
    """One node of the plan to be: a template's node for one item, and the values it sees."""

    id: str
    template: NodeTemplate
    item: str | None
    values: Mapping[str, Any]


class _Expansion:
    """All copies of all nodes, by node and item; None in place of a copy that is left out."""

    def __init__(self, template: Template, values: Mapping[str, Any]) -> None:
        self.template = template
        self.nodes = {node.id: node for node in template.nodes}
        for name, times in Counter(node.id for node in template.nodes).items():
            if times > 1:
                raise self._error(f"two nodes are called {name!r}")
        self.values = values
        self.copies = {node.id: self._copies(node) for node in template.nodes}

    def plan(self) -> Plan:
        """Return the plan."""
        return Plan(nodes=tuple(self._node(copy) for copy in self._in_order()), results=dict(self._results()))

    def _in_order(self) -> Iterator[_Copy]:
        for loop, group in groupby(self.template.nodes, key=lambda node: node.loop):
            side_by_side = [self.copies[node.id] for node in group]
            for item in side_by_side[0] if loop else (None,):
                yield from (copy for of_node in side_by_side if (copy := of_node[item]))

    def _copies(self, node: NodeTemplate) -> dict[str | None, _Copy | None]:
        if node.loop is None:
            return {None: self._copy(node, None, self.values)}
        (variable,) = node.each
        where = f"node {node.id}, each"
        items = self._value(node.loop, self.values, where)
        if isinstance(items, str | Mapping) or not isinstance(items, Sequence):
            raise self._error(f"{node.loop} is no list", where, found=type(items).__name__)
        copies: dict[str | None, _Copy | None] = {}
        for item in items:
            scope = {**self.values, variable: item}
            item_id = item if isinstance(item, str) else self._value(ValueRef(f"{variable}.id"), scope, where)
            if not isinstance(item_id, str):
                raise self._error("an item's id is no text", where, found=repr(item_id))
            if item_id in copies:
                raise self._error(f"two items of {node.loop} have the same id", where, found=repr(item_id))
            copies[item_id] = self._copy(node, item_id, scope)
        return copies

    def _copy(self, node: NodeTemplate, item: str | None, scope: Mapping[str, Any]) -> _Copy | None:
        if node.when and not self._value(node.when, scope, f"node {node.id}, when"):
            return None
        name = node.id if item is None else f"{item}.{node.id}"
        try:
            return _Copy(_NODE_ID.validate_python(name), node, item, scope)
        except ValidationError as error:
            message = error.errors()[0]["msg"]
            raise self._error(f"an item's id does not fit: {message}", f"node {node.id}", found=repr(name)) from error

    def _node(self, copy: _Copy) -> Node:
        node = copy.template
        inputs = {}
        for name, expression in node.inputs.items():
            value = self._input(expression, copy, f"node {node.id}, input {name}")
            if value is not None:
                inputs[name] = value
        scene = self._value(node.scene, copy.values, f"node {node.id}, scene") if node.scene else None
        return Node(id=copy.id, tool=node.tool, scene=scene, inputs=inputs)

    def _input(self, expression: Any, copy: _Copy, where: str) -> Input | None:
        if isinstance(expression, NodeRef):
            return self._linked(expression, copy, where)
        if isinstance(expression, tuple) and any(isinstance(item, NodeRef) for item in expression):
            parts = [self._input(item, copy, where) for item in expression]
            return Collection(items=tuple(item for part in parts if part for item in _items(part)))
        return _as_input(self._filled(expression, copy, where))

    def _filled(self, expression: Any, copy: _Copy, where: str) -> Any:
        if isinstance(expression, ValueRef):
            return self._value(expression, copy.values, where)
        if isinstance(expression, NodeRef):
            raise self._error("a link cannot stand inside a value", where, found=str(expression))
        if isinstance(expression, tuple):
            return [self._filled(item, copy, where) for item in expression]
        if isinstance(expression, dict):
            return {name: self._filled(item, copy, where) for name, item in expression.items()}
        return expression

    def _linked(self, ref: NodeRef, copy: _Copy, where: str) -> Link | Collection | None:
        copies = self._copies_of(ref, where)
        loop, own_loop = self.nodes[ref.node].loop, copy.template.loop
        if ref.index:
            if loop is None:
                raise self._error(f"{ref.node!r} is not made in a loop, so it has no items", where, found=str(ref))
            return self._at(ref, self._value(ref.index, copy.values, where), where)
        if loop is None:
            return _link(copies[None], ref.output)
        if own_loop is None:
            return Collection(items=tuple(_links(copies.values(), ref.output)))
        if own_loop != loop:
            raise self._error(
                f"{ref} is made for each of {loop}, this node for each of {own_loop}",
                where,
                needed="a link that says which items",
                hint=f"write @{ref.node}[$...], with the ids of the items wanted",
            )
        return _link(copies[copy.item], ref.output)

    def _at(self, ref: NodeRef, wanted: Any, where: str) -> Link | Collection | None:
        copies = self.copies[ref.node]
        if wanted is None:
            return None
        if not isinstance(wanted, Sequence):
            raise self._error(f"{ref.index} is no id and no list of ids", where, found=repr(wanted))
        for item in [wanted] if isinstance(wanted, str) else wanted:
            if item not in copies:
                known = [name for name in copies if name]
                raise self._error(f"{ref.node!r} has no item {item!r}", where, hint=near_miss(str(item), known))
        if isinstance(wanted, str):
            return _link(copies[wanted], ref.output)
        return Collection(items=tuple(_links([copies[item] for item in wanted], ref.output)))

    def _copies_of(self, ref: NodeRef, where: str) -> Mapping[str | None, _Copy | None]:
        if ref.node not in self.nodes:
            raise self._error(f"there is no node {ref.node!r}", where, hint=near_miss(ref.node, list(self.nodes)))
        return self.copies[ref.node]

    def _results(self) -> Iterator[tuple[str, Link]]:
        seen: set[str] = set()
        for key, ref in self.template.results.items():
            where = f"results, {key}"
            try:
                name = fill(key, self.values)
            except UnknownValue as error:
                raise self._error(str(error), where, hint=error.near) from error
            for item, copy in self._copies_of(ref, where).items():
                full = name if item is None else f"{name}.{item}"
                if full in seen:
                    raise self._error(f"two results are called {full!r}", where)
                seen.add(full)
                link = _link(copy, ref.output)
                if link:
                    yield full, link

    def _value(self, ref: ValueRef, values: Mapping[str, Any], where: str) -> Any:
        try:
            return look_up(ref, values)
        except UnknownValue as error:
            raise self._error(str(error), where, needed=f"one of {', '.join(error.known)}", hint=error.near) from error

    def _error(self, what: str, where: str = "", *, found: str = "", needed: str = "", hint: str = "") -> InvalidInput:
        place = f"graph {self.template.name}" + (f", {where}" if where else "")
        return InvalidInput(what, where=place, found=found, needed=needed, hint=hint)


def _link(copy: _Copy | None, output: str) -> Link | None:
    return Link(node=copy.id, output=output) if copy else None


def _links(copies: Iterable[_Copy | None], output: str) -> Iterator[Link]:
    return (Link(node=copy.id, output=output) for copy in copies if copy)


def _items(part: Input) -> tuple[Link | FileInput | Literally, ...]:
    return part.items if isinstance(part, Collection) else (part,)


def _as_input(value: Any) -> Input | None:
    if value is None or isinstance(value, FileInput):
        return value
    if isinstance(value, Sequence) and any(isinstance(item, FileInput) for item in value):
        items = [item if isinstance(item, FileInput) else Literally(value=to_jsonable_python(item)) for item in value]
        return Collection(items=tuple(items))
    return Literally(value=to_jsonable_python(value))

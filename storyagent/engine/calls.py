"""A plan's nodes made ready to be called: checked as a whole before the first expensive call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, Protocol

from pydantic import ValidationError

from storyagent.engine.artifact import Artifact, Data, File, Kept, Many
from storyagent.engine.codec import AnyTool, Codec, PortCodec, codec_of, fixed_digest
from storyagent.engine.keys import Digest, node_key
from storyagent.engine.store import Store
from storyagent.errors import InvalidInput
from storyagent.graph.links import links_of
from storyagent.graph.plan import Collection, FileInput, Input, Link, Literally, Node, Plan
from storyagent.story.files import sha256_of


class Tools(Protocol):
    """Where tools are found by name: the registry, or a dict."""

    def get(self, name: str, /) -> AnyTool | None:
        """Return the tool of this name."""


@dataclass(frozen=True, slots=True)
class Call:
    """One node with its tool, the nodes it waits for, and the digests of what is known beforehand."""

    node: Node
    tool: AnyTool
    codec: Codec
    order: int
    parents: tuple[str, ...]
    fixed: Mapping[str, Digest]
    """Digest of every input that no other node makes: literals, files and defaults."""

    def key(self, kept: Mapping[str, Kept]) -> str:
        """Return the node's key; `kept` holds the outputs of its parents."""
        linked = {
            name: self._digest(name, value, kept) for name, value in self.node.inputs.items() if name not in self.fixed
        }
        return node_key(self.tool.spec.ref, {**self.fixed, **linked})

    def arguments(self, kept: Mapping[str, Kept], store: Store) -> dict[str, Any]:
        """Return what the tool is called with, `context` aside.

        Raises:
            InvalidInput: a user's file is missing or changed since the plan was made, or a value does not fit.
        """
        return {name: self._argument(name, value, kept, store) for name, value in self.node.inputs.items()}

    def output(self, name: str, kept: Kept, store: Store) -> Any:
        """Return one of the node's outputs as its tool gave it: a value, a path in the store, or a tuple of them."""
        codec = self.codec.outputs[name]
        artifact = kept.outputs[name]
        if isinstance(artifact, Many):
            return tuple(_one(codec, item, store) for item in artifact.items)
        return _one(codec, artifact, store)

    def _digest(self, name: str, value: Input, kept: Mapping[str, Kept]) -> Digest:
        codec = self.codec.inputs[name]
        if isinstance(value, Collection):
            return [_item_digest(codec, item, kept) for item in value.items]
        if isinstance(value, FileInput):
            return [value.sha256] if codec.port.many else value.sha256
        if not isinstance(value, Link):
            return self.fixed[name]
        digest = _linked(value, kept).digest
        return [digest] if codec.port.many and isinstance(digest, str) else digest

    def _argument(self, name: str, value: Input, kept: Mapping[str, Kept], store: Store) -> Any:
        codec = self.codec.inputs[name]
        try:
            if isinstance(value, Collection):
                return tuple(_item_argument(codec, item, kept, store) for item in value.items)
            if isinstance(value, Literally):
                return codec.load(value.value)
            if isinstance(value, FileInput):
                path = _user_file(value)
                return (path,) if codec.port.many else path
            artifact = _linked(value, kept)
            if isinstance(artifact, Many):
                return tuple(_one(codec, item, store) for item in artifact.items)
            one = _one(codec, artifact, store)
            return (one,) if codec.port.many else one
        except ValidationError as error:
            raise _misfit(self.node.id, name, error) from error


def prepare(plan: Plan, tools: Tools) -> dict[str, Call]:
    """Check a plan and return its calls, each after those it waits for, else in the plan's order.

    Raises:
        InvalidInput: the plan cannot run: an unknown tool, node, output or input, one that is missing or does not fit
            its type, or a circle.
    """
    nodes = {node.id: node for node in plan.nodes}
    if len(nodes) != len(plan.nodes):
        twice = sorted({node.id for node in plan.nodes if nodes[node.id] is not node})
        raise InvalidInput("two nodes of the plan have the same id", found=", ".join(twice))
    orders = {node.id: order for order, node in enumerate(plan.nodes)}
    calls: dict[str, Call] = {}
    for node_id in _in_order(nodes):
        calls[node_id] = _prepare(nodes[node_id], orders[node_id], calls, tools)
    for name, link in plan.results.items():
        _require_output(link, calls, f"results.{name}")
    return calls


def _in_order(nodes: Mapping[str, Node]) -> list[str]:
    parents = {}
    for node in nodes.values():
        links = [link for value in node.inputs.values() for link in links_of(value)]
        for link in links:
            if link.node not in nodes:
                raise InvalidInput("a node links to one that is not in the plan", where=node.id, found=link.node)
        parents[node.id] = [link.node for link in links]
    try:
        return list(TopologicalSorter(parents).static_order())
    except CycleError as error:
        raise InvalidInput("the plan goes in a circle", found=" -> ".join(error.args[1])) from error


def _prepare(node: Node, order: int, calls: Mapping[str, Call], tools: Tools) -> Call:
    tool = tools.get(node.tool)
    if tool is None:
        raise InvalidInput("there is no such tool", where=node.id, found=node.tool)
    codec = codec_of(tool)
    _require_ports(node, tool)
    fixed = {name: digest for name, digest in codec.defaults.items() if name not in node.inputs}
    for name, port in tool.spec.inputs.items():
        if port.by_content and name not in node.inputs:
            fixed[name] = fixed_digest(codec.inputs[name], port.default)
    parents: dict[str, None] = {}
    for name, value in node.inputs.items():
        for link in links_of(value):
            _require_output(link, calls, f"{node.id}.{name}")
            parents[link.node] = None
            one_wanted = isinstance(value, Collection) or not codec.inputs[name].port.many
            if one_wanted and calls[link.node].tool.spec.outputs[link.output].many:
                raise InvalidInput("this input takes one value", where=f"{node.id}.{name}", found="a link to many")
        _require_kind(node.id, name, value, codec.inputs[name])
        if isinstance(value, Literally):
            fixed[name] = _literal_digest(node.id, name, value, codec.inputs[name])
    return Call(node, tool, codec, order, tuple(parents), fixed)


def _require_ports(node: Node, tool: AnyTool) -> None:
    for name in node.inputs:
        if name not in tool.spec.inputs:
            near = get_close_matches(name, tool.spec.inputs, n=1)
            raise InvalidInput(
                f"the tool {tool.spec.name} has no such input",
                where=f"{node.id}.{name}",
                needed=f"one of {', '.join(tool.spec.inputs)}",
                hint=f"did you mean {near[0]}?" if near else "",
            )
    missing = [name for name, port in tool.spec.inputs.items() if port.required and name not in node.inputs]
    if missing:
        raise InvalidInput(f"the tool {tool.spec.name} lacks an input", where=node.id, needed=", ".join(missing))


def _require_kind(node_id: str, name: str, value: Input, codec: PortCodec) -> None:
    items = value.items if isinstance(value, Collection) else (value,)
    if isinstance(value, Collection) and not codec.port.many:
        raise InvalidInput("this input takes one value", where=f"{node_id}.{name}", found=f"{len(items)} values")
    for item in items:
        if isinstance(item, FileInput) and not codec.is_file:
            raise InvalidInput("this input takes no file", where=f"{node_id}.{name}", found=item.path)
        # the text of a path says nothing of what is in the file, so it would make a wrong key
        if isinstance(item, Literally) and codec.is_file and item.value not in (None, (), []):
            raise InvalidInput(
                "this input takes a file", where=f"{node_id}.{name}", found=repr(item.value), needed="kind: file"
            )


def _literal_digest(node_id: str, name: str, value: Literally, codec: PortCodec) -> Digest:
    try:
        return fixed_digest(codec, value.value)
    except ValueError as error:
        raise _misfit(node_id, name, error) from error


def _require_output(link: Link, calls: Mapping[str, Call], where: str) -> None:
    call = calls.get(link.node)
    if call is None:
        raise InvalidInput("a link leads to a node that is not in the plan", where=where, found=link.node)
    if link.output not in call.tool.spec.outputs:
        raise InvalidInput(
            f"the tool {call.tool.spec.name} has no such output",
            where=where,
            found=link.output,
            needed=f"one of {', '.join(call.tool.spec.outputs)}",
        )


def _linked(link: Link, kept: Mapping[str, Kept]) -> Artifact:
    return kept[link.node].outputs[link.output]


def _item_digest(codec: PortCodec, item: Link | FileInput | Literally, kept: Mapping[str, Kept]) -> str:
    if isinstance(item, FileInput):
        return item.sha256
    if isinstance(item, Link):
        return _single(item, kept).sha256
    return codec.dump_item(codec.load_item(item.value)).sha256


def _item_argument(codec: PortCodec, item: Link | FileInput | Literally, kept: Mapping[str, Kept], store: Store) -> Any:
    if isinstance(item, FileInput):
        return _user_file(item)
    if isinstance(item, Literally):
        return codec.load_item(item.value)
    return _one(codec, _single(item, kept), store)


def _single(link: Link, kept: Mapping[str, Kept]) -> Data | File:
    artifact = _linked(link, kept)
    assert not isinstance(artifact, Many), "checked by prepare"
    return artifact


def _one(codec: PortCodec, artifact: Data | File, store: Store) -> Any:
    return codec.load_item(artifact.value) if isinstance(artifact, Data) else store.path_of(artifact)


def _user_file(given: FileInput) -> Path:
    path = Path(given.path)
    try:
        found = sha256_of(path)
    except OSError as error:
        raise InvalidInput("cannot read a file of yours", where=given.path, found=str(error.strerror)) from error
    if found != given.sha256:
        raise InvalidInput(
            "a file was changed after the plan was made", where=given.path, hint="run again: the plan is made anew"
        )
    return path


def _misfit(node_id: str, name: str, error: ValueError) -> InvalidInput:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False)[0]
        inner = "".join(f".{part}" for part in first["loc"])
        return InvalidInput(f"an input does not fit: {first['msg']}", where=f"{node_id}.{name}{inner}")
    return InvalidInput("an input does not fit", where=f"{node_id}.{name}", found=str(error))

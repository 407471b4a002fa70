"""What a tool returned, checked and taken into the store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from storyagent.engine.artifact import Artifact, Data, File, Many
from storyagent.engine.calls import Call
from storyagent.engine.codec import AnyTool, PortCodec, codec_of
from storyagent.engine.store import Store
from storyagent.errors import ToolFailed


class HasFolder(Protocol):
    """A call's context, as far as its files go."""

    @property
    def folder(self) -> Path:
        """Return the call's own folder."""


def take_outputs(result: Any, call: Call, context: HasFolder, store: Store) -> dict[str, Artifact]:
    """Check what a tool returned and take its files into the store.

    Raises:
        ToolFailed: an output is missing, of the wrong type, or a file outside the context's folder (a file of
            the store, such as an input that is handed on, is allowed).
    """
    outputs: dict[str, Artifact] = {}
    for value, codec, where in _values(result, call.codec.outputs, call.node.id):
        if codec.port.many:
            outputs[codec.port.name] = Many(
                tuple(_take(item, codec, where, context, store) for item in _items(value, where))
            )
        else:
            outputs[codec.port.name] = _take(value, codec, where, context, store)
    return outputs


def plain_outputs(result: Any, tool: AnyTool, node_id: str) -> dict[str, Any]:
    """Return what a tool returned as plain data by output, a file as its path, for another process to take.

    Raises:
        ToolFailed: an output is missing or of the wrong type.
    """
    return {
        codec.port.name: [_plain(item, codec, where) for item in _items(value, where)]
        if codec.port.many
        else _plain(value, codec, where)
        for value, codec, where in _values(result, codec_of(tool).outputs, node_id)
    }


def _values(result: Any, codecs: Mapping[str, PortCodec], node_id: str) -> Iterator[tuple[Any, PortCodec, str]]:
    for name, codec in codecs.items():
        value = getattr(result, name) if name in getattr(result, "_fields", ()) else result
        yield value, codec, f"{node_id}.{name}"


def _items(value: Any, where: str) -> tuple[Any, ...] | list[Any]:
    if not isinstance(value, tuple | list):
        raise ToolFailed("an output is of the wrong type", where=where, found=repr(value), needed="a tuple")
    return value


def _plain(value: Any, codec: PortCodec, where: str) -> Any:
    checked = _checked(value, codec, where)
    return checked.value if isinstance(checked, Data) else str(checked)


def _take(value: Any, codec: PortCodec, where: str, context: HasFolder, store: Store) -> Data | File:
    checked = _checked(value, codec, where)
    if isinstance(checked, Data):
        return checked
    assert codec.port.resource is not None
    return _take_file(checked, codec.port.resource.suffix, where, context, store)


def _checked(value: Any, codec: PortCodec, where: str) -> Data | Path:
    try:
        loaded = codec.load_item(value)
        return codec.dump_item(loaded) if not codec.is_file or loaded is None else Path(loaded)
    except ValueError as error:
        found, needed = (repr(value), "the path of a file") if codec.is_file else (str(error), "")
        raise ToolFailed("an output is of the wrong type", where=where, found=found, needed=needed) from error


def _take_file(path: Path, suffix: str, where: str, context: HasFolder, store: Store) -> File:
    if handed_on := store.find(path):
        return handed_on
    if not path.is_file():
        raise ToolFailed("an output file was not written", where=where, found=str(path))
    if path.suffix != suffix:
        raise ToolFailed("an output file has the wrong ending", where=where, found=path.name, needed=suffix)
    path = path.resolve()
    if not path.is_relative_to(context.folder):
        raise ToolFailed(
            "a tool wrote outside its folder", where=where, found=str(path), hint="write below context.path(...)"
        )
    return store.put_file(path, suffix)

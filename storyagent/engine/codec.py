"""Plain data into what a tool takes and back, by the Python type each port is annotated with."""

from __future__ import annotations

import json
from typing import Any, get_args
from weakref import WeakKeyDictionary

from pydantic import PydanticUserError, TypeAdapter

from storyagent.engine.artifact import Data
from storyagent.engine.keys import canonical_json, digest_text
from storyagent.errors import ToolFailed
from storyagent.graph.tool import Port, Tool

AnyTool = Tool[..., Any]


class PortCodec:
    """Validates and writes the values of one port; of one item of it where the port takes many."""

    def __init__(self, port: Port) -> None:
        self.port = port
        self.is_file = port.resource is not None and port.resource.is_file
        self._whole: TypeAdapter[Any] = TypeAdapter(port.annotation)
        self._item: TypeAdapter[Any] = TypeAdapter(get_args(port.annotation)[0]) if port.many else self._whole

    def load(self, data: Any) -> Any:
        """Return the Python value of plain data, all items at once.

        Raises:
            ValueError: the data does not fit the port's type.
        """
        return self._whole.validate_python(data)

    def load_item(self, data: Any) -> Any:
        """Return the Python value of one item.

        Raises:
            ValueError: the data does not fit the item's type.
        """
        return self._item.validate_python(data)

    def dump_item(self, value: Any) -> Data:
        """Return one valid item as plain data with its hash: equal values give equal data.

        Raises:
            ValueError: the value has no form in JSON.
        """
        text = canonical_json(self._item.dump_python(value, warnings="error"))
        return Data(json.loads(text), digest_text(text))


class Codec:
    """The codecs of all ports of one tool."""

    def __init__(self, tool: AnyTool) -> None:
        self.inputs = {name: PortCodec(port) for name, port in tool.spec.inputs.items()}
        self.outputs = {name: PortCodec(port) for name, port in tool.spec.outputs.items()}
        self.defaults = {
            name: _default_digest(tool, codec)
            for name, codec in self.inputs.items()
            if not codec.port.required and not codec.port.by_content
        }


def fixed_digest(codec: PortCodec, value: Any) -> str | list[str]:
    """Return the digest of a value that is known before anything runs: a literal or a default.

    Where the value names something outside the plan, its content now is in the digest.

    Raises:
        ValueError: the value does not fit the port.
    """
    loaded = codec.load(value)
    outside = codec.port.by_content
    if outside:
        return digest_text(canonical_json([codec.dump_item(loaded).sha256, outside.digest(loaded)]))
    if codec.port.many:
        return [codec.dump_item(item).sha256 for item in loaded]
    return codec.dump_item(loaded).sha256


def _default_digest(tool: AnyTool, codec: PortCodec) -> str | list[str]:
    try:
        return fixed_digest(codec, codec.port.default)
    except ValueError as error:
        raise ToolFailed(
            f"the tool {tool.spec.name} has a default that does not fit its own type",
            where=codec.port.name,
            found=repr(codec.port.default),
            needed=codec.port.type_name,
        ) from error


def codec_of(tool: AnyTool) -> Codec:
    """Return the codec of a tool, made once per tool.

    Raises:
        ToolFailed: a port has a type that cannot be read or written.
    """
    codec = _CODECS.get(tool)
    if codec is None:
        try:
            codec = _CODECS[tool] = Codec(tool)
        except PydanticUserError as error:
            raise ToolFailed(
                f"the tool {tool.spec.name} has an input or output of a type that no data can fill",
                found=str(error).splitlines()[0],
                needed="resources, plain types, and pydantic values",
            ) from error
    return codec


_CODECS: WeakKeyDictionary[AnyTool, Codec] = WeakKeyDictionary()

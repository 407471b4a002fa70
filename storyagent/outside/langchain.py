"""LangChain's tools as tools of the graph, and the other way round.

from storyagent.outside.langchain import from_langchain

registry = Registry.installed()
registry.add(from_langchain(my_langchain_tool, version="1"))
"""

from __future__ import annotations

import hashlib
import inspect
import json
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

from pydantic import TypeAdapter, create_model
from pydantic.fields import FieldInfo

from storyagent.errors import InvalidInput, MissingExtra, StoryagentError, ToolFailed
from storyagent.graph.tool import Port, Tool, ToolContext
from storyagent.outside.answers import Answer, Block, decoded
from storyagent.outside.made import OutsideTool, made_tool
from storyagent.outside.schema import plain_name
from storyagent.outside.sources import Offer, Source

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool, StructuredTool

Call = Callable[[Tool[..., Any], Mapping[str, Any]], Mapping[str, Any]]
"""Runs a tool with plain inputs and returns its outputs by name: values, or paths of files."""


def from_langchain(given: BaseTool, *, version: str, gives: str | None = None, **takes: str) -> OutsideTool:
    """Return a tool of the graph that calls a LangChain tool of this process.

    Args:
        given: The tool. Its arguments become inputs and settings by their schema (`storyagent.outside.schema`).
        version: Change it whenever the same arguments give a different result.
        gives: The resource type of its result, `image`, or `image*` for many, in place of what its name suggests.
        takes: Resource types, or "setting", by argument, in place of what its schema suggests.

    Raises:
        InvalidInput: its schema cannot be read, or a type is unknown.
    """
    offer = _offer(given).model_copy(update={"gives": gives, "takes": takes})

    def ask(arguments: dict[str, Any], context: ToolContext, where: str) -> Answer:
        return _asked(given, arguments, where)

    made = made_tool(plain_name(given.name), offer, ask, local=True, version=f"{version}+{offer.sha256[:12]}")
    return OutsideTool(made, f"langchain: {type(given).__module__}.{type(given).__name__}", None)


def offered(source: Source) -> Source:
    """Return a source with the LangChain tool that its object is.

    Raises:
        InvalidInput: there is no such module or object, or it is no LangChain tool.
        MissingExtra: langchain is not installed.
    """
    given, module = _loaded(source)
    update = {"server": module.partition(".")[0], "server_version": _version_of(module), "offers": (_offer(given),)}
    return source.model_copy(update=update)


def ask_object(source: Source, offer: Offer, arguments: dict[str, Any], where: str) -> Answer:
    """Call a source's tool and return what it answered.

    Raises:
        ToolFailed: it failed, or it is not what it was when it was added.
    """
    given, module = _loaded(source)
    if _offer(given).sha256 != offer.sha256 or _version_of(module) != source.server_version:
        raise ToolFailed(
            "this tool was changed since it was added",
            where=where,
            hint=f"to take it as it is: storyagent tools add langchain {source.object} --replace",
        )
    return _asked(given, arguments, where)


def as_langchain(own: Tool[..., Any], call: Call) -> StructuredTool:
    """Return a LangChain tool that calls a tool of the graph; files are taken and given as paths.

    Args:
        own: The tool.
        call: Runs it; `storyagent.outside.calling.call_once` does so through the engine.

    Raises:
        MissingExtra: langchain is not installed.
    """
    _require_langchain()
    from langchain_core.tools import StructuredTool

    fields: dict[str, Any] = {name: (port.annotation, _field(port)) for name, port in own.spec.inputs.items()}

    def answer(**arguments: Any) -> str:
        try:
            outputs = call(own, arguments)
        except StoryagentError as error:  # an agent reads what went wrong, and may try otherwise
            return json.dumps(error.to_dict(), ensure_ascii=False)
        plain = {name: TypeAdapter(Any).dump_python(output, mode="json") for name, output in outputs.items()}
        return json.dumps(plain, ensure_ascii=False)

    return StructuredTool.from_function(
        answer,
        name=own.spec.name.replace(".", "_"),
        description=own.spec.summary,
        args_schema=create_model(f"{plain_name(own.spec.name)}_arguments", **fields),
    )


def _field(port: Port) -> FieldInfo:
    words = f"{port.type_name}, the path of a file" if port.resource and port.resource.is_file else port.type_name
    return FieldInfo(description=words) if port.required else FieldInfo(description=words, default=port.default)


def _offer(given: BaseTool) -> Offer:
    arguments = given.tool_call_schema  # without what the caller injects
    schema = arguments if isinstance(arguments, dict) else TypeAdapter(arguments).json_schema()
    output = None
    function = getattr(given, "func", None)
    if function is not None and getattr(given, "response_format", "content") == "content":
        output = _output_schema(function)
    schema = {key: value for key, value in schema.items() if key not in {"title", "description"}}
    return Offer(name=given.name, description=given.description, input_schema=schema, output_schema=output)


def _output_schema(function: Callable[..., Any]) -> dict[str, Any] | None:
    """Return the schema of what a function is annotated to return, as MCP servers write it; a text says too little."""
    try:
        result = get_type_hints(function).get("return")
    except (NameError, TypeError):
        return None
    if result in (None, str, Path, Any, bytes, type(None)):
        return None
    try:
        return {"type": "object", "properties": {"result": TypeAdapter(result).json_schema()}}
    except Exception:  # a class that has no schema: pydantic raises errors of several kinds
        return None


def _loaded(source: Source) -> tuple[BaseTool, str]:
    _require_langchain()
    from langchain_core.tools import BaseTool

    module, colon, name = (source.object or "").partition(":")
    if not (module and colon and name):
        raise InvalidInput("a LangChain tool is named module:object", found=repr(source.object))
    if source.folder is not None and str(source.folder) not in sys.path:
        sys.path.append(str(source.folder))
    try:
        given = getattr(import_module(module), name)
    except Exception as error:  # an import may raise anything
        raise InvalidInput(
            "there is no such object", where=source.object or "", found=f"{type(error).__name__}: {error}"
        ) from error
    if not isinstance(given, BaseTool):
        raise InvalidInput(
            "this is no LangChain tool", where=source.object or "", found=type(given).__name__, needed="a BaseTool"
        )
    return given, module


def _require_langchain() -> None:
    try:
        import langchain_core  # noqa: F401
    except ModuleNotFoundError as error:
        raise MissingExtra(
            "LangChain's tools need a package that is not installed", hint="pip install 'storyagent[llm]'"
        ) from error


def _version_of(module: str) -> str:
    """Return the version of a module's distribution, and a hash of its source, as far as there is either."""
    parts = []
    with suppress(KeyError, IndexError, PackageNotFoundError):
        parts.append(version(packages_distributions()[module.partition(".")[0]][0]))
    file = inspect.getsourcefile(import_module(module))
    if file is not None:
        parts.append(hashlib.sha256(Path(file).read_bytes()).hexdigest()[:12])
    return "-".join(parts)


def _asked(given: BaseTool, arguments: dict[str, Any], where: str) -> Answer:
    call = {"name": given.name, "args": arguments, "id": "storyagent", "type": "tool_call"}
    message = given.invoke(call)
    if getattr(message, "status", "success") == "error":
        raise ToolFailed("the tool reported an error", where=where, found=str(message.content)[:1000])
    artifact = getattr(message, "artifact", None)
    if isinstance(artifact, bytes):
        return Answer(blocks=(Block(data=artifact),))
    if isinstance(artifact, Path):
        return Answer(blocks=(Block(path=artifact),))
    content = message.content if hasattr(message, "content") else message
    if isinstance(content, list):
        return Answer(blocks=tuple(_block(block, where) for block in content))
    return Answer(blocks=(Block(text=str(content)),))


def _block(block: Any, where: str) -> Block:
    """Return a block of LangChain's content: text, or a medium as base64."""
    if isinstance(block, str):
        return Block(text=block)
    if block.get("type") in {"image", "audio", "video", "file"}:
        data = block.get("base64") or block.get("data")
        if isinstance(data, str):
            return Block(data=decoded(data, where), mime=block.get("mime_type") or "")
    if block.get("type") == "image_url":
        return Block(text=str((block.get("image_url") or {}).get("url")))
    return Block(text=str(block.get("text", "")))

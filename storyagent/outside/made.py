"""Tools of the graph made of what a source offers: their signature is what its JSON schema says."""

from __future__ import annotations

import base64
import inspect
import mimetypes
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from storyagent.errors import InvalidInput, StoryagentError, ToolFailed
from storyagent.graph.registry import Broken
from storyagent.graph.tool import Tool, ToolContext, tool
from storyagent.outside.answers import Answer, Block, taken
from storyagent.outside.schema import Parameter, gives_of, parameters_of, plain_name
from storyagent.outside.sources import Offer, Source
from storyagent.outside.types import file_type, type_called

LONGEST_SUMMARY = 160
LARGEST_INLINE_BYTES = 32 * 1024**2
"""The largest file that is sent inside a message."""

Ask = Callable[[dict[str, Any], ToolContext, str], Answer]
"""Calls the tool: takes its arguments by original name, the call's context, and where it is, for errors."""


class OutsideTool(Tool[..., Any]):
    """A tool from outside. Another process makes it anew from its source, if it has one."""

    def __init__(self, made: Tool[..., Any], origin: str, source: tuple[Source, Offer] | None) -> None:
        super().__init__(made.function, made.spec)
        self.origin = origin
        self._source = source

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle what it was made of.

        Raises:
            TypeError: it was made of an object of this process.
        """
        if self._source is None:
            raise TypeError(f"{self.spec.name} was made of an object of this process")
        return tool_of, self._source


def tool_of(source: Source, offer: Offer) -> OutsideTool:
    """Return a tool of the graph for one that a source offers.

    Raises:
        InvalidInput: its schema cannot be read, or a type that was chosen for it is unknown.
    """
    made = made_tool(
        f"{source.name}.{plain_name(offer.name)}",
        offer,
        _asker(source, offer),
        version=source.version_of(offer),
        local=source.url is None,
        extra="mcp" if source.kind == "mcp" else "llm",
        needs={} if source.url else {"cpu": 1},
        isolated=True,
        time_limit_s=source.time_limit_s,
        memory_limit_gib=source.memory_limit_gib,
    )
    return OutsideTool(made, f"{source.kind}: {source.address}", (source, offer))


def tools_of(source: Source) -> list[OutsideTool | Broken]:
    """Return the tools of one source, and for each that cannot be used, why."""
    found: list[OutsideTool | Broken] = []
    for offer in source.offers:
        try:
            found.append(tool_of(source, offer))
        except StoryagentError as error:
            found.append(Broken(f"{source.name}.{offer.name}", source.address, error))
        except Exception as error:  # a schema may hold anything
            failed = ToolFailed("its schema cannot be read", found=f"{type(error).__name__}: {error}")
            found.append(Broken(f"{source.name}.{offer.name}", source.address, failed))
    return found


def made_tool(name: str, offer: Offer, ask: Ask, *, local: bool, **facts: Any) -> Tool[..., Any]:
    """Return a tool whose inputs and result are what an offer's schemas say.

    Args:
        name: What the graph calls it.
        offer: Its schemas.
        ask: Calls it.
        local: Whether it reads files of this machine; else they are sent to it.
        facts: What `storyagent.graph.tool.tool` takes.

    Raises:
        InvalidInput: its schema cannot be read, or a type that was chosen for it is unknown.
    """
    parameters = parameters_of(offer.input_schema, offer.takes)
    gives = offer.gives or gives_of(offer.name, offer.output_schema, parameters)
    given = type_called(gives.removesuffix("*"))

    def call(*, context: ToolContext, **arguments: Any) -> Any:
        written = {p.original: context.path(f"given/{p.name}{_suffix(gives)}") for p in parameters if _is_output(p)}
        sent = {p.original: _sent(p, arguments[p.name], local) for p in parameters if _is_given(p, arguments)}
        answer = ask({**sent, **{key: str(path) for key, path in written.items()}}, context, name)
        return taken(_with_written(answer, written.values(), gives), gives, context, name)

    inputs = [parameter for parameter in parameters if not _is_output(parameter)]
    annotations = {parameter.name: parameter.annotation for parameter in inputs}
    result = tuple[given, ...] if gives.endswith("*") else given  # type: ignore[valid-type]
    call.__name__ = call.__qualname__ = name
    call.__doc__ = summary_of(offer)
    call.__annotations__ = {**annotations, "context": ToolContext, "return": result}
    call.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [_as_python(parameter) for parameter in inputs] + [_CONTEXT], return_annotation=result
    )
    return tool(**facts)(call)


def summary_of(offer: Offer) -> str:
    """Return the first sentence of a description as one line of plain letters, ended by a full stop."""
    text = "".join(letter if letter.isprintable() else " " for letter in offer.description)
    text = re.split(r"(?<=[.!?])\s", " ".join(text.split()))[0]
    text = text if len(text) < LONGEST_SUMMARY else text[: LONGEST_SUMMARY - 2].rsplit(" ", 1)[0] + " …"
    text = text or f"{plain_name(offer.name).replace('_', ' ')}"
    return text[0].upper() + text[1:].rstrip(".") + "."


def _asker(source: Source, offer: Offer) -> Ask:
    def ask(arguments: dict[str, Any], context: ToolContext, where: str) -> Answer:
        if source.kind == "mcp":
            from storyagent.outside.mcp_client import ask_server

            return ask_server(source, offer, arguments, context, where)
        from storyagent.outside.langchain import ask_object

        return ask_object(source, offer, arguments, where)

    return ask


_CONTEXT = inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=ToolContext)


def _as_python(parameter: Parameter) -> inspect.Parameter:
    default = inspect.Parameter.empty if parameter.required else parameter.default
    return inspect.Parameter(
        parameter.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=parameter.annotation
    )


def _is_output(parameter: Parameter) -> bool:
    return parameter.sent_as == "output"


def _is_given(parameter: Parameter, arguments: Mapping[str, Any]) -> bool:
    """Tell whether a parameter is sent: what is left out stays out, so that the tool's own default holds."""
    if _is_output(parameter) or parameter.name not in arguments:
        return False
    value = arguments[parameter.name]
    return parameter.required or not (value is None or (parameter.many and value == ()))


def _sent(parameter: Parameter, value: Any, local: bool) -> Any:
    if isinstance(value, tuple):
        return [_sent(parameter, item, local) for item in value]
    return _file_sent(parameter, value, local) if isinstance(value, Path) else value


def _file_sent(parameter: Parameter, path: Path, local: bool) -> str:
    if local and parameter.sent_as == "path":
        return str(path)
    if local and parameter.sent_as == "uri":
        return path.absolute().as_uri()
    size = path.stat().st_size
    if size > LARGEST_INLINE_BYTES:
        raise InvalidInput(
            "this file is too large to be sent inside a message",
            where=parameter.name,
            found=f"{size / 1024**2:.0f} MiB",
            needed=f"at most {LARGEST_INLINE_BYTES // 1024**2} MiB",
        )
    coded = base64.b64encode(path.read_bytes()).decode("ascii")
    mime = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return coded if parameter.sent_as == "base64" else f"data:{mime};base64,{coded}"


def _suffix(gives: str) -> str:
    wanted = file_type(gives.removesuffix("*"))
    return wanted.suffix if wanted else ""


def _with_written(answer: Answer, paths: Iterable[Path], gives: str) -> Answer:
    """Return the files that a tool wrote where it was told to in place of what it said, where files are wanted."""
    there = [path for path in paths if path.is_file()]
    if not there or not _suffix(gives):
        return answer
    return Answer(blocks=tuple(Block(path=path) for path in there))

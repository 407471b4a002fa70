"""MCP servers: what they offer, and one call of one of their tools.

Each call starts the server anew, or opens a session of its own at its URL: the same inputs then give the same result,
whatever was called before. The official client speaks the protocol; here is what our side needs around it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Protocol, TypeVar, runtime_checkable

from storyagent.errors import Misconfigured, MissingExtra, StoryagentError, ToolFailed, Transient
from storyagent.graph.tool import ToolContext
from storyagent.outside.answers import Answer, Block, decoded, local_path
from storyagent.outside.sources import Offer, Source

if TYPE_CHECKING:
    from httpx2 import Response
    from mcp import Client
    from mcp.types import CallToolResult

T = TypeVar("T")
LIST_LIMIT_S = 60.0
MOST_TOOLS = 1000
MOST_GARBAGE = 20
"""Lines of a server's output that are no messages, after which nobody listens any more."""

TICK_S = 0.2
_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})


@runtime_checkable
class StopsHere(Protocol):
    """A context that can say whether the run was cancelled, as a run's can."""

    def check(self) -> None:
        """Stop here if the run was cancelled."""


def offered(source: Source) -> Source:
    """Return a source with the server's name, version and tools as it describes them now.

    Raises:
        MissingExtra: the package `mcp` is not installed.
        Misconfigured: the server cannot be started, or a variable it needs is not set.
        Transient, ToolFailed: it cannot be reached, or does not behave as an MCP server.
    """

    async def listed(client: Client) -> Source:
        info = client.server_info
        return source.model_copy(
            update={
                "server": info.name if info else "",
                "server_version": info.version if info else "",
                "offers": tuple([offer async for offer in _offers(client, source.name)]),
            }
        )

    return _run(source, listed, LIST_LIMIT_S, None, source.name)


def ask_server(source: Source, offer: Offer, arguments: dict[str, Any], context: ToolContext, where: str) -> Answer:
    """Call a tool and return what it answered.

    Raises:
        Transient: the server cannot be reached, or says that it is busy.
        ToolFailed: the tool reports an error or has changed, or its server died, hung, or is no MCP server.
        MissingExtra, Misconfigured: as `offered`.
    """

    async def report(progress: float, total: float | None, message: str | None) -> None:
        context.progress(progress / total if total else 0.0, message or "")

    async def called(client: Client) -> Answer:
        live = {live.name: live async for live in _offers(client, where)}
        _require_unchanged(source, offer, live.get(offer.name), where)
        result = await client.call_tool(offer.name, arguments, progress_callback=report)
        if result.is_error:
            said = " ".join(getattr(block, "text", "") for block in result.content).strip()
            raise ToolFailed("the tool reported an error", where=where, found=_printable(said) or "no reason")
        blocks = [await _block(block, client, source, where) for block in result.content]
        has = result.structured_content is not None
        return Answer(blocks=tuple(blocks), structured=_unwrapped(result, offer), has_structured=has)

    return _run(source, called, source.time_limit_s, context, where)


async def _offers(client: Client, where: str) -> AsyncIterator[Offer]:
    cursor, count = None, 0
    while True:
        page = await client.list_tools(cursor=cursor, cache_mode="bypass")
        for tool in page.tools:
            yield Offer(
                name=tool.name,
                description=tool.description or "",
                input_schema=tool.input_schema,
                output_schema=tool.output_schema,
            )
        cursor, count = page.next_cursor, count + len(page.tools)
        if cursor is None:
            return
        if count > MOST_TOOLS or not page.tools:
            raise ToolFailed("the server's list of tools has no end", where=where, found=f"{count} tools so far")


def _require_unchanged(source: Source, offer: Offer, live: Offer | None, where: str) -> None:
    if live is None:
        raise ToolFailed("the server no longer has this tool", where=where, hint=_again(source))
    if live.sha256 != offer.sha256:
        raise ToolFailed(
            "the server describes this tool differently than when it was added",
            where=where,
            found=f"schemas with the hash {live.sha256[:12]}",
            needed=offer.sha256[:12],
            hint=_again(source),
        )


def _again(source: Source) -> str:
    return f"to see what changed and take it: storyagent tools add ... {source.name} --replace"


def _unwrapped(result: CallToolResult, offer: Offer) -> Any:
    """Return structured data; what only wraps one value under the name `result` gives that value."""
    properties = (offer.output_schema or {}).get("properties")
    if isinstance(properties, dict) and set(properties) == {"result"} and isinstance(result.structured_content, dict):
        return result.structured_content.get("result")
    return result.structured_content


async def _block(block: Any, client: Client, source: Source, where: str) -> Block:
    match block.type:
        case "text":
            return Block(text=block.text)
        case "image" | "audio":
            return Block(data=decoded(block.data, where), mime=block.mime_type)
        case "resource":
            return _contents(block.resource, where)
    path = local_path(block.uri) if source.url is None else None
    if path is not None:
        return Block(path=path, mime=block.mime_type or "")
    read = await client.read_resource(block.uri)  # never fetched by us: the server hands out what is its own
    if len(read.contents) != 1:
        raise ToolFailed("a resource of the answer is not one", where=where, found=f"{len(read.contents)}")
    return _contents(read.contents[0], where)


def _contents(contents: Any, where: str) -> Block:
    text = getattr(contents, "text", None)
    if text is not None:
        return Block(text=text)
    return Block(data=decoded(contents.blob, where), mime=contents.mime_type or "")


@dataclass
class _Session:
    """What is known of a session besides its client.

    What the server printed, how much of its output was no message, and the HTTP status of its last refusal: the client
    passes on none of these.
    """

    errors: IO[str]
    garbage: int = 0
    status: int = 0

    async def note(self, message: Any) -> None:
        """Count what is no message."""
        if isinstance(message, Exception):
            self.garbage += 1

    async def note_status(self, response: Response) -> None:
        """Keep the status of a response that is no success."""
        if response.status_code >= 400:
            self.status = response.status_code

    def printed(self) -> str:
        """Return the last of what the server wrote to its standard error."""
        self.errors.flush()
        size = self.errors.seek(0, os.SEEK_END)
        self.errors.seek(max(0, size - 2000))
        lines = [line.strip() for line in self.errors.read().splitlines() if line.strip()]
        return _printable(" / ".join(lines[-3:]))[-300:]


def _run(
    source: Source,
    work: Callable[[Client], Awaitable[T]],
    limit_s: float,
    context: ToolContext | None,
    where: str,
) -> T:
    """Open a session, do work in it within its limit, and close it; every failure becomes one of our errors."""
    try:
        import mcp  # noqa: F401
    except ModuleNotFoundError as error:
        raise MissingExtra(
            "MCP servers need a package that is not installed", where=where, hint="pip install 'storyagent[mcp]'"
        ) from error
    with tempfile.TemporaryFile("w+", errors="replace") as errors, _quiet():
        session = _Session(errors)
        try:
            return asyncio.run(_watched(source, work, limit_s, context, session, where))
        except BaseException as error:
            raise _meaning(error, source, session, limit_s, where) from error


async def _watched(
    source: Source,
    work: Callable[[Client], Awaitable[T]],
    limit_s: float,
    context: ToolContext | None,
    session: _Session,
    where: str,
) -> T:
    async def working() -> T:
        async with _client(source, session) as client:
            return await work(client)

    task = asyncio.ensure_future(working())
    ending = asyncio.get_running_loop().time() + limit_s
    try:
        while not (await asyncio.wait([task], timeout=TICK_S))[0]:
            if isinstance(context, StopsHere):
                context.check()
            if session.garbage > MOST_GARBAGE:
                found = f"{session.garbage} lines of it"
                raise ToolFailed("the server sends what are no messages", where=where, found=found)
            if asyncio.get_running_loop().time() > ending:
                raise TimeoutError
        return task.result()
    finally:
        task.cancel()
        await asyncio.wait([task])


@asynccontextmanager
async def _client(source: Source, session: _Session) -> AsyncIterator[Client]:
    from mcp import Client, StdioServerParameters, stdio_client
    from mcp.client.streamable_http import streamable_http_client
    from mcp.shared._httpx_utils import create_mcp_http_client

    async with AsyncExitStack() as opened:
        if source.url is not None:
            token = {"Authorization": f"Bearer {_variable(source.token_env, source)}"} if source.token_env else None
            web = await opened.enter_async_context(create_mcp_http_client(headers=token))
            web.event_hooks = {"response": [session.note_status]}
            transport: Any = streamable_http_client(source.url, http_client=web)
        else:
            process = StdioServerParameters(
                command=source.command[0],
                args=list(source.command[1:]),
                env={name: _variable(name, source) for name in source.env},
                cwd=source.folder,
            )
            transport = stdio_client(process, errlog=session.errors)  # type: ignore[arg-type]
        yield await opened.enter_async_context(Client(transport, message_handler=session.note, cache=None))


def _variable(name: str, source: Source) -> str:
    if name not in os.environ:
        raise Misconfigured(
            f"the source {source.name} needs a variable that is not set", needed=name, hint=f"export {name}=..."
        )
    return os.environ[name]


def _meaning(error: BaseException, source: Source, session: _Session, limit_s: float, where: str) -> BaseException:
    """Return what an error means: the first of ours in a group of them, or what the first says happens next."""
    from httpx2 import TransportError
    from mcp import MCPError
    from mcp.types import CONNECTION_CLOSED

    leaves = list(_leaves(error))
    first = next((leaf for leaf in leaves if isinstance(leaf, StoryagentError)), leaves[0])
    if not isinstance(first, Exception):
        return first
    if isinstance(first, StoryagentError):
        return first
    printed = session.printed()
    said = f"it last printed: {printed}" if printed else ""
    reached = f"{source.address}: {first}"
    meaning: StoryagentError
    match first:
        case TimeoutError():
            found = "; ".join(part for part in (f"nothing after {limit_s:g} s", said) if part)
            meaning = ToolFailed("the MCP server did not answer in time", where=where, found=found)
        case MCPError() if first.code == CONNECTION_CLOSED:
            meaning = ToolFailed("the MCP server ended before it answered", where=where, found=said)
        case MCPError() if session.status in _BUSY:
            meaning = Transient("the MCP server is busy", where=where, found=f"HTTP {session.status}")
        case MCPError() if session.status in {401, 403}:
            found = f"HTTP {session.status}"
            meaning = Misconfigured("the MCP server wants another token", where=where, found=found, hint="--token-env")
        case MCPError():
            meaning = ToolFailed("the MCP server refused", where=where, found=_printable(first.message))
        case TransportError() | ConnectionError():
            meaning = Transient("the MCP server cannot be reached", where=where, found=reached)
        case OSError() if source.url is None:
            meaning = Misconfigured("the MCP server cannot be started", where=where, found=reached)
        case _:
            what = f"the MCP server failed: {type(first).__name__}"
            meaning = ToolFailed(what, where=where, found=_printable(str(first)))
    return meaning


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _leaves(inner)
    else:
        yield error


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text[:1000])


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the client's log off the terminal: what it has to say is in our errors."""
    log = logging.getLogger("mcp")
    before = log.propagate, log.handlers[:]
    log.propagate = False
    log.addHandler(logging.NullHandler())
    try:
        yield
    finally:
        log.propagate, log.handlers[:] = before

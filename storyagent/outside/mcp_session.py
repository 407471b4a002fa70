"""One session with an MCP server: opened, watched while work is done in it, closed; every failure one of our errors."""

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
from storyagent.outside.sources import Source

if TYPE_CHECKING:
    from httpx2 import Response
    from mcp import Client

T = TypeVar("T")
MOST_GARBAGE = 20
"""Lines of a server's output that are no messages, after which nobody listens any more."""

TICK_S = 0.2
_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})


@runtime_checkable
class StopsHere(Protocol):
    """A context that can say whether the run was cancelled, as a run's can."""

    def check(self) -> None:
        """Stop here if the run was cancelled."""


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
        return printable(" / ".join(lines[-3:]))[-300:]


def in_session(
    source: Source,
    work: Callable[[Client], Awaitable[T]],
    limit_s: float,
    context: ToolContext | None,
    where: str,
) -> T:
    """Open a session, do work in it, and close it.

    Args:
        source: Which server.
        work: What is done with its client.
        limit_s: How long all of it may take.
        context: The call's, if there is one: where a cancelled run stops.
        where: What errors name as their place.

    Raises:
        MissingExtra: the package `mcp` is not installed.
        Misconfigured: the server cannot be started, or wants a variable or token that it was not given.
        Transient: it cannot be reached, or is busy.
        ToolFailed: it died, hung, or does not behave as an MCP server; or the work failed.
    """
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
            meaning = ToolFailed("the MCP server refused", where=where, found=printable(first.message))
        case TransportError() | ConnectionError():
            meaning = Transient("the MCP server cannot be reached", where=where, found=reached)
        case OSError() if source.url is None:
            meaning = Misconfigured("the MCP server cannot be started", where=where, found=reached)
        case _:
            what = f"the MCP server failed: {type(first).__name__}"
            meaning = ToolFailed(what, where=where, found=printable(str(first)))
    return meaning


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _leaves(inner)
    else:
        yield error


def printable(text: str) -> str:
    """Return the first of a text with a blank for every letter that cannot be shown."""
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

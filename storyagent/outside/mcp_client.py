"""MCP servers: what they offer, and one call of one of their tools.

Each call starts the server anew, or opens a session of its own at its URL: the same inputs then give the same result,
whatever was called before. The official client speaks the protocol; here is what our side needs around it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from storyagent.errors import ToolFailed
from storyagent.graph.tool import ToolContext
from storyagent.outside.answers import Answer, Block, decoded, local_path
from storyagent.outside.mcp_session import in_session, printable
from storyagent.outside.sources import Offer, Source

if TYPE_CHECKING:
    from mcp import Client
    from mcp.types import CallToolResult

LIST_LIMIT_S = 60.0
MOST_TOOLS = 1000


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

    return in_session(source, listed, LIST_LIMIT_S, None, source.name)


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
            raise ToolFailed("the tool reported an error", where=where, found=printable(said) or "no reason")
        blocks = [await _block(block, client, source, where) for block in result.content]
        has = result.structured_content is not None
        return Answer(blocks=tuple(blocks), structured=_unwrapped(result, offer), has_structured=has)

    return in_session(source, called, source.time_limit_s, context, where)


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

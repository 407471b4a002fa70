"""Tool graphs and cases as TaskBench writes them, or anybody else in its shape.

A graph is one JSON object with `nodes`, each with `id`, `desc` and either `input-type` and `output-type` (lists of type
names) or `parameters` (then nothing is known of types, and tools follow one another in time); `links`, if there, are
pairs of `source` and `target` that may follow one another. A case is a line of JSON with the request and its gold plan:
`user_request` or `instruction`, `tool_nodes` or `task_nodes` (`task` in each), `tool_links` or `task_links`, `type`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from storyagent.errors import InvalidInput
from storyagent.story.files import read_text
from storyagent.story.values import Value

Kind = Literal["node", "chain", "dag"]
_KINDS: Mapping[str, Kind] = {"node": "node", "single": "node", "chain": "chain", "dag": "dag"}


class DescribedTool(Value):
    """A tool as data: its name, what it does in words, and the types it takes and gives, in order."""

    name: str = Field(min_length=1)
    description: str = ""
    takes: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()


class DescribedGraph(Value):
    """Tools, and which may follow which. `typed` is False where only the order in time is known."""

    name: str
    tools: tuple[DescribedTool, ...] = Field(min_length=1)
    typed: bool

    def by_name(self) -> dict[str, DescribedTool]:
        """Return the tools by name."""
        return {tool.name: tool for tool in self.tools}


class GoldCase(Value):
    """A request with the tools and links that are right for it."""

    id: str
    kind: Kind
    request: str
    tools: frozenset[str]
    links: frozenset[tuple[str, str]]


def read_graph(path: Path) -> DescribedGraph:
    """Read a tool graph.

    Raises:
        InvalidInput: the file cannot be read or is no tool graph; where, found and needed are said.
    """
    data = _json(read_text(path), str(path))
    nodes = data.get("nodes") if isinstance(data, dict) else None
    if not isinstance(nodes, list) or not nodes:
        raise InvalidInput(
            "this is no tool graph", where=str(path), found=_short(data), needed="an object with a list of nodes"
        )
    tools = tuple(_tool(node, f"{path}, nodes[{place}]") for place, node in enumerate(nodes))
    seen: set[str] = set()
    for place, tool in enumerate(tools):
        if tool.name in seen:
            raise InvalidInput(
                f"two tools are called {tool.name!r}", where=f"{path}, nodes[{place}].id", needed="a name for each"
            )
        seen.add(tool.name)
    for place, link in enumerate(data.get("links") or ()):
        _ends(link, f"{path}, links[{place}]", seen)
    return DescribedGraph(name=path.stem, tools=tools, typed=any(tool.takes or tool.gives for tool in tools))


def read_cases(path: Path) -> tuple[GoldCase, ...]:
    """Read cases, one JSON object a line.

    Raises:
        InvalidInput: the file cannot be read, has no case, or a line is none.
    """
    lines = [(number, line) for number, line in enumerate(read_text(path).splitlines(), 1) if line.strip()]
    cases = tuple(
        _case(_json(line, f"{path}, line {number}"), number, f"{path}, line {number}") for number, line in lines
    )
    if not cases:
        raise InvalidInput("there is no case in this file", where=str(path), needed="one JSON object a line")
    return cases


def _tool(node: Any, where: str) -> DescribedTool:
    if not isinstance(node, dict) or not isinstance(node.get("id"), str) or not node["id"].strip():
        raise InvalidInput("this is no tool", where=where, found=_short(node), needed="an object with an id")
    return DescribedTool(
        name=node["id"],
        description=_text(node.get("desc", ""), f"{where}.desc"),
        takes=_types(node.get("input-type"), f"{where}.input-type"),
        gives=_types(node.get("output-type"), f"{where}.output-type"),
        settings=tuple(_parameters(node.get("parameters"), f"{where}.parameters")),
    )


def _types(value: Any, where: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) and re.search(r"\w", item) for item in value):
        raise InvalidInput("these are no types", where=where, found=_short(value), needed="a list of names")
    return tuple(value)


def _parameters(value: Any, where: str) -> Iterator[str]:
    for place, item in enumerate(value or ()):
        if not isinstance(item, dict) or not isinstance(item.get("name"), str):
            raise InvalidInput(
                "this is no parameter", where=f"{where}[{place}]", found=_short(item), needed="an object with a name"
            )
        yield item["name"]


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise InvalidInput("this is no text", where=where, found=_short(value))
    return value


def _case(data: Any, number: int, where: str) -> GoldCase:
    if not isinstance(data, dict):
        raise InvalidInput("this is no case", where=where, found=_short(data), needed="an object")
    nodes, links = _list(data, ("tool_nodes", "task_nodes"), where), _list(data, ("tool_links", "task_links"), where)
    request = next((data[key] for key in ("user_request", "instruction") if isinstance(data.get(key), str)), None)
    if request is None or not nodes:
        missing = "a request (user_request or instruction)" if request is None else "its tools (tool_nodes)"
        raise InvalidInput("a case lacks something", where=where, found=", ".join(data), needed=missing)
    kind = _KINDS.get(str(data.get("type", "chain")))
    if kind is None:
        raise InvalidInput(
            "there is no such kind of case",
            where=f"{where}, type",
            found=_short(data["type"]),
            needed=", ".join(_KINDS),
        )
    return GoldCase(
        id=str(data.get("id", number)),
        kind=kind,
        request=request,
        tools=frozenset(_named(node, where) for node in nodes),
        links=frozenset(_ends(link, where) for link in links),
    )


def _list(data: Mapping[str, Any], keys: Sequence[str], where: str) -> list[Any]:
    """Return the list under one of the keys; the published files have it as JSON in a text, too."""
    for key in keys:
        value = data.get(key)
        if isinstance(value, str):
            value = _json(value, f"{where}, {key}")
        if isinstance(value, list):
            return value
        if value is not None:
            raise InvalidInput("this is no list", where=f"{where}, {key}", found=_short(value))
    return []


def _named(node: Any, where: str) -> str:
    if not isinstance(node, dict) or not isinstance(node.get("task"), str):
        raise InvalidInput("a tool of a case has no name", where=where, found=_short(node), needed='{"task": NAME}')
    return str(node["task"])


def _ends(link: Any, where: str, known: set[str] | None = None) -> tuple[str, str]:
    if not isinstance(link, dict) or not all(isinstance(link.get(end), str) for end in ("source", "target")):
        raise InvalidInput(
            "this is no link", where=where, found=_short(link), needed='{"source": NAME, "target": NAME}'
        )
    for end in ("source", "target"):
        if known is not None and link[end] not in known:
            raise InvalidInput("a link ends at no tool", where=f"{where}.{end}", found=link[end])
    return link["source"], link["target"]


def _json(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"{where}, line {error.lineno}" if "line" not in where else where
        raise InvalidInput("this is no JSON", where=place, found=error.msg) from error


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else text[:77] + "..."

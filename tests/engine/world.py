"""A store, a journal and tools that remember being called, for the tests of the engine."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from storyagent.engine.journal import Journal
from storyagent.engine.result import RunResult
from storyagent.engine.run import run
from storyagent.engine.status import NodeStatus, status
from storyagent.engine.store import Store
from storyagent.graph.plan import Collection, Link, Literally, Node, Plan
from storyagent.graph.tool import Tool, ToolContext, tool
from storyagent.story import resources as r


class World:
    """One store, one film project, and a log of every call of `step` by its name."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.store = Store(root / "store")
        self.journal = Journal(root / "journal.sqlite")
        self.log: list[str] = []
        self.broken: set[str] = set()
        self.tools: dict[str, Tool[..., Any]] = {"step": self._step(), "page": self._page(), "pair": pair}

    def __enter__(self) -> World:
        return self

    def __exit__(self, *exc: object) -> None:
        self.journal.close()
        self.store.close()

    def run(self, plan: Plan, *, tokens: Mapping[str, int] | None = None, **arguments: Any) -> RunResult:
        self.log.clear()
        return run(
            plan,
            registry=self.tools,
            store=self.store,
            journal=self.journal,
            tokens=tokens or {"cpu": 2},
            **arguments,
        )

    def status(self, plan: Plan) -> dict[str, NodeStatus]:
        nodes = status(plan, registry=self.tools, store=self.store, journal=self.journal)
        return {node.id: node for node in nodes}

    def _step(self) -> Tool[..., Any]:
        lock = threading.Lock()

        @tool(version="1")
        def step(before: tuple[r.Text, ...] = (), name: str = "", *, context: ToolContext) -> r.Text:
            """Join what came before and a name."""
            with lock:
                self.log.append(name)
            if name in self.broken:
                raise RuntimeError(f"{name} is broken")
            context.progress(0.5)
            return joined(before, name)

        return step

    def _page(self) -> Tool[..., Any]:
        @tool(version="1")
        def page(text: r.Text, name: str = "", *, context: ToolContext) -> r.Html:
            """Write a text to a file."""
            self.log.append(name)
            path = context.path("page.html")
            path.write_text(text, encoding="utf-8")
            return path

        return page


class Pair(NamedTuple):
    head: r.Text
    pages: tuple[r.Html, ...]


@tool(version="1")
def pair(text: r.Text, *, context: ToolContext) -> Pair:
    """Give the first letter, and a page for each other."""
    pages = []
    for letter in text[1:]:
        pages.append(context.path(f"pages/{letter}.html"))
        pages[-1].write_text(letter, encoding="utf-8")
    return Pair(text[:1], tuple(pages))


def joined(before: tuple[str, ...], name: str) -> str:
    """What `step` gives."""
    return f"({'+'.join(before)}){name}"


def step(name: str, *before: str, text: str | None = None) -> Node:
    """A call of `step` after others."""
    links = Collection(items=tuple(Link(node=node) for node in before))
    return Node(id=name, tool="step", inputs={"before": links, "name": Literally(value=name if text is None else text)})


def chain(*names: str) -> Plan:
    """Steps one after another."""
    nodes = [step(name, *names[index - 1 : index] if index else ()) for index, name in enumerate(names)]
    return Plan(nodes=tuple(nodes), results={"end": Link(node=names[-1])})


def dag(parents: Mapping[str, tuple[str, ...]], texts: Mapping[str, str] | None = None) -> Plan:
    """Steps by name with the names they come after; every step is a result."""
    nodes = tuple(step(name, *before, text=(texts or {}).get(name)) for name, before in parents.items())
    return Plan(nodes=nodes, results={node.id: Link(node=node.id) for node in nodes})


def directly(parents: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """What every step of `dag` gives, by plain evaluation."""
    values: dict[str, str] = {}
    for name, before in parents.items():
        values[name] = joined(tuple(values[node] for node in before), name)
    return values

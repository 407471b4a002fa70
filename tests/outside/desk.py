"""A store, a journal and a home in which tools from outside are added and run."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from storyagent.engine.isolation import Isolate
from storyagent.engine.journal import Journal
from storyagent.engine.result import RunResult
from storyagent.engine.retry import RetryPolicy
from storyagent.engine.run import run
from storyagent.engine.store import Store
from storyagent.graph.plan import FileInput, Input, Link, Literally, Node, Plan
from storyagent.graph.tool import Tool
from storyagent.outside.adding import Added, add_source
from storyagent.outside.made import tools_of
from storyagent.outside.sources import Source, kept_sources
from storyagent.story.files import sha256_of

HERE = Path(__file__).parent


def plain_server(how: str = "", **given: Any) -> Source:
    """The server that may misbehave, as a source called `plain`."""
    command = (sys.executable, str(HERE / "plain_server.py"), *([how] if how else []))
    return Source(**{"name": "plain", "kind": "mcp", "command": command, **given})


class Desk:
    """Adds sources in a home of its own and runs their tools."""

    def __init__(self, root: Path) -> None:
        self.home = root / "home"
        self.store = Store(root / "store")
        self.journal = Journal(root / "journal.sqlite")

    def close(self) -> None:
        self.journal.close()
        self.store.close()

    def add(
        self, source: Source, *, gives: tuple[str, ...] = (), takes: tuple[str, ...] = (), replace: bool = False
    ) -> Added:
        return add_source(source, self.home, gives=gives, takes=takes, replace=replace)

    def tools(self) -> dict[str, Tool[..., Any]]:
        """What the home has, by name, that can be used."""
        sources = [source for _, source in kept_sources(self.home) if isinstance(source, Source)]
        made = [one for source in sources for one in tools_of(source)]
        return {one.spec.name: one for one in made if isinstance(one, Tool)}

    def run(
        self,
        calls: Mapping[str, tuple[str, Mapping[str, Any]]],
        *,
        isolate: Isolate = "none",
        tools: Mapping[str, Tool[..., Any]] | None = None,
        **given: Any,
    ) -> RunResult:
        """Run calls by node: the tool's name, and its inputs."""
        nodes = tuple(
            Node(id=node, tool=name, inputs={key: _input(value) for key, value in inputs.items()})
            for node, (name, inputs) in calls.items()
        )
        plan = Plan(nodes=nodes, results={node.id: Link(node=node.id) for node in nodes})
        return run(
            plan,
            registry=self.tools() if tools is None else tools,
            store=self.store,
            journal=self.journal,
            tokens={"cpu": 2},
            policy=RetryPolicy(sleep=lambda seconds: None),
            isolate=isolate,
            **given,
        )


def _input(value: Any) -> Input:
    return FileInput(path=str(value), sha256=sha256_of(value)) if isinstance(value, Path) else Literally(value=value)

"""The tool graph: resource types and the tools that make and use them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from storyagent.errors import StoryagentError
from storyagent.graph.registry import Registry
from storyagent.graph.tool import ToolSpec
from storyagent.story.resources import accepts

if TYPE_CHECKING:
    import networkx as nx


class ToolGraph:
    """Which tools make and use which resource types, subtypes included."""

    def __init__(self, specs: Iterable[ToolSpec]) -> None:
        self.specs = tuple(specs)

    @classmethod
    def of(cls, registry: Registry) -> ToolGraph:
        """Return the graph of a registry's tools. All are imported; those that cannot be are left out."""
        return cls(_loadable(registry))

    def makers(self, resource: str) -> tuple[str, ...]:
        """Return the names of tools with an output that may be used where `resource` is asked for."""
        return tuple(
            spec.name
            for spec in self.specs
            if any(port.resource and accepts(resource, port.resource.name) for port in spec.outputs.values())
        )

    def users(self, resource: str) -> tuple[str, ...]:
        """Return the names of tools with an input that takes `resource`."""
        return tuple(
            spec.name
            for spec in self.specs
            if any(port.resource and accepts(port.resource.name, resource) for port in spec.inputs.values())
        )

    def types(self) -> tuple[str, ...]:
        """Return the names of all resource types that some tool makes or uses, sorted."""
        ports = (port for spec in self.specs for port in (*spec.inputs.values(), *spec.outputs.values()))
        return tuple(sorted({port.resource.name for port in ports if port.resource}))

    def graph(self) -> nx.DiGraph[tuple[str, str]]:
        """Return the bipartite graph: nodes ("type", name) and ("tool", name), edges along the way data flows."""
        import networkx as nx

        made: nx.DiGraph[tuple[str, str]] = nx.DiGraph()
        made.add_nodes_from(("tool", spec.name) for spec in self.specs)
        for name in self.types():
            made.add_edges_from((("tool", tool), ("type", name)) for tool in self.makers(name))
            made.add_edges_from((("type", name), ("tool", tool)) for tool in self.users(name))
        return made


def _loadable(registry: Registry) -> Iterator[ToolSpec]:
    for name in registry.names():
        with suppress(StoryagentError):
            yield registry.spec(name)

"""The links of a plan: what needs what, and whether that goes round in a circle."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from storyagent.graph.plan import Collection, Input, Link, Node, Plan


def links_of(value: Input) -> tuple[Link, ...]:
    """Return the links in one input."""
    if isinstance(value, Collection):
        return tuple(item for item in value.items if isinstance(item, Link))
    return (value,) if isinstance(value, Link) else ()


def needs_of(node: Node) -> Iterator[str]:
    """Yield the ids of the nodes a node links to, each once, in the order of its inputs."""
    links = (link.node for value in node.inputs.values() for link in links_of(value))
    return iter(dict.fromkeys(links))


def cycle_in(plan: Plan) -> tuple[str, ...]:
    """Return the ids of nodes that need each other in a circle, the first one again at the end; or nothing."""
    known = {node.id for node in plan.nodes}
    needs = {node.id: [need for need in needs_of(node) if need in known] for node in plan.nodes}
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        return tuple(error.args[1])
    return ()

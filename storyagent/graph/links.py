"""The links of a plan: what needs what, in which order that can be made, and whether it goes round in a circle."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

from storyagent.errors import InvalidInput
from storyagent.graph.plan import Collection, Input, Link, Node, Plan


def links_of(value: Input) -> tuple[Link, ...]:
    """Return the links in one input, in order."""
    if isinstance(value, Collection):
        return tuple(item for item in value.items if isinstance(item, Link))
    return (value,) if isinstance(value, Link) else ()


def needs_of(node: Node) -> tuple[str, ...]:
    """Return the ids of the nodes a node links to, each once, in the order of its inputs."""
    links = (link.node for value in node.inputs.values() for link in links_of(value))
    return tuple(dict.fromkeys(links))


def in_order(plan: Plan) -> tuple[Node, ...]:
    """Return the nodes so that each comes after those it links to.

    Raises:
        InvalidInput: nodes need each other in a circle.
    """
    nodes = {node.id: node for node in plan.nodes}
    try:
        return tuple(nodes[name] for name in _sorter(plan).static_order())
    except CycleError as error:
        raise InvalidInput("nodes of the plan need each other in a circle", found=" → ".join(error.args[1])) from error


def cycle_in(plan: Plan) -> tuple[str, ...]:
    """Return the ids of nodes that need each other in a circle, the first one again at the end; or nothing."""
    try:
        _sorter(plan).prepare()
    except CycleError as error:
        return tuple(error.args[1])
    return ()


def _sorter(plan: Plan) -> TopologicalSorter[str]:
    known = {node.id for node in plan.nodes}
    return TopologicalSorter({node.id: [need for need in needs_of(node) if need in known] for node in plan.nodes})

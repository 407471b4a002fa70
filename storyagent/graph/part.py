"""A part of a plan: some of its results, and only the nodes that these need."""

from __future__ import annotations

from collections.abc import Iterable

from storyagent.graph.links import needs_of
from storyagent.graph.plan import Plan


def part_of(plan: Plan, results: Iterable[str]) -> Plan:
    """Return the part of a plan that makes some results, with all other results that it makes on the way.

    Raises:
        KeyError: the plan has no such result.
    """
    nodes = {node.id: node for node in plan.nodes}
    wanted = [plan.results[name].node for name in results]
    needed: set[str] = set()
    while wanted:
        name = wanted.pop()
        if name not in needed:
            needed.add(name)
            wanted += needs_of(nodes[name])
    return Plan(
        nodes=tuple(node for node in plan.nodes if node.id in needed),
        results={name: link for name, link in plan.results.items() if link.node in needed},
    )

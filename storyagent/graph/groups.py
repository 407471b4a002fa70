"""A plan's nodes as people read them: what is made before the scenes, the scenes, and what is made of them."""

from __future__ import annotations

from dataclasses import dataclass

from storyagent.graph.links import in_order, needs_of
from storyagent.graph.plan import Node, Plan


@dataclass(frozen=True)
class Groups:
    """A plan's nodes in three parts, each in the plan's order; a plan without scenes has all of them in `after`."""

    before: tuple[Node, ...]
    scenes: dict[str, tuple[Node, ...]]
    after: tuple[Node, ...]


def grouped(plan: Plan) -> Groups:
    """Group a plan's nodes.

    Before the scenes comes what a scene needs, after them what needs a scene; whatever is neither comes after, too.

    Raises:
        InvalidInput: nodes of the plan need each other in a circle.
    """
    ordered = in_order(plan)
    fed_by_scene = {node.id for node in plan.nodes if node.scene}
    feeding = set(fed_by_scene)
    for node in ordered:
        if fed_by_scene.intersection(needs_of(node)):
            fed_by_scene.add(node.id)
    for node in reversed(ordered):
        if node.id in feeding:
            feeding.update(needs_of(node))
    first = feeding - fed_by_scene
    scenes: dict[str, list[Node]] = {}
    for node in plan.nodes:
        if node.scene:
            scenes.setdefault(node.scene, []).append(node)
    shared = [node for node in plan.nodes if not node.scene]
    return Groups(
        before=tuple(node for node in shared if node.id in first),
        scenes={name: tuple(nodes) for name, nodes in scenes.items()},
        after=tuple(node for node in shared if node.id not in first),
    )


def short_id(node_id: str, beside: Node) -> str:
    """Return a node's id as it is written among the nodes of `beside`'s scene: without that scene's name."""
    return node_id.removeprefix(f"{beside.scene}.") if beside.scene else node_id

"""Plans and tools as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from storyagent.errors import StoryagentError
from storyagent.graph.groups import grouped, short_id
from storyagent.graph.links import links_of
from storyagent.graph.picture import plan_as_png, plan_as_svg
from storyagent.graph.plan import Input, Node, Plan
from storyagent.graph.registry import Broken, Registry
from storyagent.graph.rungs import rung_rows
from storyagent.graph.tool import Port, ToolSpec
from storyagent.graph.toolgraph import ToolGraph

__all__ = ["plan_as_png", "plan_as_svg", "plan_as_text", "tool_as_text", "tool_rows", "tool_rows_as_text"]


def plan_as_text(plan: Plan, states: Mapping[str, str] | None = None) -> str:
    """Return a plan as a tree: what is made before the scenes, each scene, and what is made of them.

    Each line has a node's id (in a scene without the scene's), its tool, its state if `states` (by node id) is given,
    and the nodes it needs.

    Raises:
        InvalidInput: nodes of the plan need each other in a circle.
    """
    groups = grouped(plan)
    named = [("before the scenes", groups.before), *groups.scenes.items()]
    named.append(("of all scenes" if groups.scenes else "steps", groups.after))
    rows = [_row(node, states) for _, nodes in named for node in nodes]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(len(rows[0]) - 1)] if rows else []
    lines = [f"{len(plan.nodes)} step{'' if len(plan.nodes) == 1 else 's'}"]
    for name, nodes in named:
        if nodes:
            lines += ["", name, *_branches([_padded(_row(node, states), widths) for node in nodes])]
    return "\n".join(lines)


def tool_rows(registry: Registry) -> Iterator[dict[str, str]]:
    """Yield name, version, summary and origin of every tool that can be loaded, then of every one that cannot.

    `broken` says why, and is empty for those that can; what is wrong with one tool hides no other.
    """
    broken = list(registry.broken())
    for name in registry.names():
        try:
            spec = registry.spec(name)
        except StoryagentError as error:
            broken.append(Broken(name, registry.origin(name), error))
        else:
            row = {"name": name, "version": spec.version, "summary": spec.summary}
            yield {**row, "origin": registry.origin(name), "broken": ""}
    for one in broken:
        row = {"name": one.name, "version": "", "summary": "", "origin": one.origin}
        yield {**row, "broken": str(one.error)}


def tool_rows_as_text(rows: Sequence[Mapping[str, str]]) -> str:
    """Return rows as a list for a person: the tools, then those that are broken, each with its reason."""
    width = max((len(row["name"]) for row in rows), default=0)
    lines = [f"{row['name']:<{width}}  {row['summary']}" for row in rows if not row["broken"]]
    broken = [row for row in rows if row["broken"]]
    if broken:
        lines += ["", "broken"]
    for row in broken:
        why = row["broken"].splitlines()
        lines += [f"{row['name']:<{width}}  from {row['origin']}", *(f"{'':<{width}}  {line.strip()}" for line in why)]
    return "\n".join(lines)


def tool_as_text(name: str, registry: Registry) -> str:
    """Return what one tool takes, gives and needs, and which tools make what it takes and use what it gives.

    Raises:
        InvalidInput: there is no such tool.
        MissingExtra, ToolFailed: it cannot be loaded.
    """
    spec = registry.spec(name)
    graph = ToolGraph.of(registry)
    lines = [f"{spec.ref}  {spec.summary}", "", "takes"]
    lines += _table([_input_row(port, graph) for port in spec.inputs.values()])
    lines += ["", "gives"]
    lines += _table([_output_row(port, graph) for port in spec.outputs.values()])
    if spec.rungs:
        lines += ["", "model", *_table(rung_rows(spec.rungs, spec.inputs["model"].default))]
    facts = {
        "needs": ", ".join(f"{count} {token}" for token, count in spec.needs.items()),
        "extra": f"storyagent[{spec.extra}]" if spec.extra else "",
        "licence": spec.licence or "",
        "takes": _cost(spec) if spec.cost_s is not None else "",
        "quality": f"{spec.quality:g} of 1, as declared" if spec.quality is not None else "",
        "memory": f"{spec.vram_gb:g} GiB on the GPU" if spec.vram_gb is not None else "",
        "process": _own_process(spec) if spec.isolated else "",
        "from": registry.origin(name),
    }
    lines += ["", *(f"{fact:<8} {said}" for fact, said in facts.items() if said)]
    return "\n".join(lines)


def _cost(spec: ToolSpec) -> str:
    return f"{spec.cost_s:g} s a call" + (", estimated" if spec.cost_estimated else "")


def _own_process(spec: ToolSpec) -> str:
    limits = [
        f"{spec.time_limit_s:g} s at most" if spec.time_limit_s is not None else "",
        f"{spec.memory_limit_gib:g} GiB at most" if spec.memory_limit_gib is not None else "",
    ]
    return ", ".join(["its own", *filter(None, limits)])


def _row(node: Node, states: Mapping[str, str] | None) -> list[str]:
    needs = "; ".join(text for name, value in node.inputs.items() if (text := _needs(node, name, value)))
    state = [] if states is None else [states.get(node.id, "")]
    return [short_id(node.id, node), node.tool, *state, f"← {needs}" if needs else ""]


def _needs(node: Node, name: str, value: Input) -> str:
    links = [short_id(link.node, node) for link in links_of(value)]
    if len(links) > 4:
        return f"{links[0]} … {links[-1]} ({len(links)} {name})"
    return ", ".join(links)


def _padded(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)]
    return "  ".join([*cells, *row[len(widths) :]]).rstrip()


def _branches(lines: Sequence[str]) -> Iterator[str]:
    for line in lines[:-1]:
        yield f"├─ {line}"
    yield f"└─ {lines[-1]}"


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)] if rows else []
    return ["  " + _padded(row, widths) for row in rows]


def _input_row(port: Port, graph: ToolGraph) -> list[str]:
    default = "" if port.required else "optional" if port.default is None else f"= {port.default!r}"
    if port.resource is None:
        return [port.name, port.type_name, default, ""]
    makers = graph.makers(port.resource.name)
    return [port.name, port.type_name, default, f"made by {', '.join(makers)}" if makers else ""]


def _output_row(port: Port, graph: ToolGraph) -> list[str]:
    users = graph.users(port.resource.name) if port.resource else ()
    return [port.name, port.type_name, f"used by {', '.join(users)}" if users else ""]

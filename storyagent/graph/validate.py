"""Checking a plan as a whole, before anything runs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import PydanticSchemaGenerationError, TypeAdapter, ValidationError

from storyagent.errors import InvalidInput, StoryagentError
from storyagent.graph.links import cycle_in
from storyagent.graph.plan import Collection, FileInput, Input, Link, Literally, Node, Plan
from storyagent.graph.reference import near_miss
from storyagent.graph.registry import Registry
from storyagent.graph.tool import Port, ToolSpec
from storyagent.story.resources import ResourceType, accepts
from storyagent.story.values import Finding


class PlanFinding(Finding):
    """A finding about one input of one node; `field` is empty where it is about the node as a whole."""

    node: str = ""
    field: str = ""


def check_plan(plan: Plan, registry: Registry) -> tuple[Finding, ...]:
    """Return everything that is wrong with a plan, in the order of its nodes.

    The codes: `plan.unknown_tool`, `plan.broken_tool`, `plan.missing_input`, `plan.unknown_input`,
    `plan.type_conflict`, `plan.bad_value`, `plan.needs_file`, `plan.no_file`, `plan.missing_file`,
    `plan.needs_value`, `plan.needs_one`, `plan.unknown_node`, `plan.unknown_output`, `plan.same_id`, `plan.circle`,
    `plan.unknown_result`. One link or file for an input that takes many is a list of one, and no fault.
    """
    return tuple(_Check(plan, registry).findings())


def require_valid(plan: Plan, registry: Registry) -> None:
    """Check a plan and refuse it with all that is wrong.

    Raises:
        InvalidInput: the plan has findings.
    """
    findings = check_plan(plan, registry)
    if findings:
        listed = "\n  ".join(str(finding) for finding in findings)
        raise InvalidInput(
            f"the plan cannot run, {len(findings)} thing{'s' if len(findings) > 1 else ''} to correct:\n  {listed}",
            where="plan",
        )


class _Check:
    def __init__(self, plan: Plan, registry: Registry) -> None:
        self.plan = plan
        self.registry = registry
        self.specs: dict[str, ToolSpec] = {}
        self.broken: dict[str, StoryagentError] = {}
        for name in dict.fromkeys(node.tool for node in plan.nodes):
            try:
                self.specs[name] = registry.spec(name)
            except StoryagentError as error:
                self.broken[name] = error
        self.nodes = {node.id: node for node in plan.nodes}
        self.adapters: dict[tuple[str, str], TypeAdapter[Any]] = {}

    def findings(self) -> Iterator[Finding]:
        """Yield all findings."""
        for node_id, times in Counter(node.id for node in self.plan.nodes).items():
            if times > 1:
                yield _finding("same_id", node_id, found=f"{times} nodes of this id", needed="one")
        for node in self.plan.nodes:
            yield from self._node(node)
        circle = cycle_in(self.plan)
        if circle:
            yield _finding("circle", circle[0], found=" → ".join(circle), needed="nodes that do not need each other")
        for name, link in self.plan.results.items():
            yield from self._result(name, link)

    def _node(self, node: Node) -> Iterator[Finding]:
        spec = self.specs.get(node.tool)
        if spec is None:
            error = self.broken[node.tool]
            code = "broken_tool" if node.tool in self.registry else "unknown_tool"
            yield _finding(code, node.id, found=_told(error), needed="a tool that can be used", hint=error.hint)
            return
        for name, port in spec.inputs.items():
            if port.required and name not in node.inputs:
                yield _finding("missing_input", node.id, name, needed=port.type_name)
        for name, value in node.inputs.items():
            if name in spec.inputs:
                yield from self._input(node, spec.inputs[name], value)
            else:
                yield _finding(
                    "unknown_input",
                    node.id,
                    name,
                    needed=f"one of {', '.join(spec.inputs)}",
                    hint=near_miss(name, spec.inputs),
                )

    def _input(self, node: Node, port: Port, value: Input) -> Iterator[Finding]:
        if isinstance(value, Literally):
            yield from self._literal(node, port, value)
        elif isinstance(value, Collection):
            yield from self._collection(node, port, value)
        elif isinstance(value, Link):
            yield from self._link(node, port, value, among=False)
        else:
            yield from _file(node, port, value)

    def _collection(self, node: Node, port: Port, value: Collection) -> Iterator[Finding]:
        if not port.many:
            found = f"a list of {len(value.items)}"
            yield _finding("needs_one", node.id, port.name, found=found, needed=port.type_name)
            return
        for item in value.items:
            if isinstance(item, Link):
                yield from self._link(node, port, item, among=True)
            elif isinstance(item, FileInput):
                yield from _file(node, port, item)
        literals = [item for item in value.items if isinstance(item, Literally)]
        if literals:
            yield from self._literal(node, port, Literally(value=[item.value for item in literals]))

    def _link(self, node: Node, port: Port, link: Link, *, among: bool) -> Iterator[Finding]:
        source = self.nodes.get(link.node)
        if source is None:
            hint = near_miss(link.node, self.nodes)
            yield _finding("unknown_node", node.id, port.name, found=link.node, needed="a node of this plan", hint=hint)
            return
        if port.resource is None:
            yield _finding("needs_value", node.id, port.name, found=_shown(link), needed=port.type_name)
            return
        given = self._output(link)
        if given is None:
            yield from self._unknown_output(node.id, port.name, link)
            return
        wanted = port.resource.name
        if given.resource and not _fits(port.resource, given.resource):
            found = f"{given.resource.name} from {_shown(link)}"
            yield _finding("type_conflict", node.id, port.name, found=found, needed=wanted)
        elif given.many and (among or not port.many):
            yield _finding("needs_one", node.id, port.name, found=f"many, {_shown(link)}", needed=f"one {wanted}")

    def _output(self, link: Link) -> Port | None:
        """Return the output a link names; one that cannot be known (its tool is unknown) counts as no conflict."""
        spec = self.specs.get(self.nodes[link.node].tool)
        if spec is None:
            return Port(link.output, Any)
        return spec.outputs.get(link.output)

    def _unknown_output(self, node: str, field: str, link: Link) -> Iterator[Finding]:
        known = self.specs[self.nodes[link.node].tool].outputs
        needed = f"{link.node} with one of {', '.join(known)}"
        hint = near_miss(link.output, known)
        yield _finding("unknown_output", node, field, found=_shown(link), needed=needed, hint=hint)

    def _result(self, name: str, link: Link) -> Iterator[Finding]:
        if link.node not in self.nodes:
            hint = near_miss(link.node, self.nodes)
            yield _finding("unknown_result", "", name, found=_shown(link), needed="a node of this plan", hint=hint)
        elif self._output(link) is None:
            yield from self._unknown_output("", name, link)

    def _literal(self, node: Node, port: Port, literal: Literally) -> Iterator[Finding]:
        if port.resource and port.resource.is_file and literal.value is not None:
            found = _short(literal.value)
            yield _finding("needs_file", node.id, port.name, found=found, needed=f"a file: {port.type_name}")
            return
        try:
            self._adapter(node.tool, port).validate_json(json.dumps(literal.value), strict=True)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = "".join(f"[{part}]" for part in first["loc"])
            found = f"{_short(first['input'])}{' at ' + where if where else ''}: {first['msg']}"
            yield _finding("bad_value", node.id, port.name, found=found, needed=port.type_name)

    def _adapter(self, tool: str, port: Port) -> TypeAdapter[Any]:
        key = (tool, port.name)
        if key not in self.adapters:
            try:
                self.adapters[key] = TypeAdapter(port.annotation)
            except PydanticSchemaGenerationError:  # a class of the tool's own: nothing to check against
                self.adapters[key] = TypeAdapter(Any)
        return self.adapters[key]


def _told(error: StoryagentError) -> str:
    return error.what + (f" ({error.found})" if error.found else "")


def _fits(wanted: ResourceType, given: ResourceType) -> bool:
    return accepts(wanted.name, given.name) and wanted.is_file == given.is_file


def _file(node: Node, port: Port, file: FileInput) -> Iterator[Finding]:
    if port.resource is None or not port.resource.is_file:
        yield _finding("no_file", node.id, port.name, found=f"the file {file.path}", needed=port.type_name)
    elif not Path(file.path).is_file():
        yield _finding("missing_file", node.id, port.name, found=f"no file {file.path}", needed=port.type_name)


def _finding(
    code: str, node: str, field: str = "", *, found: str = "", needed: str = "", hint: str = ""
) -> PlanFinding:
    where = (f"nodes[{node}]" + (f".{field}" if field else "")) if node else f"results[{field}]"
    return PlanFinding(
        code=f"plan.{code}",
        severity="error",
        where=where,
        found=found,
        needed=needed,
        hint=hint,
        node=node,
        field=field,
    )


def _shown(link: Link) -> str:
    return link.node if link.output == "result" else f"{link.node}.{link.output}"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."

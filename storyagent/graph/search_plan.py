"""From a way through the tool graph to a plan: nodes for every item, links, settings, and what is still to be asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from storyagent.errors import InvalidInput
from storyagent.graph.plan import Collection, FileInput, Input, Link, Literally, Node, Plan
from storyagent.graph.reference import near_miss
from storyagent.graph.search_derivation import Derivation, Step
from storyagent.graph.search_index import Socket
from storyagent.graph.search_settings import setting_for
from storyagent.graph.search_values import Found, Given, OpenInput, Question, Source, Want

SCENE = "scene"
"""Steps for each item of a family of this name are shown under their scene."""


@dataclass
class Drawn:
    """A plan in the making, with what is left open."""

    steps: tuple[Step, ...]
    names: dict[Step, str]
    nodes: list[Node] = field(default_factory=list)
    results: dict[str, Link] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    open: list[OpenInput] = field(default_factory=list)

    def node_ids(self, step: Step) -> tuple[str, ...]:
        """Return the ids of a step's nodes, one for each item."""
        return tuple(_node_id(self.names[step], item) for item in (step.family[1] if step.family else ("",)))

    @property
    def plan(self) -> Plan:
        """Return the plan as far as it is known."""
        return Plan(nodes=tuple(self.nodes), results=self.results)


def draw(
    ends: Sequence[Derivation],
    wants: Sequence[Want],
    sources: Sequence[tuple[Source, ...]],
    settings: Mapping[str, Any],
) -> Drawn:
    """Write a way to a goal down as a plan. `sources` has what each leaf stands for, one or one for each item."""
    steps = in_order(ends)
    drawn = Drawn(steps, _named(steps))
    for step in steps:
        for item in step.family[1] if step.family else ("",):
            drawn.nodes.append(_node(drawn, step, item, sources, settings))
        drawn.questions += _questions(step, drawn.node_ids(step), settings)
    seen: Counter[str] = Counter()
    for want, end in zip(wants, ends, strict=True):
        seen[want.type] += 1
        name = want.type if seen[want.type] == 1 else f"{want.type}-{seen[want.type]}"
        for item, link in _links(drawn, end):
            drawn.results[f"{name}.{item}" if item else name] = link
    return drawn


def in_order(ends: Sequence[Derivation]) -> tuple[Step, ...]:
    """Return the steps so that each comes after those it takes from, in the order of the sockets."""
    order: dict[Step, None] = {}
    waiting: list[tuple[Step, bool]] = [(end.step, False) for end in reversed(ends) if end.step]
    while waiting:
        step, done = waiting.pop()
        if done:
            order[step] = None
        elif step not in order:
            waiting.append((step, True))
            waiting += [(given.step, False) for _, given in reversed(list(step.bound)) if given.step]
    return tuple(order)


def fill(
    found: Found, resources: Mapping[str, Given | Sequence[Given]], settings: Mapping[str, Any] | None = None
) -> Plan:
    """Return a found plan with values for what it left open.

    Args:
        found: The plan.
        resources: A value for each resource at hand that had none, by name; for one with items, a value for each.
        settings: Answers to its questions, by the setting's name or by node and name (`speak_text.voice`).

    Raises:
        InvalidInput: something is still open, or nobody asked for it.
    """
    inputs = {node.id: dict(node.inputs) for node in found.plan.nodes}
    for place in found.open:
        filled = [_given(source, resources) for source in place.sources]
        inputs[place.node][place.field] = Collection(items=tuple(filled)) if place.many else filled[0]
    answers = dict(settings or {})
    used = set()
    for question in found.questions:
        for node in question.nodes:
            key = next((key for key in (f"{node}.{question.setting}", question.setting) if key in answers), None)
            if key is None:
                raise InvalidInput(f"{node} needs {question.setting}", where="plan", needed=question.type_name)
            used.add(key)
            inputs[node][question.setting] = Literally(value=answers[key])
    _nothing_unasked(set(answers) - used, [question.setting for question in found.questions])
    nodes = tuple(node.model_copy(update={"inputs": inputs[node.id]}) for node in found.plan.nodes)
    return Plan(nodes=nodes, results=found.plan.results)


def _nothing_unasked(names: set[str], asked: Sequence[str]) -> None:
    for name in sorted(names):
        raise InvalidInput(f"the plan does not ask for {name!r}", where="settings", hint=near_miss(name, asked))


def _given(source: Source, resources: Mapping[str, Given | Sequence[Given]]) -> Given:
    if source.given is not None:
        return source.given
    if source.resource not in resources:
        raise InvalidInput(
            f"the plan needs {source.resource}", where="plan", hint=near_miss(source.resource, resources)
        )
    value = resources[source.resource]
    if isinstance(value, FileInput | Literally):
        if source.item:
            raise InvalidInput(f"{source.resource} is one value", where="plan", needed="one for each item")
        return value
    if not source.place < len(value):
        raise InvalidInput(f"{source.resource} has {len(value)} values", where="plan", needed=f"one for {source.item}")
    return value[source.place]


def _named(steps: Sequence[Step]) -> dict[Step, str]:
    seen: Counter[str] = Counter()
    names = {}
    for step in steps:
        name = step.candidate.name.lower().strip("_") or "step"
        seen[name] += 1
        names[step] = name if seen[name] == 1 else f"{name}-{seen[name]}"
    return names


def _node_id(name: str, item: str) -> str:
    return f"{item}.{name}" if item else name


def _links(drawn: Drawn, given: Derivation) -> Iterator[tuple[str, Link]]:
    assert given.step is not None, "what is at hand is no link"
    for item in given.family[1] if given.family else ("",):
        yield item, Link(node=_node_id(drawn.names[given.step], item), output=given.output)


def _node(
    drawn: Drawn, step: Step, item: str, sources: Sequence[tuple[Source, ...]], settings: Mapping[str, Any]
) -> Node:
    node = _node_id(drawn.names[step], item)
    inputs: dict[str, Input] = {}
    for socket, given in step.bound:
        own = [item] if item and given.family == step.family else None
        if given.step is None:
            filled = _from_hand(node, socket, _of_items(given, sources, own))
            if isinstance(filled, OpenInput):
                drawn.open.append(filled)
                continue
            inputs[socket.name] = filled
        else:
            links = [link for name, link in _links(drawn, given) if own is None or name in own]
            whole = given.many or not socket.many
            inputs[socket.name] = links[0] if whole else Collection(items=tuple(links))
    for port in step.candidate.spec.inputs.values():
        if port.resource is None and (value := setting_for(step.candidate.spec, port, settings)) is not None:
            inputs[port.name] = value
    shown = item if step.family and step.family[0] == SCENE else None
    return Node(id=node, tool=step.candidate.name, scene=shown, inputs=inputs)


def _of_items(
    given: Derivation, sources: Sequence[tuple[Source, ...]], own: Sequence[str] | None
) -> tuple[Source, ...]:
    all_of_it = sources[given.leaf]
    if own is None or given.family is None:
        return all_of_it
    return tuple(all_of_it[given.family[1].index(item)] for item in own)


def _from_hand(node: str, socket: Socket, sources: tuple[Source, ...]) -> Input | OpenInput:
    known = tuple(source.given for source in sources if source.given is not None)
    if len(known) < len(sources):
        return OpenInput(node=node, field=socket.name, sources=sources, many=socket.many)
    return Collection(items=known) if socket.many else known[0]


def _questions(step: Step, nodes: tuple[str, ...], settings: Mapping[str, Any]) -> Iterator[Question]:
    spec = step.candidate.spec
    for port in spec.inputs.values():
        if port.resource is None and port.required and setting_for(spec, port, settings) is None:
            yield Question(nodes=nodes, tool=spec.name, setting=port.name, type_name=port.type_name)

"""From sub-tasks to one plan: a search of the tool graph for each, joined where one takes what another gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from storyagent.errors import InvalidInput
from storyagent.film_tool import FILM, links_in
from storyagent.graph.plan import Collection, FileInput, Input, Link, Literally, Node, Plan
from storyagent.graph.search import AtHand, Budget, Constraints, Found, Goal, Ranking, SearchResult, Tools, Want, search
from storyagent.graph.search_text import require_reached
from storyagent.graph.search_values import OpenInput, Question, Source
from storyagent.graph.tool import Port, ToolSpec
from storyagent.planning.decompose_match import Matcher
from storyagent.planning.decompose_offline import loadable
from storyagent.planning.decompose_types import there_besides
from storyagent.planning.decomposer import WORDS, Decomposition, Need, SubTask
from storyagent.story.resources import ResourceType, accepts
from storyagent.story.values import Value

RANKING = Ranking(relevance=6.0, unknown_s=1.0, doubling=0.05, quality=0.3)
"""Among the ways to do a sub-task, what fits its words counts before what is quick."""
BUDGET = Budget(expansions=20_000, steps=6)


class PlannedSubTask(Value):
    """A sub-task with the ways to do it, best first; `chosen` is the one in the plan."""

    sub_task: SubTask
    ways: tuple[Found, ...]
    chosen: int = 0

    @property
    def found(self) -> Found:
        """Return the way that was chosen."""
        return self.ways[self.chosen]


class Unanswered(Value):
    """An input that nobody gives, at a node of the plan: a resource of a type, or a setting."""

    node: str
    tool: str
    field: str
    type: str
    sub_task: str
    is_setting: bool = False


class RequestPlan(Value):
    """A request's whole plan: one DAG of tool calls, why, and what is still to be asked."""

    decomposition: Decomposition
    planned: tuple[PlannedSubTask, ...]
    plan: Plan
    unanswered: tuple[Unanswered, ...] = ()
    told: tuple[str, ...] = ()
    """What became of wishes that could not be met as they stand: a film that tells less to be as short as asked."""


@dataclass
class _Joining:
    """The plan in the making: nodes, and what each sub-task gave."""

    nodes: list[Node] = field(default_factory=list)
    results: dict[str, Link] = field(default_factory=dict)
    made: dict[str, list[Link]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    unanswered: list[Unanswered] = field(default_factory=list)
    groups: dict[str, list[Link | FileInput | Literally]] = field(default_factory=dict)
    beside: dict[str, dict[str, Link]] = field(default_factory=dict)
    """By node, what there is besides its result and holds for it as well, by type."""


class RequestPlanner:
    """Finds tools for sub-tasks.

    Args:
        tools: What can be done.
        constraints: What tools may be used.
        k: How many ways to look for, for each sub-task.
        costs: Measured seconds of a call by tool, in place of declared ones.
        films: Films at hand, by their files' hashes: what is known of them is as of one that is made (`film_tool`).
    """

    def __init__(
        self,
        tools: Tools,
        *,
        constraints: Constraints | None = None,
        k: int = 3,
        costs: Mapping[str, float] | None = None,
        films: Mapping[str, str] | None = None,
    ) -> None:
        self.specs = {spec.name: spec for spec in loadable(tools)}
        beside = [port for spec in self.specs.values() for port in spec.beside.values()]
        self._lists = {port.resource.name for port in beside if port.resource and port.many}
        self.matcher = Matcher(self.specs.values())
        self.constraints = constraints or Constraints()
        self.k = k
        self.costs = costs or {}
        self.films = films or {}

    def plan(
        self, decomposition: Decomposition, have: Sequence[AtHand], passing: Mapping[str, frozenset[str]] | None = None
    ) -> RequestPlan:
        """Return the plan of a request.

        Args:
            decomposition: Its sub-tasks.
            have: What is at hand.
            passing: By sub-task, tools that shall not be used there.

        Raises:
            InvalidInput: a sub-task is out of reach; what is missing, and which tool would give it, is said.
            OutOfBudget: the search was cut short before it found a way.
        """
        beside = {name: _links_to(name, FILM) for name in self.films.values()}
        joining = _Joining(beside=beside)
        planned: list[PlannedSubTask] = []
        for task in decomposition.sub_tasks:
            found = self._search(task, have, joining, (passing or {}).get(task.id, frozenset()))
            planned.append(PlannedSubTask(sub_task=task, ways=found))
            self._join(joining, task, found[0])
        plan = Plan(nodes=tuple(joining.nodes), results=joining.results)
        return RequestPlan(
            decomposition=decomposition, planned=tuple(planned), plan=plan, unanswered=tuple(joining.unanswered)
        )

    def _search(
        self, task: SubTask, have: Sequence[AtHand], joining: _Joining, without: frozenset[str]
    ) -> tuple[Found, ...]:
        wanted = f"{task.outputs[0]}.for_{task.id}"
        fits = {fit.tool: fit.score for fit in task.tools}
        tools = _Answering(self.specs, fits, task.outputs[0], wanted)
        each = _for_each(task, self.specs)
        bound = [_group(task, joining, have)] if each else list(_bound(task, have, joining))
        each = each or (any(one.items for one in bound) and not _takes_many(task, self.specs))
        bound += [one for one in self._besides(joining) if one.name not in {other.name for other in bound}]
        lacking = [need.type for need in task.inputs if not need.source and not _there(need.type, bound)]
        bound += [AtHand(name=f"missing {number}", type=kind) for number, kind in enumerate(lacking, 1)]
        goal = Goal(
            wants=(Want(type=wanted, each=each),),
            have=tuple(bound),
            settings=dict(task.settings),
        )
        constraints = self.constraints.model_copy(update={"without": self.constraints.without | without})
        result = self._asked(goal, tools, constraints, task, fits)
        if result.unreachable is not None and not result.plans:
            spare = [one.model_copy(update={"spare": True}) for one in _others(have, joining, bound)]
            goal = goal.model_copy(update={"have": (*goal.have, *spare)})
            result = self._asked(goal, tools, constraints, task, fits)
        if not result.plans:
            _refuse(goal, result, task, wanted)
        spared = set(result.plans[0].unused)
        return tuple(found for found in result.plans if set(found.unused) <= spared)

    def _asked(
        self, goal: Goal, tools: _Answering, constraints: Constraints, task: SubTask, fits: Mapping[str, float]
    ) -> SearchResult:
        matches = self.matcher.match([word.lower() for word in task.description.split()])
        top = max((match.score for match in matches.values()), default=1.0) or 1.0

        def relevance(_: str, specs: Sequence[ToolSpec]) -> Mapping[str, float]:
            return {
                spec.name: fits.get(
                    spec.name, min(0.9, matches[spec.name].score / top) if spec.name in matches else 0.0
                )
                for spec in specs
            }

        budget = BUDGET.model_copy(update={"model_calls": 1_000})
        return search(
            goal, tools, k=self.k, constraints=constraints, budget=budget, ranking=RANKING, costs=self.costs,
            scorer=relevance,
        )  # fmt: skip

    def _join(self, joining: _Joining, task: SubTask, found: Found) -> None:
        """Add one sub-task's way to the plan: its nodes under the sub-task's name, linked to what others gave."""
        opened = {(one.node, one.field): one for one in found.open}
        for node in found.plan.nodes:
            name = f"{task.id}.{node.id}"
            inputs: dict[str, Input] = {key: _prefixed(task.id, value) for key, value in node.inputs.items()}
            for key, port in self.specs[node.tool].inputs.items():
                place = opened.get((node.id, key))
                filled = _filled(place, joining) if place else None
                if filled is not None:
                    inputs[key] = filled
                elif place is not None:
                    kind = port.resource.name if port.resource else port.type_name
                    joining.unanswered.append(
                        Unanswered(node=name, tool=node.tool, field=key, type=kind, sub_task=task.id)
                    )
            joined = Node(id=name, tool=node.tool, scene=node.scene, inputs=inputs)
            joining.nodes.append(self._with_what_is_beside(joined, joining))
        joining.unanswered += [_asked_for(question, task) for question in found.questions]
        links = [Link(node=f"{task.id}.{link.node}", output=link.output) for link in found.plan.results.values()]
        joining.made[task.id] = links
        joining.kinds[task.id] = task.outputs[0]
        for number, link in enumerate(links, 1):
            joining.results[task.id if len(links) == 1 else f"{task.id}-{number}"] = link

    def _besides(self, joining: _Joining) -> Iterator[AtHand]:
        """Yield what there is besides the sub-tasks' results, for tools that need it: nobody has to use it."""
        for task, links in joining.made.items():
            for kind in joining.beside[links[0].node] if len(links) == 1 else ():
                if kind not in self._lists:
                    yield AtHand(name=_beside_name(kind, task), type=kind, spare=True)

    def _with_what_is_beside(self, node: Node, joining: _Joining) -> Node:
        """Return a node that takes what there is besides its inputs, and note what there is besides its result."""
        spec = self.specs[node.tool]
        sources = [link.node for link in links_in(node)]
        files = [value.sha256 for value in node.inputs.values() if isinstance(value, FileInput)]
        sources += [self.films[digest] for digest in files if digest in self.films]
        around = {kind: link for name in reversed(sources) for kind, link in joining.beside.get(name, {}).items()}
        more = {
            port.name: around[port.resource.name]
            for port in spec.inputs.values()
            if port.resource
            and not port.required
            and port.name not in node.inputs
            and port.resource.name in around
            and port.many == (port.resource.name in self._lists)
        }
        own = _links_to(node.id, spec)
        kept = {kind: link for kind, link in around.items() if kind in spec.keeps}
        joining.beside[node.id] = {**kept, **own}
        return node.model_copy(update={"inputs": {**node.inputs, **more}})


class _Answering:
    """The tools as a sub-task sees them: what those that answer to it give is a type of its own."""

    def __init__(self, specs: Mapping[str, ToolSpec], fits: Mapping[str, float], kind: str, wanted: str) -> None:
        self._specs = {
            name: _giving(spec, kind, wanted) if name in fits else spec for name, spec in sorted(specs.items())
        }

    def names(self) -> tuple[str, ...]:
        """Return the names of all tools."""
        return tuple(self._specs)

    def spec(self, name: str) -> ToolSpec:
        """Return a tool's spec."""
        return self._specs[name]


def _giving(spec: ToolSpec, kind: str, wanted: str) -> ToolSpec:
    outputs: dict[str, Port] = {}
    found = False
    for name, port in spec.outputs.items():
        mine = not found and port.resource is not None and port.resource.name == kind
        found = found or mine
        outputs[name] = (
            replace(port, resource=ResourceType(wanted, port.resource.suffix)) if mine and port.resource else port
        )
    return replace(spec, outputs=outputs)


def _bound(task: SubTask, have: Sequence[AtHand], joining: _Joining) -> list[AtHand]:
    """Return what a sub-task is to be made of, as things at hand of its search."""
    known = {one.name: one for one in have}
    found: dict[str, AtHand] = {}
    for number, need in enumerate(task.inputs, 1):
        if need.source == WORDS:
            name = f"{WORDS} {number}"
            found[name] = AtHand(name=name, type=need.type, given=(Literally(value=need.text),))
        elif need.source in known:
            found[need.source] = known[need.source]
        elif need.source in joining.made and _is_beside(need, joining):
            name = _beside_name(need.type, need.source)
            found[name] = AtHand(name=name, type=need.type)
        elif need.source in joining.made:
            found[need.source] = _made(need.source, joining)
    return list(found.values())


def _group(task: SubTask, joining: _Joining, have: Sequence[AtHand]) -> AtHand:
    """Return several things that one tool is called for, one after the other, as one thing at hand with items."""
    known = {one.name: one.given for one in have}
    name = f"each of {task.id}"
    joining.groups[name] = [
        joining.made[need.source][0] if need.source in joining.made else known[need.source][0] for need in task.inputs
    ]
    items = tuple(f"item-{number}" for number in range(1, len(task.inputs) + 1))
    return AtHand(name=name, type=task.inputs[0].type, items=items, family=name)


def _made(name: str, joining: _Joining) -> AtHand:
    links = joining.made[name]
    items = tuple(f"{name}-{number}" for number in range(1, len(links) + 1)) if len(links) > 1 else ()
    return AtHand(name=name, type=joining.kinds[name], items=items, family=name if items else "")


def _is_beside(need: Need, joining: _Joining) -> bool:
    """Tell whether a sub-task needs not what another gives, but something that there is besides."""
    links = joining.made[need.source]
    fits = accepts(need.type, joining.kinds[need.source])
    return not fits and len(links) == 1 and need.type in joining.beside[links[0].node]


def beside_films(names: Iterable[str]) -> Iterator[AtHand]:
    """Yield the values that are known of films at hand: nobody has to use them."""
    for name in names:
        yield from (AtHand(name=_beside_name(kind, name), type=kind, spare=True) for kind in there_besides(FILM))


def _beside_name(kind: str, task: str) -> str:
    return f"{kind} of {task}"


def _there(kind: str, hand: Sequence[AtHand]) -> bool:
    return any(one.spare and accepts(kind, one.type) for one in hand)


def _others(have: Sequence[AtHand], joining: _Joining, bound: Sequence[AtHand]) -> list[AtHand]:
    taken = {one.name for one in bound}
    return [one for one in (*have, *(_made(name, joining) for name in joining.made)) if one.name not in taken]


def _for_each(task: SubTask, specs: Mapping[str, ToolSpec]) -> bool:
    """Tell whether one tool is to be called for each of several things."""
    ports = [port for port in specs[task.tools[0].tool].inputs.values() if port.resource and port.required]
    sources = [need.source for need in task.inputs]
    several = len(set(sources)) == len(sources) > len(ports) and "" not in sources and WORDS not in sources
    return len(ports) == 1 and not ports[0].many and several


def _takes_many(task: SubTask, specs: Mapping[str, ToolSpec]) -> bool:
    return any(port.resource and port.many for port in specs[task.tools[0].tool].inputs.values())


def _refuse(goal: Goal, result: SearchResult, task: SubTask, wanted: str) -> None:
    try:
        require_reached(goal, result)
    except InvalidInput as error:
        plain = {
            name: getattr(error, name).replace(wanted, task.outputs[0]) for name in ("what", "found", "needed", "hint")
        }
        raise InvalidInput(
            plain["what"], where=f"{task.id}, {task.description!r}", found=plain["found"], needed=plain["needed"],
            hint=plain["hint"],
        ) from error  # fmt: skip


def _asked_for(question: Question, task: SubTask) -> Unanswered:
    return Unanswered(
        node=f"{task.id}.{question.nodes[0]}",
        tool=question.tool,
        field=question.setting,
        type=question.type_name,
        sub_task=task.id,
        is_setting=True,
    )


def _prefixed(prefix: str, value: Input) -> Input:
    if isinstance(value, Link):
        return Link(node=f"{prefix}.{value.node}", output=value.output)
    if isinstance(value, Collection):
        items = [
            Link(node=f"{prefix}.{item.node}", output=item.output) if isinstance(item, Link) else item
            for item in value.items
        ]
        return Collection(items=tuple(items))
    return value


def _filled(place: OpenInput, joining: _Joining) -> Input | None:
    """Return what fills an input that the search left open, or nothing where nobody gives it."""
    filled = [_source(source, joining) for source in place.sources]
    known = [one for one in filled if one is not None]
    if len(known) < len(filled):
        return None
    return Collection(items=tuple(known)) if place.many else known[0]


def _source(source: Source, joining: _Joining) -> Link | FileInput | Literally | None:
    if source.resource in joining.made:
        return joining.made[source.resource][source.place]
    if source.resource in joining.groups:
        return joining.groups[source.resource][source.place]
    kind, _, task = source.resource.partition(" of ")
    beside = joining.beside.get(joining.made[task][0].node if task in joining.made else task, {})
    return beside.get(kind, source.given)


def _links_to(node: str, spec: ToolSpec) -> dict[str, Link]:
    """Return links to what there is besides a tool's result, by type."""
    return {port.resource.name: Link(node=node, output=name) for name, port in spec.beside.items() if port.resource}

"""Any request: taken apart, planned over the tool graph, run, and reported as the journal has it.

    done = StoryAgent().do("cut the first 5 seconds off clip.mp4 and make it a gif", out="made")

A plan is checked as a whole before anything runs. Where a tool fails, the next way of that sub-task is tried; what was
finished before is kept. What is said to be made is read from the journal and from the files themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storyagent.at_hand import at_hand
from storyagent.deliver import require_writable
from storyagent.engine.journal import Journal
from storyagent.engine.lock import project_lock
from storyagent.engine.result import RunResult
from storyagent.engine.store import Store
from storyagent.errors import BadAnswer, Cancelled, InvalidInput, MissingExtra, OutOfMemory, ToolFailed, Transient
from storyagent.film_tool import FilmTool, ScreenplayTool, Unfolded, Whole, WithComposites, links_in, unfolded
from storyagent.graph.constraints import Constraints, installed_extras
from storyagent.graph.plan import FileInput, Literally, Node, Plan
from storyagent.graph.search import AtHand, Tools
from storyagent.graph.search_settings import fits
from storyagent.graph.validate import require_valid
from storyagent.planning.decompose_offline import OfflineDecomposer
from storyagent.planning.decomposer import Decomposer, Decomposition
from storyagent.project import FilmProject, copy_whole
from storyagent.request_language import require_languages
from storyagent.request_plan import RequestPlan, RequestPlanner, Unanswered, beside_films
from storyagent.story.files import sha256_of, write_text
from storyagent.story.values import Value

if TYPE_CHECKING:
    from storyagent.agent import StoryAgent

MENDABLE = (ToolFailed, MissingExtra, OutOfMemory, Transient, BadAnswer)
"""Failures after which another tool is worth trying; anything else is for the user to change."""
MOST_FALLBACKS = 8
PROJECT = "film"
"""The name of a project's film in a plan."""


class Made(Value):
    """A result of a sub-task, as it lies in the folder. `size_bytes` was read from the file."""

    sub_task: str
    asked: str
    path: Path
    size_bytes: int
    text: str = ""
    """The beginning of a result that is text."""


class Called(Value):
    """What the journal says of one node: how it ended, what it took, whether it was kept from earlier."""

    node: str
    tool: str
    state: str
    seconds: float
    kept: bool
    error: str = ""


class Fallback(Value):
    """A tool that failed, and the tools of the way that was taken instead."""

    sub_task: str
    failed: str
    error: str
    instead: tuple[str, ...]


class Done(Value):
    """What became of a request."""

    planned: RequestPlan
    made: tuple[Made, ...] = ()
    called: tuple[Called, ...] = ()
    fallbacks: tuple[Fallback, ...] = ()


class Requests:
    """Plans and runs requests with an agent's tools, planner, store and settings.

    Args:
        agent: Whose.
        decomposer: Takes requests apart; offline if not given.
        k: How many ways to look for, for each part; where a tool fails the next one is tried.
        settings: Values for tools' settings, by name or by tool and name.
        project: Whose film, where it is at hand, brings its screenplay, layouts, timeline and subtitles with it.
    """

    def __init__(
        self,
        agent: StoryAgent,
        *,
        decomposer: Decomposer | None = None,
        k: int = 3,
        settings: Mapping[str, Any] | None = None,
        project: FilmProject | None = None,
    ) -> None:
        self.agent = agent
        self.project = project
        self.decomposer = decomposer or OfflineDecomposer()
        self.k = k
        self.settings = settings or {}
        self.tools = WithComposites(agent.registry, (FilmTool(self._plan_film), ScreenplayTool(self._plan_film)))

    def plan(self, request: str, files: Iterable[str | Path] = ()) -> RequestPlan:
        """Return the plan of a request, with reasons and cost; nothing is run.

        Args:
            request: What is wanted, in words; files that it names are at hand.
            files: What else is at hand: files, or `TYPE=FILE`, or `TYPE=TEXT` for a type that is no file.

        Raises:
            InvalidInput: the request cannot be read, nothing of it is understood, or a sub-task is out of reach.
            OutOfBudget: a search was cut short before it found a way.
        """
        have = self._have(request, files)
        planned = self._planned(self._decomposed(request, have), have)
        if planned.unanswered:
            return planned
        return planned.model_copy(update={"told": self.whole(planned.plan).told})

    def do(self, request: str, files: Iterable[str | Path] = (), out: Path = Path("made")) -> Done:
        """Do what a request asks for, and put every sub-task's result into a folder, with journal and log.

        Raises:
            InvalidInput: as `plan`; or the request leaves something open, or the plan is not valid.
            StoryagentError: a tool failed and no other way is left; what was made is kept, and copied.
            Cancelled: so was the run.
        """
        have = self._have(request, files)
        decomposition = self._decomposed(request, have)
        planned = self._planned(decomposition, have)
        require_answered(planned)
        require_writable(out / "journal.sqlite")
        with project_lock(out / ".lock"), self.agent.desk(FilmProject(out)) as desk:
            before = desk.journal.last_line()
            planned, whole, result, fallbacks = self._run(decomposition, have, planned, desk)
            made = tuple(_deliver({**whole.known, **result.outputs}, planned, out))
            called = tuple(_called(desk.journal, before, whole.plan))
        result.raise_for_state()
        planned = planned.model_copy(update={"told": whole.told})
        return Done(planned=planned, made=made, called=called, fallbacks=fallbacks)

    def _have(self, request: str, files: Iterable[str | Path]) -> tuple[AtHand, ...]:
        have = at_hand(request, [str(file) for file in files], self.tools)
        digests = {value.sha256 for one in have for value in one.given if isinstance(value, FileInput)}
        return (*have, *beside_films(name for digest, name in self._films().items() if digest in digests))

    def _films(self) -> dict[str, str]:
        """Return the name of the project's film by its file's hash."""
        there = self.project is not None and self.project.film_path.is_file()
        return {sha256_of(self.project.film_path): PROJECT} if self.project and there else {}

    def whole(self, plan: Plan) -> Whole:
        """Return the plan of a request as it is run: every tool call.

        Raises:
            InvalidInput: a story cannot be planned as a film, or a file of the project is broken.
        """
        from storyagent.film_request import film_of_project

        linked = any(link.node == PROJECT for node in plan.nodes for link in links_in(node))
        given = {PROJECT: film_of_project(self.agent, self.project)} if self.project and linked else {}
        return unfolded(plan, self.tools.composites, given)

    def _decomposed(self, request: str, have: Sequence[AtHand]) -> Decomposition:
        decomposition = self.decomposer.decompose(request, self.tools, have)
        if not decomposition.sub_tasks:
            raise InvalidInput(
                "no tool answers to this request", where="request",
                found="; ".join(decomposition.not_understood)[:300],
                needed="; ".join(question.text for question in decomposition.questions),
                hint="see what there is: storyagent tools list",
            )  # fmt: skip
        return decomposition

    def _planned(
        self,
        decomposition: Decomposition,
        have: Sequence[AtHand],
        passing: Mapping[str, frozenset[str]] | None = None,
    ) -> RequestPlan:
        constraints = Constraints(tokens=self.agent.tokens, extras=installed_extras())
        costs = self._measured_costs()
        planner = RequestPlanner(self.tools, constraints=constraints, k=self.k, costs=costs, films=self._films())
        planned = with_settings(planner.plan(decomposition, have, passing), self.settings, self.tools)
        require_languages(planned, self.tools)
        return planned

    def _run(
        self, decomposition: Decomposition, have: Sequence[AtHand], planned: RequestPlan, desk: Any
    ) -> tuple[RequestPlan, Whole, RunResult, tuple[Fallback, ...]]:
        """Run a plan; where a tool fails, the next way of its sub-task, as often as there is one."""
        passing: dict[str, frozenset[str]] = {}
        fallbacks: list[Fallback] = []
        while True:
            whole = self.whole(planned.plan)
            require_valid(whole.plan, self.agent.registry)
            result = self.agent.run_plan(whole.plan, desk)
            failed = _failed(result, planned)
            if failed is None or len(fallbacks) == MOST_FALLBACKS:
                break
            sub_task, tool, error = failed
            passing[sub_task] = passing.get(sub_task, frozenset()) | {tool}
            try:
                other = self._planned(decomposition, have, passing)
                require_answered(other)
            except InvalidInput:
                break  # no other way is left: the tool's own error is what the user needs
            planned = other
            instead = next(one.found.tools for one in planned.planned if one.sub_task.id == sub_task)
            fallbacks.append(Fallback(sub_task=sub_task, failed=tool, error=error, instead=instead))
        return planned, whole, result, tuple(fallbacks)

    def _plan_film(self, story: str, settings: Mapping[str, Any]) -> Unfolded:
        """Return the plan of a film of a story, without a project: every tool call."""
        from storyagent.film_request import plan_film

        return plan_film(self.agent, story, settings)

    def _measured_costs(self) -> dict[str, float]:
        """Return the mean seconds of a call by tool, as measured on this machine so far."""
        with Store(self.agent.settings.home / "store") as store:
            return {ref.partition("@")[0]: seconds for ref, seconds in store.mean_seconds().items()}


def with_settings(planned: RequestPlan, settings: Mapping[str, Any], tools: Tools) -> RequestPlan:
    """Return a plan with values for settings, by name or by tool and name.

    Raises:
        InvalidInput: no tool of the plan has such a setting, or the value does not fit.
    """
    nodes: list[Node] = []
    used: set[str] = set()
    for node in planned.plan.nodes:
        inputs = dict(node.inputs)
        for port in tools.spec(node.tool).inputs.values():
            key = next((key for key in (f"{node.tool}.{port.name}", port.name) if key in settings), None)
            if port.resource is None and key is not None and fits(port, settings[key]):
                inputs[port.name] = Literally(value=settings[key])
                used.add(key)
        nodes.append(node.model_copy(update={"inputs": inputs}))
    for name in settings.keys() - used:
        raise InvalidInput(
            f"no tool of this plan takes {name} = {settings[name]!r}", where="--set",
            needed=", ".join(_settings_of(planned.plan, tools)) or "no setting at all",
        )  # fmt: skip
    by_id = {node.id: node for node in nodes}
    open_still = tuple(one for one in planned.unanswered if one.field not in by_id[one.node].inputs)
    plan = planned.plan.model_copy(update={"nodes": tuple(nodes)})
    return planned.model_copy(update={"plan": plan, "unanswered": open_still})


def _settings_of(plan: Plan, tools: Tools) -> Iterator[str]:
    for tool in dict.fromkeys(node.tool for node in plan.nodes):
        for port in tools.spec(tool).inputs.values():
            if port.resource is None:
                yield f"{tool}.{port.name}"


def require_answered(planned: RequestPlan) -> None:
    """Refuse a plan for which something is still to be asked.

    Raises:
        InvalidInput: an input or a required setting is not given; what would give it is said.
    """
    if not planned.unanswered:
        return
    wanted = "; ".join(_wanted(one, planned) for one in planned.unanswered)
    settings = [one for one in planned.unanswered if one.is_setting]
    hint = "give it with --have FILE, or name the file in the request"
    if settings:
        hint = f"give it with --set {settings[0].tool}.{settings[0].field}=VALUE"
    raise InvalidInput("the request leaves something open", where="request", needed=wanted, hint=hint)


def _wanted(one: Unanswered, planned: RequestPlan) -> str:
    said = {task.sub_task.id: task.sub_task.description for task in planned.planned}[one.sub_task]
    return f"{one.type} for {one.field!r} of {one.tool} ({said!r})"


def _failed(result: RunResult, planned: RequestPlan) -> tuple[str, str, str] | None:
    """Return the sub-task, tool and error of the first failure that another tool may mend."""
    if result.state == "cancelled":
        raise Cancelled("the run was cancelled", hint="what is finished is kept: give the same request again")
    tools = {node.id: node.tool for node in planned.plan.nodes}
    for node in result.nodes.values():
        if node.state == "failed" and isinstance(node.error, MENDABLE):
            # a composite tool's nodes lie under its own
            own = next((name for name in tools if node.id == name or node.id.startswith(f"{name}.")), None)
            if own is not None:
                return own.partition(".")[0], tools[own], node.error.what
    return None


def _deliver(outputs: Mapping[str, Any], planned: RequestPlan, out: Path) -> Iterator[Made]:
    """Copy what was made into the folder, whole, and yield what lies there now."""
    tasks = {one.sub_task.id: one for one in planned.planned}
    for name, value in outputs.items():
        task = tasks[name.partition("-")[0]]
        number = name.removeprefix("s")
        stem = f"{number}-{task.found.tools[-1]}"
        for place, item in enumerate(value if isinstance(value, tuple) and _are_paths(value) else (value,), 1):
            several = isinstance(value, tuple) and len(value) > 1 and _are_paths(value)
            path = _written(item, out, f"{stem}-{place}" if several else stem)
            text = path.read_text(encoding="utf-8")[:400] if path.suffix in (".txt", ".json") else ""
            yield Made(
                sub_task=task.sub_task.id, asked=task.sub_task.description, path=path,
                size_bytes=path.stat().st_size, text=text,
            )  # fmt: skip


def _are_paths(value: tuple[Any, ...]) -> bool:
    return bool(value) and all(isinstance(item, Path) for item in value)


def _written(value: Any, out: Path, stem: str) -> Path:
    if isinstance(value, Path):
        return copy_whole(value, out / f"{stem}{value.suffix}")
    if isinstance(value, str):
        path = out / f"{stem}.txt"
        write_text(path, value if value.endswith("\n") else value + "\n")
        return path
    path = out / f"{stem}.json"
    write_text(path, json.dumps(_plain(value), ensure_ascii=False, indent=1) + "\n")
    return path


def _plain(value: Any) -> Any:
    if isinstance(value, Value):
        return value.model_dump(mode="json")
    return [_plain(item) for item in value] if isinstance(value, tuple | list) else value


def _called(journal: Journal, before: int, plan: Plan) -> Iterator[Called]:
    """Yield how each node of the plan ended, as the journal has it; failures that were gone round as well."""
    ids = {node.id for node in plan.nodes}
    last: dict[tuple[str, str], Called] = {}
    for line in journal.lines_after(before):
        if line.state == "started" or (line.node not in ids and line.state != "failed"):
            continue
        tool = line.tool.partition("@")[0]
        last[line.node, tool] = Called(
            node=line.node, tool=tool, state=line.state, seconds=line.seconds, kept=line.from_cache, error=line.error
        )
    yield from last.values()

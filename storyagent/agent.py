"""The front door of the library: a story becomes a film project, a film project becomes a film.

from storyagent import StoryAgent

agent = StoryAgent()
film = agent.make("A red fox walks through the forest.", "fox.mp4")   # plan and render
project = agent.plan("A red fox walks through the forest.", "fox")    # only plan: fox/screenplay.yaml, fox/layouts/
film = agent.render(project)                                          # only what changed is made again
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from storyagent.deliver import Film, deliver, is_delivered, require_done, require_film_path, require_writable
from storyagent.engine.cancel import CancelToken
from storyagent.engine.journal import Journal
from storyagent.engine.lock import project_lock
from storyagent.engine.result import RunResult
from storyagent.engine.run import run
from storyagent.engine.status import NodeStatus, estimate, kept_results, status
from storyagent.engine.store import Store
from storyagent.errors import BadAnswer, InvalidInput, Transient
from storyagent.event_log import LogFile, both
from storyagent.events import Listener
from storyagent.film_options import plan_options
from storyagent.film_parts import Checked, FilmParts, check_project, directions_of, read_parts, require_model
from storyagent.graph.film import film_values, report_values
from storyagent.graph.gated import gate_findings, gates_of
from storyagent.graph.plan import Plan
from storyagent.graph.registry import Registry
from storyagent.graph.template import expand, load_template
from storyagent.graph.validate import require_valid
from storyagent.laid_out import LaidOut
from storyagent.media.audio.ambience import with_sound
from storyagent.planner_choice import choose_planner
from storyagent.planning.planner import Planner, PlanOptions
from storyagent.project import FilmProject, copy_whole
from storyagent.scenes_project import SceneClips, deliver_clips, scenes_named, scenes_of
from storyagent.settings import Settings
from storyagent.sheets_project import artist_of, keep_sheets
from storyagent.story.files import read_text, write_text
from storyagent.story.layout import Layout
from storyagent.story.screenplay import Aspect, FilmFormat, Screenplay
from storyagent.story.values import Finding, Value
from storyagent.story.verdicts import SceneGate

if TYPE_CHECKING:
    from storyagent.conversation.session import Conversation, Decide
    from storyagent.editing.edited import Edited
    from storyagent.entity_bank import EntityBank
    from storyagent.requests import Done

__all__ = ["Checked", "Film", "LaidOut", "ProjectStatus", "StoryAgent", "plan_options"]


class ProjectStatus(Value):
    """What of a film project is made.

    `done`: the film is there and fits its files · `unfinished`: some of it is to be made (again) · `new`: nothing is
    made yet · `failed`: a tool failed · `running`: a living process is at it.
    """

    state: Literal["done", "unfinished", "new", "failed", "running"]
    nodes: tuple[NodeStatus, ...]


class Foreseen(Value):
    """What making a film would take: the state of every node now, and an estimate of what is to be made.

    `seconds` is None while it is not known what some step costs.
    """

    nodes: tuple[NodeStatus, ...]
    seconds: float | None = None


@dataclass(frozen=True)
class Desk:
    """What a run needs, opened for one film project."""

    store: Store
    journal: Journal
    listener: Listener


class StoryAgent:
    """Plans and renders films.

    Args:
        settings: Machine and user; read from the environment and the config file if not given.
        planner: Turns stories into screenplays and layouts; as the settings say if not given, offline by default.
        registry: Where tools are found; all installed ones if not given.
        graph: The graph template that makes a film: a name, or a YAML file of your own. "film" becomes "generated"
            where a video model is to make the clips.
        model: The video model that renders, in place of the one the screenplay names; "none" for cut-out drawings.
        listener: Called with every event of a run (`storyagent.events`).
        cancel: Stops a run when cancelled from another thread.
    """

    def __init__(
        self,
        *,
        settings: Settings | None = None,
        planner: Planner | None = None,
        registry: Registry | None = None,
        graph: str | Path = "film",
        model: str | None = None,
        listener: Listener | None = None,
        cancel: CancelToken | None = None,
    ) -> None:
        self.settings = settings or Settings.load()
        self._planner = planner
        self.registry = registry or Registry.installed()
        self.graph = graph
        self.model = model
        self.listener = listener
        self.cancel = cancel

    @property
    def planner(self) -> Planner:
        """Return the planner; one that the settings name is opened when it is first needed."""
        if self._planner is None:
            self._planner = choose_planner(self.settings)
        return self._planner

    def plan(
        self, story: str, project: FilmProject | Path | str = "film", *, options: PlanOptions | None = None
    ) -> FilmProject:
        """Write the plan of a film of `story`: `screenplay.yaml` and `layouts/*.json`, to be read and edited.

        Raises:
            InvalidInput: the story cannot be used, or the project was edited by hand.
            ProjectBusy: another process works on the project.
        """
        project = _as_project(project)
        wanted = options or PlanOptions()
        planned = self.planner.plan(story, wanted)
        screenplay = with_sound(planned.screenplay, music=wanted.music, ambience=wanted.ambience)
        with _locked(project):
            project.write(screenplay, planned.layouts, planner=self.planner.name, findings=planned.findings)
        return project

    def make(
        self,
        story: str,
        out: Path | str = "film.mp4",
        *,
        project: FilmProject | Path | str | None = None,
        options: PlanOptions | None = None,
    ) -> Film:
        """Make a film of `story`, plan included; `project` is `out` without its ending if not given.

        Raises:
            InvalidInput: the story cannot be used, the project was edited by hand, or a file cannot be written.
            ProjectBusy: another process works on the project.
            StoryagentError: what a tool raised; what was made is kept, and `render` goes on from there.
            Cancelled: so was the run.
        """
        out = Path(out)
        require_film_path(out)
        require_model((options or PlanOptions()).format.model)
        made = self.plan(story, project or out.with_suffix(""), options=options)
        return self.render(made, out)

    def render(self, project: FilmProject | Path | str, out: Path | str | None = None) -> Film:
        """Make the film of a project as its files say now; what has not changed is kept.

        The film is `film.mp4` in the project; `out` gets a copy.

        Raises:
            InvalidInput: a file of the project is missing or broken; error and place are named before anything runs.
            ProjectBusy: another process works on the project.
            StoryagentError: what a tool raised; what was made is kept.
            Cancelled: so was the run.
        """
        project = _as_project(project)
        project.require()
        if out is not None:
            require_film_path(Path(out))
        with _locked(project), self.desk(project) as desk:
            parts, plan, result = self._run(project, desk)
            sheets = keep_sheets(project, parts.screenplay, plan, result.outputs)
            film = deliver(project, parts.screenplay, plan, result)
            require_done(result, project)
            if film is None:
                raise InvalidInput("this graph makes no film", where=str(self.graph), needed="a result called film")
            gates = gates_of(parts.screenplay, result.outputs)
            film = film.model_copy(update={"findings": (*parts.findings, *sheets, *gate_findings(gates))})
            self._report(parts, film, plan, desk, gates)
            return film.model_copy(update={"path": copy_whole(film.path, Path(out))}) if out is not None else film

    def render_scenes(self, project: FilmProject | Path | str, scenes: Collection[str]) -> SceneClips:
        """Make the clips of some scenes, by number or id, and what these need; the film stays. Raises as `render`."""
        project = _as_project(project)
        project.require()
        with _locked(project), self.desk(project) as desk:
            parts, plan, result = self._run(project, desk, scenes_named(scenes, project.screenplay()))
            keep_sheets(project, parts.screenplay, plan, result.outputs)
            clips = deliver_clips(project, parts.screenplay, result)
            require_done(result, project)
            return clips

    def check(self, project: FilmProject | Path | str, *, repair: bool = False) -> Checked:
        """Say what is wrong with a project's files; with `repair`, first write what can be repaired, and say so.

        Raises:
            InvalidInput: a file of the project is missing, broken, or cannot be written.
            ProjectBusy: another process works on the project that is to be repaired.
        """
        project = _as_project(project)
        project.require()
        if not repair:
            return check_project(project)
        with _locked(project):
            return check_project(project, repair=True)

    def storyboard(self, project: FilmProject | Path | str, out: Path | str | None = None) -> Path:
        """Draw the storyboard: one picture with every scene's boxes and paths, and return where it is.

        Raises:
            StoryagentError: as `render`.
        """
        project = _as_project(project)
        project.require()
        target = Path(out) if out is not None else project.root / "storyboard.png"
        require_writable(target)
        with _locked(project), self.desk(project) as desk:
            parts = self._read(project)
            plan = expand(load_template("storyboard"), self._values(parts))
            result = self.run_plan(plan, desk)
            require_done(result, project)
            return copy_whole(result.outputs["storyboard"], target)

    def status(self, project: FilmProject | Path | str) -> ProjectStatus:
        """Say what of a project is made, without making anything.

        Raises:
            InvalidInput: a file of the project is missing or broken.
        """
        project = _as_project(project)
        project.require()
        plan = self.plan_of(self._read(project))
        with Store(self._store_path) as store, Journal(project.journal_path) as journal:
            nodes = status(plan, registry=self.registry, store=store, journal=journal)
            delivered = is_delivered(project, kept_results(plan, registry=self.registry, store=store))
        return ProjectStatus(state=_state_of(nodes, delivered), nodes=nodes)

    def edit(self, project: FilmProject | Path | str, request: str, *, dry_run: bool = False) -> Edited:
        """Change the plan of a film by a plain request: all of it or nothing, and with `dry_run` nothing.

        Raises:
            InvalidInput: not all of the request is understood as edits, or they cannot be made.
            ProjectBusy: another process works on the project.
        """
        from storyagent.edit_project import edit_project

        project = _as_project(project)
        project.require()
        with _locked(project):
            return edit_project(project, request, self.planner, dry_run=dry_run)

    def foresee(
        self,
        project: FilmProject | Path | str,
        screenplay: Screenplay,
        layouts: Mapping[str, Layout],
        scenes: Collection[str] = (),
    ) -> Foreseen:
        """Say what making a film of this plan, or clips of some scenes, would take; nothing is written or made.

        Raises:
            InvalidInput: the plan is not valid.
        """
        project = _as_project(project)
        plan = scenes_of(self.plan_of(FilmParts(project, screenplay, layouts, (), ())), scenes)
        with Store(self._store_path) as store, Journal(project.journal_path) as journal:
            nodes = status(plan, registry=self.registry, store=store, journal=journal)
            seconds = estimate(plan, registry=self.registry, store=store, journal=journal, tokens=self.tokens)
        return Foreseen(nodes=nodes, seconds=seconds)

    def entities(self, project: FilmProject | Path | str) -> EntityBank:
        """Open the entities of a film project: list and show them, give them pictures, draw them again.

        Raises:
            InvalidInput: this is no film project.
        """
        from storyagent.entity_bank import EntityBank

        project = _as_project(project)
        project.require()
        return EntityBank(self, project)

    def chat(self, project: FilmProject | Path | str, *, decide: Decide | None = None) -> Conversation:
        """Open the conversation over a film project; with no film there, its first request is the story.

        Args:
            project: Where the film is, or is to be.
            decide: Called with what each turn would do before anything is written or run; False and nothing is.

        Raises:
            InvalidInput: the project cannot be written, or its record is damaged.
        """
        from storyagent.conversation.session import Conversation

        return Conversation(self, _as_project(project), decide=decide)

    @property
    def tokens(self) -> dict[str, int]:
        """Return what may be in use at one time, by resource token."""
        return {"cpu": self.settings.cpus, "llm": 1, "gpu": 0}

    def do(self, request: str, files: Iterable[str | Path] = (), out: Path | str = "made", **wanted: Any) -> Done:
        """Do what a request asks for, with whatever tools there are; see `storyagent.requests.Requests`."""
        from storyagent.requests import Requests

        return Requests(self, **wanted).do(request, files, Path(out))

    def expand(self, project: FilmProject | Path | str) -> Plan:
        """Return the plan that makes the film of a project: every tool call, checked.

        Raises:
            InvalidInput: a file of the project or the graph template is broken, or the plan is not valid.
        """
        return self.plan_of(self._read(_as_project(project)))

    def graph_as_text(self, project: FilmProject | Path | str) -> str:
        """Return the plan of a project as text for a terminal, with the state of every node. Raises as `expand`."""
        from storyagent.graph.show import plan_as_text

        plan = self.expand(project)
        return plan_as_text(plan, {node.id: node.state for node in self.status(project).nodes})

    def draw_graph(self, project: FilmProject | Path | str, out: Path | str) -> Path:
        """Draw the plan of a project to `out`, an .svg or .png file, and return it.

        Raises:
            InvalidInput: `out` has another ending or cannot be written; or as `expand`.
        """
        from storyagent.film.text import font_paths
        from storyagent.graph.show import plan_as_png, plan_as_svg

        out, plan = Path(out), self.expand(project)
        require_writable(out)
        if out.suffix == ".svg":
            write_text(out, plan_as_svg(plan))
        elif out.suffix == ".png":
            plan_as_png(plan, out, font_files=font_paths())
        else:
            raise InvalidInput("a graph is drawn as .svg or .png", where=str(out))
        return out

    def lay_out(self, prompt: str, frames: int = 6, aspect: Aspect = "16:9") -> LaidOut:
        """Lay out one prompt and sample it at `frames` equally spaced moments, the first and the last included.

        Raises:
            InvalidInput: the prompt cannot be used.
        """
        planned = self.planner.lay_out(prompt, FilmFormat(aspect=aspect).aspect_ratio)
        objects = tuple(
            {"id": track.id, "name": track.name, "boxes": [box and list(box.as_tuple()) for box in boxes]}
            for track, boxes in zip(planned.layout.tracks, planned.layout.boxes(frames), strict=True)
        )
        return LaidOut(prompt=prompt, background=planned.layout.background, objects=objects, findings=planned.findings)

    def lay_out_batch(self, prompts: Path, frames: int = 6, aspect: Aspect = "16:9") -> Iterator[LaidOut]:
        """Lay out every line of a file, in order; a line that cannot be used gives a finding and no objects.

        Raises:
            InvalidInput: the file cannot be read.
        """
        for prompt in read_text(prompts).splitlines():
            try:
                yield self.lay_out(prompt, frames, aspect)
            except (InvalidInput, BadAnswer, Transient) as error:
                facts = {"where": error.where, "found": error.found, "needed": error.needed, "hint": error.what}
                finding = Finding(code="layout.not_planned", severity="error", **facts)
                yield LaidOut(prompt=prompt, background="", findings=(finding,))

    @property
    def _store_path(self) -> Path:
        return self.settings.home / "store"

    @contextmanager
    def desk(self, project: FilmProject) -> Iterator[Desk]:
        """Open what a run needs for a project's folder: store, journal, log and listener."""
        with ExitStack() as stack:
            log = stack.enter_context(LogFile(project.log_path))
            store = stack.enter_context(Store(self._store_path))
            journal = stack.enter_context(Journal(project.journal_path))
            yield Desk(store, journal, both(log, self.listener))

    def _run(self, project: FilmProject, desk: Desk, scenes: Collection[str] = ()) -> tuple[FilmParts, Plan, RunResult]:
        """Run the plan of a project's film, or only what the clips of some scenes need."""
        parts = self._read(project)
        require_model(parts.screenplay.format.model)
        plan = self.plan_of(parts)
        for layout in parts.missing:
            project.add_layout(layout)
        plan = scenes_of(plan, scenes)
        return parts, plan, self.run_plan(plan, desk)

    def _read(self, project: FilmProject) -> FilmParts:
        parts = read_parts(project, lambda: self.planner)
        if self.model is None:
            return parts
        model = None if self.model == "none" else self.model
        form = parts.screenplay.format.model_copy(update={"model": model})
        return replace(parts, screenplay=parts.screenplay.model_copy(update={"format": form}))

    def _values(self, parts: FilmParts) -> dict[str, Any]:
        return film_values(
            parts.screenplay,
            parts.layouts,
            root=parts.project.root,
            voice=self.settings.voice,
            directions=directions_of(parts),
            artist=artist_of(parts),
        )

    def plan_of(self, parts: FilmParts) -> Plan:
        """Return the plan that makes a film of a project's parts. Raises as `expand`."""
        graph, form = self.graph, parts.screenplay.format
        if graph == "film" and form.model:
            graph = "generated" if form.gate is None else "gated"
        plan = expand(load_template(graph), self._values(parts))
        require_valid(plan, self.registry)
        return plan

    def run_plan(self, plan: Plan, desk: Desk) -> RunResult:
        """Run a plan with this agent's tools; failures of tools are in the result."""
        return run(
            plan,
            registry=self.registry,
            store=desk.store,
            journal=desk.journal,
            tokens=self.tokens,
            listener=desk.listener,
            cancel=self.cancel,
            isolate=self.settings.isolate,
        )

    def _report(self, parts: FilmParts, film: Film, plan: Plan, desk: Desk, gates: tuple[SceneGate, ...]) -> None:
        """Make the report, a plan of its own since it tells what the film's plan cost (docs/decisions/0002)."""
        from storyagent.film.report import StepCost

        nodes = status(plan, registry=self.registry, store=desk.store, journal=desk.journal)
        costs = [
            # whether the last run kept it says nothing of the film; whether this project ever made it does
            StepCost(node=n.id, tool=n.tool, scene=n.scene, seconds=n.seconds, runs=n.runs, from_cache=not n.runs)
            for n in nodes
        ]
        values = report_values(
            parts.screenplay,
            parts.layouts,
            costs=costs,
            findings=film.findings,
            gates=gates,
            film=film.facts,
            root=parts.project.root,
            voice=self.settings.voice,
        )
        result = self.run_plan(expand(load_template("report"), values), desk)
        require_done(result, parts.project)
        parts.project.keep("report.html", result.outputs["report"])


def _as_project(project: FilmProject | Path | str) -> FilmProject:
    return project if isinstance(project, FilmProject) else FilmProject(project)


@contextmanager
def _locked(project: FilmProject) -> Iterator[None]:
    with project_lock(project.root / ".lock"):
        project.finish_rewriting()
        yield


def _state_of(
    nodes: tuple[NodeStatus, ...], delivered: bool
) -> Literal["done", "unfinished", "new", "failed", "running"]:
    states = {node.state for node in nodes}
    if "running" in states:
        return "running"
    if "failed" in states:
        return "failed"
    if states == {"done"} and delivered:
        return "done"
    return "unfinished" if "done" in states or "stale" in states else "new"

"""A conversation over a film project: one request at a time becomes one turn, kept in the project.

Read `Conversation.say` first. A turn reads the request, says what it would do (`Proposal`), asks if it is to ask,
writes the plan, makes the film, and tells what was made from the journal and the files. A turn that cannot be finished
leaves the film as it was.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storyagent.conversation.archive import Archive
from storyagent.conversation.commands import (
    Command,
    Compare,
    GoBack,
    GoOn,
    Quit,
    Redo,
    SaveBranch,
    Show,
    StartOver,
    SwitchBranch,
    Undo,
    UndoThat,
    first_of_two,
    read_command,
)
from storyagent.conversation.edit_words import edit_words
from storyagent.conversation.follow_ups import corrected
from storyagent.conversation.foresight import foresee
from storyagent.conversation.history import MAIN, Stand
from storyagent.conversation.inquiries import HELP, answered, branches_text, history_text
from storyagent.conversation.opening import read_opening, require_this_film
from storyagent.conversation.reader import Understood, understand
from storyagent.conversation.snapshots import files_of, film_of, loses_its_form
from storyagent.conversation.summary import Prints, outcome, prints_of
from storyagent.conversation.supposing import foretold, supposition
from storyagent.conversation.telling import only_words, times, undo_words
from storyagent.conversation.tool_turns import MADE, ToolPlan, plan_tools, run_tools
from storyagent.conversation.turns import Outcome, Proposal, Turn
from storyagent.editing.apply import apply
from storyagent.editing.diff import diff
from storyagent.editing.film import Film
from storyagent.editing.reading import ToolRequest, aside_findings
from storyagent.errors import Cancelled, InvalidInput, StoryagentError
from storyagent.media.audio.ambience import with_sound
from storyagent.planning.chat import Chat
from storyagent.planning.chat_planner import ChatPlanner
from storyagent.planning.usage import Usage
from storyagent.project import FilmProject
from storyagent.story.files import to_json, to_yaml
from storyagent.story.screenplay import Screenplay
from storyagent.story.values import Finding

if TYPE_CHECKING:
    from storyagent.agent import StoryAgent

Decide = Callable[[Proposal], bool]
"""Told what a turn would do, says whether it is done."""


class Conversation:
    """A conversation over a film project.

    Args:
        agent: Plans and renders.
        project: Where the film is, or is to be.
        decide: Called with what each turn would do before anything is written or run; None lets all be done but what
            needs a person's yes.

    Raises:
        InvalidInput: the project cannot be written, or its record is damaged.
    """

    def __init__(self, agent: StoryAgent, project: FilmProject, *, decide: Decide | None = None) -> None:
        self.agent = agent
        self.project = project
        self._decide = decide
        self._archive = Archive(project)
        self._prints: Prints = {}
        self._mark = 0
        self._began: tuple[str, Stand | None] = (MAIN, None)

    def __enter__(self) -> Conversation:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the record; the conversation can be opened again."""
        self._archive.close()

    @property
    def turns(self) -> tuple[Turn, ...]:
        """Return every turn that has ended, oldest first."""
        return tuple(self._archive.reload().turns)

    @property
    def film(self) -> Film | None:
        """Return the film as its present version has it, None before there is one."""
        files = self._archive.files()
        return film_of(files, self.project.root) if files else None

    def resume(self) -> tuple[Turn, ...]:
        """Finish what a process that died left half done; return its turns, as `interrupted`.

        Raises:
            InvalidInput: a file cannot be written, or another run holds the project.
        """
        return tuple(self._archive.settle())

    def hear(self, request: str) -> Iterator[Turn]:
        """Do a request in one turn, or in several where it begins with a command: "undo that and make the fox blue"."""
        two = first_of_two(request, self._archive.history.branches) or self._corrected(request)
        if two is None:
            yield self.say(request)
            return
        first = self.say(two[0])
        yield first
        if first.state in ("done", "answered"):
            yield from self.hear(two[1])

    def _corrected(self, request: str) -> tuple[str, str] | None:
        """Part "no, I meant Otto" into taking the last change back and making it of him."""
        try:
            film = self.film if self._archive.history.turns else None
        except InvalidInput:  # a person broke a file: the turn says so
            return None
        who = corrected(request, film, self._archive.history) if film else None
        return ("undo that", f"the same for {who}") if who else None

    def say(self, request: str) -> Turn:
        """Do one request, and return the turn; nothing that goes wrong with it is raised, it is in the turn.

        Raises:
            InvalidInput: the record cannot be written, or another conversation is at work on this film.
        """
        return self._taken(request, lambda: read_command(request, self._archive.history.branches))

    def undo(self, count: int = 1) -> Turn:
        """Take back the last changes, in a turn of its own. Raises as `say`."""
        return self._taken("undo" if count == 1 else f"undo the last {count} changes", lambda: Undo(count=count))

    def redo(self, count: int = 1) -> Turn:
        """Make changes again that were taken back, in a turn of its own. Raises as `say`."""
        return self._taken("redo" if count == 1 else f"redo the last {count} changes", lambda: Redo(count=count))

    def _taken(self, request: str, read: Callable[[], Command | None]) -> Turn:
        """Take a turn; `read` is called once it has begun, and gives the command that the request is, if it is one."""
        began_s = time.time()
        self.resume()
        turn = self._archive.begin(request)
        self._mark = self._archive.history.begun[turn.number].journal
        self._prints = prints_of(self.project)
        self._began = self._archive.history.branch, self._archive.history.branches.get(self._archive.history.branch)
        used = self._usage()
        try:
            turn = self._done(turn, read())
        except StoryagentError as error:
            turn = turn.model_copy(update={"state": "refused", "error": error.to_dict()})
        except KeyboardInterrupt:
            turn = turn.model_copy(update={"state": "refused", "error": Cancelled("stopped", where="chat").to_dict()})
        facts: dict[str, Any] = {"time_s": began_s, "seconds": round(time.time() - began_s, 3)}
        usage = self._usage()
        if usage and used and usage != used:
            facts["usage"] = usage.since(used)
        turn = Turn.model_validate(turn.model_copy(update=facts).model_dump())
        self._archive.end(turn)
        return turn

    def _done(self, turn: Turn, command: Command | None) -> Turn:
        history = self._archive.history
        if self._archive.fault is not None and not isinstance(command, Show | Quit):
            raise self._archive.fault
        if command is not None and (history.head is not None or isinstance(command, Show | Quit)):
            return self._commanded(turn, command)
        return self._changed(turn) if history.head is not None else self._opened(turn)

    def _opened(self, turn: Turn) -> Turn:
        """Plan and make the film that a first request tells."""
        opening = read_opening(turn.request)
        planner = self.agent.planner
        planned = planner.plan(opening.story, opening.options)
        options = opening.options
        screenplay = with_sound(
            _heard(planned.screenplay, opening.sound), music=options.music, ambience=options.ambience
        )
        texts = {f"layouts/{layout.scene}.json": to_json(layout) for layout in planned.layouts}
        texts["screenplay.yaml"] = to_yaml(screenplay)
        film = film_of(texts, self.project.root)
        scenes = (f"{number}. {scene.prompt}" for number, scene in enumerate(film.scenes, 1))
        after = (f"then: {' and '.join(opening.after)}",) if opening.after else ()
        understood = (f"a new film, “{screenplay.title}”, of {_scenes(film)}", *opening.understood, *scenes, *after)
        turn = turn.model_copy(update={"understood": understood, "findings": planned.findings})

        def write() -> None:
            self.project.write(
                screenplay, planned.layouts, planner=planner.name, findings=planned.findings
            )  # fmt: skip

        turn = self._carried_out(turn, film, lambda: self._archive.commit(turn.number, texts, write))
        wanted = [ToolRequest(text=text) for text in opening.after]
        return self._beside(turn, film, wanted) if wanted and turn.state == "done" else turn

    def _changed(self, turn: Turn) -> Turn:
        """Change the film as a request asks, answer what it asks, or say what was not understood."""
        require_this_film(turn.request)
        film = film_of(self._archive.files(), self.project.root)
        planner = self.agent.planner
        if supposed := supposition(turn.request):
            return turn.model_copy(update={"said": foretold(supposed, film, planner)})
        heard = understand(
            turn.request, film, self._archive.history, self._model, lambda edits: apply(film, edits, planner)
        )  # fmt: skip
        if heard.open:
            facts = {"state": "asked", "questions": heard.questions, "not_understood": heard.not_understood}
            return turn.model_copy(update=facts | {"model_said": heard.model_said, "error": heard.error})
        turn = turn.model_copy(update={"edits": heard.edits, "model_said": heard.model_said})
        wanted = [one for one in heard.tool_requests if one.kind != "render"]
        to_make = [one for one in heard.tool_requests if one.kind == "render"]
        only = tuple(dict.fromkeys(scene for one in to_make for scene in one.only))
        if wanted and heard.edits and self.project.film_path.is_file():
            plan_tools(self.agent, self.project, wanted, self._model)  # what no tool can do is said before a change
        if heard.edits:
            turn, film = self._edited(turn, film, heard, only)
        elif to_make:
            turn = self._gone_on(turn, only)
        if heard.inquiries and turn.state in ("answered", "done"):
            turn = self._answered(turn, film, heard)
        if wanted and turn.state in ("answered", "done"):
            turn = self._beside(turn, film, wanted)
        return turn

    def _edited(self, turn: Turn, film: Film, heard: Understood, only: tuple[str, ...]) -> tuple[Turn, Film]:
        edited = apply(film, heard.edits, self.agent.planner)
        if edited.film == film and only:
            return self._gone_on(turn, only), film
        if edited.film == film:
            return turn.model_copy(update={"said": "The film is like that already."}), film
        before = self._archive.files()
        findings = (*aside_findings(heard.asides), *edited.findings)
        if loses_its_form(before) and edited.film.screenplay != film.screenplay:
            hint = "screenplay.yaml is written anew in the usual form, its comments kept; undo brings the old one back"
            findings = (*findings, Finding(code="screenplay.form", where="screenplay.yaml", hint=hint))
        facts = {
            "understood": (*(edit_words(edit, film) for edit in heard.edits), *only_words(only, edited.film)),
            "changes": edited.changes, "diff": diff(film, edited.film), "findings": findings, "only": only,
        }  # fmt: skip
        files = files_of(edited.film, before, self.project.root)
        turn = turn.model_copy(update=facts)
        commit = lambda: self._archive.commit(turn.number, files)  # noqa: E731
        return self._carried_out(turn, edited.film, commit, why=heard.why), edited.film

    def _answered(self, turn: Turn, film: Film, heard: Understood) -> Turn:
        """Answer questions from the files; what they do not hold is not made up."""
        answers = {one.text: answered(one, film, self.project, self._archive.history) for one in heard.inquiries}
        facts: dict[str, Any] = {"said": "\n".join(filter(None, (turn.said, *answers.values())))}
        unknown = tuple(text for text, answer in answers.items() if answer is None)
        if unknown and not heard.model_said:
            facts |= {"not_understood": unknown} | ({"state": "asked"} if turn.state == "answered" else {})
        return turn.model_copy(update=facts)

    def _beside(self, turn: Turn, film: Film, wanted: list[ToolRequest]) -> Turn:
        """Have tools make what was asked for beside the film; that no tool can does not take back what the turn did."""
        try:
            plan = plan_tools(self.agent, self.project, wanted, self._model)
        except StoryagentError as error:
            if not turn.changed:
                raise
            return turn.model_copy(update={"state": "failed", "error": error.to_dict()})
        if self.project.film_path in plan.files and (hint := self._open_still()):
            where = str(self.project.film_path)
            before = Finding(code="chat.film_before", where=where, found="the film as it was", hint=hint)
            plan = plan._replace(findings=(*plan.findings, before))
        return self._tooled(turn, film, plan)

    def _tooled(self, turn: Turn, film: Film, plan: ToolPlan) -> Turn:
        """Have tools make something of the finished film, if it is agreed to."""
        told = {"understood": plan.words, "diff": "", "work": plan.work, "findings": plan.findings}
        approved = self._agreed(turn.model_copy(update=told))
        findings = (*turn.findings, *plan.findings)
        facts: dict[str, Any] = {
            "understood": (*turn.understood, *plan.words), "approved": approved, "findings": findings,
        }  # fmt: skip
        if turn.work is None:
            facts["work"] = plan.work
        turn = turn.model_copy(update=facts)
        if approved is False:
            return turn.model_copy(update={"state": turn.state if turn.changed else "declined"})
        folder = self.project.root / MADE / f"{turn.number:03d}"
        try:
            text = run_tools(plan, folder)
            facts = {"state": "done", "said": "\n".join(filter(None, (turn.said, text)))}
        except StoryagentError as error:
            facts = {"state": "failed", "error": error.to_dict()}
        return turn.model_copy(update=facts | {"outcome": self._outcome(film, folder)})

    def _commanded(self, turn: Turn, command: Command) -> Turn:
        match command:
            case SaveBranch():
                return self._saved(turn, command.name)
            case SwitchBranch():
                return self._switched(turn, command.name)
            case GoOn():
                return self._gone_on(turn)
            case Compare() | Show():
                said = self._compared(command) if isinstance(command, Compare) else self._shown(command.what)
                return turn.model_copy(update={"said": said})
            case Quit():
                return turn.model_copy(update={"said": "Everything is kept. Go on any time."})
        return self._moved(turn, *self._stand_for(command))

    def _stand_for(self, command: Undo | StartOver | Redo | GoBack | UndoThat) -> tuple[Stand, str]:
        """Return where a command leads, and the command in words."""
        history = self._archive.history
        if isinstance(command, Redo):
            return history.redone(command.count), f"redo {times(command.count)}"
        if isinstance(command, StartOver):
            count = max(len(list(history.lineage())) - 1, 1)
            return history.undone(count), undo_words(history, count)
        if isinstance(command, Undo):
            return history.undone(command.count), undo_words(history, command.count)
        count = history.changes_since(command.words)
        if isinstance(command, GoBack):
            count -= command.after
        elif count > 1:
            raise InvalidInput(
                f"{count - 1} later changes stand on that one", where="undo", found=repr(command.words),
                needed="the last change", hint=f"say undo the last {count} changes, or ask for the opposite",
            )  # fmt: skip
        return history.undone(count), undo_words(history, count)

    def _saved(self, turn: Turn, name: str) -> Turn:
        if name in self._archive.history.branches:
            raise InvalidInput(
                "there is a branch of this name", where="branches", found=name, hint=f"say switch to {name}"
            )  # fmt: skip
        self._archive.name(turn.number, name)
        said = (
            f"The film as it is now is kept as {name}. Changes go on in {turn.branch}; go there with: switch to {name}"
        )
        return turn.model_copy(update={"state": "done", "understood": (f"branch {name}",), "said": said})

    def _switched(self, turn: Turn, name: str) -> Turn:
        branches = self._archive.history.branches
        if name not in branches:
            raise InvalidInput(
                "there is no such branch", where="branches", found=name, needed=f"one of {', '.join(branches)}"
            )  # fmt: skip
        if name == self._archive.history.branch:
            return turn.model_copy(update={"said": f"This is {name} already."})
        return self._moved(turn, branches[name], f"switch to branch {name}", branch=name)

    def _compared(self, command: Compare) -> str:
        """Tell how two branches differ; "this" is the film as it is now."""
        branches = self._archive.history.branches
        here = {"this": self._archive.history.branch, "current": self._archive.history.branch}
        names = [here.get(name, name) for name in (command.first, command.second)]
        for name in names:
            if name not in branches:
                raise InvalidInput(
                    "there is no such branch", where="branches", found=name, needed=f"one of {', '.join(branches)}"
                )  # fmt: skip
        films = [film_of(self._archive.files(branches[name].version), self.project.root) for name in names]
        return diff(*films) or f"{names[0]} and {names[1]} are the same."

    def _gone_on(self, turn: Turn, only: tuple[str, ...] = ()) -> Turn:
        film = film_of(self._archive.files(), self.project.root)
        words = tuple(only_words(only, film)) or ("make what is not made yet",)
        turn = turn.model_copy(update={"understood": words, "only": only})
        return self._carried_out(turn, film, lambda: None)

    def _moved(self, turn: Turn, stand: Stand, words: str, branch: str | None = None) -> Turn:
        """Go to a version that is there already."""
        wanted = film_of(self._archive.files(stand.version), self.project.root)
        try:
            changes = diff(film_of(self._archive.files(), self.project.root), wanted)
        except InvalidInput:  # a person broke a file: going back is the way out
            changes = ""
        only = _still_there(self._archive.history.only_in(stand.version), wanted)
        facts = {"understood": (words,), "diff": changes, "branch": branch or turn.branch, "only": only}
        turn = turn.model_copy(update=facts)
        return self._carried_out(turn, wanted, lambda: self._archive.move(turn.number, stand, branch))

    def _carried_out(self, turn: Turn, film: Film, write: Callable[[], object], *, why: str = "") -> Turn:
        """Propose, and if it is agreed to, write and make the film."""
        self._archive.require_free()
        turn = turn.model_copy(update={"work": foresee(self.agent, self.project, film, turn.only)})
        turn = turn.model_copy(update={"approved": self._agreed(turn, why)})
        if turn.approved is False or (why and not turn.approved):
            return turn.model_copy(update={"state": "declined"})
        write()
        head = self._archive.history.head
        return self._made(turn.model_copy(update={"after": head.version if head else None}), film)

    def _agreed(self, turn: Turn, why: str = "") -> bool | None:
        """Tell what a turn would do; return whether it is agreed to, None if there is nobody to ask."""
        proposal = Proposal(
            turn=turn.number, request=turn.request, understood=turn.understood, changes=turn.changes, diff=turn.diff,
            work=turn.work, findings=turn.findings, needs_yes=bool(why), why=why,
        )  # fmt: skip
        return self._decide(proposal) if self._decide is not None else None

    def _outcome(self, film: Film, *beside: Path, only: tuple[str, ...] = ()) -> Outcome:
        return outcome(self.project, film, after=self._mark, before=self._prints, beside=beside, only=only)

    def _made(self, turn: Turn, film: Film) -> Turn:
        """Make the film, or only scenes of it, as its files say now; if that fails, go back to the film before."""
        try:
            self._render(turn.only)
            said = self._open_still() if turn.only else ""
        except StoryagentError as error:
            facts = {"state": "failed", "error": error.to_dict(), "outcome": self._outcome(film, only=turn.only)}
            return self._gone_back(turn.model_copy(update=facts))
        facts = {"state": "done", "outcome": self._outcome(film, only=turn.only)}
        return turn.model_copy(update=facts | {"said": "\n".join(filter(None, (turn.said, said)))})

    def _render(self, only: tuple[str, ...]) -> None:
        if only:
            self.agent.render_scenes(self.project, only)
        else:
            self.agent.render(self.project)

    def _open_still(self) -> str:
        """Say that the film is not what its files say, if it is not."""
        state = self.agent.status(self.project).state
        return "" if state == "done" else "The film itself is not made of all this yet: say go on."

    def _gone_back(self, turn: Turn) -> Turn:
        """Return to the version before a turn that failed; `redo` leads to what was asked for."""
        branch, stand = self._began
        if stand is None or turn.after is None or turn.before == turn.after:
            return turn
        own = self._archive.history.versions[turn.after].turn == turn.number
        edited = self._archive.keep_hand_edits(turn.number)  # made while the film was: not lost, two redos away
        again = (turn.after, edited) if edited else (turn.after,)
        self._archive.move(turn.number, Stand(stand.version, again) if own else stand, branch)
        findings = turn.findings
        try:
            self._render(_still_there(self._archive.history.only_in(stand.version) or turn.only, self.film))
        except StoryagentError as error:
            found = f"{error.what}: {error.found}" if error.found else error.what
            findings = (*findings, Finding(code="chat.not_restored", where=str(self.project.root), found=found))
        return turn.model_copy(update={"after": turn.before, "branch": branch, "findings": findings})

    def _shown(self, what: str) -> str:
        history = self._archive.history
        match what:
            case "branches":
                return branches_text(history)
            case "history":
                return history_text(history)
            case "status" if history.head is not None:
                state = self.agent.status(self.project)
                open_ = [node.id for node in state.nodes if node.state != "done"]
                where = f": {self.project.film_path}" if self.project.film_path.is_file() else ""
                return f"The film is {state.state}{where}." + (f" Not made: {', '.join(open_)}." if open_ else "")
        return HELP

    @property
    def _model(self) -> Chat | None:
        planner = self.agent.planner
        return planner.chat if isinstance(planner, ChatPlanner) else None

    def _usage(self) -> Usage | None:
        return self._model.usage if self._model else None


def _still_there(scenes: tuple[str, ...], film: Film | None) -> tuple[str, ...]:
    """Return those of some scenes that a film has."""
    return tuple(scene.id for scene in film.scenes if scene.id in scenes) if film else ()


def _heard(screenplay: Screenplay, sound: str) -> Screenplay:
    """Return a screenplay with a sound in every scene."""
    scenes = tuple(scene.model_copy(update={"ambience": sound}) for scene in screenplay.scenes)
    return screenplay.model_copy(update={"scenes": scenes}) if sound else screenplay


def _scenes(film: Film) -> str:
    return f"{len(film.scenes)} scene{'s' if len(film.scenes) != 1 else ''}"

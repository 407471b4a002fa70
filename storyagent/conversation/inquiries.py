"""Questions about the film, answered from the project's files, its journal and the conversation's record alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from storyagent.conversation.history import History, branch_lines
from storyagent.conversation.turns import Turn
from storyagent.editing.film import Film
from storyagent.editing.reading import Inquiry
from storyagent.engine.journal import Journal
from storyagent.planning.usage import Usage
from storyagent.project import FilmProject
from storyagent.story.screenplay import Entity, Scene, Screenplay

HELP = """\
Say what is to be different, in plain English. Several things in one sentence are fine.
  looks     make the fox blue · make the bird bigger · call the fox Ruby · set it in a snowy forest · in watercolour
  people    remove the kite · add two birds to scene 2 · replace the dog with a cat
  motion    the fox should run from left to right in scene 1 · zoom in in scene 3
  scenes    swap scenes 3 and 4 · delete scene 2 · merge scenes 1 and 2 · add a scene at the end: The sun sets.
  time      make scene 2 slower · scene 1 should last 6 seconds · make it night in scene 2 · let it rain
  words     the narrator says "Once upon a time" in scene 1 · call the film "A Walk" · no narration
  film      make it portrait · make scene 2 again, differently · render only scene 2
Ask       what is in scene 2? · how long is it? · who is in it? · what did that cost? · what changed?
Go back   undo · redo · undo the last two changes · go back to how it was before I swapped the scenes
Branches  save this as draft · switch to draft · branches
Also      history · status · go on (make what is not made yet) · quit"""


def answered(inquiry: Inquiry, film: Film, project: FilmProject, history: History) -> str | None:
    """Return the answer to a question about the film, None if the files do not hold it."""
    entities = film.screenplay.entities
    answers: dict[str, Callable[[], str | None]] = {
        "help": lambda: HELP,
        "scene": lambda: _scenes(inquiry, film, project),
        "entity": lambda: _entities(inquiry, film),
        "cast": lambda: "\n".join(_entity_line(one, film) for one in entities if one.kind != "place"),
        "places": lambda: _places(film),
        "length": lambda: length_text(film, project),
        "cost": lambda: cost_text(project, history),
        "changes": lambda: changes_text(history),
        "film": lambda: film_facts(film),
        "why": lambda: _why(inquiry, film, project),
    }
    return answers[inquiry.topic]() if inquiry.topic in answers else None


def scene_lines(scene: Scene, film: Film, project: FilmProject) -> list[str]:
    """Return what is in a scene."""
    screenplay = film.screenplay
    number = film.number_of(scene.id)
    place = screenplay.entity(scene.place).name if scene.place else "nowhere in particular"
    cast = ", ".join(
        f"{role.count} x {_called(screenplay.entity(role.entity))}" if role.count > 1
        else _called(screenplay.entity(role.entity)) for role in scene.cast
    )  # fmt: skip
    clip = project.root / "clips" / f"{number:02d}-{scene.id}.mp4"
    made = f"clips/{clip.name}, {_video_s(clip):.1f} s" if clip.is_file() else "not made yet"
    camera = "" if scene.camera.move == "still" else f", camera: {scene.camera.move}"
    lines = [
        f"scene {number}: {scene.prompt}",
        f"  in it: {cast or 'nobody'}; {place}, {scene.time}, {scene.weather}{camera}",
        f"  at least {scene.duration_s:.1f} s; {made}",
    ]
    for line in scene.lines:
        lines.append(f"  {screenplay.entity(line.speaker).name if line.speaker else 'narrator'}: “{line.text}”")
    return lines


def length_text(film: Film, project: FilmProject) -> str:
    """Return how long the film is: the file's own length, or what is planned."""
    planned = sum(scene.duration_s for scene in film.scenes)
    scenes = f"{len(film.scenes)} scenes, planned for at least {planned:.1f} s together"
    if not project.film_path.is_file():
        return f"The film is not made yet: {scenes}."
    return f"film.mp4 is {_video_s(project.film_path):.1f} s long: a title card and {scenes}."


def cost_text(project: FilmProject, history: History) -> str:
    """Return what the project cost so far, by its journal, and the last turn apart."""
    with Journal(project.journal_path) as journal:
        ran = [line for line in journal.lines_after(0) if line.state == "done" and not line.from_cache]
    text = f"So far {len(ran)} steps ran, {sum(line.seconds for line in ran):.1f} s of work."
    last = next((turn for turn in reversed(history.turns) if turn.outcome), None)
    if last and last.outcome:
        count = last.outcome.steps_ran
        text += f" The last change (“{_short(last.request)}”): {count} step{'s' if count != 1 else ''},"
        text += f" {last.outcome.seconds:.1f} s, {last.outcome.steps_kept} kept."
    used = usage_sum(turn.usage for turn in history.turns if turn.usage)
    return f"{text} {usage_text(used) if used.calls or used.cached else 'No language model was asked.'}"


def film_facts(film: Film) -> str:
    """Return what a film is as a whole: title, style, music, format."""
    plan, form = film.screenplay, film.screenplay.format
    width, height = form.size_px
    return "\n".join((
        f"“{plan.title}”, {len(film.scenes)} scenes, drawn as: {plan.style}",
        f"music: {plan.music or 'none'}; narrator: {'on' if form.narration else 'off'}; subtitles in the picture: "
        f"{'yes' if form.burn_subtitles else 'no'}",
        f"{width}x{height} pixels ({form.aspect}), {form.fps} frames a second, seed {plan.seed}",
    ))  # fmt: skip


def usage_sum(usages: Iterable[Usage]) -> Usage:
    """Add up what turns used."""
    total = Usage()
    for one in usages:
        known = [cost for cost in (total.cost_usd, one.cost_usd) if cost is not None]
        total = Usage(
            calls=total.calls + one.calls, cached=total.cached + one.cached,
            input_tokens=total.input_tokens + one.input_tokens, output_tokens=total.output_tokens + one.output_tokens,
            seconds=total.seconds + one.seconds, cost_usd=sum(known) if known else None,
            estimated=total.estimated or one.estimated,
        )  # fmt: skip
    return total


def usage_text(used: Usage) -> str:
    """Return what a language model was used for."""
    tokens = used.input_tokens + used.output_tokens
    money = f", {used.cost_usd:.4f} USD" if used.cost_usd is not None else ""
    about = "about " if used.estimated else ""
    return f"Language model: {used.calls} calls, {used.cached} answers kept, {about}{tokens} tokens{money}."


def changes_text(history: History) -> str:
    """Return what the last change of the film changed."""
    head = history.head
    turn = history.turn(head.turn) if head else None
    if head is None or head.parent is None or turn is None:
        return "Nothing was changed yet."
    if head.by == "hand":
        return "The files were edited by hand, outside of this conversation."
    return "\n".join([f"“{_short(turn.request)}”", *(f"  {change}" for change in turn.changes)])


def history_text(history: History) -> str:
    """Return a line for each turn that changed the film or tried to."""
    line = {version.version for version in history.lineage()}
    rows = [_history_line(turn, turn.after in line) for turn in history.turns if turn.changed or turn.state == "failed"]
    return "\n".join(rows) or "Nothing was changed yet."


def branches_text(history: History) -> str:
    """Return the branches, the current one marked."""
    return "\n".join(branch_lines(history.branches, history.branch)) or "There is no film yet, so no branch either."


def _history_line(turn: Turn, counts: bool) -> str:
    mark = "failed" if turn.state == "failed" else "" if counts else "not in the film now"
    return f"{turn.number:>3}. [{turn.branch}] {_short(turn.request)}" + (f"  ({mark})" if mark else "")


def _scenes(inquiry: Inquiry, film: Film, project: FilmProject) -> str:
    wanted = [scene for scene in film.scenes if not inquiry.scenes or scene.id in inquiry.scenes]
    return "\n".join(line for scene in wanted for line in scene_lines(scene, film, project))


def _why(inquiry: Inquiry, film: Film, project: FilmProject) -> str:
    """Return what the files say of what is asked about: reasons are not in them."""
    asked = set(inquiry.entities)
    scenes = [one for one in film.scenes if one.id in inquiry.scenes or one.place in asked]
    rows = [_entity_line(one, film) for one in film.screenplay.entities if one.id in asked]
    rows += [line for scene in scenes for line in scene_lines(scene, film, project)]
    return "\n".join(["Why is not written down; this is what the film's files say:", *rows])


def _entities(inquiry: Inquiry, film: Film) -> str | None:
    wanted = [one for one in film.screenplay.entities if one.id in inquiry.entities]
    return "\n".join(_entity_line(one, film) for one in wanted) or None


def _entity_line(entity: Entity, film: Film) -> str:
    where = [str(number) for number, scene in enumerate(film.scenes, 1) if _is_in(entity, scene)]
    looks = entity.description or _called(entity)
    scenes = f"scene{'s' if len(where) > 1 else ''} {', '.join(where)}" if where else "no scene"
    return f"{entity.name}: {looks}; in {scenes}"


def _is_in(entity: Entity, scene: Scene) -> bool:
    return entity.id in scene.entity_ids or scene.place == entity.id


def _called(entity: Entity) -> str:
    name = entity.name if entity.name.lower() == entity.noun.lower() else f"{entity.name} the {entity.noun}"
    return f"{entity.color} {name}" if entity.color and entity.color not in name else name


def _places(film: Film) -> str:
    screenplay: Screenplay = film.screenplay
    told = [(number, scene.place) for number, scene in enumerate(film.scenes, 1)]
    where = ", ".join(f"{n} {screenplay.entity(place).name if place else 'nowhere'}" for n, place in told)
    rows = [f"{len(told)} scenes: {where}"]
    rows += [_entity_line(one, film) for one in screenplay.entities if one.kind == "place"]
    return "\n".join(rows) or "No scene has a place of its own."


def _video_s(path: Path) -> float:
    from storyagent.film.encode import probe

    return probe(path).duration_s


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 70 else f"{line[:67]}..."

"""What a turn did, read from the journal's lines and from the files as they lie there: no other source is asked.

A file is named only if it exists and has something in it; a video's length is read from its packets.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from storyagent.conversation.foresight import in_words, scene_work, step_name
from storyagent.conversation.turns import MadeFile, Outcome
from storyagent.editing.film import Film
from storyagent.engine.journal import Journal
from storyagent.errors import StoryagentError
from storyagent.project import FilmProject

VIDEOS = frozenset((".mp4", ".mov", ".webm", ".mkv"))
PICTURES = frozenset((".png", ".jpg", ".jpeg", ".gif", ".webp"))
FILM = "film.mp4"
_OWN = frozenset(("journal.sqlite", "conversation.sqlite", "storyagent.log", "planned.json"))

Prints = Mapping[str, str]
"""What tells a file from another one of its name (inode, size, time), by path below the project."""


def prints_of(project: FilmProject) -> dict[str, str]:
    """Return the print of every file that was made in a project; its plan and its records are none of them.

    Files are replaced whole and only by others, so one that was written anew has another print.
    """
    found = {}
    for path in sorted(project.root.rglob("*")):
        name = path.relative_to(project.root).as_posix()
        plan = name == "screenplay.yaml" or name.startswith("layouts/") or path.name.startswith((".", "screenplay."))
        if path.is_file() and not plan and path.name.partition("-")[0] not in _OWN:
            facts = path.stat()
            found[name] = f"{facts.st_ino} {facts.st_size} {facts.st_mtime_ns}"
    return found


def outcome(
    project: FilmProject, film: Film, *, after: int, before: Prints, beside: Iterable[Path] = (),
    only: Collection[str] = (),
) -> Outcome:  # fmt: skip
    """Return what was done since a line of the journal (its number) and since files were as in `before`.

    `beside` are folders with whole journals of their own: what tools did over the film. With `only`, scenes by id,
    their clips are told of, and not the film.

    Raises:
        InvalidInput: a journal cannot be read.
    """
    with Journal(project.journal_path) as journal:
        lines = journal.lines_after(after)
    for folder in (one for one in beside if (one / "journal.sqlite").is_file()):
        with Journal(folder / "journal.sqlite") as journal:
            lines += journal.lines_after(0)
    # a later run of the same turn (the report's) finds kept what an earlier one made: it was made
    made_now = {line.node: line for line in lines if line.state == "done" and not line.from_cache}
    last = {line.node: line for line in lines if line.state in ("done", "failed")}
    ran = [line for line in made_now.values() if last[line.node].state == "done"]
    kept = [line for node, line in last.items() if line.state == "done" and node not in made_now]
    remade = scene_work(((line.scene, line.node) for line in ran), film)
    made = {work.scene for work in remade}
    whole = scene_work(((line.scene, "") for line in kept if line.scene not in made), film)
    now = prints_of(project)
    changed = [name for name, print_ in now.items() if before.get(name) != print_ or (lines and name == FILM)]
    clips = [name for name in clips_of(only, film) if name in now]
    return Outcome(
        ran=remade,
        kept=whole,
        shared=tuple(step_name(re.sub(r"^s\d+\.", "", line.node)) for line in ran if line.scene is None),
        steps_ran=len(ran),
        steps_kept=len(kept),
        seconds=round(sum(line.seconds for line in ran), 3),
        failed=tuple(f"{line.node}: {line.error}" for line in last.values() if line.state == "failed"),
        files=tuple(filter(None, (_file(project.root, name) for name in (clips if only else _named(changed))))),
    )


def outcome_text(done: Outcome) -> str:
    """Return an outcome in words."""
    lines = []
    if done.steps_ran:
        what = "; ".join(filter(None, (in_words(done.ran), ", ".join(done.shared))))
        steps = f"{done.steps_ran} step{'s' if done.steps_ran > 1 else ''}"
        lines.append(f"Made: {what} ({steps}, {done.seconds:.1f} s of work).")
    elif done.steps_kept:
        lines.append("Nothing had to be made again.")
    if done.kept:
        lines.append(f"Kept: {in_words(done.kept)} ({done.steps_kept} steps).")
    lines += [f"Failed: {step}" for step in done.failed]
    own = [file for file in done.files if file.path == FILM or "/" in file.path]
    beside = ", ".join(file.path for file in done.files if file not in own)
    return "\n".join([*lines, *map(str, own), *([f"Written with it: {beside}"] if beside else [])])


def clips_of(scenes: Collection[str], film: Film) -> list[str]:
    """Return where the clips of scenes lie, below the project, in the film's order."""
    numbered = enumerate(film.scenes, 1)
    return [f"clips/{number:02d}-{scene.id}.mp4" for number, scene in numbered if scene.id in scenes]


def _named(changed: Iterable[str]) -> list[str]:
    """Return which files are named: the film first, then the others; clips only stand for their scenes."""
    names = {name for name in changed if not name.startswith("clips/")}
    return sorted(names, key=lambda name: (name != FILM, "/" in name, name))


def _file(root: Path, name: str) -> MadeFile | None:
    """Return what a file is, None if it is empty: that is no result."""
    path = root / name
    size = path.stat().st_size
    if not size:
        return None
    if path.suffix.lower() in VIDEOS:
        from storyagent.film.encode import probe

        try:
            facts = probe(path)
        except StoryagentError:
            return None
        size_px = {"width_px": facts.width_px, "height_px": facts.height_px}
        return MadeFile(path=name, bytes=size, duration_s=round(facts.duration_s, 3), **size_px)
    if path.suffix.lower() in PICTURES:
        from PIL import Image

        with Image.open(path) as picture:
            return MadeFile(path=name, bytes=size, width_px=picture.width, height_px=picture.height)
    return MadeFile(path=name, bytes=size)

"""What a turn did, read from the journal's lines and from the files as they lie there: no other source is asked.

A file is named only if it exists and has something in it; a video's length is read from its packets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from storyagent.conversation.foresight import in_words, scene_work, step_name
from storyagent.conversation.turns import MadeFile, Outcome
from storyagent.editing.film import Film
from storyagent.engine.journal import Journal, Noted
from storyagent.errors import StoryagentError
from storyagent.project import FilmProject
from storyagent.story.files import sha256_of

VIDEOS = frozenset((".mp4", ".mov", ".webm", ".mkv"))
PICTURES = frozenset((".png", ".jpg", ".jpeg", ".gif", ".webp"))
FILM = "film.mp4"
_OWN = frozenset(("journal.sqlite", "conversation.sqlite", "storyagent.log", "planned.json"))

Prints = Mapping[str, str]
"""Hashes of a project's files, by path below it."""


def prints_of(project: FilmProject) -> dict[str, str]:
    """Return the hash of every file that was made in a project; its plan and its records are none of them."""
    found = {}
    for path in sorted(project.root.rglob("*")):
        name = path.relative_to(project.root).as_posix()
        plan = name == "screenplay.yaml" or name.startswith(("layouts/", "."))
        if path.is_file() and not plan and name.partition("-")[0] not in _OWN and ".part" not in name:
            found[name] = sha256_of(path)
    return found


def outcome(project: FilmProject, film: Film, *, after: int, before: Prints) -> Outcome:
    """Return what was done since a line of the journal (its number) and since files were as in `before`.

    Raises:
        InvalidInput: the journal cannot be read.
    """
    with Journal(project.journal_path) as journal:
        lines = journal.lines_after(after)
    last = {line.node: line for line in lines if line.state in ("done", "failed")}
    ran = _of(last.values(), lambda line: line.state == "done" and not line.from_cache)
    kept = _of(last.values(), lambda line: line.state == "done" and line.from_cache)
    remade = scene_work(((line.scene, line.node) for line in ran), film)
    made = {work.scene for work in remade}
    whole = scene_work(((line.scene, "") for line in kept if line.scene not in made), film)
    now = prints_of(project)
    changed = [name for name, print_ in now.items() if before.get(name) != print_ or (lines and name == FILM)]
    return Outcome(
        ran=remade,
        kept=whole,
        shared=tuple(step_name(line.node) for line in ran if line.scene is None),
        steps_ran=len(ran),
        steps_kept=len(kept),
        seconds=round(sum(line.seconds for line in ran), 3),
        failed=tuple(f"{line.node}: {line.error}" for line in last.values() if line.state == "failed"),
        files=tuple(filter(None, (_file(project.root, name) for name in _named(changed)))),
    )


def outcome_text(done: Outcome) -> str:
    """Return an outcome in words."""
    lines = []
    if done.steps_ran:
        again = f"made: {in_words(done.ran)}; " if done.ran else ""
        lines.append(f"{again}{done.steps_ran} steps ran ({done.seconds:.1f} s of work), {done.steps_kept} kept")
    else:
        lines.append(f"nothing had to be made; {done.steps_kept} steps kept")
    if done.kept:
        lines.append(f"kept: {in_words(done.kept)}")
    lines += [f"failed: {step}" for step in done.failed]
    return "\n".join([*lines, *map(str, done.files)])


def _of(lines: Iterable[Noted], test: Callable[[Noted], bool]) -> list[Noted]:
    return [line for line in lines if test(line)]


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

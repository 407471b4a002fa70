"""Put what a run made into the film project: the very film that was opened again and checked, and its parts."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from storyagent.engine.result import RunResult
from storyagent.errors import Cancelled, InvalidInput, ToolFailed
from storyagent.film.facts import FilmFacts
from storyagent.graph.film import clip_names
from storyagent.graph.plan import Plan
from storyagent.project import FilmProject
from storyagent.story.files import sha256_of
from storyagent.story.screenplay import Screenplay
from storyagent.story.values import Finding, Value

NAMES = {
    "audio": "audio.wav",
    "subtitles": "film.srt",
    "otio": "film.otio",
    "storyboard": "storyboard.png",
    "film": "film.mp4",
}
"""Where the results of the film's plan lie in a project; its clips have names of their own."""


class Film(Value):
    """A finished film, opened again and checked.

    `ran` steps were made in `seconds`, `from_cache` were kept from earlier. `findings` is what the planner was not
    sure about and what the layouts' validator has to say. `others` are the files of further results of the template.
    """

    path: Path
    project: Path
    facts: FilmFacts
    seconds: float
    ran: int
    from_cache: int
    findings: tuple[Finding, ...] = ()
    others: tuple[Path, ...] = ()

    @property
    def report(self) -> Path:
        """Return the path of the report."""
        return self.project / "report.html"


def deliver(project: FilmProject, screenplay: Screenplay, plan: Plan, result: RunResult) -> Film | None:
    """Copy the results of a run into the project; return the film if there is one, checked.

    What a failed or cancelled run made is copied as well. Results that films do not have by themselves, such as a page
    or a poster of the user's own template, are put into `made/` by their names. Files of results that the plan does not
    have (subtitles of a film without narration) are removed.

    Raises:
        InvalidInput: a file cannot be written.
        ToolFailed: the copy is not the film that was checked.
    """
    made = result.outputs
    clips = {name: made[f"clip.{shot}"] for shot, name in clip_names(screenplay).items() if f"clip.{shot}" in made}
    if clips:
        project.keep_clips(clips)
    for name, file in NAMES.items():
        if name in made:
            project.keep(file, made[name])
        elif name not in plan.results:
            (project.root / file).unlink(missing_ok=True)
    others = tuple(
        project.keep(f"made/{name}{path.suffix}", path)
        for name, path in sorted(made.items())
        if isinstance(path, Path) and name not in NAMES and "." not in name
    )
    if "film" not in made:
        return None
    if sha256_of(project.film_path) != sha256_of(made["film"]):  # what was checked is what is delivered
        raise ToolFailed("the film changed while it was copied", where=str(project.film_path), hint="render again")
    return Film(
        path=project.film_path,
        project=project.root,
        facts=made["facts"],
        seconds=result.seconds,
        ran=result.ran,
        from_cache=result.from_cache,
        others=others,
    )


def is_delivered(project: FilmProject, made: Mapping[str, Any]) -> bool:
    """Tell whether the project's film is the one among the results that are made; any is, where there is none."""
    if not project.film_path.is_file():
        return False
    return "film" not in made or sha256_of(project.film_path) == sha256_of(made["film"])


def require_done(result: RunResult, project: FilmProject) -> None:
    """Raise what ended a run before it was done, and say how to go on.

    Raises:
        Cancelled: so was the run.
        StoryagentError: what a tool raised.
    """
    going_on = f"what is finished is kept; go on with: storyagent render {project.root}"
    if result.state == "cancelled":
        raise Cancelled("cancelled", where=str(project.root), hint=going_on)
    try:
        result.raise_for_state()
    except Exception as error:
        error.add_note(going_on)
        raise


def require_film_path(path: Path) -> None:
    """Check that a film can be written at `path`, before hours are spent on it; its folder is made if missing.

    Raises:
        InvalidInput: it cannot, or the name is not that of an MP4 file.
    """
    require_writable(path)
    if path.suffix.lower() != ".mp4":
        raise InvalidInput(
            "films are MP4 files",
            where=str(path),
            found=path.suffix or "a name without an ending",
            needed=".mp4",
            hint=f"try {path.with_suffix('.mp4')}",
        )


def require_writable(path: Path) -> None:
    """Check that a file can be written at `path`, before hours are spent on it; its folder is made if missing.

    Raises:
        InvalidInput: it cannot.
    """
    if path.is_dir():
        raise InvalidInput("this is a folder, not a file to write", where=str(path), hint=f"try {path / 'film.mp4'}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise InvalidInput("cannot write here", where=str(path), found=error.strerror or str(error)) from error

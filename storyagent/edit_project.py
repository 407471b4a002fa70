"""A plain request to a film project: read, applied, written."""

from __future__ import annotations

from storyagent.editing.apply import apply
from storyagent.editing.edited import Edited
from storyagent.editing.film import Film
from storyagent.editing.read import read_request
from storyagent.editing.reading import Reading, aside_findings
from storyagent.errors import InvalidInput
from storyagent.planning.planner import Planner
from storyagent.project import FilmProject

WORKS = (
    'for example: "make the fox blue in scene 2", "swap scenes 3 and 4", "scene 2 is too slow", "remove the kite", '
    '"add a dog to scene 1", "the fox should run from right to left", "make it night in scene 3"'
)
"""What one may say instead."""


def film_of(project: FilmProject) -> Film:
    """Return the film of a project as its files say now.

    Raises:
        InvalidInput: a file is missing or broken.
    """
    screenplay = project.screenplay()
    return Film(screenplay=screenplay, layouts=project.layouts(screenplay))


def edit_project(project: FilmProject, request: str, planner: Planner, *, dry_run: bool = False) -> Edited:
    """Change a project by a request that is understood as a whole; with `dry_run` write nothing.

    Raises:
        InvalidInput: a part of it is not understood, leaves a question open, wants something else than an edit,
            contradicts another part, names what is not there, or would break the film; or a file cannot be written.
    """
    film = film_of(project)
    reading = read_request(request, film)
    _require_edits(reading, str(project.root))
    edited = apply(film, reading.edits, planner)
    edited = edited.model_copy(update={"findings": (*aside_findings(reading.asides), *edited.findings)})
    if not dry_run and edited.film != film:
        project.rewrite(edited.film.screenplay, edited.film.layouts)
    return edited


def _require_edits(reading: Reading, where: str) -> None:
    """Refuse a request of which not every part is an edit.

    Raises:
        InvalidInput: with what would work.
    """
    if reading.not_understood:
        found = "; ".join(repr(phrase) for phrase in reading.not_understood)
        raise InvalidInput("not understood; nothing was changed", where="request", found=found, hint=WORKS)
    if reading.questions:
        first = reading.questions[0]
        choices = f": {', '.join(first.choices)}" if first.choices else ""
        raise InvalidInput(
            "this request leaves a question open; nothing was changed", where="request", found=first.about,
            needed=f"{first.text}{choices}", hint="say it in the request",
        )  # fmt: skip
    other = [*(one.text for one in reading.tool_requests), *(one.text for one in reading.inquiries)]
    if other or not reading.edits:
        raise InvalidInput(
            "this is no edit of the film's plan; nothing was changed", where="request",
            found="; ".join(other) or reading.request, hint=f"ask for it with: storyagent chat {where}",
        )  # fmt: skip

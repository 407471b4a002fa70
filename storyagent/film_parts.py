"""A film project as its files say now: read, checked, and where asked for repaired."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from storyagent.errors import InvalidInput
from storyagent.planning.planner import Planner
from storyagent.project import FilmProject
from storyagent.story.directions import FrameDirections
from storyagent.story.layout import Layout
from storyagent.story.repair_screenplay import check_film, repair_screenplay
from storyagent.story.screenplay import Screenplay
from storyagent.story.values import Finding, Value


class Checked(Value):
    """What is wrong with a project's files, and, after a repair, every change of them.

    `written` names the files that the repair wrote; a screenplay that had comments is kept as `screenplay.yaml.bakN`.
    """

    project: str
    findings: tuple[Finding, ...] = ()
    repairs: tuple[Finding, ...] = ()
    written: tuple[str, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Return the findings that a film cannot be made with."""
        return tuple(finding for finding in self.findings if finding.severity == "error")


@dataclass(frozen=True)
class FilmParts:
    """A film project as its files say now."""

    project: FilmProject
    screenplay: Screenplay
    layouts: Mapping[str, Layout]
    missing: tuple[Layout, ...]
    """Those of `layouts` that have no file yet: of scenes a person added."""
    findings: tuple[Finding, ...]
    directions: Mapping[str, FrameDirections] = field(default_factory=dict)
    """Those that lie in the project, by scene id."""
    seeds: Mapping[str, int] = field(default_factory=dict)
    """From which an entity's sheet is to be drawn, by entity id; they go before those that the project keeps."""


def read_parts(project: FilmProject, planner: Callable[[], Planner]) -> FilmParts:
    """Read a project, and lay out the scenes that have no layout yet.

    The findings are the planner's own, and the warnings about what the files say now.

    Raises:
        InvalidInput: a file is missing or broken, or an error is found in the screenplay.
    """
    screenplay = project.screenplay()
    given = project.layouts(screenplay)
    made = [planner().lay_out_scene(scene, screenplay) for scene in screenplay.scenes if scene.id not in given]
    planned = project.planned()
    found = check_film(screenplay, given)
    _require_sound(found, project)
    directions, outdated = project.directions(screenplay)
    return FilmParts(
        project=project,
        screenplay=screenplay,
        layouts={**given, **{one.layout.scene: one.layout for one in made}},
        missing=tuple(one.layout for one in made),
        findings=(
            *(planned.findings if planned else ()),
            *(finding for one in made for finding in one.findings),
            *(finding for finding in found if finding.severity != "note"),
            *_style_found(screenplay),
            *outdated,
        ),
        directions=directions,
    )


def directions_of(parts: FilmParts) -> Mapping[str, FrameDirections]:
    """Return what a video model is told moment by moment: nothing where only one thing happens in a scene."""
    if parts.screenplay.format.model is None:
        return {}
    from storyagent.planning.frame_director import direct_offline  # reading English takes a tenth of a second to load

    told = {
        scene.id: parts.directions.get(scene.id) or direct_offline(scene, parts.screenplay)
        for scene in parts.screenplay.scenes
    }
    return {scene: directions for scene, directions in told.items() if len(directions.deltas) > 1}


def check_project(project: FilmProject, *, repair: bool = False) -> Checked:
    """Check a project's files, and with `repair` write what can be repaired before.

    Raises:
        InvalidInput: a file is missing, broken, or cannot be written.
    """
    screenplay = project.screenplay()
    layouts: Mapping[str, Layout] = project.layouts(screenplay)
    repairs: tuple[Finding, ...] = ()
    written: tuple[str, ...] = ()
    if repair:
        screenplay, layouts, repairs = repair_screenplay(screenplay, layouts)
        written = project.rewrite(screenplay, layouts)
    findings = (*check_film(screenplay, layouts), *_style_found(screenplay))
    return Checked(project=str(project.root), findings=findings, repairs=repairs, written=written)


def _style_found(screenplay: Screenplay) -> tuple[Finding, ...]:
    """Return a warning where a style is asked for that places cannot be painted in; a video model takes any words."""
    if screenplay.format.model is not None or screenplay.style == "picture book":
        return ()
    from storyagent.film.place_style import KEYWORDS, known_style  # numpy and PIL take a while to load

    if known_style(screenplay.style) is not None:
        return ()
    warning = Finding(
        severity="warning",
        code="style.unknown",
        where="style",
        found=screenplay.style,
        needed=f"one of {', '.join(sorted(KEYWORDS))}",
        hint="Painted as a picture book.",
    )
    return (warning,)


def _require_sound(findings: Iterable[Finding], project: FilmProject) -> None:
    """Refuse a screenplay with errors. A layout's are shown in its picture, so they are only told."""
    errors = [one for one in findings if one.severity == "error" and not one.where.startswith("layouts/")]
    if errors:
        first = errors[0]
        more = f" (and {len(errors) - 1} more: storyagent check {project.root})" if errors[1:] else ""
        raise InvalidInput(
            f"the screenplay cannot be made into a film: {first.code}{more}",
            where=f"{project.screenplay_path} at {first.where}",
            found=first.found,
            needed=first.needed,
            hint=first.hint,
        )


def require_model(model_id: str | None) -> None:
    """Check that a video model and its weights are there, before anything is made.

    Raises:
        StoryagentError: they are not; what is missing is said.
    """
    if model_id is None:
        return
    from storyagent.diffusion.models import loading

    loading.require_model(model_id)

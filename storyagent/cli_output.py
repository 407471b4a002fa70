"""What the commands print for a person."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

    from storyagent.agent import Checked, Film, ProjectStatus
    from storyagent.project import FilmProject
    from storyagent.scenes_project import SceneClips
    from storyagent.story.values import Finding


def say_film(film: Film, quiet: bool) -> None:
    """Say where a film is, what is not sure about it, and how to change it."""
    if quiet:
        return
    facts = film.facts
    click.echo(
        f"{film.path}  {facts.duration_s:.1f} s, {facts.width_px}x{facts.height_px}, {facts.fps} frames a second"
    )
    for path in (film.report, *film.others):
        click.echo(path)
    click.echo(f"{_counted(film.ran, 'step')} in {film.seconds:.1f} s, {film.from_cache} kept from earlier")
    _say_findings(film.findings)
    click.echo(
        f"\nTo change it, edit {film.project / 'screenplay.yaml'} or {film.project / 'layouts'}/*.json, then: "
        f"storyagent render {film.project}"
    )


def say_clips(made: SceneClips, quiet: bool) -> None:
    """Say where scenes' clips are, and that the film is as it was."""
    if quiet:
        return
    for path in made.clips.values():
        click.echo(path)
    click.echo(f"{_counted(made.ran, 'step')} in {made.seconds:.1f} s, {made.from_cache} kept from earlier")
    click.echo(f"The film itself is as it was; make it with: storyagent render {made.project}")


def say_plan(project: FilmProject, as_json: bool) -> None:
    """Say what is planned."""
    screenplay, planned = project.screenplay(), project.planned()
    findings = planned.findings if planned else ()
    if as_json:
        data = {
            "project": str(project.root),
            "screenplay": screenplay.model_dump(mode="json"),
            "findings": [finding.model_dump() for finding in findings],
        }
        click.echo(json.dumps(data, ensure_ascii=False))
        return
    click.echo(f"{project.screenplay_path}: {screenplay.title!r}, {_counted(len(screenplay.scenes), 'scene')}")
    for number, scene in enumerate(screenplay.scenes, 1):
        click.echo(f"  {number:>2}. {scene.id}: {scene.prompt}")
    click.echo(f"  entities: {', '.join(entity.id for entity in screenplay.entities)}")
    _say_findings(findings)
    click.echo(f"\nEdit it as you like, then: storyagent render {project.root}")


def say_checked(checked: Checked) -> None:
    """Say what was repaired and what is wrong."""
    for change in checked.repairs:
        click.echo(f"repaired {change}")
    if checked.written:
        click.echo(f"written: {', '.join(checked.written)}")
    for finding in checked.findings:
        click.echo(f"{finding.severity}: {finding}")
    errors = "an error" if len(checked.errors) == 1 else "errors"
    click.echo(
        f"{checked.project}: {_counted(len(checked.findings), 'finding')}, {len(checked.errors)} of them {errors}"
    )


def say_status(project: Path, state: ProjectStatus) -> None:
    """Say of every step what it is and what it cost, and of the film how much of it is made."""
    for node in state.nodes:
        click.echo(f"{node.state:<9} {node.seconds:8.2f} s  {_counted(node.runs, 'run'):>7}  {node.id}")
        if node.error:
            click.echo(f"{'':>31}{node.error.splitlines()[0]}")
    done = [node for node in state.nodes if node.state == "done"]
    spent = sum(node.seconds for node in done)
    click.echo(f"{project}: {state.state}, {len(done)} of {_counted(len(state.nodes), 'step')} made, at {spent:.1f} s")
    if state.state in ("new", "unfinished", "failed"):
        click.echo(f"What is not made yet is made by: storyagent render {project}")


def _say_findings(findings: Sequence[Finding]) -> None:
    if findings:
        click.echo(f"\nNot sure about {_counted(len(findings), 'thing')}:")
    for finding in findings:
        click.echo(f"  {finding}")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"

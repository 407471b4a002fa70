"""The command `storyagent edit`: a film changed by a plain request."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from storyagent.cli_options import llm_options, planner_for

if TYPE_CHECKING:
    from storyagent.editing.edited import Edited
    from storyagent.editing.film import Film


@click.command()
@click.argument("project", type=click.Path(path_type=Path))
@click.argument("request")
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@llm_options
def edit(project: Path, request: str, dry_run: bool, as_json: bool, **wanted: Any) -> None:
    """Change the film of PROJECT by REQUEST: "make the fox blue in scene 2 and swap scenes 3 and 4".

    Nothing is written unless all of it is understood. What is changed is made at the next render.
    """
    from storyagent.agent import StoryAgent
    from storyagent.edit_project import film_of
    from storyagent.editing.diff import diff
    from storyagent.project import FilmProject

    agent = StoryAgent(planner=planner_for(wanted))
    before = film_of(FilmProject(project))
    edited = agent.edit(project, request, dry_run=dry_run)
    difference = diff(before, edited.film)
    if as_json:
        click.echo(json.dumps(_as_data(edited, difference, dry_run=dry_run), ensure_ascii=False))
    else:
        _say(before, edited, difference, project, dry_run=dry_run)


def _as_data(edited: Edited, difference: str, *, dry_run: bool) -> dict[str, Any]:
    return {
        "edits": [edit.model_dump(mode="json") for edit in edited.edits],
        "changes": [change.model_dump() for change in edited.changes],
        "touched_scenes": edited.touched_scenes,
        "findings": [finding.model_dump() for finding in edited.findings],
        "diff": difference,
        "written": not dry_run,
    }


def _say(before: Film, edited: Edited, difference: str, project: Path, *, dry_run: bool) -> None:
    from storyagent.editing.conflicts import said

    click.echo("Understood:")
    for edit in edited.edits:
        click.echo(f"  {said(edit, before)}")
    if not difference:
        click.echo("The film is like that already: nothing to change.")
        return
    click.echo(f"\n{difference.rstrip()}\n")
    for finding in edited.findings:
        click.echo(f"{finding.severity}: {finding}")
    touched = [edited.film.label(scene) for scene in edited.touched_scenes]
    kept = [edited.film.label(scene.id) for scene in edited.film.scenes if scene.id not in edited.touched_scenes]
    click.echo(f"Made again: {', '.join(touched) or 'no scene'}. Kept: {', '.join(kept) or 'no scene'}.")
    click.echo("Nothing was written." if dry_run else f"Written. Make the film: storyagent render {project}")

"""The command `storyagent direct`: what is seen when, scene by scene."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from storyagent.cli_options import llm_options, planner_for


@click.command()
@click.argument("project", type=click.Path(path_type=Path))
@click.option("--moments", type=click.IntRange(1, 16), help="How many each scene has. [default: 4 with a model]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@llm_options
def direct(project: Path, moments: int | None, as_json: bool, **wanted: Any) -> None:
    """Write frame directions for the scenes of PROJECT: directions/*.json, heard by video models, to be edited.

    Without a language model, what happens in a scene's prompt is spread over its time, one thing after another.
    """
    from storyagent.direct_project import direct_project
    from storyagent.project import FilmProject

    made = direct_project(FilmProject(project), planner_for(wanted), moments=moments)
    if as_json:
        click.echo(json.dumps({scene: one.model_dump(mode="json") for scene, one in made.items()}, ensure_ascii=False))
        return
    for number, (scene, directions) in enumerate(made.items(), start=1):
        click.echo(f"{number}. {scene}\n   {directions.fixed}")
        for one in directions.deltas:
            click.echo(f"     {one.start:4.0%} to {one.end:4.0%}  {one.text}")
    click.echo(f"\nWritten to {project / 'directions'}. They are heard by video models (render --model).")

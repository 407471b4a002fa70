"""`storyagent eval film`: who and what stays the same in a film that was made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from storyagent.evaluation.gates import ClipToJudge
    from storyagent.project import FilmProject
    from storyagent.story.screenplay import Screenplay


@click.command("film")
@click.argument("directory", type=click.Path(path_type=Path))
@click.option(
    "--likeness", type=click.FloatRange(0.0, 1.0), help="Asked for between scenes. [default: what the gate asks for]"
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def eval_film(directory: Path, likeness: float | None, *, as_json: bool) -> None:
    """Look at the clips of a film project: who and what is the same in all its scenes."""
    from storyagent.evaluation.film_identity import film_identity
    from storyagent.project import FilmProject

    project = FilmProject(directory)
    screenplay = project.screenplay()
    report = film_identity(screenplay, _clips(project, screenplay), likeness=likeness)
    click.echo(report.model_dump_json() if as_json else report.to_text())


def _clips(project: FilmProject, screenplay: Screenplay) -> Iterator[ClipToJudge]:
    from storyagent.errors import InvalidInput
    from storyagent.evaluation.gates import ClipToJudge
    from storyagent.evaluation.rules import FRAMES
    from storyagent.media.video.clip import evenly

    layouts = project.layouts(screenplay)
    nouns = {entity.id: entity.noun for entity in screenplay.entities}
    paths = {
        scene.id: project.root / "clips" / f"{number:02d}-{scene.id}.mp4"
        for number, scene in enumerate(screenplay.scenes, start=1)
    }
    missing = next((scene for scene, path in paths.items() if not path.is_file()), None)
    if missing:
        raise InvalidInput(
            "a scene has no clip",
            where=f"scenes[{missing}]",
            found="none",
            needed=str(paths[missing]),
            hint=f"storyagent render {project.root}",
        )
    for scene, path in paths.items():
        yield ClipToJudge(evenly(path, FRAMES), layouts[scene], nouns)

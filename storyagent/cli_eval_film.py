"""`storyagent eval film`: who and what stays the same in a film that was made."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("film")
@click.argument("directory", type=click.Path(path_type=Path))
@click.option(
    "--likeness", type=click.FloatRange(0.0, 1.0), help="Asked for between scenes. [default: what the gate asks for]"
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def eval_film(directory: Path, likeness: float | None, *, as_json: bool) -> None:
    """Look at the clips of a film project: who and what is the same in all its scenes."""
    from storyagent.evaluation.film_identity import film_identity

    report = film_identity(directory, likeness=likeness)
    click.echo(report.model_dump_json() if as_json else report.to_text())

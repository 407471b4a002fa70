"""`storyagent eval events`: whether what happens in a scene happens, and in order."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from storyagent.evaluation.events import MadeClip
    from storyagent.evaluation.sheet import SheetClip


@click.command("events")
@click.option("--model", default="storybook", show_default=True, help="Video model: an id, or a folder with one.")
@click.option("--scenes", type=click.IntRange(1, 500), default=20, show_default=True, help="How many, by rule.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the rule: another one gives other scenes.")
@click.option("--seeds", type=click.IntRange(1, 100), default=1, show_default=True, help="Clips of each scene.")
@click.option("--limit", type=click.IntRange(1), help="Only the first so many scenes.")
@click.option("--steps", type=click.IntRange(1, 1000), help="Of denoising. [default: the model's own]")
@click.option("--tail", type=click.FloatRange(0.0, 100.0), default=1.0, show_default=True, help="0: sharp borders.")
@click.option("--kept", type=click.Path(path_type=Path), help="Keep clips in this folder, and go on from it.")
@click.option("--sheet", type=click.Path(path_type=Path), help="Draw up to 20 clips to FILE.png.")
@click.option("--device", help="cpu, cuda, ... [default: the GPU, if there is one]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def eval_events(model: str, scenes: int, limit: int | None, sheet: Path | None, as_json: bool, **wanted: Any) -> None:
    """Make scenes of three events by frame directions and by one prompt, and count the events seen in order."""
    from storyagent.evaluation.events import EVENTS, evaluate_events
    from storyagent.evaluation.sheet import SheetClip, save_clip_sheet
    from storyagent.story.layout import Layout

    shown: list[SheetClip] = []

    def each(made: MadeClip) -> None:
        told = f"{made.score.way}: {made.scene.id}, {made.score.in_order} of {EVENTS}: {made.scene.prompt}"
        if not as_json:
            click.echo(f"{told} ({'made' if made.made else 'kept'})", err=True)
        if sheet and len(shown) < 20:
            shown.append(SheetClip(told, Layout(scene=made.scene.id, aspect_ratio=1.0), made.frames_thwc))
            save_clip_sheet(shown, sheet)

    report = evaluate_events(
        model,
        scenes=min(scenes, limit or scenes),
        seed=wanted["seed"],
        seeds=range(wanted["seeds"]),
        kept=wanted["kept"],
        device=wanted["device"],
        steps=wanted["steps"],
        tail=wanted["tail"],
        each=each,
    )
    click.echo(report.model_dump_json() if as_json else report.to_text())

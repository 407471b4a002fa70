"""`storyagent eval lvd`: LVD's benchmark on videos."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from storyagent.cli_options import llm_options, planner_for

if TYPE_CHECKING:
    from storyagent.evaluation.videos import Made


@click.command("lvd")
@click.option("--model", default="storybook", show_default=True, help="Video model: an id, or a folder with one.")
@click.option("--set", "prompts", default="lvd", show_default=True, help="lvd, or a file: FILE.jsonl.")
@click.option("--planner", type=click.Choice(["offline"]), help="The same as --llm offline.")
@click.option("--no-guidance", is_flag=True, help="Only clips without layout guidance.")
@click.option("--seeds", type=click.IntRange(1, 100), default=2, show_default=True, help="Clips of each prompt.")
@click.option("--limit", type=click.IntRange(1), help="At most so many distinct prompts of each task.")
@click.option("--kept", type=click.Path(path_type=Path), help="Keep scores in FILE.jsonl, and go on from it.")
@click.option("--sheet", type=click.Path(path_type=Path), help="Draw up to 20 new clips with their boxes to FILE.png.")
@click.option("--batch", type=click.IntRange(1), default=4, show_default=True, help="Clips made together.")
@click.option("--device", help="cpu, cuda, ... [default: the GPU, if there is one]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@llm_options
def eval_lvd(
    model: str, prompts: str, planner: str | None, limit: int | None, as_json: bool, sheet: Path | None, **wanted: Any
) -> None:
    """Make a clip of every prompt, guided by its layout and not, and have the detector judge them by LVD's rules."""
    from storyagent.evaluation.layouts import limited
    from storyagent.evaluation.sheet import SheetClip, save_clip_sheet
    from storyagent.evaluation.task import named_set
    from storyagent.evaluation.videos import evaluate_videos

    if planner is not None:
        wanted["llm"] = planner
    tasks = limited(tuple(dict.fromkeys(named_set(prompts))), limit)
    shown: list[SheetClip] = []
    every = max(1, len(tasks) * wanted["seeds"] // 20)
    total, done = len(tasks) * wanted["seeds"] * (1 if wanted["no_guidance"] else 2), 0

    def each(made: Made) -> None:
        nonlocal done
        done += 1
        if sheet and made.score.key.guided is not wanted["no_guidance"] and done % every == 0 and len(shown) < 20:
            shown.append(SheetClip(made.score.key.prompt, made.layout, made.frames_thwc))
            save_clip_sheet(shown, sheet)
        if not as_json:
            way, verdict = "guided" if made.score.key.guided else "unguided", made.score.reason or "right"
            click.echo(f"{done}/{total} {way}: {made.score.key.prompt}: {verdict}", err=True)

    report = evaluate_videos(
        planner_for(wanted),
        tasks,
        model,
        seeds=range(wanted["seeds"]),
        guided=(False,) if wanted["no_guidance"] else (True, False),
        kept=wanted["kept"],
        device=wanted["device"],
        batch=wanted["batch"],
        each=each,
    )
    click.echo(report.model_dump_json() if as_json else report.to_text())

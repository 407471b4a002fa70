"""`storyagent eval consistency`: whether entities and places stay the same over scenes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from storyagent.evaluation.consistency_clips import ConsistencyClip
    from storyagent.evaluation.consistency_report import Way


@click.command("consistency")
@click.option("--model", default="storybook", show_default=True, help="Video model: an id, or a folder with one.")
@click.option("--stories", type=click.IntRange(1, 500), default=20, show_default=True, help="How many, by rule.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the rule: another one gives other stories.")
@click.option("--seeds", type=click.IntRange(1, 100), default=1, show_default=True, help="Sets of clips of each story.")
@click.option("--limit", type=click.IntRange(1), help="Only the first so many stories.")
@click.option(
    "--told",
    type=click.Choice(["first", "always"]),
    default="first",
    show_default=True,
    help="Say an entity's colour where it is named first, or in every scene.",
)
@click.option("--weight", type=click.FloatRange(0.0, 8.0), default=1.0, show_default=True, help="Of references.")
@click.option("--steps", type=click.IntRange(1, 1000), help="Of denoising. [default: the model's own]")
@click.option(
    "--way",
    "ways",
    type=click.Choice(["words", "references", "gated", "places"]),
    multiple=True,
    help="Words alone, all pictures as in films, the same with --gate 2, or pictures of places alone. [default: all]",
)
@click.option("--kept", type=click.Path(path_type=Path), help="Keep clips in this folder, and go on from it.")
@click.option("--sheet", type=click.Path(path_type=Path), help="Draw the stories, in all ways, to FILE.png.")
@click.option("--device", help="cpu, cuda, ... [default: the GPU, if there is one]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def eval_consistency(
    model: str, stories: int, limit: int | None, ways: tuple[Way, ...], sheet: Path | None, as_json: bool, **wanted: Any
) -> None:
    """Make stories of four scenes with pictures of who and what is in them and without; measure what stays the same."""
    from storyagent.evaluation.consistency import evaluate_consistency
    from storyagent.evaluation.consistency_clips import WAYS

    ways = tuple(way for way in WAYS if way in ways or not ways)
    count = min(stories, limit or stories)
    shown = _Shown(sheet, quiet=as_json)
    report = evaluate_consistency(
        model,
        stories=count,
        seed=wanted["seed"],
        seeds=range(wanted["seeds"]),
        told=wanted["told"],
        ways=ways,
        kept=wanted["kept"],
        device=wanted["device"],
        weight=wanted["weight"],
        steps=wanted["steps"],
        each=shown.add,
    )
    click.echo(report.model_dump_json() if as_json else report.to_text())


class _Shown:
    """Tells of each clip, and draws each story when its last one is there."""

    def __init__(self, path: Path | None, *, quiet: bool) -> None:
        self.path, self.quiet = path, quiet
        self.rows: dict[tuple[str, int, Way], list[ConsistencyClip]] = {}

    def add(self, clip: ConsistencyClip) -> None:
        from storyagent.evaluation.consistency_clips import WAYS, scenes_of
        from storyagent.evaluation.sheet import SheetClip, SheetStory, save_story_sheet

        row = self.rows.setdefault((clip.story.id, clip.seed, clip.way), [])
        row.append(clip)
        if not self.quiet:
            state = "made" if clip.made else "kept"
            click.echo(f"{clip.way}: {clip.scene.id}, {clip.scene.prompt}: {state}", err=True)
        if self.path is None or clip.scene != scenes_of(clip.story, clip.way)[-1]:
            return
        stories = []
        for key in sorted(self.rows, key=lambda one: (*one[:2], WAYS.index(one[2]))):
            who = ", ".join(one.phrase for one in self.rows[key][0].story.entities)
            scenes = [SheetClip(one.scene.prompt, one.layout, one.frames_thwc) for one in self.rows[key]]
            stories.append(SheetStory(f"{key[0]} by {key[2]}: {who}", scenes))
        save_story_sheet(stories, self.path, columns=1)

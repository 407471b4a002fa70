"""The commands `storyagent entities DIR ...`: what a film keeps of its entities."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from storyagent.entities_project import EntityChange, EntityFacts
    from storyagent.entity_bank import EntityBank

_MODEL = click.option("--model", help="Video model, or none. [default: what screenplay.yaml has as format.model]")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.group()
@click.argument("project", type=click.Path(path_type=Path))
@click.pass_context
def entities(context: click.Context, project: Path) -> None:
    """Look at the entities of PROJECT, give them pictures, words and voices, draw them again.

    NAME is an entity's id or name, as `list` shows them.
    """
    context.obj = project


@entities.command("list")
@_MODEL
@_JSON
@click.pass_obj
def list_entities(project: Path, model: str | None, as_json: bool) -> None:
    """List all entities: kind, where their looks come from, their colours, and the scenes they are in."""
    facts = _bank(project, model).list()
    if as_json:
        click.echo(json.dumps({"entities": [one.model_dump(mode="json") for one in facts]}, ensure_ascii=False))
        return
    from rich.table import Table

    table = Table("id", "name", "kind", "looks", "colours", "scenes", "state at the end", box=None, pad_edge=False)
    for one in facts:
        scenes = _numbers([scene.number for scene in one.scenes])
        state = ", ".join(one.scenes[-1].state) if one.scenes else ""
        table.add_row(one.id, one.name, one.kind, one.source, _colours(one), scenes, state)
    _print(table)
    for one in facts:
        if one.note:
            click.echo(f"{one.id}: {one.note}")


@entities.command("show")
@click.argument("name")
@_MODEL
@_JSON
@click.pass_obj
def show_entity(project: Path, name: str, model: str | None, as_json: bool) -> None:
    """Show one entity: description, pictures, colours, voice, and its state scene by scene."""
    one = _bank(project, model).show(name)
    if as_json:
        click.echo(one.model_dump_json())
        return
    voice = f"{one.voice}{'' if one.voice_is_own else ' (chosen for it)'}" if one.voice else "the narrator's"
    click.echo(f"{one.name} ({one.id}), {one.kind}, drawn as {one.noun}")
    rows = [
        ("description", one.description or "none"),
        ("looks", one.source + (f": {', '.join(one.pictures)}" if one.pictures else "")),
        ("model", f"{one.model}, seed {one.seed}" if one.model else ""),
        ("colours", ", ".join(f"{hue.hex} {_name(hue.hex)} {hue.share:.0%}" for hue in one.palette)),
        ("voice", voice if one.kind == "character" else ""),
        ("note", one.note),
    ]
    for label, text in rows:
        if text:
            click.echo(f"  {label:<12} {text}")
    for scene in one.scenes:
        count = f"{scene.count} of it" if scene.count > 1 else ""
        told = ", ".join(part for part in (count, *scene.state) if part)
        click.echo(f"  scene {scene.number:<6} {scene.scene}{f': {told}' if told else ''}")


@entities.command("set")
@click.argument("name")
@click.option("--image", "images", multiple=True, type=click.Path(path_type=Path), help="Its picture; up to three.")
@click.option("--no-image", is_flag=True, help="Take its own pictures from it: it is drawn again.")
@click.option("--description", help="What it looks like, in words.")
@click.option("--voice", help='Its voice (espeak:VOICE, piper:MODEL.onnx, openai:MODEL/VOICE), or "" for any.')
@_MODEL
@_JSON
@click.pass_obj
def set_entity(
    project: Path,
    name: str,
    images: tuple[Path, ...],
    no_image: bool,
    description: str | None,
    voice: str | None,
    model: str | None,
    as_json: bool,
) -> None:
    """Give an entity a picture of your own, a description or a voice, and say which scenes are made again.

    Your picture always wins over a drawing. A transparent one gives the entity its shape.
    """
    from storyagent.errors import InvalidInput

    if images and no_image:
        raise InvalidInput("--image and --no-image contradict each other", where="command line")
    wanted = images if images else () if no_image else None
    change = _bank(project, model).set(name, images=wanted, description=description, voice=voice)
    if as_json:
        click.echo(change.model_dump_json())
    else:
        _say(change, project)


@entities.command("redraw")
@click.argument("name")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="[default: the one after the last]")
@_MODEL
@_JSON
@click.pass_obj
def redraw_entity(project: Path, name: str, seed: int | None, model: str | None, as_json: bool) -> None:
    """Draw an entity's sheet again with another seed; scenes with it are made again at the next render."""
    one = _bank(project, model).redraw(name, seed)
    if as_json:
        click.echo(one.model_dump_json())
        return
    scenes = _numbers([scene.number for scene in one.scenes])
    click.echo(f"{one.name} drawn by {one.model} with seed {one.seed}: {project / one.pictures[0]}")
    click.echo(f"Made again at the next render: {f'scenes {scenes}' if scenes else 'no scene'}.")


def _bank(project: Path, model: str | None) -> EntityBank:
    from storyagent.agent import StoryAgent

    return StoryAgent(model=model).entities(project)


def _say(change: EntityChange, project: Path) -> None:
    for note in change.notes:
        click.echo(note)
    if not change.changed:
        click.echo(f"{change.entity} is like that already: nothing to change.")
        return
    click.echo(f"{change.entity}: {', '.join(change.changed)} set.")
    again, kept = (", ".join(names) or "no scene" for names in (change.made_again, change.kept))
    click.echo(f"Made again: {again}. Kept: {kept}.")
    click.echo(f"Make the film: storyagent render {project}")


def _colours(one: EntityFacts) -> str:
    names = dict.fromkeys(_name(hue.hex) for hue in one.palette)
    return ", ".join([*names][:3]) or (one.color or "")


def _name(hex_color: str) -> str:
    from storyagent.bank.looks import color_name

    return color_name(hex_color)


def _numbers(numbers: list[int]) -> str:
    """Return numbers as a person writes them: "1-3, 5"."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _print(table: object) -> None:
    """Print a table as wide as the terminal, and as wide as it needs to be where there is none."""
    import sys

    from rich.console import Console

    Console(width=None if sys.stdout.isatty() else 160, highlight=False).print(table)

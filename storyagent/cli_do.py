"""The command `storyagent do`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from storyagent.cli_options import listening, llm_options, run_options
from storyagent.errors import InvalidInput


@click.command("do")
@click.argument("request")
@click.option(
    "--have", multiple=True, help="What there is: FILE, TYPE=FILE or TYPE=TEXT. Files that REQUEST names are."
)
@click.option("-o", "--out", type=click.Path(path_type=Path), default=Path("made"), show_default=True, help="Folder.")
@click.option("--plan-only", is_flag=True, help="Print the plan and run nothing.")
@click.option("--k", default=3, show_default=True, type=click.IntRange(1, 20), help="Ways to look for, for each part.")
@click.option("--set", "settings", multiple=True, help="A setting of a tool: NAME=VALUE or TOOL.NAME=VALUE.")
@llm_options
@run_options
def do(
    request: str, have: tuple[str, ...], out: Path, plan_only: bool, k: int, settings: tuple[str, ...],
    as_json: bool, quiet: bool, **wanted: Any,
) -> None:  # fmt: skip
    """Do what REQUEST asks for with whatever tools there are: "make clip.mp4 a gif", "describe this picture"."""
    from storyagent.agent import StoryAgent
    from storyagent.decomposer_choice import choose_decomposer
    from storyagent.planner_choice import choose_planner
    from storyagent.request_text import done_as_text, plan_as_text
    from storyagent.requests import Requests
    from storyagent.settings import Settings

    names = ("llm", "llm_url", "llm_model", "fallback", "max_cost", "max_tokens")
    options = {name: wanted[name] for name in names if name in wanted}
    loaded = Settings.load()
    values = dict(_setting(text) for text in settings)
    decomposer = choose_decomposer(loaded, **options)
    planner = choose_planner(loaded, **options)
    if plan_only:
        agent = StoryAgent(settings=loaded, planner=planner)
        planned = Requests(agent, decomposer=decomposer, k=k, settings=values).plan(request, have)
        click.echo(planned.model_dump_json() if as_json else plan_as_text(planned))
        return
    with listening(as_json, quiet) as listener:
        agent = StoryAgent(settings=loaded, listener=listener, planner=planner)
        done = Requests(agent, decomposer=decomposer, k=k, settings=values).do(request, have, out)
    if as_json:
        click.echo(done.model_dump_json())
    elif not quiet:
        click.echo(f"{plan_as_text(done.planned)}\n\n{done_as_text(done)}")


def _setting(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise InvalidInput("this is no setting", where="--set", found=repr(text), needed="NAME=VALUE")
    try:
        return name, json.loads(value)
    except json.JSONDecodeError:
        return name, value

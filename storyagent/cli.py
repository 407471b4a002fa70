"""The command line: arguments to calls, results to text. Everything it does, `StoryAgent` does."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from storyagent import cli_tools
from storyagent.cli_chat import chat
from storyagent.cli_direct import direct
from storyagent.cli_do import do
from storyagent.cli_edit import edit
from storyagent.cli_entities import entities
from storyagent.cli_eval_consistency import eval_consistency
from storyagent.cli_eval_events import eval_events
from storyagent.cli_eval_film import eval_film
from storyagent.cli_eval_lvd import eval_lvd
from storyagent.cli_eval_toolgraph import eval_toolgraph
from storyagent.cli_options import (
    film_options,
    listening,
    llm_options,
    plan_options_for,
    planner_for,
    read_story_argument,
    run_options,
)
from storyagent.cli_output import say_checked, say_clips, say_film, say_plan, say_status
from storyagent.cli_undo import redo, undo
from storyagent.errors import Cancelled, InvalidInput, StoryagentError


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line and exit with one of the codes of `storyagent.errors`."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    as_json = "--json" in arguments or "--jsonl" in arguments
    try:
        cli.main(args=arguments, prog_name="storyagent", standalone_mode=False)
    except StoryagentError as error:
        _fail(error, as_json)
    except click.ClickException as error:
        if not as_json:
            error.show()
            sys.exit(error.exit_code)
        _fail(InvalidInput(error.format_message(), where="command line"), as_json)
    except (click.Abort, KeyboardInterrupt):
        _fail(Cancelled("cancelled"), as_json)
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stderr.close()
        sys.exit(0)


def _fail(error: StoryagentError, as_json: bool) -> None:
    click.echo(json.dumps(error.to_dict(), ensure_ascii=False) if as_json else f"storyagent: {error}", err=True)
    sys.exit(error.exit_code)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="storyagent")
def cli() -> None:
    """Turn a story into a film on your own machine.

    \b
    storyagent make story.txt -o film.mp4      story to film
    storyagent plan story.txt -o film          only the plan: edit film/screenplay.yaml, film/layouts/*.json, then
    storyagent render film                     make the film; only what changed is made again
    """  # noqa: D301 -- click reads the backspace


@cli.command()
@click.argument("story")
@click.option("-o", "--out", type=click.Path(path_type=Path), default=Path("film.mp4"), show_default=True)
@click.option("--project", type=click.Path(path_type=Path), help="Film project. [default: OUT without its ending]")
@film_options
@run_options
def make(story: str, out: Path, project: Path | None, as_json: bool, quiet: bool, **wanted: Any) -> None:
    """Make a film of STORY: a file, - for standard input, or the story itself."""
    from storyagent.agent import StoryAgent

    text, options, planner = read_story_argument(story), plan_options_for(story, wanted), planner_for(wanted)
    with listening(as_json, quiet) as listener:
        film = StoryAgent(listener=listener, planner=planner).make(text, out, project=project, options=options)
    say_film(film, quiet or as_json)


@cli.command()
@click.argument("story")
@click.option("-o", "--out", type=click.Path(path_type=Path), required=True, help="The film project to write.")
@click.option("--json", "as_json", is_flag=True, help="Print the screenplay and what was not understood as JSON.")
@film_options
def plan(story: str, out: Path, as_json: bool, **wanted: Any) -> None:
    """Write the plan of a film: screenplay.yaml and layouts/*.json, to be read and edited."""
    from storyagent.agent import StoryAgent

    agent = StoryAgent(planner=planner_for(wanted))
    project = agent.plan(read_story_argument(story), out, options=plan_options_for(story, wanted))
    say_plan(project, as_json)


@cli.command()
@click.argument("project", type=click.Path(path_type=Path))
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Where to put a copy of the film, too.")
@click.option("--scene", "scenes", multiple=True, help="Only this scene's clip: a number or an id; several times.")
@click.option("--graph", default="film", show_default=True, help="Graph template: a name or a YAML file.")
@click.option("--model", help="Video model for this time, or none. [default: what screenplay.yaml has as format.model]")
@run_options
def render(
    project: Path, out: Path | None, scenes: tuple[str, ...], graph: str, model: str | None, as_json: bool, quiet: bool
) -> None:
    """Make the film of PROJECT as its files say now. What has not changed is kept."""
    from storyagent.agent import StoryAgent

    if scenes and out is not None:
        raise InvalidInput("a scene is no film to be copied", where="command line", needed="either --scene or --out")
    with listening(as_json, quiet) as listener:
        agent = StoryAgent(listener=listener, graph=graph, model=model)
        clips = agent.render_scenes(project, scenes) if scenes else None
        film = None if scenes else agent.render(project, out)
    if clips is not None:
        say_clips(clips, quiet or as_json)
    elif film is not None:
        say_film(film, quiet or as_json)


@cli.command()
@click.argument("project", type=click.Path(path_type=Path))
@click.option("-o", "--out", type=click.Path(path_type=Path), help="[default: PROJECT/storyboard.png]")
@run_options
def storyboard(project: Path, out: Path | None, as_json: bool, quiet: bool) -> None:
    """Draw the storyboard of PROJECT: a picture per scene with its boxes and paths."""
    from storyagent.agent import StoryAgent

    with listening(as_json, quiet) as listener:
        path = StoryAgent(listener=listener).storyboard(project, out)
    if not (quiet or as_json):
        click.echo(path)


@cli.command()
@click.argument("project", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def status(project: Path, as_json: bool) -> None:
    """Say what of PROJECT is done, what is to be made again, and what it cost."""
    from storyagent.agent import StoryAgent

    state = StoryAgent().status(project)
    if as_json:
        click.echo(state.model_dump_json())
        return
    say_status(project, state)


@cli.command()
@click.argument("project", type=click.Path(path_type=Path))
@click.option("--repair", is_flag=True, help="Write what has one right answer, and print every change.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def check(project: Path, repair: bool, as_json: bool) -> None:
    """Say what is wrong with PROJECT's screenplay and layouts. Ends with 2 if a film cannot be made of them."""
    from storyagent.agent import StoryAgent

    checked = StoryAgent().check(project, repair=repair)
    if as_json:
        click.echo(checked.model_dump_json())
    else:
        say_checked(checked)
    if checked.errors:
        sys.exit(InvalidInput.exit_code)


@cli.group()
def graph() -> None:
    """Look at the tool graph of a film."""


@graph.command("show")
@click.argument("project", type=click.Path(path_type=Path))
@click.option("--graph", "template", default="film", show_default=True, help="Graph template: a name or a YAML file.")
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Write a picture: FILE.svg or FILE.png.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
def graph_show(project: Path, template: str, out: Path | None, as_json: bool) -> None:
    """Show the tool calls that make the film of PROJECT."""
    from storyagent.agent import StoryAgent

    agent = StoryAgent(graph=template)
    if as_json:
        click.echo(agent.expand(project).model_dump_json())
    elif out is None:
        click.echo(agent.graph_as_text(project))
    else:
        click.echo(agent.draw_graph(project, out))


@graph.command("search")
@click.option("--have", multiple=True, help="What is at hand: TYPE, NAME:TYPE, TYPE=FILE, TYPE*3@scene; with commas.")
@click.option("--want", multiple=True, required=True, help="Types to be made; TYPE* for one for each item.")
@click.option("--request", default="", help="What you want, in words: tells tools of the same types apart.")
@click.option("--k", default=3, show_default=True, type=click.IntRange(1, 50), help="How many plans.")
@click.option(
    "--strategy",
    type=click.Choice(["greedy", "beam", "adaptive", "exhaustive"]),
    default="adaptive",
    show_default=True,
)
@click.option("--budget", default=50_000, show_default=True, type=click.IntRange(1), help="Calls to consider.")
@click.option("--steps", default=12, show_default=True, type=click.IntRange(1, 100), help="Tools in a plan.")
@click.option("--set", "settings", multiple=True, help="A setting: NAME=VALUE or TOOL.NAME=VALUE.")
@click.option("--allow", multiple=True, help="Count with a gpu or an extra that is not there.")
@click.option("--without", multiple=True, help="Leave out these tools.")
@click.option("--no-licence", multiple=True, help="Leave out tools whose licence has these words.")
@click.option("--vram", type=click.FloatRange(0), help="Memory of the GPU in GiB.")
@click.option("--max-seconds", type=click.FloatRange(0, min_open=True), help="The most that a plan may take.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def graph_search(as_json: bool, **wanted: Any) -> None:
    """Find the tools that lead from what is at hand to what is wanted, and say why these."""
    from storyagent.graph.search_command import searched
    from storyagent.settings import Settings

    click.echo(searched(wanted, cpus=Settings.load().cpus, as_json=as_json))


@cli.command()
@click.argument("prompt", required=False)
@click.option("--batch", type=click.Path(path_type=Path), help="A file with one prompt a line.")
@click.option("--frames", type=click.IntRange(1, 10_000), default=6, show_default=True)
@click.option("--aspect", type=click.Choice(["16:9", "9:16", "1:1"]), default="16:9", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--jsonl", "as_jsonl", is_flag=True, help="With --batch: print one JSON object a line.")
@llm_options
def layout(
    prompt: str | None, batch: Path | None, frames: int, aspect: Any, as_json: bool, as_jsonl: bool, **wanted: Any
) -> None:
    """Lay out PROMPT: where every object is at FRAMES equally spaced moments."""
    from storyagent.agent import StoryAgent

    if (prompt is None) == (batch is None):
        raise InvalidInput("layout needs either a prompt or --batch FILE", where="command line")
    agent = StoryAgent(planner=planner_for(wanted))
    if batch is not None:
        for laid in agent.lay_out_batch(batch, frames, aspect):
            click.echo(laid.model_dump_json() if as_json or as_jsonl else laid.to_text())
    elif prompt is not None:
        laid = agent.lay_out(prompt, frames, aspect)
        click.echo(laid.model_dump_json() if as_json or as_jsonl else laid.to_text())


@cli.group()
def tools() -> None:
    """Look at the tools, or begin a new one."""


@tools.command("list")
@click.option("--json", "as_json", is_flag=True)
def tools_list(as_json: bool) -> None:
    """List every installed tool."""
    from storyagent.graph.registry import Registry
    from storyagent.graph.show import tool_rows, tool_rows_as_text

    rows = list(tool_rows(Registry.installed()))
    click.echo(json.dumps(rows, ensure_ascii=False) if as_json else tool_rows_as_text(rows))


@tools.command("show")
@click.argument("name")
def tools_show(name: str) -> None:
    """Show one tool: what it takes, gives and needs."""
    from storyagent.graph.registry import Registry
    from storyagent.graph.show import tool_as_text

    click.echo(tool_as_text(name, Registry.installed()))


for added in (cli_tools.add, cli_tools.remove, cli_tools.sources):
    tools.add_command(added)


@tools.command("new")
@click.argument("name")
@click.option("--dir", "folder", type=click.Path(path_type=Path), default=Path(), help="Where. [default: here]")
def tools_new(name: str, folder: Path) -> None:
    """Write a new tool with its test, ready to run and to be changed."""
    from storyagent.scaffold import write_tool

    made = write_tool(name, folder)
    click.echo(f"{made.root}: a tool and its test\n\n  pip install -e {made.root}\n  pytest {made.root}")
    click.echo(f"  storyagent tools show {name}\n\nThen edit {made.module}.")


@cli.group("eval")
def evaluation() -> None:
    """Measure how good plans are."""


@evaluation.command("layouts")
@click.option("--set", "prompts", default="lvd", show_default=True, help="lvd, wordings, or a file: FILE.jsonl.")
@click.option("--planner", type=click.Choice(["offline"]), help="The same as --llm offline.")
@click.option("--raw", is_flag=True, help="Ask the model for boxes in one call, LVD's way.")
@click.option("--limit", type=click.IntRange(1), help="At most so many distinct prompts of each task.")
@click.option("--aspect", type=click.Choice(["16:9", "9:16", "1:1"]), default="16:9", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@llm_options
def eval_layouts(
    prompts: str, planner: str | None, limit: int | None, aspect: str, as_json: bool, **wanted: Any
) -> None:
    """Lay out prompts whose right answer is known and judge the layouts, by LVD's rules and by stricter ones."""
    from storyagent.evaluation.layouts import evaluate
    from storyagent.evaluation.task import named_set

    if planner is not None:
        wanted["llm"] = planner
    width, height = (int(number) for number in aspect.split(":"))
    report = evaluate(planner_for(wanted), named_set(prompts), aspect_ratio=width / height, limit=limit)
    click.echo(report.model_dump_json() if as_json else report.to_text())


evaluation.add_command(eval_consistency)
evaluation.add_command(eval_events)
evaluation.add_command(eval_film)
evaluation.add_command(eval_lvd)
evaluation.add_command(eval_toolgraph)


@cli.command()
@click.argument("name", required=False)
def schema(name: str | None) -> None:
    """Print the JSON schema of NAME (screenplay, layout, plan, ...); without a name, list them."""
    from storyagent.story.schema import all_schemas

    schemas = all_schemas()
    if name is None:
        click.echo("\n".join(schemas))
    elif name in schemas:
        click.echo(json.dumps(schemas[name], indent=2))
    else:
        raise InvalidInput("there is no schema of this name", found=repr(name), needed=f"one of {', '.join(schemas)}")


cli.add_command(chat)


cli.add_command(direct)
cli.add_command(do)
cli.add_command(edit)
cli.add_command(entities)
cli.add_command(redo)
cli.add_command(undo)


if __name__ == "__main__":
    main()

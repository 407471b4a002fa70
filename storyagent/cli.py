"""The command line: arguments to calls, results to text. Everything it does, `StoryAgent` does."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from storyagent.errors import Cancelled, InvalidInput, StoryagentError

if TYPE_CHECKING:
    from storyagent.agent import Checked, Film
    from storyagent.events import Listener
    from storyagent.planning.planner import PlanOptions
    from storyagent.project import FilmProject
    from storyagent.story.values import Finding

F = TypeVar("F", bound=Callable[..., Any])


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


def film_options(command: F) -> F:
    """Add the options that say what film is wanted."""
    options = [
        click.option("--title", help="Title of the film. [default: from the story]"),
        click.option("--aspect", type=click.Choice(["16:9", "9:16", "1:1"]), default="16:9", show_default=True),
        click.option("--height", type=int, help="Height in pixels. [default: 720, for 9:16 1280]"),
        click.option("--fps", type=int, default=24, show_default=True, help="Frames per second."),
        click.option("--style", default="picture book", show_default=True, help="Look of the pictures."),
        click.option("--seed", type=int, default=0, show_default=True, help="Another seed gives other pictures."),
        click.option("--scenes", type=click.IntRange(1, 200), help="How many scenes. [default: as the story asks]"),
        click.option("--no-narration", is_flag=True, help="No voice."),
        click.option("--burn-subtitles", is_flag=True, help="Draw the subtitles into the picture, too."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def run_options(command: F) -> F:
    """Add the options of every command that runs tools."""
    command = click.option("--json", "as_json", is_flag=True, help="Print progress as one JSON event a line.")(command)
    return click.option("--quiet", is_flag=True, help="Print nothing but errors.")(command)


@cli.command()
@click.argument("story")
@click.option("-o", "--out", type=click.Path(path_type=Path), default=Path("film.mp4"), show_default=True)
@click.option("--project", type=click.Path(path_type=Path), help="Film project. [default: OUT without its ending]")
@film_options
@run_options
def make(story: str, out: Path, project: Path | None, as_json: bool, quiet: bool, **wanted: Any) -> None:
    """Make a film of STORY: a file, - for standard input, or the story itself."""
    from storyagent.agent import StoryAgent

    with _listening(as_json, quiet) as listener:
        film = StoryAgent(listener=listener).make(_read_story(story), out, project=project, options=_options(**wanted))
    _say_film(film, quiet or as_json)


@cli.command()
@click.argument("story")
@click.option("-o", "--out", type=click.Path(path_type=Path), required=True, help="The film project to write.")
@click.option("--json", "as_json", is_flag=True, help="Print the screenplay and what was not understood as JSON.")
@film_options
def plan(story: str, out: Path, as_json: bool, **wanted: Any) -> None:
    """Write the plan of a film: screenplay.yaml and layouts/*.json, to be read and edited."""
    from storyagent.agent import StoryAgent

    project = StoryAgent().plan(_read_story(story), out, options=_options(**wanted))
    _say_plan(project, as_json)


@cli.command()
@click.argument("project", type=click.Path(path_type=Path))
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Where to put a copy of the film, too.")
@click.option("--graph", default="film", show_default=True, help="Graph template: a name or a YAML file.")
@run_options
def render(project: Path, out: Path | None, graph: str, as_json: bool, quiet: bool) -> None:
    """Make the film of PROJECT as its files say now. What has not changed is kept."""
    from storyagent.agent import StoryAgent

    with _listening(as_json, quiet) as listener:
        film = StoryAgent(listener=listener, graph=graph).render(project, out)
    _say_film(film, quiet or as_json)


@cli.command()
@click.argument("project", type=click.Path(path_type=Path))
@click.option("-o", "--out", type=click.Path(path_type=Path), help="[default: PROJECT/storyboard.png]")
@run_options
def storyboard(project: Path, out: Path | None, as_json: bool, quiet: bool) -> None:
    """Draw the storyboard of PROJECT: a picture per scene with its boxes and paths."""
    from storyagent.agent import StoryAgent

    with _listening(as_json, quiet) as listener:
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
    for node in state.nodes:
        cost = f"{node.seconds:8.2f} s" if node.seconds is not None else " " * 10
        click.echo(f"{node.state:<9} {cost}  {node.runs:>3} runs  {node.id}")
        if node.error:
            click.echo(f"{'':>32}{node.error.splitlines()[0]}")
    click.echo(f"{project}: {state.state}")


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
        _say_checked(checked)
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


@cli.command()
@click.argument("prompt", required=False)
@click.option("--batch", type=click.Path(path_type=Path), help="A file with one prompt a line.")
@click.option("--frames", type=click.IntRange(1, 10_000), default=6, show_default=True)
@click.option("--aspect", type=click.Choice(["16:9", "9:16", "1:1"]), default="16:9", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--jsonl", "as_jsonl", is_flag=True, help="With --batch: print one JSON object a line.")
def layout(prompt: str | None, batch: Path | None, frames: int, aspect: Any, as_json: bool, as_jsonl: bool) -> None:
    """Lay out PROMPT: where every object is at FRAMES equally spaced moments."""
    from storyagent.agent import StoryAgent

    if (prompt is None) == (batch is None):
        raise InvalidInput("layout needs either a prompt or --batch FILE", where="command line")
    agent = StoryAgent()
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
    from storyagent.graph.show import tool_rows

    rows = list(tool_rows(Registry.installed()))
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    width = max(len(row["name"]) for row in rows)
    for row in rows:
        click.echo(f"{row['name']:<{width}}  {row['summary']}")


@tools.command("show")
@click.argument("name")
def tools_show(name: str) -> None:
    """Show one tool: what it takes, gives and needs."""
    from storyagent.graph.registry import Registry
    from storyagent.graph.show import tool_as_text

    click.echo(tool_as_text(name, Registry.installed()))


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
@click.option("--planner", type=click.Choice(["offline"]), default="offline", show_default=True, expose_value=False)
@click.option("--limit", type=click.IntRange(1), help="At most so many distinct prompts of each task.")
@click.option("--aspect", type=click.Choice(["16:9", "9:16", "1:1"]), default="16:9", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def eval_layouts(prompts: str, limit: int | None, aspect: str, as_json: bool) -> None:
    """Lay out prompts whose right answer is known and judge the layouts, by LVD's rules and by stricter ones."""
    from storyagent.evaluation.layouts import evaluate
    from storyagent.evaluation.task import named_set
    from storyagent.planning.offline import OfflinePlanner

    width, height = (int(number) for number in aspect.split(":"))
    report = evaluate(OfflinePlanner(), named_set(prompts), aspect_ratio=width / height, limit=limit)
    click.echo(report.model_dump_json() if as_json else report.to_text())


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


def _read_story(story: str) -> str:
    from storyagent.story.files import read_story

    return read_story(story, sys.stdin.buffer)


@contextmanager
def _listening(as_json: bool, quiet: bool) -> Iterator[Listener | None]:
    if as_json:
        from storyagent.event_log import JsonLines

        yield JsonLines(sys.stdout)
    elif quiet:
        yield None
    else:
        from storyagent.console import ProgressBars

        with ProgressBars() as bars:
            yield bars


def _say_film(film: Film, quiet: bool) -> None:
    if quiet:
        return
    facts = film.facts
    click.echo(
        f"{film.path}  {facts.duration_s:.1f} s, {facts.width_px}x{facts.height_px}, {facts.fps} frames a second\n"
        f"{film.report}\n"
        f"{film.ran} steps in {film.seconds:.1f} s, {film.from_cache} kept from earlier"
    )
    _say_findings(film.findings)
    click.echo(
        f"\nTo change it, edit {film.project / 'screenplay.yaml'} or {film.project / 'layouts'}/*.json, then: "
        f"storyagent render {film.project}"
    )


def _say_plan(project: FilmProject, as_json: bool) -> None:
    screenplay, planned = project.screenplay(), project.planned()
    findings = planned.findings if planned else ()
    if as_json:
        data = {
            "project": str(project.root),
            "screenplay": screenplay.model_dump(mode="json"),
            "findings": [finding.model_dump() for finding in findings],
        }
        click.echo(json.dumps(data, ensure_ascii=False))
        return
    click.echo(f"{project.screenplay_path}: {screenplay.title!r}, {len(screenplay.scenes)} scenes")
    for number, scene in enumerate(screenplay.scenes, 1):
        click.echo(f"  {number:>2}. {scene.id}: {scene.prompt}")
    click.echo(f"  entities: {', '.join(entity.id for entity in screenplay.entities)}")
    _say_findings(findings)
    click.echo(f"\nEdit it as you like, then: storyagent render {project.root}")


def _say_checked(checked: Checked) -> None:
    for change in checked.repairs:
        click.echo(f"repaired {change}")
    if checked.written:
        click.echo(f"written: {', '.join(checked.written)}")
    for finding in checked.findings:
        click.echo(f"{finding.severity}: {finding}")
    click.echo(f"{checked.project}: {len(checked.findings)} findings, {len(checked.errors)} of them errors")


def _say_findings(findings: Sequence[Finding]) -> None:
    if findings:
        click.echo(f"\nNot sure about {len(findings)}:")
    for finding in findings:
        click.echo(f"  {finding}")


def _options(
    title: str | None, aspect: Any, height: int | None, fps: int, style: str, seed: int, scenes: int | None,
    no_narration: bool, burn_subtitles: bool,
) -> PlanOptions:  # fmt: skip
    from storyagent.agent import plan_options

    return plan_options(
        title=title, style=style, seed=seed, scenes=scenes, aspect=aspect, height_px=height, fps=fps,
        narration=not no_narration, burn_subtitles=burn_subtitles,
    )  # fmt: skip


if __name__ == "__main__":
    main()

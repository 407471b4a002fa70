"""Options that several commands share, and what they mean to the library."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from storyagent.events import Listener
    from storyagent.planning.planner import Planner, PlanOptions

F = TypeVar("F", bound=Callable[..., Any])
FILM = (
    click.option("--title", help="Title of the film. [default: from the story]"),
    click.option("--aspect", type=click.Choice(["16:9", "9:16", "1:1"]), default="16:9", show_default=True),
    click.option("--height", type=int, help="Height in pixels. [default: 720, for 9:16 1280]"),
    click.option("--fps", type=int, default=24, show_default=True, help="Frames per second."),
    click.option(
        "--style",
        default="picture book",
        show_default=True,
        help="Look of the pictures: picture book, watercolour, ink, pastel, paper cut, noir; with --model any words.",
    ),
    click.option("--model", help="Video model that makes the scenes. [default: none, scenes of cut-out drawings]"),
    click.option("--gate", type=click.IntRange(0, 9), help="Judge generated scenes; make bad ones again so often."),
    click.option("--seed", type=int, default=0, show_default=True, help="Another seed gives other pictures."),
    click.option("--scenes", type=click.IntRange(1, 200), help="How many scenes. [default: as the story asks]"),
    click.option("--minutes", type=float, help="How long the film should be; nothing that is told is cut."),
    click.option("--script", is_flag=True, help="STORY is a script: keep its scenes and lines word for word."),
    click.option("--no-narration", is_flag=True, help="No voice."),
    click.option("--music", help="Music under the film: calm, happy, sad, tense, heroic, ... [default: none]"),
    click.option("--ambience", is_flag=True, help="Let scenes sound like their places: rain, sea, birds, a street."),
    click.option("--burn-subtitles", is_flag=True, help="Draw the subtitles into the picture, too."),
)
LLM = (
    click.option("--llm", help="Plan with a language model: provider:model, or offline. [default: as configured]"),
    click.option("--llm-url", help="Plan with the model of an OpenAI-compatible server: its base URL."),
    click.option("--llm-model", help="The model's name on that server."),
    click.option("--fallback", is_flag=True, help="Plan offline what the language model cannot."),
    click.option("--max-cost", type=float, help="Stop before the language model costs more US dollars than this."),
    click.option("--max-tokens", type=int, help="Stop before it uses more tokens than this."),
)
RUN = (
    click.option("--json", "as_json", is_flag=True, help="Print progress as one JSON event a line."),
    click.option("--quiet", is_flag=True, help="Print nothing but errors."),
)


def film_options(command: F) -> F:
    """Add the options that say what film is wanted and who plans it."""
    return _with(command, FILM + LLM)


def llm_options(command: F) -> F:
    """Add the options that say who plans."""
    return _with(command, LLM)


def run_options(command: F) -> F:
    """Add the options of every command that runs tools."""
    return _with(command, RUN)


def planner_for(wanted: Mapping[str, Any]) -> Planner:
    """Return the planner that the options of a command ask for."""
    from storyagent.planner_choice import choose_planner
    from storyagent.settings import Settings

    names = ("llm", "llm_url", "llm_model", "fallback", "max_cost", "max_tokens", "raw")
    return choose_planner(Settings.load(), **{name: wanted[name] for name in names if name in wanted})


def plan_options_for(story: str, wanted: Mapping[str, Any]) -> PlanOptions:
    """Return what film the options of a command ask for; a file that ends in .fountain is a Fountain screenplay."""
    from storyagent.film_options import plan_options

    same = ("title", "style", "seed", "scenes", "minutes", "aspect", "fps", "burn_subtitles", "model", "gate")
    return plan_options(
        **{name: wanted[name] for name in same},
        script="fountain" if story.lower().endswith(".fountain") else wanted["script"],
        height_px=wanted["height"],
        narration=not wanted["no_narration"],
        music=None if wanted["music"] in {None, "none"} else wanted["music"],
        ambience=wanted["ambience"],
    )


def read_story_argument(story: str) -> str:
    """Return the story that a command's STORY means."""
    from storyagent.story.files import read_story

    return read_story(story, sys.stdin.buffer)


@contextmanager
def listening(as_json: bool, quiet: bool) -> Iterator[Listener | None]:
    """Give the listener that shows a run as the options ask: JSON lines, nothing, or progress bars."""
    if as_json:
        from storyagent.event_log import JsonLines

        yield JsonLines(sys.stdout)
    elif quiet:
        yield None
    else:
        from storyagent.console import ProgressBars

        with ProgressBars() as bars:
            yield bars


def _with(command: F, options: tuple[Callable[[F], F], ...]) -> F:
    for option in reversed(options):
        command = option(command)
    return command

"""The commands `storyagent undo` and `storyagent redo`: a film's last changes taken back, and made again."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from storyagent.cli_chat import asked, decider, exit_code_of
from storyagent.cli_options import listening

if TYPE_CHECKING:
    from storyagent.conversation.session import Conversation
    from storyagent.conversation.turns import Turn

_PROJECT = click.argument("project", type=click.Path(path_type=Path))
_COUNT = click.option("-n", "--count", default=1, show_default=True, type=click.IntRange(1), help="How many changes.")
_APPROVE = click.option("--approve", is_flag=True, help="Ask yes or no before anything is written or made.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print the turn as one JSON object.")


@click.command()
@_PROJECT
@_COUNT
@_APPROVE
@_JSON
def undo(project: Path, count: int, approve: bool, as_json: bool) -> None:
    """Take back the last change of PROJECT, made in a conversation or by hand since one began; make the film as it was.

    The same as "undo" in storyagent chat. What was made once is kept: next to nothing is made again.
    """
    _turn(project, lambda conversation: conversation.undo(count), approve=approve, as_json=as_json)


@click.command()
@_PROJECT
@_COUNT
@_APPROVE
@_JSON
def redo(project: Path, count: int, approve: bool, as_json: bool) -> None:
    """Make the change of PROJECT again that was taken back last."""
    _turn(project, lambda conversation: conversation.redo(count), approve=approve, as_json=as_json)


def _turn(root: Path, take: Callable[[Conversation], Turn], *, approve: bool, as_json: bool) -> None:
    from storyagent.agent import StoryAgent
    from storyagent.conversation.telling import turn_text
    from storyagent.project import FilmProject

    project = FilmProject(root)
    project.require()
    with listening(as_json=False, quiet=as_json or not sys.stderr.isatty()) as listener:
        agent = StoryAgent(listener=listener)
        with agent.chat(project, decide=decider(approve, as_json, asked)) as conversation:
            turn = take(conversation)
    click.echo(turn.model_dump_json() if as_json else turn_text(turn))
    sys.exit(exit_code_of(turn))

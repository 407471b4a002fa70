"""`storyagent chat`: a conversation in a terminal, from a pipe, or from the command line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from storyagent.cli_options import listening, llm_options, planner_for
from storyagent.errors import InvalidInput

if TYPE_CHECKING:
    from storyagent.conversation.session import Conversation, Decide
    from storyagent.conversation.turns import Proposal, Turn

_BAD = ("refused", "asked", "failed")
"""Turns after which a script's exit code is not 0."""


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--say", "requests", multiple=True, help="Say this and nothing else; may be given several times.")
@click.option("--approve", is_flag=True, help="Ask yes or no before anything is written or made.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a turn.")
@llm_options
def chat(folder: Path | None, requests: tuple[str, ...], approve: bool, as_json: bool, **wanted: Any) -> None:
    """Talk about the film in DIR: change it, ask about it, undo. With no film there, begin with a story.

    \b
    storyagent chat film                               in a terminal; end with Ctrl-D
    storyagent chat film --say "make the fox blue"     one request
    storyagent chat film < requests.txt                one request a line; # begins a remark
    """  # noqa: D301 -- click reads the backspace
    from storyagent.agent import StoryAgent
    from storyagent.project import FilmProject

    root = folder or free_folder(Path())
    terminal = sys.stdin.isatty() and not requests and not as_json
    lines = iter(requests) if requests else typed() if terminal else piped()
    with listening(as_json=False, quiet=as_json or not sys.stderr.isatty()) as listener:
        agent = StoryAgent(listener=listener, planner=planner_for(wanted))
        answers: Callable[[], str] = (lambda: next(lines, "no")) if not (terminal or requests) else asked
        with agent.chat(FilmProject(root), decide=decider(approve, as_json, answers)) as conversation:
            if not as_json:
                greet(conversation, root, terminal)
            code = talk(conversation, lines, as_json=as_json, terminal=terminal)
    sys.exit(0 if terminal else code)  # who typed has read what went wrong


def talk(conversation: Conversation, requests: Iterator[str], *, as_json: bool, terminal: bool) -> int:
    """Hold the conversation until it ends, and return the exit code: that of the first turn that was not done.

    Ctrl-C ends one turn for who types, and for a script the rest of it as well.
    """
    from storyagent.conversation.commands import Quit, read_command
    from storyagent.conversation.telling import turn_text
    from storyagent.errors import Cancelled

    code = 0
    for request in requests:
        if not (terminal or as_json):
            click.echo(f"\n> {request}")
        for turn in conversation.hear(request):
            click.echo(turn.model_dump_json() if as_json else turn_text(turn))
            code = code or exit_code_of(turn)
            if not terminal and turn.error and turn.error["error"] == Cancelled.__name__:
                return code
        if isinstance(read_command(request), Quit):
            break
    return code


def exit_code_of(turn: Turn) -> int:
    """Return 0 for a turn that is done, answered or declined, and otherwise its error's code."""
    if turn.state not in _BAD:
        return 0
    return int(turn.error["exit_code"]) if turn.error else 2


def decider(approve: bool, as_json: bool, answers: Callable[[], str]) -> Decide:
    """Return who shows what each turn would do and says whether it is done.

    Without `approve` a yes is asked for only where a turn needs one.
    """
    from storyagent.conversation.telling import proposal_text

    def decide(proposal: Proposal) -> bool:
        if not as_json:
            click.echo(proposal_text(proposal))
        if not (approve or proposal.needs_yes):
            return True
        click.echo("Do it? [y/n] ", nl=False, err=as_json)
        answer = answers().strip().lower()
        yes = answer in ("y", "yes", "ok", "okay", "do it", "sure", "j", "ja", "oui", "si", "sí")
        if not sys.stdin.isatty():
            click.echo("yes" if yes else "no", err=as_json)
        return yes

    return decide


def greet(conversation: Conversation, root: Path, terminal: bool) -> None:
    """Say which film this is, what a dead process left, and how to begin."""
    for turn in conversation.resume():
        done = "its changes are in the plan; say go on, or undo" if turn.changed else "nothing was changed"
        click.echo(f"Turn {turn.number} (“{turn.request}”) was cut short: {done}.")
    try:
        film = conversation.film
    except InvalidInput as error:  # a person broke a file: it is said, and the way back is to be had here
        click.echo(str(error))
        return
    if film is not None:
        scenes = f"{len(film.scenes)} scenes" if len(film.scenes) > 1 else "1 scene"
        click.echo(f"{root}: “{film.screenplay.title}”, {scenes}. Say what is to be different, or help.")
    else:
        click.echo(f"A new film, in {root}." + (" Tell me a story, or name a text file." if terminal else ""))


def free_folder(here: Path) -> Path:
    """Return the folder for who names none: here if this is a film project, else the first free one."""
    if (here / "screenplay.yaml").is_file():
        return here
    number = 1
    while (root := here / ("film" if number == 1 else f"film-{number}")).exists():
        number += 1
    return root


def typed() -> Iterator[str]:
    """Yield what is typed, line by line, with a history of earlier lines."""
    from rich.console import Console

    from storyagent.settings import Settings

    console = Console()
    with typing_history(Settings.load().home / "chat_history"):
        while True:
            try:
                line = console.input("[bold cyan]> [/]")
            except EOFError:
                click.echo()
                return
            except KeyboardInterrupt:
                click.echo(" (Ctrl-D ends)")
                continue
            if line.strip():
                yield line


def typing_history(path: Path) -> Any:
    """Keep the lines typed inside the block in a file, and offer those of earlier conversations."""
    from contextlib import ExitStack

    stack = ExitStack()
    try:
        import readline
    except ImportError:  # a Python without it has no history
        return stack
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_file():
        readline.read_history_file(path)
    readline.set_history_length(1000)
    stack.callback(readline.write_history_file, path)
    return stack


def piped() -> Iterator[str]:
    """Yield the requests of standard input: a line each, remarks and empty lines left out."""
    for line in sys.stdin:
        if line.strip() and not line.lstrip().startswith("#"):
            yield line.strip()


def asked() -> str:
    """Return the answer to a question, typed; no answer is a no."""
    try:
        return input() if sys.stdin.isatty() else "no"
    except EOFError:
        return "no"

"""The commands that add tools from outside and take them away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def _add_options(command: F) -> F:
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print one JSON object."),
        click.option("--replace", is_flag=True, help="Take it anew, and say what changed."),
        click.option("--memory-limit", "memory_limit_gib", type=click.FloatRange(0, min_open=True), default=4.0,
                     show_default=True, help="GiB that a call may use."),
        click.option("--time-limit", "time_limit_s", type=click.FloatRange(0, min_open=True), default=300.0,
                     show_default=True, help="Seconds that a call may take."),
        click.option("--takes", multiple=True, help="TOOL.PARAMETER=TYPE: a resource type, or setting."),
        click.option("--gives", multiple=True, help="TOOL=TYPE: what it gives; TYPE* for any number."),
    ):  # fmt: skip
        command = option(command)
    return command


@click.group()
def add() -> None:
    """Make tools from outside usable: an MCP server's, or LangChain's."""


@add.command("mcp")
@click.argument("name")
@click.argument("command", nargs=-1, type=click.UNPROCESSED)
@click.option("--url", help="The server's URL (streamable HTTP), in place of a command.")
@click.option("--env", multiple=True, help="A variable that the server's process is given.")
@click.option("--token-env", help="The variable whose value is sent to the URL as bearer token.")
@_add_options
def add_mcp(name: str, command: tuple[str, ...], url: str | None, **given: Any) -> None:
    """Add the tools of an MCP server as NAME.tool: storyagent tools add mcp NAME -- COMMAND ARGS...

    A call starts the server, as a process with your rights, and ends it. What it offers is kept with a hash: where that
    changes, its tools are refused until you add it again with --replace.
    """
    from storyagent.errors import InvalidInput

    if bool(command) == (url is not None):
        raise InvalidInput("an MCP server is added by a command or by its URL", where="command line", hint="-- COMMAND")
    _add(given, name=name, kind="mcp", command=command, url=url, env=given.pop("env"), token_env=given.pop("token_env"))


@add.command("langchain")
@click.argument("object_name", metavar="MODULE:OBJECT")
@click.option("--name", help="What its tool is shown under: NAME.tool. [default: the module's last part]")
@_add_options
def add_langchain(object_name: str, name: str | None, **given: Any) -> None:
    """Add a LangChain tool by the module and the name it has there."""
    from storyagent.outside.schema import plain_name

    shown = name or plain_name(object_name.partition(":")[0].rpartition(".")[2])
    _add(given, name=shown, kind="langchain", object=object_name)


@click.command()
@click.argument("name")
def remove(name: str) -> None:
    """Take away the source NAME that was added, with all its tools."""
    from storyagent.outside.sources import forget
    from storyagent.settings import Settings

    forget(name, Settings.load().home)
    click.echo(f"{name}: removed")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def sources(as_json: bool) -> None:
    """List what was added from outside."""
    import json

    from storyagent.outside.sources import Source, kept_sources
    from storyagent.settings import Settings

    rows = [
        {"name": name, "kind": found.kind, "address": found.address, "tools": len(found.offers), "broken": ""}
        if isinstance(found, Source)
        else {"name": name, "kind": "", "address": "", "tools": 0, "broken": str(found)}
        for name, found in kept_sources(Settings.load().home)
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['name']}  {row['broken'] or '{kind}: {address}, {tools} tools'.format(**row)}")


def _add(given: dict[str, Any], **reached: Any) -> None:
    from pydantic import ValidationError

    from storyagent.errors import InvalidInput
    from storyagent.outside.adding import add_source, added_as_text
    from storyagent.outside.sources import Source
    from storyagent.settings import Settings

    limits = {name: given[name] for name in ("time_limit_s", "memory_limit_gib")}
    try:
        asked = Source(**reached, **limits, folder=Path.cwd())
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise InvalidInput(
            f"{first['loc'][0]}: {first['msg']}", where="command line", found=repr(first["input"])
        ) from error
    added = add_source(
        asked, Settings.load().home, gives=given["gives"], takes=given["takes"], replace=given["replace"]
    )  # fmt: skip
    click.echo(added.model_dump_json() if given["as_json"] else added_as_text(added))

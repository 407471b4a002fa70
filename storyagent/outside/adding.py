"""Add a source of tools: ask it what it has, check that, keep it, and say what changed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from storyagent.errors import InvalidInput
from storyagent.graph.reference import near_miss
from storyagent.graph.registry import Broken
from storyagent.outside.made import tools_of
from storyagent.outside.sources import Offer, Source, changes, keep
from storyagent.outside.types import SETTING, type_called
from storyagent.story.values import Value


class Added(Value):
    """What was added: its tools as `NAME.tool`, those that cannot be used with why, and what changed since before."""

    name: str
    server: str
    server_version: str
    tools: tuple[str, ...]
    broken: dict[str, str]
    changes: tuple[str, ...]


def add_source(asked: Source, home: Path, *, gives: Iterable[str], takes: Iterable[str], replace: bool) -> Added:
    """Ask a source for its tools and keep it.

    Args:
        asked: How it is reached.
        home: The folder of the settings.
        gives: `TOOL=TYPE`: what a tool gives, in place of what its schema or name suggests.
        takes: `TOOL.PARAMETER=TYPE`, or `=setting`.
        replace: Whether one of this name may be replaced.

    Raises:
        InvalidInput: the name is taken, a tool, parameter or type is unknown, or it has no tools.
        StoryagentError: it cannot be reached or loaded.
    """
    if asked.kind == "mcp":
        from storyagent.outside.mcp_client import offered
    else:
        from storyagent.outside.langchain import offered
    source = _with_types(offered(asked), gives, takes)
    made = tools_of(source)
    broken = {one.name: str(one.error) for one in made if isinstance(one, Broken)}
    names = tuple(one.spec.name for one in made if not isinstance(one, Broken))
    if not names:
        raise InvalidInput(
            "this source has no tool that can be used", where=source.address, found="; ".join(broken.values())
        )
    before = keep(source, home, replace=replace)
    return Added(
        name=source.name,
        server=source.server,
        server_version=source.server_version,
        tools=names,
        broken=broken,
        changes=tuple(changes(before, source)) if before else (),
    )


def added_as_text(added: Added) -> str:
    """Return what was added for a person to read."""
    server = " ".join(part for part in (added.server, added.server_version) if part)
    lines = [f"{added.name}: {len(added.tools)} tool{'' if len(added.tools) == 1 else 's'} of {server or 'no name'}"]
    lines += [f"  {name}" for name in added.tools]
    lines += [f"  {name} cannot be used: {why.splitlines()[0]}" for name, why in added.broken.items()]
    if added.changes:
        lines += ["", "changed since it was added before", *(f"  {change}" for change in added.changes)]
    return "\n".join([*lines, "", f"  storyagent tools show {added.tools[0]}"])


def _with_types(source: Source, gives: Iterable[str], takes: Iterable[str]) -> Source:
    offers = {offer.name: offer for offer in source.offers}
    for text in gives:
        tool, type_name = _parted(text)
        type_called(type_name.removesuffix("*"))
        offers[tool] = _named(tool, offers).model_copy(update={"gives": type_name})
    for text in takes:
        place, type_name = _parted(text)
        tool, _, parameter = place.rpartition(".")
        if type_name != SETTING:
            type_called(type_name)
        offer = _named(tool, offers)
        offers[tool] = offer.model_copy(update={"takes": {**offer.takes, parameter: type_name}})
    return source.model_copy(update={"offers": tuple(offers.values())})


def _parted(text: str) -> tuple[str, str]:
    left, equals, right = text.partition("=")
    if not (left and equals and right):
        raise InvalidInput("a type is chosen as TOOL=TYPE or TOOL.PARAMETER=TYPE", found=repr(text))
    return left, right


def _named(tool: str, offers: dict[str, Offer]) -> Offer:
    if tool not in offers:
        hint = near_miss(tool, offers)
        raise InvalidInput(f"this source has no tool {tool!r}", needed=", ".join(offers), hint=hint)
    return offers[tool]

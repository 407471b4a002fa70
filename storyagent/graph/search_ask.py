"""A search as it is asked on a command line: `--have clip:video=fox.mp4,layout*3@scene --want html`."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from storyagent.errors import InvalidInput
from storyagent.graph.constraints import Constraints, installed_extras
from storyagent.graph.plan import FileInput, Literally
from storyagent.graph.reference import near_miss
from storyagent.graph.search_kinds import Kinds
from storyagent.graph.search_values import AtHand, Given, Goal, Want
from storyagent.graph.tool import ToolSpec
from storyagent.story.files import sha256_of

_HAVE = re.compile(
    r"(?:(?P<name>[\w-]+):)?(?P<type>[a-z][\w.]*)(?:\*(?P<count>\d{1,4}))?(?:@(?P<family>[a-z][\w-]*))?(?:=(?P<value>.*))?",
    re.DOTALL,
)
_WANT = re.compile(r"(?P<type>[a-z][\w.]*)(?P<each>\*?)")
_SHAPE = "TYPE, NAME:TYPE, TYPE=FILE, TYPE*3 or TYPE*3@scene"


def goal_of(
    have: Iterable[str],
    want: Iterable[str],
    specs: Iterable[ToolSpec],
    *,
    request: str = "",
    settings: Iterable[str] = (),
) -> Goal:
    """Return the goal that a command line means.

    Args:
        have: What is at hand, several in one string with commas between them; `=` and what follows is one file or text.
        want: Types to be made, `TYPE*` for one for each item.
        specs: The tools whose types may be named.
        request: What is wanted, in words.
        settings: `NAME=VALUE` or `TOOL.NAME=VALUE`, the value as JSON or a plain text.

    Raises:
        InvalidInput: something is not written as it should be, an unknown type, or a file that is not there.
    """
    kinds = Kinds(specs)
    wants = [_want(part, kinds) for part in _parts(want)]
    if not wants:
        raise InvalidInput("nothing is wanted", where="--want", needed="at least one type, such as html")
    return Goal(
        wants=tuple(wants),
        have=tuple(_at_hand(list(_parts(have)), kinds)),
        request=request,
        settings=dict(_setting(text) for text in settings),
    )


def constraints_of(
    specs: Sequence[ToolSpec],
    tokens: Mapping[str, int],
    *,
    allow: Iterable[str] = (),
    without: Iterable[str] = (),
    no_licences: Iterable[str] = (),
    vram_gb: float | None = None,
    max_seconds: float | None = None,
) -> Constraints:
    """Return the constraints that a command line means: what this machine has, and what is allowed beyond that.

    Args:
        specs: The tools.
        tokens: What this machine has of each resource token.
        allow: Tokens and extras to count with although they are not there, several in one string with commas.
        without: Names of tools to leave out, in the same way.
        no_licences: Words that the licence of a tool must not have, in the same way.
        vram_gb: Memory of the GPU.
        max_seconds: The most that a plan may take.

    Raises:
        InvalidInput: `allow` or `without` has a name that no tool has to do with.
    """
    known = {*tokens, *(token for spec in specs for token in spec.needs), *(spec.extra for spec in specs if spec.extra)}
    allowed = _named(allow, known, "--allow")
    left_out = _named(without, {spec.name for spec in specs}, "--without")
    return Constraints(
        tokens={
            token: max(count, 1) if token in allowed else count
            for token, count in {**dict.fromkeys(allowed, 0), **tokens}.items()
        },
        extras=installed_extras() | allowed,
        vram_gb=vram_gb,
        no_licences=frozenset(_parts(no_licences)),
        max_total_s=max_seconds,
        without=left_out,
    )


def _named(texts: Iterable[str], known: set[str], where: str) -> frozenset[str]:
    names = frozenset(_parts(texts))
    for name in sorted(names - known):
        hint = near_miss(name, known) or f"there is: {', '.join(sorted(known))}"
        raise InvalidInput(f"no tool has to do with {name!r}", where=where, hint=hint)
    return names


def _parts(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from [text] if "=" in text else [part.strip() for part in text.split(",") if part.strip()]


def _want(text: str, kinds: Kinds) -> Want:
    match = _WANT.fullmatch(text)
    if match is None:
        raise InvalidInput(
            "this is no type", where="--want", found=repr(text), needed="TYPE, or TYPE* for one for each"
        )
    kinds.named(match["type"], "--want")
    return Want(type=match["type"], each=bool(match["each"]))


def _at_hand(texts: Sequence[str], kinds: Kinds) -> Iterator[AtHand]:
    seen: Counter[str] = Counter()
    for text in texts:
        match = _HAVE.fullmatch(text)
        if match is None:
            raise InvalidInput("this is nothing at hand", where="--have", found=repr(text), needed=_SHAPE)
        name = match["name"] or match["type"]
        seen[name] += 1
        name = name if seen[name] == 1 else f"{name}-{seen[name]}"
        _, is_file = kinds.named(match["type"], "--have")
        family = match["family"] or match["type"].replace(".", "-")
        items = tuple(f"{family}-{number}" for number in range(1, int(match["count"]) + 1)) if match["count"] else ()
        if (match["count"] and not items) or (match["value"] is not None and items) or (match["family"] and not items):
            needed = f"{_SHAPE}; a number of items is at least 1, and files are given one by one"
            raise InvalidInput("this is nothing at hand", where="--have", found=repr(text), needed=needed)
        given = () if match["value"] is None else (_given(match["value"], is_file, text),)
        yield AtHand(name=name, type=match["type"], items=items, family=family if items else "", given=given)


def _given(value: str, is_file: bool, text: str) -> Given:
    if not is_file:
        return Literally(value=value)
    path = Path(value)
    if not path.is_file():
        raise InvalidInput("there is no such file", where=f"--have {text}", found=value)
    return FileInput(path=value, sha256=sha256_of(path))


def _setting(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise InvalidInput(
            "this is no setting", where="--set", found=repr(text), needed="NAME=VALUE or TOOL.NAME=VALUE"
        )
    try:
        return name, json.loads(value)
    except json.JSONDecodeError:
        return name, value

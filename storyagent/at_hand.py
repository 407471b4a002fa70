"""What a request may be made of: the files given with it, those it names, and texts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from storyagent.errors import InvalidInput
from storyagent.graph.plan import FileInput, Literally
from storyagent.graph.reference import near_miss
from storyagent.graph.search import AtHand, Tools
from storyagent.graph.search_kinds import Kinds
from storyagent.graph.search_values import Given
from storyagent.planning.decompose_clauses import tokens_of
from storyagent.planning.decompose_offline import loadable
from storyagent.planning.decompose_types import TypeNames
from storyagent.story.files import read_text, sha256_of

STORY = "text.story"
"""The type of a text file: as a subtype it may stand where any text is asked for."""
_DATA = (".json",)


def at_hand(request: str, have: Iterable[str], tools: Tools) -> tuple[AtHand, ...]:
    """Return what is at hand: what was given, then the files and web addresses that the request names.

    Args:
        request: What is wanted, in words.
        have: Files, or `TYPE=FILE`, or `TYPE=TEXT` for a type that is no file.
        tools: The tools whose types there are.

    Raises:
        InvalidInput: a file is not there, of no type that a tool knows, or named for a type that no tool knows.
    """
    specs = loadable(tools)
    types, kinds = TypeNames(specs), Kinds(specs)
    found: dict[str, AtHand] = {}
    for text in have:
        one = _given(text, types, kinds)
        if one.name in found:
            raise InvalidInput("the same thing is at hand twice", where="--have", found=repr(one.name))
        found[one.name] = one
    for one in _named(request, types, kinds, list(found)):
        found[one.name] = one
    return tuple(found.values())


def _given(text: str, types: TypeNames, kinds: Kinds) -> AtHand:
    kind, equals, value = text.partition("=")
    if not equals or not kind.replace(".", "").replace("_", "").isalnum():
        return _file(text, types, kinds, "--have")
    named, is_file = kinds.named(kind, "--have")
    path = Path(value)
    if is_file or path.is_file():
        return AtHand(name=value, type=named, given=(_content(path, is_file, f"--have {text}"),))
    return AtHand(name=kind, type=named, given=(Literally(value=value),))


def _named(request: str, types: TypeNames, kinds: Kinds, known: Sequence[str]) -> Iterator[AtHand]:
    """Yield the files that a request names, each once; one that is not there is refused, if it has a known ending."""
    names = {name for one in known for name in (one, Path(one).name)}
    for token in tokens_of(request):
        if token.text in names:
            continue
        if token.kind == "url" and "url" in types.names:
            names.add(token.text)
            yield AtHand(name=token.text, type="url", given=(Literally(value=token.text),))
        elif token.kind == "file" and (Path(token.text).is_file() or _looks_real(token.text, types)):
            names.add(token.text)
            yield _file(token.text, types, kinds, "request")


def _looks_real(name: str, types: TypeNames) -> bool:
    """Tell whether a word with a dot is meant as a file: one of a known ending, and no result that is to be made."""
    return types.of_file(name) is not None


def _file(text: str, types: TypeNames, kinds: Kinds, where: str) -> AtHand:
    path = Path(text)
    if not path.is_file():
        near = near_miss(path.name, [one.name for one in path.parent.glob("*")]) if path.parent.is_dir() else ""
        raise InvalidInput("there is no such file", where=where, found=text, hint=near)
    kind = types.of_file(path.name)
    if kind is None:
        raise InvalidInput(
            "no tool knows what this file holds", where=where, found=text,
            needed=f"TYPE={text}, with one of {', '.join(types.names)}",
        )  # fmt: skip
    if kind.partition(".")[0] == "text":
        kind = STORY if STORY in kinds.names else "text"
    _, is_file = kinds.named(kind, where)
    return AtHand(name=text, type=kind, given=(_content(path, is_file, where),))


def _content(path: Path, is_file: bool, where: str) -> Given:
    if not path.is_file():
        raise InvalidInput("there is no such file", where=where, found=str(path))
    if is_file:
        return FileInput(path=str(path), sha256=sha256_of(path))
    if path.suffix in _DATA:
        return Literally(value=_json(path, where))
    return Literally(value=read_text(path, marked=True))


def _json(path: Path, where: str) -> Any:
    try:
        return json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise InvalidInput("this is no JSON", where=where, found=f"{path}, line {error.lineno}: {error.msg}") from error

"""Comments in a YAML file that is written anew: each stays at what it was about, wherever that has moved.

Libraries that keep comments keep them by place: one before a list's third item belongs to the end of its second, and
goes with that when items are moved. Here a comment belongs to the value after it, or on its line, and a list's items
are known by their `id`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml
from pydantic import BaseModel

from storyagent.story.files import to_yaml

Path = tuple[str | int, ...]
"""Where a value is: keys, and for items of lists `=ID`, or the number where an item has no id."""
END: Path = ("end of file",)


@dataclass(frozen=True)
class _Comment:
    """A comment or an empty line, and the value it is about; `own` if it has a line of its own."""

    text: str
    about: Path
    own: bool


def with_comments(text: str, value: BaseModel) -> str:
    """Return a value as YAML, with the comments and empty lines of a text that held it, or an earlier form of it.

    A comment about a field that is gone goes to what the field was in; one inside an item that is gone goes with it.
    A text without comments gives what `to_yaml` gives, as does one that is no YAML.
    """
    plain = to_yaml(value)
    try:
        comments = tuple(_comments(text))
    except yaml.YAMLError:
        return plain
    if not comments:
        return plain
    written = _written(plain, comments)
    same = yaml.load(written, Loader=yaml.CSafeLoader) == yaml.load(plain, Loader=yaml.CSafeLoader)
    return written if same else plain


def _comments(text: str) -> Iterator[_Comment]:
    lines = text.splitlines()
    within = _within_scalars(text)
    starts = sorted((line, len(path), path) for path, (line, _) in _places(text).items())
    offset = 0
    for number, line in enumerate(lines):
        at = next((k for k, letter in enumerate(line) if letter == "#" and _begins(line, k, offset, within)), None)
        if at is not None and line[:at].strip():
            before = [path for start, _, path in starts if start <= number and path]
            yield _Comment(line[at:].rstrip(), before[-1] if before else END, own=False)
        elif at is not None or (not line.strip() and offset not in within):
            after = next((path for start, _, path in starts if start > number and path), END)
            yield _Comment(line.strip(), after, own=True)
        offset += len(line) + 1


def _begins(line: str, at: int, offset: int, within: frozenset[int]) -> bool:
    return offset + at not in within and (at == 0 or line[at - 1] in " \t")


def _within_scalars(text: str) -> frozenset[int]:
    """Return the places of all letters that belong to a text, where # is a letter like any other."""
    found: set[int] = set()
    for token in yaml.scan(text):
        if isinstance(token, yaml.ScalarToken):
            found.update(range(token.start_mark.index, token.end_mark.index))
    return frozenset(found)


def _places(text: str) -> dict[Path, tuple[int, int]]:
    """Return the first and the last line of every value that has a key or stands in a list."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    return dict(_placed(root, ())) if root is not None else {}


def _placed(node: yaml.Node, path: Path) -> Iterator[tuple[Path, tuple[int, int]]]:
    if isinstance(node, yaml.MappingNode):
        for key, child in node.value:
            here = (*path, str(key.value))
            yield here, (key.start_mark.line, child.end_mark.line)
            yield from _placed(child, here)
    elif isinstance(node, yaml.SequenceNode):
        for number, child in enumerate(node.value):
            here = (*path, _id_of(child) or number)
            yield here, (child.start_mark.line, child.end_mark.line)
            yield from _placed(child, here)


def _id_of(node: yaml.Node) -> str:
    if not isinstance(node, yaml.MappingNode):
        return ""
    return next((f"={value.value}" for key, value in node.value if key.value == "id"), "")


def _written(plain: str, comments: tuple[_Comment, ...]) -> str:
    lines = plain.splitlines()
    places = _places(plain)
    before: dict[int, list[str]] = {}
    behind: dict[int, str] = {}
    for comment in comments:
        path = comment.about if comment.about == END else _home(comment.about, places)
        if path is None:
            continue
        first, last = places.get(path, (len(lines), 0))
        if not comment.own and path == comment.about and first == last:
            behind[first] = comment.text
        else:
            before.setdefault(first, []).append(comment.text)
    written: list[str] = []
    for number, line in enumerate([*lines, ""]):
        indent = line[: len(line) - len(line.lstrip())]
        written += [f"{indent}{text}" if text else "" for text in before.get(number, ())]
        written.append(f"{line}  {behind[number]}" if number in behind else line)
    return "\n".join(written)


def _home(path: Path, places: Mapping[Path, tuple[int, int]]) -> Path | None:
    """Return the value that a comment is about, or the nearest that it was in; None if the item it was in is gone."""
    for length in range(len(path), 0, -1):
        if path[:length] in places:
            return path[:length]
        if str(path[length - 1]).startswith("="):
            return None
    return None

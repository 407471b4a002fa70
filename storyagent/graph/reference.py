"""References in a graph template: what `$scene.layout` and `@drawing[$scene.cast]` stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel

_PATH = r"[a-z_]\w*(?:\.\w+)*"
_VALUE = re.compile(rf"\$({_PATH})")
_NODE = re.compile(rf"@([a-z0-9][a-z0-9_-]*)(?:\[\$({_PATH})\])?(?:\.([a-z_]\w*))?")


@dataclass(frozen=True)
class ValueRef:
    """A value, or a field inside it: `$scene.layout`."""

    path: str

    def __str__(self) -> str:
        return f"${self.path}"


@dataclass(frozen=True)
class NodeRef:
    """Another node's output: `@node`, `@node.output`, `@node[$item]` for the items of a loop with these ids."""

    node: str
    index: ValueRef | None = None
    output: str = "result"

    def __str__(self) -> str:
        return f"@{self.node}" + (f"[{self.index}]" if self.index else "")


class UnknownValue(LookupError):
    """A `$value` that is not there; carries the name that failed and what there is."""

    def __init__(self, ref: ValueRef, name: str, known: Sequence[str]) -> None:
        self.ref = ref
        self.known = tuple(known)
        self.near = near_miss(name, known)
        super().__init__(f"{ref}: no {name!r}")


def near_miss(name: str, known: Iterable[str]) -> str:
    """Return a question that names the known name most like this one, or nothing."""
    near = get_close_matches(name, list(known), n=1)
    return f"did you mean {near[0]!r}?" if near else ""


def parse(text: Any) -> Any:
    """Read a scalar of a template: a reference, or the scalar itself (`$$` and `@@` begin a literal `$` and `@`).

    Raises:
        ValueError: it begins like a reference and is none.
    """
    if not isinstance(text, str) or text[:1] not in {"$", "@"}:
        return text
    if text[:2] in {"$$", "@@"}:
        return text[1:]
    if match := _VALUE.fullmatch(text):
        return ValueRef(match[1])
    if match := _NODE.fullmatch(text):
        return NodeRef(match[1], ValueRef(match[2]) if match[2] else None, match[3] or "result")
    shape = "$name or $name.field" if text[0] == "$" else "@node, @node.output, @node[$item] or @node[$item].output"
    raise ValueError(f"a reference is written {shape}, found {text!r} (for a plain text, double the {text[0]!r})")


def look_up(ref: ValueRef, values: Mapping[str, Any]) -> Any:
    """Return what a reference stands for.

    Raises:
        UnknownValue: a part of its path is not there.
    """
    here: Any = values
    for name in ref.path.split("."):
        fields = _fields(here)
        if name not in fields:
            raise UnknownValue(ref, name, sorted(fields))
        here = fields[name]
    return here


def fill(text: str, values: Mapping[str, Any]) -> str:
    """Replace each `$name.field` inside a text by its value.

    Raises:
        UnknownValue: one of them is not there.
    """
    return _VALUE.sub(lambda match: str(look_up(ValueRef(match[1]), values)), text)


def _fields(value: Any) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return value
    if isinstance(value, BaseModel):
        return {name: getattr(value, name) for name in type(value).model_fields}
    return {}

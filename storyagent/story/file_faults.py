"""What is wrong with a file that does not fit its model, said so that it can be put right at once."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

Where = tuple[str | int, ...]
_SAID = {"missing": "this field is missing", "extra_forbidden": "there is no field of this name"}


class Fault(NamedTuple):
    """The first fault of a file: what it is, at which field, what stands there ("" if that would be long), a hint."""

    what: str
    where: Where
    found: str
    hint: str


def first_fault(error: ValidationError, model: type[BaseModel], data: Any) -> Fault:
    """Return the fault to put right first; a field that is written wrongly comes before the one that it is not.

    A fault of a whole value ("entities that are not listed: beech") is placed at the field that holds the word.
    """
    errors = error.errors(include_url=False)
    first = next((one for one in errors if one["type"] == "extra_forbidden"), errors[0])
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    where = tuple(part for part in first["loc"] if isinstance(part, str | int))
    word, known = str(where[-1]) if where else "", _fields(model)
    if first["type"] == "value_error":
        word, known = _named(first), [str(value) for at, value in _leaves(data) if at[-1:] == ("id",)]
        where = next((at for at, value in _leaves(data) if word and value == word and at[-1] != "id"), where)
    near = get_close_matches(word, known, n=1) if first["type"] in ("extra_forbidden", "value_error") else []
    near = [] if near == [word] else near
    said = _SAID.get(first["type"], first["msg"].removeprefix("Value error, "))
    hint = f"did you mean {near[0]!r}?" if near else "correct this field and run again"
    found = "" if isinstance(first["input"], dict | list) else _short(first["input"])
    return Fault(f"{model.__name__.lower()}: {said}{more}", where, found, hint)


def _named(fault: ErrorDetails) -> str:
    """Return the first word that a fault names after its colon."""
    return str(fault["msg"]).rpartition(": ")[2].split(",")[0].strip()


def _fields(model: type[BaseModel]) -> list[str]:
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return sorted({name for part in parts for name in part.get("properties", {})})


def _leaves(data: Any, where: Where = ()) -> Iterator[tuple[Where, Any]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _leaves(value, (*where, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _leaves(value, (*where, index))
    elif where:
        yield where, data


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."

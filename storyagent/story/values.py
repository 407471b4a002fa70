"""The base of every value that crosses a boundary, and the small types they share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class Value(BaseModel):
    """A frozen pydantic value: unknown fields are errors, equal content is equal, and it can be hashed."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with other values for some fields, which are not checked: pydantic's own, but quicker."""
        if deep or update is None:
            return super().model_copy(update=update, deep=deep)
        return unchecked(type(self), {**self.__dict__, **update}, self.__pydantic_fields_set__ | update.keys())


V = TypeVar("V", bound=Value)
_set_fields, _set_given, _set_extra, _set_private = (
    BaseModel.__dict__[name].__set__
    for name in ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__")
)
_new = object.__new__


def unchecked(kind: type[V], fields: dict[str, Any], given: set[str]) -> V:
    """Make a value from all of its fields without looking at them, in less than half of the time that checking takes.

    Only for what is known to be right, and where there is much of it: composing makes many boxes for each one it keeps.

    Args:
        kind: The class.
        fields: Every field by name, in the order of the class.
        given: The names of those that are not just the default, as in `model_fields_set`; values may share one set, as
            no frozen value changes its own.
    """
    made = _new(kind)
    _set_fields(made, fields)
    _set_given(made, given)
    _set_extra(made, None)
    _set_private(made, None)
    return made


class Finding(Value):
    """One thing a validator has to say, readable by a person, a program and a language model.

    `code` is stable (`layout.outside`), `where` is a path into the value (`tracks[fox].keyframes[2]`).
    `severity` is "error" (cannot go on), "warning" (goes on, but likely wrong) or "note" (something was done or left
    out).
    """

    code: str
    severity: str = Field("warning", pattern="^(error|warning|note)$")
    where: str = ""
    found: str = ""
    needed: str = ""
    hint: str = ""

    def __str__(self) -> str:
        facts = [f"found {self.found}" if self.found else "", f"needed {self.needed}" if self.needed else "", self.hint]
        return f"{self.code} at {self.where or 'the whole'}: " + "; ".join(fact for fact in facts if fact)


Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
"""A stable id, safe in file names and URLs: lower-case ASCII letters, digits, `-`, `_`."""

UnitTime = Annotated[float, Field(ge=0.0, le=1.0)]
"""Time within a scene: 0 is its first frame, 1 its last."""

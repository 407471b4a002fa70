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
_set = object.__setattr__


def unchecked(kind: type[V], fields: dict[str, Any], given: set[str]) -> V:
    """Make a value from all of its fields without looking at them, in less than half of the time that checking takes.

    Only for what is known to be right, and where there is much of it: composing makes many boxes for each one it keeps.

    Args:
        kind: The class.
        fields: Every field by name, in the order of the class.
        given: The names of those that are not just the default, as in `model_fields_set`.
    """
    made = kind.__new__(kind)
    _set(made, "__dict__", fields)
    _set(made, "__pydantic_fields_set__", given)
    _set(made, "__pydantic_extra__", None)
    _set(made, "__pydantic_private__", None)
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

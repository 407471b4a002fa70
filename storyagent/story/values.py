"""The base of every value that crosses a boundary, and the small types they share."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class Value(BaseModel):
    """A frozen pydantic value: unknown fields are errors, equal content is equal, and it can be hashed."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


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

"""What is kept of one entity, as `entities/ID/entity.json` in a film project."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from storyagent.story.sheets import MOST_SHEETS
from storyagent.story.values import Identifier, Value

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Hue(Value):
    """One colour of an entity, and the share of its area that has it, 0 to 1."""

    hex: str = Field(pattern=r"^#[0-9a-f]{6}$")
    share: float = Field(ge=0.0, le=1.0)


class Look(Value):
    """What a picture of an entity looks like in numbers.

    `method` names how `embedding` was computed; only embeddings of one method can be compared.
    """

    method: str
    embedding: tuple[float, ...]
    palette: tuple[Hue, ...]


class Sheet(Value):
    """One picture of an entity alone on white: `file` in the entity's folder.

    `origin` tells whether it is the user's own picture or was drawn; one that was drawn says by which `model`, with
    which `weights` (a hash of them), and from which `seed`. A `blank` one shows nothing: no picture that was drawn was
    good enough, and scenes are made after the description alone.
    """

    file: str = Field(pattern=r"^[\w.-]+\.png$")
    sha256: Sha256
    origin: Literal["own", "drawn"]
    model: str | None = None
    weights: str | None = None
    seed: int | None = None
    blank: bool = False
    look: Look


class BankEntry(Value):
    """What is kept of one entity. `seed` is the one that its sheet is drawn with, where a person asked for another."""

    version: Literal[1] = 1
    entity: Identifier
    seed: int | None = Field(None, ge=0, lt=2**32)
    sheets: tuple[Sheet, ...] = Field((), max_length=MOST_SHEETS)

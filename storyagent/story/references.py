"""What an entity looks like, for a model that is to draw it again."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Literal

from pydantic import Field

from storyagent.errors import InvalidInput
from storyagent.story.layout import FULL_FRAME, Box
from storyagent.story.values import Identifier, Value

Rung = Literal["reference_video", "ip_adapter", "bank", "description"]
"""How a model keeps an entity as its pictures show it, the surest first; the last is words alone."""
RUNGS: tuple[Rung, ...] = ("reference_video", "ip_adapter", "bank", "description")
MOST_PICTURES = 8


class ReferencePicture(Value):
    """A picture of an entity, and where in it the entity is.

    Without a box it is what stands out from a transparent or plain background, or else the whole picture.
    """

    path: Path
    box: Box | None = None


class Reference(Value):
    """How an entity is to look.

    `entity` is the entity of a layout's tracks. `description` says what the pictures show, by default in the words of
    the tracks. `weight` is how much they count: 0 not at all, 1 as much as what the model sees in its own picture.
    A `place` has no track: its pictures, taken whole, say what is seen where no track's box is; `frame` is the part of
    the clip's picture that they fill.
    """

    entity: Identifier
    pictures: tuple[ReferencePicture, ...] = Field(min_length=1, max_length=MOST_PICTURES)
    description: str = ""
    weight: float = Field(1.0, ge=0.0, le=8.0)
    place: bool = False
    frame: Box = FULL_FRAME


PLACE = "place"
"""What a scene's place is called where nobody says its id."""


def place_references(pictures: Sequence[Path], description: str = "", weight: float = 1.0) -> tuple[Reference, ...]:
    """Return the reference of a scene's place, or none where it has no picture.

    Raises:
        InvalidInput: it has more than `MOST_PICTURES` pictures.
    """
    (known,) = references_of([PLACE] * len(pictures), pictures, weight=weight) or (None,)
    return (known.model_copy(update={"description": description, "place": True}),) if known else ()


def references_with_place(
    entities: Sequence[str],
    pictures: Sequence[Path],
    descriptions: Sequence[str],
    place: Sequence[Path],
    place_text: str = "",
    *,
    weight: float = 1.0,
) -> tuple[Reference, ...]:
    """Return the references of a scene's entities, then that of its place.

    Arguments and errors are those of `references_of` and `place_references`.
    """
    known = references_of(entities, pictures, descriptions=descriptions, weight=weight)
    return known + place_references(place, place_text, weight)


def references_of(
    entities: Sequence[str],
    pictures: Sequence[Path],
    boxes: Sequence[Box | None] = (),
    descriptions: Sequence[str] = (),
    weight: float = 1.0,
) -> tuple[Reference, ...]:
    """Return one reference for each entity, in the order of their first pictures.

    Args:
        entities: the entity of each picture; one that is named several times has several pictures.
        pictures: as many.
        boxes: of each picture, or none at all.
        descriptions: of each picture's entity, or none at all; an entity's first one that is not empty counts.
        weight: of all.

    Raises:
        InvalidInput: these do not go together, or an entity has more than `MOST_PICTURES` pictures.
    """
    for what, given in (("pictures", pictures), ("boxes", boxes), ("descriptions", descriptions)):
        if len(given) != len(entities) and (given or what == "pictures"):
            raise InvalidInput(
                f"references and their {what} do not go together",
                where="references",
                found=f"{len(given)} for {len(entities)} ids ({', '.join(entities)})",
                needed="one for each id, in the same order",
            )
    own: dict[str, list[ReferencePicture]] = {}
    said: dict[str, str] = {}
    for entity, path, box, words in zip_longest(entities, pictures, boxes, descriptions):
        own.setdefault(entity, []).append(ReferencePicture(path=path, box=box))
        said[entity] = said.get(entity) or words or ""
    crowded = next((entity for entity, some in own.items() if len(some) > MOST_PICTURES), None)
    if crowded:
        raise InvalidInput(
            "too many pictures of one entity", where=crowded, found=str(len(own[crowded])), needed=str(MOST_PICTURES)
        )
    return tuple(
        Reference(entity=entity, pictures=tuple(some), description=said[entity], weight=weight)
        for entity, some in own.items()
    )

"""The sheets of a generated film: which pictures of its entities and places its scenes are made after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

from storyagent.errors import InvalidInput
from storyagent.graph.plan import FileInput
from storyagent.story.files import sha256_of
from storyagent.story.layout import Layout
from storyagent.story.screenplay import Entity, Scene, Screenplay, TimeOfDay, Weather
from storyagent.story.sheets import MOST_SHEETS
from storyagent.story.stating import described_place
from storyagent.story.values import Value

_AT: dict[TimeOfDay, str] = {"dawn": "at dawn", "dusk": "at dusk", "night": "at night"}
_IN: dict[Weather, str] = {
    "cloud": "under clouds", "rain": "in the rain", "snow": "in the snow", "fog": "in fog", "wind": "in the wind",
    "storm": "in a storm",
}  # fmt: skip


class Artist(Value):
    """Who draws the sheets of entities: a model, by which weights (a hash), and from which seeds, by entity id.

    `bank`: it looks at them once for each scene, and what it saw is kept.
    """

    model: str
    weights: str
    bank: bool = False
    seeds: dict[str, int] = {}


class SheetValues(Value):
    """One picture of an entity's sheet: the user's own, or one that `model` draws. A place's has the film's shape."""

    id: str
    entity: Entity
    picture: FileInput | None = None
    model: str | None = None
    weights: str | None = None
    seed: int | None = None
    style: str | None = None
    aspect_ratio: float | None = None


def film_sheets(
    screenplay: Screenplay, layouts: Sequence[Layout], artist: Artist, root: Path
) -> tuple[SheetValues, ...]:
    """Return the sheets of a film: the user's own pictures, and one for each that is to look the same in two scenes.

    One that has a seed of its own is drawn even for a single scene: somebody asked for it. A place is drawn as it looks
    in most of its scenes, in what it is told to look like there.
    """
    times = Counter(entity for layout in layouts for entity in {track.entity for track in layout.tracks})
    made: list[SheetValues] = []
    for entity in screenplay.entities:
        shown, count, shape = unvoiced(entity), times[entity.id], None
        if entity.kind == "place" and not count:
            words, count = usual_look(entity, screenplay)
            shown, shape = shown.model_copy(update={"description": words}), screenplay.format.aspect_ratio
        if entity.images and count:
            pictures = [picture_at(entity, image, root) for image in entity.images[:MOST_SHEETS]]
            made += _own_sheets(shown, pictures, shape)
        elif count > 1 or (count and entity.id in artist.seeds):
            seed = artist.seeds.get(entity.id, sheet_seed(screenplay, entity.id))
            made.append(
                SheetValues(
                    id=entity.id, entity=shown, model=artist.model, weights=artist.weights, seed=seed,
                    style=screenplay.style, aspect_ratio=shape,
                )
            )  # fmt: skip
    return tuple(made)


def _own_sheets(shown: Entity, pictures: Sequence[FileInput], aspect_ratio: float | None) -> list[SheetValues]:
    return [
        SheetValues(
            id=shown.id if number == 1 else f"{shown.id}.{number}",
            entity=shown,
            picture=picture,
            aspect_ratio=aspect_ratio,
        )
        for number, picture in enumerate(pictures, start=1)
    ]


def usual_look(place: Entity, screenplay: Screenplay) -> tuple[str, int]:
    """Return what a place looks like in most of its scenes, and how many those are."""
    looks = Counter(place_words(scene, screenplay) for scene in screenplay.scenes if scene.place == place.id)
    return looks.most_common(1)[0] if looks else ("", 0)


def is_around(sheet: SheetValues, scene: Scene, screenplay: Screenplay) -> bool:
    """Tell whether a scene happens in what a sheet shows: the user's picture of its place, or one of the same look."""
    if sheet.aspect_ratio is None or sheet.entity.id != scene.place:
        return False
    return sheet.picture is not None or sheet.entity.description == place_words(scene, screenplay)


def place_words(scene: Scene, screenplay: Screenplay) -> str:
    """Return what a scene's place looks like in words: with its state, at its hour, in its weather."""
    where = described_place(screenplay.entity(scene.place), scene.place_state) if scene.place else ""
    return ", ".join(words for words in (where, _AT.get(scene.time, ""), _IN.get(scene.weather, "")) if words)


def sheet_seed(screenplay: Screenplay, entity_id: str) -> int:
    """Return the seed that an entity's sheet is drawn with where nobody asked for another."""
    return crc32(f"sheet {entity_id}".encode(), screenplay.seed)


def unvoiced(entity: Entity) -> Entity:
    """Return an entity without its voice, and without the paths of its pictures, which are passed as files."""
    return entity.model_copy(update={"voice": None, "images": ()})


def picture_at(entity: Entity, image: str, root: Path) -> FileInput:
    """Return a picture of an entity as a file, by its path in the film project.

    Raises:
        InvalidInput: it cannot be read.
    """
    path = (root / image).resolve()
    try:
        return FileInput(path=str(path), sha256=sha256_of(path))
    except OSError as error:
        raise InvalidInput(
            f"cannot read the picture of {entity.id!r}", where=str(path), found=error.strerror or str(error)
        ) from error

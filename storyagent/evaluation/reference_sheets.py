"""Pictures of a story's entities and places, drawn once by the model itself as films have them drawn."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from storyagent.evaluation.kept_clips import KeptClips, name_of
from storyagent.evaluation.rule_stories import PLACES, RuleStory
from storyagent.story.references import Reference, place_references, references_of
from storyagent.story.screenplay import Entity
from storyagent.story.sheets import sheet_words

STYLE = "picture book"


class Sheet(NamedTuple):
    """An entity's or a place's picture, and what fixed it."""

    entity: Entity
    name: str
    path: Path

    def reference(self, weight: float) -> Reference:
        """Return it as scenes take it."""
        words = sheet_words(self.entity)
        if self.entity.kind == "place":
            (place,) = place_references([self.path], words, weight)
            return place
        (known,) = references_of([self.entity.id], [self.path], descriptions=[words], weight=weight)
        return known


def draw_sheets(
    model_id: str, story: RuleStory, kept: KeptClips, steps: int | None = None, device: str | None = None
) -> tuple[Sheet, ...]:
    """Draw each entity, and each place of two scenes, once; what is kept is not drawn again."""
    entities = [
        Entity(id=one.id, name=one.phrase, kind="prop", noun=one.noun, color=one.colour, description=one.told)
        for one in story.entities
    ]
    return tuple(
        _sheet(model_id, story, entity, kept, steps, device) for entity in (*entities, *_places_of_two_scenes(story))
    )


def _places_of_two_scenes(story: RuleStory) -> list[Entity]:
    seen = [scene.place for scene in story.scenes]
    return [
        Entity(id=place, name=place, kind="place", noun=place, description=PLACES[place].split(maxsplit=1)[1])
        for place in dict.fromkeys(seen)
        if seen.count(place) > 1
    ]


def _sheet(
    model_id: str, story: RuleStory, entity: Entity, kept: KeptClips, steps: int | None, device: str | None
) -> Sheet:
    from storyagent.bank.sheet_notes import write_sheet
    from storyagent.evaluation.sheet_choice import best_sheet

    seed = crc32(f"sheet {story.id} {entity.id}".encode())
    name = name_of(("film's best sheet", entity, seed, STYLE, steps))
    path = kept.folder / "sheets" / f"{name}.png"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        chosen = best_sheet(model_id, entity, {"device": device}, _unheard, seed=seed, style=STYLE, steps=steps)
        part = path.with_name(f".{name}.png")
        write_sheet(chosen.image, chosen.notes, part)
        part.rename(path)
    return Sheet(entity, name, path)


def _unheard(share: float, words: str, preview: str) -> None:
    """Take reports of progress: a command tells of whole clips."""

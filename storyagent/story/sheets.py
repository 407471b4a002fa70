"""What a model is asked for when it draws an entity's sheet: the entity alone, large, on a plain white ground."""

from __future__ import annotations

from storyagent.story.layout import Box, Keyframe, Layout, Track
from storyagent.story.screenplay import Entity

MOST_SHEETS = 3
"""Pictures of one entity: what a model looks at is bounded, and a fourth view adds little."""
LONE_ROOM = 0.7
"""The share of the picture's sides that the entity fills, by default."""
PLAIN_GROUND = "alone on a plain white background"
_GENEROUS = 1.2


def sheet_words(entity: Entity) -> str:
    """Return what a sheet shows, in words: the entity's description, or its colour and noun."""
    return entity.description.strip().rstrip(".") or _phrase(entity)


def sheet_prompt(entity: Entity, style: str, *, plain: bool = True) -> str:
    """Return the prompt of a sheet, on a plain ground or any; a place's is of all that is seen."""
    ground = PLAIN_GROUND if plain and entity.kind != "place" else ""
    return ", ".join(words for words in (sheet_words(entity), ground, style) if words)


def sheet_layout(entity: Entity, aspect_ratio: float, share: float = LONE_ROOM) -> Layout:
    """Return the layout of a sheet: one square box in the middle of a picture of this shape; nothing in a place's.

    `share` is how much of the picture's sides the box fills.
    """
    if entity.kind == "place":
        return Layout(scene="sheet", aspect_ratio=aspect_ratio, background=sheet_words(entity))
    across, down = (share / aspect_ratio, share) if aspect_ratio >= 1 else (share, share * aspect_ratio)
    box = Box.around(0.5, 0.5, across, down)
    track = Track(id=entity.id, entity=entity.id, name=_phrase(entity), keyframes=(Keyframe(t=0.0, box=box),))
    return Layout(scene="sheet", aspect_ratio=aspect_ratio, background="plain white", tracks=(track,))


def sheet_room(layout: Layout) -> Box:
    """Return the part of a sheet's picture that the entity stands in, feet and ears that leave its box included."""
    box = layout.tracks[0].box_at(0.0)
    return Box.around(*box.center, box.width * _GENEROUS, box.height * _GENEROUS)


def _phrase(entity: Entity) -> str:
    color = entity.color or ""
    return entity.noun if not color or color in entity.noun.split() else f"{color} {entity.noun}"

"""Places that stand for the scenes that play there: "it should rain in the forest", "merge the meadow and the hill"."""

from __future__ import annotations

import re
from collections.abc import Callable

from storyagent.editing.clause import Context
from storyagent.editing.marks import ENTITIES, SCENES, Reference

_SET = re.compile(
    rf"[{SCENES}]|\b(?:scenes?|shots?|set|sets|happens?|takes? place|plays?|located|relocate|stage|shoot)\b", re.I
)
"""Words with which "in the forest" may say where a scene is to play from now on."""


def with_places_as_scenes(sentence: str, context: Context) -> str:
    """Return a sentence with a mark for scenes for every place of the film; "" where it names none."""
    said = re.sub(rf"[{ENTITIES}]", _scenes_at(context), sentence)
    return said if said != sentence else ""


def in_places(sentence: str, context: Context) -> str:
    """Return a sentence in which "in the forest" is in the scenes there, unless it speaks of where scenes play."""
    if _SET.search(sentence):
        return sentence
    at = _scenes_at(context)
    return re.sub(rf"(?<=\bin )[{ENTITIES}]|(?<=\bon )[{ENTITIES}]|(?<=\bat )[{ENTITIES}]", at, sentence)


def _scenes_at(context: Context) -> Callable[[re.Match[str]], str]:
    """Return what marks the scenes that play at a place in place of the mark of the place."""
    screenplay = context.film.screenplay
    places = {one.id for one in screenplay.entities if one.kind == "place"}

    def scenes(match: re.Match[str]) -> str:
        known = context.marks.entities[match[0]]
        if len(known.ids) != 1 or known.ids[0] not in places:
            return match[0]
        ids = tuple(scene.id for scene in screenplay.scenes if scene.place == known.ids[0])
        return context.marks.scene(Reference(known.text, ids, several=len(ids) > 1)) if ids else match[0]

    return scenes

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


_OVER = re.compile(rf"\b(?:over|above|near|by|across|through|around|throughout) ([{SCENES}])", re.IGNORECASE)
_EXCEPT = re.compile(
    rf"([{SCENES}]),? (?:except|but not|apart from|other than|but)(?: (?:in|at|on|for))* ([{SCENES}])", re.IGNORECASE
)


def _all_but(match: re.Match[str], context: Context) -> str:
    scenes = context.marks.scenes
    ids = tuple(one for one in scenes[match[1]].ids if one not in scenes[match[2]].ids)
    if not ids:
        return match[0]
    return context.marks.scene(Reference(context.marks.plain(match[0]), ids, several=len(ids) > 1))


def with_places_as_scenes(sentence: str, context: Context) -> str:
    """Return a sentence with a mark for scenes for every place of the film; "" where it names none."""
    said = re.sub(rf"[{ENTITIES}]", _scenes_at(context), sentence)
    said = _OVER.sub(r"in \1", said)
    said = _EXCEPT.sub(lambda match: _all_but(match, context), said)
    return said if said != sentence else ""


_SKY_OVER = re.compile(
    rf"\b(?P<sky>rain|snow|fog|mist|storms?|thunder|lightning|clouds?|wind) over (?=[{ENTITIES}])", re.IGNORECASE
)
"""Weather over a place is weather in its scenes."""


def in_places(sentence: str, context: Context) -> str:
    """Return a sentence in which "in the forest" is in the scenes there, unless it speaks of where scenes play."""
    if _SET.search(sentence):
        return sentence
    at = _scenes_at(context)
    sentence = _SKY_OVER.sub(r"\g<sky> in ", sentence)
    return re.sub(
        rf"(?<=\bin )[{ENTITIES}]|(?<=\bon )[{ENTITIES}]|(?<=\bat )[{ENTITIES}]", at, sentence, flags=re.IGNORECASE
    )


_AT_END = re.compile(
    rf",? (?:right )?(?:at|in|towards?) the (?:very )?(?P<end>end|beginning|start)(?: of (?:the |our )?(?:film"
    rf"|movie|story"
    rf"|video|[{SCENES}]))?(?=\s*(?:[.,;!?]|$|and\b))|(?P<lead>^(?:right )?(?:at|in) the (?:very )?(?P<end2>end"
    rf"|beginning"
    r"|start)(?: of (?:the |our )?(?:film|movie|story|video))?,? )",
    re.IGNORECASE,
)


def at_ends(sentence: str, context: Context) -> str:
    """Return a sentence in which "at the end" is in the last scene, "at the beginning" in the first; "" without it.

    "At the end of scene 2" is a time in that scene, and stays.
    """

    def scene(match: re.Match[str]) -> str:
        named = re.findall(rf"[{SCENES}]", match[0])
        if named and not context.marks.scenes[named[0]].whole:
            return match[0]
        ends = context.film.scenes[-1 if (match["end"] or match["end2"]).lower() == "end" else 0].id
        mark = context.marks.scene(Reference(match[0].strip(" ,"), (ends,)))
        return f"in {mark}, " if match["lead"] else f" in {mark}"

    said = _AT_END.sub(scene, sentence)
    return said if said != sentence else ""


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

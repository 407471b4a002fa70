"""Every word of a request is used, or it is said: what keeps a reading from doing something else than is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from storyagent.editing.clause import Made
from storyagent.editing.conflicts import scenes_of
from storyagent.editing.edits import Edit
from storyagent.editing.film import Film
from storyagent.editing.marks import ENTITIES, QUOTES, SCENES, Marks
from storyagent.editing.reading import ToolRequest

_TURNS = (
    r"only|except|unless|until|till|instead|rather than|but|if|otherwise|besides|apart from|other than|no longer"
    r"|any ?more"
    r"|everything|everyone|everybody|else|the rest|the others?|the same|as well as"
)
"""Words that turn the meaning of what stands with them: no rule may swallow them in words it takes as they are."""
_TIMES = (
    r"half ?-?way|(?:first|second|last|other) half|(?:at|in|from|until|till|towards|before|after|by) the (?:very"
    r" )?(?:start"
    r"|beginning|end|middle|opening|close)|(?:one|two|three|four|five|\d+) (?:and a half )?(?:seconds?|secs?|s"
    r"|minutes?)\b"
)
_SWALLOWED: dict[str, re.Pattern[str]] = {
    group: re.compile(rf"(?<![\w-])(?:{words})(?![\w-])" + ("" if group == "n" else rf"|[{QUOTES}]"), re.IGNORECASE)
    for groups, words in (
        (
            ("m", "that", "ing", "across"),
            rf"{_TURNS}|{_TIMES}|each other|one another|scenes?|film|movie|camera|narrator|narration|music|title",
        ),
        (("new", "w", "p", "d", "a", "noun"), rf"{_TURNS}|not|scenes?|narrator|narration|music|camera|title|subtitles"),
        (("n",), r"only|except|unless|until|instead|but|not|for example|for instance|maybe|perhaps|in|from|to"),
        (("st",), rf"{_TURNS}|not|scenes?"),
    )
    for group in groups
}


def swallows(match: re.Match[str]) -> bool:
    """Tell whether a rule would take words as they are that turn the meaning of the rest of a clause."""
    found = match.groupdict()
    if found.get("quoted"):
        return False
    return any(found.get(group) and words.search(found[group]) for group, words in _SWALLOWED.items() if group in found)


_SPOKEN = frozenset(("insert_scene", "narration", "dialogue", "sentence", "title", "reword"))
_ORDERED = frozenset(("move_scene", "insert_scene", "duplicate_scene", "swap_scenes", "transition", "title"))


def unused(words: str, taken: str, made: Made, marks: Marks, film: Film) -> tuple[str, ...]:
    """Return what a clause names that no edit made of it is about: scenes and things, in the words used for them.

    `taken` are the marks that the rule itself asked for.
    """
    words = re.sub(rf"[{taken}]", "", words) if taken else words
    edits = [one for one in made if not isinstance(one, ToolRequest)]
    if not edits or len(edits) < len(made):
        return ()
    return (*_unused_entities(words, edits, marks, film), *_unused_scenes(words, edits, marks, film))


def _unused_entities(words: str, edits: Sequence[Edit], marks: Marks, film: Film) -> Iterable[str]:
    if any(edit.kind in _SPOKEN for edit in edits):
        return
    named = {value for edit in edits for value in edit.model_dump().values() if isinstance(value, str)}
    told = " ".join(named).lower()
    places = {scene.place for edit in edits for scene in film.scenes if scene.id in scenes_of(edit)}
    families = {one.split("-")[0] for one in named}
    for mark in re.findall(rf"[{ENTITIES}]", words):
        reference = marks.entities[mark]
        ids = set(reference.ids)
        if not ids or ids & (named | places) or {one.split("-")[0] for one in ids} & families:
            continue
        if any(film.screenplay.entity(one).name.lower() in told for one in ids) or reference.text.lower() in told:
            continue
        yield reference.text


def _unused_scenes(words: str, edits: Sequence[Edit], marks: Marks, film: Film) -> Iterable[str]:
    if any(edit.kind in _ORDERED for edit in edits):
        return
    used = {scene for edit in edits for scene in scenes_of(edit)}
    for mark in re.findall(rf"[{SCENES}]", words):
        reference = marks.scenes[mark]
        known = {scene.id for scene in film.scenes}
        if reference.whole or reference.noun or not set(reference.ids) <= known:
            continue
        if not set(reference.ids) & used:
            yield reference.text

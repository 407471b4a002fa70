"""Whether what a language model says of an English story is in the story's language, and of this story at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from storyagent import lexicon
from storyagent.planning.chat import Doubt
from storyagent.planning.checks import language_of
from storyagent.planning.grammar import CLOSED
from storyagent.planning.script_answer import EntitiesAnswer, SceneOfScript

_WORD = re.compile(r"[^\W\d_]+")
MOST_SHOWN = 80
"""So much of an answer is told to the model, in characters."""


def doubts_about_scenes(scenes: Sequence[SceneOfScript], story: str) -> Iterator[Doubt]:
    """Yield that scenes are not told in English, or have no word in common with the story (a model was led astray)."""
    said = [text for scene in scenes for text in (scene.prompt, *scene.cast)]
    told = {form for word in _words([story]) for form in _forms(word)}
    words = _words(said)
    foreign = _foreign(words, told)
    if foreign:
        yield Doubt(f"the story is in English, prompt and cast are not: {foreign!r}")
        return
    own = [word for word in words if word not in CLOSED]
    if any(scene.cast for scene in scenes) and own and not any(_forms(word) & told for word in own):
        yield Doubt(f"prompt and cast show nothing of the story: {' '.join(said)[:MOST_SHOWN]!r}")


def doubts_about_descriptions(answer: EntitiesAnswer, story: str) -> Iterator[Doubt]:
    """Yield that entities of an English story are described in another language."""
    told = {form for word in _words([story]) for form in _forms(word)}
    foreign = _foreign(_words([text for item in answer.entities for text in (item.noun, item.description)]), told)
    if foreign:
        yield Doubt(f"the story is in English, noun and description are not: {foreign!r}")


def _foreign(words: Sequence[str], told: set[str]) -> str:
    """Return the beginning of what is in another language; what the story calls somebody may be in any."""
    rest = " ".join(word for word in words if word in CLOSED or not _forms(word) & told)
    return rest[:MOST_SHOWN] if rest and language_of(rest) != "en" else ""


def _words(texts: Sequence[str]) -> list[str]:
    return _WORD.findall(" ".join(texts).lower())


def _forms(word: str) -> set[str]:
    """Return a word with its base forms, so that "rolls" and "rolling" are the same."""
    return {word, lexicon.lemma(word, "n") or word, lexicon.lemma(word, "v") or word}

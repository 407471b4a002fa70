"""Words the storybook model never learned, said in words it did.

    known = in_known_words("a pony in the snow", vocabulary={...}, nouns=("horse", "dog"))
    known.text          "a horse in the snow"
    known.replaced      (Replacement(word="pony", by="horse"),)

Whoever prompts the model is told: nothing is replaced silently.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Set
from contextlib import AbstractContextManager, ExitStack
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from storyagent.diffusion.models.catalog import MODELS
from storyagent.lexicon.words import Pos, hypernym_chain, lemma, noun_class, noun_senses, parts_of_speech, plural
from storyagent.story.values import Value

FAR = {"animal": 18, "person": 18, "plant": 12}
FAR_ELSE = 8
"""Names up WordNet, from both words together, beyond which two nouns have nothing in common that a picture shows.

Any animal stands for another one better than nothing; a car does not stand for a computer.
"""
SENSES = 3
POS: tuple[Pos, ...] = ("n", "v", "a", "r")


class Replacement(Value):
    """One word of a prompt and what was said instead; an empty `by` means that the model does not hear it at all."""

    word: str
    by: str


class KnownText(Value):
    """A prompt in the model's words, and what that changed."""

    text: str
    replaced: tuple[Replacement, ...] = ()


def packaged_weights() -> AbstractContextManager[Path]:
    """Lend the folder of the packaged model; it may not exist in a source checkout."""
    return as_file(files("storyagent.diffusion.models").joinpath("storybook_weights"))


def in_storybook_words(text: str, folder: Path | None = None) -> KnownText:
    """Say a prompt, or an object's name, in the words of the packaged model, or of one in a folder.

    A prompt and the names of its layout's objects are to go through this together, so that they still agree. Nothing
    heavy is loaded.
    """
    with ExitStack() as stack:
        vocabulary, nouns = _taught(folder or stack.enter_context(packaged_weights()))
    return in_known_words(text, vocabulary=vocabulary, nouns=nouns)


def shipped_models_that_know(word: str) -> tuple[str, ...]:
    """Return the ids of the packaged models that hear a word as it is."""
    with ExitStack() as stack:
        packaged = stack.enter_context(packaged_weights())
        folders = {spec.id: Path(spec.repo) if spec.repo else packaged for spec in MODELS if spec.family == "storybook"}
        return tuple(name for name, folder in folders.items() if word.lower() in _taught(folder)[0])


def proportions(folder: Path | None = None) -> dict[str, float]:
    """Return width over height of the things that the packaged model draws, or one in a folder, as far as it tells."""
    told: dict[str, float] = _told(folder).get("proportions", {})
    return told


def shapes(folder: Path | None = None) -> tuple[float, ...]:
    """Return width over height of the pictures that it learned from, the usual shape first: squares if it is silent."""
    return tuple(_told(folder).get("across", (1.0,)))


def _told(folder: Path | None) -> dict[str, Any]:
    with ExitStack() as stack:
        words = (folder or stack.enter_context(packaged_weights())) / "words.json"
        told: dict[str, Any] = json.loads(words.read_text()) if words.is_file() else {}
    return told


@cache
def _taught(folder: Path) -> tuple[frozenset[str], tuple[str, ...]]:
    tokenizer = json.loads((folder / "tokenizer" / "tokenizer.json").read_text())
    return frozenset(tokenizer["model"]["vocab"]), tuple(json.loads((folder / "words.json").read_text())["nouns"])


_WORD = re.compile(r"(?:\b(?P<article>[Aa])n?(?P<space>\s+))?(?P<word>\w+)")
"""A word, and the article before it, which changes with it."""


def in_known_words(text: str, *, vocabulary: Set[str], nouns: Iterable[str]) -> KnownText:
    """Replace each unknown word by the nearest known one: another form, a synonym, what it is, or what is most alike.

    Words for which there is none stay, unheard, and are reported. `vocabulary` is lower case; `nouns` are the things
    the model draws. Deterministic.
    """
    things = tuple(nouns)
    replaced: dict[str, str] = {}

    def known(match: re.Match[str]) -> str:
        word = match["word"]
        if word.lower() in vocabulary or not any(letter.isalpha() for letter in word):
            return match.group()
        by = nearest_word(word.lower(), vocabulary, things)
        replaced.setdefault(word, by)
        if not by or not match["article"]:
            return by or match.group()
        return f"{match['article']}{'n' if by[0] in 'aeiou' else ''}{match['space']}{by}"

    said = _WORD.sub(known, text)
    return KnownText(text=said, replaced=tuple(Replacement(word=word, by=by) for word, by in replaced.items()))


def nearest_word(word: str, vocabulary: Set[str], nouns: tuple[str, ...]) -> str:
    """Return the known word that says most of an unknown one, "" where none does."""
    for pos in POS:
        base = lemma(word, pos)
        if base is None:
            continue
        if base in vocabulary:
            return base
        for other in _forms(frozenset(vocabulary)).get((base, pos), ()):
            return other
    if "n" not in parts_of_speech(word):
        return ""
    several = lemma(word, "n") != word
    found = _nearest_noun(lemma(word, "n") or word, nouns)
    return plural(found) if several and found and plural(found) in vocabulary else found


@cache
def _forms(vocabulary: frozenset[str]) -> dict[tuple[str, Pos], tuple[str, ...]]:
    """Return the known words by what they are forms of: ("run", "v") has "running"."""
    forms: dict[tuple[str, Pos], list[str]] = {}
    for word in sorted(vocabulary):
        for pos in POS:
            base = lemma(word, pos)
            if base is not None:
                forms.setdefault((base, pos), []).append(word)
    return {key: tuple(words) for key, words in forms.items()}


def _nearest_noun(word: str, nouns: tuple[str, ...]) -> str:
    """Return the noun with the fewest names between: up to the first thing both are, and down again."""
    kind = noun_class(word) or ""
    best, least = "", FAR.get(kind, FAR_ELSE) + 1
    for sense in range(min(SENSES, len(noun_senses(word)))):
        names = {name: step for step, name in enumerate(hypernym_chain(word, sense))}
        for noun in nouns:
            if noun_class(noun) != kind:
                continue
            shared = next(((step, name) for step, name in enumerate(hypernym_chain(noun)) if name in names), None)
            if shared is not None and (far := shared[0] + names[shared[1]] + sense) < least:
                best, least = noun, far
    return best

"""How near the words of a request are to the words of a tool's description: derivations, synonyms, kinds of things."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

from storyagent.graph.rank import forms
from storyagent.lexicon import hypernym_chain, lemma
from storyagent.lexicon.related import derived, synonyms
from storyagent.planning.grammar import word_set

DERIVED, SAME, GROUPED, ALIKE = 0.9, 0.6, 0.75, 0.75
KIND = (0.7, 0.5, 0.4, 0.3)
"""What a noun's synonyms count, and the words for what it is a kind of, nearest first."""
STEM = 6
"""Words this long that begin alike are taken for relatives where the dictionary knows none."""
_TOO_GENERAL = word_set("entity object thing whole physical abstraction matter unit artifact artefact group")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")

_EMPTY_WORDS = """a about actually after all also am an and any are as at be been before both but by can could d did do
    does done each every finally first for from give had has have he her here him his how i if in into is it its just
    kindly let like ll make makes making may me might more my myself need next no not now of off on one onto or our
    out over own perhaps please produce put re s second shall she should so some t take tell than that the their them
    then there these they third this those to too turn us use using ve very via want was we were what when where which
    while who will with would you your yours without something someone somebody anything want wants wanted love
    thing things get got give gives given go goes new same such only already right away good help
"""
EMPTY = word_set(_EMPTY_WORDS)
"""Words that say nothing of what is to be done."""


class Idiom(NamedTuple):
    """A phrase that stands for a kind of work, and where it begins and ends among the words."""

    group: str
    start: int
    end: int


def split_words(text: str) -> list[str]:
    """Return the words of a text in lower case; names written together are parted ("textToImage", "make_gif")."""
    return [
        match.group().lower().replace("’", "'") for match in _WORD.finditer(_CAMEL.sub(" ", text).replace("_", " "))
    ]


@cache
def _groups() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]]:
    """Return the groups of each single word, and of each word that begins a phrase the phrases with their groups."""
    words: dict[str, list[str]] = {}
    phrases: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    text = files("storyagent.planning").joinpath("synonyms.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        name, _, members = line.partition(":")
        for member in () if line.startswith("#") else members.split(","):
            parts = tuple(member.split())
            if len(parts) == 1:
                words.setdefault(parts[0], []).append(name)
            else:
                phrases.setdefault(parts[0], []).append((name, parts))
    return (
        {word: tuple(names) for word, names in words.items()},
        {word: tuple(found) for word, found in phrases.items()},
    )


def idioms(words: Sequence[str]) -> list[Idiom]:
    """Return the phrases among words that stand for a kind of work."""
    found = []
    _, phrases = _groups()
    bases = [forms(word) if word else frozenset() for word in words]
    for start, starting in enumerate(bases):
        for first in starting:
            for group, parts in phrases.get(first, ()):
                end = _phrase_end(bases, start, parts)
                if end:
                    found.append(Idiom(group, start, end))
    return found


def _phrase_end(bases: Sequence[frozenset[str]], start: int, parts: Sequence[str]) -> int:
    at = start
    for part in parts[1:]:
        at = next((k for k in range(at + 1, min(at + 4, len(bases))) if part in bases[k]), 0)
        if not at:
            return 0
    return at + 1


def group_mark(group: str) -> str:
    """Return the feature that all words of a group share."""
    return f"={group}"


@cache
def near(word: str) -> Mapping[str, float]:
    """Return what counts as the word itself where a tool has it: its base forms, relatives and groups."""
    if word.startswith("="):
        return {word: 1.0}
    found: dict[str, float] = {}
    for base in forms(word):
        _raise(found, base, 1.0)
        for other in derived(base):
            _raise(found, other, DERIVED)
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):  # "gifs": no dictionary has every plural
        _raise(found, word[:-1], DERIVED)
    words, _ = _groups()
    for base in forms(word):
        for group in words.get(base, ()):
            _raise(found, group_mark(group), GROUPED)
    return found


@cache
def far(word: str) -> Mapping[str, float]:
    """Return what a word of a request may mean to a tool: what `near` says, synonyms, and what it is a kind of."""
    found = dict(near(word))
    if word.startswith("="):
        return found
    for base in forms(word):
        for other in synonyms(base):
            _raise(found, other, SAME)
            for relative in derived(other):
                _raise(found, relative, SAME * DERIVED)
    noun = lemma(word, "n")
    if noun:
        for name, weight in _kinds(noun):
            _raise(found, name, weight)
    return found


def _kinds(noun: str) -> list[tuple[str, float]]:
    """Return the names of what a noun is a kind of; each step up counts less."""
    chain, level, found = hypernym_chain(noun), 0, []
    above = {name: step for step, name in enumerate(chain)}
    for name, following in pairwise((*chain, "")):
        if level >= len(KIND) or name in _TOO_GENERAL:
            break
        found.append((name.lower(), KIND[level]))
        # a new synset begins where the next name's own chain begins
        if following and above[following] and hypernym_chain(following)[:1] == (following,):
            level += 1
    return found


def _raise(found: dict[str, float], name: str, weight: float) -> None:
    found[name] = max(weight, found.get(name, 0.0))


def alike(one: str, other: str) -> bool:
    """Tell whether two words begin alike and are about as long: "transcript", "transcribe"."""
    if min(len(one), len(other)) < STEM or one[:STEM] != other[:STEM]:
        return False
    return abs(len(one) - len(other)) <= 5

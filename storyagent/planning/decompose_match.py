"""How well the tools of a registry answer to a few words of a request, by their names and descriptions alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from math import log
from typing import NamedTuple

from storyagent.graph.tool import ToolSpec
from storyagent.planning.decompose_words import ALIKE, EMPTY, alike, far, group_mark, idioms, near, split_words

NAME, SUMMARY, ASIDE, TYPE = 1.0, 0.9, 0.6, 0.45
"""What a word counts in a tool's name, in what its description begins with, in what follows a colon or semicolon there,
and as the name of a type that the tool takes or gives."""
FLOOR = 0.28
"""Words less alike than this are not alike."""
SAID = 0.5
"""How much of a tool's mark depends on how much of its own description is answered."""


class Match(NamedTuple):
    """How well a tool answers to some words, and which of the words it answers to (by place)."""

    score: float
    heard: frozenset[int]


class Matcher:
    """Weighs tools by the words they share with a request; a word that few tools have weighs more.

    The same tools and words give the same scores, whatever the order of the tools.
    """

    def __init__(self, specs: Iterable[ToolSpec]) -> None:
        self.specs = tuple(sorted(specs, key=lambda spec: spec.name))
        self._places = {spec.name: place for place, spec in enumerate(self.specs)}
        self._docs = [_doc(spec) for spec in self.specs]
        self._hits: dict[str, dict[str, float]] = {}
        self._weights: dict[str, float] = {}
        having = Counter(feature for doc in self._docs for feature in {f for word in doc for f in _core(word)})
        total = len(self._docs)
        for word in {word for doc in self._docs for word in doc}:
            common = max((having[feature] for feature in _core(word)), default=1)
            self._weights[word] = log(1 + total / common) / log(1 + total)
        self._mass = [sum(self._weights[word] * field for word, field in doc.items()) or 1.0 for doc in self._docs]

    @cached_property
    def _having(self) -> dict[str, list[tuple[str, float]]]:
        """Return for each feature the words of tools that have it."""
        found: dict[str, list[tuple[str, float]]] = {}
        for word in sorted(self._weights):
            for feature, weight in near(word).items():
                found.setdefault(feature, []).append((word, weight))
        return found

    @cached_property
    def _by_start(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for word in sorted(self._weights):
            found.setdefault(word[:6], []).append(word)
        return found

    @cached_property
    def _tools_with(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for place, doc in enumerate(self._docs):
            for word in doc:
                found.setdefault(word, []).append(place)
        return found

    def hits(self, word: str) -> dict[str, float]:
        """Return the words of tools that are like a word of a request, and how like, from 0 to 1."""
        if word not in self._hits:
            found: dict[str, float] = {}
            for feature, weight in far(word).items():
                for other, own in self._having.get(feature, ()):
                    found[other] = max(found.get(other, 0.0), weight * own)
            for other in self._by_start.get(word[:6], ()):
                if alike(word, other):
                    found[other] = max(found.get(other, 0.0), ALIKE)
            self._hits[word] = {other: like for other, like in found.items() if like >= FLOOR}
        return self._hits[word]

    def match(self, words: Sequence[str]) -> dict[str, Match]:
        """Return the tools that answer to some of these words, by name."""
        told = list(enumerate(words)) + [(idiom.start, group_mark(idiom.group)) for idiom in idioms(words)]
        pairs: dict[int, list[tuple[float, int, str]]] = {}
        for at, word in told:
            if not word or word in EMPTY:
                continue
            for other, like in self.hits(word).items():
                for tool in self._tools_with[other]:
                    worth = like * self._weights[other] * self._docs[tool][other]
                    pairs.setdefault(tool, []).append((worth, at, other))
        return {self.specs[tool].name: self._matched(tool, found) for tool, found in pairs.items()}

    def likeness(self, word: str, tool: str) -> float:
        """Return how like a word is to the likest word of a tool, from 0 to 1."""
        doc = self._docs[self._places[tool]]
        return max(
            (like * self._weights[other] for other, like in self.hits(word).items() if other in doc), default=0.0
        )

    def _matched(self, tool: int, pairs: list[tuple[float, int, str]]) -> Match:
        heard: set[int] = set()
        answered: set[str] = set()
        total = 0.0
        for worth, at, other in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
            if at not in heard and other not in answered:
                heard.add(at)
                answered.add(other)
                total += worth
        return Match(total * (1 - SAID + SAID * min(1.0, 2 * total / self._mass[tool])), frozenset(heard))


def _core(word: str) -> list[str]:
    """Return the features by which words count as one and the same."""
    return [feature for feature, weight in near(word).items() if weight >= 0.9]


def _doc(spec: ToolSpec) -> dict[str, float]:
    """Return the words of a tool, each with the weight of the field it stands in."""
    types = " ".join(
        port.resource.name.replace(".", " ")
        for port in (*spec.inputs.values(), *spec.outputs.values())
        if port.resource is not None
    )
    found: dict[str, float] = {}
    lead, _, aside = spec.summary.replace(";", ":").partition(":")
    for text, field in ((spec.name, NAME), (lead, SUMMARY), (aside, ASIDE), (types, TYPE)):
        words = split_words(text)
        for word in (*words, *(group_mark(idiom.group) for idiom in idioms(words))):
            if word not in EMPTY and (len(word) > 1 or word.isdigit()):
                found[word] = max(field, found.get(word, 0.0))
    return found

"""What makes one plan better than another: prices of tools, and the words of the request that their descriptions have.

All prices are whole numbers (thousandths of a call), so that sums do not depend on the order of adding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import log2
from typing import get_args

from pydantic import Field

from storyagent.graph.tool import ToolSpec
from storyagent.lexicon import Pos, lemma
from storyagent.story.values import Value

Scorer = Callable[[str, Sequence[ToolSpec]], Mapping[str, float]]
"""Scores tools for a request from 0 (irrelevant) to 1, by name, for a model or an embedding; it ranks, and no more."""

_WORD = re.compile(r"[^\W_]+")
_EMPTY_WORDS = (
    "a about add all also am an and any apply are as at be been but by can could create do does each every for "
    "from generate get give have help her here his how i if in into is it its just let like make me more my need "
    "no not now of on one or our out output please produce put result should so some take tell than that the "
    "their them then there these they this those to too turn us use using want was we were what when where which "
    "who will with would you your "
)
"""Words that say nothing of what a tool does."""
_EMPTY = frozenset(_EMPTY_WORDS.split())


class Ranking(Value):
    """What counts how much; the unit is one call of a free, instant tool.

    `doubling` is the price of each doubling of (1 s + the time a step takes), `quality` that of the worst quality
    against the best, `relevance` that of a scorer's 0 against its 1. A tool that declares no time is counted with
    `unknown_s`, one without quality with 0.5. `word` and `summary_word` are what a plan loses for a word of the request
    that no tool has in its name, or at least in its description; `unused` what it loses for a resource left over.
    `same_twice` is for a resource that one call takes twice, `other_name` for one that is called otherwise than the
    input it goes to where another one is called so. A plan worse than the best by more than `slack` is no alternative.
    """

    call: float = Field(1.0, gt=0.0)
    doubling: float = Field(0.1, ge=0.0)
    unknown_s: float = Field(5.0, ge=0.0)
    quality: float = Field(1.0, ge=0.0)
    relevance: float = Field(3.0, ge=0.0)
    question: float = Field(0.5, ge=0.0)
    word: float = Field(3.0, ge=0.0)
    summary_word: float = Field(1.0, ge=0.0)
    unused: float = Field(2.0, ge=0.0)
    same_twice: float = Field(0.5, ge=0.0)
    other_name: float = Field(0.2, ge=0.0)
    slack: float = Field(4.0, ge=0.0)


def milli(value: float) -> int:
    """Return a price as a whole number."""
    return round(value * 1000)


@dataclass(frozen=True)
class Price:
    """What one tool's step costs, by cause, in thousandths of a call."""

    call: int
    time: int
    quality: int
    relevance: int
    questions: int

    @property
    def total(self) -> int:
        """Return the sum; at least 1, so that every step counts."""
        return max(1, self.call + self.time + self.quality + self.relevance + self.questions)


def price_of(
    spec: ToolSpec,
    ranking: Ranking,
    *,
    cost_s: float | None,
    calls: int = 1,
    score: float | None = None,
    asked: int = 0,
) -> Price:
    """Return what a step costs that calls a tool so many times and leaves so many settings to be asked for."""
    seconds = (ranking.unknown_s if cost_s is None else cost_s) * calls
    return Price(
        call=milli(ranking.call),
        time=milli(ranking.doubling * log2(1.0 + seconds)),
        quality=milli(ranking.quality * (1.0 - (0.5 if spec.quality is None else spec.quality))),
        relevance=0 if score is None else milli(ranking.relevance * (1.0 - min(1.0, max(0.0, score)))),
        questions=milli(ranking.question * asked),
    )


class Words:
    """The words of a request that say something, and which of them a tool answers to.

    Words that name what is at hand or wanted say nothing more: the types see to these.

    A tool's `cover` is a bit mask: bit i for word i anywhere in its description, bit n + i for word i in its name.
    """

    def __init__(self, request: str, ranking: Ranking, named: Iterable[str] = ()) -> None:
        known = _EMPTY.union(*(forms(word) for name in named for word in _split(name)))
        listed = dict.fromkeys(_split(request))
        self.words = tuple(word for word in listed if not word.isdigit() and not forms(word) & known)
        pairs = _pairs(_split(request))
        self._forms = tuple(forms(word) | pairs.get(word, frozenset()) for word in self.words)
        self._price = (milli(ranking.summary_word), milli(max(0.0, ranking.word - ranking.summary_word)))

    def cover(self, spec: ToolSpec) -> int:
        """Return the words a tool answers to."""
        if not self.words:
            return 0
        named = _text_forms(spec.name)
        said = named | _text_forms(spec.summary)
        mask = 0
        for place, wanted in enumerate(self._forms):
            if wanted & said:
                mask |= 1 << place
            if wanted & named:
                mask |= 1 << (place + len(self.words))
        return mask

    def prices(self, reachable: int) -> dict[int, int]:
        """Return what each bit is worth, of those that some tool can cover."""
        bits = {place: self._price[place // len(self.words)] for place in range(2 * len(self.words))}
        return {place: price for place, price in bits.items() if reachable >> place & 1}

    def unheard(self, cover: int) -> tuple[str, ...]:
        """Return the words that are not in a mask."""
        return tuple(word for place, word in enumerate(self.words) if not cover >> place & 1)

    def heard(self, cover: int) -> tuple[str, ...]:
        """Return the words that are in a mask."""
        return tuple(word for place, word in enumerate(self.words) if cover >> place & 1)


def scored(
    scorer: Scorer, request: str, contested: Sequence[ToolSpec], calls: int, batch: int = 20
) -> tuple[dict[str, float], int]:
    """Ask a scorer about tools in batches, at most so many times; return the scores and how often it was asked.

    Tools it does not name have no score, names that it was not asked about are dropped.
    """
    scores: dict[str, float] = {}
    asked = 0
    for start in range(0, len(contested), batch):
        if asked == calls:
            break
        part = contested[start : start + batch]
        names = {spec.name for spec in part}
        scores |= {name: float(score) for name, score in scorer(request, part).items() if name in names}
        asked += 1
    return scores, asked


def same_words(one: str, other: str) -> bool:
    """Tell whether two names share a word."""
    return bool(_text_forms(one) & _text_forms(other))


@cache
def forms(word: str) -> frozenset[str]:
    """Return a word and its base forms as any part of speech."""
    return frozenset({word, *(base for pos in get_args(Pos) if (base := lemma(word, pos)))})


@cache
def _text_forms(text: str) -> frozenset[str]:
    words = _split(text)
    found: set[str] = set().union(*_pairs(words).values())
    return frozenset(found.union(*(forms(word) for word in words if word not in _EMPTY)))


def _split(text: str) -> list[str]:
    return [match.group().lower() for match in _WORD.finditer(text)]


def _pairs(words: Sequence[str]) -> dict[str, frozenset[str]]:
    """Return for each word the compounds it makes with its neighbours: `web page` is `webpage`."""
    found: dict[str, frozenset[str]] = {}
    for first, second in pairwise(words):
        for word in (first, second):
            found[word] = found.get(word, frozenset()) | forms(first + second)
    return found

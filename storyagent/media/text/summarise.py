"""A summary of a text's own sentences, chosen and never changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from storyagent.errors import InvalidInput

_CLOSERS = "\"'”’»)\\]」』"
_END = re.compile(
    rf"(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)[.!?…؟۔]+[{_CLOSERS}]*(?=\s+[^\s\da-z])|[。！？]+[{_CLOSERS}]*|\n\s*\n"
)
_HEADING = re.compile(r"(?:\S+\s+){0,11}\S*[^\s.!?…。！？؟۔:;,\"'”’»)]")
_WORD = re.compile(r"\w+(?:['’]\w+)?")
_MOST_SENTENCES = 2000
_SMALL_WORDS = (
    "a an the and or but so then of in on at to for from with by as is are was were be been it its he she they him her "
    "his their them this that these those there here who what when where how very not no all one had has have will "
    "would could said says i you we my your our me us into out up down over"
)
_SMALL = frozenset(_SMALL_WORDS.split())


def summarise(text: str, sentences: int = 3) -> str:
    """Return the sentences of a text that say most of it, word for word and in their order.

    A sentence counts as much as other sentences share its words (a walk over the sentences' similarities, as TextRank:
    Mihalcea and Tarau, 2004); the first ones, which say who it is about, and the last count more; what says the same as
    one that is already chosen counts less. Deterministic. A text of more than 2,000 sentences is read in as many
    stretches as sentences are wanted, one of each.

    Raises:
        InvalidInput: there is no word in the text, or the number is not positive.
    """
    if sentences < 1:
        raise InvalidInput("a summary has at least one sentence", where="sentences", found=str(sentences))
    told = split_sentences(text)
    if not told:
        raise InvalidInput("there is nothing to summarise", where="text", found=repr(text[:40]), needed="a sentence")
    if len(told) <= sentences:
        return " ".join(told)
    if len(told) > _MOST_SENTENCES:
        borders = [len(told) * number // sentences for number in range(sentences + 1)]
        parts = (told[first : min(last, first + _MOST_SENTENCES)] for first, last in pairwise(borders))
        return " ".join(part[int(np.argmax(worth_of(part)))] for part in parts)
    return " ".join(told[place] for place in sorted(_chosen(told, sentences)))


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a text, blanks evened out; what has no word in it is left out.

    So is a heading: a short line that stands alone and does not end as a sentence, where there is more than it.
    """
    found: list[str] = []
    headings: list[str] = []
    start = 0
    for match in (*_END.finditer(text), None):
        sentence = " ".join(text[start : match.end() if match else len(text)].split())
        if _WORD.search(sentence):
            alone = match is not None and not match[0].strip() and _HEADING.fullmatch(sentence)
            (headings if alone else found).append(sentence)
        start = match.end() if match else start
    return found or headings


def _chosen(told: list[str], sentences: int) -> list[int]:
    worth, alike = worth_of(told), _alike(told)
    chosen: list[int] = []
    while len(chosen) < sentences:
        near = alike[:, chosen].max(axis=1) if chosen else np.zeros(len(told))
        scores = worth * (1 - 0.8 * near)
        scores[chosen] = -1
        chosen.append(int(np.argmax(scores)))
    return chosen


def worth_of(told: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return what each sentence of a text is worth to a summary of it, as `summarise` weighs them."""
    alike = _alike(told)
    np.fill_diagonal(alike, 0.0)
    ways = alike / np.maximum(alike.sum(axis=1, keepdims=True), 1e-9)
    rank = np.full(len(told), 1 / len(told))
    for _ in range(40):
        rank = 0.15 / len(told) + 0.85 * (ways.T @ rank)
    place = np.ones(len(told))
    place[0], place[-1] = 1.6, 1.25
    lengths = np.array([len(_words(sentence)) for sentence in told])
    return rank * place * np.clip(lengths / 6, 0.3, 1.0)


def _alike(told: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return how alike each two sentences are, 0 to 1: the cosine of their words, rare ones counting more."""
    counted = [Counter(_words(sentence)) for sentence in told]
    known = {word: number for number, word in enumerate(dict.fromkeys(word for words in counted for word in words))}
    table = np.zeros((len(told), max(1, len(known))))
    for row, words in enumerate(counted):
        for word, times in words.items():
            table[row, known[word]] = times
    table *= 1 + np.log(len(told) / np.maximum((table > 0).sum(axis=0), 1))
    table /= np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)
    return np.asarray(table @ table.T, np.float64)


def _words(sentence: str) -> list[str]:
    return [word for word in _WORD.findall(sentence.lower()) if word not in _SMALL]

"""Colour words in a description, and whether they belong to the thing that is described."""

from __future__ import annotations

import re

from storyagent.story.change_words import word_set

_SAME = {"gray": "grey", "golden": "gold", "silvery": "silver", "violet": "purple", "crimson": "red", "scarlet": "red"}
_COLORS = word_set(
    "red blue green yellow purple pink brown black white grey gold silver orange turquoise beige"
) | frozenset(_SAME)
_ENDS_PHRASE = word_set(
    "with in on of at by from and or a an the his her its their wearing who that which has holding under"
)
_FRUIT = frozenset({"tree", "trees", "juice", "peel", "grove", "blossom"})


def named_colors(text: str) -> frozenset[str]:
    """Return the colours named anywhere in a text, each by one name ("golden" is gold)."""
    return frozenset(_SAME.get(word, word) for word in _words(text) if word in _COLORS)


def described_colors(description: str, noun: str) -> frozenset[str]:
    """Return the colours that a description gives to the noun itself: those in front of it, in its own phrase.

    >>> sorted(described_colors("a little red fox with a blue hat", "fox"))
    ['red']
    """
    words, head = _words(description), _words(noun)
    if not head:
        return frozenset()
    at = next((i for i in range(len(words)) if words[i : i + len(head)] == head), None)
    if at is None or ("orange" in words[:at] and head[-1] in _FRUIT):
        return frozenset()
    phrase = words[:at]
    # "a red and white ball" is one phrase
    start = max((i + 1 for i, word in enumerate(phrase) if _is_end(phrase, i)), default=0)
    return named_colors(" ".join(phrase[start:]))


def _is_end(phrase: list[str], i: int) -> bool:
    if phrase[i] == "and" and 0 < i < len(phrase) - 1 and phrase[i - 1] in _COLORS and phrase[i + 1] in _COLORS:
        return False
    return phrase[i] in _ENDS_PHRASE


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower())

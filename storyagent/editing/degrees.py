"""How much: "a bit", "twice as", "by 20 %", "for ten seconds"."""

from __future__ import annotations

import math
import re

from storyagent.editing.numbers import NUMBER, number_of

LITTLE = (
    r"(?:(?:just )?an? (?:little |tiny |wee |small |teeny )?(?:bit|touch|tad|smidge|smidgen|hair|notch|fraction|hint)"
    r"|a little|a wee|slightly|somewhat|marginally|a bit)"
)
MUCH = r"(?:much|a lot|way|far|considerably|significantly|really|very|considerably|so much)"
TIMES = rf"(?:twice|double|three times|half|thrice|(?:{NUMBER})(?:\s*times|\s*x|x))(?: as)?"
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_SHARED = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_FRACTION = rf"(?:(?:{'|'.join(_SHARED)})[ -](?:{'|'.join(_PARTS)})s?)"
SHARE = rf"(?:(?:about |around |roughly )?(?:(?:{NUMBER})\s*(?:%|per ?cent)|{_FRACTION}(?! as\b)))"
"""A part of something: "20 %", "a third", "half"."""
PERCENT = rf"(?:(?:by )?{SHARE})"
DEGREE = rf"(?:{LITTLE}|{MUCH}|{TIMES}|{PERCENT}|even|still)"
"""A word for how much, in front of a comparative."""
_UNIT = r"(?:seconds?|secs?|minutes?|mins?|hours?)"
SECONDS = (
    rf"(?:(?:about |around |exactly |only )?(?:(?:{NUMBER})(?:\s+and a half)?[ -]?(?:{_UNIT}|s|m)"
    rf"|(?:half an?|an?|a couple of)[ -]{_UNIT})"
    rf"(?:\s+and a half)?(?:\s*(?:and\s+)?(?:(?:{NUMBER})\s*(?:seconds?|secs?|s)))?|(?!(?:9:16|16:9"
    rf"|4:3)\b)\d+:\d\d(?: minutes)?)"
)
"""A length of time."""


def factor_of(text: str, usual: float) -> float:
    """Return how many times as much a text wants; `usual` where it only says "more".

    >>> factor_of("twice as", 1.3), factor_of("by 20 %", 1.3), round(factor_of("a bit", 1.3), 2)
    (2.0, 1.2, 1.14)
    """
    words = text.lower()
    if re.search(rf"(?:{NUMBER})\s*(?:%|per ?cent)|\b(?:{_FRACTION})(?! as\b)", words):
        return 1.0 + share_of(words)
    if re.search(r"\b(?:twice|double|half)\b", words):
        return 2.0
    if "thrice" in words:
        return 3.0
    if match := re.search(rf"({NUMBER})\s*(?:times|x)", words):
        return number_of(match[1])
    if re.search(LITTLE, words):
        return math.sqrt(usual)
    return usual * usual if re.search(rf"\b{MUCH}\b", words) else usual


def share_of(text: str) -> float:
    """Return the part that a match of `SHARE` stands for, 0 where there is none.

    >>> share_of("by a third"), share_of("20 %"), share_of("half")
    (0.3333333333333333, 0.2, 0.5)
    """
    words = text.lower()
    if match := re.search(rf"({NUMBER})\s*(?:%|per ?cent)", words):
        return number_of(match[1]) / 100
    match = re.search(rf"(?:({'|'.join(_SHARED)})[ -])?({'|'.join(_PARTS)})s?\b", words)
    return _SHARED[match[1] or "a"] / _PARTS[match[2]] if match else 0.0


def seconds_of(text: str) -> float:
    """Return the length in seconds that a match of `SECONDS` stands for."""
    words = text.lower()
    if match := re.search(r"(\d+):(\d\d)", words):
        return 60.0 * int(match[1]) + int(match[2])
    total = 0.0
    for number, half, unit in re.findall(
        rf"({NUMBER}|half an?|a couple of|\ban?)(\s+and a half)?[ -]?(seconds?|secs?|s|minutes?|mins?|m|hours?)\b",
        words,
    ):
        amount = (
            0.5
            if number.startswith("half")
            else 2.0
            if "couple" in number
            else 1.0
            if number in ("a", "an")
            else number_of(number)
        )
        amount += 0.5 if half else 0.0
        total += amount * {"m": 60.0, "h": 3600.0}.get(unit[0], 1.0)
        if re.search(rf"{unit} and a half", words):
            total += 30.0 if unit.startswith("m") else 0.5
    return total

"""How much: "a bit", "twice as", "by 20 %", "for ten seconds"."""

from __future__ import annotations

import math
import re

from storyagent.editing.numbers import NUMBER, number_of

LITTLE = r"(?:a (?:little|tiny|wee)? ?bit|a little|a touch|slightly|somewhat|a tad|a smidge)"
MUCH = r"(?:much|a lot|way|far|considerably|significantly|really|very|considerably|so much)"
TIMES = rf"(?:twice|double|three times|half|thrice|(?:{NUMBER})(?:\s*times|\s*x|x))(?: as)?"
PERCENT = rf"(?:(?:by )?(?:about )?(?:{NUMBER})\s*(?:%|per ?cent))"
DEGREE = rf"(?:{LITTLE}|{MUCH}|{TIMES}|{PERCENT}|even|still)"
"""A word for how much, in front of a comparative."""
_UNIT = r"(?:seconds?|secs?|minutes?|mins?)"
SECONDS = (
    rf"(?:(?:about |around |exactly |only )?(?:(?:{NUMBER})(?:\s+and a half)?[ -]?(?:{_UNIT}|s|m)"
    rf"|(?:half an?|an?|a couple of)[ -]{_UNIT})"
    rf"(?:\s+and a half)?(?:\s*(?:and\s+)?(?:(?:{NUMBER})\s*(?:seconds?|secs?|s)))?|\d+:\d\d(?: minutes)?)"
)
"""A length of time."""


def factor_of(text: str, usual: float) -> float:
    """Return how many times as much a text wants; `usual` where it only says "more".

    >>> factor_of("twice as", 1.3), factor_of("by 20 %", 1.3), round(factor_of("a bit", 1.3), 2)
    (2.0, 1.2, 1.14)
    """
    words = text.lower()
    if match := re.search(rf"({NUMBER})\s*(?:%|per ?cent)", words):
        return 1.0 + number_of(match[1]) / 100
    if re.search(r"\b(?:twice|double|half)\b", words):
        return 2.0
    if "thrice" in words:
        return 3.0
    if match := re.search(rf"({NUMBER})\s*(?:times|x)", words):
        return number_of(match[1])
    if re.search(LITTLE, words):
        return math.sqrt(usual)
    return usual * usual if re.search(rf"\b{MUCH}\b", words) else usual


def seconds_of(text: str) -> float:
    """Return the length in seconds that a match of `SECONDS` stands for."""
    words = text.lower()
    if match := re.search(r"(\d+):(\d\d)", words):
        return 60.0 * int(match[1]) + int(match[2])
    total = 0.0
    for number, half, unit in re.findall(
        rf"({NUMBER}|half an?|a couple of|\ban?)(\s+and a half)?[ -]?(seconds?|secs?|s|minutes?|mins?|m)\b", words
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
        total += amount * (60.0 if unit.startswith("m") else 1.0)
        if re.search(rf"{unit} and a half", words):
            total += 30.0 if unit.startswith("m") else 0.5
    return total

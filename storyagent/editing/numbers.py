"""Numbers in requests: in digits, in words, as ordinals."""

from __future__ import annotations

import re

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
)  # fmt: skip

NUMBERS = {word: n for n, word in enumerate(_ONES)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
NUMBERS |= {f"{tens}-{ones}": NUMBERS[tens] + NUMBERS[ones] for tens in _TENS for ones in _ONES[1:10]}
WORDS = {n: word for word, n in NUMBERS.items()}
ORDINALS = {word: n for n, word in enumerate(_ORDINALS, 1)}

NUMBER = "|".join([*sorted(NUMBERS, key=lambda word: -len(word)), r"\d+(?:[.,]\d+)?"])
"""A pattern for a number."""
ORDINAL = "|".join([*sorted(ORDINALS, key=lambda word: -len(word)), r"\d+(?:st|nd|rd|th)"])
"""A pattern for an ordinal."""


def number_of(text: str) -> float:
    """Return the number that a match of `NUMBER` or `ORDINAL` stands for."""
    word = text.lower()
    if word in NUMBERS:
        return float(NUMBERS[word])
    if word in ORDINALS:
        return float(ORDINALS[word])
    return float(re.sub(r"(st|nd|rd|th)$", "", word).replace(",", "."))

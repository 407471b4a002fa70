"""How long a text says the film is: "a ten-second clip", "10 second video"."""

from __future__ import annotations

import re
from itertools import pairwise

from storyagent import lexicon
from storyagent.planning.grammar import META
from storyagent.planning.tokens import Token

_LENGTH = re.compile(r"(\d+|[a-z]+)-seconds?$")


def is_length(word: str) -> bool:
    """Tell whether a word is a length in seconds: "ten-second"."""
    return _LENGTH.match(word) is not None


def film_length_s(tokens: list[Token]) -> float | None:
    """Return the film's length in seconds, or None where the sentence does not tell."""
    for k, (before, token) in enumerate(pairwise(tokens)):
        match = _LENGTH.match(before.lower)
        if match and token.lower in META:
            return number_of(match.group(1))
        apart = k > 0 and before.lower in ("second", "seconds") and token.lower in META  # "10 second clip"
        if apart and number_of(tokens[k - 1].lower) is not None:
            return number_of(tokens[k - 1].lower)
    return None


def number_of(word: str) -> float | None:
    """Return the number that digits or a number word stand for, or None."""
    if re.fullmatch(r"\d+\.\d+", word):
        return float(word)
    number = lexicon.number(word)
    return None if number is None else float(number)

"""Numbers in words and digits, by text2num."""

from __future__ import annotations

import re
from functools import cache

_WORDS = re.compile(r"[a-z]{2,}(?:[ -][a-z]{2,})*$")
_DIGITS = re.compile(r"\d+(?:,\d{3})*$")


@cache
def number(text: str) -> int | None:
    """Return the whole number that a text is, in words or digits ("twenty-one", "one hundred and five", "3,000").

    None where the text, in lower case, is no number and nothing else.
    """
    if _DIGITS.match(text):
        return int(text.replace(",", ""))
    if not _WORDS.match(text):
        return None
    from text_to_num import text2num

    try:
        return int(text2num(text, "en"))
    except ValueError:
        return None

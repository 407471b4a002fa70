"""Cut a sentence into words, marks and quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|Capt)\.(?=\s+[^\W\d_])|o['’]clock\b|can(?=not\b)|\d[dD]\b|\d+-(?:second|frame|minute|sec)s?\b|\d+(?:[.,:]\d+)*(?:st|nd|rd|th)?|(?:(?!n['’]t\b)(?:[^\W_]|[\u0300-\u036f\u0591-\u05c7\u0610-\u065f\u0900-\u0903\u093a-\u094f]))+"
    r"(?:[-](?:[^\W_]|[\u0300-\u036f])+)*|n['’]t\b|['’](?:s|re|ve|ll|d|m)\b|\.\.\.|[^\s]"
)


@dataclass(slots=True)
class Token:
    """A word or a mark.

    `tag` is as in `grammar`, or N noun, NAME, V verb, A adjective, POS, EX (there is), TO, QUOTE, `.` for marks.
    `form` of a verb is base, s, past, part (past or participle) or ing; of a noun, plural or empty.
    """

    text: str
    start: int
    end: int
    tag: str = ""
    lemma: str = ""
    form: str = ""
    lower: str = field(init=False)
    """The word in lower case with straight apostrophes."""

    def __post_init__(self) -> None:
        self.lower = self.text.lower().replace("’", "'")
        if self.lower == "percent":
            self.lower = "%"


def tokenize(text: str, quotes: tuple[tuple[int, int], ...] = ()) -> list[Token]:
    """Split a sentence into words and marks; each quote becomes one token with the tag QUOTE."""
    tokens: list[Token] = []
    hidden = list(quotes)
    for match in _TOKEN.finditer(text):
        if hidden and match.start() >= hidden[0][0]:
            start, stop = hidden[0]
            if match.end() < stop:
                continue
            tokens.append(Token(text[start:stop], start, stop, "QUOTE"))
            hidden.pop(0)
            if match.start() < stop:
                continue
        tokens += _words(match.group(), match.start())
    return tokens


_HELPERS = ("is", "are", "was", "were", "do", "does", "did", "has", "have", "had", "would", "could", "should")
_SHORTENED = {f"{helper}nt": len(helper) for helper in _HELPERS} | {"theres": 5, "cant": 2, "wont": 2, "thats": 4}
"""How many letters come before what was shortened, where the apostrophe is left out: "isnt", "theres"."""


_WAYS = ("left-to-right", "right-to-left", "top-to-bottom", "bottom-to-top")


def _words(text: str, start: int) -> list[Token]:
    if text.lower() in _WAYS:
        first, to, last = (len(part) for part in text.split("-"))
        ends = (0, first + 1, first + to + 2)
        return [Token(text[k : k + n], start + k, start + k + n) for k, n in zip(ends, (first, to, last), strict=True)]
    cut = _SHORTENED.get(text.lower())
    if cut is None:
        return [Token(text, start, start + len(text))]
    words = [Token(text[:cut], start, start + cut), Token(text[cut:], start + cut, start + len(text))]
    if text[cut:].lower() == "s":
        words[1] = Token("'s", words[1].start, words[1].end)
    else:
        words[1].lower = "n't"
    return words

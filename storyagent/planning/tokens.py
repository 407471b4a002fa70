"""Cut a sentence into words, marks and quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|Capt)\.(?=\s+[^\W\d_])|o['’]clock\b|\d[dD]\b|\d+-(?:second|frame|minute|sec)s?\b|\d+(?:[.,:]\d+)*(?:st|nd|rd|th)?|(?:(?!n['’]t\b)(?:[^\W_]|[\u0300-\u036f\u0591-\u05c7\u0610-\u065f\u0900-\u0903\u093a-\u094f]))+"
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
        tokens.append(Token(match.group(), match.start(), match.end()))
    return tokens

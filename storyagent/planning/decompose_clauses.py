"""A request cut up: quotes and files kept whole, the rest in short parts between which a new job may begin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from storyagent.planning.grammar import word_set

_TOKEN = re.compile(
    r"(?P<quote>\"[^\"\n]+\"|“[^”]+”|„[^“”]+[“”]|«[^»]+»|(?<!\w)'[^'\n]{2,}?'(?!\w)|‘[^’]{2,}’(?!\w))"
    r"|(?P<url>https?://[^\s,;\"'<>]*[\w/])"
    r"|(?P<file>(?:~|\.{1,2})?/?[\w][\w/+-]*(?:\.[\w+-]+)*\.[A-Za-z][A-Za-z0-9]{1,4}(?![\w.]*\w))"
    r"|(?P<number>\d+(?::\d\d)+|\d+(?:[.,/:]\d+)*(?:st|nd|rd|th)?)"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)?)"
    r"|(?P<mark>[.,;:!?%()×]|…|—|–)"
)
_SPLITS = word_set(". ; : ! ? , — – ( ) …")
_JOINTS = word_set("and then but plus also with finally next afterwards before after while")


@dataclass(frozen=True)
class Token:
    """A word, number, mark, quote, file or web address of a request."""

    text: str
    kind: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """Return the word in lower case; quotes, files and addresses have none."""
        return self.text.lower().replace("’", "'") if self.kind in ("word", "number") else ""


@dataclass(frozen=True)
class Part:
    """Some tokens in a row without a joint between them; `ends` tells that a sentence ends here."""

    tokens: tuple[Token, ...]
    first: int
    ends: bool = False
    words: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", tuple(token.word for token in self.tokens))


def tokens_of(request: str) -> tuple[Token, ...]:
    """Return the tokens of a request in order."""
    return tuple(
        Token(match.group(), str(match.lastgroup), match.start(), match.end()) for match in _TOKEN.finditer(request)
    )


def parts_of(tokens: Sequence[Token]) -> tuple[Part, ...]:
    """Return the parts of a request: cut at marks, and before words that may begin another job."""
    parts: list[Part] = []
    current: list[Token] = []
    first = 0

    def close(next_first: int, ends: bool) -> None:
        nonlocal current, first
        if current:
            parts.append(Part(tuple(current), first, ends))
        elif ends and parts:
            parts[-1] = Part(parts[-1].tokens, parts[-1].first, True)
        current, first = [], next_first

    for place, token in enumerate(tokens):
        if token.kind == "mark" and token.text in _SPLITS:
            close(place + 1, token.text in ".;!?…")
        elif token.kind == "word" and token.word in _JOINTS:
            close(place, False)
            current.append(token)
        else:
            current.append(token)
    close(len(tokens), True)
    return tuple(part for part in parts if any(token.kind != "mark" for token in part.tokens))

"""Read what a language model answers: JSON as it should be, as it nearly is, or as far as it goes.

Understood besides JSON: text before and after, code fences, comments (`//`, `#`, `/* */`), single quotes, bare words,
trailing commas, Python's and JavaScript's literals, tuples. Of an answer that breaks off, complete objects are kept.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from storyagent.errors import BadAnswer

MOST_CHARACTERS = 1_000_000
"""A longer answer is no answer to any of our questions."""
MOST_DEPTH = 40
MOST_TRIES = 60
_LITERALS: dict[str, Any] = {
    "true": True, "false": False, "null": None, "none": None, "undefined": None, "nan": None,
}  # fmt: skip
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’"}
_CLOSERS = {"{": "}", "[": "]", "(": ")"}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "\n": ""}
_UNICODE = re.compile(r"u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}")
_HALF_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")
_BLANK = re.compile(r"(?:\s+|//[^\n]*|#[^\n]*|/\*.*?\*/)+", re.DOTALL)
_BARE = re.compile(r"[^\s,:{}\[\]()\"']+")
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)


class Parsed(NamedTuple):
    """What was read. `truncated` tells that the answer broke off and its incomplete end was left out."""

    value: Any
    truncated: bool


class _BrokenOff(Exception):
    """The text ends inside a value; `partial` is what was complete of it."""

    def __init__(self, partial: Any = None) -> None:
        super().__init__()
        self.partial = partial


def parse_answer(text: str) -> Parsed:
    """Return the longest object or list in an answer.

    Raises:
        BadAnswer: there is none, or the answer is far too long.
    """
    if len(text) > MOST_CHARACTERS:
        raise BadAnswer(
            "the answer is far too long", where="answer", found=f"{len(text):,} characters",
            needed=f"at most {MOST_CHARACTERS:,}",
        )  # fmt: skip
    text = _THOUGHT.sub("", text)
    if (whole := _plain_json(text)) is not None:
        return Parsed(whole, False)
    best: tuple[int, Parsed] | None = None
    at, tries, work = 0, 0, 0
    while (start := _next_opening(text, at)) is not None and tries < MOST_TRIES and work <= 4 * len(text):
        tries += 1
        reader = _Reader(text, start)
        parsed = reader.container()
        work += reader.at - start
        if parsed is not None and parsed.value and (best is None or reader.at - start > best[0]):
            best = (reader.at - start, parsed)
        at = reader.at if parsed is not None else start + 1
    if best is None:
        raise BadAnswer("no JSON in the answer", where="answer", found=repr(text.strip()[:80]), needed="a JSON object")
    return best[1]


def _plain_json(text: str) -> Any:
    """Return an object or list that is JSON as it should be and nothing else, fast; None for all others."""
    if _HALF_CHARACTER.search(text):
        return None
    try:
        found = json.loads(text, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict | list) and found else None


def _next_opening(text: str, at: int) -> int | None:
    found = [position for position in (text.find("{", at), text.find("[", at)) if position >= 0]
    return min(found) if found else None


class _Reader:
    """Reads one value from a place in a text. A ValueError means that it is no value at all."""

    def __init__(self, text: str, at: int) -> None:
        self.text = text
        self.at = at

    def container(self) -> Parsed | None:
        try:
            return Parsed(self._value(0), False)
        except _BrokenOff as broken:
            return Parsed(broken.partial, True) if broken.partial else None
        except ValueError:
            return None

    def _peek(self) -> str:
        if match := _BLANK.match(self.text, self.at):
            self.at = match.end()
        if self.at >= len(self.text):
            raise _BrokenOff
        return self.text[self.at]

    def _value(self, depth: int) -> Any:
        if depth > MOST_DEPTH:
            raise ValueError("nested too deeply")
        opening = self._peek()
        if opening == "{":
            return self._object(depth)
        if opening in "[(":
            return self._list(depth, _CLOSERS[opening])
        if opening in _QUOTES:
            return self._string(_QUOTES[opening])
        return _literal(self._bare())

    def _object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        self.at += 1
        try:
            while (character := self._peek()) not in "}])":
                if character == ",":
                    self.at += 1
                    continue
                key = self._string(_QUOTES[character]) if character in _QUOTES else self._bare()
                if self._peek() not in ":=":
                    raise ValueError("a key without a value")
                self.at += 1
                try:
                    found[key] = self._value(depth + 1)
                except _BrokenOff as broken:
                    if broken.partial:
                        found[key] = broken.partial
                    raise
        except _BrokenOff:
            raise _BrokenOff(found) from None
        self.at += character == "}"  # another closer belongs to what is around: a missing brace
        return found

    def _list(self, depth: int, closer: str) -> list[Any]:
        found: list[Any] = []
        self.at += 1
        try:
            while (character := self._peek()) not in "}])":
                if character in ",:":
                    self.at += 1
                    continue
                found.append(self._value(depth + 1))
        except _BrokenOff:
            raise _BrokenOff(found) from None  # an element that is not whole is left out
        self.at += character == closer
        return found

    def _string(self, closer: str) -> str:
        pieces: list[str] = []
        at = self.at + 1
        while at < len(self.text):
            character = self.text[at]
            if character == "\\" and at + 1 < len(self.text):
                piece, at = self._escaped(at + 1)
                pieces.append(piece)
            elif character == closer and self._closes(at):
                self.at = at + 1
                return "".join(pieces)
            else:
                pieces.append(character)
                at += 1
        self.at = at
        raise _BrokenOff

    def _escaped(self, at: int) -> tuple[str, int]:
        character = self.text[at]
        if match := _UNICODE.match(self.text, at):
            # two escapes may be the two halves of one character; a half alone is none
            return bytes.fromhex(match.group().replace("u", "").replace("\\", "")).decode(
                "utf-16-be", "replace"
            ), match.end()
        return _ESCAPES.get(character, character), at + 1

    def _closes(self, at: int) -> bool:
        """Tell whether a quote ends the string: an apostrophe within a word does not."""
        if self.text[at] not in "'’":
            return True
        following = self.text[at + 1 : at + 2]
        return not (following.isalnum() and self.text[at - 1 : at].isalnum())

    def _bare(self) -> str:
        match = _BARE.match(self.text, self.at)
        if not match:
            raise ValueError("no value here")
        self.at = match.end()
        if self.at >= len(self.text):
            raise _BrokenOff  # "0.3" may have been "0.35"
        return match.group()


def _literal(word: str) -> Any:
    if word.lower() in _LITERALS:
        return _LITERALS[word.lower()]
    for kind in (int, float):
        try:
            return kind(word)
        except (ValueError, OverflowError):
            continue
    return word

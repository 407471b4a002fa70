"""Places told in other words: "NE corner", "TL, TR", "back to where it came from", "there and back"."""

from __future__ import annotations

from collections.abc import Callable

from storyagent.planning.grammar import word_set
from storyagent.planning.tokens import Token

_ROWS = {"upper": "upper", "top": "upper", "lower": "lower", "bottom": "lower"}
_SIDES = {"left": "left", "right": "right", "left-hand": "left", "right-hand": "right"}
_MIDDLES = word_set("center centre middle")
_ABBREVIATED = {
    "TL": "top left", "TR": "top right", "BL": "bottom left", "BR": "bottom right", "UL": "upper left",
    "UR": "upper right", "LL": "lower left", "LR": "lower right",
}  # fmt: skip
_NORTH, _SOUTH = word_set("north northern n"), word_set("south southern s")
_COMPASS = {
    "northeast": "top right", "north-east": "top right", "northwest": "top left", "north-west": "top left",
    "southeast": "bottom right", "south-east": "bottom right", "southwest": "bottom left",
    "south-west": "bottom left", "northeastern": "top right", "northwestern": "top left",
    "southeastern": "bottom right", "southwestern": "bottom left", "north-eastern": "top right",
    "north-western": "top left", "south-eastern": "bottom right", "south-western": "bottom left",
}  # fmt: skip
_POINTS = {"north": "top", "south": "bottom", "east": "right", "west": "left"}
_LED = word_set("the to from in at on towards toward into far by")


def _abbreviated(tokens: list[Token], k: int) -> None:
    """Take "TL" for the top left, where it is written so."""
    if tokens[k].text in _ABBREVIATED:
        _put(tokens, k, k + 1, _ABBREVIATED[tokens[k].text].split())


def _compass(tokens: list[Token], k: int) -> None:
    """Take the north-east corner for the top right one, as on a map."""
    if k and tokens[k - 1].lower in _LED:
        _put(tokens, k, k + 1, _COMPASS[tokens[k].lower].split())


def _pole(tokens: list[Token], k: int) -> None:
    """Take "from west to east" for from left to right."""
    led = k > 0 and tokens[k - 1].lower in ("from", "to", "the")
    points = [token for token in tokens if token.lower in _POINTS]
    if led and len(points) == 2 and any(token.lower == "from" for token in tokens):
        for j in range(len(tokens) - 1, -1, -1):
            if tokens[j].lower in _POINTS:
                named = j > 0 and tokens[j - 1].lower == "the"
                _put(tokens, j, j + 1, [*([] if named else ["the"]), _POINTS[tokens[j].lower]])


def _put(tokens: list[Token], start: int, end: int, words: list[str]) -> None:
    first, last = tokens[start], tokens[end - 1]
    tokens[start:end] = [Token(word, first.start, last.end) for word in words]


class Places:
    """The places that a text has named so far, and what goes back to one of them."""

    def __init__(self) -> None:
        self.first: list[str] = []
        self.last: list[str] = []

    def reword(self, tokens: list[Token]) -> None:
        """Say where "back" is: "from left to right and back", "returns to where it came from"."""
        k, own = 0, []
        words = [token.lower for token in tokens]
        back = "back" in words or "returns" in words or "return" in words or "starting" in words
        while k < len(tokens):
            place, end = _place(tokens, k)
            if place:
                own.append(place)
                self.first = self.first or place
                k = end
                continue
            if back and self.first:
                k = self._go_back(tokens, k, own)
            k += 1
        self.last = own[-1] if own else self.last

    def _go_back(self, tokens: list[Token], k: int, own: list[list[str]]) -> int:
        words = [token.lower for token in tokens[k : k + 7]]
        start = _start_end(words)
        if start:
            to = [] if k and tokens[k - 1].lower in ("to", "at", "in", "towards", "toward") else ["to"]
            _put(tokens, k, k + start, [*to, "the", *self.first])
            return k + len(to) + len(self.first)
        closed = words[0] == "back" and (len(words) < 2 or not words[1][0].isalpha() or words[1] == "again")
        joined = closed and k > 0 and tokens[k - 1].lower in ("and", "then", ",")
        goal = own[0] if len(own) > 1 else self.last if own and self.last != own[0] else []
        if joined and goal:
            _put(tokens, k, k + 1, ["back", "to", "the", *goal])
            return k + 2 + len(goal)
        return k


_STARTED = word_set("started began begun came started set was left departed comes starts begins had")


def _start_end(words: list[str]) -> int:
    """Return how many words "where it came from" or "its starting point" takes, or 0."""
    if words[:1] == ["where"] and words[1:2] and words[1] in ("it", "he", "she", "they") and words[2:3]:
        if words[2] not in _STARTED:
            return 0
        end = 3
        while end < len(words) and words[end] in (
            "started",
            "from",
            "out",
            "come",
            "begun",
            "at",
            "before",
            "first",
            "off",
        ):
            end += 1
        closed = end >= len(words) or not words[end][0].isalpha() or words[end] in ("and", "again")
        return end if closed else 0
    if words[:1] and words[0] in ("its", "his", "her", "the", "their") and words[1:2] in (["starting"], ["start"]):
        noun = words[2:3] and words[2] in ("point", "position", "place", "corner", "spot", "side", "location")
        closed = len(words) < 3 or not words[2][0].isalpha()
        return 3 if noun else 2 if words[1] == "start" and closed else 0
    if words[:4] == ["the", "place", "it", "started"] or words[:4] == ["the", "point", "it", "started"]:
        return 4 + (words[4:5] in (["from"], ["at"]))
    return 0


def _place(tokens: list[Token], k: int) -> tuple[list[str], int]:
    """Read the words of a place in the frame at k; return them and where they end."""
    word = tokens[k].lower
    after = tokens[k + 1].lower if k + 1 < len(tokens) else "."
    if "-" in word and word not in _SIDES:
        row, _, side = word.partition("-")
        return ([row, side], k + 1) if row in _ROWS and side in _SIDES else ([], k)
    if word in _ROWS and after in _SIDES:
        return [word, _SIDES[after]], k + 2
    led = k > 0 and tokens[k - 1].lower in ("the", "from", "to", "at", "on", "far", "in")
    if led and (word in _SIDES or word in _MIDDLES or word in _ROWS):
        return [_SIDES.get(word, word)], k + 1
    return [], k


REWORDED_PLACES: dict[str, Callable[[list[Token], int], None]] = {
    **dict.fromkeys((name.lower() for name in _ABBREVIATED), _abbreviated),
    **dict.fromkeys(_COMPASS, _compass),
    **dict.fromkeys(_POINTS, _pole),
}

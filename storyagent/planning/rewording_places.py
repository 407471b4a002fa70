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


def _as_its_start(tokens: list[Token], k: int) -> None:
    """Take "takes the lower left corner as its start" for "starts at the lower left corner"."""
    words = [token.lower for token in tokens[k : k + 9]]
    at = words.index("as") if "as" in words[2:] else 0
    rest = words[at + 1 :]
    if not at or rest[:1] not in (["its"], ["his"], ["her"], ["the"]) or not rest[1:]:
        return
    stage = _STAGES.get(rest[1], "")
    end = k + at + 3 + (rest[1] == "starting" or rest[1:3] == ["end", "point"])
    if stage and any(word in _SIDES or word in _ROWS for word in words[:at]):
        del tokens[k + at : end]
        _put(tokens, k, k + 1, [stage, "at"])


_STAGES = {
    "start": "starts", "starting": "starts", "beginning": "starts", "origin": "starts", "end": "ends",
    "destination": "ends", "goal": "ends",
}  # fmt: skip


_MOVES = {
    **dict.fromkeys(word_set("flight movement motion walk journey trip ride run crossing march swim voyage"), "moving"),
    **dict.fromkeys(("ascent", "rise", "climb"), "rising"), **dict.fromkeys(("descent", "fall"), "descending"),
}  # fmt: skip
_WAYS = word_set("from to across over toward towards through along leftwards rightwards leftward rightward")
_LEADING = word_set("leftward leftwards rightward rightwards upward upwards downward downwards")


def _move_of(tokens: list[Token], k: int) -> None:
    """Take "a heron's flight from right to left" and "the leftward flight of a heron" for a heron moving so."""
    word, after = _MOVES[tokens[k].lower], tokens[k + 1].lower if k + 1 < len(tokens) else "."
    if k and tokens[k - 1].lower == "'s" and after in _WAYS:
        _put(tokens, k - 1, k + 1, [word])
        return
    led = [token for token in tokens[:k] if token.lower in _LEADING]
    sides = [token.lower for token in tokens[:k]]
    sided = len(sides) > 2 and sides[-2] == "to" and {sides[-1], sides[-3]} == {"left", "right"}
    end = next((j for j in range(k + 2, len(tokens)) if tokens[j].lower in _WAYS or not tokens[j].text[0].isalpha()),
               len(tokens))  # fmt: skip
    opens = all(token.lower in _LEADING | {"a", "the", "slow", "left", "right", "to", "steady"} for token in tokens[:k])
    told = bool(led) or sided or (end < len(tokens) and tokens[end].lower in _WAYS)
    if not (opens and told and after == "of" and k + 2 < end):
        return
    way = ["from", sides[-3], "to", sides[-1]] if sided else [token.lower for token in led]
    first, last = tokens[0], tokens[end - 1]
    tokens[:end] = [*tokens[k + 2 : end], *(Token(text, first.start, last.end) for text in (word, *way))]


def _numbered(tokens: list[Token], k: int) -> None:
    """Take "1. lower left 2. upper left" for a list of places."""
    marked = k + 2 < len(tokens) and tokens[k + 1].text in (".", ")") and _place(tokens, k + 2)[0]
    if marked and len(_place(tokens, k + 2)[0]) > 1:
        _put(tokens, k, k + 2, [","] if k else [])


def _where(tokens: list[Token], k: int) -> None:
    """Leave out where somebody was, told between commas behind a place: "from the left, where it slept, it goes"."""
    end = next((j for j in range(k, min(len(tokens), k + 8)) if tokens[j].text == ","), 0)
    plain = not any(token.lower in ("a", "an", "the", "two", "three") for token in tokens[k:end])
    placed = k > 1 and tokens[k - 1].text == "," and tokens[k - 2].lower in _SIDES.keys() | _ROWS.keys() | {"corner"}
    if end and plain and placed and tokens[k + 1].lower in ("it", "he", "she", "they"):
        del tokens[k - 1 : end]


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
        k, own = 0, list[list[str]]()
        words = [token.lower for token in tokens]
        back = "back" in words or "returns" in words or "return" in words or "starting" in words
        while k < len(tokens):
            place, end = _place(tokens, k)
            if place:
                place = self._cornered(tokens, end, place, own)
                end = k + len(place) if len(place) > 1 and end == k + 1 else end
                own.append(place)
                self.first = self.first or place
                k = end
                continue
            if back and self.first:
                k = self._go_back(tokens, k, own)
            k += 1
        self.last = own[-1] if own else self.last

    def _cornered(self, tokens: list[Token], end: int, place: list[str], own: list[list[str]]) -> list[str]:
        """Take "the right corner" for the upper right one where somebody is at the top."""
        last = own[-1] if own else self.last
        if len(place) > 1 or end >= len(tokens) or tokens[end].lower != "corner" or not last:
            return place
        row = next((word for word in last if word in _ROWS), "")
        side = next((word for word in last if word in _SIDES), "")
        if place[0] in _SIDES and row:
            _put(tokens, end - 1, end, [row, place[0]])
            return [row, place[0]]
        if place[0] in _ROWS and side:
            _put(tokens, end - 1, end, [place[0], side])
            return [place[0], side]
        return place

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
    **dict.fromkeys(("takes", "has", "uses"), _as_its_start),
    **dict.fromkeys("123456789", _numbered),
    "where": _where,
    **dict.fromkeys(_MOVES, _move_of),
}

"""Recognise named places in the frame, word by word."""

from __future__ import annotations

from itertools import pairwise
from typing import get_args

from storyagent.planning.chunks import SpotPhrase
from storyagent.planning.grammar import COLORS, META, word_set
from storyagent.planning.scenery import is_place, stands_apart
from storyagent.planning.tokens import Token
from storyagent.story.choreography import Spot

SPOT_PREPOSITIONS = word_set("from on in at to toward towards into near through via by across onto past along up down")
_VERTICAL = {"lower": "lower", "bottom": "lower", "upper": "upper", "top": "upper"}
_HORIZONTAL = {"left": "left", "right": "right", "left-hand": "left", "right-hand": "right"}
_MIDDLE = word_set("center centre middle")
_TAILS = word_set(
    """area border bound boundary corner edge end extreme fringe half hand margin one ones
        part portion quadrant region rim section side third"""
)
_BOUNDS = word_set("wall bank shore kerb curb bookend")
_NOT_AFTER_RIGHT = word_set(
    """away behind now in on at there here next under up over after before above below beside into across
        past"""
)
_SIDEWAYS = {
    "leftward": "left", "leftwards": "left", "rightward": "right", "rightwards": "right",
    "upward": "top", "upwards": "top", "skyward": "top", "downward": "bottom", "downwards": "bottom",
}  # fmt: skip
_DEPARTING = word_set("leave leaves left leaving quit quits quitting exits exiting departs departing")
_LEAVING = word_set("frame view sight picture screen shot scene")


def read_spot(tokens: list[Token], i: int) -> tuple[SpotPhrase, bool] | None:
    """Read a spot at token i, and whether "of" something follows that it is relative to."""
    for read in (_edge_of_view, _sideways, _other_side, _named_spot):
        found = read(tokens, i)
        if found:
            return found
    return None


def _words(tokens: list[Token], i: int, count: int) -> list[str]:
    return [token.lower for token in tokens[i : i + count]]


def _edge_of_view(tokens: list[Token], i: int) -> tuple[SpotPhrase, bool] | None:
    words = _words(tokens, i, 5)
    if not words:
        return None
    if words[0] in ("offscreen", "off-screen"):
        return SpotPhrase(i, i + 1, "to", "offscreen right"), False
    filmed = i > 0 and (
        tokens[i - 1].lower in ("seen", "viewed", "filmed", "shot", "watched", "taken") or tokens[i - 1].lower in META
    )
    if (
        not filmed
        and words[:2] in (["from", "above"], ["from", "below"])
        and (len(words) < 3 or not words[2][0].isalpha() or words[2] == "and")
    ):
        return SpotPhrase(i, i + 2, "from", "offscreen top" if words[1] == "above" else "offscreen bottom"), False
    for opening, preposition in ((["out", "of"], "to"), (["off"], "to"), (["into"], "into")):
        rest = words[len(opening) :]
        article = 1 if rest and rest[0] in ("the", "our") else 0
        if words[: len(opening)] == opening and len(rest) > article and rest[article] in _LEAVING:
            spot: Spot = "offscreen right" if preposition == "to" else "center"
            return SpotPhrase(i, i + len(opening) + article + 1, preposition, spot), False
    return None


def _sideways(tokens: list[Token], i: int) -> tuple[SpotPhrase, bool] | None:
    spot = _SIDEWAYS.get(tokens[i].lower)
    return (SpotPhrase(i, i + 1, "to", _as_spot(spot)), False) if spot else None


def _other_side(tokens: list[Token], i: int) -> tuple[SpotPhrase, bool] | None:
    """Read "to the other side of it" after a side has been named: the one across from that."""
    words = _words(tokens, i, 4)
    if words[1:2] != ["the"] or words[0] not in ("to", "on", "at") or words[2:3] not in (["other"], ["opposite"]):
        return None
    if words[3:] not in (["side"], ["end"], ["edge"]):
        return None
    before = next((token.lower for token in reversed(tokens[:i]) if token.lower in _HORIZONTAL), "")
    if not before:
        return None
    across = "right" if _HORIZONTAL[before] == "left" else "left"
    _, of_thing, end = _of(tokens, i + 4)
    return SpotPhrase(i, end, words[0], _as_spot(across)), of_thing


def _as_spot(name: str) -> Spot:
    for spot in get_args(Spot):
        if spot == name:
            return spot  # type: ignore[no-any-return]
    raise ValueError(name)


def _named_spot(tokens: list[Token], i: int) -> tuple[SpotPhrase, bool] | None:
    j, preposition = i, ""
    if _words(tokens, i, 3) == ["by", "way", "of"]:
        preposition, j = "via", i + 3
    elif tokens[j].lower in SPOT_PREPOSITIONS:
        preposition, j = tokens[j].lower, j + 1
        if preposition in ("up", "down") and _words(tokens, j, 1) in (["along"], ["on"]):
            j += 1
    article = ""
    if j < len(tokens) and tokens[j].lower in ("the", "its", "his", "her", "their", "one"):
        article, j = tokens[j].lower, j + 1
    while j < len(tokens) and tokens[j].lower in ("far", "very", "extreme", "opposite"):
        j += 1
    parts, j = _parts(tokens, j)
    if not parts:
        return None
    named = j
    j = _tail_end(tokens, j, preposition, parts)
    tail = j > named
    of_meta, of_thing, j = _of(tokens, j)
    if not _is_spot(tokens, i, j, parts, preposition, article, tail, of_meta, of_thing):
        return None
    if preposition in ("up", "down") and not (article and parts[-1] in ("left", "right")):
        return None
    spot = _as_spot(_joined(parts))
    owned = article in ("its", "his", "her", "their") and parts[-1] in ("left", "right")
    if (
        owned and (tail or len(parts) > 1) and any(token.lower in META for token in tokens[:i])
    ):  # "the picture, from its right edge"
        owned = False
    if not preposition and _leads_to_side(tokens, j):  # "flutters left to right"
        preposition = "from"
    leaving = not preposition and i > 0 and tokens[i - 1].lower in _DEPARTING
    of_thing = of_thing and len(parts) == 1
    return SpotPhrase(i, j, preposition or ("from" if leaving else "to"), spot), of_thing or owned


def _tail_end(tokens: list[Token], j: int, preposition: str, parts: list[str]) -> int:
    """Return where "corner" or "side" ends at j, or "wall" in "from the left wall to the right wall"."""
    named = j
    while j < len(tokens) and tokens[j].lower in _TAILS:
        j += 1
    sided = preposition in ("from", "to") and parts[-1] in ("left", "right")
    return j + (sided and j == named and j < len(tokens) and tokens[j].lower in _BOUNDS)


def _parts(tokens: list[Token], j: int) -> tuple[list[str], int]:
    parts: list[str] = []
    while j < len(tokens):
        pieces = [tokens[j].lower] if tokens[j].lower in _HORIZONTAL else tokens[j].lower.split("-")
        names = [
            _VERTICAL.get(piece) or _HORIZONTAL.get(piece) or ("center" if piece in _MIDDLE else "") for piece in pieces
        ]
        if not all(names) or (parts and parts[-1] in ("left", "right")):
            break
        parts += names
        j += 1
    return parts, j


def is_sided_one(tokens: list[Token], spot: SpotPhrase) -> bool:
    """Tell whether this is "the left one" that something is said of: "... is red", "... red"."""
    after = tokens[spot.end] if spot.end < len(tokens) else None
    told = after is not None and (after.tag in ("X", "V") or after.lower in COLORS)
    return told and tokens[spot.start].lower == "the" and tokens[spot.end - 1].lower == "one"


def read_side(tokens: list[Token], i: int) -> tuple[Spot | None, int]:
    """Read "right", "left side" at token i, after an owner; return the spot, if it is one, and where it ends."""
    parts, j = _parts(tokens, i)
    if len(parts) != 1 or parts[0] not in ("left", "right"):
        return None, i
    while j < len(tokens) and (tokens[j].lower in _TAILS or tokens[j].lower == "flank"):
        j += 1
    if j < len(tokens) and tokens[j].tag in ("N", "NAME"):  # "the man's right hand": "hand" is in the tails
        return None, i
    return _as_spot(parts[0]), j


def _of(tokens: list[Token], j: int) -> tuple[bool, bool, int]:
    """Return (relative to the frame, relative to a thing, where to go on)."""
    if j < len(tokens) and tokens[j].lower in ("of", "in"):
        k = j + 1
        if k < len(tokens) and tokens[k].lower in ("the", "our", "this"):
            k += 1
        if k < len(tokens) and tokens[k].lower in META:
            return True, False, k + 1
        if k < len(tokens) and tokens[k].lower == "it" and any(token.lower in META for token in tokens[:j]):
            return True, False, k + 1  # "in the middle of the frame, then at the top of it"
        if tokens[j].lower == "of" and k < len(tokens) and tokens[k].tag != ".":
            return False, True, j
    return False, False, j


def _is_spot(
    tokens: list[Token],
    i: int,
    j: int,
    parts: list[str],
    preposition: str,
    article: str,
    tail: bool,
    meta: bool,
    thing: bool,
) -> bool:
    if len(parts) > 1 or meta:
        return True
    if not (preposition or article or tail) and _leads_to_side(tokens, j) and _is_other_side(tokens, parts, j):
        return True
    if parts[-1] not in ("left", "right"):
        centered = bool(article) and thing and not tail and _is_centered(tokens, i, j)
        listed = len(parts) == 1 and not (preposition or article or tail) and _is_listed(tokens, i, j)
        plain = tail or parts == ["center"] or not preposition or preposition in _AT_HEIGHT
        goes_on = j < len(tokens) and tokens[j].tag in ("N", "NAME", "A")
        way = preposition in ("to", "from", "via", "through") and parts == ["center"] and not (goes_on or thing)
        if way and any(token.lower in _PLACED for token in tokens):  # "left to centre to right"
            return True
        return centered or listed or (not thing and bool(article) and plain and not goes_on)
    if thing:
        last = tokens[i - 1] if i else None
        beside = last is not None and (
            last.tag in ("X", "V") or last.lower in ("just", "directly", "immediately", "far")
        )
        return bool(article or tail) or beside
    return _is_side(tokens, i, j, preposition, bool(article or tail), tail)


_AT_HEIGHT = word_set("from to at on along across")


def _is_side(tokens: list[Token], i: int, j: int, preposition: str, article: bool, tail: bool) -> bool:
    """Tell whether "left" or "right" from i to j is a place, and not what is left or what is right."""
    after = tokens[j].lower if j < len(tokens) else ""
    bare = not (preposition or article)
    if bare and (after in _NOT_AFTER_RIGHT or _leads_to_corner(tokens, j)):
        return False
    noun_follows = j < len(tokens) and tokens[j].tag in ("N", "NAME") and not tail
    heads = bare and after == ":" and (i == 0 or tokens[i - 1].tag == ".")  # "Left: a cat."
    chained = i > 1 and tokens[i - 1].text == "," and tokens[i - 2].lower in _PLACED | _MIDDLE
    listed = (_follows_colon(tokens, i) or chained) and (
        j >= len(tokens) or tokens[j].tag == "." or after in ("then", "and", "to")
    )
    if heads or listed or preposition in ("from", "to", "toward", "towards") or article:
        return not noun_follows
    return i > 0 and tokens[i - 1].tag in ("V", "R", "I", "NOT") and tokens[i].lower in _HORIZONTAL and not noun_follows


_PLACED = word_set("left right top bottom upper lower corner")


def _leads_to_side(tokens: list[Token], j: int) -> bool:
    """Tell whether "to right" or "to the top right" follows."""
    k = j + 1 + (_words(tokens, j + 1, 1) == ["the"])
    return _words(tokens, j, 1) == ["to"] and k < len(tokens) and bool(_parts(tokens, k)[0])


def _is_other_side(tokens: list[Token], parts: list[str], j: int) -> bool:
    """Tell whether "right" in "right to left" is followed by the other side: not "right to the corner"."""
    k = j + 1 + (_words(tokens, j + 1, 1) == ["the"])
    other, end = _parts(tokens, k)
    closed = end >= len(tokens) or tokens[end].tag in (".", "C", "I", "R", "D") or tokens[end].text == ":"
    return parts[0] in ("left", "right") and len(other) == 1 and {parts[0], other[0]} == {"left", "right"} and closed


def _is_centered(tokens: list[Token], i: int, j: int) -> bool:
    """Tell whether "the centre of the stage" is the frame's: of a place, or anything that has corners, among others."""
    k = j + 1 + (_words(tokens, j + 1, 1) in (["the"], ["a"], ["its"]))
    noun = k < len(tokens) and tokens[k].tag == "N"
    others = [token.lower if not i <= n < j else "" for n, token in enumerate(tokens)]
    corners = any(first in _VERTICAL and second in _HORIZONTAL for first, second in pairwise(others))
    head = (tokens[k].lemma or tokens[k].lower) if noun else ""
    levels = bool((_VERTICAL.keys() | _MIDDLE) & set(others))
    if tokens[j - 1].lower in _MIDDLE:
        return noun and (corners or (is_place(head) and (levels or bool(_PLACED & set(others)))))
    return noun and levels and (corners or is_place(head) or stands_apart(head))


def _follows_colon(tokens: list[Token], i: int) -> bool:
    """Tell whether nothing but places stands between a colon or an arrow and i: ": left, middle, right"."""
    k = i - 1
    while k >= 0 and (
        tokens[k].text == "," or tokens[k].lower in ("then", "and", "first", "finally", *_PLACED, *_MIDDLE)
    ):
        k -= 1
    return k >= 0 and tokens[k].text in (":", ">", "→")


def _is_listed(tokens: list[Token], i: int, j: int) -> bool:
    """Tell whether a bare "centre" is one of a list of places: "top right, centre, bottom left"."""
    after = tokens[j] if j < len(tokens) else None
    goes = (
        i > 0
        and tokens[i - 1].tag == "V"
        and tokens[i - 1].lower.rstrip("s") in ("go", "goe", "start", "begin", "move")
    )
    opens = goes or (
        i > 0 and (tokens[i - 1].text in (",", ":", ">", "→", ";") or tokens[i - 1].lower in ("then", "to", "and"))
    )
    closes = after is None or after.tag in (".", "C", "TO") or after.lower in ("at", "to", "then", "in", "halfway")
    return opens and closes and any(token.lower in _PLACED for token in tokens)


def _leads_to_corner(tokens: list[Token], j: int) -> bool:
    """Tell whether a bare "right" only says which way a named corner lies: "straight right to the upper right"."""
    if j >= len(tokens) or tokens[j].lower not in ("to", "into", "toward", "towards"):
        return False
    k = j + 2 if j + 1 < len(tokens) and tokens[j + 1].lower == "the" else j + 1
    return len(_parts(tokens, k)[0]) > 1


def _joined(parts: list[str]) -> str:
    vertical = next((part for part in parts if part in ("lower", "upper")), "")
    side = next((part for part in parts if part in ("left", "right")), "")
    if vertical and side:
        return f"{vertical} {side}"
    return side or {"lower": "bottom", "upper": "top"}.get(vertical, "center")


def shares_frame(tokens: list[Token], i: int) -> bool:
    """Tell whether the sides of a thing are the frame's: "on the left of the mat, moves to the middle, then right"."""
    later = [token.lower for token in tokens[i:]]
    middle = any(
        word in ("middle", "center", "centre") and before == "the" and later[k + 2 : k + 3] != ["of"]
        for k, (before, word) in enumerate(pairwise(later))
    )
    return middle and bool({"left", "right"} & set(later))

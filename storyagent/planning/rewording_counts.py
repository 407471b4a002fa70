"""Numbers and members told in other words: "as many cats as dogs, namely two", "all but one of the four"."""

from __future__ import annotations

from collections.abc import Callable

from storyagent import lexicon
from storyagent.planning.grammar import COLORS, word_set
from storyagent.planning.tokens import Token

_MARKS = word_set(", ; . : — – !")


def _put(tokens: list[Token], start: int, end: int, words: list[str]) -> None:
    first, last = tokens[start], tokens[end - 1]
    tokens[start:end] = [Token(word, first.start, last.end) for word in words]


def _words(tokens: list[Token], k: int, count: int) -> list[str]:
    return [token.lower for token in tokens[k : k + count]]


def _all_but(tokens: list[Token], k: int) -> None:
    """Take "all but one of the four tents" for "three of the four tents"."""
    words = _words(tokens, k, 6)
    if len(words) < 6 or words[1] != "but" or words[3] != "of":
        return
    less, whole = lexicon.number(words[2]), lexicon.number(words[5])
    if less and whole and less < whole:
        _put(tokens, k, k + 3, [str(whole - less)])


def _as_many(tokens: list[Token], k: int) -> None:
    """Take "as many cats as dogs, namely two" for "two cats and two dogs"; what is listed afterwards counts alone."""
    words = _words(tokens, k, 5)
    if len(words) < 5 or words[1] != "many" or words[3] != "as":
        return
    rest = tokens[k + 5 :]
    tail = [token.lower for token in rest]
    number = next((word for word in tail if lexicon.number(word)), "")
    if words[2] in tail or words[4] in tail:
        start = next((j for j in range(k, -1, -1) if tokens[j].text in _MARKS), -1) + 1
        stop = next((j for j in range(k + 5, len(tokens)) if tokens[j].text in _MARKS), len(tokens) - 1) + 1
        del tokens[start:stop]
    elif number:
        stop = next((j for j in range(len(tokens) - 1, k, -1) if tokens[j].text not in _MARKS), k) + 1
        _put(tokens, k, stop, [number, words[2], "and", number, words[4]])


def _except(tokens: list[Token], k: int) -> None:
    """Take "everything is gray except for one red umbrella" for "everything is gray; there is one red umbrella"."""
    end = k + 1 + (_words(tokens, k + 1, 1) == ["for"])
    if k and end < len(tokens) and tokens[end].lower in ("a", "an", "one", "two", "three"):
        _put(tokens, k, end, [";", "there", "is"])


def _likened(tokens: list[Token], k: int) -> None:
    """Take "red like a tomato" for red."""
    if not k or tokens[k - 1].lower not in COLORS or _words(tokens, k + 1, 1) not in (["a"], ["an"], ["the"]):
        return
    end = next((j for j in range(k, len(tokens)) if tokens[j].text in _MARKS or tokens[j].lower == "and"), len(tokens))
    if end - k < 6:
        del tokens[k:end]


def _left_so(tokens: list[Token], k: int) -> None:
    if _words(tokens, k, 2) == ["leave", "out"]:
        _left_out(tokens, k)
        return
    _without_verb(tokens, k)


def _without_verb(tokens: list[Token], k: int) -> None:
    """Take "paint the barn red and leave the silo white" for "paint the barn red and the silo white"."""
    joined = k > 1 and tokens[k - 1].lower in ("and", ",") and any(token.lower in COLORS for token in tokens[:k])
    words = _words(tokens, k + 1, 4)
    if joined and words[:1] in (["the"], ["its"], ["a"]) and any(word in COLORS for word in words[2:]):
        del tokens[k]


def _liked(tokens: list[Token], k: int) -> None:
    _likened(tokens, k)
    if k < len(tokens) and tokens[k].lower in ("like", "love", "want"):
        _wish_again(tokens, k)


_HUES = word_set("color colour shade hue")
_TONES = word_set("in of with")


def _in_color(tokens: list[Token], k: int) -> None:
    """Take "in the color red" and "painted in red" for "in red" and "painted red"."""
    words = _words(tokens, k, 5)
    named = 2 if words[1:2] in (["the"], ["a"]) else 1
    if words[named : named + 1] and words[named] in _HUES:
        end = named + 1 + (words[named + 1 : named + 2] == ["of"])
        if words[end : end + 1] and words[end] in COLORS:
            del tokens[k + 1 : k + end]
    elif k and words[1:2] and words[1] in COLORS and tokens[k - 1].lower in ("painted", "coloured", "colored", "dyed"):
        del tokens[k]
    elif k and words[1:2] and words[1] in COLORS and tokens[k - 1].lower in ("all", "entirely", "completely"):
        del tokens[k - 1]


def _only(tokens: list[Token], k: int) -> None:
    """Take "there isn't a soul, only one cat" for "...; there is only one cat"."""
    before = {token.lower for token in tokens[:k]}
    if before & {"half", "third", "quarter"}:
        return
    new = _words(tokens, k + 1, 1)
    counted = bool(new) and (new[0] in ("a", "an") or lexicon.number(new[0]) is not None)
    if k and tokens[k - 1].text == "," and counted and before & {"no", "n't", "not", "nobody", "nothing"}:
        _put(tokens, k - 1, k, [";", "there", "is"])


def _left_out(tokens: list[Token], k: int) -> None:
    """Leave out what is to be left out: "leave out the kings"."""
    opens = k == 0 or tokens[k - 1].text in _MARKS or tokens[k - 1].lower in ("and", "but", "please")
    width = 2 if _words(tokens, k, 2) == ["leave", "out"] else 1 if tokens[k].lower in ("omit", "exclude") else 0
    if opens and width and _words(tokens, k + width, 1):
        end = next((j for j in range(k, len(tokens)) if tokens[j].text in _MARKS), len(tokens))
        start = k - (k > 0 and tokens[k - 1].lower in ("and", "but", "please"))
        if start or end < len(tokens):
            _put(tokens, start, end, ["thanks"])


def _not_so_many(tokens: list[Token], k: int) -> None:
    """Take "in a pit, five, not four" for "in a pit": the number has been told."""
    words = _words(tokens, k, 3)
    ends = len(words) < 3 or not words[2][0].isalpha()
    if k > 1 and len(words) > 1 and lexicon.number(words[1]) is not None and ends and tokens[k - 1].text == ",":
        again = k > 3 and lexicon.number(tokens[k - 2].lower) is not None and tokens[k - 3].text == ","
        del tokens[k - 1 - 2 * again : k + 2]


def _wish_again(tokens: list[Token], k: int) -> None:
    """Leave out "and I'd like to see all eight": they have been told."""
    words = _words(tokens, k, 7)
    start = next((j for j in (k - 1, k - 2, k - 3) if j > 0 and tokens[j].lower in ("i", "we")), 0)
    if (
        not start
        or words[1:3] not in (["to", "see"], ["to", "have"])
        or tokens[start - 1].lower not in ("and", ",", ";")
    ):
        return
    rest = [word for word in words[3:] if word not in ("all", "of", "the", "both")]
    told = bool(rest) and (rest[0] in ("them", "it", ".") or lexicon.number(rest[0]) is not None)
    if told and (len(rest) < 2 or not rest[1][0].isalpha()):
        del tokens[start - 1 : k + 3 + len(words[3:]) - len(rest) + (rest[0] != ".")]


_UNITS = word_set("seconds frames second frame")


def _of_length(tokens: list[Token], k: int) -> None:
    """Take "the first five of the ten seconds" for "the first five seconds of the ten-second clip"."""
    words = _words(tokens, k, 6)
    article = words[3:4] in (["the"], ["its"])
    rest = words[3 + article : 5 + article]
    if len(rest) < 2 or words[2] != "of" or rest[1] not in _UNITS or lexicon.number(words[1]) is None:
        return
    if lexicon.number(rest[0]) is not None:
        clip = f"{rest[0]}-{rest[1].rstrip('s')}"
        _put(tokens, k, k + 5 + article, [words[0], words[1], rest[1], "of", "the", clip, "clip"])


_GREETINGS = word_set("dear hi hello hey hiya greetings")
_ENDINGS = word_set("best thanks regards cheers love yours sincerely thx ty")


def drop_courtesies(tokens: list[Token]) -> None:
    """Leave out "Dear team," and "Best, Anna", and what is told only to say why: "..., so please show two sausages"."""
    words = [token.lower for token in tokens]
    if words[:1] and words[0] in _GREETINGS and "," in words[1:5] and len(words) > words.index(",") + 2:
        del tokens[: words.index(",") + 1]
    elif words[:1] and words[0] in _ENDINGS and len(words) < 6 and words[1:2] == [","]:
        _put(tokens, 0, len(tokens), ["thanks"])
    elif "so" in words[3:]:
        k = words.index("so", 3)
        ask = k + 1 + (words[k + 1 : k + 2] in (["please"], ["pls"], ["plz"]))
        ordered = words[ask : ask + 1] and words[ask] in _ORDERS and words[k - 1] == ","
        thing = next((word for word in words[ask + 1 :] if word not in ("me", "us")), ".")
        if ordered and thing not in _KNOWN and thing[0].isalnum():
            del tokens[: k + 1]


_ORDERS = word_set("show draw make create generate paint animate film give render design")
_KNOWN = word_set("it them him her that this these those both all")


REWORDED_COUNTS: dict[str, Callable[[list[Token], int], None]] = {
    "all": _all_but,
    "as": _as_many,
    "except": _except,
    **dict.fromkeys(("omit", "exclude"), _left_out),
    **dict.fromkeys(("like", "love", "want"), _liked),
    "not": _not_so_many,
    **dict.fromkeys(_TONES, _in_color),
    **dict.fromkeys(("only", "just"), _only),
    **dict.fromkeys(("first", "last"), _of_length),
    **dict.fromkeys(("leave", "keep", "make", "colour", "color", "paint"), _left_so),
}

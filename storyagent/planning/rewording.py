"""Say a sentence in plainer words before it is read: the same thing told in a way that the reader knows.

Each rule looks at the words around one that calls for it and changes the tokens in place; what it puts in stands where
the old words stood in the text.
"""

from __future__ import annotations

from collections.abc import Callable

from storyagent import lexicon
from storyagent.planning.grammar import CLOSED, COLORS, META, PRESENCE, word_set
from storyagent.planning.names import gender_of_name
from storyagent.planning.rewording_counts import REWORDED_COUNTS, drop_courtesies
from storyagent.planning.rewording_places import REWORDED_PLACES, Places
from storyagent.planning.tokens import Token

_SHADES = word_set(
    """lime sky royal sea olive forest mint emerald ruby rose cherry brick blood lemon mustard canary snow jet
        pitch coal ash chocolate coffee salmon coral peach apricot pumpkin rust steel slate midnight ocean army neon
        electric powder ice cream sand honey pearl fire tomato cobalt bottle grass moss leaf pea apple plum grape
        lavender wine candy bubblegum flamingo hot sunflower cornflower kelly hunter poppy raven ink charcoal milk chalk
        aqua fuchsia burnt dusty"""
)
"""Nouns that say which kind of a colour is meant: "lime green"."""
_PLAIN_WORDS = {
    "lower": "descend", "raise": "rise", "hoist": "rise", "drag": "move", "haul": "move", "heave": "move",
    "work": "move", "move": "move", "show": "appear", "find": "be",
}  # fmt: skip
_SELVES = word_set("itself himself herself themselves")
_FORMS = {
    "descend": ("descend", "descends", "descended", "descending"), "rise": ("rise", "rises", "rose", "rising"),
    "move": ("move", "moves", "moved", "moving"), "appear": ("appear", "appears", "appeared", "appearing"),
    "be": ("be", "is", "was", "being"),
}  # fmt: skip
_ORDERED = word_set("first second third fourth last final middle opening closing initial")
_PARTS = word_set("half third quarter fifth halves thirds quarters")
_OPENERS = word_set(", ; . : — – ( -")


def reword(sentences: list[list[Token]]) -> None:
    """Change the words of a text's sentences, in place."""
    places = Places()
    for tokens in sentences:
        drop_courtesies(tokens)
        k = 0
        while k < len(tokens):
            word = tokens[k].lower
            rules = _RULES.get(word, ()) if tokens[k].tag != "QUOTE" else ()
            if rules:
                for rule in rules:
                    if k < len(tokens) and tokens[k].lower == word:
                        rule(tokens, k)
            elif "-" in tokens[k].lower[1:]:
                _plain_color(tokens, k)
            k += 1
        places.reword(tokens)


def put(tokens: list[Token], start: int, end: int, words: list[str]) -> None:
    """Put words in the place of tokens from start to end."""
    first, last = tokens[min(start, len(tokens) - 1)], tokens[max(start, end - 1)]
    tokens[start:end] = [Token(word, first.start, last.end) for word in words]


def _words(tokens: list[Token], k: int, count: int) -> list[str]:
    return [token.lower for token in tokens[k : k + count]]


def _word(tokens: list[Token], k: int) -> str:
    return tokens[k].lower if 0 <= k < len(tokens) else "."


_HUED = word_set("colored coloured hued tinted painted")


def _plain_color(tokens: list[Token], k: int) -> None:
    """Take "jet-black" for black; "black-and-white" stays."""
    first, _, color = tokens[k].lower.rpartition("-")
    if color in _HUED and first in COLORS:
        put(tokens, k, k + 1, [first])
        return
    if color in COLORS and tokens[k].lower not in COLORS and not COLORS.keys() & {*first.split("-"), "and"}:
        put(tokens, k, k + 1, [color])


def _plain_shade(tokens: list[Token], k: int) -> None:
    """Take "lime green" for green."""
    color, after = _word(tokens, k + 1), _word(tokens, k + 2)
    if (
        color in COLORS
        and tokens[k + 1].text.islower()
        and (after[0].isalnum() or _word(tokens, k - 1) in ("is", "are", "in", "of", "a", "was"))
    ):
        del tokens[k]


def _reflexive(tokens: list[Token], k: int) -> None:
    """Take "lowers itself" for "descends", "finds itself" for "is"."""
    if not k:
        return
    verb = tokens[k - 1].lower
    base = next((b for b in (verb, verb[:-1], verb[:-2], verb[:-3], verb[:-3] + "e") if b in _PLAIN_WORDS), "")
    if verb == "found":
        base = "find"
    if base:
        form = (
            3 if verb.endswith("ing") else 2 if verb.endswith("ed") or verb == "found" else 1 if verb[-1] == "s" else 0
        )
        put(tokens, k - 1, k + 1, [_FORMS[_PLAIN_WORDS[base]][form]])


def _way(tokens: list[Token], k: int) -> None:
    """Take "on its way down" for "going down"."""
    owned = k > 1 and _word(tokens, k - 2) == "on" and _word(tokens, k - 1) in ("its", "his", "her", "their", "the")
    if owned and _word(tokens, k + 1) in ("down", "up", "left", "right", "across"):
        put(tokens, k - 2, k + 1, ["going"])
    else:
        _journey(tokens, k)


def _heading(tokens: list[Token], k: int) -> None:
    """Give a part of the time that heads a list its colon: "first half clown" for "first half: clown"."""
    if not (k == 0 or tokens[k - 1].text in _OPENERS) or _word(tokens, k + 1) not in _PARTS or k + 2 >= len(tokens):
        return
    if tokens[k - 1].text == "(" and k:
        _bracketed(tokens, k)
        return
    after = tokens[k + 2]
    if after.lower[0].isalpha() and not _is_closed(after.lower):
        put(tokens, k + 2, k + 3, [":", after.text])
        tokens[k + 3] = after


def _is_closed(word: str) -> bool:
    return word in CLOSED or word.endswith(("s", "ed", "ing")) or word in PRESENCE or word in COLORS


def _bracketed(tokens: list[Token], k: int) -> None:
    """Take "an owl (second half)" for "an owl in the second half"."""
    end = next((j for j in range(k, min(len(tokens), k + 6)) if tokens[j].text == ")"), 0)
    if end:
        put(tokens, end, end + 1, [","])
        put(tokens, k - 1, k, ["in", "the"])


def _colon(tokens: list[Token], k: int) -> None:
    """Take "the owl: absent at first" for "the owl is absent", and "visible: second half" for "visible in ..."."""
    before, after = _word(tokens, k - 1), _word(tokens, k + 1)
    if before in PRESENCE | {"seen", "shown", "appears", "screen"} and after in _ORDERED | {"only"}:
        put(tokens, k, k + 1, [] if after == "only" else ["in", "the"])
    if after in ("off", "on") and _word(tokens, k + 2) in META | {"stage"} and before[0].isalpha():
        put(tokens, k, k + 1, ["is"])  # "cat: off screen until the middle"
    if k == 1 and _word(tokens, 1) == "is" and lexicon.noun_class(before) and not gender_of_name(tokens[0].text):
        put(tokens, 0, 1, [before])  # "Cat is absent": no name
    stated = after in PRESENCE and (after != "present" or _word(tokens, k + 2) in ("in", "for", "during"))
    if stated and before[0].isalpha() and before not in PRESENCE:
        put(tokens, k, k + 1, ["is"])


def _stay_put(tokens: list[Token], k: int) -> None:
    """Take "stays put" for "stays"."""
    if _word(tokens, k - 1) in ("stay", "stays", "stayed", "staying"):
        del tokens[k]


def _as(tokens: list[Token], k: int) -> None:
    """Take "as the second half starts" for "when the second half starts"."""
    words = _words(tokens, k, 5)
    soon = _word(tokens, k - 1) == "soon"
    if words[1:2] == ["long"]:
        _as_long(tokens, k)
    if not soon and len(words) == 5 and words[2] in _ORDERED and words[3] in _PARTS and words[1] in ("the", "its"):
        put(tokens, k, k + 1, ["when"])


def _as_long(tokens: list[Token], k: int) -> None:
    """Take "for as long as the first half lasts" for "during the first half"."""
    words = _words(tokens, k, 6)
    told = words[2:3] == ["as"] and words[4:5] and words[4] in _ORDERED and words[5:6] and words[5] in _PARTS
    end = next((j for j in range(k + 6, len(tokens)) if tokens[j].lower in ("lasts", "runs", "goes")), 0)
    if told and end and end < k + 10:
        del tokens[end]
        start = k - (_word(tokens, k - 1) == "for")
        put(tokens, start, k + 3, ["during"])


def _here_to_stay(tokens: list[Token], k: int) -> None:
    """Take "is there to stay" for "stays"."""
    told = _words(tokens, k - 2, 4) if k > 1 else []
    if told[:1] in (["is"], ["'s"]) and told[1:] in (["there", "to", "stay"], ["here", "to", "stay"]):
        put(tokens, k - 2, k + 2, ["stays"])


def _what(tokens: list[Token], k: int) -> None:
    """Take "what is red is the phone" for "the phone is red"."""
    words = _words(tokens, k, 5)
    if len(words) < 5 or words[1] not in ("is", "'s") or words[2] not in COLORS or words[3] not in ("is", "'s"):
        return
    end = next((j for j in range(k + 4, len(tokens)) if tokens[j].text in (",", ";", ".") or tokens[j].lower == "and"),
               len(tokens))  # fmt: skip
    tokens[k:end] = [*tokens[k + 4 : end], tokens[k + 1], tokens[k + 2]]


_JOURNEYS = word_set("journey trip route path voyage itinerary course trajectory tour flight")
_LEADING = {"leads": "goes", "led": "went", "takes": "goes", "lead": "go", "runs": "goes"}
_OWNERS = {"its": "it", "his": "he", "her": "she", "their": "they"}


_ENDS = {
    "start": "starts", "beginning": "starts", "origin": "starts", "goal": "ends", "destination": "ends",
    "finish": "ends", "point": "starts", "endpoint": "ends",
}  # fmt: skip


def _end_of_way(tokens: list[Token], k: int) -> None:
    """Take "the crab's starting point is on the left, its goal on the right" for "starts on ..., it ends on ..."."""
    first = k - (_word(tokens, k - 1) in ("starting", "end"))
    if tokens[k].lower == "point" and first == k:
        return
    verb = "ends" if _word(tokens, k - 1) == "end" else _ENDS[tokens[k].lower]
    end = k + 1 + (_word(tokens, k + 1) in ("is", "lies", "was"))
    owner = _word(tokens, first - 1)
    if _word(tokens, end) not in ("on", "at", "in", "the") or owner not in {"'s", *_OWNERS}:
        return
    if _word(tokens, first - 2) == "as" and owner in _OWNERS:
        return
    put(tokens, first - 1, end, [verb] if owner == "'s" else [_OWNERS[owner], verb])


def _journey(tokens: list[Token], k: int) -> None:
    """Take "the beetle's journey begins" for "the beetle begins"; "its path leads to" for "it goes to"."""
    verb = _word(tokens, k + 1)
    if tokens[k].lower in _ENDS:
        _end_of_way(tokens, k)
        return
    said = next((j for j in range(max(0, k - 7), k) if _words(tokens, j, 2) in (["that", "'s"], ["that", "is"])), -1)
    if said > 0 and _word(tokens, k - 1) == "'s" and not verb[0].isalpha():  # "... that's the beetle's route"
        del tokens[k - 1 : k + 1]
        del tokens[said : said + 2]
        return
    if verb not in _LEADING and verb not in ("begins", "starts", "ends", "finishes", "goes", "began", "started", "is"):
        return
    owner = _word(tokens, k - 1)
    if owner == "'s":
        del tokens[k - 1 : k + 1]
        k -= 1
    elif owner in _OWNERS:
        put(tokens, k - 1, k + 1, [_OWNERS[owner]])
    else:
        return
    for j in range(k, len(tokens)):
        if tokens[j].lower in _LEADING and _word(tokens, j + 1) in ("to", "from", "it", "him", "her", "them"):
            put(tokens, j, j + 1 + (_word(tokens, j + 1) in ("it", "him", "her", "them")), [_LEADING[tokens[j].lower]])


def _cleft(tokens: list[Token], k: int) -> None:
    """Take "it is from the right that the tram comes" for "from the right the tram comes"."""
    if k or _word(tokens, 1) not in ("is", "was", "'s") or _word(tokens, 2) not in ("from", "to", "towards", "toward"):
        return
    if any(token.lower == "that" for token in tokens):
        tokens[:] = [token for token in tokens[2:] if token.lower != "that"]


def _traced(tokens: list[Token], k: int) -> None:
    """Take "traces an L" for a shape, which nobody sees."""
    if k + 2 < len(tokens) and tokens[k + 1].lower in ("a", "an") and len(tokens[k + 2].text) == 1:
        put(tokens, k + 2, k + 3, ["shape"])


def _between(tokens: list[Token], k: int) -> None:
    """Take "in between", "on the way there" and "along the way" for one word."""
    words = _words(tokens, k, 4)
    width = 2 if words[1:2] == ["between"] else 3 if words[1:3] == ["the", "way"] and words[0] in ("on", "along") else 0
    width += words[3:4] == ["there"] and width == 3
    after = _word(tokens, k + width)
    if width and (not after[0].isalnum() or after in _WHO or after.endswith("s")):
        put(tokens, k, k + width, ["in-between"])


_WHO = word_set("it he she they stopping passing visiting")


def _neither(tokens: list[Token], k: int) -> None:
    """Take "neither dogs nor cats" for "no dogs and no cats"."""
    nor = next((j for j in range(k, min(len(tokens), k + 5)) if tokens[j].lower == "nor"), 0)
    kinds = [_word(tokens, k + 1), _word(tokens, nor + 1)]
    opens = k == 0 or not tokens[k - 1].text[0].isalnum()
    if nor and opens and not any(_is_closed_class(word) or word in COLORS for word in kinds):
        put(tokens, nor, nor + 1, ["and", "no"])
        put(tokens, k, k + 1, ["no"])


def _is_closed_class(word: str) -> bool:
    return word in CLOSED or not word[0].isalpha()


def _you(tokens: list[Token], k: int) -> None:
    put(tokens, k, k + 1, ["you"])


def _top_down(tokens: list[Token], k: int) -> None:
    """Take "top down view" for one adjective and its noun."""
    if _word(tokens, k + 1) == "down" and (_word(tokens, k + 2) in META or not _word(tokens, k + 2)[0].isalpha()):
        put(tokens, k, k + 2, ["top-down"])


_Rule = Callable[[list[Token], int], None]
_OWN: dict[str, _Rule] = {
    **dict.fromkeys(_SHADES, _plain_shade),
    **dict.fromkeys(_SELVES, _reflexive),
    **dict.fromkeys(_ORDERED, _heading),
    **dict.fromkeys(_JOURNEYS | _ENDS.keys(), _journey),
    **dict.fromkeys(("traces", "draws", "describes", "trace", "flies", "makes"), _traced),
    "way": _way,
    ":": _colon,
    "put": _stay_put,
    "as": _as,
    "to": _here_to_stay,
    "what": _what,
    "it": _cleft,
    **dict.fromkeys(("in", "on", "along"), _between),
    "neither": _neither,
    "u": _you,
    "top": _top_down,
}
_RULES: dict[str, tuple[_Rule, ...]] = {
    word: tuple(rules[word] for rules in (_OWN, REWORDED_PLACES, REWORDED_COUNTS) if word in rules)
    for word in (*_OWN, *REWORDED_PLACES, *REWORDED_COUNTS)
}

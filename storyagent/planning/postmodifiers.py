"""What stands behind a noun and belongs to it: its colour, what it is made of or filled with."""

from __future__ import annotations

from storyagent import lexicon
from storyagent.planning.chunks import NounPhrase
from storyagent.planning.grammar import COLORS, META, word_set
from storyagent.planning.tokens import Token

_SHADES = word_set(
    """painted colored coloured dyed bright dark light deep pale vivid solid plain soft all completely entirely glossy
        shiny"""
)
_ALL_OVER = (
    ("all", "over"), ("from", "head", "to", "toe"), ("from", "head", "to", "tail"), ("from", "top", "to", "toe"),
)  # fmt: skip


def colored(tokens: list[Token], phrase: NounPhrase) -> NounPhrase:
    """Add the colour in "a guitar in bright orange", "a kitten, black all over,", "a cup whose colour is white"."""
    if not phrase.noun or phrase.color or phrase.noun in META or _colored_in_marks(tokens, phrase):
        return phrase
    j = phrase.end
    words = [token.lower for token in tokens[j : j + 4]]
    opener = words[:1]
    if opener == ["whose"] and words[1:2] in (["color"], ["colour"]) and words[2:3] in (["is"], ["was"]):
        j += 3
    elif words[:2] == ["of", "a"] or opener in (["in"], [","]):
        j += 1 + (opener == ["of"])
    elif opener == ["of"] and words[1:2] and words[1] in COLORS and phrase.plural:  # "scales of green"
        j += 1
    else:
        return phrase
    once = opener == [","] and words[1:2] in (["once"], ["formerly"], ["previously"])
    if once:  # ", once blue but now red,"
        j = _read_colors(tokens, j + 1)[1]
        while j < len(tokens) and tokens[j].lower in ("but", "and", "now", "today", "is"):
            j += 1
    colors, end = _read_colors(tokens, j)
    named = words[:2] == ["of", "a"]
    if named and (end >= len(tokens) or tokens[end].lower not in ("color", "colour", "shade", "hue")):
        return phrase
    end += named
    over = next((len(p) for p in _ALL_OVER if tuple(t.lower for t in tokens[end : end + len(p)]) == p), 0)
    end += over
    after = tokens[end] if end < len(tokens) else None
    if not colors or (after is not None and (after.tag in ("N", "NAME", "NUM") or _leads_to_noun(tokens, end))):
        return phrase
    if opener == [","]:
        if after is not None and after.tag not in (".", "C"):
            return phrase
        end += after is not None and after.text == ","
    phrase.color, phrase.end = " and ".join(colors), end
    return phrase


def _colored_in_marks(tokens: list[Token], phrase: NounPhrase) -> bool:
    """Add the colour in "a mushroom (red)", "cube: red, ball: green" and "a banana as yellow as the sun"."""
    j = phrase.end
    words = [token.lower for token in tokens[j : j + 3]]
    if len(words) < 2 or words[1] not in COLORS:
        return False
    like = words[0] == "as" and words[2:] == ["as"]
    end = _noun_end(tokens, j + 3) if like else _marked(tokens, j) if words[0] in (":", "=", "(", "-", "–") else None
    if end:
        phrase.color, phrase.end = COLORS[words[1]], end
    return end is not None


def _marked(tokens: list[Token], j: int) -> int | None:
    """Return where a colour between marks ends: "(red)", ": red,", "= red;"."""
    color = tokens[j + 1].lower if j + 1 < len(tokens) else ""
    after = tokens[j + 2].text if j + 2 < len(tokens) else "."
    if color not in COLORS or after not in ((")",) if tokens[j].text == "(" else (".", ",", ";", "|", "/")):
        return None
    return j + 2 + (after == ")")


def _noun_end(tokens: list[Token], j: int) -> int:
    while j + 1 < len(tokens) and tokens[j].tag in ("D", "S", "A") and tokens[j + 1].tag in ("N", "A"):
        j += 1
    return min(j + 1, len(tokens))


def _leads_to_noun(tokens: list[Token], j: int) -> bool:
    """Tell whether adjectives from j on lead to a noun, so that a colour before them belongs to it."""
    while j < len(tokens) and tokens[j].tag == "A":
        j += 1
    return j < len(tokens) and tokens[j].tag == "N" and tokens[j - 1].tag == "A"


def _read_colors(tokens: list[Token], j: int) -> tuple[list[str], int]:
    """Read "bright orange" or "black and white" at j; return the colours and where they end."""
    colors: list[str] = []
    while j < len(tokens):
        word = tokens[j].lower
        goes_on = word == "and" and colors and j + 1 < len(tokens) and tokens[j + 1].lower in COLORS
        if word in COLORS:
            colors.append(COLORS[word])
        elif word not in _SHADES and not goes_on:
            break
        j += 1
    while colors and tokens[j - 1].lower not in COLORS:
        j -= 1
    return colors, j


def is_filled(tokens: list[Token], phrase: NounPhrase) -> bool:
    """Tell whether a thing is followed by what it is made of or filled with, which is not seen by itself."""
    j = phrase.end
    if j + 1 >= len(tokens) or tokens[j].lower != "of" or tokens[j + 1].tag != "N" or tokens[j + 1].form == "plural":
        return False
    goes_on = j + 2 < len(tokens) and tokens[j + 2].tag in ("N", "NAME", "POS")
    stuff = lexicon.noun_class(tokens[j + 1].lemma) == "substance" or lexicon.is_a(
        tokens[j + 1].lemma, "fabric", "food", "fiber", "liquid", "material", "beverage", "foodstuff"
    )
    stuff |= tokens[j + 1].form != "plural" and lexicon.is_a(
        phrase.noun, "container", "vessel"
    )  # "a bottle of perfume"
    held = phrase.noun == "glass" or lexicon.noun_class(phrase.noun) in ("artifact", "quantity", "object")
    return stuff and not goes_on and held


def is_steered(tokens: list[Token], phrase: NounPhrase) -> bool:
    """Tell whether a wheel is only where a driver sits: "behind the wheel of a tractor"."""
    led = phrase.start > 0 and tokens[phrase.start - 1].lower in ("behind", "at")
    return led and phrase.end + 1 < len(tokens) and tokens[phrase.end].lower == "of"


def colored_some(tokens: list[Token], some: NounPhrase) -> NounPhrase:
    """Add the colour in "two parrots, one of them green and the other red"."""
    j = some.end
    ends = j + 1 >= len(tokens) or tokens[j + 1].tag in (".", "C")
    if some.pronoun == "them" and some.count and j < len(tokens) and tokens[j].lower in COLORS and ends:
        some.color, some.end, some.selects = COLORS[tokens[j].lower], j + 1, "one"
        some.pronoun = "one" if some.count == 1 else "they"
    return some

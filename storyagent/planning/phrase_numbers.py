"""Numbers in a phrase: "3", "twenty one", "one hundred and five", "half a dozen"."""

from __future__ import annotations

from storyagent import lexicon
from storyagent.planning.chunks import NounPhrase
from storyagent.planning.grammar import HUGE_NUMBERS, LARGEST_NUMBER, META
from storyagent.planning.tokens import Token


def read_number(tokens: list[Token], j: int, phrase: NounPhrase) -> int:
    """Read the longest number at token j into a phrase; return where it ends."""
    end = _number_end(tokens, j)
    word, number = tokens[j].lower, lexicon.number(" ".join(token.lower for token in tokens[j:end]))
    if number == 0:  # "1 horse and 0 riders"
        phrase.reference = "no"
    elif word == "half-dozen":
        phrase.count = 6
    elif word == "dozen":
        phrase.count = 12 * (phrase.count or 1)
    elif word in HUGE_NUMBERS or (number is not None and number > LARGEST_NUMBER):
        phrase.count, phrase.vague = None, True
    elif number is not None:
        phrase.count = number
    else:
        phrase.selects = word
    return end


_TIMES = ("x", "×", "*")


def counted(tokens: list[Token], phrase: NounPhrase) -> NounPhrase:
    """Add the number behind a noun: "penguins: 4", "penguin x 3", "owls (two)"."""
    j = phrase.end
    if j >= len(tokens) or phrase.reference != "bare" or not phrase.noun or not (phrase.count is None or phrase.vague):
        return phrase
    mark = tokens[j].lower
    times = mark[0] in _TIMES and mark[1:].isdigit()  # "x3"
    k = j if times else j + 1
    if not (times or mark in _TIMES or mark in (":", "=", "(", "-", "–")) or k >= len(tokens) or phrase.noun in META:
        return phrase
    number = lexicon.number(tokens[k].lower.lstrip("x×*")) if times or tokens[k].tag == "NUM" else None
    after = tokens[k + 1].text if k + 1 < len(tokens) else "."
    closed = after == ")" if mark == "(" else after in (".", ",", ";", "|", "/", "!") or after.lower() == "and"
    if number and number <= LARGEST_NUMBER and closed:
        phrase.count, phrase.vague, phrase.plural = number, False, number > 1
        phrase.end = k + 1 + (mark == "(")
    return phrase


def _number_end(tokens: list[Token], j: int) -> int:
    end = k = j + 1
    while k < len(tokens) and (tokens[k].tag == "NUM" or (tokens[k].lower == "and" and end == k)):
        k += 1
        if tokens[k - 1].tag == "NUM" and lexicon.number(" ".join(token.lower for token in tokens[j:k])) is not None:
            end = k
    return end

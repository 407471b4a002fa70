"""Words before a noun that make one thing with it: "teddy bear", "hot air balloon", "curling stone"."""

from __future__ import annotations

from storyagent import lexicon
from storyagent.planning.grammar import COLORS, word_set
from storyagent.planning.tokens import Token

CONCRETE = word_set("animal artifact body food location object person phenomenon plant group substance tops")
_PLAIN = word_set(
    """little small big large great old young new long short good bad dark bright white black tall high hot
        cold wild fat"""
)


def adjectives_before(tokens: list[Token], start: int) -> list[str]:
    """Return the adjective right before the head: "teddy", "hot air", "polar" belong to compounds."""
    before = tokens[start - 1]
    if before.tag != "A" or before.lower in COLORS or before.lower in _PLAIN:
        return []
    return [before.lower]


_OBJECTS = ("artifact", "object", "communication")


def activity_before(tokens: list[Token], start: int, head: str) -> list[str]:
    """Return what a thing is for: "curling" in "curling stone", but nothing in "running dog"."""
    before = tokens[start - 1] if start else None
    if before is None or before.tag != "A" or not before.lower.endswith("ing"):
        return []
    activity = lexicon.lemma(before.lower, "n") == before.lower and lexicon.noun_class(head) in _OBJECTS
    return [before.lower] if activity else []


def joined_before(tokens: list[Token], start: int) -> list[str]:
    """Return the plain adjective that opens a longer compound: "hot" in "hot air balloon"."""
    before = tokens[start - 1] if start else None
    return [before.lower] if before and before.tag == "A" and before.lower in _PLAIN else []


def is_compound(words: list[str]) -> bool:
    """Tell whether words together name one thing: "oak tree", "hot air balloon"."""
    joined = " ".join(words)
    if len(words) == 3 and lexicon.is_word(f"{words[0]}-{words[1]} {words[2]}"):  # "hot-air balloon"
        return True
    plain = len(words) == 2 and words[0] in _PLAIN
    return not plain and lexicon.is_word(joined) and lexicon.noun_class(joined) in CONCRETE

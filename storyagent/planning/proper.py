"""Tell names from other words with a capital."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise

from storyagent import lexicon
from storyagent.lexicon import Pos
from storyagent.planning.grammar import BE, CLOSED, COLORS, HAVE, META, PAIRED, PRESENCE, word_set
from storyagent.planning.looks import is_being, is_seen
from storyagent.planning.names import gender_of_name
from storyagent.planning.tokens import Token

_NOT_NAMES = word_set(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july
        august september october november december christmas easter halloween eve english french i god"""
)

_HEAVENLY = word_set("earth moon sun")
_NAMELESS = META | CLOSED.keys() | _NOT_NAMES

TITLES = word_set("mr mrs ms miss dr prof st capt mister madam madame sir")


_MODERN = word_set("frisbee segway dumpster ufo gokart drone selfie vlogger hoverboard quadcopter robo skatepark")


def _is_compound(word: str) -> bool:
    """Tell whether a word that no lexicon knows is two nouns in one: "smartphone", "racecar"."""
    cuts = ((word[:k], word[k:]) for k in range(4, len(word) - 2))
    return any(lexicon.is_word(first) and bool(lexicon.noun_class(last)) for first, last in cuts)


def collect_names(sentences: list[list[Token]]) -> frozenset[str]:
    """Return the words that are written with a capital inside a sentence somewhere in the story."""
    names: set[str] = set()
    for tokens in sentences:
        for before, token in pairwise(tokens):
            inside = before.text[-1] not in '.!?:"”“—' and before.tag != "QUOTE"
            if inside and _capital(token.text) and token.lower.rstrip(".") not in _NOT_NAMES | TITLES | CLOSED.keys():
                names.add(token.text)
    return frozenset(names)


def _capital(word: str) -> bool:
    """Tell whether a word is written like a name: a capital first, or a script that has no capitals."""
    first = word[0]
    return first.isalpha() and (first.isupper() or (not first.islower() and not first.isascii()))


def is_name(tokens: list[Token], i: int, names: Collection[str]) -> bool:
    """Tell whether the word at i is a name; `names` are the words known to be."""
    token = tokens[i]
    word = token.lower
    if word.rstrip(".") in TITLES:
        return _capital(token.text) and i + 1 < len(tokens) and _capital(tokens[i + 1].text)
    heavenly = word in _HEAVENLY and i > 0 and tokens[i - 1].lower == "the"
    acronym = token.text.isupper() and len(word) > 1 and i > 0 and tokens[i - 1].tag in ("D", "NUM")  # "a UFO"
    if not _capital(token.text) or acronym or heavenly or word in _NAMELESS or lexicon.number(word) is not None:
        return False
    opening = i == 0 or tokens[i - 1].text[-1] in '.!?:"”“—(' or tokens[i - 1].tag == "QUOTE"
    if not opening:
        return not (word in COLORS and i > 0 and tokens[i - 1].tag == "D")
    pos = lexicon.parts_of_speech(word)
    if token.text in names:
        return not ("a" in pos and i + 1 < len(tokens) and _capital(tokens[i + 1].text))
    if not pos:  # "Waypoints for the forklift: ..."
        after = tokens[i + 1].lower if i + 1 < len(tokens) else ""
        listed = word.endswith("s") and after in ("for", "of", ":") and not gender_of_name(token.text)
        listed |= after == ":" and "-" in word  # "Side-scroller: the knight walks right"
        return not (listed or word in _MODERN or (i == 0 and _is_compound(word)))
    return _is_explained(tokens, i) or _sounds_like_name(tokens, i, pos) or _is_pets_name(tokens, i, pos)


def _is_pets_name(tokens: list[Token], i: int, pos: dict[Pos, int]) -> bool:
    """Tell whether a bare plural opens a sentence and acts as one living being does: "Whiskers sat", "Boots is".

    A plural's verb has no -s, and parts of a body or clothes do not sleep, eat or speak.
    """
    word, after = tokens[i].lower, _verb_after(tokens, i)
    one = lexicon.lemma(word, "n")
    if "n" not in pos or one in (None, word) or word in PAIRED or word in _PLAIN_PARTS:
        return False
    kind = lexicon.noun_class(word) if is_seen(word) and is_seen(one or word) else "body"
    if kind not in ("body", "artifact", "food", "object", "plant", "phenomenon", "substance"):
        return False
    base = lexicon.lemma(after, "v")
    singular = after in ("is", "was", "has") or (
        base is not None and after.endswith("s") and base != after and not lexicon.lemma(after, "n")
    )
    acts = base in _ACTING and (kind == "body" or base not in _RESTING)
    return singular or (acts and base != after)


_PLAIN_PARTS = word_set(
    "eyes hands feet legs arms fingers lips ears wings tails teeth tears heads hearts knees shoulders toes hairs faces"
)
_RESTING = word_set("sit lie stand wait jump run climb walk watch")
"""What shoes and boxes can be said to do, too."""
_ACTING = _RESTING | word_set(
    """sleep eat drink purr bark meow yawn say ask laugh cry sing whisper want love like think dream wake smile nod
        listen chase catch find follow hurry swim dance sniff hide play"""
)


def _is_explained(tokens: list[Token], i: int) -> bool:
    """Tell whether a word is said to be somebody before it acts: "Whiskers, the gray cat, sat" (no list of things)."""
    words = [token.lower for token in tokens[i + 1 : i + 9]]
    if words[:1] != [","] or words[1:2] not in (["the"], ["a"], ["an"]) or "," not in words[3:7]:
        return False
    end = words.index(",", 3)
    act, then = [*words[end + 1 : end + 3], "", ""][:2]
    acts = act in BE | HAVE or (lexicon.lemma(act, "v") is not None and then not in ("and", "or", ",", ""))
    somebody = lexicon.noun_class(words[end - 1]) in ("person", "animal") or is_being(words[end - 1])
    return somebody and acts and act not in CLOSED.keys() - BE - HAVE


_PASTS = word_set("saw felt rose fell left found")
"""Pasts that are nouns or other verbs, too: "Tom saw", "Anna rose"."""


def _verb_after(tokens: list[Token], i: int) -> str:
    """Return the word after i, adverbs passed over: "saw" in "Tom never saw"."""
    j = i + 1
    while j < len(tokens) and tokens[j].lower in _BEFORE_VERBS:
        j += 1
    return tokens[j].lower if j < len(tokens) else ""


_BEFORE_VERBS = word_set("never always often sometimes also just only still then now soon once quickly slowly suddenly")


def _sounds_like_name(tokens: list[Token], i: int, pos: dict[Pos, int]) -> bool:
    """Tell whether a bare singular noun opens a sentence before a verb, as a name does: "Ruby was", "Star ran"."""
    word, after = tokens[i].lower, _verb_after(tokens, i)
    if "n" not in pos or lexicon.lemma(word, "n") != word or pos.get("v", 0) + pos.get("a", 0) > 3 * pos["n"] + 3:
        return False
    if lexicon.noun_class(word) in (
        None,
        "group",
        "time",
        "state",
        "act",
        "feeling",
        "phenomenon",
        "attribute",
        "cognition",
    ):
        return False
    if lexicon.is_a(word, "precipitation", "weather", "food", "water", "vegetation", "material") or word in META:
        return False
    base = lexicon.lemma(after, "v")
    if (
        after in BE and i + 2 < len(tokens) and tokens[i + 2].lower in PRESENCE
    ):  # "Boss is visible from the midpoint on"
        return False
    if any(other.text == word and not before.text[0].isalpha() for before, other in pairwise(tokens[i + 1 :])):
        return False  # "Singer enters, singer stays"
    told = bool(gender_of_name(word)) and after in _PASTS
    return told or after in BE | HAVE | {"'s"} or (base is not None and base != after and not lexicon.lemma(after, "n"))

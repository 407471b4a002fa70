"""Words and what they mean: parts of speech, base forms, noun classes and hypernyms.

The data is Princeton WordNet 3.0, as `training/build_lexicon.py` writes it. It is read at the first question (about
0.15 s) and kept.
"""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from storyagent.errors import InvalidInput

Pos = Literal["n", "v", "a", "r"]
"""Noun, verb, adjective, adverb."""

_ENDINGS: dict[Pos, tuple[tuple[str, str], ...]] = {
    "n": (("ses", "s"), ("xes", "x"), ("zes", "z"), ("ches", "ch"), ("shes", "sh"), ("men", "man"), ("ies", "y"),
          ("s", "")),
    "v": (("ies", "y"), ("ied", "y"), ("es", "e"), ("es", ""), ("s", ""), ("ed", "e"), ("ed", ""), ("ing", "e"),
          ("ing", "")),
    "a": (("er", ""), ("est", ""), ("er", "e"), ("est", "e"), ("ier", "y"), ("iest", "y")),
    "r": (),
}  # fmt: skip
"""Morphy's rules of detachment, as WordNet publishes them (morphy(7WN)), with -ied added for verbs."""


class Sense(NamedTuple):
    """One meaning of a noun: its WordNet class ("animal"), its synset's number and its frequency in tagged texts."""

    category: str
    synset: int
    frequency: int


class _Entry(NamedTuple):
    nouns: tuple[Sense, ...]
    verbs: tuple[tuple[str, int], ...]
    counts: dict[Pos, int]


def _lines(name: str) -> list[str]:
    data = files("storyagent.lexicon").joinpath(f"{name}.tsv.gz").read_bytes()
    return gzip.decompress(data).decode().splitlines()


@cache
def _words() -> dict[str, str]:
    return dict(line.split("\t", 1) for line in _lines("words"))


@cache
def _synsets() -> list[str]:
    return _lines("synsets")


@cache
def _irregular() -> dict[str, str]:
    return dict(line.split("\t", 1) for line in _lines("irregular"))


@cache
def _entry(lemma: str) -> _Entry:
    nouns: tuple[Sense, ...] = ()
    verbs: tuple[tuple[str, int], ...] = ()
    counts: dict[Pos, int] = {}
    for field in _words().get(lemma, "").split("\t"):
        pos, _, rest = field.partition(":")
        items = [item.rsplit(".", 2 if pos == "n" else 1) for item in rest.split(",")]
        if pos == "n":
            nouns = tuple(Sense(category, int(synset), int(count)) for category, synset, count in items)
            counts["n"] = sum(sense.frequency for sense in nouns)
        elif pos == "v":
            verbs = tuple((category, int(count)) for category, count in items)
            counts["v"] = sum(count for _, count in verbs)
        elif pos == "a":
            counts["a"] = int(rest)
        elif pos == "r":
            counts["r"] = int(rest)
    return _Entry(nouns, verbs, counts)


def is_word(word: str) -> bool:
    """Tell whether this exact form, in lower case, is a base form in the lexicon."""
    return word.lower() in _words()


@cache
def lemma(word: str, pos: Pos) -> str | None:
    """Return the base form of a word as this part of speech, or None when it is not one.

    "mice" as a noun is "mouse"; "flew" as a verb is "fly"; "flew" as a noun is None.

    Raises:
        InvalidInput: the part of speech is not one of n, v, a, r.
    """
    if pos not in _ENDINGS:
        raise InvalidInput("there is no such part of speech", found=repr(pos), needed="n, v, a or r")
    word = word.lower()
    candidates = [item[2:] for item in _irregular().get(word, "").split("\t") if item.startswith(pos)]
    if not candidates or pos != "v":
        candidates.append(word)
    for candidate in candidates:
        if pos in _entry(candidate).counts:
            return candidate
    return _regular(word, pos)


def _regular(word: str, pos: Pos) -> str | None:
    if pos == "n" and word.endswith("ss"):
        return None
    found = []
    for ending, instead in _ENDINGS[pos]:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word[: -len(ending)] + instead
            doubled = ending in ("ed", "ing") and not instead and len(stem) > 2 and stem[-1] == stem[-2]
            found += [option for option in (stem, stem[:-1] if doubled else "") if pos in _entry(option).counts]
    return max(found, key=lambda option: _entry(option).counts[pos], default=None)


@cache
def plural(noun: str) -> str:
    """Return the plural of a noun: "mice", "foxes", "oak trees"."""
    *before, last = noun.split(" ")
    return " ".join([*before, _irregular_plurals().get(last) or _regular_plural(last)])


@cache
def _irregular_plurals() -> dict[str, str]:
    found: dict[str, str] = {}
    for form, lemmas in _irregular().items():
        for item in lemmas.split("\t"):
            if item.startswith("n:"):
                found.setdefault(item[2:], form)
    return found | _PLURALS


_PLURALS = {
    "fish": "fish",
    "sheep": "sheep",
    "deer": "deer",
    "person": "people",
    "brother": "brothers",
    "dwarf": "dwarfs",
}
"""Where WordNet's list of irregular forms has an unusual one."""


def _regular_plural(noun: str) -> str:
    if noun.endswith("man") and noun not in ("human", "german", "roman"):
        return f"{noun[:-2]}en"
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return f"{noun}es"
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else f"{noun}s"


@cache
def singular(noun: str) -> str:
    """Return the singular of a plural that the lexicon does not know: "deckchairs" is "deckchair"; else the noun.

    A compound of a known noun follows that noun: "toothbrushes" ends in "brushes".
    """
    for k in range(1, len(noun) - 3):
        base = lemma(noun[k:], "n") if len(noun) - k > 3 else None
        if base is not None and base != noun[k:]:
            return noun[:k] + base
    plain = noun.endswith("s") and not noun.endswith(("ss", "us", "is"))
    return noun[:-1] if plain and len(noun) > 3 else noun


def parts_of_speech(word: str) -> dict[Pos, int]:
    """Return the parts of speech a form can have, each with how often its base form was tagged in WordNet's texts."""
    found: dict[Pos, int] = {}
    for pos in ("n", "v", "a", "r"):
        base = lemma(word, pos)
        if base is not None:
            found[pos] = _entry(base).counts[pos]
    return found


def noun_senses(noun: str) -> tuple[Sense, ...]:
    """Return the meanings of a noun (a base form or an inflected one), the one most likely meant in a film first."""
    senses = _entry(lemma(noun, "n") or noun.lower()).nouns
    if not senses and " " in noun:  # "lamp post" is "lamppost", "hot air balloon" "hot-air balloon"
        senses = _entry(noun.lower().replace(" ", "")).nouns or _entry(noun.lower().replace(" ", "-", 1)).nouns
    if (
        senses
        and senses[0].category in ("person", "food", "location")
        and senses[0].frequency <= _RARE
        and (senses[0].category != "location" or any(sense.category == "animal" for sense in senses))
    ):
        # "whale" is an animal here before it is an important person, "octopus" before it is food, "hippo" before a town
        return tuple(sorted(senses, key=lambda sense: sense.category != "animal"))
    if senses and senses[0].category == "location" and senses[0].frequency <= _RARE:
        # "cork" is a stopper before it is a town
        return tuple(sorted(senses, key=lambda sense: sense.category != "artifact"))
    if noun in _MEANT:
        return tuple(sorted(senses, key=lambda sense: sense.category != _MEANT[noun]))
    if senses and senses[0].category == "plant":
        # "oak" is a tree before it is the tree's wood
        return tuple(sorted(senses, key=lambda sense: "organism" not in _words_above(sense.synset)))
    return senses


_RARE = 2
"""A meaning found so often at most in WordNet's tagged texts counts as rare."""
_MEANT = {
    "marble": "artifact",
    "football": "artifact",
    "basketball": "artifact",
    "volleyball": "artifact",
    "baseball": "artifact",
    "table": "artifact",
    "lift": "artifact",
    "float": "artifact",
    "turtle": "animal",
    "mole": "animal",
    "seal": "animal",
    "bat": "animal",
    "ram": "animal",
    "crane": "animal",
}
"""Nouns whose likeliest meaning in a story is not their most frequent one in newspapers."""


def noun_class(noun: str) -> str | None:
    """Return the WordNet class of a noun's likeliest meaning, or None for an unknown noun.

    An unknown compound ("paper boat") has the class of its last word.

    One of animal, person, artifact, plant, food, body, location, object, phenomenon, substance, group, and the
    abstract ones (act, attribute, cognition, communication, event, feeling, motive, possession, process, quantity,
    relation, shape, state, time, tops).
    """
    senses = noun_senses(noun) or (noun_senses(noun.rsplit(" ", 1)[1]) if " " in noun else ())
    return senses[0].category if senses else None


def verb_classes(verb: str) -> tuple[str, ...]:
    """Return the WordNet classes of a verb's meanings (motion, contact, perception ...), the most frequent first."""
    return tuple(category for category, _ in _entry(lemma(verb, "v") or verb.lower()).verbs)


def hypernym_chain(noun: str, sense: int = 0) -> tuple[str, ...]:
    """Return what a noun's meaning is, nearest first.

    The chain begins with the synonyms of the meaning (the noun itself included), goes on with all words of the synset
    above, and so on up to "entity": "pony" gives ("pony", "horse", "Equus caballus", "equine", ... "entity"). An
    unknown noun gives an empty chain; an unknown compound ("tow truck driver") gives its last word's chain.
    """
    return _chain(noun.lower(), sense)


@cache
def _chain(noun: str, sense: int) -> tuple[str, ...]:
    senses = noun_senses(noun)
    if not senses:
        return _chain(noun.rsplit(" ", 1)[1], sense) if " " in noun else ()
    return _words_above(senses[min(sense, len(senses) - 1)].synset)


@cache
def _words_above(synset: int) -> tuple[str, ...]:
    words: dict[str, None] = {}
    number = str(synset)
    while number:
        names, _, number = _synsets()[int(number)].partition("\t")
        words.update(dict.fromkeys(names.split("|")))
    return tuple(words)


def is_a(noun: str, *kinds: str) -> bool:
    """Tell whether a noun's likeliest meaning is one of these kinds: `is_a("fox", "animal")`."""
    chain = hypernym_chain(noun)
    return any(kind in chain for kind in kinds)

"""Words and what they mean: parts of speech, base forms, noun classes and hypernyms.

Which words there are and what they mean is Princeton WordNet 3.0, as `training/build_lexicon.py` writes it; their forms
are LemmInflect's. Both are read at the first question (about 0.2 s) and kept.
"""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from storyagent.errors import InvalidInput

Pos = Literal["n", "v", "a", "r"]
"""Noun, verb, adjective, adverb."""

_UPOS: dict[Pos, str] = {"n": "NOUN", "v": "VERB", "a": "ADJ", "r": "ADV"}


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


_NEW_WORDS = {"despawn": "v:change.1", "respawn": "v:change.1", "teleport": "v:motion.1"}
"""Words younger than WordNet 3.0, written as it has them."""


@cache
def _words() -> dict[str, str]:
    return dict(line.split("\t", 1) for line in _lines("words")) | _NEW_WORDS


@cache
def _synsets() -> list[str]:
    return _lines("synsets")


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

    "mice" as a noun is "mouse"; "flew" as a verb is "fly"; "flew" as a noun is None. LemmInflect knows the forms (NIH's
    SPECIALIST Lexicon), WordNet which words there are.

    Raises:
        InvalidInput: the part of speech is not one of n, v, a, r.
    """
    if pos not in _UPOS:
        raise InvalidInput("there is no such part of speech", found=repr(pos), needed="n, v, a or r")
    word = word.lower()
    known = [base for base in _bases(word, pos) if pos in _entry(base).counts] or [word]
    # "leaves" are leaves before they are leave; but "fell" is to fall before it is to fell
    base = known[0] if pos == "v" else max(known, key=lambda base: _entry(base).counts.get(pos, 0))
    return base if pos in _entry(base).counts else None


def _bases(word: str, pos: Pos) -> tuple[str, ...]:
    import lemminflect

    if word in _SINGULARS and pos == "n":
        return (_SINGULARS[word],)
    found: dict[str, tuple[str, ...]] = lemminflect.getAllLemmas(word) if word[:1].isalpha() else {}
    if (
        not found and word.isalpha() and word.endswith(("s", "ed", "ing"))
    ):  # "teleported" is in no dictionary of forms, "teleport" in WordNet
        found = lemminflect.getAllLemmasOOV(word, _UPOS[pos])
    bases: tuple[str, ...] = found.get(_UPOS[pos], ())
    known = any(pos in _entry(base).counts for base in bases)
    return bases if known or pos != "n" else _unmarked(word) or bases


def _unmarked(word: str) -> tuple[str, ...]:
    """Return the noun whose plural in -s LemmInflect takes for a verb alone: "logs", "pans"; not "settles"."""
    counts = _entry(word[:-1]).counts if word.endswith("s") else {}
    return (word[:-1],) if "n" in counts and counts["n"] >= counts.get("v", 0) else ()


@cache
def plural(noun: str) -> str:
    """Return the plural of a noun: "mice", "foxes", "oak trees"."""
    import lemminflect

    *before, last = noun.split(" ")
    return " ".join([*before, _PLURALS.get(last) or lemminflect.getInflection(last, "NNS")[0]])


_PLURALS = {
    "fish": "fish", "person": "people", "ox": "oxen", "hoof": "hooves", "die": "dice", "antenna": "antennae",
    "salmon": "salmon", "goldfish": "goldfish", "aircraft": "aircraft", "spacecraft": "spacecraft",
}  # fmt: skip
"""Where LemmInflect's first plural is an unusual one."""
_SINGULARS = {"oxen": "ox"}
"""What LemmInflect has no form of."""


@cache
def singular(noun: str) -> str:
    """Return the singular of a plural that the lexicon does not know: "deckchairs" is "deckchair"; else the noun."""
    import lemminflect

    return str(lemminflect.getLemma(noun, "NOUN")[0])


def parts_of_speech(word: str) -> dict[Pos, int]:
    """Return the parts of speech a form can have, each with how often its base form was tagged in WordNet's texts."""
    return dict(_parts_of_speech(word))


@cache
def _parts_of_speech(word: str) -> dict[Pos, int]:
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
    "duster": "artifact",
    "float": "artifact",
    "turtle": "animal",
    "mole": "animal",
    "seal": "animal",
    "bat": "animal",
    "ram": "animal",
    "crane": "animal",
    "alpaca": "animal",
    "vicuna": "animal",
    "mink": "animal",
    "ermine": "animal",
    "chinchilla": "animal",
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

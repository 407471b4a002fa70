"""Find the drawing of a noun: by its name, by a synonym, else by the nearest meaning.

Drawings are OpenMoji's (CC BY-SA 4.0), OpenMoji heads on bodies of our own (`critters`), things OpenMoji lacks
(`props`) and whole people (`figures`). `how` says how sure the choice is, so that a report can name what was guessed.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from storyagent.film.drawing_choices import CHOSEN, FACING_LEFT, GENERIC, VAGUE_TAGS
from storyagent.film.people import is_person

How = Literal["name", "synonym", "meaning", "generic"]
Source = Literal["openmoji", "critter", "prop", "figure"]

_MOST_TAGGED = 5


@dataclass(frozen=True)
class Drawing:
    """One drawing. `hexcode` is OpenMoji's (empty for our own), `name` what it shows, `how` how it was found."""

    hexcode: str
    name: str
    how: How
    source: Source = "openmoji"

    @property
    def faces_left(self) -> bool:
        """Return whether the drawing, as it is stored, looks to the left."""
        return self.source == "openmoji" and self.hexcode in FACING_LEFT

    @property
    def guessed(self) -> bool:
        """Return whether the drawing only stands in for the noun."""
        return self.how in ("meaning", "generic")


@dataclass(frozen=True)
class Index:
    """What the drawings are called: each of the tables leads from words to a hexcode."""

    names: dict[str, str]
    heads: dict[str, str]
    tags: dict[str, str]
    meanings: dict[str, str]
    titles: dict[str, str]


def find_drawing(noun: str, traits: tuple[str, ...] = (), name: str = "") -> Drawing:
    """Return the drawing for a noun ("fox", "police cars").

    Args:
        noun: What it is, one or more words; the last word is the head.
        traits: Further words; one that makes a known compound with the noun wins ("polar" bear).
        name: What the story calls it; used only where the noun says nothing ("Robin" is no bird).

    Returns:
        Always a drawing; `how` is "generic" when nothing near was found. Deterministic.
    """
    spellings = _spellings(noun, traits)
    return (
        _by_name(spellings)
        or _by_meaning(spellings, direct=True)
        or _by_tag(spellings)
        or _by_meaning(spellings, direct=False)
        or _by_name(_spellings(name, ()))
        or _drawing("1F4E6", "generic")
    )


def _spellings(noun: str, traits: tuple[str, ...]) -> tuple[str, ...]:
    words = noun.lower().replace("-", " ").split()
    if not words:
        return ()
    ends = tuple(dict.fromkeys((words[-1], _singular(words[-1]))))
    wholes = [" ".join([*words[:-1], end]) for end in ends]
    compounds = [f"{trait.lower()} {end}" for trait in traits for end in ends]
    return tuple(dict.fromkeys([*compounds, *wholes, *ends, f"{words[-1]}s"]))


def _singular(word: str) -> str:
    if word in CHOSEN or is_person(word):
        return word
    from storyagent.lexicon import lemma

    return lemma(word, "n") or word


def _by_name(spellings: tuple[str, ...]) -> Drawing | None:
    index = load_index()
    for spelling in spellings:
        if spelling in CHOSEN:
            return _drawing(CHOSEN[spelling], "name", spelling)
        if is_person(spelling) and " " not in spelling:
            return _drawing("figure", "name", spelling)
        for table in (index.names, index.heads):
            if spelling in table:
                return _drawing(table[spelling], "name")
    return None


def _by_tag(spellings: tuple[str, ...]) -> Drawing | None:
    index = load_index()
    for spelling in spellings:
        if spelling in index.tags:
            return _drawing(index.tags[spelling], "synonym")
    return None


def _by_meaning(spellings: tuple[str, ...], *, direct: bool) -> Drawing | None:
    """Walk up the noun's meanings; with `direct`, only as far as its own synonyms and to persons."""
    from storyagent.lexicon import hypernym_chain

    for spelling in spellings:
        chain = hypernym_chain(spelling)
        if direct:
            if "person" in chain:
                return _drawing("figure", "synonym", spelling)
            found = _named(chain[0]) if chain and chain[0] != spelling else None
            if found is not None:
                return _drawing(found, "synonym", chain[0])
            continue
        for concept in chain:
            found = GENERIC.get(concept) or _named(concept) or load_index().meanings.get(concept)
            if found is not None:
                return _drawing(found, "meaning")
    return None


def _named(word: str) -> str | None:
    index = load_index()
    return CHOSEN.get(word) or index.names.get(word) or index.heads.get(word)


def _drawing(code: str, how: How, spelling: str = "") -> Drawing:
    from storyagent.film.critters import CRITTERS

    if code == "figure":
        return Drawing("", spelling or "person", how, "figure")
    if code.startswith("prop:"):
        return Drawing("", code.removeprefix("prop:"), how, "prop")
    return Drawing(code, load_index().titles.get(code, spelling), how, "critter" if code in CRITTERS else "openmoji")


@cache
def load_index() -> Index:
    """Read the index of drawings shipped with storyagent (made by `training/build_drawings.py`)."""
    text = gzip.decompress(files("storyagent.film").joinpath("drawings_index.tsv.gz").read_bytes()).decode()
    index = Index({}, {}, {}, {}, {})
    tagged: defaultdict[str, list[str]] = defaultdict(list)
    depths: dict[str, int] = {}
    for line in text.splitlines():
        hexcode, name, _, tags, meanings = line.split("\t")
        index.titles[hexcode] = name
        index.names.setdefault(name, hexcode)
        if " " in name:
            index.heads.setdefault(name.split()[-1], hexcode)
        for tag in tags.split("|"):
            tagged[tag].append(hexcode)
        for depth, concept in enumerate(meanings.split("|")):
            if concept and depth < depths.get(concept, 99):
                depths[concept] = depth
                index.meanings[concept] = hexcode
    index.tags.update(
        {tag: codes[0] for tag, codes in tagged.items() if len(codes) <= _MOST_TAGGED and tag not in VAGUE_TAGS}
    )
    return index

"""One being or thing of a story: what is known of it, and when two phrases can be about the same one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import NamedTuple

from storyagent import lexicon
from storyagent.planning.chunks import NounPhrase
from storyagent.planning.grammar import word_set
from storyagent.planning.looks import SIZE_WORDS, is_being, is_person, is_worn, kind_of
from storyagent.planning.names import Gender, noun_for_name
from storyagent.planning.scenery import is_building, is_place
from storyagent.story.change_words import EVERYWHERE
from storyagent.story.screenplay import Kind
from storyagent.story.states import LIGHTS, STATES, State, family


@dataclass(slots=True, eq=False)
class Being:
    """One entity while the story is read. `noun` is empty until something is known about a mere name."""

    id: str
    noun: str
    name: str = ""
    color: str = ""
    traits: list[str] = field(default_factory=list)
    wears: list[str] = field(default_factory=list)
    count: int = 1
    counted: bool = False
    gender: Gender = ""
    place: bool = False
    first: int = 0
    acts: bool = False
    speaks: bool = False
    members: list[Being] = field(default_factory=list)
    group: Being | None = None
    owner: Being | None = None
    side: str = ""
    """Where in the frame it was when it was told from another of its kind."""
    awaited: bool = False
    """Whether the text has only said so far when it is not there."""

    @property
    def kind(self) -> Kind:
        """Return whether it is a character, a prop or a place."""
        if self.place:
            return "place"
        found = kind_of(self.head)
        return "character" if self.name or self.speaks else "prop" if found == "place" else found

    @property
    def head(self) -> str:
        """Return the noun to draw."""
        return _DRAWN_AS.get(self.noun, self.noun) or noun_for_name(self.name, self.gender)

    @property
    def remaining(self) -> int:
        """Return how many of a group are not told apart as members."""
        return self.count - sum(member.count for member in self.members)


TREE_PARTS = frozenset({"branch", "bough", "twig", "treetop", "limb"})
"""Parts that are drawn as the tree they belong to."""


_DRAWN_AS = {
    "brother": "boy", "sister": "girl", "son": "boy", "daughter": "girl", "grandpa": "old man", "granny": "old woman",
    "grandma": "old woman", "grandfather": "old man", "grandmother": "old woman",
}  # fmt: skip


class Mention(NamedTuple):
    """A being spoken of, and how many of it (`number`)."""

    being: Being
    number: int


def slug(text: str) -> str:
    """Return the text as an id: lower-case ASCII words joined by "-", empty when no Latin letter is left."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ø", "o").replace("ł", "l"))
    ascii_only = plain.encode("ascii", "ignore").decode().lower()
    joined = re.sub(r"[^a-z0-9]+", "-", ascii_only.replace("'", "")).strip("-")
    return joined[:48].strip("-")


_KIN = word_set("mother father parent baby babies child brother sister son daughter friend mum dad mate cousin")
_YOUNG = {
    "duckling": "duck", "kitten": "cat", "puppy": "dog", "cub": "bear", "fawn": "deer", "calf": "cow", "lamb": "sheep",
    "chick": "hen", "piglet": "pig", "foal": "horse", "cygnet": "swan", "tadpole": "frog", "gosling": "goose",
}  # fmt: skip


def kin_noun(noun: str, owner: Being | None) -> str:
    """Return what an animal's mother, brother or friend is: the same animal, grown up if it is a parent."""
    if noun not in _KIN or owner is None or not lexicon.is_a(owner.head, "animal"):
        return noun
    return _YOUNG.get(owner.head, owner.head) if noun in ("mother", "father", "parent", "mum", "dad") else owner.head


def describe_being(being: Being, phrase: NounPhrase) -> None:
    """Add to a being the adjectives that a phrase has of it, as far as they can be seen."""
    unseen = {
        "same",
        "own",
        "dear",
        "poor",
        "whole",
        "only",
        "next",
        "last",
        "other",
        "moving",
        "lively",
        "new",
        "few",
        "more",
        "many",
    }
    for word in phrase.adjectives:
        if word not in being.traits and word not in unseen and not is_state_of(being, word):
            being.traits.append(word)


def is_state_of(being: Being, word: str) -> bool:
    """Tell whether an adjective says in which state a thing is, and not what it is like for good: a torn kite.

    A place is what it is called: an empty street, a frozen lake; and so is the full moon.
    """
    state = STATES.get(family(word) or "")
    return state is not None and not being.place and being.noun not in EVERYWHERE and can_be(being, state, to=True)


def can_be(being: Being, state: State, *, to: bool) -> bool:
    """Tell whether what is done to a being (`to`), or what it does, can leave it in a state: nobody lights a radio."""
    if being.kind not in state.of or (not to and being.noun in EVERYWHERE):
        return False
    return state is not STATES["lit"] or being.head.split()[-1] in LIGHTS


def fits_gender(being: Being, gender: Gender) -> bool:
    """Tell whether "he", "she" or "it" can mean this being."""
    if gender == "thing":
        return (
            being.gender in ("thing", "")
            and not (being.name and is_person(being.head))
            and not is_person(being.noun or "person")
        )
    living = bool(being.name) or being.speaks or is_being(being.head)
    return (
        living
        and (being.gender in (gender, "") or (being.speaks and being.gender == "thing"))
        and being.count == 1
        and not is_worn(being.head)
    )


def is_same_kind(being: Being, phrase: NounPhrase) -> bool:
    """Tell whether a phrase's noun can name this being: the same noun, or a more general one."""
    if being.noun == phrase.noun:
        return True
    last = being.head.rsplit(" ", 1)[-1]
    if last == phrase.noun or being.head == phrase.noun.rsplit(" ", 1)[-1]:
        return True
    general = lexicon.noun_class(phrase.noun) not in (None, "tops") and phrase.noun in _GENERAL
    return general and phrase.noun in lexicon.hypernym_chain(being.head)


_GENERAL = word_set(
    """animal bird fish insect boat ship vehicle toy tree flower child girl boy woman man creature dog cat plant machine
    car"""
)


def agrees(being: Being, phrase: NounPhrase) -> bool:
    """Tell whether nothing the phrase says speaks against its being this one."""
    if phrase.color and being.color and phrase.color != being.color:
        return False
    if being.group is not None and being.group.noun == being.noun and not (phrase.color or phrase.adjectives):
        return False
    compared = {word for word in phrase.adjectives if word.endswith("er")}
    if compared and being.group is not None and not compared & set(being.traits):
        return False  # "the bigger dog is brown, the smaller one white"
    sizes = SIZE_WORDS & set(phrase.adjectives)
    other_sizes = SIZE_WORDS & set(being.traits)
    return not (sizes and other_sizes and not sizes & other_sizes)


def is_place_phrase(phrase: NounPhrase) -> bool:
    """Tell whether a phrase names a place, by its noun or by a name that the lexicon files under places."""
    if phrase.apart:
        return False
    if phrase.noun:
        return not phrase.name and is_place(phrase.noun) and not is_building(phrase.noun)
    return bool(phrase.name) and lexicon.noun_class(phrase.name.lower()) == "location"

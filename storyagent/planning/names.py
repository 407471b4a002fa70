"""Common given names and titles, so that a named person without a noun is drawn as a girl, a boy, a woman or a man."""

from __future__ import annotations

from typing import Literal

from storyagent import lexicon
from storyagent.planning.grammar import word_set

Gender = Literal["female", "male", "thing", ""]

_FEMALE = word_set(
    """ada alice amelia amina amy anna anne annie ava bella beth charlotte chloe clara daisy diana eliza
        ella ellen ellie emily emma eva eve fatima fiona flora freya grace greta hana hannah harriet hazel
        heidi helen holly ines irene iris isabel isla ivy jane jasmine jenny jill josie julia julie kate
        katie laila laura layla leila leah lena lily lina lisa lola louise lucia lucy luna maggie maja mara
        margaret maria mary matilda maya mei mia mila millie mimi mina molly nadia nancy nell nina nora
        olive olivia paula penny pippa polly priya rachel rita rosa rose rosie ruby ruth sadie sally sara
        sarah sofia sophie stella susan suzy sylvia tara tess tilly uma vera violet wendy willa yara yuki
        zara zoe"""
)
_MALE = word_set(
    """abdul adam ahmed alan albert alex alfie ali amir andrew ben benjamin bill billy bob bobby charlie
        chris daniel dan dave david dylan eddie edward eli elias emil eric ethan felix finn frank fred
        george hamza harry hassan henry hugo ian ibrahim isaac ivan jack jacob jake james jamie jim jimmy
        joe joel john johnny jonas jonathan joseph josh juan karim ken kenji kevin kofi lars leo leon liam
        louis lucas luis luke marco mark martin matt max michael mike milo mohammed nathan nick noah oliver
        omar oscar otto owen pablo patrick paul pedro peter phil pip ravi ray rob robert robin rory sam
        samuel simon stefan steve steven ted theo thomas tim timmy toby todd tom tommy victor walter will
        william yusuf zach"""
)
_TITLES = {
    "mr": "man", "mister": "man", "mrs": "woman", "ms": "woman", "miss": "woman", "uncle": "man", "aunt": "woman",
    "grandpa": "grandpa", "madam": "woman",
    "grandma": "grandma", "granny": "granny", "lady": "woman", "sir": "man", "madame": "woman",
    "santa": "santa", "dr": "", "prof": "", "capt": "captain", "st": "",
}  # fmt: skip
_FEMALE_NOUNS = word_set(
    """girl woman mother queen princess sister daughter lady grandmother grandma granny aunt witch hen cow
        mare mermaid wife mum mom duchess goddess heroine actress ewe nun"""
)
_MALE_NOUNS = word_set(
    """boy man father king prince brother son grandfather grandpa uncle wizard rooster bull husband dad
        knight lord duke monk gentleman fisherman god ram policeman fireman"""
)


def gender_of_name(name: str) -> Gender:
    """Return the gender a given name is commonly given to, or nothing."""
    first = next(iter(name.split()), "").lower().rstrip(".")
    noun = _TITLES.get(first, "")
    if first in _FEMALE or noun.endswith("woman") or first in ("grandma", "granny"):
        return "female"
    return "male" if first in _MALE or noun.endswith("man") or first in ("grandpa", "santa") else ""


def gender_of_noun(noun: str) -> Gender:
    """Return the gender that a noun says ("girl"), or nothing for one that leaves it open ("fox")."""
    last = noun.rsplit(" ", 1)[-1]
    if last in _FEMALE_NOUNS or lexicon.is_a(last, "female person", "woman"):
        return "female"
    return "male" if last in _MALE_NOUNS or lexicon.is_a(last, "male person", "man") else ""


def noun_for_name(name: str, gender: Gender) -> str:
    """Return what to draw for somebody of whom only a name is known."""
    words = name.lower().replace(".", "").split() or [""]
    if words[0] in _TITLES:
        animal = next((word for word in words[1:] if lexicon.noun_class(word) == "animal"), "")
        adult = {"female": "woman", "male": "man"}.get(gender, "person")
        return animal or _TITLES[words[0]] or adult
    gender = gender_of_name(name) or gender
    if not gender and len(words) == 1 and lexicon.lemma(words[0], "n") not in (None, words[0]):  # "Whiskers", "Boots"
        return "cat"
    return {"female": "girl", "male": "boy", "thing": "animal"}.get(gender, "person")

"""Decide what a person looks like from words: noun, name, description, traits, colour, and an id for the rest."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from itertools import pairwise
from typing import Any, TypeVar

from storyagent.film.looks import Age, Hair, Look
from storyagent.film.people_words import (
    CARRIED,
    CHILDREN,
    CLOTHES,
    DARK_HAIRS,
    FEMALE,
    FEMALE_NAMES,
    GREY_HAIR,
    HAIR_STYLES,
    HAIR_WORDS,
    HAIRS,
    MALE,
    MALE_NAMES,
    OLD,
    OUTFITS,
    PEOPLE,
    ROLES,
    SAME_ROLE,
    SECONDS,
    SKIN_WORDS,
    SKINS,
    WORN,
)
from storyagent.film.tint import color_rgb, known_color

T = TypeVar("T")


def is_person(noun: str) -> bool:
    """Return whether this module knows the noun as a person's, without a look into the lexicon."""
    head = noun.lower().split()[-1] if noun.split() else ""
    return head in CHILDREN | OLD | FEMALE | MALE | PEOPLE or head in ROLES or head in SAME_ROLE


def look_of(
    noun: str,
    name: str = "",
    description: str = "",
    traits: tuple[str, ...] = (),
    color: str | None = None,
    key: str = "",
) -> Look:
    """Return the look of a person: what the words say, and for the rest a choice fixed by `key` (the entity's id).

    `color` is the colour of the clothes. Deterministic across processes.
    """
    noun = noun.lower().split()[-1]
    words = re.findall(r"[a-z-]+", " ".join((noun, name, description, *traits)).lower())
    role = ROLES.get(SAME_ROLE.get(noun, noun), {})
    old = noun in OLD or {"old", "elderly", "aged", "ancient"} & set(words)
    child = noun in CHILDREN or (
        noun not in ("woman", "man") and bool({"little", "small", "young", "tiny"} & set(words))
    )
    female = _female(noun, name, words, key)
    dark = _skin(words, key) >= 3
    age: Age = "old" if old else "child" if child else "adult"
    base = Look(
        age=age,
        female=female,
        skin=SKINS[_skin(words, key)],
        hair=_hair(age, female, key),
        hair_color=GREY_HAIR if old else _pick(DARK_HAIRS if dark else HAIRS, key, "hair"),
        outfit="dress" if female and (child or old or _pick((True, False), key, "outfit")) else "shirt",
        cloth=color_rgb(_pick(CLOTHES, key, "cloth")),
        second=color_rgb(_pick(SECONDS, key, "second")),
    )
    fixed = {name: value for name, value in role.items() if not (name == "age" and old)}
    if female:
        fixed["beard"] = False
    return _as_told(replace(base, **fixed), words, color)


def _as_told(look: Look, words: list[str], color: str | None) -> Look:
    """Put on what the description names; it wins over the role's costume and over chance."""
    said = set(words)
    changes = _hair_told(look, words)
    if color is not None and known_color(color):
        changes["cloth"] = color_rgb(color)
    for word in words:
        if word in WORN and not look.hat:
            changes["hat"] = WORN[word]
        if word in OUTFITS:
            changes["outfit"] = word
    if {"beard", "bearded"} & said:
        changes["beard"] = True
    if {"glasses", "spectacles"} & said:
        changes["glasses"] = True
    carried = tuple(extra for word, extra in CARRIED.items() if word in said and extra not in look.extras)
    return replace(look, **changes, extras=(*look.extras, *carried))


def _hair_told(look: Look, words: list[str]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for word, following in pairwise(words):
        if following in ("hair", "haired", "beard") and known_color(word):
            changes["hair_color"] = HAIR_WORDS.get(f"{word}-haired", color_rgb(word))
    if "hair" in words and {"long", "short"} & set(words):
        changes["hair"] = "long" if "long" in words else "bob" if look.female else "short"
    for word in words:
        if word in HAIR_WORDS:
            changes["hair_color"] = HAIR_WORDS[word]
        if word in HAIR_STYLES:
            changes["hair"] = HAIR_STYLES[word]
    return changes


def _female(noun: str, name: str, words: list[str], key: str) -> bool:
    said = set(words)
    given = set(name.lower().split())
    if noun in FEMALE or noun in MALE:
        return noun in FEMALE
    if said & FEMALE or given & FEMALE_NAMES or {"she", "her"} & said:
        return True
    if said & MALE or given & MALE_NAMES or {"he", "his"} & said:
        return False
    return _pick((True, False), key, "female")


def _skin(words: list[str], key: str) -> int:
    told = [SKIN_WORDS[word] for word in words if word in SKIN_WORDS]
    return told[0] if told else _pick((0, 1, 1, 2, 3, 4), key, "skin")


def _hair(age: Age, female: bool, key: str) -> Hair:
    if age == "old":
        return "bun" if female else "sides"
    styles: tuple[Hair, ...] = ("short", "short", "spiky", "curly")
    if female:
        styles = ("long", "bob", "ponytail", "pigtails" if age == "child" else "bun", "curly")
    return _pick(styles, key, "style")


def _pick(options: tuple[T, ...], key: str, what: str) -> T:
    digest = hashlib.sha256(f"{what}:{key}".encode()).digest()
    return options[int.from_bytes(digest[:4], "big") % len(options)]

"""Who speaks with which voice: every character its own, the same over the whole film."""

from __future__ import annotations

import re
from collections.abc import Iterable
from zlib import crc32

from storyagent.story.screenplay import Entity

_ESPEAK = {
    "woman": ("f2", "f3", "belinda", "f1", "linda"),
    "man": ("m3", "m4", "m8", "m1", "m7", "m2"),
    "girl": ("Annie", "Alicia", "f5", "anika"),
    "boy": ("f4", "steph", "f1"),
    "old woman": ("grandma", "aunty"),
    "old man": ("grandpa", "m6"),
    "small": ("Alicia", "anika", "Annie", "linda", "f5"),
    "large": ("m8", "m2", "croak", "m1"),
    "robot": ("robosoft", "UniRobot", "robosoft5"),
}
"""Variants of espeak-ng; middle pitches: women 181 to 227 Hz, men 85 to 107, girls 200 to 264, boys 176 to 183."""

_OPENAI = {
    "woman": ("nova", "shimmer", "coral"),
    "man": ("onyx", "echo", "ash"),
    "girl": ("shimmer", "coral", "nova"),
    "boy": ("echo", "fable", "alloy"),
    "old woman": ("sage", "coral"),
    "old man": ("onyx", "ash"),
    "small": ("fable", "shimmer", "coral"),
    "large": ("onyx", "ash"),
    "robot": ("alloy", "echo"),
}
_KINDS = {
    "robot": "robot android machine computer automaton",
    "girl": "girl daughter sister princess niece granddaughter schoolgirl",
    "boy": "boy son brother prince nephew grandson schoolboy",
    "woman": "woman lady queen mother mom mum mummy wife aunt witch fairy mermaid actress waitress empress goddess she "
    "her hen cow duchess ballerina nurse mrs miss madam",
    "man": "man king father dad daddy husband uncle wizard knight sailor captain pirate emperor monk gentleman duke "
    "he his him rooster bull mr sir lord fisherman",
    "small": "mouse bird rabbit cat kitten squirrel frog butterfly bee fish duckling puppy chick hedgehog elf child "
    "baby kid toddler insect ladybug snail ant tiny little small",
    "large": "bear lion dragon giant elephant ogre troll monster whale wolf gorilla dinosaur tiger huge enormous",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_OLD = {"old", "elderly", "aged", "ancient", "grandmother", "grandfather", "grandma", "grandpa", "granny"}
_OLD_KIND = {"grandmother": "old woman", "grandma": "old woman", "granny": "old woman", "grandfather": "old man",
             "grandpa": "old man"}  # fmt: skip
_ALL = ("woman", "man", "small", "large", "girl", "boy")


def cast_voices(entities: Iterable[Entity], narrator: str) -> dict[str, str]:
    """Return a voice for each character by id: its own if it has one, else one that suits it and nobody else has.

    The choice depends on the entity, on those before it, and on the narrator's voice, so that an entity added at the
    end leaves all others theirs. Where the narrator's kind of voice has no others (piper), characters without a voice
    of their own are left to the narrator and not in the result, as are props and places.
    """
    cast = list(entities)
    voices = {entity.id: entity.voice for entity in cast if entity.voice}
    taken = {narrator, *voices.values()}
    for entity in cast:
        if entity.kind != "character" or entity.id in voices:
            continue
        offers = _offers(entity, narrator)
        free = [voice for voice in offers if voice not in taken]
        if offers:
            # all taken: by its name, so that it stays the same over the film and its edits
            voices[entity.id] = free[0] if free else offers[crc32(entity.id.encode()) % len(offers)]
            taken.add(voices[entity.id])
    return voices


def voice_of_kind(kind: str, taken: Iterable[str], narrator: str = "espeak:en-us") -> str:
    """Return a voice of a kind that nobody has yet; the kind's first one where all are taken.

    Kinds are "woman", "man", "girl", "boy", "old woman", "old man", "small", "large" and "robot".

    Raises:
        KeyError: there is no such kind, or the narrator's kind of voice has no others.
    """
    stem, _, rest = narrator.partition(":")
    names = {"espeak": _ESPEAK, "openai": _OPENAI}[stem][kind]
    before = f"espeak:{rest.partition('+')[0]}+" if stem == "espeak" else f"openai:{rest.rpartition('/')[0]}/"
    known = set(taken)
    return next((before + name for name in names if before + name not in known), before + names[0])


def _offers(entity: Entity, narrator: str) -> list[str]:
    """Return voices that suit an entity, best first, then all others; its id says which of several is first."""
    kind, _, rest = narrator.partition(":")
    names = {"espeak": _ESPEAK, "openai": _OPENAI}.get(kind)
    if names is None:
        return []
    suits = _kind(entity)
    best = names[suits]
    turn = crc32(entity.id.encode()) % len(best)
    others = [name for other in _ALL if other != suits for name in names[other]]
    ordered = dict.fromkeys([*best[turn:], *best[:turn], *others])
    stem = f"espeak:{rest.partition('+')[0]}+" if kind == "espeak" else f"openai:{rest.rpartition('/')[0]}/"
    return [stem + name for name in ordered]


def _kind(entity: Entity) -> str:
    """Return what kind of voice suits: by its noun, then its traits and name, then what its description says."""
    told = [entity.noun, *entity.traits, entity.name, entity.description]
    words = [word for text in told for word in re.findall(r"[a-z]+", text.lower())]
    if old := next((word for word in words if word in _OLD), None):
        if old in _OLD_KIND:
            return _OLD_KIND[old]
        if (kind := next((_KIND_OF[word] for word in words if word in _KIND_OF), "")) in {"woman", "man"}:
            return f"old {kind}"
    return next((_KIND_OF[word] for word in words if word in _KIND_OF), _ALL[crc32(entity.id.encode()) % 2])

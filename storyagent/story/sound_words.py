"""Words for sounds: what a description asks for, and how heavy, fast and far."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches

from storyagent.errors import InvalidInput

WORDS: dict[str, tuple[str, ...]] = {
    "rain": ("rain", "rains", "raining", "rainy", "rainfall", "drizzle", "drizzling", "downpour", "shower", "storm",
             "stormy", "thunderstorm", "rainstorm"),
    "wind": ("wind", "windy", "gust", "gusts", "breeze", "gale", "storm", "stormy", "blizzard", "howling wind"),
    "thunder": ("thunder", "thunders", "thunderstorm", "lightning", "thunderclap"),
    "sea": ("sea", "ocean", "wave", "waves", "surf", "beach", "shore", "seaside", "coast", "tide"),
    "stream": ("stream", "brook", "river", "creek", "waterfall", "fountain", "babbling", "flowing water", "water"),
    "fire": ("fire", "campfire", "fireplace", "flames", "bonfire", "crackling", "hearth", "burning"),
    "drip": ("drip", "drips", "dripping", "drops", "cave", "dungeon", "leaking"),
    "birds": ("bird", "birds", "birdsong", "songbird", "chirping", "tweeting", "forest", "woods", "garden", "meadow",
              "park", "jungle", "morning"),
    "crickets": ("cricket", "crickets", "cicadas", "grasshoppers", "summer night", "night"),
    "owl": ("owl", "owls", "hoot", "hooting"),
    "wolf": ("wolf", "wolves", "howl", "coyote"),
    "frogs": ("frog", "frogs", "toad", "toads", "croak", "croaking", "pond", "swamp", "marsh"),
    "bees": ("bee", "bees", "buzz", "buzzing", "hive", "insects", "flies"),
    "dog": ("dog", "dogs", "bark", "barks", "barking", "puppy"),
    "crowd": ("crowd", "people", "chatter", "talking", "market", "voices", "babble", "murmur", "restaurant", "party",
              "audience", "square"),
    "applause": ("applause", "clap", "claps", "clapping", "ovation", "cheering"),
    "heartbeat": ("heart", "heartbeat", "pulse"),
    "footsteps": ("footstep", "footsteps", "steps", "walking", "walk", "walks", "running feet", "marching"),
    "horse": ("horse", "horses", "hooves", "hoofbeats", "gallop", "galloping", "pony"),
    "engine": ("engine", "motor", "car", "truck", "tractor", "motorbike", "motorcycle", "lorry", "boat engine",
               "machine"),
    "train": ("train", "locomotive", "railway", "steam engine"),
    "bell": ("bell", "bells", "church", "chime", "tolling", "toll"),
    "clock": ("clock", "tick", "ticking", "tick-tock", "watch"),
    "door": ("door", "doors", "creak", "creaking", "slam"),
    "knock": ("knock", "knocks", "knocking"),
    "magic": ("magic", "magical", "sparkle", "sparkles", "sparkling", "glitter", "spell", "fairy", "twinkle", "wand"),
    "traffic": ("traffic", "street", "city", "cars", "road", "town"),
}  # fmt: skip
"""Every sound there is, and the words that ask for it."""

_STRONG = "heavy strong loud wild fierce big huge great pouring roaring raging mighty violent furious busy large"
_WEAK = "light soft gentle quiet small faint calm little weak mild low tiny sparse"
_FAST = "fast quick running hurried rapid racing hasty"
_SLOW = "slow slowly heavy-footed lazy leisurely tired"
_JOINING = {"and", "with", "over", "while", "then"}
_BEHIND = {"far", "away"}  # may follow what they are about: "a dog far away"
_FAR = "distant far away remote muffled outside"
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


@dataclass(frozen=True)
class SoundRequest:
    """A sound by name; `strength` 0..1 is how heavy or many, `pace` how fast, 1 as usual."""

    name: str
    strength: float = 0.6
    pace: float = 1.0
    far: bool = False


def sounds_in(description: str) -> tuple[SoundRequest, ...]:
    """Return the sounds that a description asks for, in its order.

    What is said before a sound ("heavy", "distant") is about it, and so is "far away" behind it.

    Raises:
        InvalidInput: it names no sound that can be made.
    """
    found: dict[str, SoundRequest] = {}
    about: set[str] = set()
    latest: list[str] = []
    words = _WORD.findall(description.lower())
    for number, word in enumerate(words):
        pair = f"{words[number - 1]} {word}" if number else word
        if names := [name for name, known in WORDS.items() if word in known or pair in known]:
            found |= {name: _request(name, about) for name in names if name not in found}
            latest, about = names, set()
        elif word in _JOINING:
            latest, about = [], set()
        elif word in _BEHIND and latest:
            found |= {name: replace(found[name], far=True) for name in latest}
        else:
            about.add(word)
    if not found:
        raise _unknown(description, words)
    return tuple(found.values())


def _request(name: str, about: set[str]) -> SoundRequest:
    def any_of(known: str) -> bool:
        return bool(about & set(known.split()))

    strength = 0.95 if any_of(_STRONG) else 0.25 if any_of(_WEAK) else 0.6
    pace = 1.5 if any_of(_FAST) else 0.65 if any_of(_SLOW) else 1.0
    return SoundRequest(name, strength, pace, any_of(_FAR))


def _unknown(description: str, words: list[str]) -> InvalidInput:
    every = sorted({word for known in WORDS.values() for word in known})
    near = [match for word in words for match in get_close_matches(word, every, 1, 0.8)]
    return InvalidInput(
        "no sound that can be made is named here",
        where="make_sound",
        found=repr(description[:80]),
        needed=f"one or more of {', '.join(WORDS)}",
        hint=f"did you mean {near[0]!r}?" if near else 'a model for any sound: model="cvssp/audioldm2"',
    )

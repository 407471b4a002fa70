"""The vocabulary of the captions: verbs by way of getting about, and phrases for each motion."""

from __future__ import annotations

from typing import NamedTuple

from training.storybook.nouns import Noun

NUMBERS = ("no", "one", "two", "three", "four")
SCENE = "A realistic lively video of a scene"
TOP_DOWN = "A realistic lively video of a top-down viewed scene"
LIGHT_WORDS: dict[str, tuple[str, ...]] = {
    "day": ("on a sunny day", "in daylight", "on a bright day", "during the day"),
    "noon": ("on a sunny day", "at noon", "on a bright day", "under a clear sky"),
    "morning": ("in the morning", "at dawn", "early in the morning", "at sunrise"),
    "evening": ("in the evening", "at sunset", "at dusk", "late in the day"),
}
FORMS = {"car": "moving", "cat": "lively", "bird": "flying", "ball": "moving", "dog": "walking"}
"""LVD's word that sets each of its things in motion."""


class Verb(NamedTuple):
    """A verb in the forms "it walks", "they walk", "walking"."""

    one: str
    many: str
    ing: str


def _verbs(*roots: str) -> tuple[Verb, ...]:
    return tuple(Verb(*_forms(root)) for root in roots)


def _forms(root: str) -> tuple[str, str, str]:
    first, _, rest = root.partition(" ")
    tail = f" {rest}" if rest else ""
    one = {"go": "goes", "pass": "passes", "fly": "flies", "rush": "rushes", "is": "is"}.get(first, first + "s")
    return one + tail, first + tail, _ing(first) + tail


def _ing(verb: str) -> str:
    if verb in ("run", "hop", "swim", "spin", "get", "drop", "step", "trot"):
        return verb + verb[-1] + "ing"
    return (verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb) + "ing"


ANY_WAY = _verbs("move", "go", "move", "travel")
VERBS: dict[str, tuple[Verb, ...]] = {
    "walk": _verbs("walk", "walk", "run", "stroll", "march"),
    "hop": _verbs("hop", "run", "jump along"),
    "crawl": _verbs("crawl", "creep", "walk"),
    "drive": _verbs("drive", "drive", "roll", "ride"),
    "roll": _verbs("roll", "roll", "slide"),
    "fly": _verbs("fly", "fly", "glide"),
    "swim": _verbs("swim", "swim", "glide"),
    "sail": _verbs("sail", "sail", "float"),
    "float": _verbs("float", "drift", "fly"),
    "stay": _verbs("slide", "glide", "move"),
}
STANDING: dict[str, tuple[Verb, ...]] = {
    "fly": _verbs("hover", "float in the air"),
    "float": _verbs("float in place", "hang in the air"),
    "swim": _verbs("float", "rest"),
    "sail": _verbs("float", "rest on the water"),
}
STILL = _verbs("stand still", "wait", "rest", "stay in place", "stand there")
SAID: dict[str, tuple[Verb, ...]] = {
    "fall": _verbs("fall down", "drop to the ground", "fall from above", "fall from the top to the bottom"),
    "bounce": _verbs("bounce", "hop and bounce"),
    "jump": _verbs("jump up and down", "jump", "hop in place", "leap up"),
    "circle": _verbs("circle", "move in a circle", "go round and round", "move around in circles"),
    "sway": _verbs("shake", "sway from side to side", "wiggle", "rock to and fro", "swing left and right"),
    "approach": _verbs("come closer", "come towards the camera", "approach", "get bigger", "move towards us"),
    "recede": _verbs("move away", "go away from the camera", "get smaller", "disappear into the distance"),
    "arc": _verbs("leap", "fly in an arc", "jump in a high arc", "make a big jump"),
}
SIDES: dict[str, tuple[str, ...]] = {
    "left": (
        "to the left", "from right to left", "from the right to the left", "towards the left", "leftwards",
        "across the scene from right to left", "from the right side to the left side",
    ),
    "right": (
        "to the right", "from left to right", "from the left to the right", "towards the right", "rightwards",
        "across the scene from left to right", "from the left side to the right side",
    ),
    "up": ("up", "upwards", "from the bottom to the top", "up into the air"),
    "down": ("down", "downwards", "from the top to the bottom"),
    "": ("around",),
}  # fmt: skip
for _corner in ("upper left", "upper right", "lower left", "lower right"):
    SIDES[_corner] = (f"to the {_corner}", f"towards the {_corner} corner", f"diagonally to the {_corner}")


def article(phrase: str) -> str:
    """Return a phrase with "a" or "an"."""
    return f"{'an' if phrase[0] in 'aeio' or phrase.startswith('umb') else 'a'} {phrase}"


def form_of(noun: Noun) -> str:
    """Return the participle LVD's wording has for a noun, or one that suits its way of getting about."""
    return FORMS.get(noun.name) or ("lively" if noun.way == "stay" else VERBS[noun.way][0].ing)

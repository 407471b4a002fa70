"""What carries a thing in a scene: the ground, the air, or the water of the place it is in."""

from __future__ import annotations

from collections.abc import Collection

from storyagent import lexicon
from storyagent.planning.grammar import word_set
from storyagent.planning.looks import footing_of
from storyagent.story.choreography import Footing

_WATERS = word_set(
    "sea ocean lake pond river stream creek brook harbour harbor bay lagoon canal water waves pool marsh swamp wetland"
)
_DEPTHS = word_set("underwater seabed seafloor reef aquarium depths")
_WEIGHTLESS = word_set("space orbit universe galaxy cosmos")
_HEAVENS = word_set("sky skies heaven heavens clouds")
_HEAVENLY = word_set("sun moon crescent")
_SWIMMING = word_set("swim float paddle row sail drift bob dive cruise glide steer surf wade splash sink")
_FLYING = word_set("fly soar hover flutter flit swoop")


def footing_in(background: str, noun: str, said: Footing | None, verbs: Collection[str]) -> Footing | None:
    """Return what carries a thing in a place, given the footing its verbs ask for, if any, and those verbs.

    None is the middle of the frame: what swims under water.
    """
    place = set(background.lower().split())
    if place & _WEIGHTLESS:
        return "air"
    if noun in _HEAVENLY and not place & _HEAVENS:
        return "sky"
    afloat = lexicon.is_a(noun, "watercraft", "vessel", "raft")
    swims = lexicon.is_a(noun, "fish", "cetacean")
    if place & _DEPTHS and (swims or _SWIMMING & set(verbs)):
        return None
    aloft = said == "air" and bool(_FLYING & set(verbs))
    if place & _WATERS and (afloat or swims or _SWIMMING & set(verbs)) and not aloft:
        return "water"
    if afloat and not aloft:
        return "ground"
    return said or footing_of(noun)

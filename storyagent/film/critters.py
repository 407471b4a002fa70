"""Give a body to animals that OpenMoji draws as a head only, so that they can stand and walk in a scene.

The head is OpenMoji's own (CC BY-SA 4.0), the body below it is drawn here in the same style.
"""

# ruff: noqa: E501 - the outline of a shape reads best as one line

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from storyagent.film.looks import limb

Tail = Literal["bushy", "tuft", "stub", "long", "spiked", "none"]


@dataclass(frozen=True)
class Critter:
    """The body that belongs to a head: its colours as #rrggbb and its tail. `tip` colours the end of the tail."""

    fur: str
    belly: str
    paws: str
    tail: Tail = "stub"
    tip: str = ""


CRITTERS: dict[str, Critter] = {
    "1F98A": Critter("#E27022", "#ffffff", "#3f3f3f", "bushy", "#ffffff"),  # fox
    "1F43A": Critter("#9b9b9a", "#d0cfce", "#3f3f3f", "bushy", "#3f3f3f"),  # wolf
    "1F43B": Critter("#6a462f", "#a57939", "#6a462f", "stub"),  # bear
    "1F981": Critter("#f4aa41", "#ffe0a3", "#f4aa41", "tuft", "#a57939"),  # lion
    "1F43C": Critter("#ffffff", "#ffffff", "#3f3f3f", "stub"),  # panda
    "1F438": Critter("#b1cc33", "#e3f0a0", "#b1cc33", "none"),  # frog
    "1F439": Critter("#f4aa41", "#ffffff", "#ffa7c0", "none"),  # hamster
    "1F42D": Critter("#d0cfce", "#ffffff", "#ffa7c0", "long", "#ffa7c0"),  # mouse
    "1F430": Critter("#3f3f3f", "#ffffff", "#ffffff", "stub", "#ffffff"),  # rabbit
    "1F431": Critter("#f4aa41", "#ffffff", "#ffffff", "long", "#f4aa41"),  # cat
    "1F436": Critter("#f4aa41", "#ffe0a3", "#f4aa41", "long", "#f4aa41"),  # dog
    "1F42E": Critter("#ffffff", "#ffffff", "#a57939", "tuft", "#a57939"),  # cow
    "1F437": Critter("#ffa7c0", "#ffc7d7", "#e67a94", "none"),  # pig
    "1F42F": Critter("#E27022", "#ffffff", "#E27022", "long", "#E27022"),  # tiger
    "1F435": Critter("#6a462f", "#f4aa41", "#f4aa41", "long", "#6a462f"),  # monkey
    "1FACE": Critter("#6a462f", "#a57939", "#3f3f3f", "stub"),  # moose
    "1F414": Critter("#ffffff", "#ffffff", "#f1b31c", "none"),  # hen
    "1F432": Critter("#5c9e31", "#fcea2b", "#5c9e31", "spiked"),  # dragon
    "1F47D": Critter("#9b9b9a", "#d0cfce", "#9b9b9a", "none"),  # alien
}


UNICORN, HORSE = "1F984", "1F40E"
_WINGS = "".join(
    f'<path d="M{side * 14} 78 Q{side * 34} 48 {side * 62} 50 Q{side * 54} 62 {side * 60} 74 Q{side * 48} 74 {side * 46} 86 '
    f'Q{side * 32} 80 {side * 18} 92 Z" fill="#b1cc33"/>'
    for side in (-1, 1)
)
_HORN_AND_MANE = """<g stroke="#000" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">
<path d="M15 14 Q24 13 30 25 Q35 34 27 40 Q26 30 20 26 Q24 22 15 14 Z" fill="#92d3f5"/>
<path d="M15 14 Q24 13 30 25 Q24 24 20 20 Z" fill="#ffa7c0"/><path d="M10 13 L5 1 L15 12 Z" fill="#fcd72b"/>
<path d="M62 33 Q70 44 67 57 Q60 56 60 46 Z" fill="#ffa7c0"/></g><circle cx="10.500" cy="19.500" r="1.200" fill="#000"/>"""


def unicorn_svg(horse_svg: str) -> str:
    """Return OpenMoji's horse as a white unicorn."""
    white = horse_svg.replace("#a57939", "#ffffff").replace("#6a462f", "#d0cfce")
    return white.replace("</svg>", f"{_HORN_AND_MANE}</svg>")


def critter_svg(hexcode: str, head_svg: str) -> str:
    """Return the head on its body, standing, as one SVG document; `hexcode` is a key of `CRITTERS`."""
    critter = CRITTERS[hexcode]
    head = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", head_svg, flags=re.DOTALL)
    body = (
        (_WINGS if critter.tail == "spiked" else "")
        + _tail(critter)
        + "".join(f'<ellipse cx="{x}" cy="119" rx="11.500" ry="7" fill="{critter.paws}"/>' for x in (-12, 14))
        + f'<path d="M-17 62 Q-26 84 -24 104 Q-22 119 0 119 Q22 119 24 104 Q26 84 17 62 Z" fill="{critter.fur}"/>'
        + f'<ellipse cx="2" cy="97" rx="14" ry="17" fill="{critter.belly}" stroke="none"/>'
        + "".join(
            limb(f"M{side * 19} 76 Q{side * 30} 88 {side * 24} 99", 8, critter.fur)
            + f'<circle cx="{side * 24}" cy="101" r="6" fill="{critter.paws}"/>'
            for side in (-1, 1)
        )
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-66 -6 132 136">'
        f'<g stroke="#000" stroke-width="3" stroke-linecap="round" stroke-linejoin="round">{body}</g>'
        f'<g transform="translate(-43 -8) scale(1.2)">{head}</g></svg>'
    )


def _tail(critter: Critter) -> str:
    match critter.tail:
        case "bushy":
            return (
                f'<path d="M-16 108 C-44 112 -62 96 -56 66 Q-52 52 -44 62 C-40 76 -30 86 -16 92 Z" fill="{critter.fur}"/>'
                f'<path d="M-57 76 Q-58 50 -46 58 Q-42 64 -41 72 Q-48 68 -57 76 Z" fill="{critter.tip}"/>'
            )
        case "tuft":
            return limb("M-18 108 Q-46 110 -44 82", 5, critter.fur) + (
                f'<path d="M-44 84 q-14 -8 -4 -24 q14 6 8 24 z" fill="{critter.tip}"/>'
            )
        case "long":
            return limb("M-18 110 Q-50 114 -48 88 Q-46 74 -38 78", 5, critter.tip or critter.fur)
        case "spiked":
            return (
                f'<path d="M-8 118 C-36 122 -56 110 -56 92 L-66 96 L-58 78 L-44 90 L-48 92 C-44 102 -30 104 -16 96 Z" '
                f'fill="{critter.fur}"/>'
            )
        case "stub":
            return f'<circle cx="-24" cy="108" r="8" fill="{critter.tip or critter.fur}"/>'
        case "none":
            return ""

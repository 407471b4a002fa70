"""What a drawn person looks like: the parameters of a figure, and where the parts of its body are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from storyagent.film.tint import Rgb

Age = Literal["child", "adult", "old"]
Hair = Literal["short", "bob", "long", "pigtails", "ponytail", "bun", "curly", "spiky", "sides", "none"]
Outfit = Literal["shirt", "dress", "robe", "suit", "armour", "overalls", "spacesuit", "apron"]

OUTLINE = "#000"


@dataclass(frozen=True)
class Look:
    """What a figure looks like. Colours are 8-bit RGB."""

    age: Age = "adult"
    female: bool = False
    skin: Rgb = (238, 189, 147)
    hair: Hair = "short"
    hair_color: Rgb = (91, 58, 36)
    outfit: Outfit = "shirt"
    cloth: Rgb = (63, 143, 208)
    second: Rgb = (61, 90, 128)
    hat: str = ""
    beard: bool = False
    glasses: bool = False
    extras: tuple[str, ...] = ()


@dataclass(frozen=True)
class Body:
    """Where the parts of a figure are, in SVG units; x of the middle is 0, y grows downwards."""

    head_r: float
    head_y: float
    shoulder_y: float
    hip_y: float
    foot_y: float
    half_shoulder: float
    half_hip: float


BODIES: dict[tuple[Age, bool], Body] = {
    ("child", False): Body(31, 47, 74, 112, 147, 15, 16),
    ("child", True): Body(31, 47, 74, 112, 147, 14, 15),
    ("adult", False): Body(27, 42, 68, 122, 182, 21, 18),
    ("adult", True): Body(27, 42, 67, 120, 178, 17, 17),
    ("old", False): Body(27, 42, 67, 118, 166, 20, 20),
    ("old", True): Body(27, 42, 67, 116, 160, 18, 20),
}


def limb(path: str, width: float, color: str) -> str:
    """Return a thick outlined stroke along an SVG path: an arm, a leg, a tail."""
    return (
        f'<path d="{path}" fill="none" stroke="{OUTLINE}" stroke-width="{width + 8}"/>'
        f'<path d="{path}" fill="none" stroke="{color}" stroke-width="{width}"/>'
    )

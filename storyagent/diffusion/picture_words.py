"""What a picture of an entity adds to its description: the colour that is seen, where none is told.

A picture that was drawn after the description never overrules it. One that the user gave does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from storyagent.bank.sheet_notes import read_notes
from storyagent.diffusion.references import Likeness
from storyagent.story.colors import described_colors, named_colors
from storyagent.story.references import Reference

COLOURS = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "white", "grey", "black")
_GREYS = frozenset({"white", "grey", "black"})
_MAIN, _PRESENT = 0.25, 0.15
"""Shares of the entity that its main colour has, and that a colour which is told must have to be believed."""
_PLAINLY = 1.5
"""So many times as much black, grey or white as of any clear colour is the main colour."""
_ARTICLE = re.compile(r"^(an?|the|this|that|one)\s+", re.IGNORECASE)


def main_colour(likenesses: Sequence[Likeness]) -> tuple[str, dict[str, float]]:
    """Return the name of the colour that most of an entity has, empty if no one stands out, and all colours' shares.

    Pixels count as much as they are inside, those near the outline, where the ground shows through, less. A clear
    colour counts before black, grey and white, unless there is far more of one of those: windows show the sky.
    """
    pixels = np.concatenate([one.picture_hwc.reshape(-1, 3) for one in likenesses])
    weights = np.concatenate([_inner(one.inside_hw).ravel() for one in likenesses])
    inside = np.flatnonzero(weights > 0.0)
    some = inside[:: max(1, len(inside) // 20_000)]
    names, counted = _named(pixels[some]), weights[some]
    shares = {colour: float(counted[names == colour].sum() / max(counted.sum(), 1e-6)) for colour in COLOURS}
    clear = max((share, colour) for colour, share in shares.items() if colour not in _GREYS)
    plain = max((share, colour) for colour, share in shares.items() if colour in _GREYS)
    most = clear if clear[0] >= _MAIN and plain[0] < _PLAINLY * clear[0] else max(clear, plain)
    return (most[1] if most[0] >= _MAIN else ""), shares


def _inner(inside_hw: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return how much each pixel counts: all of a thing's inside, little of its outline's; all alike of thin things."""
    mask = Image.fromarray((inside_hw > 0.5).astype(np.uint8) * 255)
    radius = max(1, min(inside_hw.shape) // 32)
    inner = np.asarray(mask.filter(ImageFilter.BoxBlur(radius)), np.float32) / 255.0
    weights = np.where(inside_hw > 0.5, np.clip(2.0 * inner - 1.0, 0.05, 1.0), 0.0)
    return weights.astype(np.float32)


def in_own_colour(words: str, reference: Reference, likenesses: Sequence[Likeness]) -> str:
    """Return words for an entity with the colour that it has in every scene.

    That is the one that its description tells, or else the one that its pictures show. Words that name another one keep
    it, unless the pictures are the user's own. Without `likenesses` the description alone counts.
    """
    if likenesses and not any(read_notes(one.path) for one in reference.pictures):
        return as_pictured(words, likenesses)
    if named_colors(words):
        return words
    noun = (words.split() or [""])[-1]
    described = described_colors(reference.description, noun)
    told = [word for word in re.findall(r"\w+", reference.description.lower()) if word in described]
    if told:
        return in_colour(words, told[0])
    return as_pictured(words, likenesses) if likenesses else words


def as_pictured(description: str, likenesses: Sequence[Likeness]) -> str:
    """Return a description with the colour that the pictures show, where it tells none or one they have not.

    Args:
        description: a phrase, such as "a red car". Of several colours the first is taken to be the main one.
        likenesses: the entity's pictures.
    """
    seen, shares = main_colour(likenesses)
    told = named_colors(description)
    if not seen or any(name == seen or shares.get(name, 1.0) >= _PRESENT for name in told):
        return description
    if told:
        first = re.compile(rf"\b({'|'.join(sorted(told))})\b", re.IGNORECASE)
        return first.sub(seen, description, count=1)
    return in_colour(description, seen)


def in_colour(description: str, seen: str) -> str:
    """Return a description that names no colour with one, behind its article."""
    article = _ARTICLE.match(description)
    if article is None:
        return f"{seen} {description}"
    an = "an" if seen[0] in "aeiou" else "a"
    lead = an if article[1].lower() in ("a", "an") else article[1]
    return f"{lead} {seen} {description[article.end() :]}"


def _named(rgb: npt.NDArray[np.uint8]) -> npt.NDArray[np.str_]:
    """Return the name of each pixel's colour, n 3 as n: by hue, the pale and the dark ones apart."""
    share = rgb.astype(np.float32) / 255.0
    value, least = share.max(1), share.min(1)
    chroma = value - least
    saturation = chroma / np.maximum(value, 1e-6)
    red, green, blue = share.T
    spread = np.maximum(chroma, 1e-6)
    hue = np.select(
        [value == red, value == green],
        [(green - blue) / spread % 6.0, (blue - red) / spread + 2.0],
        (red - green) / spread + 4.0,
    )
    hue = hue * 60.0  # degrees
    reddish = (hue < 14.0) | (hue >= 340.0)
    rules = [
        ((chroma < 0.14) & (value > 0.82), "white"),
        (value < 0.28, "black"),
        (chroma < 0.14, "grey"),
        ((hue >= 290.0) & (hue < 340.0), "pink"),
        (reddish & (saturation < 0.5) & (value > 0.8), "pink"),
        ((hue >= 14.0) & (hue < 48.0) & (value < 0.72), "brown"),
        (reddish, "red"),
        (hue < 43.0, "orange"),
        (hue < 68.0, "yellow"),
        (hue < 170.0, "green"),
        (hue < 255.0, "blue"),
    ]
    return np.select([mask for mask, _ in rules], [np.array(name) for _, name in rules], np.array("purple"))

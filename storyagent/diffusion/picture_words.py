"""What a picture of an entity says against its description: the colour that is seen wins over the one that is told."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from storyagent.diffusion.references import Likeness
from storyagent.story.colors import named_colors

COLOURS = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "white", "grey", "black")
_GREYS = frozenset({"white", "grey", "black"})
_MAIN, _PRESENT = 0.25, 0.15
"""Shares of the entity that its main colour has, and that a colour which is told must have to be believed."""
_ARTICLE = re.compile(r"^(an?|the|this|that|one)\s+", re.IGNORECASE)


def main_colour(likenesses: Sequence[Likeness]) -> tuple[str, dict[str, float]]:
    """Return the name of the colour that most of an entity has, empty if no one stands out, and all colours' shares.

    Clear colours count before black, grey and white.
    """
    pixels = np.concatenate([one.picture_hwc[one.inside_hw > 0.5] for one in likenesses])
    names = _named(pixels[:: max(1, len(pixels) // 20_000)])
    shares = {colour: float((names == colour).mean()) for colour in COLOURS}
    clear = max((share, colour) for colour, share in shares.items() if colour not in _GREYS)
    most = clear if clear[0] >= _MAIN else max((share, colour) for colour, share in shares.items())
    return (most[1] if most[0] >= _MAIN else ""), shares


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

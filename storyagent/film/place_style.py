"""Finish a painted place: light of the hour, weather's haze, and the look of a picture-book style.

Everything works on float arrays (H, W, 3) in 0..1 and is fixed by a seed.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from storyagent.story.screenplay import TimeOfDay, Weather

Picture = npt.NDArray[np.float32]

# Light of the hour: what the land's colours are multiplied by, and what is added, outdoors and in a room.
LIGHT: dict[TimeOfDay, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    "dawn": ((0.98, 0.9, 0.88), (0.05, 0.015, 0.01)),
    "day": ((1.0, 1.0, 1.0), (0.0, 0.0, 0.0)),
    "dusk": ((0.86, 0.68, 0.66), (0.07, 0.02, 0.03)),
    "night": ((0.28, 0.38, 0.6), (0.01, 0.02, 0.08)),
}
LAMP_LIGHT: dict[TimeOfDay, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    "dawn": ((0.97, 0.91, 0.87), (0.02, 0.01, 0.0)),
    "day": ((1.0, 1.0, 1.0), (0.0, 0.0, 0.0)),
    "dusk": ((0.9, 0.76, 0.7), (0.03, 0.0, 0.01)),
    "night": ((0.6, 0.52, 0.57), (0.01, 0.0, 0.03)),
}
# Weather over the land: brightness, and how much of the colour is left.
DULL: dict[Weather, tuple[float, float]] = {
    "clear": (1.0, 1.0),
    "wind": (1.0, 0.97),
    "cloud": (0.93, 0.86),
    "rain": (0.76, 0.72),
    "storm": (0.58, 0.6),
    "snow": (0.97, 0.85),
    "fog": (0.96, 0.62),
}


def light_land(land: Picture, time: TimeOfDay, weather: Weather, *, lamplit: bool) -> Picture:
    """Return the land in the light of the hour and the weather; `lamplit` places are brighter and warmer at night."""
    times, plus = (LAMP_LIGHT if lamplit else LIGHT)[time]
    lit = land * np.array(times, np.float32) + np.array(plus, np.float32)
    brightness, colour = DULL[weather]
    grey = lit.mean(axis=2, keepdims=True)
    return np.asarray(np.clip((grey + (lit - grey) * colour) * brightness, 0, 1), np.float32)


def add_fog(picture: Picture, haze: tuple[int, int, int], time: TimeOfDay) -> Picture:
    """Return the picture in fog: thickest at the horizon, thin at the viewer's feet."""
    y = np.linspace(0, 1, picture.shape[0], dtype=np.float32)[:, None, None]
    thickness = 0.5 * np.exp(-(((y - 0.56) / 0.24) ** 2)) + 0.3
    color = np.array(haze, np.float32) / 255 * (0.8 if time == "night" else 1.0)
    return np.asarray(picture * (1 - thickness) + color * thickness, np.float32)


def finish(picture: Picture, style: str, seed: int) -> Picture:
    """Return the picture in one of `STYLES`."""
    return np.asarray(np.clip(STYLES[style](picture, np.random.default_rng(seed)), 0, 1), np.float32)


def known_style(style: str) -> str | None:
    """Return which of `STYLES` a style's words ask for, or None when they name none of them.

    >>> known_style("soft watercolor painting"), known_style("pixel art")
    ('watercolour', None)
    """
    words = style.lower().replace("-", " ")
    for name, keywords in KEYWORDS.items():
        if any(keyword in words for keyword in keywords):
            return name
    return None


KEYWORDS: dict[str, tuple[str, ...]] = {
    "paper cut": ("paper cut", "papercut", "cut out", "cutout", "paper", "collage", "origami", "felt"),
    "watercolour": ("watercolour", "watercolor", "aquarelle", "wash", "gouache", "painting", "painterly", "oil"),
    "noir": ("noir", "black and white", "monochrome", "film grain", "silhouette", "gothic"),
    "ink": ("ink", "sketch", "pencil", "line drawing", "etching", "woodcut", "engraving", "charcoal", "manga"),
    "pastel": ("pastel", "chalk", "crayon", "soft", "dreamy", "kawaii"),
    "picture book": ("picture book", "storybook", "children", "cartoon", "flat", "fairy", "illustration", "animation"),
}


def _noise(rng: np.random.Generator, shape: tuple[int, int], cell: int) -> Picture:
    """Return smooth noise (H, W, 1) around 0 in about -1..1, its blots about `cell` pixels wide."""
    rows, columns = max(2, shape[0] // cell + 2), max(2, shape[1] // cell + 2)
    small = Image.fromarray(rng.uniform(-1, 1, (rows, columns)).astype(np.float32))
    smooth = np.asarray(small.resize((shape[1], shape[0]), Image.Resampling.BICUBIC), np.float32)
    return smooth[:, :, None]


def _grain(rng: np.random.Generator, shape: tuple[int, int], strength: float) -> Picture:
    return np.asarray(rng.standard_normal(shape, dtype=np.float32)[:, :, None] * strength, np.float32)


def _vignette(shape: tuple[int, int], strength: float) -> Picture:
    y, x = np.ogrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j]
    return np.asarray(1 - strength * np.clip((x**2 + y**2 - 0.7) / 1.3, 0, 1), np.float32)[:, :, None]


def _blurred(picture: Picture, radius: float) -> Picture:
    image = Image.fromarray(np.asarray(np.clip(picture, 0, 1) * 255, np.uint8))
    soft: Picture = np.asarray(image.filter(ImageFilter.GaussianBlur(radius)), np.float32) / np.float32(255)
    return soft


def _edges(picture: Picture, radius: float) -> Picture:
    """Return how much darker than its surroundings each pixel is made by an edge nearby, (H, W, 1) in 0..1."""
    grey = picture.mean(axis=2)
    across = np.abs(np.diff(grey, axis=1, append=grey[:, -1:]))
    down = np.abs(np.diff(grey, axis=0, append=grey[-1:]))
    strength = np.clip((across + down) * 6, 0, 1)
    image = Image.fromarray(np.asarray(strength * 255, np.uint8)).filter(ImageFilter.GaussianBlur(radius))
    return np.asarray(np.clip(np.asarray(image, np.float32)[:, :, None] / 255 * (1.4 + radius), 0, 1), np.float32)


def _picture_book(picture: Picture, rng: np.random.Generator) -> Picture:
    shape = picture.shape[:2]
    paper = 1 + 0.012 * _noise(rng, shape, max(3, shape[0] // 200)) + _grain(rng, shape, 0.008)
    return picture * paper * _vignette(shape, 0.09)


def _watercolour(picture: Picture, rng: np.random.Generator) -> Picture:
    shape = picture.shape[:2]
    scale = shape[0] / 720
    wobble = [(_noise(rng, shape, max(6, round(26 * scale)))[:, :, 0] * 5 * scale) for _ in range(2)]
    rows, columns = np.indices(shape)
    rows = np.clip(np.rint(rows + wobble[0]), 0, shape[0] - 1).astype(np.intp)
    columns = np.clip(np.rint(columns + wobble[1]), 0, shape[1] - 1).astype(np.intp)
    bled = picture[rows, columns]
    pools = 0.09 * _noise(rng, shape, max(8, round(110 * scale))) + 0.05 * _noise(rng, shape, max(4, round(24 * scale)))
    light = 1 - (1 - bled) * (0.84 + pools)
    edged = light * (1 - 0.2 * _edges(bled, 1.6 * scale))
    return np.asarray(edged * (1 + 0.022 * _noise(rng, shape, max(2, round(3 * scale)))), np.float32)


def _paper_cut(picture: Picture, rng: np.random.Generator) -> Picture:
    shape = picture.shape[:2]
    fibre = 1 + 0.03 * _noise(rng, shape, max(2, shape[0] // 260)) + _grain(rng, shape, 0.018)
    return picture * fibre * _vignette(shape, 0.16)


def _ink(picture: Picture, rng: np.random.Generator) -> Picture:
    shape = picture.shape[:2]
    scale = shape[0] / 720
    grey = picture.mean(axis=2, keepdims=True)
    tone = 0.34 + 0.66 * np.clip(grey * 1.15, 0, 1) ** 0.8
    hatch = 0.05 * np.sin(np.indices(shape).sum(axis=0) / (2.2 * scale))[:, :, None] * (grey < 0.55)
    paper = np.array((1.0, 0.965, 0.895), np.float32) * (1 + 0.02 * _noise(rng, shape, max(3, round(5 * scale))))
    ink = 1 - 0.85 * _edges(picture, 0.7 * scale)
    return np.asarray(paper * (tone + hatch) * ink, np.float32)


def _noir(picture: Picture, rng: np.random.Generator) -> Picture:
    shape = picture.shape[:2]
    grey = picture.mean(axis=2, keepdims=True)
    curve = 1 / (1 + np.exp(-7.5 * (grey - 0.56)))
    toned = curve * np.array((0.97, 0.99, 1.03), np.float32)
    return np.asarray((0.03 + 0.9 * toned + _grain(rng, shape, 0.025)) * _vignette(shape, 0.5), np.float32)


def _pastel(picture: Picture, rng: np.random.Generator) -> Picture:
    shape = picture.shape[:2]
    soft = 0.55 * picture + 0.45 * _blurred(picture, shape[0] / 180)
    pale = soft * 0.68 + np.array((0.32, 0.305, 0.31), np.float32)
    chalk = 1 + 0.035 * _noise(rng, shape, max(2, shape[0] // 300)) + _grain(rng, shape, 0.014)
    return np.asarray(pale * chalk, np.float32)


STYLES: dict[str, Callable[[Picture, np.random.Generator], Picture]] = {
    "picture book": _picture_book,
    "watercolour": _watercolour,
    "paper cut": _paper_cut,
    "ink": _ink,
    "noir": _noir,
    "pastel": _pastel,
}

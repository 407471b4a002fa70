"""Pictures as if drawn or painted: watercolour, ink, pencil, oil, comic, pastel, and old photographs.

Every style is a function of the picture alone, with a paper that stays where it is, so that a clip's frames do not
swim. No model: lines are where the picture has edges, washes where it has areas.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from storyagent.film.encode import Picture
from storyagent.media.image.tones import black_and_white, saturated, sepia
from storyagent.media.opencv import opencv

Style = Literal["watercolour", "ink", "pencil", "oil", "comic", "pastel", "sepia", "black and white"]
STYLES: tuple[Style, ...] = get_args(Style)
Float = npt.NDArray[np.float32]
Levels = tuple[float, float]


def levels_of(pictures: Sequence[Picture]) -> Levels:
    """Return the greys that one pixel of a hundred is darker, and one of two hundred lighter than."""
    greys = np.concatenate([_grey(picture)[::4, ::4].ravel() for picture in pictures])
    low, high = np.percentile(greys, (1, 99.5))
    return float(low), float(max(high, low + 40))


def restyled(picture: Picture, style: Style, levels: Levels | None = None) -> Picture:
    """Return the picture in a style. Deterministic; the same size.

    `levels` are those of the whole clip, so that ink and pencil do not get lighter when something dark comes in; by
    default the picture's own.

    Raises:
        MissingExtra: no OpenCV.
    """
    drawn = _DRAWN.get(style)
    if drawn is None:
        return _PAINTED[style](picture)
    low, high = levels or levels_of([picture])
    return drawn(picture, np.clip((_grey(picture) - low) / (high - low), 0, 1) * np.float32(225) + np.float32(25))


def _watercolour(picture: Picture) -> Picture:
    """Flat washes that pool at their rims, on grained paper, a little light between them."""
    washes = saturated(_areas(picture, 2, 20, 0.012), 0.3).astype(np.float32)
    pooled = washes * (1 - 0.22 * _edges(washes, 0.003)[..., None])
    high, wide = picture.shape[:2]
    clouds = _noise(high, wide, 0.05, 1) + 0.6 * _noise(high, wide, 0.012, 8)
    grain = _noise(high, wide, 0.0022, 2)
    thin = 255 - (255 - pooled) * (0.8 + 0.03 * clouds)[..., None]
    return _bytes(thin * (1 + 0.018 * grain)[..., None] * np.array([1.0, 0.995, 0.975], np.float32))


def _ink(picture: Picture, grey: Float) -> Picture:
    """Black lines on paper, with three grey washes."""
    flat = opencv().bilateralFilter(grey, 0, 24.0, 5.0)
    washes = 1 - 0.15 * sum((1 / (1 + np.exp((flat - at) / 5)) for at in (170.0, 110.0, 60.0)), np.zeros_like(grey))
    paper = 249 + 2.5 * _noise(*grey.shape, 0.002, 3)
    tone = paper * washes * _lines(grey, 0.0011, 0.975, 60.0)
    return _bytes(tone[..., None] * np.array([1.0, 0.985, 0.95], np.float32))


def _pencil(picture: Picture, grey: Float) -> Picture:
    """Grey strokes: contours by division, shade as slanted hatching, on rough paper."""
    cv = opencv()
    soft = cv.GaussianBlur(255 - grey, (0, 0), max(1.5, 0.006 * max(grey.shape)))
    contour = np.clip(grey * 256 / np.maximum(256 - soft, 1), 0, 255) / 255
    dark = 1 - cv.GaussianBlur(grey, (0, 0), max(1.0, 0.002 * max(grey.shape))) / 255
    pressed = np.clip(dark - 0.12, 0, 1) ** 1.15
    shade = pressed * (0.62 + 0.26 * _hatching(*grey.shape))
    paper = 250 * (1 + 0.022 * _noise(*grey.shape, 0.0016, 4))
    tone = np.clip(contour**1.4, 0.05, 1) * (1 - shade) * paper
    return _bytes(tone[..., None] * np.array([1.0, 0.995, 0.98], np.float32))


def _oil(picture: Picture) -> Picture:
    """Thick strokes along the edges: areas made even in eight directions (Kuwahara), with a relief."""
    painted = _kuwahara(saturated(picture, 0.22), max(2, round(0.0045 * max(picture.shape[:2]))))
    grey = _grey(_bytes(painted))
    relief = opencv().Sobel(grey, -1, 1, 1, ksize=3)
    bristle = _noise(*grey.shape, 0.003, 5)
    return _bytes(painted + 0.12 * relief[..., None] + 3.5 * bristle[..., None])


def _comic(picture: Picture) -> Picture:
    """Clear flat colours in steps, and black lines."""
    flat = saturated(_areas(picture, 3, 30, 0.01), 0.35).astype(np.float32)
    light = flat.max(axis=-1, keepdims=True)
    steps, sharp = 5.0, 9.0
    scaled = light / 255 * steps
    base = np.floor(scaled)
    stepped = (base + 1 / (1 + np.exp(-sharp * (scaled - base - 0.5)))) / steps * 255
    coloured = flat * (stepped / np.maximum(light, 1))
    return _bytes(coloured * _lines(_grey(picture), 0.0013, 0.97, 70.0)[..., None])


def _pastel(picture: Picture) -> Picture:
    """Soft light chalk on tinted paper, whose grain shows through."""
    soft = _areas(picture, 2, 26, 0.012).astype(np.float32)
    high, wide = picture.shape[:2]
    chalk = _noise(high, wide, 0.0016, 6)[..., None]
    paper = np.array([236, 226, 212], np.float32)
    light = 255 - (255 - soft) * np.float32(0.78)
    cover = np.clip(0.88 + 0.05 * chalk, 0, 1)
    return _bytes(light * cover + paper * (1 - cover))


_DRAWN: Mapping[str, Callable[[Picture, Float], Picture]] = {"ink": _ink, "pencil": _pencil}
_PAINTED: Mapping[str, Callable[[Picture], Picture]] = {
    "watercolour": _watercolour,
    "oil": _oil,
    "comic": _comic,
    "pastel": _pastel,
    "sepia": sepia,
    "black and white": black_and_white,
}


def _areas(picture: Picture, rounds: int, spread: float, reach: float) -> Picture:
    """Return the picture's areas made even, edges kept, at up to 960 px."""
    cv = opencv()
    high, wide = picture.shape[:2]
    scale = min(1.0, 960 / max(high, wide))
    small = cv.resize(picture, (max(8, round(wide * scale)), max(8, round(high * scale))), interpolation=cv.INTER_AREA)
    sigma = max(1.5, reach * max(small.shape[:2]) / 2)
    for _ in range(rounds):
        small = cv.bilateralFilter(small, 0, spread, min(sigma, 6.0))
    return np.asarray(cv.resize(small, (wide, high), interpolation=cv.INTER_CUBIC))


def _edges(picture: npt.NDArray[Any], reach: float) -> Float:
    """Return how much of an edge there is at each pixel, 0..1."""
    cv = opencv()
    sigma = max(0.8, reach * max(picture.shape[:2]) / 2)
    soft = cv.GaussianBlur(picture.astype(np.float32), (0, 0), sigma)
    slope = np.hypot(cv.Sobel(soft, -1, 1, 0), cv.Sobel(soft, -1, 0, 1)).max(axis=-1)
    return np.asarray(np.clip(slope * sigma / 160, 0, 1), dtype=np.float32)


def _lines(lightness: Float, reach: float, ratio: float, sharp: float) -> Float:
    """Return ink lines, 1 on paper to 0 in a line: differences of Gaussians with a soft threshold (XDoG, 2012)."""
    cv = opencv()
    grey = lightness / 255
    sigma = max(0.7, reach * max(grey.shape))
    fine, wide = cv.GaussianBlur(grey, (0, 0), sigma), cv.GaussianBlur(grey, (0, 0), sigma * 1.6)
    # a share of white is added, so that dark areas do not become one line
    apart = (fine + 0.35) - ratio * (wide + 0.35)
    return np.asarray(np.clip(1 + np.tanh(np.minimum(sharp * apart, 0.0)), 0.06, 1), dtype=np.float32)


def _kuwahara(picture: Picture, reach: int) -> Float:
    """Return each pixel as the mean of the evenest of eight windows beside it."""
    cv = opencv()
    own = picture.astype(np.float32)
    mean = cv.blur(own, (2 * reach + 1,) * 2)
    square = cv.blur(_grey(picture) ** 2, (2 * reach + 1,) * 2) - cv.blur(_grey(picture), (2 * reach + 1,) * 2) ** 2
    high, wide = own.shape[:2]
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    total, weights = np.zeros_like(own), np.zeros((high, wide), np.float32)
    for angle in np.arange(8) * np.pi / 4:
        at = (x + np.float32(reach * np.cos(angle)), y + np.float32(reach * np.sin(angle)))
        there = cv.remap(mean, *at, cv.INTER_LINEAR, borderMode=cv.BORDER_REFLECT)
        uneven = cv.remap(square, *at, cv.INTER_LINEAR, borderMode=cv.BORDER_REFLECT)
        trust = 1 / (4 + np.maximum(uneven, 0)) ** 3
        total += there * trust[..., None]
        weights += trust
    return np.asarray(total / weights[..., None])


@lru_cache(maxsize=24)
def _noise(high: int, wide: int, grain: float, seed: int) -> Float:
    """Return noise of a grain (share of the longer side) about 0 with deviation 1, always the same."""
    cv = opencv()
    size = max(1.0, grain * max(high, wide))
    rough = np.random.default_rng(seed).standard_normal((max(4, round(high / size)), max(4, round(wide / size))))
    noise = cv.resize(rough.astype(np.float32), (wide, high), interpolation=cv.INTER_CUBIC)
    return np.asarray((noise - noise.mean()) / max(1e-6, float(noise.std())), dtype=np.float32)


@lru_cache(maxsize=8)
def _hatching(high: int, wide: int) -> Float:
    """Return slanted pencil strokes, -1..1."""
    cv = opencv()
    rough = np.random.default_rng(7).standard_normal((high, wide)).astype(np.float32)
    length = max(7, round(0.02 * max(high, wide)) | 1)
    kernel = np.zeros((length, length), np.float32)
    cv.line(kernel, (0, length - 1), (length - 1, 0), 1.0)
    strokes = cv.filter2D(rough, -1, kernel / kernel.sum(), borderType=cv.BORDER_REFLECT)
    return np.asarray(np.clip(strokes / (2 * float(strokes.std())), -1, 1), dtype=np.float32)


def _grey(picture: Picture) -> Float:
    return np.asarray(opencv().cvtColor(picture, opencv().COLOR_RGB2GRAY), dtype=np.float32)


def _bytes(values: npt.NDArray[Any]) -> Picture:
    return np.asarray(np.clip(np.rint(values), 0, 255), dtype=np.uint8)

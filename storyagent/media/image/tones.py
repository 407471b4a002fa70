"""Changes of light and colour: of the whole picture, of one thing in it, of all but one thing."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from storyagent.film.encode import Picture
from storyagent.film.tint import color_rgb
from storyagent.media.image.still import Mask
from storyagent.media.opencv import opencv

Float = npt.NDArray[np.float32]
_LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
_NIGHT = np.array([0.36, 0.46, 0.78], np.float32)


def brighter(picture: Picture, amount: float) -> Picture:
    """Return the picture lighter (amount above 0) or darker, black and white kept; 1 is much."""
    return _bytes(255 * (picture / np.float32(255)) ** np.float32(0.5**amount))


def warmer(picture: Picture, amount: float) -> Picture:
    """Return the picture with more red and less blue (amount above 0), or the other way, equally bright."""
    gains = np.array([1 + 0.22 * amount, 1.0, 1 - 0.28 * amount], np.float32)
    changed = picture * gains
    return _bytes(changed * (_light(picture) / np.maximum(_light(changed), 1.0)))


def contrasted(picture: Picture, amount: float) -> Picture:
    """Return the picture with more contrast (amount above 0) or less, its mean kept."""
    middle = np.float32(picture.mean())
    return _bytes(middle + (picture - middle) * np.float32(1 + 0.5 * amount))


def saturated(picture: Picture, amount: float) -> Picture:
    """Return the picture with stronger colours (amount above 0) or paler; -1 is grey."""
    grey = _light(picture)
    return _bytes(grey + (picture - grey) * np.float32(1 + amount))


def black_and_white(picture: Picture) -> Picture:
    """Return the picture in greys."""
    return _bytes(np.broadcast_to(_light(picture), picture.shape))


def sepia(picture: Picture) -> Picture:
    """Return the picture in browns, as an old photograph."""
    grey = _light(picture) / np.float32(255)
    paper, ink = np.array([250, 233, 200], np.float32), np.array([46, 28, 16], np.float32)
    return _bytes(ink + (paper - ink) * grey ** np.float32(0.95))


def night(picture: Picture) -> Picture:
    """Return the picture as if by moonlight: dark, blue, pale, lamps and other very light spots kept warm."""
    dark = saturated(picture, -0.35) * _NIGHT * np.float32(0.72)
    high, wide = picture.shape[:2]
    y, x = np.mgrid[-1 : 1 : high * 1j, -1 : 1 : wide * 1j].astype(np.float32)
    shade = np.clip(1.06 - 0.28 * (x * x + y * y) / 2, 0.6, 1.0)[..., None]
    warm = np.clip((picture[..., :1].astype(np.float32) - picture[..., 2:] - 60) / 80, 0, 1)
    lamps = np.clip((_light(picture) - 190) / 50, 0, 1) * warm
    return _bytes(dark * shade * (1 - lamps) + picture * lamps)


def blurred(picture: Picture, radius_share: float = 0.012) -> Picture:
    """Return the picture out of focus; the radius is a share of its longer side."""
    return np.asarray(opencv().GaussianBlur(picture, (0, 0), max(0.5, radius_share * max(picture.shape[:2]))))


def sharpened(picture: Picture, amount: float = 0.8) -> Picture:
    """Return the picture with its edges clearer (unsharp mask), no pixel beyond its surroundings' range by much."""
    soft = opencv().GaussianBlur(picture, (0, 0), max(0.8, 0.0016 * max(picture.shape[:2]))).astype(np.float32)
    return _bytes(picture + np.float32(amount) * (picture - soft))


def background_blurred(picture: Picture, thing: Mask) -> Picture:
    """Return the picture out of focus but for one thing; the thing's colours do not bleed into the ground."""
    cv = opencv()
    sigma = max(1.0, 0.014 * max(picture.shape[:2]))
    ground = (1 - thing)[..., None]
    soft = cv.GaussianBlur(picture * ground, (0, 0), sigma)
    share = cv.GaussianBlur(1 - thing, (0, 0), sigma)[..., None]
    behind = np.where(share > 0.02, soft / np.maximum(share, 0.02), picture)
    return _bytes(picture * thing[..., None] + behind * ground)


def main_colour(picture: Picture, thing: Mask) -> Float:
    """Return the colour that most of a thing has, (3,) Lab: outlines count little, clear colours more than greys."""
    lab = _lab(picture)
    inside = lab[thing > 0.6]
    if not len(inside):
        return np.zeros(3, np.float32)
    inside = inside[:: max(1, len(inside) // 40_000)]
    bins, place, counts = np.unique(
        np.floor(inside / 9).astype(np.int32), axis=0, return_inverse=True, return_counts=True
    )
    middle = (bins + 0.5) * 9
    chroma = np.hypot(middle[:, 1], middle[:, 2])
    votes = counts * (1 + chroma / 25) * np.where(middle[:, 0] < 14, 0.15, 1.0)
    chosen = inside[place.reshape(-1) == int(np.argmax(votes))]
    return np.asarray(chosen.mean(axis=0), dtype=np.float32)


def recoloured(picture: Picture, thing: Mask, colour: str, main: Float | None = None) -> Picture:
    """Return the picture with a thing's main colour replaced; shading, outlines and other colours of it stay.

    Args:
        picture: (H, W, 3) RGB.
        thing: where the thing is.
        colour: its new colour, by name or as #rrggbb.
        main: the colour to be replaced (Lab), of the frames of one clip always the same; by default `main_colour`.

    Raises:
        InvalidInput: there is no such colour.
    """
    wanted = _lab(np.array([[color_rgb(colour)]], np.uint8))[0, 0]
    lab = _lab(picture)
    old = main_colour(picture, thing) if main is None else main
    away = lab - old
    apart = np.sqrt((away[..., 0] / 2.4) ** 2 + away[..., 1] ** 2 + away[..., 2] ** 2)
    tone = np.hypot(lab[..., 1], lab[..., 2]) / max(8.0, float(np.hypot(old[1], old[2])))
    same_hue = (away[..., 1] * old[1] + away[..., 2] * old[2]) > -0.5 * float(old[1] ** 2 + old[2] ** 2)
    weight = np.clip((34 - apart) / 16, 0, 1) * np.where(same_hue, 1.0, 0.3)
    weight *= np.clip((lab[..., 0] - 6) / 10, 0, 1) * thing  # black outlines stay
    new = np.empty_like(lab)
    room = np.where(
        away[..., 0] > 0, (100 - wanted[0]) / max(8.0, 100 - float(old[0])), wanted[0] / max(8.0, float(old[0]))
    )
    new[..., 0] = wanted[0] + away[..., 0] * np.clip(room, 0.35, 1.3)
    vivid = np.clip(tone, 0.5, 1.25) if float(np.hypot(old[1], old[2])) > 8 else np.ones_like(tone)
    new[..., 1:] = wanted[1:] * vivid[..., None]
    rgb = opencv().cvtColor(np.ascontiguousarray(new, dtype=np.float32), opencv().COLOR_Lab2RGB) * 255
    return _bytes(picture + (np.clip(rgb, 0, 255) - picture) * weight[..., None])


def _lab(picture: Picture) -> Float:
    cv = opencv()
    return np.asarray(cv.cvtColor(picture.astype(np.float32) / 255, cv.COLOR_RGB2Lab))


def _light(picture: npt.NDArray[Any]) -> Float:
    return np.asarray((picture.astype(np.float32) @ _LUMA)[..., None])


def _bytes(values: npt.NDArray[Any]) -> Picture:
    return np.asarray(np.clip(np.rint(values), 0, 255), dtype=np.uint8)

"""Moving weather over a picture: rain, snow, fog, leaves in the wind, a gentle flash in a storm.

Everything is a function of the frame number and a seed, so that a clip comes out the same each time.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from PIL import Image, ImageDraw

from storyagent.story.screenplay import Weather

Overlay = Callable[[Image.Image, int], None]
"""Draws over an RGB picture, in place, for a frame number."""

_PHASES = 4  # quarter-pixel copies of slow particles
_FLASH_EVERY_S = 3.7  # well below the three a second that harm people with photosensitive epilepsy
_FLASH_S = 0.5


def overlay(weather: Weather, size_px: tuple[int, int], fps: int, seed: int = 0) -> Overlay | None:
    """Return what draws this weather over a picture of that size, None where nothing moves (clear, cloud)."""
    makers: dict[Weather, Callable[[], Overlay]] = {
        "rain": lambda: partial(_fall, _rain(size_px, seed, drops=230, slant=0.10), fps),
        "storm": lambda: partial(_storm, _rain(size_px, seed, drops=330, slant=0.32), fps),
        "snow": lambda: partial(_fall, _snow(size_px, seed), fps),
        "fog": lambda: partial(_drift, _fog(size_px, seed), fps),
        "wind": lambda: partial(_blow, _leaves(size_px, seed), fps),
    }
    return makers[weather]() if weather in makers else None


@dataclass(frozen=True)
class _Particle:
    """A thing that falls from above again and again: start and speed in pixels (a second), and its pictures."""

    x: float
    y: float
    right_px_s: float
    down_px_s: float
    swing_px: float
    swing_s: float
    pictures: tuple[Image.Image, ...]  # at _PHASES x _PHASES quarter-pixel shifts, or one


def _fall(particles: list[_Particle], fps: int, picture: Image.Image, frame: int) -> None:
    time_s = frame / fps
    for p in particles:
        height = picture.height + 2 * p.pictures[0].height
        width = picture.width + 2 * p.pictures[0].width
        swing = p.swing_px * math.sin(2 * math.pi * (time_s / p.swing_s + p.x / width)) if p.swing_px else 0.0
        x = (p.x + p.right_px_s * time_s + swing) % width - p.pictures[0].width
        y = (p.y + p.down_px_s * time_s) % height - p.pictures[0].height
        shape = p.pictures[0]
        if len(p.pictures) > 1:
            shape = p.pictures[int(y % 1 * _PHASES) * _PHASES + int(x % 1 * _PHASES)]
        at = math.floor(x), math.floor(y)
        picture.paste(shape, at, shape)


def _storm(particles: list[_Particle], fps: int, picture: Image.Image, frame: int) -> None:
    _fall(particles, fps, picture, frame)
    since_s = (frame / fps + _FLASH_EVERY_S - 1.2) % _FLASH_EVERY_S
    if since_s < _FLASH_S:
        share = since_s / _FLASH_S
        strength = 0.26 * min(1.0, share * 5) * (1 - share) ** 1.5
        brighter = [round(v + (255 - v) * strength * tint) for tint in (0.92, 0.95, 1.0) for v in range(256)]
        picture.paste(picture.point(brighter))


def _rain(size_px: tuple[int, int], seed: int, drops: int, slant: float) -> list[_Particle]:
    rng = np.random.default_rng(seed)
    width, height = size_px
    layers = [_drop(height * share, slant, alpha) for share, alpha in ((0.035, 70), (0.05, 95), (0.075, 120))]
    particles = []
    for _ in range(round(drops * width / height / 1.78)):
        near = int(rng.choice(3, p=(0.5, 0.32, 0.18)))
        speed = height * (1.15, 1.5, 1.95)[near] * rng.uniform(0.92, 1.08)
        x, y = rng.uniform(0, width * 1.1), rng.uniform(0, height * 1.2)
        particles.append(_Particle(x, y, -speed * slant, speed, 0.0, 1.0, (layers[near],)))
    return particles


def _drop(length_px: float, slant: float, alpha: int) -> Image.Image:
    """Draw a streak of falling water, faint at its upper end."""
    over = 4
    length, across = math.ceil(length_px), math.ceil(length_px * slant) + 3
    thick = max(1.2, length_px / 22)
    streak = Image.new("L", (across * over, length * over))
    draw = ImageDraw.Draw(streak)
    draw.line((across * over - 6, 0, 6, length * over), fill=255, width=round(thick * over))
    streak = streak.resize((across, length), Image.Resampling.BOX)
    fade = np.linspace(0.15, 1.0, length)[:, None]
    return _tinted((np.asarray(streak) * fade * alpha / 255), (214, 228, 244))


def _snow(size_px: tuple[int, int], seed: int) -> list[_Particle]:
    rng = np.random.default_rng(seed)
    width, height = size_px
    sizes = [_flake(height * share, alpha) for share, alpha in ((0.006, 150), (0.010, 190), (0.016, 215))]
    particles = []
    for _ in range(round(190 * width / height / 1.78)):
        near = int(rng.choice(3, p=(0.5, 0.34, 0.16)))
        speed = height * (0.085, 0.12, 0.17)[near] * rng.uniform(0.85, 1.15)
        x, y = rng.uniform(0, width * 1.05), rng.uniform(0, height * 1.05)
        swing = height * 0.012 * rng.uniform(0.5, 1.5)
        particles.append(_Particle(x, y, -speed * 0.12, speed, swing, rng.uniform(2.5, 4.5), sizes[near]))
    return particles


def _flake(diameter_px: float, alpha: int) -> tuple[Image.Image, ...]:
    """Draw a soft white disc, once for every quarter-pixel shift."""
    side = math.ceil(diameter_px) + 3
    y, x = np.mgrid[0:side, 0:side] + 0.5
    flakes = []
    for phase in range(_PHASES * _PHASES):
        cx, cy = side / 2 - 0.5 + phase % _PHASES / _PHASES, side / 2 - 0.5 + phase // _PHASES / _PHASES
        inside = np.clip(diameter_px / 2 + 0.7 - np.hypot(x - cx, y - cy), 0, 1.4) / 1.4
        flakes.append(_tinted(inside * alpha, (255, 255, 255)))
    return tuple(flakes)


def _fog(size_px: tuple[int, int], seed: int) -> Image.Image:
    """Return a bank of fog twice as wide as the picture that continues into itself."""
    rng = np.random.default_rng(seed)
    width, height = size_px
    banks = np.zeros((height, 2 * width))
    for rows, columns, weight in ((5, 6, 0.5), (9, 11, 0.3), (16, 20, 0.2)):
        noise = rng.uniform(0, 255, (rows, columns)).astype(np.uint8)
        wrapped = np.concatenate([noise[:, -2:], noise, noise[:, :2]], axis=1)
        grown = Image.fromarray(wrapped).resize(
            (2 * width, height), Image.Resampling.BICUBIC, box=(2, 0, 2 + columns, rows)
        )
        banks += weight * np.asarray(grown, dtype=float) / 255
    lower = np.linspace(0.35, 1.0, height)[:, None]
    thickness = np.clip((banks - 0.28) * 2.0, 0, 1) * lower
    return _tinted(thickness * 165, (232, 236, 240))


def _drift(bank: Image.Image, fps: int, picture: Image.Image, frame: int) -> None:
    width, height = picture.size
    x = round(frame / fps * width * 0.022) % bank.width
    for left in (-x, bank.width - x):
        if left < width:
            seen = bank.crop((max(0, -left), 0, min(bank.width, width - left), height))
            picture.paste(seen, (max(0, left), 0), seen)


@dataclass(frozen=True)
class _Leaf:
    x: float
    y: float
    speed_px_s: float
    wave_px: float
    wave_s: float
    turns_per_s: float
    pictures: tuple[Image.Image, ...]


_LEAF_ANGLES = 32
_LEAF_COLORS = ((196, 106, 38), (214, 158, 46), (150, 116, 40), (122, 142, 58))


def _leaves(size_px: tuple[int, int], seed: int) -> list[_Leaf]:
    rng = np.random.default_rng(seed)
    width, height = size_px
    kinds = [_leaf(height * share, color) for share in (0.018, 0.028) for color in _LEAF_COLORS]
    return [
        _Leaf(
            x=rng.uniform(0, width * 1.2),
            y=height * rng.uniform(0.05, 0.95),
            speed_px_s=height * rng.uniform(0.35, 0.65),
            wave_px=height * rng.uniform(0.03, 0.08),
            wave_s=rng.uniform(1.2, 2.4),
            turns_per_s=rng.uniform(0.4, 1.1) * rng.choice((-1, 1)),
            pictures=kinds[int(rng.integers(len(kinds)))],
        )
        for _ in range(22)
    ]


def _leaf(length_px: float, color: tuple[int, int, int]) -> tuple[Image.Image, ...]:
    """Draw a pointed leaf, once for every angle."""
    side = 8 * math.ceil(length_px)
    shape = Image.new("RGBA", (side, side), (*color, 0))
    across = np.linspace(-1, 1, 40)
    edge = 0.36 * (1 - across**2) * side / 2
    points = [(side / 2 + x * side * 0.46, side / 2 - e) for x, e in zip(across, edge, strict=True)]
    points += [(side / 2 + x * side * 0.46, side / 2 + e) for x, e in zip(across[::-1], edge[::-1], strict=True)]
    draw = ImageDraw.Draw(shape)
    draw.polygon(points, fill=(*color, 235))
    dark = tuple(int(c * 0.72) for c in color)
    draw.line((0, side / 2, side * 0.9, side / 2), fill=(*dark, 235), width=max(1, side // 28))
    small = (side // 4, side // 4)
    turned = (shape.rotate(360 * i / _LEAF_ANGLES, Image.Resampling.BICUBIC) for i in range(_LEAF_ANGLES))
    return tuple(leaf.convert("RGBa").resize(small, Image.Resampling.BOX) for leaf in turned)


def _blow(leaves: list[_Leaf], fps: int, picture: Image.Image, frame: int) -> None:
    time_s = frame / fps
    for leaf in leaves:
        shape = leaf.pictures[round(time_s * leaf.turns_per_s * _LEAF_ANGLES) % _LEAF_ANGLES]
        width = picture.width + 2 * shape.width
        wave = math.sin(2 * math.pi * (time_s / leaf.wave_s + leaf.x / width))
        x = (leaf.x + leaf.speed_px_s * time_s) % width - shape.width
        picture.paste(shape, (round(x), round(leaf.y + leaf.wave_px * wave)), shape)


def _tinted(alpha: np.ndarray, color: tuple[int, int, int]) -> Image.Image:
    """Return a premultiplied picture of one colour, alpha (H, W) 0..255."""
    rgba = np.empty((*alpha.shape, 4), np.uint8)
    rgba[..., :3] = color
    rgba[..., 3] = np.round(alpha)
    return Image.fromarray(rgba).convert("RGBa")

"""Painted places: flat picture-book landscapes and rooms with nothing in them that is a noun of the world.

A place is painted on a canvas 1.5 times as wide and high as the frame, so that the camera can move; the frame shows its
middle. Heights below are in the frame: 0 its upper edge, 1 its lower.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
MARGIN = 0.25
"""How far the painting goes beyond the frame on each side, in frames."""
OVERSAMPLING = 2
LIGHTS: tuple[str, ...] = ("day", "noon", "morning", "evening")
"""The light of each variation of a place."""
VARIATIONS = len(LIGHTS)


class Place(NamedTuple):
    """A place: how it is painted, the words that put something there, and the words for it alone."""

    name: str
    paint: Callable[[Painter], None]
    where: tuple[str, ...]
    alone: tuple[str, ...]


class Painter:
    """A canvas with the frame's coordinates, a seeded generator and the light of a time of day.

    The frame is `size_px` high and `across` times as wide; both of its coordinates are in its heights, and the canvas
    ends at x = `right`.
    """

    def __init__(self, size_px: int, light: str, seed: int, across: float = 1.0) -> None:
        self.side_px = round(size_px * (1 + 2 * MARGIN)) * OVERSAMPLING
        self.width_px = round(size_px * (across + 2 * MARGIN)) * OVERSAMPLING
        self.right = across + MARGIN
        self.picture = Image.new("RGB", (self.width_px, self.side_px))
        self.draw = ImageDraw.Draw(self.picture)
        self.rng = np.random.default_rng(seed)
        self.light = light

    @property
    def wider(self) -> float:
        """How many times as wide as that of a square frame the canvas is."""
        return self.width_px / self.side_px

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return pixels of a point of the frame."""
        scale = self.side_px / (1 + 2 * MARGIN)
        return (x + MARGIN) * scale, (y + MARGIN) * scale

    def between(self, low: float, high: float) -> float:
        """Return a random number."""
        return float(self.rng.uniform(low, high))

    def gradient(self, y0: float, y1: float, top: Colour, bottom: Colour) -> None:
        """Fill a band of the canvas from one colour to another."""
        first, last = round(self.at(0, y0)[1]), round(self.at(0, y1)[1])
        for row in range(max(first, 0), min(last, self.side_px)):
            self.draw.line([(0, row), (self.width_px, row)], fill=blend(top, bottom, (row - first) / (last - first)))

    def sky(self, horizon: float, top: Colour = (120, 190, 240), bottom: Colour = (205, 232, 248)) -> None:
        """Fill from the upper edge to the horizon, by the light."""
        tops = {"noon": (72, 152, 228), "morning": (246, 190, 200), "evening": (206, 150, 176)}
        bottoms = {"noon": (170, 216, 246), "morning": (253, 236, 214), "evening": (253, 208, 158)}
        self.gradient(-MARGIN, horizon + 0.16, tops.get(self.light, top), bottoms.get(self.light, bottom))

    def ridge(self, base: float, height: float, waves: float, fill: Colour, *, sharp: bool = False) -> None:
        """Fill below a rolling (or, sharp, a jagged) line that rises up to `height` above `base`."""
        xs = np.linspace(-MARGIN, self.right, round(160 * self.wider))
        if sharp:
            knots = np.linspace(-MARGIN, self.right, round(waves * 2 * self.wider) + 1)
            peaks = np.where(np.arange(len(knots)) % 2, self.rng.uniform(0.6, 1.0, len(knots)), 0.12)
            line = np.interp(xs, knots + self.between(-0.1, 0.1), peaks)
        else:
            phases = self.rng.uniform(0, 2 * np.pi, 3)
            line = sum(
                np.sin(2 * np.pi * waves * k * xs + phase) / k for k, phase in zip((1, 1.7, 2.6), phases, strict=True)
            )
            line = 0.5 + 0.3 * np.asarray(line)
        points = [self.at(float(x), float(base - height * v)) for x, v in zip(xs, line, strict=True)]
        self.draw.polygon([*points, (self.width_px, self.side_px), (0, self.side_px)], fill=self.lit(fill))

    def ground(self, y: float, top: Colour, bottom: Colour) -> None:
        """Fill from a height down to the lower edge."""
        self.gradient(y, 1 + MARGIN, self.lit(top), self.lit(bottom))

    def block(self, x0: float, y0: float, x1: float, y1: float, fill: Colour) -> None:
        """Fill a rectangle."""
        self.draw.rectangle([self.at(x0, y0), self.at(x1, y1)], fill=self.lit(fill))

    def blob(self, x: float, y: float, rx: float, ry: float, fill: Colour) -> None:
        """Fill an ellipse."""
        self.draw.ellipse([self.at(x - rx, y - ry), self.at(x + rx, y + ry)], fill=self.lit(fill))

    def scatter(self, count: int, y0: float, y1: float) -> NDArray[np.float64]:
        """Return random points n 2 in a band of the canvas, `count` of them on that of a square frame."""
        low, high = (-MARGIN, y0), (self.right, y1)
        return self.rng.uniform(low, high, (round(count * self.wider), 2))

    def lit(self, fill: Colour) -> Colour:
        """Return a colour as it looks in this light."""
        tints: dict[str, tuple[Colour, float]] = {"morning": ((255, 226, 220), 0.22), "evening": ((226, 120, 70), 0.26)}
        tint, share = tints.get(self.light, (fill, 0.0))
        return blend(fill, tint, share)

    def finished(self) -> Image.Image:
        """Return the painting at its size, smoothed."""
        size = self.width_px // OVERSAMPLING, self.side_px // OVERSAMPLING
        return self.picture.resize(size, Image.Resampling.BOX)


def blend(a: Colour, b: Colour, share: float) -> Colour:
    """Return the colour a share of the way from a to b."""
    red, green, blue = (round(p + (q - p) * share) for p, q in zip(a, b, strict=True))
    return red, green, blue


def _meadow(p: Painter) -> None:
    p.sky(0.5)
    p.ridge(0.5, 0.14, 0.9, (150, 205, 120))
    p.ridge(0.6, 0.08, 0.6, (126, 190, 96))
    p.ground(0.68, (112, 180, 84), (92, 160, 70))
    for x, y in p.scatter(70, 0.66, 1.2):
        p.draw.line(
            [p.at(x, y), p.at(x + 0.006, y - 0.022)], fill=p.lit((140, 204, 108)), width=max(1, p.side_px // 240)
        )


def _beach(p: Painter) -> None:
    p.sky(0.42)
    p.ground(0.42, (70, 165, 205), (120, 200, 220))
    for k in range(3):
        y = 0.47 + 0.05 * k + p.between(0, 0.02)
        p.draw.line([p.at(-MARGIN, y), p.at(p.right, y)], fill=p.lit((150, 214, 230)), width=max(1, p.side_px // 200))
    p.ridge(0.66, 0.05, 0.7, (236, 250, 250))
    p.ridge(0.685, 0.05, 0.7, (240, 216, 160))
    for x, y in p.scatter(60, 0.72, 1.2):
        p.blob(x, y, 0.005, 0.003, (222, 194, 138))


def _sea(p: Painter) -> None:
    p.sky(0.34)
    p.ground(0.34, (62, 140, 200), (24, 92, 160))
    for x, y in p.scatter(46, 0.38, 1.2):
        width = 0.03 + 0.05 * (y - 0.3)
        p.draw.arc(
            [p.at(x - width, y - 0.014), p.at(x + width, y + 0.014)],
            200,
            340,
            p.lit((130, 190, 226)),
            max(1, p.side_px // 170),
        )


def _forest(p: Painter) -> None:
    p.sky(0.4, (170, 214, 190), (214, 236, 206))
    p.ridge(0.42, 0.16, 2.4, (120, 170, 120))
    p.ridge(0.5, 0.14, 3.2, (88, 142, 96))
    p.ridge(0.6, 0.1, 4.0, (66, 116, 76))
    p.ground(0.64, (116, 138, 80), (96, 116, 66))
    for x, y in p.scatter(26, 0.68, 1.2):
        p.blob(x, y, 0.03, 0.008, (130, 152, 90))


def _mountains(p: Painter) -> None:
    p.sky(0.55)
    p.ridge(0.62, 0.5, 2.0, (150, 164, 192), sharp=True)
    p.ridge(0.66, 0.34, 2.6, (122, 138, 168), sharp=True)
    p.ridge(0.72, 0.08, 0.8, (122, 160, 118))
    p.ground(0.76, (108, 148, 104), (92, 130, 90))


def _desert(p: Painter) -> None:
    p.sky(0.5, (140, 200, 236), (250, 236, 200))
    p.ridge(0.56, 0.12, 0.7, (236, 196, 130))
    p.ridge(0.66, 0.1, 0.5, (226, 180, 110))
    p.ridge(0.84, 0.1, 0.6, (214, 164, 94))


def _snow(p: Painter) -> None:
    p.sky(0.5, (150, 180, 210), (206, 222, 236))
    p.ridge(0.54, 0.14, 0.8, (206, 220, 236))
    p.ridge(0.66, 0.08, 0.6, (216, 228, 242))
    p.ground(0.74, (222, 233, 245), (196, 212, 232))
    for x, y in p.scatter(40, -0.2, 0.55):
        p.blob(x, y, 0.006, 0.006, (240, 246, 252))


def _street(p: Painter) -> None:
    p.sky(0.5)
    x = -MARGIN
    while x < p.right:
        width, top = p.between(0.12, 0.2), p.between(0.08, 0.34)
        wall = [(196, 170, 160), (176, 186, 200), (206, 192, 160), (170, 160, 176)][int(p.rng.integers(4))]
        p.block(x, top, x + width, 0.66, wall)
        for row in np.arange(top + 0.04, 0.6, 0.075):
            for k in range(3):
                p.block(
                    x + width * (0.14 + 0.27 * k),
                    row,
                    x + width * (0.31 + 0.27 * k),
                    row + 0.035,
                    blend(wall, (250, 246, 214), 0.6),
                )
        x += width
    p.block(-MARGIN, 0.64, p.right, 0.72, (190, 188, 184))
    p.ground(0.72, (130, 132, 138), (112, 114, 120))
    for k in range(-2, round(8 * p.wider)):
        p.block(0.2 * k, 0.865, 0.2 * k + 0.1, 0.885, (226, 224, 210))


def _garden(p: Painter) -> None:
    p.sky(0.4)
    p.ridge(0.44, 0.1, 2.6, (108, 166, 100))
    for k in range(-4, round(18 * p.wider)):
        p.block(0.085 * k, 0.4, 0.085 * k + 0.06, 0.6, (222, 206, 178))
    p.block(-MARGIN, 0.45, p.right, 0.475, (206, 188, 158))
    p.ground(0.59, (140, 198, 104), (118, 178, 86))
    p.ridge(0.84, 0.04, 0.5, (228, 204, 160))
    p.ridge(0.98, 0.04, 0.5, (126, 184, 92))


def _room(p: Painter) -> None:
    wall = [(244, 222, 190), (206, 222, 226), (230, 208, 216), (216, 226, 200)][int(p.rng.integers(4))]
    p.gradient(-MARGIN, 0.68, wall, blend(wall, (255, 255, 255), 0.15))
    for k in range(-3, round(14 * p.wider)):
        p.block(0.12 * k, -MARGIN, 0.12 * k + 0.05, 0.66, blend(wall, (255, 255, 255), 0.35))
    left = p.between(0.1, 0.55) * p.wider
    p.block(left, 0.1, left + 0.34, 0.46, (250, 250, 246))
    pane = {"morning": (253, 220, 206), "evening": (250, 176, 120)}.get(p.light, (170, 214, 242))
    for k in range(2):
        p.block(left + 0.02 + 0.16 * k, 0.12, left + 0.16 + 0.16 * k, 0.44, pane)
    p.block(-MARGIN, 0.65, p.right, 0.68, blend(wall, (110, 80, 60), 0.45))
    p.ground(0.68, (196, 150, 106), (176, 130, 90))
    for k in range(1, 5):
        y = 0.68 + 0.02 * k * (k + 1)
        p.draw.line([p.at(-MARGIN, y), p.at(p.right, y)], fill=p.lit((168, 124, 84)), width=max(1, p.side_px // 240))


def _night(p: Painter) -> None:
    tops: dict[str, Colour] = {"morning": (70, 64, 120), "evening": (84, 60, 112)}
    p.gradient(-MARGIN, 0.8, tops.get(p.light, (44, 58, 112)), (98, 112, 168))
    for x, y in p.scatter(60, -0.25, 0.66):
        p.blob(x, y, 0.004, 0.004, (206, 212, 236))
    p.ridge(0.8, 0.1, 0.8, (62, 84, 110))
    p.ridge(0.92, 0.08, 0.6, (50, 72, 92))


def _park(p: Painter) -> None:
    p.sky(0.44)
    p.ridge(0.5, 0.14, 1.8, (132, 186, 128))
    p.ridge(0.56, 0.08, 2.2, (108, 166, 106))
    p.ground(0.58, (150, 206, 116), (126, 184, 94))
    p.draw.polygon([p.at(0.44, 0.58), p.at(0.52, 0.58), p.at(1.1, 1.25), p.at(0.2, 1.25)], fill=p.lit((222, 206, 174)))
    p.block(-MARGIN, 0.565, p.right, 0.58, (96, 150, 92))


def _river(p: Painter) -> None:
    p.sky(0.36)
    p.ridge(0.4, 0.1, 1.0, (142, 192, 124))
    p.ground(0.4, (124, 182, 100), (120, 176, 96))
    p.ridge(0.56, 0.03, 0.8, (84, 168, 208))
    for x, y in p.scatter(26, 0.58, 0.82):
        p.block(x, y, x + 0.07, y + 0.007, (132, 200, 226))
    p.ridge(0.88, 0.04, 0.9, (130, 184, 98))


def _underwater(p: Painter) -> None:
    tops: dict[str, Colour] = {"morning": (120, 200, 200), "evening": (90, 150, 190)}
    p.gradient(-MARGIN, 1 + MARGIN, tops.get(p.light, (96, 190, 220)), (28, 96, 150))
    for k in range(round(4 * p.wider)):
        x = p.between(-0.2, 1.1) * p.wider
        points = [p.at(x, -MARGIN), p.at(x + 0.07, -MARGIN), p.at(x - 0.06, 0.86), p.at(x - 0.2, 0.86)]
        p.draw.polygon(points, fill=blend((110, 198, 224), (80, 160, 200), 0.3 + 0.2 * (k % 3)))
    p.ridge(0.92, 0.07, 0.9, (196, 184, 140))


def _clouds(p: Painter) -> None:
    p.sky(1.3, (104, 176, 234), (196, 226, 246))
    for x, y in p.scatter(9, -0.2, 1.1):
        size = p.between(0.05, 0.1)
        for dx in (-1, 0, 1):
            p.blob(x + dx * size, y - (dx == 0) * size * 0.35, size, size * 0.6, (232, 242, 250))


def _farm(p: Painter) -> None:
    p.sky(0.42)
    p.ridge(0.48, 0.08, 0.7, (158, 200, 120))
    for k, shade in enumerate([(226, 200, 110), (172, 200, 100), (210, 182, 96), (150, 186, 92), (196, 160, 104)]):
        y = 0.47 + 0.06 * k + 0.016 * k * k
        p.draw.polygon(
            [p.at(-MARGIN, y + 0.03), p.at(p.right, y - 0.03), p.at(p.right, 1.3), p.at(-0.3, 1.3)], fill=p.lit(shade)
        )


PLACE_TABLE = (
    Place(
        "meadow",
        _meadow,
        ("in a meadow", "on a green meadow", "on a grassy hill", "in a field of grass", "on a hill"),
        ("a green meadow", "a meadow", "a hill"),
    ),
    Place(
        "beach",
        _beach,
        ("on a beach", "at the beach", "on a sandy beach", "by the seaside"),
        ("a beach", "a sandy beach"),
    ),
    Place(
        "sea",
        _sea,
        ("on the sea", "at sea", "in the ocean", "on the open sea", "on a lake"),
        ("the sea", "the open ocean"),
    ),
    Place("forest", _forest, ("in a forest", "in the woods", "in a green forest"), ("a forest", "the woods")),
    Place(
        "mountains",
        _mountains,
        ("in the mountains", "in front of mountains", "high up in the mountains"),
        ("mountains", "the mountains"),
    ),
    Place("desert", _desert, ("in a desert", "in the desert", "among sand dunes"), ("a desert", "sand dunes")),
    Place(
        "snow",
        _snow,
        ("in the snow", "on a snow field", "in a snowy field", "on a snowy winter day"),
        ("a snow field", "a snowy landscape"),
    ),
    Place(
        "street",
        _street,
        ("on a city street", "in the city", "on a street", "on the road", "in a town"),
        ("a city street", "a street", "a road"),
    ),
    Place(
        "garden", _garden, ("in a garden", "in the garden", "in a backyard", "by a fence"), ("a garden", "a backyard")
    ),
    Place(
        "room",
        _room,
        ("in a room", "indoors", "in a living room", "inside a house", "in the bedroom"),
        ("a room", "a living room", "a kitchen"),
    ),
    Place(
        "night",
        _night,
        ("at night", "under the night sky", "in the dark night", "on a starry night"),
        ("the night sky", "a starry night"),
    ),
    Place("park", _park, ("in a park", "in the park", "on a path in the park"), ("a park", "a playground")),
    Place(
        "river", _river, ("by a river", "at a river", "at the riverside", "near a stream"), ("a river", "a river bank")
    ),
    Place(
        "underwater",
        _underwater,
        ("under water", "underwater", "at the bottom of the sea"),
        ("the bottom of the sea", "an underwater scene"),
    ),
    Place(
        "sky",
        _clouds,
        ("in the sky", "high in the sky", "among the clouds", "up in the air"),
        ("the sky", "a blue sky", "clouds"),
    ),
    Place("farm", _farm, ("on a farm", "in the countryside", "in the fields"), ("a farm", "fields", "the countryside")),
)
PLACES: tuple[str, ...] = tuple(place.name for place in PLACE_TABLE)


def painted(size_px: int, across: float = 1.0) -> NDArray[np.uint8]:
    """Paint every variation of every place for frames of this height: p v h w 3, half a height larger than a frame.

    A frame is `across` times as wide as it is high.
    """
    pictures = [
        [_painting(place, size_px, light, seed, across) for seed, light in enumerate(LIGHTS, start=VARIATIONS * index)]
        for index, place in enumerate(PLACE_TABLE)
    ]
    return np.array(pictures, np.uint8)


def _painting(place: Place, size_px: int, light: str, seed: int, across: float) -> NDArray[np.uint8]:
    painter = Painter(size_px, light, seed, across)
    place.paint(painter)
    return np.asarray(painter.finished())

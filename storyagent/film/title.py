"""The opening card: the title on a plaque before its place, with the main drawings below."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from storyagent.errors import InvalidInput
from storyagent.film.backdrop import cover
from storyagent.film.encode import Picture
from storyagent.film.sprite import Sprite, soft_shadow
from storyagent.film.text import draw_text, fit, font, measure, missing_letters

RGB = tuple[int, int, int]

_ZOOM = 0.06  # how much closer the place comes over the card
_ENTRANCE_S = 1.2  # until everything has come in; at most half of the card
_OVER = 3  # ornaments are drawn this much larger and scaled down, for smooth edges


@dataclass(frozen=True)
class Palette:
    """A style's colours: paper and its deeper shade, ink for letters, an accent for ornaments."""

    paper: RGB
    shade: RGB
    ink: RGB
    accent: RGB


_PICTURE_BOOK = Palette((253, 246, 230), (238, 220, 184), (62, 42, 30), (200, 85, 61))
_PALETTES = {
    "water": Palette((247, 250, 252), (200, 220, 232), (38, 58, 84), (74, 134, 168)),
    "noir": Palette((34, 34, 38), (16, 16, 18), (244, 240, 232), (196, 164, 92)),
    "dark": Palette((32, 34, 48), (14, 15, 24), (242, 238, 228), (214, 170, 88)),
    "space": Palette((26, 30, 58), (10, 12, 30), (240, 240, 252), (122, 162, 255)),
    "comic": Palette((255, 250, 224), (255, 214, 84), (24, 24, 28), (222, 50, 48)),
    "pastel": Palette((255, 248, 250), (246, 214, 224), (84, 56, 84), (206, 122, 160)),
    "forest": Palette((246, 248, 234), (196, 214, 170), (40, 56, 36), (110, 140, 60)),
}


def palette(style: str) -> Palette:
    """Return the colours of a style by a word in its name; the picture book's where none is known."""
    return next((colors for word, colors in _PALETTES.items() if word in style.casefold()), _PICTURE_BOOK)


def drawable(title: str) -> tuple[str, str]:
    """Return the title without the letters our fonts lack (emoji, some scripts), and those letters."""
    lacking = missing_letters(title, font("bold", 24, title))
    kept = "".join(letter for letter in title if letter not in lacking and letter not in "\ufe0e\ufe0f\u200d")
    return " ".join(kept.split()), lacking


def title_frames(
    title: str,
    *,
    frames: int,
    size_px: tuple[int, int],
    fps: int,
    style: str = "picture book",
    drawings: Sequence[Image.Image] = (),
    place: Image.Image | None = None,
) -> Iterator[Picture]:
    """Return the frames of an opening card, each (H, W, 3) uint8. The same inputs give the same bytes.

    Without a place the card is paper in the style's colours. As many drawings are shown as the width allows, the first
    ones. A title whose letters our fonts all lack leaves the plaque with its ornament only.

    Raises:
        InvalidInput: the title is blank.
    """
    if not title.strip():
        raise InvalidInput("a title card needs a title", found=repr(title), needed="at least one letter")
    colors = palette(style)
    soft = _before(place, size_px, colors).reduce(2)  # it has no detail to lose, and half of it is scaled much faster
    row = _row(drawings, size_px)
    plaque, middle = _plaque(drawable(title)[0], size_px, colors, alone=not row)
    entrance_s = min(_ENTRANCE_S, frames / fps / 2)
    shadow = soft_shadow()

    def frame(number: int) -> Picture:
        time_s, t = number / fps, number / max(1, frames - 1)
        seen = _approached(_ZOOM * t, soft.size)
        picture = soft.resize(size_px, Image.Resampling.BILINEAR, box=seen)
        for place_in_row, figure in enumerate(row):
            start_s = entrance_s * 0.5 * place_in_row / max(1, len(row) - 1)
            figure.draw(picture, shadow, min(1.0, (time_s - start_s) / (entrance_s * 0.5) + 0.15), time_s)
        shown = _eased(time_s / (entrance_s * 0.75))
        scale = 0.94 + 0.06 * shown
        size = plaque.size_px[0] * scale, plaque.size_px[1] * scale
        plaque.sprite.draw(picture, middle, size, opacity=shown)
        return np.asarray(picture)

    return (frame(number) for number in range(frames))


@dataclass(frozen=True)
class _Figure:
    """A drawing that stands in the row below the title."""

    sprite: Sprite
    foot_px: tuple[float, float]
    size_px: tuple[float, float]
    turn: float
    phase: float

    def draw(self, picture: Image.Image, shadow: Sprite, arrived: float, time_s: float) -> None:
        """Draw it `arrived` (0..1) of the way up, breathing."""
        if arrived <= 0:
            return
        grown = _overshooting(arrived)
        breath = 1 + 0.010 * math.sin(2 * math.pi * (time_s / 3.2 + self.phase))
        width, height = self.size_px[0] * (2 - breath), self.size_px[1] * grown * breath
        x, y = self.foot_px
        footing = self.sprite.footing
        under = x + self.turn * footing.offset * width, y
        shadow.draw(picture, under, (width * max(0.5, footing.width), width * 0.13), opacity=0.38 * arrived)
        self.sprite.draw(picture, (x, y - height / 2), (width, height), turn=self.turn, opacity=min(1, 2 * arrived))


def _row(drawings: Sequence[Image.Image], size_px: tuple[int, int]) -> list[_Figure]:
    """Put the first drawings side by side on the ground, those on the right facing left, none higher than a third."""
    width, height = size_px
    most = min(6, max(3, round(3.2 * width / height)))
    shown = list(drawings[:most])
    slot = min(0.86 * width / max(1, len(shown)), 0.40 * height)
    left = (width - slot * len(shown)) / 2
    figures = []
    for i, drawing in enumerate(shown):
        aspect = drawing.width / drawing.height
        high = min(0.36 * height, 0.9 * slot / aspect)
        x = left + slot * (i + 0.5)
        foot = height * (0.93 - 0.025 * (i % 2))
        facing = -1.0 if x > width / 2 + 1 else 1.0
        figures.append(_Figure(Sprite(drawing), (x, foot), (high * aspect, high), facing, i * 0.37))
    return figures


def _approached(by: float, size_px: tuple[int, int]) -> tuple[float, float, float, float]:
    """Return the part of a picture seen when it has come nearer by a share: around its middle, a little below."""
    width, height = size_px
    return width * by * 0.5, height * by * 0.6, width * (1 - by * 0.5), height * (1 - by * 0.4)


def _before(place: Image.Image | None, size_px: tuple[int, int], colors: Palette) -> Image.Image:
    """Return the softened place, or paper, a little darker towards the edges."""
    width, height = size_px
    if place is None:
        picture = Image.new("RGB", size_px, colors.paper)
    else:
        picture = cover(place, size_px).filter(ImageFilter.GaussianBlur(height / 130))
        picture = ImageEnhance.Color(picture).enhance(1.08)
    y, x = np.mgrid[-1.0 : 1.0 : height * 1j, -1.0 : 1.0 : width * 1j]
    edge = np.clip(np.hypot(x, y) - 0.45, 0, 1) ** 1.5 * (0.85 if place is None else 0.3)
    tint = colors.shade if place is None else (22, 18, 34)
    return Image.composite(
        Image.new("RGB", size_px, tint), picture, Image.fromarray(np.uint8(np.clip(edge, 0, 1) * 255))
    )


@dataclass(frozen=True)
class _Plaque:
    sprite: Sprite
    size_px: tuple[int, int]


def _plaque(
    title: str, size_px: tuple[int, int], colors: Palette, *, alone: bool
) -> tuple[_Plaque, tuple[float, float]]:
    """Return the plaque with the title, and where its middle lies: on whole pixels, so that the letters stay sharp."""
    width, height = size_px
    short = min(size_px)
    face, lines = fit(
        title,
        "display",
        0.70 * width,
        (0.42 if alone else 0.30) * height,
        largest_px=round(short * 0.15),
        smallest_px=max(9, round(short * 0.028)),
    )
    text = measure(lines, face)
    pad, ornament = round(short * 0.06), round(short * 0.055)
    box = max(text[0], round(0.24 * width)) + 3 * pad, text[1] + ornament + 2 * pad
    soft = round(short * 0.03)  # room for the plaque's own shadow
    whole = _even(box[0] + 2 * soft, 2), _even(box[1] + 2 * soft, 8)
    inner = (soft, soft, whole[0] - soft, whole[1] - soft)
    picture = _board(whole, inner, colors, short)
    draw = ImageDraw.Draw(picture)
    top = inner[1] + (inner[3] - inner[1] - text[1] - ornament) / 2
    draw_text(draw, (whole[0] / 2, top), lines, face, colors.ink, align="center")
    _flourish(picture, (whole[0] / 2, top + text[1] + ornament * 0.62), ornament, colors.accent)
    left = (width - whole[0]) // 2
    centre = 0.5 if alone else 0.31
    upper = max(0, round(height * centre) - whole[1] // 2)
    return _Plaque(Sprite(picture), whole), (left + whole[0] / 2, upper + whole[1] / 2)


def _board(whole: tuple[int, int], inner: tuple[int, int, int, int], colors: Palette, short: int) -> Image.Image:
    """Draw an empty plaque with its shadow and a fine double frame."""
    large = Image.new("L", (whole[0] * _OVER, whole[1] * _OVER))
    corners = tuple(v * _OVER for v in inner)
    radius = short * 0.045 * _OVER
    ImageDraw.Draw(large).rounded_rectangle(corners, radius, fill=255)
    shape = large.resize(whole, Image.Resampling.BOX)
    shadow = shape.filter(ImageFilter.GaussianBlur(short * 0.011)).point([v * 95 // 255 for v in range(256)])
    board = Image.new("RGBA", whole, (20, 14, 10, 0))
    dark = Image.new("RGBA", whole, (20, 14, 10, 255))
    board.paste(dark, (0, round(short * 0.008)), shadow)
    board = Image.alpha_composite(board, _filled(shape, colors.paper))
    frame = Image.new("L", large.size)
    draw = ImageDraw.Draw(frame)
    for inset, line in ((0.014, 0.0042), (0.023, 0.0018)):
        by = short * inset * _OVER
        ring = (corners[0] + by, corners[1] + by, corners[2] - by, corners[3] - by)
        draw.rounded_rectangle(ring, radius - by, outline=255, width=max(2, round(short * line * _OVER)))
    return Image.alpha_composite(board, _filled(frame.resize(whole, Image.Resampling.BOX), colors.accent))


def _flourish(picture: Image.Image, middle: tuple[float, float], size_px: int, color: RGB) -> None:
    """Draw an ornament: a diamond between two tapering curls."""
    w, h = size_px * 6 * _OVER, size_px * _OVER
    shape = Image.new("L", (w, h))
    draw = ImageDraw.Draw(shape)
    d = h * 0.26
    draw.polygon([(w / 2, h / 2 - d), (w / 2 + d, h / 2), (w / 2, h / 2 + d), (w / 2 - d, h / 2)], fill=255)
    for side in (-1, 1):
        for share in np.linspace(0.1, 1.0, 160):
            x = w / 2 + side * share * w * 0.47
            y = h / 2 - math.sin(share * math.pi * 1.5) * h * 0.16 * share
            r = max(0.6 * _OVER, h * 0.05 * (1 - share**1.5))
            draw.ellipse((x - r, y - r, x + r, y + r), fill=255)
        x = w / 2 + side * h * 0.62
        draw.ellipse((x - d * 0.35, h / 2 - d * 0.35, x + d * 0.35, h / 2 + d * 0.35), fill=255)
    small = shape.resize((size_px * 6, size_px), Image.Resampling.BOX)
    at = round(middle[0] - small.width / 2), round(middle[1] - small.height / 2)
    picture.paste(Image.new("RGBA", small.size, (*color, 255)), at, small)


def _filled(mask: Image.Image, color: RGB) -> Image.Image:
    filled = Image.new("RGBA", mask.size, (*color, 255))
    filled.putalpha(mask)
    return filled


def _even(length: float, step: int) -> int:
    return math.ceil(length / step) * step


def _eased(share: float) -> float:
    share = min(max(share, 0.0), 1.0)
    return share * share * (3 - 2 * share)


def _overshooting(share: float) -> float:
    """Return 0 to 1 with a little too much on the way, as of something that springs up."""
    return 1 + 2.2 * (share - 1) ** 3 + 1.2 * (share - 1) ** 2

"""Recolour a drawing: its dominant colour becomes the wanted one, shading, outlines, whites and eyes stay."""

from __future__ import annotations

import colorsys
import re
from collections import Counter
from functools import cache

from storyagent.errors import InvalidInput
from storyagent.film.svg import svg_image

Rgb = tuple[int, int, int]

# Where the plain CSS colour is too harsh beside the drawings, or CSS has no such name.
PAINTS = {
    "red": "#e03c31",
    "orange": "#f28c28",
    "yellow": "#fcd72b",
    "green": "#5c9e31",
    "blue": "#3d82d6",
    "purple": "#8a4fbf",
    "pink": "#ff9ac1",
    "brown": "#8b5a2b",
    "black": "#3a3a3c",
    "white": "#ffffff",
    "gray": "#9b9b9a",
    "grey": "#9b9b9a",
    "gold": "#f4b81c",
    "golden": "#f4b81c",
    "silver": "#c4cad0",
    "bronze": "#b87333",
    "copper": "#b5652f",
    "scarlet": "#e2311d",
    "ruby": "#c8153f",
    "emerald": "#1f9d61",
    "sapphire": "#1f5fbf",
    "amber": "#f5a623",
    "rose": "#f06a8f",
    "lilac": "#b99be0",
    "mauve": "#b784c9",
    "violet": "#8f5bd0",
    "navy": "#27407a",
    "cream": "#fff3d6",
    "blond": "#f0c75e",
    "blonde": "#f0c75e",
    "ginger": "#d9702b",
    "auburn": "#94452a",
    "rusty": "#b5542d",
    "snowy": "#ffffff",
    "dark": "#4a4a55",
}

_HEX = re.compile(r"(?<!\()#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
_MODIFIERS = {"light": 0.18, "pale": 0.2, "bright": 0.04, "dark": -0.18, "deep": -0.12}


def known_color(color: str) -> bool:
    """Return whether `color` names a colour that `color_rgb` understands."""
    return _lookup(color) is not None


@cache
def color_rgb(color: str) -> Rgb:
    """Return a named colour ("red", "dark green", "turquoise", "#c0ffee") as 8-bit RGB.

    Raises:
        InvalidInput: no colour has this name.
    """
    rgb = _lookup(color)
    if rgb is None:
        raise InvalidInput(
            "unknown colour", found=repr(color), needed="a colour's English or CSS name, or #rrggbb", hint="try red"
        )
    return rgb


def _lookup(color: str) -> Rgb | None:
    from PIL import ImageColor

    words = color.strip().lower().replace("-", " ").split()
    for spelling in (" ".join(words), "".join(words), words[-1] if words else ""):
        try:
            rgb = ImageColor.getrgb(PAINTS.get(spelling, spelling))[:3]
        except ValueError:
            continue
        lightness = sum(_MODIFIERS.get(word, 0.0) for word in words[:-1]) if spelling == words[-1] else 0.0
        return _lighter((rgb[0], rgb[1], rgb[2]), lightness)
    return None


def shade(rgb: Rgb, amount: float) -> str:
    """Return `rgb` made lighter (amount > 0) or darker (< 0), as #rrggbb; `amount` is added to the HLS lightness."""
    return _hex(_lighter(rgb, amount))


def tint_svg(svg: str, color: str) -> str:
    """Return the SVG with its dominant colour, and that colour's shades, turned into `color`.

    Colours of another hue (a window, a wing) stay, and so do black outlines and, unless the whole drawing is of them,
    white and grey.

    Raises:
        InvalidInput: no colour has this name.
    """
    target = color_rgb(color)
    areas = _areas(svg)
    if not areas:
        return svg
    dominant = _dominant(areas)
    family = {rgb for rgb in areas if _akin(rgb, dominant)}
    mapping = {rgb: _hex(_shift(rgb, dominant, target)) for rgb in family}
    return _HEX.sub(lambda match: mapping.get(_rgb(match.group(1)), match.group(0)), svg)


def _areas(svg: str) -> Counter[Rgb]:
    """Count the pixels of each colour written in the SVG, outlines left out."""
    written = {_rgb(match) for match in _HEX.findall(svg)}
    image = svg_image(svg, 144, smooth=False)
    counts = Counter[Rgb]()
    for count, pixel in image.getcolors(image.width * image.height) or []:
        red, green, blue, alpha = pixel  # type: ignore[misc]  # RGBA by the conversion above
        if alpha == 255 and (red, green, blue) in written and max(red, green, blue) > 20:
            counts[red, green, blue] += count
    return counts


def _dominant(areas: Counter[Rgb]) -> Rgb:
    whole = sum(areas.values())
    colored = {rgb: area for rgb, area in areas.items() if _saturation(rgb) >= 0.15}
    best = max(colored, key=lambda rgb: (colored[rgb], rgb), default=None)
    if best is not None and sum(colored.values()) > 0.2 * whole:
        return best
    return max(areas, key=lambda rgb: (areas[rgb] * (0.5 if min(rgb) > 240 else 1.0), rgb))


def _akin(rgb: Rgb, dominant: Rgb) -> bool:
    if _saturation(dominant) < 0.15:
        return _saturation(rgb) < 0.15 and (min(rgb) <= 240 or min(dominant) > 240)
    if _saturation(rgb) < 0.15:
        return False
    apart = abs(_hls(rgb)[0] - _hls(dominant)[0])
    return min(apart, 1 - apart) < 0.11


def _shift(rgb: Rgb, dominant: Rgb, target: Rgb) -> Rgb:
    hue, lightness, saturation = _hls(target)
    step = 0.8 * (_hls(rgb)[1] - _hls(dominant)[1])
    if lightness + step > 1.0:  # a shade lighter than white is drawn as a shade darker
        step = -step
    red, green, blue = colorsys.hls_to_rgb(hue, min(max(lightness + step, 0.12), 1.0), saturation)
    return round(255 * red), round(255 * green), round(255 * blue)


def _lighter(rgb: Rgb, amount: float) -> Rgb:
    hue, lightness, saturation = _hls(rgb)
    red, green, blue = colorsys.hls_to_rgb(hue, min(max(lightness + amount, 0.0), 1.0), saturation)
    return round(255 * red), round(255 * green), round(255 * blue)


def _hls(rgb: Rgb) -> tuple[float, float, float]:
    return colorsys.rgb_to_hls(rgb[0] / 255, rgb[1] / 255, rgb[2] / 255)


def _saturation(rgb: Rgb) -> float:
    return (max(rgb) - min(rgb)) / max(*rgb, 1)


def _rgb(digits: str) -> Rgb:
    wide = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    return int(wide[0:2], 16), int(wide[2:4], 16), int(wide[4:6], 16)


def _hex(rgb: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgb)

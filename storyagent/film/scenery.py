"""The brush that places are painted with: a canvas in SVG units, soft shapes, and what grows and stands in a landscape.

A canvas is 720 units high and as wide as the picture's aspect asks. Three layers are kept apart, because the time of
day colours only the middle one: the sky, the land, and what shines before both. Windows and lamps are part of the land
and marked as `shining`: after dark their light is added on top, wherever nothing stands before them.
"""

# ruff: noqa: E501 - the outline of a shape reads best as one line

from __future__ import annotations

import math
import random
import re
from dataclasses import dataclass, field
from itertools import pairwise

HEIGHT = 720.0
HORIZON = 470.0
LIGHT_ON, LIGHT_OFF = "<!--on-->", "<!--off-->"
_COLORS = re.compile(r"#[0-9a-f]{6}|#[0-9a-f]{3}\b|url\(#g\d+\)")


def mix(first: str, second: str, share: float) -> str:
    """Return the colour `share` of the way from one #rrggbb to another."""
    one, two = (tuple(int(color[k : k + 2], 16) for k in (1, 3, 5)) for color in (first, second))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(one, two, strict=True))


def only_lights(svg: str) -> str:
    """Return painted land with everything black but what is marked as shining."""
    pieces = re.split(f"({LIGHT_ON}.*?{LIGHT_OFF})", svg, flags=re.DOTALL)
    return "".join(piece if piece.startswith(LIGHT_ON) else silhouette(piece) for piece in pieces)


def silhouette(svg: str) -> str:
    """Return painted parts with every colour made black."""
    return _COLORS.sub("#000000", svg)


@dataclass(frozen=True)
class Palette:
    """The colours of a landscape, as #rrggbb."""

    grass: str = "#7cc152"
    grass_dark: str = "#5aa343"
    grass_light: str = "#a5d86a"
    leaf: tuple[str, ...] = ("#5aa648", "#74b84e", "#4a9658", "#8cc556")
    pine: str = "#3d8a5c"
    hill: str = "#8ccb77"
    rock: str = "#9aa3ad"
    path: str = "#ecd9a8"
    sand: str = "#f5dfa4"
    water: str = "#5fb6dc"
    snow_cap: bool = False


SUMMER = Palette()
SNOWY = Palette(
    grass="#eef4f9",
    grass_dark="#c9dae8",
    grass_light="#ffffff",
    leaf=("#d6e6ea", "#c2dbe0", "#e4eff2", "#b5d2d6"),
    pine="#5f9a86",
    hill="#dce9f3",
    rock="#aab6c4",
    path="#dde7ef",
    sand="#eaf1f6",
    water="#a9d3e8",
    snow_cap=True,
)


@dataclass
class Canvas:
    """A picture in the making.

    `haze` is the colour of the sky at the horizon, which far things fade to; `without` names what is not to be painted.
    """

    width: float
    rng: random.Random
    palette: Palette = SUMMER
    haze: str = "#d8f0fa"
    dark: bool = False
    without: frozenset[str] = frozenset()
    sky: list[str] = field(default_factory=list)
    land: list[str] = field(default_factory=list)
    lights: list[str] = field(default_factory=list)
    defs: list[str] = field(default_factory=list)
    ground_y: float = HORIZON

    def between(self, low: float, high: float) -> float:
        """Return a random number, the same for the same seed."""
        return self.rng.uniform(low, high)

    def paint(self, *parts: str) -> None:
        """Put parts on the land as one layer, before everything painted earlier."""
        self.land.append(f"<g>{''.join(parts)}</g>")

    def light(self, *parts: str) -> None:
        """Put parts on the foremost layer, which keeps its colours at any hour."""
        self.lights.extend(parts)

    def shining(self, *parts: str) -> str:
        """Return parts that shine after dark, to be painted with the land; nothing by day."""
        return f"{LIGHT_ON}{''.join(parts)}{LIGHT_OFF}" if self.dark else ""

    def down(self, top: str, bottom: str) -> str:
        """Return a fill that runs from one colour at the top of a shape to another at its bottom."""
        name = f"g{len(self.defs)}"
        stops = f'<stop offset="0" stop-color="{top}"/><stop offset="1" stop-color="{bottom}"/>'
        self.defs.append(f'<linearGradient id="{name}" x1="0" y1="0" x2="0" y2="1">{stops}</linearGradient>')
        return f"url(#{name})"

    def glow(self, x: float, y: float, r: float, color: str, strength: float = 0.8) -> str:
        """Return a round light that fades to nothing."""
        name = f"g{len(self.defs)}"
        stops = (
            f'<stop offset="0" stop-color="{color}" stop-opacity="{strength}"/>'
            f'<stop offset="0.4" stop-color="{color}" stop-opacity="{strength * 0.4:.3f}"/>'
            f'<stop offset="1" stop-color="{color}" stop-opacity="0"/>'
        )
        self.defs.append(f'<radialGradient id="{name}">{stops}</radialGradient>')
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="url(#{name})"/>'

    def far(self, color: str, share: float) -> str:
        """Return a colour faded towards the haze at the horizon, as things far away are."""
        return mix(color, self.haze, share)

    def spread(self, count: int, margin: float = 0.0, jitter: float = 0.35) -> list[float]:
        """Return `count` x positions, evenly spread with some disorder."""
        step = (self.width - 2 * margin) / count
        return [margin + step * (k + 0.5 + self.between(-jitter, jitter)) for k in range(count)]


def ellipse(x: float, y: float, rx: float, ry: float, fill: str, more: str = "") -> str:
    """Return an ellipse."""
    return f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx:.1f}" ry="{ry:.1f}" fill="{fill}" {more}/>'


def box(x: float, y: float, width: float, height: float, fill: str, radius: float = 0.0, more: str = "") -> str:
    """Return a rectangle with rounded corners."""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{radius:.1f}" fill="{fill}" {more}/>'


def shape(path: str, fill: str, more: str = "") -> str:
    """Return a filled path."""
    return f'<path d="{path}" fill="{fill}" {more}/>'


def line(path: str, color: str, width: float, more: str = "") -> str:
    """Return a stroked path with round ends."""
    return f'<path d="{path}" fill="none" stroke="{color}" stroke-width="{width:.1f}" stroke-linecap="round" stroke-linejoin="round" {more}/>'


def wave(canvas: Canvas, y: float, height: float, length: float, bottom: float = HEIGHT) -> str:
    """Return the path of rolling ground: a soft random line at `y`, filled down to `bottom`."""
    count = max(2, round(canvas.width / length) + 1)
    step = canvas.width / (count - 1)
    points = [(k * step, y + canvas.between(-height, height)) for k in range(-1, count + 1)]
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x0, y0), (x1, y1) in pairwise(points):
        path += f" C{x0 + step * 0.5:.1f} {y0:.1f} {x1 - step * 0.5:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"
    return f"{path} V{bottom} H{points[0][0]:.1f} Z"


def hills(canvas: Canvas, y: float, color: str, share: float, height: float = 26, length: float = 260) -> None:
    """Paint one row of hills; `share` is how far away they are (0 near, 1 lost in the haze)."""
    top = canvas.far(mix(color, "#ffffff", 0.12), share)
    canvas.paint(
        shape(wave(canvas, y, height, length), canvas.down(top, canvas.far(mix(color, "#3f7a4a", 0.12), share)))
    )


def ground(canvas: Canvas, y: float, near: str, horizon: str, height: float = 10) -> None:
    """Paint the ground that everything stands on, from `y` to the lower edge."""
    canvas.ground_y = y
    canvas.paint(shape(wave(canvas, y, height, 320), canvas.down(horizon, near)))


def cloud(
    x: float, y: float, width: float, color: str = "#ffffff", opacity: float = 0.92, shading: float = 0.16
) -> str:
    """Return a cloud: its flat base at `y`, its puffs above; `shading` darkens its underside."""
    puffs = ((-0.33, 0.0, 0.13), (-0.14, 0.06, 0.18), (0.1, 0.1, 0.21), (0.31, 0.01, 0.14))
    shaded = mix(color, "#7f9fc4", shading)
    tops = "".join(
        ellipse(x + dx * width, y - (dy + 0.84 * r) * width, r * width, r * width * 0.84, color) for dx, dy, r in puffs
    )
    base = box(x - 0.5 * width, y - 0.15 * width, width, 0.15 * width, shaded, 0.075 * width)
    lower = "".join(
        ellipse(x + dx * width, y - 0.1 * width, r * 1.25 * width, 0.075 * width, color) for dx, _, r in puffs
    )
    return f'<g opacity="{opacity}">{base}{tops}{lower}</g>'


def round_tree(canvas: Canvas, x: float, y: float, height: float, share: float = 0.0) -> str:
    """Return a leafy tree standing at (x, y)."""
    leaf = canvas.far(canvas.rng.choice(canvas.palette.leaf), share)
    trunk = canvas.far("#8a5f3d", share)
    r = height * canvas.between(0.24, 0.3)
    crown_y = y - height + r
    parts = [
        ellipse(x + 0.1 * r, y, r * 0.8, height * 0.025, "#1d3b20", 'opacity="0.16"'),
        shape(
            f"M{x - height * 0.05:.1f} {y:.1f} Q{x - height * 0.02:.1f} {y - height * 0.3:.1f} {x - height * 0.03:.1f} {y - height * 0.6:.1f} h{height * 0.06:.1f} Q{x + height * 0.02:.1f} {y - height * 0.3:.1f} {x + height * 0.06:.1f} {y:.1f} Z",
            trunk,
        ),
        line(f"M{x:.1f} {y - height * 0.36:.1f} l{height * 0.1:.1f} {-height * 0.12:.1f}", trunk, height * 0.03),
    ]
    dark, light = mix(leaf, "#1f5a3c", 0.22), mix(leaf, "#f4f3a0", 0.24)
    if canvas.palette.snow_cap:
        dark, light = mix(leaf, "#7fa3b8", 0.35), "#ffffff"
    for dx, dy, size in ((0.0, 0.75, 0.95), (-0.72, 0.5, 0.72), (0.74, 0.5, 0.7)):
        parts.append(ellipse(x + dx * r, crown_y + dy * r, size * r, size * r * 0.9, dark))
    for dx, dy, size in ((0.0, 0.0, 1.0), (-0.62, 0.32, 0.66), (0.6, 0.28, 0.66), (0.05, 0.5, 0.86)):
        parts.append(ellipse(x + dx * r, crown_y + dy * r, size * r, size * r * 0.92, leaf))
    for dx, dy, size in ((-0.3, -0.32, 0.46), (-0.72, 0.12, 0.24), (0.36, -0.02, 0.22)):
        parts.append(ellipse(x + dx * r, crown_y + dy * r, size * r, size * r * 0.78, light, 'opacity="0.6"'))
    return "".join(parts)


def pine(canvas: Canvas, x: float, y: float, height: float, share: float = 0.0) -> str:
    """Return a fir tree standing at (x, y)."""
    green = canvas.far(mix(canvas.palette.pine, "#2c6b4a", canvas.between(0, 0.5)), share)
    light = canvas.far("#ffffff", share * 0.5) if canvas.palette.snow_cap else mix(green, "#d9e88a", 0.22)
    parts = [
        ellipse(x, y, height * 0.2, height * 0.025, "#1d3b20", 'opacity="0.16"'),
        box(x - height * 0.03, y - height * 0.16, height * 0.06, height * 0.16, canvas.far("#7a5236", share)),
    ]
    for top, bottom, half in ((0.45, 0.1, 0.25), (0.72, 0.33, 0.2), (1.0, 0.57, 0.145)):
        x0, x1, y0, y1 = x - half * height, x + half * height, y - top * height, y - bottom * height
        parts.append(
            shape(
                f"M{x:.1f} {y0:.1f} Q{x + half * 0.3 * height:.1f} {(y0 + y1) / 2:.1f} {x1:.1f} {y1:.1f} Q{x:.1f} {y1 + 0.05 * height:.1f} {x0:.1f} {y1:.1f} Q{x - half * 0.3 * height:.1f} {(y0 + y1) / 2:.1f} {x:.1f} {y0:.1f} Z",
                green,
            )
        )
        parts.append(
            shape(
                f"M{x:.1f} {y0:.1f} Q{x - half * 0.3 * height:.1f} {(y0 + y1) / 2:.1f} {x0:.1f} {y1:.1f} Q{x - half * 0.5 * height:.1f} {y1 - 0.01 * height:.1f} {x - half * 0.25 * height:.1f} {y1 - 0.04 * height:.1f} Q{x - half * 0.1 * height:.1f} {(y0 + y1) / 2:.1f} {x:.1f} {y0:.1f} Z",
                light,
                'opacity="0.55"',
            )
        )
    return "".join(parts)


def bush(canvas: Canvas, x: float, y: float, width: float, share: float = 0.0) -> str:
    """Return a bush standing at (x, y)."""
    leaf = canvas.far(canvas.rng.choice(canvas.palette.leaf), share)
    light = mix(leaf, "#ffffff" if canvas.palette.snow_cap else "#f4f3a0", 0.3)
    parts = [
        ellipse(x + dx * width, y - dy * width, r * width, r * width * 0.9, leaf)
        for dx, dy, r in ((-0.3, 0.12, 0.2), (0.0, 0.2, 0.27), (0.3, 0.11, 0.2))
    ]
    parts.append(box(x - 0.48 * width, y - 0.14 * width, 0.96 * width, 0.16 * width, leaf, 0.08 * width))
    parts += [
        ellipse(x + dx * width, y - dy * width, r * width, r * width * 0.7, light, 'opacity="0.55"')
        for dx, dy, r in ((-0.34, 0.2, 0.09), (-0.06, 0.34, 0.13), (0.27, 0.19, 0.08))
    ]
    return "".join(parts)


FLOWERS = ("#ff8fb1", "#ffffff", "#ffd34f", "#c99bf0", "#ff7a66")


def flower(canvas: Canvas, x: float, y: float, size: float) -> str:
    """Return a flower with its stem."""
    color = canvas.rng.choice(FLOWERS)
    head_y = y - 2.4 * size
    petals = "".join(
        ellipse(x + math.cos(a) * size * 0.55, head_y + math.sin(a) * size * 0.55, size * 0.42, size * 0.42, color)
        for a in (math.tau * k / 5 - 1.57 for k in range(5))
    )
    return (
        line(
            f"M{x:.1f} {y:.1f} q{size * 0.3:.1f} {-1.2 * size:.1f} 0 {-2.2 * size:.1f}", "#3f8f45", max(1.5, size * 0.2)
        )
        + petals
        + ellipse(x, head_y, size * 0.34, size * 0.34, "#f6b73c" if color != "#ffd34f" else "#a8672f")
    )


def tuft(canvas: Canvas, x: float, y: float, size: float) -> str:
    """Return a tuft of grass."""
    color = mix(canvas.palette.grass_dark, canvas.palette.grass, canvas.between(0, 0.4))
    blades = "".join(
        f"M{x:.1f} {y:.1f} q{dx * 0.2 * size:.1f} {-0.6 * size:.1f} {dx * size:.1f} {-size * (1.1 - abs(dx)):.1f} "
        for dx in (-0.55, -0.2, 0.15, 0.5)
    )
    return line(blades, color, max(1.6, size * 0.13))


def meadow_ground(canvas: Canvas, y: float, flowers: int = 16) -> None:
    """Paint near grass with tufts and, in summer, flowers; things nearer are larger."""
    p = canvas.palette
    ground(canvas, y, p.grass_dark, p.grass_light)
    canvas.paint(shape(wave(canvas, y + 70, 14, 380), canvas.down(p.grass, mix(p.grass, p.grass_dark, 0.8))))
    count = round(canvas.width / 22)
    spots = sorted((canvas.between(y + 22, HEIGHT - 4), canvas.between(0, canvas.width)) for _ in range(count))
    canvas.paint(*(tuft(canvas, x, spot_y, 6 + 15 * (spot_y - y) / (HEIGHT - y)) for spot_y, x in spots))
    count = round(flowers * canvas.width / 1280)
    spots = sorted((canvas.between(y + 40, HEIGHT - 6), canvas.between(0, canvas.width)) for _ in range(count))
    blooms = [flower(canvas, x, spot_y, 4 + 9 * (spot_y - y) / (HEIGHT - y)) for spot_y, x in spots]
    if not p.snow_cap:  # drawn in any case, so that what comes after is the same under snow
        canvas.paint(*blooms)


def mountain(canvas: Canvas, x: float, y: float, width: float, height: float, share: float) -> str:
    """Return a mountain with a snowy top and a shaded side, its foot at `y`."""
    rock = canvas.far(mix("#7f8fb0", "#8aa07c", canvas.between(0, 0.4)), share)
    lean = canvas.between(-0.08, 0.08) * width
    peak_x, peak_y = x + lean, y - height
    left, right = x - width / 2, x + width / 2
    shade = mix(rock, "#3d4a73", 0.28)
    snow, shadow = canvas.far("#ffffff", share * 0.4), canvas.far("#cfdcf0", share * 0.4)
    ridge = f"Q{peak_x + width * 0.04:.1f} {peak_y + height * 0.5:.1f} {peak_x - width * 0.05:.1f} {y:.1f}"
    a, b = 0.3, 0.36
    return "".join([
        shape(f"M{left:.1f} {y:.1f} Q{(left + peak_x) / 2 + width * 0.04:.1f} {y - height * 0.42:.1f} {peak_x:.1f} {peak_y:.1f} Q{(right + peak_x) / 2 - width * 0.04:.1f} {y - height * 0.42:.1f} {right:.1f} {y:.1f} Z", canvas.down(rock, canvas.far(mix(rock, "#8fbf8a", 0.5), share * 0.5))),
        shape(f"M{peak_x:.1f} {peak_y:.1f} {ridge} H{right:.1f} Q{(right + peak_x) / 2 - width * 0.04:.1f} {y - height * 0.42:.1f} {peak_x:.1f} {peak_y:.1f} Z", shade, 'opacity="0.55"'),
        shape(f"M{peak_x:.1f} {peak_y:.1f} L{peak_x - width * a * 0.42:.1f} {peak_y + height * a:.1f} l{width * 0.045:.1f} {-height * 0.05:.1f} l{width * 0.04:.1f} {height * 0.08:.1f} l{width * 0.045:.1f} {-height * 0.07:.1f} l{width * 0.04:.1f} {height * 0.07:.1f} L{peak_x + width * b * 0.4:.1f} {peak_y + height * b * 0.85:.1f} Z", snow),
        shape(f"M{peak_x:.1f} {peak_y:.1f} L{peak_x + width * 0.012:.1f} {peak_y + height * 0.28:.1f} l{width * 0.03:.1f} {height * 0.06:.1f} L{peak_x + width * b * 0.4:.1f} {peak_y + height * b * 0.85:.1f} Z", shadow),
    ])  # fmt: skip


def rock(canvas: Canvas, x: float, y: float, width: float, color: str = "") -> str:
    """Return a boulder lying at (x, y)."""
    base = color or canvas.palette.rock
    h = width * canvas.between(0.5, 0.7)
    outline = f"M{x - width / 2:.1f} {y:.1f} Q{x - width * 0.52:.1f} {y - h * 0.7:.1f} {x - width * 0.18:.1f} {y - h:.1f} Q{x + width * 0.2:.1f} {y - h * 1.08:.1f} {x + width * 0.38:.1f} {y - h * 0.6:.1f} Q{x + width * 0.54:.1f} {y - h * 0.3:.1f} {x + width / 2:.1f} {y:.1f} Z"
    lit = f"M{x - width * 0.38:.1f} {y - h * 0.45:.1f} Q{x - width * 0.3:.1f} {y - h * 0.95:.1f} {x + width * 0.05:.1f} {y - h * 0.95:.1f} Q{x - width * 0.15:.1f} {y - h * 0.7:.1f} {x - width * 0.38:.1f} {y - h * 0.45:.1f} Z"
    return (
        ellipse(x, y, width * 0.55, width * 0.05, "#1d2b20", 'opacity="0.18"')
        + shape(outline, canvas.down(mix(base, "#ffffff", 0.14), mix(base, "#3f4658", 0.22)))
        + shape(lit, "#ffffff", f'opacity="{0.95 if canvas.palette.snow_cap else 0.25}"')
    )


WALLS = ("#fff3dc", "#ffe0c2", "#f7d6d0", "#dcecf5", "#e9f0d2", "#fbe7a9")
ROOFS = ("#d9624f", "#b85a4a", "#8d6aa8", "#4f86b5", "#c9803f", "#5c9a86")


def house(canvas: Canvas, x: float, y: float, width: float, share: float = 0.0, floors: int = 1) -> str:
    """Return a house with a pitched roof standing at (x, y); its windows shine when it is dark."""
    rng, wall_h = canvas.rng, width * (0.42 + 0.36 * floors)
    wall, roof = canvas.far(rng.choice(WALLS), share), canvas.far(rng.choice(ROOFS), share)
    top = y - wall_h
    roof_h = width * canvas.between(0.42, 0.6)
    parts = [
        box(x + width * 0.2, top - roof_h * 0.78, width * 0.13, roof_h * 0.6, mix(roof, "#6b4a40", 0.5)),
        box(x - width / 2, top, width, wall_h, canvas.down(wall, mix(wall, "#b98f6a", 0.16))),
        box(x + width * 0.3, top, width * 0.2, wall_h, "#5a4a6a", 0, 'opacity="0.1"'),
        shape(
            f"M{x - width * 0.6:.1f} {top + width * 0.05:.1f} L{x - width * 0.06:.1f} {top - roof_h:.1f} H{x + width * 0.06:.1f} L{x + width * 0.6:.1f} {top + width * 0.05:.1f} Z",
            roof,
        ),
        shape(
            f"M{x + width * 0.06:.1f} {top - roof_h:.1f} L{x + width * 0.6:.1f} {top + width * 0.05:.1f} H{x + width * 0.38:.1f} Z",
            "#3b2540",
            'opacity="0.14"',
        ),
    ]
    if canvas.palette.snow_cap:
        parts.append(
            shape(
                f"M{x - width * 0.6:.1f} {top + width * 0.05:.1f} L{x - width * 0.06:.1f} {top - roof_h:.1f} H{x + width * 0.06:.1f} L{x + width * 0.6:.1f} {top + width * 0.05:.1f} L{x + width * 0.4:.1f} {top - roof_h * 0.22:.1f} Q{x:.1f} {top - roof_h * 0.34:.1f} {x - width * 0.4:.1f} {top - roof_h * 0.2:.1f} Z",
                "#ffffff",
            )
        )
    door = canvas.far(rng.choice(("#8a5a3c", "#5c7fa3", "#7a4b5e", "#5f8a5c")), share)
    parts.append(
        shape(
            f"M{x - width * 0.1:.1f} {y:.1f} v{-width * 0.28:.1f} q{width * 0.1:.1f} {-width * 0.1:.1f} {width * 0.2:.1f} 0 v{width * 0.28:.1f} Z",
            door,
        )
    )
    for floor in range(floors):
        win_y = top + width * (0.16 + 0.36 * floor) if floors > 1 else top + width * 0.22
        for dx in (-0.3, 0.3) if floor == floors - 1 else (-0.3, 0.0, 0.3):
            parts.append(window(canvas, x + dx * width, win_y, width * 0.18, width * 0.2, share))
    return "".join(parts)


def window(canvas: Canvas, x: float, y: float, width: float, height: float, share: float = 0.0) -> str:
    """Return a window with a frame; after dark most windows shine."""
    glass = canvas.far("#a9d8ee", share)
    shine = ""
    if canvas.rng.random() < 0.75 or share == 0:  # someone is at home in the nearest house
        shine = canvas.shining(
            box(x - width / 2, y, width, height, "#ffca62", width * 0.08),
            canvas.glow(x, y + height / 2, width * 1.7, "#ffcf6b", 0.35),
            line(
                f"M{x:.1f} {y:.1f} v{height:.1f} M{x - width / 2:.1f} {y + height / 2:.1f} h{width:.1f}",
                "#a8743a",
                width * 0.07,
            ),
        )
    frame = box(
        x - width * 0.6, y - width * 0.1, width * 1.2, height + width * 0.2, canvas.far("#ffffff", share), width * 0.1
    )
    bars = line(
        f"M{x:.1f} {y:.1f} v{height:.1f} M{x - width / 2:.1f} {y + height / 2:.1f} h{width:.1f}",
        canvas.far("#ffffff", share),
        width * 0.09,
    )
    return frame + box(x - width / 2, y, width, height, glass, width * 0.06) + bars + shine


def fence(canvas: Canvas, y: float, height: float, x0: float = 0.0, x1: float | None = None) -> str:
    """Return a picket fence along a stretch of the picture."""
    end = canvas.width if x1 is None else x1
    step = height * 0.42
    color, dark = "#fffaf0", "#dccfb8"
    pickets = "".join(
        shape(
            f"M{x:.1f} {y:.1f} v{-height * 0.84:.1f} l{step * 0.28:.1f} {-height * 0.16:.1f} l{step * 0.28:.1f} {height * 0.16:.1f} v{height * 0.84:.1f} Z",
            color,
        )
        for x in (x0 + k * step for k in range(int((end - x0) / step) + 1))
    )
    rails = "".join(box(x0, y - height * part, end - x0, height * 0.1, dark) for part in (0.3, 0.68))
    return rails + pickets


def road(canvas: Canvas, x: float, y: float, near: float, color: str, sway: float = 0.3, far: float = 14) -> str:
    """Return a road that winds from the horizon (x, y) to the lower edge, `near` wide there."""
    middle = canvas.width * 0.5 + (canvas.width * sway) * (1 if x < canvas.width / 2 else -1) * 0.3
    y1 = (y + HEIGHT) / 2
    return shape(
        f"M{x - far / 2:.1f} {y:.1f} C{x - far:.1f} {y + 60:.1f} {middle - near * 0.75:.1f} {y1 - 40:.1f} {middle - near / 2:.1f} {HEIGHT} "
        f"H{middle + near / 2:.1f} C{middle + near * 0.1:.1f} {y1 - 20:.1f} {x + far * 1.2:.1f} {y + 60:.1f} {x + far / 2:.1f} {y:.1f} Z",
        color,
    )

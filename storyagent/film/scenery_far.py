"""Paint places beyond the everyday: above the clouds, space, the moon, caves, dreams."""

# ruff: noqa: E501 - the outline of a shape reads best as one line

from __future__ import annotations

from storyagent.film.scenery import HEIGHT, Canvas, box, cloud, ellipse, ground, line, mix, shape, wave
from storyagent.film.scenery_sky import stars


def sky(canvas: Canvas) -> None:
    """The open sky, a floor of clouds below."""
    w = canvas.width
    for y, size, share in ((520, 300, 0.4), (590, 360, 0.2), (680, 440, 0.0)):
        color = mix("#ffffff", canvas.haze, share)
        canvas.paint(
            *(
                cloud(x, y + canvas.between(-14, 14), size * canvas.between(0.8, 1.15), color, 1.0)
                for x in canvas.spread(max(3, round(6 * w / 1280)))
            ),
            box(0, y - 10, w, HEIGHT - y + 20, color),
        )
    canvas.ground_y = 560
    canvas.paint(box(0, 640, w, 90, canvas.down("#ffffff", mix("#ffffff", canvas.haze, 0.5))))


def _space(canvas: Canvas) -> None:
    w = canvas.width
    canvas.paint(box(0, 0, w, HEIGHT, canvas.down("#0a0d2c", "#2b2360")))
    canvas.paint(
        canvas.glow(w * 0.25, 180, 420, "#7a4fc0", 0.5),
        canvas.glow(w * 0.75, 330, 460, "#2f6fc4", 0.45),
        canvas.glow(w * 0.55, 120, 280, "#c45a9a", 0.3),
    )
    canvas.light(stars(canvas, 190, HEIGHT))


def _planet(canvas: Canvas, x: float, y: float, r: float, color: str, ring: str = "") -> str:
    name = f"planet{len(canvas.defs)}"
    canvas.defs.append(f'<clipPath id="{name}"><circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}"/></clipPath>')
    bands = "".join(
        ellipse(x, y + dy * r, r * 1.1, r * 0.13, mix(color, c, 0.35))
        for dy, c in ((-0.5, "#ffffff"), (0.05, "#5a2f5a"), (0.5, "#ffffff"))
    )
    shine = ellipse(x - r * 0.28, y - r * 0.22, r * 0.95, r * 0.95, "#ffffff", 'opacity="0.14"')
    back = (
        f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{r * 1.7:.1f}" ry="{r * 0.42:.1f}" fill="none" stroke="{ring}" stroke-width="{r * 0.16:.1f}" transform="rotate(-16 {x:.1f} {y:.1f})"/>'
        if ring
        else ""
    )
    front = (
        f'<path d="M{x - r * 1.7:.1f} {y:.1f} a{r * 1.7:.1f} {r * 0.42:.1f} 0 0 0 {r * 3.4:.1f} 0" fill="none" stroke="{ring}" stroke-width="{r * 0.16:.1f}" transform="rotate(-16 {x:.1f} {y:.1f})"/>'
        if ring
        else ""
    )
    return f'{back}<g clip-path="url(#{name})">{ellipse(x, y, r, r, color)}{bands}{shine}</g>{front}'


def space(canvas: Canvas) -> None:
    """Outer space: stars, nebulae, planets."""
    w = canvas.width
    _space(canvas)
    canvas.light(
        _planet(canvas, w * 0.82, 170, 74, "#e59a5a", "#f4d9a0"),
        _planet(canvas, w * 0.14, 140, 40, "#6fb0d8"),
        _planet(canvas, w * 0.3, 430, 18, "#d87a9a"),
    )
    canvas.ground_y = 560
    canvas.light(
        f"<g>{ellipse(w * 0.5, 1290, max(w * 0.62, 760), 680, '#2f6fb0')}{ellipse(w * 0.5, 1300, max(w * 0.62, 760), 680, '#3f86c4')}</g>"
    )
    canvas.light(
        *(
            ellipse(w * x, y, rx, ry, "#5fae6a", 'opacity="0.9"')
            for x, y, rx, ry in ((0.3, 690, 130, 26), (0.56, 670, 90, 18), (0.72, 708, 120, 22))
        )
    )
    canvas.light(
        *(cloud(w * x, y, s, "#ffffff", 0.75) for x, y, s in ((0.22, 680, 110), (0.46, 655, 120), (0.66, 690, 100)))
    )


def moonscape(canvas: Canvas) -> None:
    """The surface of the moon or a planet: craters, dust, the Earth in a black sky."""
    w = canvas.width
    _space(canvas)
    x, y, r = w * 0.78, 150.0, 70.0
    land = "".join(
        ellipse(x + dx * r, y + dy * r, rx * r, ry * r, "#6fb56a")
        for dx, dy, rx, ry in ((-0.35, -0.25, 0.34, 0.22), (0.3, 0.1, 0.3, 0.34), (-0.1, 0.55, 0.24, 0.14))
    )
    canvas.light(
        canvas.glow(x, y, r * 2.4, "#9fd0ff", 0.5),
        ellipse(x, y, r, r, "#4f9ad8"),
        land,
        ellipse(x - 0.1 * r, y - 0.55 * r, 0.5 * r, 0.1 * r, "#ffffff", 'opacity="0.8"'),
        ellipse(x + 0.2 * r, y + 0.4 * r, 0.5 * r, 0.08 * r, "#ffffff", 'opacity="0.7"'),
    )
    canvas.light(
        shape(wave(canvas, 450, 34, 220), "#7f7f9a"),
        shape(wave(canvas, 492, 14, 320), canvas.down("#d3d3de", "#9797ac")),
    )
    canvas.ground_y = 492
    for cx, cy, size in sorted(
        ((canvas.between(0, w), canvas.between(520, 700), canvas.between(0.6, 1.3)) for _ in range(round(w / 90))),
        key=lambda item: item[1],
    ):
        rx = size * (18 + (cy - 500) * 0.26)
        canvas.light(
            ellipse(cx, cy, rx, rx * 0.3, "#e6e6ee"),
            ellipse(cx, cy + rx * 0.05, rx * 0.88, rx * 0.24, "#83839c"),
            ellipse(cx + rx * 0.1, cy + rx * 0.1, rx * 0.7, rx * 0.16, "#9a9ab0"),
        )


def cave(canvas: Canvas) -> None:
    """A cave: rock all round, crystals that glow, a bright way out."""
    w = canvas.width
    canvas.paint(box(0, 0, w, HEIGHT, canvas.down("#3a3350", "#4d4260")))
    canvas.light(canvas.glow(w * 0.62, 360, 330, "#ffe9b5", 0.75))
    mouth = f"M{w * 0.62 - 110:.0f} 490 q-20 -190 100 -220 q130 -10 130 120 q10 60 0 100 z"
    canvas.light(shape(mouth, canvas.haze))
    for y, color in ((110, "#544868"), (60, "#463b5a")):
        spikes = f"M0 0 H{w:.0f} V{y:.0f} "
        for x in sorted(canvas.spread(round(w / 74)), reverse=True):
            spikes += f"L{x + 34:.0f} {y + canvas.between(-10, 10):.0f} L{x:.0f} {y + canvas.between(40, 130):.0f} L{x - 30:.0f} {y:.0f} "
        canvas.paint(shape(f"{spikes} L0 {y:.0f} Z", color))
    ground(canvas, 486, "#5a4a55", "#8f7f83", 12)
    sides = shape(
        f"M0 0 H{w * 0.12:.0f} Q{w * 0.05:.0f} 200 {w * 0.1:.0f} 360 Q{w * 0.13:.0f} 480 {w * 0.06:.0f} 560 L0 620 Z",
        "#3f3550",
    ) + shape(
        f"M{w:.0f} 0 H{w * 0.9:.0f} Q{w * 0.96:.0f} 180 {w * 0.92:.0f} 340 Q{w * 0.88:.0f} 470 {w * 0.95:.0f} 570 L{w:.0f} 620 Z",
        "#3f3550",
    )
    canvas.paint(sides)
    for x, y, size, color in (
        (0.14, 570, 90, "#6fd8e8"),
        (0.2, 556, 52, "#b08af0"),
        (0.87, 560, 76, "#f08ac4"),
        (0.93, 650, 100, "#6fd8e8"),
    ):
        canvas.light(canvas.glow(w * x, y - size * 0.4, size * 1.7, color, 0.6), _crystal(w * x, y, size, color))


def _crystal(x: float, y: float, size: float, color: str) -> str:
    parts = []
    for dx, h, lean in ((-0.3, 0.7, -0.14), (0.3, 0.62, 0.16), (0.0, 1.0, 0.03)):
        cx, tip = x + dx * size, x + (dx + lean) * size
        half = size * 0.16
        parts.append(
            shape(
                f"M{cx - half:.1f} {y:.1f} L{tip - half:.1f} {y - h * size * 0.76:.1f} L{tip:.1f} {y - h * size:.1f} L{tip + half:.1f} {y - h * size * 0.76:.1f} L{cx + half:.1f} {y:.1f} Z",
                color,
            )
        )
        parts.append(
            shape(
                f"M{cx:.1f} {y:.1f} L{tip:.1f} {y - h * size:.1f} L{tip + half:.1f} {y - h * size * 0.76:.1f} L{cx + half:.1f} {y:.1f} Z",
                mix(color, "#3a2f70", 0.3),
            )
        )
    return "".join(parts)


def dream(canvas: Canvas) -> None:
    """A land of dreams: candy-coloured hills, a rainbow, stars by day."""
    w = canvas.width
    bow = "".join(
        f'<circle cx="{w * 0.5:.0f}" cy="520" r="{360 - 20 * k}" fill="none" stroke="{color}" stroke-width="20" opacity="0.8"/>'
        for k, color in enumerate(("#ff9aa8", "#ffc48a", "#fff0a0", "#b5e8b0", "#a8d8ff", "#cdb8ff"))
    )
    canvas.paint(box(0, 0, w, HEIGHT, canvas.down("#b8a8f0", "#ffd8e8")), bow, stars(canvas, 60))
    for y, color in ((430, "#f5b5d5"), (466, "#c5b5f5")):
        canvas.paint(shape(wave(canvas, y, 30, 260), color))
    ground(canvas, 498, "#8fd8c8", "#d5f5e0", 12)
    canvas.paint(
        *(
            line(f"M{x:.1f} {y:.1f} v-70", "#ffffff", 8)
            + ellipse(x, y - 90, 34, 34, c)
            + ellipse(x, y - 90, 22, 22, "#ffffff", 'opacity="0.6"')
            + ellipse(x, y - 90, 12, 12, c)
            for x, y, c in (
                (w * 0.08, 560, "#ff8fb1"),
                (w * 0.16, 540, "#8fc8ff"),
                (w * 0.88, 550, "#ffc46b"),
                (w * 0.95, 580, "#b59af5"),
            )
        )
    )

"""Paint places that people built, from outside: village, street, city, market, castle, harbour."""

# ruff: noqa: E501 - the outline of a shape reads best as one line

from __future__ import annotations

from storyagent.film.scenery import (
    HEIGHT,
    Canvas,
    box,
    bush,
    ellipse,
    ground,
    hills,
    house,
    line,
    meadow_ground,
    mix,
    road,
    round_tree,
    shape,
    wave,
    window,
)
from storyagent.film.scenery_land import street_lamp
from storyagent.film.scenery_water import water


def village(canvas: Canvas) -> None:
    """A village: cottages around a green, a church on the hill."""
    w = canvas.width
    hills(canvas, 392, canvas.palette.hill, 0.6, 30, 330)
    canvas.paint(_church(canvas, w * 0.52, 436, 110))
    hills(canvas, 440, canvas.palette.hill, 0.34, 18, 270)
    canvas.paint(
        *(
            house(canvas, x, 476 + canvas.between(-6, 8), canvas.between(80, 110), 0.28)
            for x in canvas.spread(max(3, round(7 * w / 1280)))
        )
    )
    meadow_ground(canvas, 478, 12)
    canvas.paint(road(canvas, w * 0.52, 478, 260, canvas.palette.path))
    canvas.paint(
        house(canvas, w * 0.13, 540, 190),
        house(canvas, w * 0.88, 530, 170),
        round_tree(canvas, w * 0.27, 520, 170),
        bush(canvas, w * 0.74, 536, 90),
        bush(canvas, w * 0.02, 556, 100),
    )


def _church(canvas: Canvas, x: float, y: float, width: float) -> str:
    wall, roof = canvas.far("#fff3e0", 0.35), canvas.far("#b8604f", 0.35)
    return (
        box(x, y - width * 0.55, width, width * 0.6, wall)
        + shape(
            f"M{x - 6:.1f} {y - width * 0.55:.1f} l{width * 0.16:.1f} {-width * 0.34:.1f} h{width * 0.76:.1f} l{width * 0.16:.1f} {width * 0.34:.1f} z",
            roof,
        )
        + box(x - width * 0.3, y - width * 1.05, width * 0.36, width * 1.1, wall)
        + shape(
            f"M{x - width * 0.34:.1f} {y - width * 1.03:.1f} L{x - width * 0.12:.1f} {y - width * 1.75:.1f} L{x + width * 0.1:.1f} {y - width * 1.03:.1f} Z",
            roof,
        )
        + "".join(window(canvas, x + width * k, y - width * 0.4, width * 0.12, width * 0.24, 0.35) for k in (0.3, 0.6))
    )


def street(canvas: Canvas) -> None:
    """A street of coloured town houses with lamps and a pavement."""
    w = canvas.width
    x = -20.0
    row = []
    while x < w + 40:
        width = canvas.between(120, 165)
        row.append(house(canvas, x + width / 2, 500, width, 0.08, canvas.rng.choice((2, 2, 3))))
        x += width * 1.04
    canvas.paint(*(round_tree(canvas, k, 480, 230, 0.5) for k in canvas.spread(max(3, round(5 * w / 1280)))))
    canvas.paint(*row)
    ground(canvas, 498, "#b9b4b4", "#e3ddd6", 0)
    snowy = canvas.palette.snow_cap
    canvas.paint(
        box(0, 498, w, 60, canvas.down("#f3f7fa" if snowy else "#e6ded3", "#dce6ee" if snowy else "#cfc5b9")),
        box(0, 556, w, 12, "#aaa3a0"),
    )
    canvas.paint(
        box(0, 568, w, HEIGHT - 568, canvas.down("#dfe8ef" if snowy else "#8d8f9c", "#c6d4e0" if snowy else "#6f7180"))
    )
    canvas.paint(*(box(k, 634, 90, 10, "#fff5d8", 3, 'opacity="0.85"') for k in range(20, int(w), 190)))
    slabs = "".join(f"M{k:.1f} 500 l-18 56 " for k in range(40, int(w) + 40, 80))
    canvas.paint(line(slabs, "#b3a99d", 2, 'opacity="0.7"'))
    for k in (0.16, 0.62, 0.93):
        street_lamp(canvas, w * k, 552, 210)


def city(canvas: Canvas) -> None:
    """A city of high houses behind a wide street."""
    w = canvas.width
    for base, share, low, high, step in (
        (470, 0.66, 190, 360, 74),
        (486, 0.4, 150, 300, 100),
        (500, 0.12, 110, 230, 150),
    ):
        parts = []
        for x in canvas.spread(round(w / step) + 1, -step / 2, 0.15):
            parts.append(_tower(canvas, x, base, step * canvas.between(0.78, 1.0), canvas.between(low, high), share))
        canvas.paint(*parts)
    canvas.paint(*(round_tree(canvas, x, 506, canvas.between(70, 100), 0.05) for x in canvas.spread(round(w / 160))))
    ground(canvas, 500, "#a9adb8", "#d6d8dc", 0)
    snowy = canvas.palette.snow_cap
    canvas.paint(box(0, 500, w, 58, canvas.down("#e7e9ee", "#cdd2da")), box(0, 556, w, 10, "#9aa0ac"))
    canvas.paint(
        box(0, 566, w, HEIGHT - 566, canvas.down("#dfe8ef" if snowy else "#7f8594", "#c6d4e0" if snowy else "#5d6270"))
    )
    canvas.paint(*(box(k, 636, 100, 10, "#fff5d8", 3, 'opacity="0.85"') for k in range(0, int(w), 200)))
    for k in (0.1, 0.5, 0.9):
        street_lamp(canvas, w * k, 554, 200)


def _tower(canvas: Canvas, x: float, y: float, width: float, height: float, share: float) -> str:
    color = canvas.far(canvas.rng.choice(("#6f8fc0", "#8d86bd", "#c48a86", "#d9a877", "#74a6a8", "#a4b1c4")), share)
    parts = [
        box(x - width / 2, y - height, width, height, canvas.down(mix(color, "#ffffff", 0.14), color), 3),
        box(x + width * 0.26, y - height, width * 0.24, height, "#2b2f52", 0, 'opacity="0.12"'),
    ]
    top = canvas.rng.random()
    if top < 0.35:
        parts.append(line(f"M{x:.1f} {y - height:.1f} v-34", color, 5))
    elif top < 0.6:
        parts.append(box(x - width * 0.25, y - height - 18, width * 0.5, 20, color, 2))
    if canvas.palette.snow_cap:
        parts.append(box(x - width * 0.52, y - height - 6, width * 1.04, 11, "#ffffff", 5))
    pane, columns = canvas.far("#d9eef8", share * 0.8), max(2, int(width / 24))
    step = width / (columns + 0.6)
    for row in range(int((height - 24) / 28)):
        for column in range(columns):
            px, py = x - width / 2 + step * (column + 0.5), y - height + 16 + 28 * row
            parts.append(box(px, py, step * 0.6, 15, pane, 1.5))
            if canvas.rng.random() < 0.45 - 0.25 * share:
                parts.append(canvas.shining(box(px, py, step * 0.6, 15, "#ffdf8f", 1.5, f'opacity="{1 - share:.2f}"')))
    return "".join(parts)


STALLS = ("#e5604d", "#4f9ccf", "#f0a830", "#6ab06a", "#a77cc4")


def market(canvas: Canvas) -> None:
    """A market square: striped stalls with fruit before town houses."""
    w = canvas.width
    canvas.paint(*(house(canvas, x, 480, 130, 0.3, 2) for x in canvas.spread(round(w / 140), -30, 0.05)))
    canvas.paint(
        line(f"M0 150 Q{w / 4:.0f} 240 {w / 2:.0f} 165 T{w:.0f} 150", "#8a7460", 2.5),
        *(
            _pennant(x, 150 + 48 * (1 - (2 * ((x / w * 2) % 1) - 1) ** 2) * (1 if x < w / 2 else -0.1), k)
            for k, x in enumerate(range(14, int(w), 44))
        ),
    )
    ground(canvas, 492, "#cdb894", "#efe2c8", 0)
    stones = "".join(
        ellipse(
            canvas.between(0, w), canvas.between(520, HEIGHT), canvas.between(14, 30), 6, "#bfa781", 'opacity="0.45"'
        )
        for _ in range(round(w / 22))
    )
    canvas.paint(stones)
    canvas.paint(
        *(
            _stall(canvas, x, 560, 230, STALLS[k % len(STALLS)])
            for k, x in enumerate((w * 0.13, w * 0.87) if w < 900 else (w * 0.12, w * 0.33, w * 0.67, w * 0.88))
        )
    )


def _pennant(x: float, y: float, k: int) -> str:
    return shape(f"M{x:.1f} {y:.1f} h24 l-12 30 z", STALLS[k % len(STALLS)])


def _stall(canvas: Canvas, x: float, y: float, width: float, color: str) -> str:
    left, top, stripe = x - width / 2, y - 190, width / 6
    stripes = "".join(
        shape(
            f"M{left + k * stripe:.1f} {top:.1f} h{stripe:.1f} l{(k - 2) * 5:.1f} 48 q{-stripe / 2:.1f} 26 {-stripe - 5:.1f} 0 z",
            color if k % 2 == 0 else "#fff7ea",
        )
        for k in range(6)
    )
    fruit = "".join(
        ellipse(
            left + 18 + k * (width - 36) / 11,
            y - 74 - (k % 2) * 8,
            11,
            11,
            ("#e5503f", "#f5b83d", "#7fb84a")[k // 4 % 3],
        )
        for k in range(12)
    )
    return (
        ellipse(x, y, width * 0.52, 9, "#5b4630", 'opacity="0.25"')
        + line(f"M{left + 8:.1f} {top + 20:.1f} V{y:.1f} M{left + width - 8:.1f} {top + 20:.1f} V{y:.1f}", "#8f6238", 9)
        + fruit + box(left, y - 70, width, 70, canvas.down("#c08a55", "#9a6a3e"), 4) + line(f"M{left:.1f} {y - 36:.1f} h{width:.1f}", "#855a34", 3) + stripes
    )  # fmt: skip


def castle(canvas: Canvas) -> None:
    """A castle on a hill, flags on its towers, a road up to its gate."""
    w, p = canvas.width, canvas.palette
    hills(canvas, 400, p.hill, 0.62, 34, 330)
    canvas.paint(*(round_tree(canvas, x, 462, canvas.between(60, 100), 0.35) for x in canvas.spread(round(w / 140))))
    x = w * 0.6
    canvas.paint(
        shape(
            f"M{x - 480:.0f} 520 C{x - 280:.0f} 500 {x - 260:.0f} 430 {x - 160:.0f} 424 H{x + 170:.0f} C{x + 270:.0f} 430 {x + 300:.0f} 500 {x + 500:.0f} 520 Z",
            canvas.down(p.grass_light, p.grass),
        )
    )
    canvas.paint(_castle_walls(canvas, x, 430))
    meadow_ground(canvas, 492, 20)
    canvas.paint(
        road(canvas, x, 428, 300, p.path, 0.2, 44),
        round_tree(canvas, w * 0.07, 530, 240),
        bush(canvas, w * 0.94, 545, 140),
        bush(canvas, w * 0.17, 540, 90),
    )


def _castle_walls(canvas: Canvas, x: float, y: float) -> str:
    stone, roof = canvas.far("#d9d3dc", 0.08), canvas.far("#c4574f", 0.08)
    parts = [
        _keep(canvas, x + dx, y, width, height, stone, roof) for dx, width, height in ((-62, 60, 240), (70, 66, 270))
    ]
    parts.append(_wall(x - 150, y - 120, 300, 120, canvas.down(stone, mix(stone, "#8f86a5", 0.3))))
    parts += [
        _keep(canvas, x + dx, y + 4, width, height, stone, roof)
        for dx, width, height in ((-150, 70, 185), (150, 70, 185), (0, 92, 160))
    ]
    gate = f"M{x - 27:.1f} {y + 4:.1f} v-46 a27 30 0 0 1 54 0 v46 z"
    parts += [
        shape(gate, "#6a4630"),
        line(f"M{x - 12:.1f} {y + 2:.1f} v-66 M{x + 12:.1f} {y + 2:.1f} v-66", "#4d3220", 3),
    ]
    return "".join(parts)


def _wall(x: float, y: float, width: float, height: float, fill: str) -> str:
    teeth = "".join(box(x + k * width / 9, y - 16, width / 18, 18, fill) for k in range(9))
    return box(x, y, width, height, fill) + teeth


def _keep(canvas: Canvas, x: float, y: float, width: float, height: float, stone: str, roof: str) -> str:
    top = y - height
    flag = canvas.rng.choice(("#f2b13c", "#4f9ccf", "#e5604d"))
    return (
        box(x - width / 2, top, width, height, canvas.down(mix(stone, "#ffffff", 0.2), mix(stone, "#9a90b0", 0.3)), 2)
        + box(x + width * 0.2, top, width * 0.3, height, "#4a3f66", 0, 'opacity="0.14"')
        + box(x - width * 0.58, top - 4, width * 1.16, 16, mix(stone, "#9a90b0", 0.2), 3)
        + shape(
            f"M{x - width * 0.64:.1f} {top - 2:.1f} L{x:.1f} {top - width * 1.15:.1f} L{x + width * 0.64:.1f} {top - 2:.1f} Z",
            "#f5f8fb" if canvas.palette.snow_cap else roof,
        )
        + shape(
            f"M{x:.1f} {top - width * 1.15:.1f} L{x + width * 0.64:.1f} {top - 2:.1f} H{x + width * 0.2:.1f} Z",
            "#3b2540",
            'opacity="0.16"',
        )
        + line(f"M{x:.1f} {top - width * 1.1:.1f} v-34", "#6a5a6a", 3)
        + shape(f"M{x + 1:.1f} {top - width * 1.1 - 34:.1f} q14 -6 30 4 q-14 4 -30 14 z", flag)
        + window(canvas, x, top + height * 0.22, width * 0.2, width * 0.34)
    )


def harbour(canvas: Canvas) -> None:
    """A harbour: sea, a quay of stone, masts, houses along the shore."""
    w = canvas.width
    hills(canvas, 410, canvas.palette.hill, 0.5, 26, 320)
    canvas.paint(
        *(house(canvas, x, 444, canvas.between(76, 100), 0.3, 2) for x in canvas.spread(round(w / 110), 0, 0.1))
    )
    canvas.paint(box(0, 440, w, 16, canvas.far("#a79c92", 0.2)))
    water(canvas, 454, 600)
    canvas.paint(*(_moored(canvas, w * x, 520, s) for x, s in ((0.16, 110), (0.42, 86), (0.78, 120))))
    canvas.ground_y = 560
    snowy = canvas.palette.snow_cap
    canvas.paint(
        box(0, 560, w, HEIGHT - 560, canvas.down("#eef3f8" if snowy else "#d8cbb8", "#d3dfe9" if snowy else "#a8977f")),
        box(0, 556, w, 14, "#8f8271", 4),
    )
    seams = "".join(
        f"M{canvas.between(0, w):.0f} {y} h{canvas.between(60, 160):.0f} "
        for y in range(600, 720, 22)
        for _ in range(round(w / 220))
    )
    canvas.paint(
        line(seams, "#8f8271", 2.5, 'opacity="0.5"'),
        *(box(x - 11, 528, 22, 44, "#5f4a3c", 8) for x in (w * 0.05, w * 0.3, w * 0.6, w * 0.95)),
    )


def _moored(canvas: Canvas, x: float, y: float, size: float) -> str:
    hull = canvas.rng.choice(("#c9564a", "#3f7fb5", "#5c9a6a"))
    return (
        line(
            f"M{x:.1f} {y:.1f} v{-size * 1.3:.1f} M{x:.1f} {y - size * 0.95:.1f} l{size * 0.5:.1f} {size * 0.75:.1f}",
            "#7d5b3c",
            5,
        )
        + shape(
            f"M{x - size * 0.6:.1f} {y - size * 0.2:.1f} H{x + size * 0.65:.1f} Q{x + size * 0.55:.1f} {y + size * 0.14:.1f} {x + size * 0.3:.1f} {y + size * 0.16:.1f} H{x - size * 0.35:.1f} Q{x - size * 0.55:.1f} {y + size * 0.1:.1f} {x - size * 0.6:.1f} {y - size * 0.2:.1f} Z",
            hull,
        )
        + line(f"M{x - size * 0.58:.1f} {y - size * 0.18:.1f} H{x + size * 0.63:.1f}", "#fff4e0", 6)
    )


def yard(canvas: Canvas) -> None:
    """The front of one house: its door, windows, a path, bushes."""
    w = canvas.width
    hills(canvas, 400, canvas.palette.hill, 0.6, 30, 330)
    canvas.paint(*(round_tree(canvas, x, 466, canvas.between(90, 130), 0.3) for x in canvas.spread(round(w / 150))))
    canvas.paint(house(canvas, w * 0.64, 510, 300))
    meadow_ground(canvas, 500, 18)
    canvas.paint(road(canvas, w * 0.64, 510, 240, canvas.palette.path, 0.15, 60))
    canvas.paint(*(bush(canvas, w * 0.64 + dx, 522, 84) for dx in (-140, 138)), round_tree(canvas, w * 0.14, 540, 280))


def shore_lighthouse(canvas: Canvas) -> None:
    """A rocky coast with a lighthouse; its beam shines at night."""
    w = canvas.width
    water(canvas, 440)
    x, y, h = w * 0.76, 440.0, 250.0
    canvas.paint(
        shape(
            f"M{w * 0.5:.0f} 500 Q{w * 0.6:.0f} 436 {w * 0.7:.0f} 434 H{w * 0.85:.0f} Q{w * 0.95:.0f} 440 {w * 1.02:.0f} 500 Z",
            canvas.down("#a79f9a", "#7f7c84"),
        )
    )
    canvas.paint(
        shape(
            f"M{x - 34:.1f} {y:.1f} L{x - 22:.1f} {y - h:.1f} h44 L{x + 34:.1f} {y:.1f} Z",
            canvas.down("#ffffff", "#e6e2ea"),
        ),
        *(
            shape(
                f"M{x - 34 + k * 12:.1f} {y - k * h:.1f} L{x - 34 + (k + 0.2) * 12:.1f} {y - (k + 0.2) * h:.1f} H{x + 34 - (k + 0.2) * 12:.1f} L{x + 34 - k * 12:.1f} {y - k * h:.1f} Z",
                "#dd5646",
            )
            for k in (0.12, 0.5)
        ),
        box(x - 30, y - h - 6, 60, 9, "#4b4f5c", 3),
        box(x - 17, y - h - 40, 34, 36, "#fff0b5"),
        shape(f"M{x - 22:.1f} {y - h - 38:.1f} q22 -40 44 0 z", "#c9493c"),
    )
    beam = f"M{x:.1f} {y - h - 22:.1f} L{-20} {y - h - 150:.1f} V{y - h + 60:.1f} Z"
    canvas.paint(
        canvas.shining(canvas.glow(x, y - h - 22, 170, "#ffe9a0", 0.9), shape(beam, "#fff2c0", 'opacity="0.2"'))
    )
    canvas.ground_y = 520
    canvas.paint(shape(wave(canvas, 530, 14, 260), canvas.down(canvas.palette.grass_light, canvas.palette.grass_dark)))
    canvas.paint(bush(canvas, w * 0.06, 560, 120), bush(canvas, w * 0.95, 590, 130))

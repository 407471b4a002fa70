"""Paint places in the open: meadows, gardens, parks, hills, mountains, woods, farms, deserts, snow."""

# ruff: noqa: E501 - the outline of a shape reads best as one line

from __future__ import annotations

from storyagent.film.scenery import (
    HEIGHT,
    Canvas,
    box,
    bush,
    ellipse,
    fence,
    flower,
    ground,
    hills,
    house,
    line,
    meadow_ground,
    mix,
    mountain,
    pine,
    road,
    rock,
    round_tree,
    shape,
    wave,
)


def _far_land(canvas: Canvas, y: float = 455) -> None:
    hills(canvas, y - 62, canvas.palette.hill, 0.62, 30, 330)
    hills(canvas, y - 22, canvas.palette.hill, 0.36, 22, 270)


def _tree_line(canvas: Canvas, y: float, count: int, height: float, share: float) -> None:
    parts = []
    for x in canvas.spread(max(3, round(count * canvas.width / 1280))):
        draw = pine if canvas.rng.random() < 0.35 else round_tree
        parts.append(draw(canvas, x, y + canvas.between(-4, 8), height * canvas.between(0.75, 1.2), share))
    canvas.paint(*parts)


def meadow(canvas: Canvas) -> None:
    """A flowering meadow before soft hills."""
    _far_land(canvas)
    _tree_line(canvas, 462, 9, 70, 0.4)
    meadow_ground(canvas, 470, 34)
    canvas.paint(round_tree(canvas, canvas.width * 0.1, 520, 250))


def park(canvas: Canvas) -> None:
    """A park with a winding path, a bench and a street lamp."""
    _far_land(canvas)
    _tree_line(canvas, 466, 12, 105, 0.3)
    meadow_ground(canvas, 472, 12)
    canvas.paint(road(canvas, canvas.width * 0.6, 474, 330, canvas.palette.path))
    w = canvas.width
    canvas.paint(
        round_tree(canvas, w * 0.09, 535, 290), round_tree(canvas, w * 0.93, 520, 235), bush(canvas, w * 0.83, 530, 110)
    )
    canvas.paint(_bench(w * 0.27, 532, 118))
    street_lamp(canvas, w * 0.4, 528, 190)


def _bench(x: float, y: float, width: float) -> str:
    legs = line(
        f"M{x - width * 0.4:.1f} {y - 26:.1f} V{y:.1f} M{x + width * 0.4:.1f} {y - 26:.1f} V{y:.1f}", "#4b4f5c", 6
    )
    boards = "".join(box(x - width / 2, y - 30 - k * 15, width, 9, "#b97a4a", 3) for k in range(4))
    return ellipse(x, y, width * 0.5, 5, "#1d3b20", 'opacity="0.18"') + legs + boards


def street_lamp(canvas: Canvas, x: float, y: float, height: float) -> None:
    """Paint a street lamp; it shines when it is dark."""
    top = y - height
    canvas.paint(
        line(f"M{x:.1f} {y:.1f} V{top:.1f}", "#414858", 7),
        box(x - 11, y - 10, 22, 10, "#414858", 3),
        shape(f"M{x - 15:.1f} {top:.1f} l5 -30 h20 l5 30 z", "#fff1c0"),
        shape(f"M{x - 17:.1f} {top - 28:.1f} L{x:.1f} {top - 46:.1f} l17 18 z", "#414858"),
        box(x - 16, top - 2, 32, 6, "#414858", 2),
    )
    head = shape(f"M{x - 15:.1f} {top:.1f} l5 -30 h20 l5 30 z", "#fff0b0")
    canvas.paint(canvas.shining(canvas.glow(x, top - 12, 120, "#ffd36e", 0.75), head))


def garden(canvas: Canvas) -> None:
    """A garden with a fence, beds of flowers, a house behind."""
    _far_land(canvas)
    w = canvas.width
    _tree_line(canvas, 462, 6, 100, 0.3)
    canvas.paint(house(canvas, w * 0.78, 500, 190))
    ground(canvas, 478, canvas.palette.grass_dark, canvas.palette.grass_light, 4)
    canvas.paint(fence(canvas, 520, 62, 0, w * 0.62))
    canvas.paint(round_tree(canvas, w * 0.08, 530, 270), *(bush(canvas, w * k, 530, 120) for k in (0.22, 0.36, 0.95)))
    canvas.paint(shape(wave(canvas, 560, 6, 320), canvas.down(canvas.palette.grass, canvas.palette.grass_dark)))
    blooms = sorted((canvas.between(540, 560), x + canvas.between(-8, 8)) for x in canvas.spread(round(w / 26), 10))
    if not canvas.palette.snow_cap:
        canvas.paint(*(flower(canvas, x, y, 10) for y, x in blooms))
        canvas.paint(*(flower(canvas, x, canvas.between(700, 722), 14) for x in canvas.spread(round(w / 90))))


def playground(canvas: Canvas) -> None:
    """A playground: a slide and a swing on the grass."""
    _far_land(canvas)
    _tree_line(canvas, 468, 11, 110, 0.25)
    meadow_ground(canvas, 474, 10)
    w = canvas.width
    canvas.paint(ellipse(w * 0.5, 600, w * 0.46, 62, mix(canvas.palette.sand, "#e7c17c", 0.25)))
    canvas.paint(_slide(w * 0.16, 560), _swing(w * 0.82, 556))


def _slide(x: float, y: float) -> str:
    rungs = "".join(f"M{x - 72:.1f} {y - 22 - 30 * k:.1f} h24 " for k in range(6))
    return (
        line(f"M{x - 72:.1f} {y:.1f} v-196 M{x - 48:.1f} {y:.1f} v-196 {rungs}", "#4f86b5", 8)
        + line(f"M{x - 36:.1f} {y - 176:.1f} q44 6 66 96 q16 68 72 76", "#d9503f", 26)
        + line(f"M{x - 36:.1f} {y - 180:.1f} q44 6 66 96 q16 68 72 76", "#ff8069", 10)
        + line(f"M{x + 30:.1f} {y - 74:.1f} V{y:.1f}", "#4f86b5", 8)
    )


def _swing(x: float, y: float) -> str:
    frame = f"M{x - 116:.1f} {y:.1f} L{x - 84:.1f} {y - 210:.1f} L{x - 52:.1f} {y:.1f} M{x + 52:.1f} {y:.1f} L{x + 84:.1f} {y - 210:.1f} L{x + 116:.1f} {y:.1f} M{x - 84:.1f} {y - 210:.1f} H{x + 84:.1f}"
    ropes = "".join(f"M{x + dx:.1f} {y - 210:.1f} v140 " for dx in (-42, -10, 14, 46))
    seats = box(x - 46, y - 74, 40, 9, "#f0a830", 4) + box(x + 10, y - 74, 40, 9, "#5fb05a", 4)
    return line(frame, "#c25f8a", 10) + line(ropes, "#7c6a5c", 3) + seats


def hill(canvas: Canvas) -> None:
    """A green hill with one old tree on top."""
    _far_land(canvas)
    w, p = canvas.width, canvas.palette
    canvas.paint(
        shape(
            f"M0 560 C{w * 0.3:.0f} 545 {w * 0.42:.0f} 352 {w * 0.66:.0f} 350 C{w * 0.85:.0f} 350 {w * 0.92:.0f} 480 {w:.0f} 500 V720 H0 Z",
            canvas.down(p.grass_light, p.grass),
        ),
        road(canvas, w * 0.64, 352, 60, canvas.palette.path, 0.2, 8),
    )
    canvas.paint(round_tree(canvas, w * 0.7, 362, 190), bush(canvas, w * 0.56, 378, 60))
    meadow_ground(canvas, 540, 26)


def mountains(canvas: Canvas) -> None:
    """Snowy mountains above a valley with firs."""
    w = canvas.width
    spots = canvas.spread(max(2, round(4 * w / 1280)), jitter=0.2)
    canvas.paint(*(mountain(canvas, x, 480, canvas.between(380, 520), canvas.between(230, 300), 0.5) for x in spots))
    canvas.paint(
        *(
            mountain(canvas, x, 492, canvas.between(420, 560), canvas.between(260, 370), 0.12)
            for x in (w * 0.16, w * 0.78)
        )
    )
    hills(canvas, 470, canvas.palette.hill, 0.2, 16, 260)
    canvas.paint(
        *(
            pine(canvas, x, 492 + canvas.between(-6, 12), canvas.between(70, 130), 0.15)
            for x in canvas.spread(round(w / 85))
        )
    )
    meadow_ground(canvas, 500, 12)
    canvas.paint(
        rock(canvas, w * 0.1, 560, 120),
        rock(canvas, w * 0.93, 590, 90),
        pine(canvas, w * 0.03, 560, 250),
        pine(canvas, w * 0.97, 545, 210),
    )


def forest(canvas: Canvas) -> None:
    """A wood: rows of trees that fade into a light haze, a clearing before them."""
    w = canvas.width
    for y, share, height, step in ((440, 0.72, 250, 62), (462, 0.48, 290, 90), (486, 0.22, 330, 150)):
        parts = []
        for x in canvas.spread(round(w / step)):
            draw = pine if canvas.rng.random() < 0.5 else round_tree
            parts.append(draw(canvas, x, y + canvas.between(-6, 8), height * canvas.between(0.8, 1.15), share))
        canvas.paint(shape(wave(canvas, y - 12, 6, 240), canvas.far(canvas.palette.grass_dark, share)))
        canvas.paint(*parts)
    meadow_ground(canvas, 490, 8)
    canvas.paint(
        round_tree(canvas, w * 0.03, 575, 430),
        round_tree(canvas, w * 0.98, 560, 400),
        bush(canvas, w * 0.14, 580, 130),
        bush(canvas, w * 0.88, 575, 120),
    )
    if not canvas.palette.snow_cap:
        canvas.paint(*(_mushroom(w * x, y, s) for x, y, s in ((0.2, 690, 20), (0.225, 702, 14), (0.83, 640, 16))))


def _mushroom(x: float, y: float, size: float) -> str:
    dots = "".join(
        ellipse(x + dx * size, y - size * dy, size * 0.13, size * 0.1, "#fff")
        for dx, dy in ((-0.4, 1.0), (0.1, 1.25), (0.45, 0.95))
    )
    return (
        box(x - size * 0.25, y - size * 0.8, size * 0.5, size * 0.8, "#fff3df", size * 0.2)
        + shape(
            f"M{x - size:.1f} {y - size * 0.7:.1f} q{size:.1f} {-size * 1.6:.1f} {2 * size:.1f} 0 q{-size:.1f} {size * 0.3:.1f} {-2 * size:.1f} 0 z",
            "#e2533f",
        )
        + dots
    )


def jungle(canvas: Canvas) -> None:
    """A jungle: palms, vines and big leaves."""
    w = canvas.width
    for y, share, height, count in ((455, 0.6, 260, 13), (480, 0.3, 330, 8)):
        canvas.paint(shape(wave(canvas, y - 70, 30, 150), canvas.far("#3f9a58", share)))
        canvas.paint(
            *(
                palm(canvas, x, y, height * canvas.between(0.8, 1.15), share)
                for x in canvas.spread(max(4, round(count * w / 1280)))
            )
        )
    ground(canvas, 486, "#4d9145", "#86c45c")
    canvas.paint(
        *(_fern(canvas, x, canvas.between(500, 520), canvas.between(50, 80)) for x in canvas.spread(round(w / 90)))
    )
    vines = "".join(
        f"M{x:.1f} -10 q{canvas.between(-40, 40):.1f} 90 {canvas.between(-16, 16):.1f} {canvas.between(110, 260):.1f} "
        for x in canvas.spread(round(w / 130))
    )
    canvas.paint(line(vines, "#3c8a4a", 6), palm(canvas, w * 0.05, 590, 470), palm(canvas, w * 0.96, 570, 420))
    canvas.paint(*(_fern(canvas, w * x, 725, 110) for x in (0.0, 0.14, 0.86, 1.0)))


def palm(canvas: Canvas, x: float, y: float, height: float, share: float = 0.0) -> str:
    """Return a palm tree standing at (x, y)."""
    lean = height * canvas.between(-0.12, 0.16)
    trunk, leaf = canvas.far("#a5754a", share), canvas.far(canvas.rng.choice(("#3f9a4a", "#57ae4c", "#2f8a55")), share)
    top_x, top_y = x + lean, y - height * 0.78
    parts = [
        shape(
            f"M{x - height * 0.04:.1f} {y:.1f} Q{x + lean * 0.2:.1f} {y - height * 0.45:.1f} {top_x - height * 0.018:.1f} {top_y:.1f} h{height * 0.036:.1f} Q{x + lean * 0.4 + height * 0.03:.1f} {y - height * 0.4:.1f} {x + height * 0.04:.1f} {y:.1f} Z",
            trunk,
        )
    ]
    for dx, dy in ((-1, 0.35), (-0.85, -0.2), (-0.35, -0.55), (0.4, -0.55), (0.9, -0.18), (1, 0.36)):
        ex, ey = top_x + dx * height * 0.36, top_y + dy * height * 0.3
        parts.append(
            shape(
                f"M{top_x:.1f} {top_y:.1f} Q{top_x + dx * height * 0.18:.1f} {top_y + (dy - 0.7) * height * 0.2:.1f} {ex:.1f} {ey:.1f} Q{top_x + dx * height * 0.2:.1f} {top_y + (dy + 0.05) * height * 0.14:.1f} {top_x:.1f} {top_y:.1f} Z",
                leaf,
            )
        )
    parts += [
        ellipse(top_x + dx, top_y + 5, height * 0.025, height * 0.025, canvas.far("#6f4a2d", share))
        for dx in (-height * 0.025, height * 0.025)
    ]
    return "".join(parts)


def _fern(canvas: Canvas, x: float, y: float, size: float) -> str:
    leaf = canvas.rng.choice(("#3f9450", "#57a84e", "#2f7f4c"))
    return "".join(
        shape(
            f"M{x:.1f} {y:.1f} Q{x + dx * size * 0.3:.1f} {y - size:.1f} {x + dx * size:.1f} {y - size * h:.1f} Q{x + dx * size * 0.5:.1f} {y - size * 0.3:.1f} {x:.1f} {y:.1f} Z",
            leaf,
        )
        for dx, h in ((-0.9, 0.45), (-0.5, 0.85), (0, 1.1), (0.5, 0.85), (0.9, 0.45))
    )


def farm(canvas: Canvas) -> None:
    """A farm: a red barn, a silo, rows of crops, a fence."""
    _far_land(canvas)
    w = canvas.width
    canvas.paint(_fields(canvas, 440))
    canvas.paint(
        _barn(canvas, w * 0.76, 498, 220),
        round_tree(canvas, w * 0.94, 505, 170),
        round_tree(canvas, w * 0.06, 500, 200),
    )
    meadow_ground(canvas, 490, 12)
    canvas.paint(fence(canvas, 540, 58, 0, w * 0.5))
    canvas.paint(
        ellipse(w * 0.9, 590, 60, 44, "#e8c25e"),
        line(f"M{w * 0.9 - 30:.0f} 590 a30 24 0 1 1 34 26 a18 14 0 1 1 -14 -24", "#c79a38", 4),
    )


def _fields(canvas: Canvas, y: float) -> str:
    w, parts = canvas.width, []
    for k, color in enumerate(("#d9c766", "#9cc95f", "#e8d57a", "#84bb58")):
        x = w * (k * 0.25 - 0.02)
        fill = canvas.far(mix(color, "#ffffff", 0.75) if canvas.palette.snow_cap else color, 0.22)
        parts.append(
            shape(
                f"M{x:.1f} 500 L{w * 0.5 + (x - w * 0.5) * 0.75:.1f} {y:.1f} H{w * 0.5 + (x + w * 0.25 - w * 0.5) * 0.75 + 4:.1f} L{x + w * 0.27:.1f} 500 Z",
                fill,
            )
        )
    return "".join(parts)


def _barn(canvas: Canvas, x: float, y: float, width: float) -> str:
    roof = "#f4f7fa" if canvas.palette.snow_cap else "#7b4a42"
    h = width * 0.52
    return "".join([
        box(x + width * 0.52, y - width * 0.95, width * 0.24, width * 0.95, canvas.down("#dfe5ea", "#aab5c0"), 4),
        shape(f"M{x + width * 0.52:.1f} {y - width * 0.94:.1f} q{width * 0.12:.1f} {-width * 0.24:.1f} {width * 0.24:.1f} 0 z", "#c2564a"),
        shape(f"M{x - width / 2:.1f} {y:.1f} v{-h:.1f} L{x - width * 0.32:.1f} {y - h * 1.5:.1f} L{x:.1f} {y - h * 1.8:.1f} L{x + width * 0.32:.1f} {y - h * 1.5:.1f} L{x + width / 2:.1f} {y - h:.1f} V{y:.1f} Z", canvas.down("#d25345", "#b23f38")),
        line(f"M{x - width * 0.55:.1f} {y - h * 0.96:.1f} L{x - width * 0.33:.1f} {y - h * 1.54:.1f} L{x:.1f} {y - h * 1.85:.1f} L{x + width * 0.33:.1f} {y - h * 1.54:.1f} L{x + width * 0.55:.1f} {y - h * 0.96:.1f}", roof, 13),
        box(x - width * 0.2, y - h * 0.8, width * 0.4, h * 0.8, "#fff4e4", 3),
        box(x - width * 0.17, y - h * 0.76, width * 0.34, h * 0.76, "#a8392f"),
        line(f"M{x - width * 0.17:.1f} {y:.1f} L{x + width * 0.17:.1f} {y - h * 0.76:.1f} M{x + width * 0.17:.1f} {y:.1f} L{x - width * 0.17:.1f} {y - h * 0.76:.1f}", "#fff4e4", 5),
        ellipse(x, y - h * 1.28, width * 0.08, width * 0.08, "#fff4e4"), ellipse(x, y - h * 1.28, width * 0.055, width * 0.055, "#5d2f2b"),
    ])  # fmt: skip


def field(canvas: Canvas) -> None:
    """A field of ripe wheat before gentle hills."""
    _far_land(canvas)
    _tree_line(canvas, 460, 6, 80, 0.35)
    snowy, w = canvas.palette.snow_cap, canvas.width
    gold, deep = ("#f3f7fa", "#d5e2ec") if snowy else ("#f3d675", "#d9a945")
    ground(canvas, 468, deep, gold)
    rows = []
    for k in range(9):
        y = 476 + 3.2 * k * k
        rows.append(
            "".join(
                f"M{x:.1f} {y + 14 + k:.1f} q{2 + k * 0.5:.1f} {-8 - k:.1f} {canvas.between(-2, 6):.1f} {-16 - 2.4 * k:.1f} "
                for x in canvas.spread(round(w / (9 + 2 * k)))
            )
        )
    canvas.paint(*(line(path, mix(gold, deep, 0.35 + 0.05 * k), 2 + k * 0.28) for k, path in enumerate(rows)))


def desert(canvas: Canvas) -> None:
    """Sand dunes, cacti and rocks."""
    w = canvas.width
    canvas.paint(*(_mesa(canvas, x, 470, canvas.between(150, 260)) for x in canvas.spread(max(2, round(3 * w / 1280)))))
    for y, share, color in ((430, 0.35, "#eec07a"), (462, 0.18, "#f0c981")):
        canvas.paint(
            shape(wave(canvas, y, 26, 360), canvas.down(canvas.far(color, share), canvas.far("#d99a5b", share)))
        )
    ground(canvas, 490, "#e0a863", "#f8dc9c", 14)
    ripples = "".join(
        f"M{x:.1f} {y:.1f} q40 -9 80 0 t80 0 "
        for x, y in ((canvas.between(-40, w), canvas.between(540, 710)) for _ in range(round(w / 90)))
    )
    canvas.paint(line(ripples, "#d29a58", 3, 'opacity="0.5"'))
    canvas.paint(
        _cactus(w * 0.12, 560, 190),
        _cactus(w * 0.88, 530, 130),
        rock(canvas, w * 0.78, 545, 90, "#c98a5f"),
        rock(canvas, w * 0.22, 690, 70, "#c98a5f"),
    )


def _mesa(canvas: Canvas, x: float, y: float, width: float) -> str:
    color, h = canvas.far("#c97a56", 0.4), width * canvas.between(0.4, 0.7)
    return shape(
        f"M{x - width * 0.6:.1f} {y:.1f} L{x - width * 0.4:.1f} {y - h * 0.9:.1f} Q{x - width * 0.38:.1f} {y - h:.1f} {x - width * 0.3:.1f} {y - h:.1f} H{x + width * 0.3:.1f} Q{x + width * 0.38:.1f} {y - h:.1f} {x + width * 0.4:.1f} {y - h * 0.88:.1f} L{x + width * 0.62:.1f} {y:.1f} Z",
        canvas.down(color, mix(color, "#f0c981", 0.5)),
    )


def _cactus(x: float, y: float, height: float) -> str:
    w = height * 0.2
    arms = f"M{x:.1f} {y - height * 0.42:.1f} h{-w * 1.4:.1f} v{-height * 0.25:.1f} M{x:.1f} {y - height * 0.32:.1f} h{w * 1.4:.1f} v{-height * 0.3:.1f}"
    ribs = f"M{x - w * 0.2:.1f} {y - 6:.1f} V{y - height * 0.88:.1f} M{x + w * 0.2:.1f} {y - 6:.1f} V{y - height * 0.88:.1f}"
    return (
        ellipse(x, y, w * 1.4, 7, "#7a4a20", 'opacity="0.22"')
        + line(arms, "#4f9a5a", w * 0.62)
        + line(f"M{x:.1f} {y - w * 0.3:.1f} V{y - height + w / 2:.1f}", "#4f9a5a", w)
        + line(ribs, "#3c7f4a", 3)
        + ellipse(x, y - height, w * 0.24, w * 0.2, "#ff8fb1")
    )


def snow(canvas: Canvas) -> None:
    """A white plain with firs and an igloo, mountains behind."""
    w = canvas.width
    canvas.paint(
        *(
            mountain(canvas, x, 470, canvas.between(360, 480), canvas.between(150, 230), 0.45)
            for x in canvas.spread(max(2, round(4 * w / 1280)))
        )
    )
    hills(canvas, 452, "#dce9f3", 0.15, 18, 260)
    canvas.paint(
        *(
            pine(canvas, x, 474 + canvas.between(-6, 10), canvas.between(70, 120), 0.2)
            for x in canvas.spread(round(w / 120))
        )
    )
    ground(canvas, 478, "#cfe0ee", "#ffffff", 14)
    canvas.paint(_igloo(w * 0.82, 545, 150), pine(canvas, w * 0.06, 570, 270))
    canvas.paint(
        *(
            shape(f"M{x - 90:.1f} {y + 26:.1f} q90 -46 180 0 z", "#ffffff", 'opacity="0.8"')
            for x, y in ((canvas.between(0, w), canvas.between(560, HEIGHT)) for _ in range(7))
        )
    )


def _igloo(x: float, y: float, width: float) -> str:
    r = width / 2
    rows = "".join(
        f"M{x - r * s:.1f} {y - r * h:.1f} q{r * s:.1f} {-r * 0.06:.1f} {2 * r * s:.1f} 0 "
        for s, h in ((0.96, 0.26), (0.85, 0.52), (0.62, 0.76))
    )
    bricks = "".join(
        f"M{x + dx * r:.1f} {y - h0 * r:.1f} v{-0.24 * r:.1f} "
        for dx, h0 in ((-0.5, 0.02), (-0.7, 0.28), (-0.2, 0.3), (0.3, 0.3), (-0.4, 0.55), (0.1, 0.56), (0.7, 0.04))
    )
    door = shape(
        f"M{x + r * 0.1:.1f} {y:.1f} v{-r * 0.3:.1f} a{r * 0.25:.1f} {r * 0.26:.1f} 0 0 1 {r * 0.5:.1f} 0 v{r * 0.3:.1f} z",
        "#5d7fa5",
    )
    return (
        shape(f"M{x - r:.1f} {y:.1f} a{r:.1f} {r:.1f} 0 0 1 {width:.1f} 0 z", "#f4fafe")
        + line(rows + bricks, "#b5d0e4", 3)
        + door
    )


def track(canvas: Canvas) -> None:
    """A country road that runs to the horizon between trees."""
    _far_land(canvas)
    w = canvas.width
    _tree_line(canvas, 462, 8, 85, 0.35)
    meadow_ground(canvas, 470, 10)
    color = "#e9eef2" if canvas.palette.snow_cap else "#8b909c"
    canvas.paint(
        shape(
            f"M{w * 0.5 - 8:.1f} 472 L{w * 0.08:.1f} {HEIGHT} H{w * 0.92:.1f} L{w * 0.5 + 8:.1f} 472 Z",
            canvas.down(mix(color, "#ffffff", 0.25), color),
        ),
        *(
            shape(f"M{w * 0.5 - s:.1f} {y:.1f} h{2 * s:.1f} l{s * 0.7:.1f} {6 * s:.1f} h{-3.4 * s:.1f} z", "#fff8e2")
            for y, s in ((500, 1.4), (530, 2.8), (580, 5), (655, 8.5))
        ),
    )
    for k, (y, height) in enumerate(((490, 110), (520, 180), (575, 300))):
        reach = 0.1 + 0.13 * k
        canvas.paint(
            round_tree(canvas, w * (0.5 - reach), y, height, 0.1), round_tree(canvas, w * (0.5 + reach), y, height, 0.1)
        )

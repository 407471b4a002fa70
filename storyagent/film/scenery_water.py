"""Paint places by, on and under water: beach, sea, island, lake, river, a ship's deck, under water."""

# ruff: noqa: E501 - the outline of a shape reads best as one line

from __future__ import annotations

import math

from storyagent.film.scenery import (
    HEIGHT,
    Canvas,
    box,
    bush,
    ellipse,
    ground,
    hills,
    line,
    meadow_ground,
    mix,
    mountain,
    pine,
    rock,
    round_tree,
    shape,
    wave,
)
from storyagent.film.scenery_land import palm


def water(canvas: Canvas, y: float, bottom: float = HEIGHT) -> None:
    """Paint still water from the shore line `y` down, with glints that grow nearer."""
    color = canvas.palette.water
    canvas.paint(
        shape(
            f"M0 {y} H{canvas.width} V{bottom} H0 Z",
            canvas.down(canvas.far(mix(color, "#ffffff", 0.25), 0.35), mix(color, "#20659c", 0.35)),
        )
    )
    glints = []
    for _ in range(round(canvas.width / 22)):
        depth = canvas.between(0.02, 1)
        length = 8 + 60 * depth
        x, glint_y = canvas.between(-20, canvas.width), y + (bottom - y) * depth
        glints.append(
            f"M{x:.1f} {glint_y:.1f} q{length / 4:.1f} {-2 - 4 * depth:.1f} {length / 2:.1f} 0 t{length / 2:.1f} 0 "
        )
    canvas.paint(line("".join(glints), "#ffffff", 2.4, 'opacity="0.45"'))


def beach(canvas: Canvas) -> None:
    """A sandy beach: sea behind, a palm, shells, a parasol."""
    w = canvas.width
    canvas.paint(shape(wave(canvas, 418, 12, 300, 440), canvas.far("#7fb89a", 0.5)))
    water(canvas, 422, 560)
    canvas.paint(
        shape(f"M0 522 Q{w * 0.25:.0f} 500 {w * 0.5:.0f} 520 T{w:.0f} 508 V{HEIGHT} H0 Z", "#ffffff", 'opacity="0.75"')
    )
    p = canvas.palette
    canvas.ground_y = 520
    canvas.paint(
        shape(
            f"M0 534 Q{w * 0.25:.0f} 512 {w * 0.5:.0f} 532 T{w:.0f} 520 V{HEIGHT} H0 Z",
            canvas.down(mix(p.sand, "#ffffff", 0.25), mix(p.sand, "#d9a866", 0.45)),
        )
    )
    dots = "".join(
        ellipse(canvas.between(0, w), canvas.between(560, HEIGHT), 2, 1.3, "#c99a5c", 'opacity="0.6"')
        for _ in range(round(w / 14))
    )
    canvas.paint(
        dots,
        _parasol(w * 0.83, 612, 150),
        palm(canvas, w * 0.08, 610, 400),
        *(_starfish(canvas.between(0.2, 0.75) * w, canvas.between(650, 705), 13) for _ in range(3)),
    )


def _parasol(x: float, y: float, height: float) -> str:
    top, r = y - height, height * 0.56
    return (
        ellipse(x + 10, y + 6, r, 12, "#b07f45", 'opacity="0.35"')
        + line(f"M{x:.1f} {y:.1f} L{x - 12:.1f} {top:.1f}", "#f7f0e4", 7)
        + shape(
            f"M{x - 12 - r:.1f} {top + 34:.1f} Q{x - 12:.1f} {top - 70:.1f} {x - 12 + r:.1f} {top + 34:.1f} Q{x - 12:.1f} {top + 8:.1f} {x - 12 - r:.1f} {top + 34:.1f} Z",
            "#ef6351",
        )
        + shape(
            f"M{x - 12 - r * 0.45:.1f} {top + 22:.1f} Q{x - 22:.1f} {top - 30:.1f} {x - 12:.1f} {top - 18:.1f} Q{x - 2:.1f} {top - 30:.1f} {x - 12 + r * 0.45:.1f} {top + 22:.1f} Q{x - 12:.1f} {top + 12:.1f} {x - 12 - r * 0.45:.1f} {top + 22:.1f} Z",
            "#fff4dd",
        )
    )


def _starfish(x: float, y: float, r: float) -> str:
    points = [
        (x + k * math.cos(a), y + 0.7 * k * math.sin(a))
        for n in range(10)
        for a in (n * math.pi / 5 - 1.5,)
        for k in (r if n % 2 == 0 else r * 0.45,)
    ]
    return shape(
        "M" + " L".join(f"{px:.1f} {py:.1f}" for px, py in points) + " Z",
        "#ff8a65",
        'stroke="#ff8a65" stroke-width="4" stroke-linejoin="round"',
    )


def sea(canvas: Canvas) -> None:
    """The open sea with long waves; the nearest waves hide the keel of whatever sails."""
    w = canvas.width
    canvas.paint(shape(f"M{w * 0.62:.0f} 452 q40 -44 96 -40 q60 -10 110 40 z", canvas.far("#7fa98c", 0.55)))
    water(canvas, 448)
    canvas.ground_y = 448
    color = canvas.palette.water
    for y, size, share in ((520, 70, 0.2), (572, 100, 0.32), (634, 140, 0.45), (690, 180, 0.6)):
        crest = (
            f"M{-size - canvas.between(0, size):.1f} {y}"
            + f" q{size / 4:.1f} {-size * 0.15:.1f} {size / 2:.1f} 0 t{size / 2:.1f} 0" * (math.ceil(w / size) + 3)
        )
        fill = canvas.down(mix(color, "#1f5f9c", share), mix(color, "#164a85", share + 0.1))
        canvas.paint(shape(f"{crest} V{HEIGHT + 10} H{-2 * size} Z", fill), line(crest, "#ffffff", 3, 'opacity="0.55"'))


def island(canvas: Canvas) -> None:
    """A small island with palms in the sea."""
    w = canvas.width
    water(canvas, 446)
    canvas.paint(shape(f"M{w * 0.66:.0f} 452 q60 -70 120 -60 q70 -6 110 60 z", canvas.far("#7fa98c", 0.5)))
    canvas.ground_y = 530
    canvas.paint(
        shape(
            f"M{-w * 0.05:.0f} {HEIGHT} Q{w * 0.06:.0f} 548 {w * 0.4:.0f} 532 Q{w * 0.86:.0f} 520 {w * 1.05:.0f} {HEIGHT} Z",
            "#ffffff",
            'opacity="0.6"',
        ),
        shape(
            f"M0 {HEIGHT} Q{w * 0.08:.0f} 560 {w * 0.4:.0f} 544 Q{w * 0.84:.0f} 532 {w:.0f} {HEIGHT} Z",
            canvas.down("#fbe7b5", "#e5bd77"),
        ),
        shape(
            f"M{w * 0.14:.0f} 600 Q{w * 0.3:.0f} 540 {w * 0.5:.0f} 548 Q{w * 0.7:.0f} 548 {w * 0.8:.0f} 590 Q{w * 0.5:.0f} 570 {w * 0.14:.0f} 600 Z",
            canvas.down("#a5d86a", "#79b950"),
        ),
    )
    canvas.paint(
        palm(canvas, w * 0.2, 590, 360),
        palm(canvas, w * 0.29, 572, 260),
        bush(canvas, w * 0.72, 572, 90),
        rock(canvas, w * 0.84, 640, 80),
    )


def lake(canvas: Canvas) -> None:
    """A lake among hills, with reeds and water lilies; grass in front."""
    w = canvas.width
    canvas.paint(
        *(
            mountain(canvas, x, 440, canvas.between(340, 460), canvas.between(140, 220), 0.5)
            for x in canvas.spread(max(2, round(3 * w / 1280)))
        )
    )
    hills(canvas, 418, canvas.palette.hill, 0.35, 16, 240)
    canvas.paint(*(pine(canvas, x, 436, canvas.between(45, 80), 0.3) for x in canvas.spread(round(w / 60))))
    water(canvas, 434, 640)
    lilies = [_lily(canvas, w * canvas.between(0.15, 0.9), canvas.between(490, 540)) for _ in range(5)]
    if not canvas.palette.snow_cap:  # drawn in any case, so that what comes after is the same under snow
        canvas.paint(*lilies)
    meadow_ground(canvas, 556, 22)
    canvas.paint(
        _reeds(canvas, w * 0.07, 590, 120), _reeds(canvas, w * 0.92, 585, 105), round_tree(canvas, w * 0.985, 560, 280)
    )


def _lily(canvas: Canvas, x: float, y: float) -> str:
    size = 10 + (y - 480) * 0.18
    petals = "".join(
        ellipse(x + dx * size * 0.4, y - size * 0.5, size * 0.24, size * 0.42, "#ffd0e0") for dx in (-0.7, 0, 0.7)
    )
    return ellipse(x, y, size * 1.5, size * 0.5, "#5aa65a") + (petals if canvas.rng.random() < 0.6 else "")


def _reeds(canvas: Canvas, x: float, y: float, height: float) -> str:
    parts = []
    for k in range(7):
        rx, h = x + (k - 3) * height * 0.11, height * canvas.between(0.7, 1.1)
        parts.append(
            line(f"M{rx:.1f} {y:.1f} q{(k - 3) * 2:.1f} {-h * 0.6:.1f} {(k - 3) * 4:.1f} {-h:.1f}", "#4f8f4a", 4)
        )
        if k % 2:
            parts.append(line(f"M{rx + (k - 3) * 3.6:.1f} {y - h * 0.9:.1f} v{-height * 0.18:.1f}", "#7a4f33", 10))
    return "".join(parts)


def river(canvas: Canvas) -> None:
    """A river that winds down from the hills through meadows."""
    w, p = canvas.width, canvas.palette
    hills(canvas, 396, p.hill, 0.6, 28, 320)
    hills(canvas, 434, p.hill, 0.34, 20, 260)
    canvas.paint(*(round_tree(canvas, x, 462, canvas.between(60, 110), 0.3) for x in canvas.spread(round(w / 130))))
    meadow_ground(canvas, 466, 20)
    bed = f"M{w * 0.6:.0f} 468 C{w * 0.5:.0f} 490 {w * 0.86:.0f} 500 {w * 0.78:.0f} 522 C{w * 0.7:.0f} 548 {w * 0.2:.0f} 530 {-w * 0.02:.0f} 580 V674 C{w * 0.3:.0f} 600 {w * 0.92:.0f} 610 {w * 0.93:.0f} 528 C{w * 0.93:.0f} 496 {w * 0.6:.0f} 492 {w * 0.63:.0f} 468 Z"
    canvas.paint(
        shape(bed, mix(p.sand, p.grass_dark, 0.3), 'stroke="#c9b477" stroke-width="12"' if not p.snow_cap else ""),
        shape(bed, canvas.down(canvas.far(p.water, 0.3), mix(p.water, "#2a78b5", 0.3))),
    )
    ripples = "".join(
        f"M{w * x:.0f} {y} q14 -5 28 0 t28 0 "
        for x, y in ((0.08, 610), (0.24, 590), (0.4, 578), (0.62, 570), (0.8, 540), (0.14, 640), (0.5, 590))
    )
    canvas.paint(line(ripples, "#ffffff", 3, 'opacity="0.6"'))
    canvas.paint(
        rock(canvas, w * 0.3, 592, 54),
        rock(canvas, w * 0.05, 690, 90),
        round_tree(canvas, w * 0.96, 600, 300),
        bush(canvas, w * 0.86, 690, 130),
    )


def deck(canvas: Canvas) -> None:
    """The deck of a sailing ship: planks, a railing, a mast with a sail, the sea behind."""
    w = canvas.width
    water(canvas, 400, 560)
    canvas.paint(
        shape(
            f"M{w * 0.2:.0f} -10 Q{w * 0.29:.0f} 120 {w * 0.235:.0f} 262 H{w * 0.52:.0f} Q{w * 0.57:.0f} 120 {w * 0.5:.0f} -10 Z",
            canvas.down("#fff6e2", "#e9d8b6"),
        ),
        box(w * 0.16, 258, w * 0.4, 12, "#8f6238", 6),
        box(w * 0.35, -10, 24, 560, canvas.down("#a8744a", "#7d5230")),
        line(f"M{w * 0.36:.0f} 0 L{w * 0.02:.0f} 540 M{w * 0.36:.0f} 0 L{w * 0.78:.0f} 540", "#7d6a52", 4),
    )
    posts = "".join(box(x - 7, 452, 14, 86, "#8f6238", 4) for x in canvas.spread(round(w / 74), jitter=0))
    canvas.paint(posts, box(0, 440, w, 20, "#a8744a", 8), box(0, 492, w, 10, "#a8744a"))
    canvas.ground_y = 530
    canvas.paint(shape(f"M0 530 H{w} V{HEIGHT} H0 Z", canvas.down("#c9935c", "#a06c3e")))
    seams = "".join(
        f"M{w * 0.5 + (k - 10) * w * 0.065:.1f} 530 L{w * 0.5 + (k - 10) * w * 0.13:.1f} {HEIGHT} " for k in range(21)
    )
    canvas.paint(
        line(seams, "#855a34", 3, 'opacity="0.6"'),
        box(0, 528, w, 12, "#855a34"),
        _barrel(w * 0.9, 600, 100),
        _barrel(w * 0.07, 586, 84),
    )


def _barrel(x: float, y: float, height: float) -> str:
    r = height * 0.38
    body = f"M{x - r * 0.8:.1f} {y - height:.1f} Q{x - r * 1.2:.1f} {y - height / 2:.1f} {x - r * 0.8:.1f} {y:.1f} H{x + r * 0.8:.1f} Q{x + r * 1.2:.1f} {y - height / 2:.1f} {x + r * 0.8:.1f} {y - height:.1f} Z"
    hoops = f"M{x - r * 0.92:.1f} {y - height * 0.78:.1f} h{r * 1.84:.1f} M{x - r * 0.92:.1f} {y - height * 0.22:.1f} h{r * 1.84:.1f}"
    return (
        ellipse(x, y, r, 8, "#3b2412", 'opacity="0.3"')
        + shape(body, "#a9713f")
        + line(hoops, "#5f6672", 7)
        + ellipse(x, y - height, r * 0.8, r * 0.2, "#7d5230")
    )


def underwater(canvas: Canvas) -> None:
    """The sea bed: corals, weeds, bubbles, rays of light from above."""
    w = canvas.width
    canvas.paint(box(0, 0, w, HEIGHT, canvas.down("#6fd0e8", "#17639c")))
    rays = "".join(
        shape(
            f"M{x:.1f} -10 h{canvas.between(30, 80):.1f} l{canvas.between(-140, 40):.1f} 520 h{-canvas.between(60, 140):.1f} z",
            "#ffffff",
            'opacity="0.1"',
        )
        for x in canvas.spread(round(w / 180))
    )
    canvas.paint(
        rays,
        shape(wave(canvas, 460, 40, 240), "#3b8fb9", 'opacity="0.6"'),
        shape(wave(canvas, 500, 26, 200), "#2f7ba8", 'opacity="0.8"'),
    )
    canvas.paint(*(_weed(canvas, x, 560, canvas.between(80, 190), "#2f8f86") for x in canvas.spread(round(w / 110))))
    ground(canvas, 548, "#d2b57c", "#f2deaa", 14)
    canvas.paint(
        *(
            _coral(x * w, y, s, c)
            for x, y, s, c in (
                (0.07, 590, 130, "#ff7f7a"),
                (0.2, 575, 80, "#ffb45e"),
                (0.93, 595, 140, "#e77fc0"),
                (0.8, 572, 76, "#ff9a70"),
            )
        )
    )
    canvas.paint(
        *(_weed(canvas, w * x, 640, 150, "#4fae72") for x in (0.02, 0.04, 0.975)),
        rock(canvas, w * 0.86, 660, 110, "#7f93a8"),
    )
    canvas.paint(
        *(_bubble(canvas.between(0, w), canvas.between(40, 520), canvas.between(4, 13)) for _ in range(round(w / 46)))
    )


def _weed(canvas: Canvas, x: float, y: float, height: float, color: str) -> str:
    sway = canvas.between(-22, 22)
    return line(
        f"M{x:.1f} {y:.1f} c{sway:.1f} {-height * 0.33:.1f} {-sway:.1f} {-height * 0.66:.1f} {sway * 0.6:.1f} {-height:.1f}",
        color,
        height * 0.085,
    )


def _coral(x: float, y: float, size: float, color: str) -> str:
    arms = f"M{x:.1f} {y:.1f} v{-size * 0.5:.1f} M{x:.1f} {y - size * 0.25:.1f} q{-size * 0.34:.1f} {-size * 0.08:.1f} {-size * 0.36:.1f} {-size * 0.5:.1f} M{x:.1f} {y - size * 0.35:.1f} q{size * 0.34:.1f} {-size * 0.06:.1f} {size * 0.34:.1f} {-size * 0.46:.1f} M{x:.1f} {y - size * 0.5:.1f} q{-size * 0.1:.1f} {-size * 0.2:.1f} {-size * 0.12:.1f} {-size * 0.42:.1f} M{x:.1f} {y - size * 0.5:.1f} q{size * 0.1:.1f} {-size * 0.12:.1f} {size * 0.1:.1f} {-size * 0.36:.1f}"
    return line(arms, color, size * 0.13) + line(arms, mix(color, "#ffffff", 0.35), size * 0.04)


def _bubble(x: float, y: float, r: float) -> str:
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="#ffffff" fill-opacity="0.18" stroke="#ffffff" stroke-opacity="0.7" stroke-width="1.800"/>'
        + ellipse(x - r * 0.35, y - r * 0.35, r * 0.22, r * 0.22, "#ffffff", 'opacity="0.9"')
    )

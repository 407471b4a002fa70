"""Paint rooms: kitchen, bedroom, living room, classroom, library, hall, workshop, attic, stage."""

# ruff: noqa: E501 - the outline of a shape reads best as one line

from __future__ import annotations

from storyagent.film.scenery import HEIGHT, Canvas, box, ellipse, line, mix, shape
from storyagent.story.sky import WINDOWS

FLOOR = 520.0


def _room(canvas: Canvas, wall: str, floor: str, windows: tuple[tuple[float, float, float, float], ...] = ()) -> None:
    """Paint a wall with window holes, through which the sky is seen, and a floor of boards.

    `windows` are (x, y, width, height) in SVG units.
    """
    w = canvas.width
    holes = "".join(f"M{x:.1f} {y:.1f} v{height:.1f} h{width:.1f} v{-height:.1f} z " for x, y, width, height in windows)
    canvas.ground_y = FLOOR
    canvas.paint(
        f'<path d="M0 0 H{w} V{FLOOR} H0 Z {holes}" fill-rule="evenodd" fill="{canvas.down(mix(wall, "#ffffff", 0.12), mix(wall, "#7a5a6a", 0.08))}"/>'
    )
    for x, y, width, height in windows:
        hill = shape(
            f"M{x:.1f} {y + height * 0.78:.1f} q{width * 0.3:.1f} {-height * 0.22:.1f} {width * 0.6:.1f} {-height * 0.05:.1f} t{width * 0.4:.1f} {-height * 0.02:.1f} V{y + height:.1f} H{x:.1f} Z",
            mix(canvas.palette.hill, canvas.haze, 0.25),
        )
        bars = line(
            f"M{x + width / 2:.1f} {y:.1f} v{height:.1f} M{x:.1f} {y + height * 0.45:.1f} h{width:.1f}", "#fffaf0", 8
        )
        frame = f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="6" fill="none" stroke="#fffaf0" stroke-width="14"/>'
        canvas.paint(hill, bars, frame, box(x - 16, y + height + 4, width + 32, 14, "#f0e2cc", 5))
        if not canvas.dark:
            canvas.paint(
                shape(
                    f"M{x:.1f} {FLOOR + 20:.1f} h{width:.1f} l90 130 h{-width - 40:.1f} z", "#fff6cf", 'opacity="0.35"'
                )
            )
    canvas.paint(box(0, FLOOR, w, HEIGHT - FLOOR, canvas.down(floor, mix(floor, "#5a3418", 0.28))))
    seams = "".join(
        f"M{w / 2 + (k - 9) * w * 0.075:.1f} {FLOOR} L{w / 2 + (k - 9) * w * 0.13:.1f} {HEIGHT} " for k in range(19)
    )
    canvas.paint(
        line(seams, mix(floor, "#4a2a14", 0.3), 2.5, 'opacity="0.5"'),
        box(0, FLOOR - 16, w, 18, "#fff8ea"),
        box(0, FLOOR, w, 6, "#3b2412", 0, 'opacity="0.16"'),
    )


def _lamp(canvas: Canvas, x: float, length: float, color: str) -> None:
    canvas.paint(
        line(f"M{x:.1f} 0 V{length:.1f}", "#5f5560", 4),
        shape(f"M{x - 44:.1f} {length + 42:.1f} Q{x:.1f} {length - 34:.1f} {x + 44:.1f} {length + 42:.1f} Z", color),
        ellipse(x, length + 43, 13, 8, "#fff3c4"),
    )
    canvas.paint(
        canvas.shining(canvas.glow(x, length + 60, 430, "#ffd27a", 0.62), ellipse(x, length + 44, 15, 10, "#fff6d5"))
    )


def _picture(x: float, y: float, width: float, height: float, color: str) -> str:
    inside = shape(
        f"M{x + 8:.1f} {y + height - 8:.1f} l{width * 0.3:.1f} {-height * 0.45:.1f} l{width * 0.2:.1f} {height * 0.22:.1f} l{width * 0.16:.1f} {-height * 0.2:.1f} L{x + width - 8:.1f} {y + height - 8:.1f} Z",
        "#7fb56a",
    )
    return (
        box(x, y, width, height, "#a8744a", 4)
        + box(x + 8, y + 8, width - 16, height - 16, color)
        + inside
        + ellipse(x + width * 0.72, y + height * 0.32, 9, 9, "#ffd86b")
    )


def _rug(x: float, y: float, width: float, color: str) -> str:
    return (
        ellipse(x, y, width / 2, width * 0.1, color)
        + ellipse(x, y, width * 0.4, width * 0.075, mix(color, "#ffffff", 0.35))
        + ellipse(x, y, width * 0.28, width * 0.05, color)
    )


def _plant(x: float, y: float, height: float) -> str:
    leaves = "".join(
        shape(
            f"M{x:.1f} {y - height * 0.35:.1f} Q{x + dx * height * 0.5:.1f} {y - height * 0.9:.1f} {x + dx * height * 0.6:.1f} {y - height * h:.1f} Q{x + dx * height * 0.12:.1f} {y - height * 0.6:.1f} {x:.1f} {y - height * 0.35:.1f} Z",
            c,
        )
        for dx, h, c in (
            (-0.7, 0.6, "#4f9a56"),
            (0.7, 0.62, "#4f9a56"),
            (-0.35, 0.95, "#63b065"),
            (0.38, 0.98, "#63b065"),
            (0.02, 1.08, "#56a55c"),
        )
    )
    return leaves + shape(
        f"M{x - height * 0.2:.1f} {y - height * 0.38:.1f} h{height * 0.4:.1f} l{-height * 0.06:.1f} {height * 0.38:.1f} h{-height * 0.28:.1f} z",
        "#d07a52",
    )


def _curtains(x: float, y: float, width: float, height: float, color: str) -> str:
    side = "".join(
        shape(
            f"M{x0:.1f} {y - 20:.1f} h{s * width * 0.34:.1f} Q{x0 + s * width * 0.3:.1f} {y + height * 0.5:.1f} {x0 + s * width * 0.05:.1f} {y + height * 0.66:.1f} Q{x0 + s * width * 0.2:.1f} {y + height:.1f} {x0 + s * width * 0.18:.1f} {y + height + 20:.1f} H{x0 - s * 20:.1f} Z",
            color,
        )
        for x0, s in ((x - 12, 1), (x + width + 12, -1))
    )
    return side + line(f"M{x - 34:.1f} {y - 22:.1f} H{x + width + 34:.1f}", "#8f6238", 8)


def room(canvas: Canvas) -> None:
    """A living room: window with curtains, sofa, pictures, a rug."""
    w = canvas.width
    win = WINDOWS["room"].rect(w)
    _room(canvas, "#f6dcb4", "#c98f5c", (win,))
    canvas.paint(
        _curtains(*win, "#e0745f"),
        _picture(w * 0.16, 150, 130, 100, "#bfe3f2"),
        _picture(w * 0.3, 180, 84, 100, "#f4d3d8") if w > 700 else "",
    )
    canvas.paint(
        _sofa(w * 0.24, 540, min(330, w * 0.34), "#5f9aa8"),
        _rug(w * 0.5, 640, w * 0.5, "#d2795f"),
        _plant(w * 0.93, 545, 190),
    )
    _lamp(canvas, w * 0.44, 90, "#f2b950")


def _sofa(x: float, y: float, width: float, color: str) -> str:
    left = x - width / 2
    return (
        ellipse(x, y, width * 0.52, 9, "#3b2412", 'opacity="0.25"')
        + box(left + 12, y - 150, width - 24, 120, mix(color, "#20405a", 0.18), 24)
        + "".join(box(left + 28 + k * (width - 56) / 2, y - 84, (width - 62) / 2, 50, mix(color, "#ffffff", 0.16), 14) for k in (0, 1))
        + box(left, y - 100, 44, 92, color, 20) + box(left + width - 44, y - 100, 44, 92, color, 20) + box(left + 10, y - 48, width - 20, 40, color, 10)
        + box(left + 54, y - 128, 56, 56, "#f2b950", 12, f'transform="rotate(-10 {left + 80:.1f} {y - 100:.1f})"')
    )  # fmt: skip


def kitchen(canvas: Canvas) -> None:
    """A kitchen: window over the sink, cupboards, a stove with a pot, tiles."""
    w = canvas.width
    win = WINDOWS["kitchen"].rect(w)
    _room(canvas, "#fbe9c6", "#d9b48a", (win,))
    canvas.paint(_curtains(win[0], win[1], win[2], 70, "#e5604d"))
    tiles = "".join(
        box(x, y, 38, 38, "#cfe6e8" if (k + j) % 2 else "#f6fbfb", 3)
        for j, y in enumerate((352, 394))
        for k, x in enumerate(range(0, int(w), 42))
    )
    canvas.paint(tiles)
    canvas.paint(
        *(
            box(w * x, 84, w * 0.13, 170, "#7fb0a0", 6)
            + box(w * x + 10, 94, w * 0.13 - 20, 150, "#93c4b3", 5)
            + ellipse(w * x + 24, 176, 6, 6, "#f4e3b8")
            for x in (0.03, 0.6, 0.75)
        )
    )
    canvas.paint(
        box(0, 436, w, 100, "#7fb0a0"),
        *(
            box(x + 8, 454, w / 8 - 16, 70, "#93c4b3", 5) + box(x + w / 16 - 16, 464, 32, 7, "#f4e3b8", 3)
            for x in (k * w / 8 for k in range(8))
        ),
        box(0, 424, w, 18, "#e9cfa0", 4),
    )
    canvas.paint(
        box(w * 0.64, 424, 170, 112, "#eef0f3", 4),
        box(w * 0.64 + 22, 462, 126, 58, "#4b4f5c", 8),
        *(ellipse(w * 0.64 + 30 + 36 * k, 446, 7, 7, "#6f7482") for k in range(4)),
    )
    canvas.paint(
        box(w * 0.64 + 30, 376, 92, 50, "#d9573f", 10),
        box(w * 0.64 + 22, 370, 108, 12, "#b8442f", 6),
        ellipse(w * 0.64 + 76, 364, 10, 7, "#3f3f46"),
        line(
            f"M{w * 0.64 + 56:.0f} 350 q-8 -16 0 -28 t0 -28 M{w * 0.64 + 92:.0f} 346 q-8 -16 0 -28 t0 -28",
            "#ffffff",
            5,
            'opacity="0.6"',
        ),
    )
    canvas.paint(
        _plant(w * 0.13, 426, 86),
        *(box(w * 0.22 + 34 * k, 396 - 6 * k, 26, 30 + 6 * k, c, 5) for k, c in enumerate(("#f2b950", "#e58a5f"))),
    )
    _lamp(canvas, w * 0.52, 70, "#e5604d")


def bedroom(canvas: Canvas) -> None:
    """A child's bedroom: a bed by the window, stars on the wall, a shelf, a rug."""
    w = canvas.width
    win = WINDOWS["bedroom"].rect(w)
    _room(canvas, "#b9d3ee", "#c79a6b", (win,))
    dots = "".join(
        ellipse(x, y, 4, 4, "#ffffff", 'opacity="0.55"')
        for j, y in enumerate(range(40, 500, 58))
        for x in range(20 + 40 * (j % 2), int(w), 80)
    )
    canvas.paint(dots, _curtains(*win, "#7f74c4"))
    canvas.paint(
        box(w * 0.86, 190, w * 0.11, 12, "#a8744a", 3),
        *(
            box(w * 0.87 + 18 * k, 190 - h, 14, h, c, 2)
            for k, (h, c) in enumerate(((54, "#e5604d"), (46, "#f2b950"), (58, "#5fa56a"), (50, "#7f74c4")))
        ),
    )
    if "bed" not in canvas.without:
        canvas.paint(_bed(w * 0.22, 560, min(400, w * 0.42)))
    canvas.paint(_rug(w * 0.6, 640, w * 0.42, "#f0a3a0"))
    canvas.paint(
        box(w * 0.84, 420, 120, 110, "#e9cfa0", 6),
        box(w * 0.84 + 12, 432, 96, 40, "#d9b880", 4),
        box(w * 0.84 + 12, 478, 96, 40, "#d9b880", 4),
        ellipse(w * 0.84 + 60, 452, 5, 5, "#8f6238"),
        ellipse(w * 0.84 + 60, 498, 5, 5, "#8f6238"),
    )
    _lamp(canvas, w * 0.46, 60, "#f2b950")


def _bed(x: float, y: float, width: float) -> str:
    left = x - width / 2
    return (
        ellipse(x, y, width * 0.52, 10, "#3b2412", 'opacity="0.25"')
        + box(left, y - 170, 20, 168, "#a8744a", 8) + box(left + width - 20, y - 110, 20, 108, "#a8744a", 8)
        + box(left + 10, y - 70, width - 20, 40, "#fff6e6", 8) + box(left + 26, y - 104, 100, 48, "#ffffff", 20)
        + shape(f"M{left + 96:.1f} {y - 32:.1f} V{y - 78:.1f} Q{left + 130:.1f} {y - 100:.1f} {left + width * 0.55:.1f} {y - 94:.1f} Q{left + width * 0.9:.1f} {y - 98:.1f} {left + width - 18:.1f} {y - 78:.1f} V{y - 32:.1f} Z", "#e9806e")
        + "".join(ellipse(left + 130 + k * (width - 170) / 4, y - 62 + (k % 2) * 14, 8, 8, "#ffd8a8") for k in range(5))
    )  # fmt: skip


def classroom(canvas: Canvas) -> None:
    """A classroom: blackboard, alphabet, desks, a window."""
    w = canvas.width
    _room(canvas, "#dcebd0", "#cfa577", (WINDOWS["classroom"].rect(w),))
    canvas.paint(
        box(w * 0.16, 110, w * 0.52, 240, "#a8744a", 8),
        box(w * 0.16 + 14, 124, w * 0.52 - 28, 212, canvas.down("#3f7a62", "#34654f"), 4),
    )
    canvas.paint(
        line(
            f"M{w * 0.22:.0f} 190 h{w * 0.06:.0f} m{w * 0.02:.0f} 0 h{w * 0.03:.0f} m{w * 0.02:.0f} 0 h{w * 0.07:.0f} M{w * 0.22:.0f} 230 h{w * 0.09:.0f} m{w * 0.02:.0f} 0 h{w * 0.05:.0f}",
            "#e9f3ea",
            5,
            'opacity="0.75"',
        ),
        ellipse(w * 0.58, 220, min(36, w * 0.05), min(36, w * 0.05), "none", 'stroke="#ffe9a0" stroke-width="5"'),
        box(w * 0.16, 348, w * 0.52, 12, "#8f6238", 4),
    )
    canvas.paint(
        *(
            box(k, 56, 36, 36, c, 6)
            for k, c in zip(
                range(int(w * 0.08), int(w * 0.76), 52),
                ("#e5604d", "#f2b950", "#5fa56a", "#4f9ccf", "#a77cc4") * 8,
                strict=False,
            )
        )
    )
    for x in (w * 0.12, w * 0.88):
        canvas.paint(
            box(x - 90, 470, 180, 16, "#d9a15f", 5),
            line(f"M{x - 76:.0f} 486 v66 M{x + 76:.0f} 486 v66", "#6f7482", 8),
            box(x - 40, 456, 50, 14, "#e5604d", 2),
            box(x - 34, 444, 44, 13, "#4f9ccf", 2),
        )
    _lamp(canvas, w * 0.72, 50, "#f7f3e6")


def library(canvas: Canvas) -> None:
    """A library: walls of books, a ladder, a warm lamp."""
    w = canvas.width
    _room(canvas, "#c9a27a", "#9a6a45")
    colors = ("#b8493f", "#d99a3f", "#4f7f6a", "#3f6a9a", "#7a5a8f", "#e3cf9a", "#8f4f3f")
    parts = [box(0, 0, w, FLOOR, "#7d5230")]
    for y in range(20, int(FLOOR) - 40, 98):
        parts.append(box(0, y, w, 88, "#5f3c22"))
        x = 8.0
        while x < w - 10:
            book, h = canvas.between(13, 26), canvas.between(56, 82)
            if canvas.rng.random() < 0.93:
                color = mix(canvas.rng.choice(colors), "#5f3c22", 0.18)
                parts += [
                    box(x, y + 88 - h, book, h, color, 2),
                    box(x, y + 98 - h, book, 5, "#f4e3b8", 0, 'opacity="0.5"'),
                ]
            x += book + 2
        parts.append(box(0, y + 88, w, 10, "#a06c3e"))
    parts += [box(x - 9, 0, 18, FLOOR, "#a06c3e") for x in (w * k / 4 for k in range(5))]
    ladder = f"M{w * 0.76:.0f} {FLOOR + 30} L{w * 0.8:.0f} 90 M{w * 0.82:.0f} {FLOOR + 30} L{w * 0.86:.0f} 90"
    rungs = "".join(f"M{w * (0.76 + 0.04 * k / 9):.1f} {FLOOR + 30 - 48 * k:.1f} h{w * 0.06:.1f} " for k in range(1, 9))
    canvas.paint(*parts, box(0, FLOOR - 14, w, 16, "#a06c3e"))
    canvas.paint(line(ladder, "#d9a15f", 10), line(rungs, "#d9a15f", 7), _rug(w * 0.45, 630, w * 0.5, "#a8473f"))
    _lamp(canvas, w * 0.4, 70, "#5fa56a")


def hall(canvas: Canvas) -> None:
    """The great hall of a palace: columns, banners, a throne on a red carpet."""
    w = canvas.width
    arch = min(130.0, w * 0.12)
    _room(canvas, "#e6dccb", "#cbb79c", ((w * 0.24, 120.0, arch, 260.0), (w * 0.76 - arch, 120.0, arch, 260.0)))
    canvas.paint(
        *(
            shape(f"M{w * x - 44:.0f} 60 h88 v210 l-44 -34 l-44 34 z", "#b8434a")
            + ellipse(w * x, 150, 22, 22, "#f2c14e")
            for x in (0.5,)
        )
    )
    canvas.paint(
        shape(
            f"M{w * 0.5 - 70:.0f} 524 h140 L{w * 0.5 + 200:.0f} {HEIGHT} H{w * 0.5 - 200:.0f} Z",
            canvas.down("#b8434a", "#963038"),
        ),
        line(
            f"M{w * 0.5 - 62:.0f} 524 L{w * 0.5 - 180:.0f} {HEIGHT} M{w * 0.5 + 62:.0f} 524 L{w * 0.5 + 180:.0f} {HEIGHT}",
            "#f2c14e",
            5,
        ),
    )
    canvas.paint(
        box(w * 0.5 - 120, 500, 240, 30, "#d8c7a8", 4),
        box(w * 0.5 - 52, 300, 104, 204, "#c99a2f", 16),
        box(w * 0.5 - 38, 318, 76, 120, "#b8434a", 12),
        box(w * 0.5 - 64, 430, 128, 26, "#c99a2f", 10),
        box(w * 0.5 - 44, 416, 88, 22, "#d0575c", 8),
        *(ellipse(w * 0.5 + dx, 300, 12, 12, "#f2c14e") for dx in (-46, 0, 46)),
    )
    for x in (0.06, 0.19, 0.81, 0.94):
        canvas.paint(
            box(w * x - 26, 60, 52, FLOOR - 50, canvas.down("#f8f1e4", "#d8cab2"), 6),
            box(w * x + 8, 60, 18, FLOOR - 50, "#7a5a4a", 0, 'opacity="0.1"'),
            box(w * x - 40, 40, 80, 30, "#f2e8d6", 6),
            box(w * x - 40, FLOOR - 14, 80, 32, "#f2e8d6", 6),
        )
        canvas.paint(canvas.shining(canvas.glow(w * x, 240, 150, "#ffc766", 0.5)))


def workshop(canvas: Canvas) -> None:
    """A workshop: a bench with tools, shelves, a window."""
    w = canvas.width
    win = WINDOWS["workshop"].rect(w)
    _room(canvas, "#d8c2a0", "#a8835c", (win,))
    canvas.paint(box(w * 0.08, 110, w * 0.46, 190, "#b58f62", 8))
    hooks = (0.12, 0.2, 0.28, 0.36, 0.44, 0.5)
    for k, x in enumerate(hooks):
        canvas.paint(
            line(f"M{w * x:.0f} 140 v{70 + 12 * (k % 3)}", "#8f5a34", 10),
            (
                box(w * x - 24, 132, 48, 20, "#6f7684", 5)
                if k % 2
                else ellipse(w * x, 232 + 12 * (k % 3), 17, 17, "#8a93a3")
            ),
        )
    canvas.paint(
        box(w * 0.05, 430, w * 0.56, 24, "#c9935c", 5),
        line(f"M{w * 0.09:.0f} 454 V556 M{w * 0.57:.0f} 454 V556", "#8f6238", 18),
        box(w * 0.14, 396, 90, 34, "#d9573f", 6),
        box(w * 0.3, 404, 60, 26, "#f2b950", 4),
        box(w * 0.42, 386, 36, 44, "#5f9aa8", 6),
    )
    canvas.paint(
        *(box(w * 0.86, y, w * 0.12, 12, "#8f6238", 3) for y in (380, 460, 520)),
        *(box(w * 0.87 + 34 * k, 340, 26, 40, c, 4) for k, c in enumerate(("#5fa56a", "#e58a5f", "#4f9ccf"))),
    )
    _lamp(canvas, w * 0.34, 50, "#4b7f6a")


def stage(canvas: Canvas) -> None:
    """A puppet theatre's stage: curtains, boards, a soft backdrop. Where a story says nothing of the place."""
    w = canvas.width
    canvas.paint(
        box(0, 0, w, HEIGHT, canvas.down("#fbe9c8", "#f3cfa0")), canvas.glow(w * 0.5, 330, 520, "#fffbe8", 0.9)
    )
    canvas.paint(
        *(
            shape(f"M{w * x:.0f} 520 q120 {-h} 260 0 z", c, 'opacity="0.5"')
            for x, h, c in ((0.02, 150, "#e9b98a"), (0.3, 210, "#eec493"), (0.62, 170, "#e9b98a"))
        )
    )
    canvas.ground_y = FLOOR
    canvas.paint(box(0, FLOOR, w, HEIGHT - FLOOR, canvas.down("#d9a56c", "#a8734a")))
    seams = "".join(
        f"M{w / 2 + (k - 9) * w * 0.075:.1f} {FLOOR} L{w / 2 + (k - 9) * w * 0.13:.1f} {HEIGHT} " for k in range(19)
    )
    canvas.paint(line(seams, "#8a5c38", 2.5, 'opacity="0.5"'), box(0, FLOOR, w, 8, "#8a5c38", 0, 'opacity="0.5"'))
    fold = min(56.0, w * 0.045)
    for side in (0, 1):
        for k in range(3):
            x = k * fold if side == 0 else w - (k + 1) * fold
            canvas.paint(
                shape(
                    f"M{x:.1f} 0 h{fold:.1f} q{-8 if side else 8} 300 0 {590 - 30 * k} q{-fold / 2:.1f} 20 {-fold:.1f} 0 z",
                    ("#b8383f", "#c9474c", "#a82f38")[k],
                )
            )
    swags = "".join(
        shape(f"M{k * w / 6:.1f} 0 q{w / 12:.1f} 150 {w / 6:.1f} 0 z", ("#c9474c", "#b8383f")[k % 2]) for k in range(6)
    )
    canvas.paint(
        box(0, 0, w, 26, "#8f2a33"),
        swags,
        line("".join(f"M{k * w / 6:.1f} 10 q{w / 12:.1f} 126 {w / 6:.1f} 0 " for k in range(6)), "#f2c14e", 5),
    )

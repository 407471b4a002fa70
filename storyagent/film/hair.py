"""Draw hair and beards: what lies behind the head, and what lies on it."""

# ruff: noqa: E501 - the outline of a shape reads best as one line

from __future__ import annotations

from collections.abc import Callable

from storyagent.film.looks import Body, Look
from storyagent.film.tint import shade


def back_hair(look: Look, body: Body) -> str:
    """Return the SVG of the hair behind the head; empty for short hair."""
    draw = BACK.get(look.hair)
    return draw(look, body) if draw else ""


def front_hair(look: Look, body: Body) -> str:
    """Return the SVG of the hair on the head."""
    return FRONT.get(look.hair, _parted)(look, body)


def beard(look: Look, body: Body) -> str:
    """Return the SVG of a beard: a long one for those who wear a robe."""
    r, y, fill = body.head_r, body.head_y, shade(look.hair_color, 0)
    long = 1.75 if look.outfit == "robe" else 1.2
    x = 0.13 * r
    return (
        f'<path d="M{-0.92 * r:.1f} {y + 0.2 * r:.1f} Q{-0.55 * r:.1f} {y + 0.5 * r:.1f} {x:.1f} {y + 0.36 * r:.1f} Q{0.65 * r:.1f} {y + 0.5 * r:.1f} {0.98 * r:.1f} {y + 0.2 * r:.1f} '
        f'Q{0.95 * r:.1f} {y + long * r:.1f} {x:.1f} {y + (long + 0.18) * r:.1f} Q{-0.85 * r:.1f} {y + long * r:.1f} {-0.92 * r:.1f} {y + 0.2 * r:.1f} Z" fill="{fill}"/>'
        f'<path d="M{x - 0.2 * r:.1f} {y + 0.62 * r:.1f} q{0.2 * r:.1f} {0.16 * r:.1f} {0.4 * r:.1f} 0" fill="none" stroke-width="3"/>'
    )


def _bob(look: Look, body: Body) -> str:
    r, y, fill = body.head_r, body.head_y, shade(look.hair_color, -0.04)
    wide = r + 6
    low = y + 0.82 * r
    return f'<path d="M{-wide} {y} A{wide} {wide} 0 0 1 {wide} {y} L{wide + 1} {low:.1f} Q0 {low + 14:.1f} {-wide - 1} {low:.1f} Z" fill="{fill}"/>'


def _long(look: Look, body: Body) -> str:
    r, y, fill = body.head_r, body.head_y, shade(look.hair_color, -0.04)
    wide = r + 6
    low = body.shoulder_y + 0.55 * (body.hip_y - body.shoulder_y)
    return (
        f'<path d="M{-wide} {y} A{wide} {wide} 0 0 1 {wide} {y} Q{wide + 1} {y + r:.1f} {wide + 5} {low - 6:.1f} '
        f'Q{wide - 8} {low + 4:.1f} 12 {low - 8:.1f} H-12 Q{-wide + 8} {low + 6:.1f} {-wide - 5} {low - 4:.1f} Q{-wide - 1} {y + r:.1f} {-wide} {y} Z" fill="{fill}"/>'
    )


def _pigtails(look: Look, body: Body) -> str:
    r, y, fill = body.head_r, body.head_y, shade(look.hair_color, -0.04)
    return "".join(
        f'<path d="M{side * (r - 3)} {y - 4} q{side * 24} -10 {side * 22} 16 q0 16 {side * -8} 24 q{side * -12} -4 {side * -14} -24 z" fill="{fill}"/>'
        f'<circle cx="{side * (r + 2)}" cy="{y - 2}" r="5" fill="{shade(look.cloth, 0)}"/>'
        for side in (-1, 1)
    )


def _ponytail(look: Look, body: Body) -> str:
    r, y, fill = body.head_r, body.head_y, shade(look.hair_color, -0.04)
    return (
        f'<path d="M{-r + 8} {y - 16} q-26 -12 -30 12 q-4 24 6 40 q14 -8 14 -32 z" fill="{fill}"/>'
        f'<circle cx="{-r - 1}" cy="{y - 12}" r="5" fill="{shade(look.cloth, 0)}"/>'
    )


def _bun(look: Look, body: Body) -> str:
    r, y, fill = body.head_r, body.head_y, shade(look.hair_color, -0.04)
    return f'<circle cx="-3" cy="{y - r - 7}" r="12" fill="{fill}"/>'


def _curly(look: Look, body: Body) -> str:
    r, y, fill = body.head_r, body.head_y, shade(look.hair_color, -0.04)
    around = ((-1.0, 0.55), (-1.1, 0.05), (-0.92, -0.5), (0.92, -0.5), (1.1, 0.05), (1.0, 0.55))
    return "".join(f'<circle cx="{dx * r:.1f}" cy="{y + dy * r:.1f}" r="11" fill="{fill}"/>' for dx, dy in around)


def _sides(look: Look, body: Body) -> str:
    r, y, fill = body.head_r, body.head_y, shade(look.hair_color, 0)
    return "".join(
        f'<path d="M{side * (r - 5)} {y - 12} q{side * 12} 2 {side * 9} 20 q{side * -8} 0 {side * -9} -20 z" fill="{fill}"/>'
        for side in (-1, 1)
    )


def _spikes(look: Look, body: Body) -> str:
    r, y, fill = body.head_r, body.head_y, shade(look.hair_color, 0)
    edge = r + 2
    return (
        f'<path d="M{-edge} {y - 2} L{-edge - 4} {y - 18} L{-r + 6} {y - 18} L{-r + 2} {y - r - 2} L-10 {y - r + 4} L2 {y - r - 12} '
        f'L10 {y - r + 2} L{r - 4} {y - r - 2} L{r - 4} {y - 16} L{edge + 2} {y - 14} L{edge - 2} {y - 2} L{r - 8} {y - 10} L14 {y - 6} L6 {y - 14} L-6 {y - 7} L-14 {y - 15} Z" fill="{fill}"/>'
    )


def _curls(look: Look, body: Body) -> str:
    r, y, fill = body.head_r, body.head_y, shade(look.hair_color, 0)
    tops = ((-0.72, -0.62), (-0.3, -0.92), (0.2, -0.98), (0.68, -0.68))
    curls = "".join(f'<circle cx="{dx * r:.1f}" cy="{y + dy * r:.1f}" r="12" fill="{fill}"/>' for dx, dy in tops)
    fringe = ((-0.72, -0.5), (-0.25, -0.62), (0.25, -0.66), (0.7, -0.52))
    return (
        curls
        + '<g stroke="none">'
        + "".join(f'<circle cx="{dx * r:.1f}" cy="{y + dy * r:.1f}" r="9.500" fill="{fill}"/>' for dx, dy in fringe)
        + "</g>"
    )


def _parted(look: Look, body: Body) -> str:
    r, y, fill = body.head_r, body.head_y, shade(look.hair_color, 0)
    edge = r + 2
    shine = f'<path d="M{-0.55 * r:.1f} {y - 0.72 * r:.1f} q8 -9 18 -10" fill="none" stroke="{shade(look.hair_color, 0.14)}" stroke-width="3"/>'
    return (
        f'<path d="M{-edge} {y + 5} A{edge} {edge} 0 1 1 {edge} {y + 3} '
        f"Q{0.95 * r:.1f} {y - 0.3 * r:.1f} {0.42 * r:.1f} {y - 0.56 * r:.1f} "
        f'Q{-0.1 * r:.1f} {y - 0.18 * r:.1f} {-0.72 * r:.1f} {y - 0.26 * r:.1f} Q{-0.86 * r:.1f} {y - 0.05 * r:.1f} {-edge} {y + 5} Z" fill="{fill}"/>{shine}'
    )


def _none(look: Look, body: Body) -> str:
    return ""


Part = Callable[[Look, Body], str]
BACK: dict[str, Part] = {
    "bob": _bob,
    "long": _long,
    "pigtails": _pigtails,
    "ponytail": _ponytail,
    "bun": _bun,
    "curly": _curly,
}
FRONT: dict[str, Part] = {"none": _none, "sides": _sides, "spiky": _spikes, "curly": _curls}

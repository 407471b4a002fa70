"""Draw what people wear and carry: hats and extras, placed on a figure's body."""

# ruff: noqa: E501 - the outline of a shape reads best as one line

from __future__ import annotations

from collections.abc import Callable

from storyagent.film.looks import Body, Look
from storyagent.film.tint import shade


def draw_hat(hat: str, look: Look, body: Body) -> str:
    """Return the SVG of a hat on the figure's head.

    Raises:
        KeyError: no hat has this name.
    """
    r = body.head_r
    return f'<g transform="translate(0 {body.head_y - 0.5 * r:.1f}) scale({r / 27:.3f})">{HATS[hat](look)}</g>'


def draw_extra(extra: str, look: Look, body: Body) -> tuple[str, str]:
    """Return the SVG of something worn or carried, as (behind the figure, before the figure).

    Raises:
        KeyError: no extra has this name.
    """
    return EXTRAS[extra](look, body)


# Hats: y = 0 is half a head above the middle of the head, y = -13.5 its crown; the head is 54 wide.


def _crown(look: Look) -> str:
    return (
        '<path d="M-20 -6 L-24 -32 L-11 -21 L0 -38 L11 -21 L24 -32 L20 -6 Q0 1 -20 -6 Z" fill="#fcd72b"/>'
        '<g stroke="none"><circle cx="0" cy="-13" r="4" fill="#ea5a47"/><circle cx="-12" cy="-12" r="2.500" fill="#61b2e4"/>'
        '<circle cx="12" cy="-12" r="2.500" fill="#61b2e4"/></g>'
    )


def _tiara(look: Look) -> str:
    return '<path d="M-17 -8 L-14 -20 L-7 -15 L0 -27 L7 -15 L14 -20 L17 -8 Q0 -15 -17 -8 Z" fill="#fcd72b"/><circle cx="0" cy="-16" r="2.500" fill="#f08fb0" stroke="none"/>'


def _wizard(look: Look) -> str:
    cloth, dark = shade(look.cloth, 0), shade(look.cloth, -0.14)
    return (
        f'<path d="M-26 -4 Q-12 -34 -8 -66 Q2 -58 10 -60 Q12 -34 26 -4 Z" fill="{cloth}"/>'
        f'<path d="M-40 2 Q0 -20 40 2 Q0 -4 -40 2 Z" fill="{dark}"/>'
        '<path d="M2 -34 l2.500 5 5.500 .8 -4 4 1 5.500 -5 -2.600 -5 2.600 1 -5.500 -4 -4 5.500 -.8 z" fill="#fcea2b" stroke="none"/>'
    )


def _witch(look: Look) -> str:
    return (
        '<path d="M-24 -4 Q-10 -30 -4 -62 Q6 -52 16 -56 Q10 -30 24 -4 Z" fill="#3f3f3f"/>'
        f'<path d="M-22 -9 Q0 -19 22 -9 L24 -3 Q0 -12 -24 -3 Z" fill="{shade(look.cloth, 0.05)}"/>'
        '<path d="M-42 2 Q0 -18 42 2 Q0 -2 -42 2 Z" fill="#3f3f3f"/>'
    )


def _helmet(look: Look) -> str:
    return (
        '<path d="M-28 16 V-2 A28 29 0 0 1 29 -2 V16 H22 V2 H-14 V22 Q-24 22 -28 16 Z" fill="#c4cad0"/>'
        '<path d="M-14 2 H29" fill="none" stroke-width="5"/>'
        f'<path d="M0 -31 Q-10 -50 -30 -42 Q-34 -28 -24 -18 Q-16 -30 0 -31 Z" fill="{shade(look.cloth, 0.04)}"/>'
    )


def _straw(look: Look) -> str:
    return (
        '<path d="M-19 -6 Q-20 -32 0 -32 Q20 -32 19 -6 Z" fill="#f4c95d"/><path d="M-20 -11 Q0 -3 20 -11 L20 -5 Q0 3 -20 -5 Z" fill="#c0392b"/>'
        '<path d="M-44 -2 Q0 -18 44 -2 Q0 10 -44 -2 Z" fill="#f4c95d"/>'
    )


def _chef(look: Look) -> str:
    return '<path d="M-19 -6 V-20 Q-34 -24 -28 -38 Q-20 -46 -12 -40 Q0 -54 12 -40 Q24 -46 29 -36 Q33 -24 19 -20 V-6 Q0 0 -19 -6 Z" fill="#fff"/><path d="M-19 -16 Q0 -10 19 -16" fill="none" stroke-width="3"/>'


def _police(look: Look) -> str:
    return (
        '<path d="M-24 -10 Q-34 -26 0 -32 Q36 -26 26 -10 Z" fill="#3a5fa8"/><path d="M-24 -10 Q0 -18 26 -10 L26 -2 Q0 -10 -24 -2 Z" fill="#27407a"/>'
        '<path d="M-6 -3 Q20 -8 38 2 Q20 6 -2 0 Z" fill="#1d2c52"/><circle cx="3" cy="-20" r="4.500" fill="#fcea2b"/>'
    )


def _fire(look: Look) -> str:
    return '<path d="M-25 -4 Q-26 -34 2 -34 Q28 -34 27 -4 Z" fill="#d22f27"/><path d="M-36 2 Q0 -14 38 0 Q0 4 -36 2 Z" fill="#d22f27"/><path d="M-4 -24 h12 v8 q-2 6 -6 8 q-5 -3 -6 -8 z" fill="#fcea2b"/>'


def _pirate(look: Look) -> str:
    return '<path d="M-40 -4 Q-28 -36 0 -34 Q28 -36 40 -4 Q20 -14 0 -12 Q-20 -14 -40 -4 Z" fill="#3f3f3f"/><g stroke="none" fill="#fff"><circle cx="1" cy="-23" r="5"/><rect x="-2" y="-20" width="6" height="5"/></g>'


def _sailor(look: Look) -> str:
    return '<path d="M-22 -12 Q-22 -30 0 -30 Q22 -30 22 -12 Z" fill="#fff"/><path d="M-26 -14 Q0 -22 26 -14 V-5 Q0 -13 -26 -5 Z" fill="#3d82d6"/>'


def _hood(look: Look) -> str:
    cloth = shade(look.cloth, 0)
    return f'<path d="M-30 34 Q-40 -4 -18 -20 Q-4 -36 8 -34 Q34 -24 34 6 Q34 24 26 38 Q31 14 25 2 Q18 -10 4 -10 Q-14 -10 -20 4 Q-26 18 -18 40 Q-26 40 -30 34 Z" fill="{cloth}"/>'


def _scarf(look: Look) -> str:
    cloth = shade(look.cloth, 0.04)
    return f'<path d="M-28 32 Q-36 -22 0 -22 Q34 -22 31 20 Q32 34 22 40 Q28 12 20 0 Q6 -12 -12 -4 Q-22 8 -16 38 Q-24 38 -28 32 Z" fill="{cloth}"/>'


def _cap(look: Look) -> str:
    return f'<path d="M-27 -1 Q-28 -32 1 -32 Q28 -32 28 -3 Q0 -10 -27 -1 Z" fill="{shade(look.cloth, 0.03)}"/><path d="M4 -6 Q26 -12 46 -1 Q30 6 8 0 Z" fill="{shade(look.cloth, -0.14)}"/><circle cx="1" cy="-32" r="3" fill="{shade(look.cloth, -0.14)}"/>'


def _santa(look: Look) -> str:
    return '<path d="M-26 -6 Q-16 -44 16 -44 Q38 -38 40 -14 Q28 -26 22 -24 L26 -6 Z" fill="#d22f27"/><circle cx="41" cy="-10" r="7" fill="#fff"/><path d="M-29 -10 Q0 -20 29 -10 Q33 -2 27 0 Q0 -10 -27 0 Q-33 -3 -29 -10 Z" fill="#fff"/>'


def _tophat(look: Look) -> str:
    return '<path d="M-18 -6 L-21 -46 Q0 -54 21 -46 L18 -6 Z" fill="#3f3f3f"/><path d="M-19 -14 Q0 -8 19 -14 L18 -6 Q0 0 -18 -6 Z" fill="#c0392b"/><path d="M-34 -4 Q0 8 34 -4 Q0 -14 -34 -4 Z" fill="#3f3f3f"/>'


def _beret(look: Look) -> str:
    return f'<path d="M-30 -8 Q-34 -32 2 -30 Q34 -28 26 -8 Q0 -18 -30 -8 Z" fill="{shade(look.cloth, -0.05)}"/><path d="M-2 -30 l2 -6" />'


def _elf(look: Look) -> str:
    return f'<path d="M-26 -4 Q-14 -40 26 -58 Q22 -30 26 -4 Q0 -16 -26 -4 Z" fill="{shade(look.cloth, 0)}"/><circle cx="27" cy="-58" r="5" fill="#fcea2b"/>'


def _bowl(look: Look) -> str:
    glass = '<circle cx="2" cy="14" r="40" fill="#cfeaff" fill-opacity="0.28"/><path d="M-24 -4 Q-18 -18 -4 -21" fill="none" stroke="#fff" stroke-width="5"/>'
    return glass + '<path d="M-30 44 Q2 60 34 44 L30 53 Q2 66 -26 53 Z" fill="#d0cfce"/>'


HATS: dict[str, Callable[[Look], str]] = {
    "crown": _crown,
    "tiara": _tiara,
    "wizard": _wizard,
    "witch": _witch,
    "helmet": _helmet,
    "straw": _straw,
    "chef": _chef,
    "police": _police,
    "fire": _fire,
    "pirate": _pirate,
    "sailor": _sailor,
    "hood": _hood,
    "scarf": _scarf,
    "cap": _cap,
    "santa": _santa,
    "tophat": _tophat,
    "beret": _beret,
    "elf": _elf,
    "bowl": _bowl,
}


def _cape(look: Look, body: Body) -> tuple[str, str]:
    top, low, wide = body.shoulder_y, body.hip_y + 0.6 * (body.foot_y - body.hip_y), body.half_shoulder
    path = f"M{-wide + 2} {top + 2} Q{-wide - 26} {low - 30} {-wide - 20} {low} Q0 {low + 10} {wide + 20} {low} Q{wide + 26} {low - 30} {wide - 2} {top + 2} Z"
    return f'<path d="{path}" fill="{shade(look.cloth, -0.1)}"/>', ""


def _wings(look: Look, body: Body) -> tuple[str, str]:
    top = body.shoulder_y + 10
    wing = "".join(
        f'<path d="M{side * 6} {top + 12} C{side * 30} {top - 44} {side * 76} {top - 30} {side * 56} {top + 6} Q{side * 70} {top + 34} {side * 34} {top + 36} Q{side * 14} {top + 34} {side * 6} {top + 12} Z" fill="#d8f2ff" fill-opacity="0.9"/>'
        for side in (-1, 1)
    )
    return wing, ""


def _angel(look: Look, body: Body) -> tuple[str, str]:
    wing, _ = _wings(look, body)
    halo = f'<ellipse cx="0" cy="{body.head_y - body.head_r - 12}" rx="20" ry="6" fill="none" stroke="#f4b81c" stroke-width="5"/>'
    return wing.replace("#d8f2ff", "#ffffff"), halo


def _hand(body: Body, side: int) -> tuple[float, float]:
    return side * (body.half_shoulder + 12), body.shoulder_y + 11 + (body.hip_y - body.shoulder_y) * 0.72


def _staff(look: Look, body: Body) -> tuple[str, str]:
    x, y = _hand(body, 1)
    return (
        f'<path d="M{x} {y - 74} V{body.foot_y + 4}" stroke-width="9"/><path d="M{x} {y - 74} V{body.foot_y + 4}" stroke="#8b5a2b" stroke-width="4"/>'
        f'<circle cx="{x}" cy="{y - 82}" r="10" fill="#92d3f5"/>',
        "",
    )


def _cane(look: Look, body: Body) -> tuple[str, str]:
    x, y = _hand(body, 1)
    path = f"M{x - 7} {y - 4} q4 -7 9 -1 V{body.foot_y + 4}"
    return (
        f'<path d="{path}" fill="none" stroke-width="9"/><path d="{path}" fill="none" stroke="#8b5a2b" stroke-width="4"/>',
        "",
    )


def _wand(look: Look, body: Body) -> tuple[str, str]:
    x, y = _hand(body, 1)
    return (
        f'<path d="M{x} {y + 4} l16 -26" stroke-width="5"/>'
        f'<path transform="translate({x + 18} {y - 30})" d="M0 -11 l3.400 7 7.600 1 -5.500 5.400 1.300 7.600 -6.800 -3.600 -6.800 3.600 1.300 -7.600 -5.500 -5.400 7.600 -1 z" fill="#fcea2b" stroke-width="3"/>',
        "",
    )


def _sword(look: Look, body: Body) -> tuple[str, str]:
    x, y = _hand(body, 1)
    blade = f'<path d="M{x - 3} {y} l2 -52 l4 -7 l4 7 l2 52 z" fill="#e6e9ec"/>'
    return (
        blade
        + f'<path d="M{x - 9} {y - 2} h22" stroke-width="7"/><path d="M{x - 9} {y - 2} h22" stroke="#f4b81c" stroke-width="3"/>',
        "",
    )


def _fork(look: Look, body: Body) -> tuple[str, str]:
    x, y = _hand(body, 1)
    return (
        f'<path d="M{x} {y - 44} V{body.foot_y + 4}" stroke-width="8"/><path d="M{x} {y - 44} V{body.foot_y + 4}" stroke="#a57939" stroke-width="3.500"/>'
        f'<path d="M{x - 9} {y - 66} v14 q0 8 9 8 q9 0 9 -8 v-14 M{x} {y - 66} v22" fill="none" stroke-width="4"/>',
        "",
    )


def _brush(look: Look, body: Body) -> tuple[str, str]:
    x, y = _hand(body, 1)
    return (
        f'<path d="M{x - 2} {y + 6} l10 -32" stroke-width="6"/><path d="M{x + 6} {y - 24} q-2 -12 8 -18 q4 12 0 20 z" fill="#ea5a47"/>',
        "",
    )


def _bag(look: Look, body: Body) -> tuple[str, str]:
    top = body.shoulder_y + 4
    return (
        f'<rect x="{-body.half_shoulder - 17}" y="{top}" width="24" height="36" rx="9" fill="{shade(look.second, 0.1)}"/>',
        "",
    )


def _basket(look: Look, body: Body) -> tuple[str, str]:
    x, y = _hand(body, 1)
    return (
        "",
        f'<path d="M{x - 13} {y + 12} q13 -28 26 0" fill="none" stroke-width="4"/><path d="M{x - 15} {y + 11} h30 l-4 17 q-11 4 -22 0 z" fill="#c68642"/>'
        f'<path d="M{x - 13} {y + 18} h26" fill="none" stroke-width="2.500"/>',
    )


def _necklace(look: Look, body: Body) -> tuple[str, str]:
    y = body.shoulder_y + 3
    return (
        "",
        f'<path d="M-11 {y} q11 14 22 0" fill="none" stroke="#f4b81c" stroke-width="4"/><circle cx="0" cy="{y + 9}" r="4" fill="#ea5a47" stroke-width="2.500"/>',
    )


def _ears(look: Look, body: Body) -> tuple[str, str]:
    r, y, skin = body.head_r, body.head_y, shade(look.skin, 0)
    return "".join(
        f'<path d="M{side * (r - 4)} {y - 6} q{side * 10} -12 {side * 24} -14 q{side * -2} 22 {side * -20} 26 z" fill="{skin}"/>'
        for side in (-1, 1)
    ), ""


def _stethoscope(look: Look, body: Body) -> tuple[str, str]:
    y = body.shoulder_y
    return (
        "",
        f'<path d="M-9 {y} q0 22 9 24 q10 -2 9 -24 M0 {y + 24} v10" fill="none" stroke-width="3.500"/><circle cx="0" cy="{y + 38}" r="4.500" fill="#d0cfce" stroke-width="3"/>',
    )


EXTRAS: dict[str, Callable[[Look, Body], tuple[str, str]]] = {
    "cape": _cape,
    "wings": _wings,
    "angel": _angel,
    "staff": _staff,
    "cane": _cane,
    "wand": _wand,
    "sword": _sword,
    "fork": _fork,
    "brush": _brush,
    "bag": _bag,
    "basket": _basket,
    "necklace": _necklace,
    "ears": _ears,
    "stethoscope": _stethoscope,
}

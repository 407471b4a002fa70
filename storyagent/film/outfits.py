"""Draw the details of clothes: belts, collars, ties, buttons. They are cut off at the torso's outline."""

# ruff: noqa: E501 - the outline of a shape reads best as one line

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from storyagent.film.looks import Body, Look
from storyagent.film.tint import shade


@dataclass(frozen=True)
class Cut:
    """The lines of a torso, in SVG units: the top, the hem (its height and half its width) and the waist."""

    top: float
    hem_y: float
    hem: float
    waist_y: float


def details(look: Look, cut: Cut) -> str:
    """Return the SVG of what the outfit shows on the torso."""
    return DETAILS[look.outfit](look, cut)


def cut_of(look: Look, body: Body) -> Cut:
    """Return where the outfit ends and where its waist is."""
    hip = body.half_hip
    hem_y, hem = {
        "dress": (body.hip_y + 0.42 * (body.foot_y - body.hip_y), hip * 1.9),
        "robe": (body.foot_y - 1, hip * 1.75),
        "suit": (body.hip_y + 10, hip * 1.15),
        "apron": (body.hip_y + 8, hip * 1.15),
    }.get(look.outfit, (body.hip_y, hip * 1.08))
    return Cut(body.shoulder_y, hem_y, hem, body.shoulder_y + (body.hip_y - body.shoulder_y) * 0.55)


def _belt(look: Look, cut: Cut) -> str:
    return f'<rect x="-60" y="{cut.waist_y - 2:.1f}" width="120" height="6" fill="{shade(look.cloth, -0.16)}"/>'


def _dress(look: Look, cut: Cut) -> str:
    light = shade(look.cloth, 0.16)
    collar = f'<circle cx="0" cy="{cut.top - 1}" r="10" fill="#fff"/>'
    return f'{_belt(look, cut)}{collar}<path d="M{-cut.hem} {cut.hem_y - 9:.1f} Q0 {cut.hem_y - 1:.1f} {cut.hem} {cut.hem_y - 9:.1f} v20 h{-2 * cut.hem} z" fill="{light}"/>'


def _robe(look: Look, cut: Cut) -> str:
    light = shade(look.cloth, 0.16)
    return f'{_belt(look, cut)}<rect x="-3.5" y="{cut.top}" width="7" height="140" fill="{light}"/>'


def _suit(look: Look, cut: Cut) -> str:
    return (
        f'<path d="M-10 {cut.top - 2} L0 {cut.top + 26} L10 {cut.top - 2} z" fill="#fff"/>'
        f'<path d="M-3 {cut.top + 2} h6 l2 14 l-5 6 l-5 -6 z" fill="#c0392b"/>'
    )


def _armour(look: Look, cut: Cut) -> str:
    return (
        f'<rect x="-60" y="{cut.waist_y:.1f}" width="120" height="7" fill="#8b5a2b"/>'
        f'<path d="M0 {cut.top} v40" stroke="#9b9b9a" stroke-width="3"/>'
        f'<path d="M-9 {cut.top + 9} h18 v10 q0 9 -9 13 q-9 -4 -9 -13 z" fill="{shade(look.cloth, 0)}"/>'
    )


def _overalls(look: Look, cut: Cut) -> str:
    cloth = shade(look.cloth, 0)
    return (
        f'<rect x="-60" y="{cut.top + 18}" width="120" height="120" fill="{cloth}"/>'
        f'<rect x="-11" y="{cut.top}" width="5" height="22" fill="{cloth}"/><rect x="6" y="{cut.top}" width="5" height="22" fill="{cloth}"/>'
        f'<circle cx="-8.500" cy="{cut.top + 22}" r="2.500" fill="#fcea2b"/><circle cx="8.500" cy="{cut.top + 22}" r="2.500" fill="#fcea2b"/>'
    )


def _spacesuit(look: Look, cut: Cut) -> str:
    return (
        f'<rect x="-11" y="{cut.top + 14}" width="22" height="15" rx="3" fill="#9b9b9a"/>'
        f'<circle cx="-5" cy="{cut.top + 21}" r="3" fill="#ea5a47"/><circle cx="4" cy="{cut.top + 21}" r="3" fill="#fcea2b"/>'
    )


def _apron(look: Look, cut: Cut) -> str:
    return f'<path d="M-9 {cut.top} h18 l6 22 v60 h-30 v-60 z" fill="#fff"/>'


def _shirt(look: Look, cut: Cut) -> str:
    light = shade(look.cloth, 0.16)
    return f'<circle cx="0" cy="{cut.top - 3}" r="9" fill="{light}"/>' + _pattern(look, cut.top)


def _pattern(look: Look, top: float) -> str:
    light = shade(look.cloth, 0.16)
    if look.age == "child" and not look.female:
        return "".join(
            f'<rect x="-60" y="{top + 14 + 13 * k}" width="120" height="5" fill="{light}"/>' for k in range(3)
        )
    return "".join(f'<circle cx="0" cy="{top + 16 + 12 * k}" r="2.200" fill="#fff"/>' for k in range(3))


DETAILS: dict[str, Callable[[Look, Cut], str]] = {
    "dress": _dress,
    "robe": _robe,
    "suit": _suit,
    "armour": _armour,
    "overalls": _overalls,
    "spacesuit": _spacesuit,
    "apron": _apron,
    "shirt": _shirt,
}

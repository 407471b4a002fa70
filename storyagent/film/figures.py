"""Draw people: whole figures in OpenMoji's outlined flat style, from a handful of parameters.

Everybody stands, looks to the right (the direction the animator counts on) and has a big, friendly head.
"""

# ruff: noqa: E501 - the outline of a shape reads best as one line

from __future__ import annotations

from storyagent.film.costumes import draw_extra, draw_hat
from storyagent.film.hair import back_hair, beard, front_hair
from storyagent.film.looks import BODIES, OUTLINE, Body, Look, limb
from storyagent.film.outfits import cut_of, details
from storyagent.film.tint import shade


def figure_svg(look: Look) -> str:
    """Return the figure as an SVG document with a transparent ground. Pure: equal looks give equal text."""
    body = BODIES[look.age, look.female]
    extras = [draw_extra(extra, look, body) for extra in look.extras]
    layers = [
        *(behind for behind, _ in extras),
        back_hair(look, body),
        _legs(look, body),
        _arm(look, body, side=-1),
        _torso(look, body),
        _arm(look, body, side=1),
        _head(look, body),
        front_hair(look, body),
        beard(look, body) if look.beard else "",
        draw_hat(look.hat, look, body) if look.hat else "",
        *(front for _, front in extras),
    ]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-80 -50 160 260">'
        f'<g stroke="{OUTLINE}" stroke-width="4" stroke-linecap="round" stroke-linejoin="round">{"".join(layers)}</g></svg>'
    )


def _legs(look: Look, body: Body) -> str:
    if look.outfit == "robe":
        return _shoes(look, body, 9)
    bare = look.outfit == "dress"
    color = shade(look.skin, 0) if bare else shade(look.cloth if look.outfit == "spacesuit" else look.second, 0)
    apart = body.half_hip * 0.55
    width = 7.0 if bare else 11.0
    legs = "".join(limb(f"M{side * apart:.1f} {body.hip_y - 4} V{body.foot_y - 4}", width, color) for side in (-1, 1))
    return legs + _shoes(look, body, apart)


def _shoes(look: Look, body: Body, apart: float) -> str:
    color = {"armour": "#9b9b9a", "spacesuit": "#d0cfce"}.get(look.outfit, "#5b3b2a")
    if look.outfit == "dress":
        color = shade(look.cloth, -0.18)
    return "".join(
        f'<path d="M{x - 7:.1f} {body.foot_y + 6} v-6 q0 -7 7 -7 q3 5 11 6 q4 2 3 7 z" fill="{color}"/>'
        for x in (-apart, apart)
    )


def _arm(look: Look, body: Body, side: int) -> str:
    x, y = side * (body.half_shoulder - 1), body.shoulder_y + 7
    length = (body.hip_y - body.shoulder_y) * 0.72
    hand_x, hand_y = x + side * 13, y + length
    sleeve = {"armour": "#9b9b9a", "overalls": shade(look.second, 0.0)}.get(look.outfit, shade(look.cloth, -0.04))
    path = f"M{x:.1f} {y:.1f} Q{x + side * 13:.1f} {y + length * 0.4:.1f} {hand_x:.1f} {hand_y:.1f}"
    glove = "#d0cfce" if look.outfit in ("armour", "spacesuit") else shade(look.skin, 0)
    return (
        limb(path, 7, sleeve)
        + f'<circle cx="{hand_x:.1f}" cy="{hand_y + 4:.1f}" r="5.5" fill="{glove}" stroke-width="3"/>'
    )


def _torso(look: Look, body: Body) -> str:
    top, shoulder, hip = body.shoulder_y, body.half_shoulder, body.half_hip
    cut = cut_of(look, body)
    hem_y, hem, waist_y = cut.hem_y, cut.hem, cut.waist_y
    waist = hip * (0.8 if look.female else 1.0)
    path = (
        f"M{-shoulder} {top + 8} Q{-shoulder} {top} {-shoulder + 8} {top} H{shoulder - 8} Q{shoulder} {top} {shoulder} {top + 8} "
        f"Q{waist} {waist_y - 6:.1f} {waist} {waist_y:.1f} Q{hem * 0.8:.1f} {hem_y - 14:.1f} {hem:.1f} {hem_y - 3:.1f} "
        f"Q0 {hem_y + 5:.1f} {-hem:.1f} {hem_y - 3:.1f} Q{-hem * 0.8:.1f} {hem_y - 14:.1f} {-waist} {waist_y:.1f} "
        f"Q{-waist} {waist_y - 6:.1f} {-shoulder} {top + 8} Z"
    )
    base = {"armour": "#c4cad0", "overalls": shade(look.second, 0)}.get(look.outfit, shade(look.cloth, 0))
    inside = (
        f'<rect x="{hem * 0.3:.1f}" y="{top}" width="80" height="160" fill="#000" opacity="0.13"/>{details(look, cut)}'
    )
    return (
        f'<clipPath id="torso"><path d="{path}"/></clipPath><path d="{path}" fill="{base}"/>'
        f'<g clip-path="url(#torso)" stroke="none">{inside}</g><path d="{path}" fill="none"/>'
    )


def _head(look: Look, body: Body) -> str:
    r, y, skin = body.head_r, body.head_y, shade(look.skin, 0)
    x = 0.13 * r  # the face sits off the middle: the head is turned to the right
    eye = {"child": 0.115, "adult": 0.1, "old": 0.09}[look.age] * r
    brow = shade(look.hair_color, -0.12 if look.age != "old" else -0.05)
    parts = [
        f'<ellipse cx="{-r + 1:.1f}" cy="{y + 4}" rx="5" ry="6.500" fill="{skin}"/>',
        f'<circle cx="0" cy="{y}" r="{r}" fill="{skin}"/>',
        '<g stroke="none">',
        *(f'<circle cx="{x + side * 0.6 * r:.1f}" cy="{y + 0.36 * r:.1f}" r="{0.17 * r:.1f}" fill="#f2705c" opacity="0.4"/>'
          for side in (-1, 1)),
    ]  # fmt: skip
    for side in (-1, 1):
        cx, cy = x + side * 0.36 * r, y + 0.1 * r
        parts.append(f'<ellipse cx="{cx:.1f}" cy="{cy:.1f}" rx="{eye:.1f}" ry="{1.3 * eye:.1f}" fill="#000"/>')
        parts.append(f'<circle cx="{cx + 0.35 * eye:.1f}" cy="{cy - 0.5 * eye:.1f}" r="{0.38 * eye:.1f}" fill="#fff"/>')
    parts.append('</g><g fill="none" stroke-width="3">')
    for side in (-1, 1):
        cx, cy = x + side * 0.36 * r, y - 0.17 * r
        parts.append(f'<path d="M{cx - 4:.1f} {cy:.1f} q4 -3 8 0" stroke="{brow}" stroke-width="2.600"/>')
    if look.female and look.age != "old":
        for side in (-1, 1):
            cx, cy = x + side * (0.36 * r + eye), y + 0.02 * r
            parts.append(f'<path d="M{cx:.1f} {cy:.1f} l{side * 3} -3" stroke-width="2.200"/>')
    parts.append(
        f'<path d="M{x + 0.02 * r:.1f} {y + 0.2 * r:.1f} q3.500 3 0 5" stroke="{shade(look.skin, -0.22)}" stroke-width="2.400"/>'
    )
    smile = 0.24 * r
    parts.append(f'<path d="M{x - smile:.1f} {y + 0.5 * r:.1f} q{smile:.1f} {0.26 * r:.1f} {2 * smile:.1f} 0"/>')
    if look.age == "old":
        wrinkle = shade(look.skin, -0.16)
        parts += [f'<path d="M{x + side * 0.62 * r:.1f} {y + 0.16 * r:.1f} q{side * 2} 3 0 6" stroke="{wrinkle}" stroke-width="2"/>'
                  for side in (-1, 1)]  # fmt: skip
    if look.glasses:
        parts += [f'<circle cx="{x + side * 0.37 * r:.1f}" cy="{y + 0.1 * r:.1f}" r="{0.27 * r:.1f}" stroke-width="2.600"/>'
                  for side in (-1, 1)]  # fmt: skip
        parts.append(f'<path d="M{x - 0.1 * r:.1f} {y + 0.08 * r:.1f} h{0.2 * r:.1f}" stroke-width="2.600"/>')
    return "".join(parts) + "</g>"

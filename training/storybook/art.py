"""The drawings of the world, read once: Noto Color Emoji cut out, put together and recoloured.

python -m training.storybook.art art.npz      # for machines that have no such font
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from storyagent.errors import MissingExtra
from training.storybook.nouns import COLOURS, NOUN, NOUNS

FONT_PATH = Path("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf")
FONT_SIZE = 109
"""The one size in which the font's bitmaps are stored."""
SIDE_PX = 124
"""The longer side of a drawing."""
HEAD_SHARE, NECK_SHARE, OVERLAP_SHARE = 0.54, 0.27, 0.06
"""Of a figure put together: the head's part of its height; where the body's own head ends; how far the head sinks."""

Rgba = NDArray[np.uint8]
Floats = NDArray[np.float32]

# middle, dark end and light end of the range of shades that a recoloured drawing has
SHADES: dict[str, tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]] = {
    "red": ((0.87, 0.09, 0.11), (0.28, 0.01, 0.03), (1.0, 0.62, 0.58)),
    "orange": ((0.98, 0.50, 0.05), (0.42, 0.17, 0.0), (1.0, 0.82, 0.55)),
    "yellow": ((0.99, 0.86, 0.10), (0.50, 0.37, 0.0), (1.0, 0.97, 0.66)),
    "green": ((0.13, 0.64, 0.20), (0.0, 0.22, 0.06), (0.68, 0.92, 0.62)),
    "blue": ((0.11, 0.35, 0.88), (0.01, 0.08, 0.34), (0.62, 0.78, 1.0)),
    "purple": ((0.53, 0.18, 0.76), (0.17, 0.02, 0.29), (0.84, 0.68, 0.97)),
    "pink": ((1.0, 0.50, 0.72), (0.58, 0.10, 0.32), (1.0, 0.85, 0.92)),
    "brown": ((0.45, 0.26, 0.12), (0.14, 0.06, 0.02), (0.76, 0.60, 0.44)),
    "black": ((0.12, 0.12, 0.13), (0.0, 0.0, 0.0), (0.52, 0.52, 0.55)),
    "white": ((0.96, 0.96, 0.97), (0.34, 0.36, 0.40), (1.0, 1.0, 1.0)),
    "gray": ((0.53, 0.53, 0.54), (0.15, 0.15, 0.16), (0.84, 0.84, 0.85)),
}
RIM_PX = 3
RIMS = {"black": (0.36, 0.36, 0.39), "white": (0.50, 0.52, 0.56)}
"""The contour of what would be lost on a dark or a light place; other colours have their own dark end."""


class Art(NamedTuple):
    """The drawings: `pictures` n 128 128 4 straight RGBA, centred, longer side SIDE_PX; `sizes` n 2, w and h in px."""

    pictures: Rgba
    sizes: NDArray[np.int64]

    @classmethod
    def read(cls, font_path: Path = FONT_PATH) -> Art:
        """Draw every noun with the font.

        Raises:
            MissingExtra: the font, or Pillow's text shaping, is not installed.
        """
        if not font_path.exists():
            raise MissingExtra(
                "the drawings' font is not installed",
                where=str(font_path),
                hint="apt-get install fonts-noto-color-emoji",
            )
        font = ImageFont.truetype(str(font_path), FONT_SIZE)
        return cls.of([_drawing(NOUN[name].drawing, font) for name in NOUNS])

    @classmethod
    def of(cls, drawings: list[Image.Image]) -> Art:
        """Make art from one RGBA picture for each of NOUNS, in their order."""
        tiles = [_centred(drawing) for drawing in drawings]
        return cls(np.stack([tile for tile, _ in tiles]), np.array([size for _, size in tiles]))

    @classmethod
    def load(cls, path: Path) -> Art:
        """Read what `save` wrote."""
        with np.load(path) as stored:
            return cls(stored["pictures"], stored["sizes"])

    def save(self, path: Path) -> None:
        """Write the drawings as one file of about a megabyte."""
        arrays: dict[str, Any] = self._asdict()
        np.savez_compressed(path, **arrays)


def _drawing(recipe: str, font: ImageFont.FreeTypeFont) -> Image.Image:
    head, _, body = recipe.partition("+")
    return _figure(_glyph(head, font), _glyph(body, font)) if body else _glyph(head, font)


def _glyph(character: str, font: ImageFont.FreeTypeFont) -> Image.Image:
    tile = Image.new("RGBA", (320, 170))
    ImageDraw.Draw(tile).text((8, 8), character, font=font, embedded_color=True)
    box = tile.getbbox()
    if box is None or box[2] - box[0] > 150:  # two glyphs side by side: the joined character was not shaped
        raise MissingExtra(
            f"the drawing {character} cannot be read",
            found="no such glyph, or Pillow without RAQM",
            hint="pip install --upgrade pillow",
        )
    return tile.crop(box)


def _figure(head: Image.Image, body: Image.Image) -> Image.Image:
    """Put a head on a body whose own head is cut off: the proportions of a child in a picture book."""
    trunk = body.crop((0, round(body.height * NECK_SHARE), body.width, body.height))
    height = round(trunk.height * HEAD_SHARE / (1 - HEAD_SHARE))
    face = head.resize((round(head.width * height / head.height), height), Image.Resampling.LANCZOS)
    sunk = round(OVERLAP_SHARE * face.height)
    figure = Image.new("RGBA", (max(face.width, trunk.width), height + trunk.height - sunk))
    figure.alpha_composite(trunk, ((figure.width - trunk.width) // 2, height - sunk))
    figure.alpha_composite(face, ((figure.width - face.width) // 2, 0))
    return figure


def _centred(drawing: Image.Image) -> tuple[Rgba, tuple[int, int]]:
    seen = drawing.getchannel("A").point(lambda alpha: 255 if alpha > 40 else 0).getbbox()
    cut = drawing.crop(seen)
    factor = SIDE_PX / max(cut.size)
    width, height = (max(8, round(side * factor)) for side in cut.size)
    tile = Image.new("RGBA", (SIDE_PX + 4, SIDE_PX + 4))
    resized = cut.convert("RGBa").resize((width, height), Image.Resampling.LANCZOS).convert("RGBA")
    tile.paste(resized, ((tile.width - width) // 2, (tile.height - height) // 2))
    return np.asarray(tile), (width, height)


class Shading(NamedTuple):
    """What recolouring needs: `own` n h w 4 straight RGBA in 0..1, `level` n h w 1 in -1..1, `rim` n h w 1 in 0..1."""

    own: Floats
    level: Floats
    rim: Floats

    @classmethod
    def of(cls, pictures: Rgba) -> Shading:
        """Read the brightness of pictures n h w 4, from each drawing's own middle, and its contour."""
        own: Floats = (pictures / np.float32(255)).astype(np.float32)
        return cls(own, _levels(own)[..., None], _rims(own[..., 3])[..., None])

    def recoloured(self, colour: str) -> Floats:
        """Return the pictures in one of COLOURS, straight RGBA in 0..1; shading and inner lines stay.

        Brightness picks a shade between the colour's dark and light end.
        """
        if colour == COLOURS[0]:
            return self.own
        middle, dark, light = (np.array(shade, np.float32) for shade in SHADES[colour])
        shaded = middle + np.where(self.level > 0, self.level * (light - middle), -self.level * (dark - middle))
        edge = np.array(RIMS.get(colour, tuple(0.5 * middle + 0.5 * dark)), np.float32)
        return np.concatenate([shaded + self.rim * (edge - shaded), self.own[..., 3:]], axis=-1).astype(np.float32)


def _levels(own: Floats) -> Floats:
    """Return how dark (-1) or light (1) each pixel is beside the middle brightness of its drawing."""
    brightness = own[..., :3] @ np.array([0.30, 0.59, 0.11], np.float32)
    levels = np.empty_like(brightness)
    for i, (picture, alpha) in enumerate(zip(brightness, own[..., 3], strict=True)):
        low, middle, high = np.quantile(picture[alpha > 0.5], [0.05, 0.5, 0.97])
        below, above = max(middle - low, 0.3), max(high - middle, 0.3)
        levels[i] = np.where(picture < middle, (picture - middle) / below, (picture - middle) / above)
    return np.asarray(np.clip(levels, -1, 1), np.float32)


def _rims(alpha: Floats) -> Floats:
    """Return 1 on the contour of each picture, falling to 0 inside."""
    inner = alpha
    for _ in range(RIM_PX):
        padded = np.pad(inner, ((0, 0), (1, 1), (1, 1)))
        inner = np.minimum.reduce(
            [padded[:, 1:-1, 2:], padded[:, 1:-1, :-2], padded[:, 2:, 1:-1], padded[:, :-2, 1:-1]]
        )
    return np.asarray(np.clip(alpha - inner, 0, 1), np.float32)


if __name__ == "__main__":
    Art.read().save(Path(sys.argv[1]))

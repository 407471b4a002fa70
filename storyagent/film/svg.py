"""Rasterise SVG text."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image


def svg_image(svg: str, width_px: int, *, smooth: bool = True) -> Image.Image:
    """Return the SVG as an RGBA image `width_px` wide, its height following from the view box.

    Text is not drawn: no fonts are loaded, so that the result is the same on every machine. With `smooth` off, every
    pixel has exactly one of the colours written in the SVG.
    """
    import resvg_py
    from PIL import Image

    png = resvg_py.svg_to_bytes(
        svg_string=svg,
        width=width_px,
        shape_rendering="geometric_precision" if smooth else "crisp_edges",
        skip_system_fonts=True,
    )
    return Image.open(io.BytesIO(png)).convert("RGBA")

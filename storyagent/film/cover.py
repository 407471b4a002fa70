"""Fit a picture to a frame so that it covers it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image


def cover(path: Path, width_px: int, height_px: int) -> Image.Image:
    """Return the user's picture scaled and cropped around its middle to fill the frame, RGB.

    Transparent parts become white.

    Raises:
        InvalidInput: the file is missing or is not a picture.
    """
    from PIL import Image, ImageOps

    from storyagent.film.portray import read_picture
    from storyagent.picture_file import opaque

    return ImageOps.fit(opaque(read_picture(path)), (width_px, height_px), Image.Resampling.LANCZOS)

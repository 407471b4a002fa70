"""Reading the pictures that users bring."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from storyagent.errors import InvalidInput

if TYPE_CHECKING:
    from PIL import Image

_LARGEST_PX = 40_000_000


def read_picture(path: Path) -> Image.Image:
    """Open a user's picture upright, as the camera meant it.

    Raises:
        InvalidInput: the file is missing, is not a picture, is damaged, or is larger than 40 megapixels.
    """
    from PIL import Image, ImageOps

    needed = "a picture that Pillow reads, such as PNG, JPEG or WebP"
    if not path.is_file():
        raise InvalidInput("there is no such picture", where=str(path), needed=needed)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # we check the size ourselves
            opened = Image.open(path)
        with opened as image:
            if image.width * image.height > _LARGEST_PX:
                size = f"{image.width}x{image.height}"
                raise InvalidInput("this picture is too large", where=str(path), found=size, needed="40 megapixels")
            image.load()
            return ImageOps.exif_transpose(image)
    except Image.DecompressionBombError as error:
        raise InvalidInput(
            "this picture is too large", where=str(path), found=str(error), needed="40 megapixels"
        ) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise InvalidInput("this is not a picture", where=str(path), found=str(error), needed=needed) from error


def opaque(image: Image.Image) -> Image.Image:
    """Return a picture as RGB, on white where it is transparent."""
    from PIL import Image

    if image.mode not in ("RGBA", "LA", "PA") and "transparency" not in image.info:
        return image.convert("RGB")
    clear = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("RGB")

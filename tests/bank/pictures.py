"""Pictures of entities for the tests of the bank."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

RED, BLUE, GREEN = (200, 30, 30), (30, 60, 200), (60, 140, 60)


def disc(color: tuple[int, int, int] = RED, size: tuple[int, int] = (120, 80)) -> Image.Image:
    """Return a disc of a colour on nothing."""
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((30, 10, 90, 70), fill=(*color, 255))
    return image


def bar(color: tuple[int, int, int] = RED) -> Image.Image:
    """Return a long bar of a colour on nothing."""
    image = Image.new("RGBA", (120, 80), (0, 0, 0, 0))
    ImageDraw.Draw(image).rectangle((10, 35, 110, 45), fill=(*color, 255))
    return image


def saved(image: Image.Image, path: Path, *, orientation: int = 1) -> Path:
    """Write a picture with an EXIF orientation and return its path."""
    exif = Image.Exif()
    exif[274] = orientation
    image.save(path, exif=exif)
    return path


def on_grass(shape: Image.Image) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Return a shape on ground of a green that is nowhere quite the same."""
    width, height = shape.size
    noise = np.random.default_rng(0).integers(-12, 13, (height, width, 1))
    ground = Image.fromarray(np.clip(np.array(GREEN) + noise, 0, 255).astype(np.uint8))
    ground.paste(shape, (0, 0), shape)
    return np.asarray(ground)

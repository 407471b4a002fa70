"""Picture-book pictures whose things are known: drawings on a plain place, with their boxes and outlines."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from storyagent.film.portray import portray
from storyagent.story.screenplay import Entity

SIZE_PX = (256, 144)


@lru_cache(maxsize=8)
def drawing(noun: str, colour: str | None = None, size_px: int = 64) -> Image.Image:
    """Return a thing's drawing, RGBA."""
    return portray(Entity(id="thing", name=noun, kind="character", noun=noun, color=colour), size_px).image


@lru_cache(maxsize=2)
def meadow(size_px: tuple[int, int] = SIZE_PX) -> Image.Image:
    """Return a sky over grass, soft, with hills."""
    wide, high = size_px
    y, x = np.mgrid[0:high, 0:wide] / [[[high]], [[wide]]]
    sky = np.stack([150 + 60 * y, 190 + 30 * y, 235 - 10 * y], axis=-1)
    grass = np.stack([90 + 40 * y, 160 - 30 * y, 70 + 10 * np.sin(40 * x)], axis=-1)
    ground = (y > 0.62 + 0.03 * np.sin(7 * x))[..., None]
    return Image.fromarray(np.where(ground, grass, sky).astype(np.uint8))


def scene(*things: tuple[str, tuple[int, int]], size_px: tuple[int, int] = SIZE_PX) -> npt.NDArray[np.uint8]:
    """Return the meadow with drawings at places (left, top)."""
    picture = meadow(size_px).copy()
    for noun, place in things:
        picture.paste(drawing(noun), place, drawing(noun))
    return np.asarray(picture)


def outline_of(noun: str, place: tuple[int, int], size_px: tuple[int, int] = SIZE_PX) -> npt.NDArray[np.bool_]:
    """Return which pixels a drawing covers."""
    mask = Image.new("L", size_px)
    mask.paste(drawing(noun).getchannel("A"), place)
    return np.asarray(mask) > 128


def share_in_common(a: npt.NDArray[Any], b: npt.NDArray[Any]) -> float:
    """Return the intersection of two masks over their union."""
    return float((a & b).sum() / (a | b).sum())


def saved(path: Path, picture: npt.NDArray[np.uint8]) -> Path:
    """Write a picture as PNG; return the path."""
    Image.fromarray(picture).save(path)
    return path

"""A picture as arrays: read upright in any common mode, its transparency kept beside its colours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from storyagent.errors import InvalidInput
from storyagent.film.encode import Picture
from storyagent.film.portray import read_picture

Mask = npt.NDArray[np.float32]
"""(H, W), 0 outside to 1 inside."""
LEAST_SIDE_PX = 8


@dataclass(frozen=True)
class Still:
    """A picture: `rgb` (H, W, 3), and `alpha` (H, W) uint8 if any of it is transparent."""

    rgb: Picture
    alpha: npt.NDArray[np.uint8] | None = None

    def painted(self, rgb: npt.NDArray[Any]) -> Still:
        """Return the picture with other colours, of the same size, and the same transparency."""
        return replace(self, rgb=np.clip(np.rint(rgb), 0, 255).astype(np.uint8))


def read_still(path: Path) -> Still:
    """Read a picture, turned upright as its EXIF data say.

    Grey, palette, 16 bit and CMYK pictures become RGB; fully opaque transparency is dropped.

    Raises:
        InvalidInput: it is no picture, larger than 40 megapixels, or a side is below 8 px.
    """
    image = read_picture(path)
    if min(image.size) < LEAST_SIDE_PX:
        raise InvalidInput(
            "the picture is too small",
            where=str(path),
            found=f"{image.width}x{image.height}",
            needed=f"sides from {LEAST_SIDE_PX} px",
        )
    if image.mode.startswith("I") or image.mode == "F":  # 16 bit grey: convert() would cut it off at 255
        deep = np.asarray(image, dtype=np.float32)
        gray = np.rint(deep * (255 / 65_535 if deep.max() > 255 else 1)).astype(np.uint8)
        return Still(np.repeat(gray[..., None], 3, axis=2))
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        whole = np.asarray(image.convert("RGBA"))
        alpha = np.ascontiguousarray(whole[..., 3])
        return Still(np.ascontiguousarray(whole[..., :3]), None if alpha.min() == 255 else alpha)
    return Still(np.asarray(image.convert("RGB")))


def write_still(path: Path, still: Still) -> Path:
    """Write a picture as PNG; return the path."""
    from PIL import Image

    whole = still.rgb if still.alpha is None else np.dstack([still.rgb, still.alpha])
    Image.fromarray(whole).save(path, format="PNG", compress_level=6)
    return path


def read_mask(path: Path, size_px: tuple[int, int]) -> Mask:
    """Read a mask for a picture of `size_px` (width, height): white is inside.

    Raises:
        InvalidInput: it is no picture, has another size, or is empty.
    """
    mask = read_still(path).rgb.mean(axis=-1) / np.float32(255)
    if mask.shape != (size_px[1], size_px[0]):
        raise InvalidInput(
            "the mask does not fit the picture",
            where=str(path),
            found=f"{mask.shape[1]}x{mask.shape[0]}",
            needed=f"{size_px[0]}x{size_px[1]}",
        )
    if float(mask.max()) < 0.5:
        raise InvalidInput("the mask is empty", where=str(path), needed="something white in it")
    return np.asarray(mask, dtype=np.float32)


def write_mask(path: Path, mask: Mask) -> Path:
    """Write a mask as a grey PNG, white inside; return the path."""
    from PIL import Image

    Image.fromarray(np.rint(mask * 255).astype(np.uint8)).save(path, format="PNG", compress_level=6)
    return path

"""From an entity's pictures to what a model can take in: upright, its shape known, of a wished size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image, ImageOps
from torch import Tensor
from torch.nn import functional

from storyagent.errors import InvalidInput
from storyagent.picture_file import opaque, read_picture
from storyagent.story.layout import FULL_FRAME, Box
from storyagent.story.references import Reference, ReferencePicture

WHITE = (255, 255, 255)
LARGEST_SIDE_PX = 1024
"""Longer sides are scaled down to this first."""
LEAST_SIDE_PX = 8
_PLAIN = 12.0
"""How far, in levels of 255, a border may spread about its median and still be plain."""
_STANDS_OUT = 40.0
"""How far, summed over the colours, a pixel must be from a plain border to belong to what is shown."""
_LEAST_SHARE = 0.01


@dataclass(frozen=True)
class Likeness:
    """A picture H W 3 (8 bits), and how much of each pixel belongs to the entity, H W from 0 to 1."""

    picture_hwc: npt.NDArray[np.uint8]
    inside_hw: npt.NDArray[np.float32]


def likenesses(reference: Reference) -> list[Likeness]:
    """Read an entity's pictures.

    Raises:
        InvalidInput: a file is missing, no picture, too large or too small, or holds nothing where its box is; it
            names the entity.
    """
    found = []
    for picture in reference.pictures:
        try:
            found.append(_likeness(picture))
        except InvalidInput as error:
            raise InvalidInput(
                f"cannot take {reference.entity!r} from its picture: {error.what}",
                where=error.where or str(picture.path),
                found=error.found,
                needed=error.needed,
                hint=error.hint,
            ) from error
    return found


def _likeness(given: ReferencePicture) -> Likeness:
    image = read_picture(given.path)
    if min(image.size) < LEAST_SIDE_PX:
        size = f"{image.width} x {image.height}"
        raise InvalidInput("the picture is too small", found=size, needed=f"{LEAST_SIDE_PX} pixels at least")
    image.thumbnail((LARGEST_SIDE_PX, LARGEST_SIDE_PX), Image.Resampling.LANCZOS)
    alpha_hw = np.asarray(image.convert("RGBA").getchannel("A"), np.float32) / 255.0
    picture_hwc = np.asarray(opaque(image))
    shape_hw = alpha_hw if alpha_hw.min() < 0.5 else _stands_out(picture_hwc)
    inside_hw = shape_hw * _box_mask(given.box or FULL_FRAME, shape_hw.shape)
    if inside_hw.mean() < _LEAST_SHARE and given.box is not None:
        inside_hw = _box_mask(given.box, shape_hw.shape)
    if not inside_hw.any():
        raise InvalidInput("nothing is seen where the entity should be", found="an empty picture")
    return Likeness(picture_hwc, inside_hw)


def _box_mask(box: Box, shape: tuple[int, ...]) -> npt.NDArray[np.float32]:
    height, width = shape
    mask = np.zeros((height, width), np.float32)
    rows = slice(max(0, round(box.y0 * height)), max(0, round(box.y1 * height)))
    mask[rows, max(0, round(box.x0 * width)) : max(0, round(box.x1 * width))] = 1.0
    return mask


def _stands_out(picture_hwc: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Mark what differs from a plain border; everything, where the border is not plain or nothing differs."""
    edges = (picture_hwc[0], picture_hwc[-1], picture_hwc[:, 0], picture_hwc[:, -1])
    border = np.concatenate(edges).astype(np.float32)
    ground = np.median(border, axis=0)
    away = np.abs(border - ground).mean(axis=1)
    everything = np.ones(picture_hwc.shape[:2], np.float32)
    if np.quantile(away, 0.9) > _PLAIN:
        return everything
    apart = np.abs(picture_hwc.astype(np.float32) - ground).sum(axis=2) > _STANDS_OUT
    return apart.astype(np.float32) if apart.mean() >= _LEAST_SHARE else everything


def framed(likeness: Likeness, size_px: tuple[int, int], share: float) -> tuple[Tensor, Tensor]:
    """Lay a likeness into a picture of a size (width, height), the entity in the middle and its longer side a share.

    Around the picture is its border's colour. Returns the picture 3 h w in -1..1 and the entity's cells h w, 0..1.
    """
    height, width = likeness.inside_hw.shape
    rows, columns = (np.flatnonzero(likeness.inside_hw.max(axis=axis) > 0.5) for axis in (1, 0))
    if not len(rows) or not len(columns):
        rows, columns = np.arange(height), np.arange(width)
    y0, y1, x0, x1 = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    scale = share * min(size_px[0] / (x1 - x0), size_px[1] / (y1 - y0))
    across, down = size_px[0] / scale / 2, size_px[1] / scale / 2
    middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
    window = (middle_x - across, middle_y - down, middle_x + across, middle_y + down)
    ground = tuple(int(level) for level in np.median(likeness.picture_hwc[0], axis=0))
    return (
        torch.from_numpy(_cut(likeness.picture_hwc, window, size_px, ground)).permute(2, 0, 1) / 127.5 - 1.0,
        torch.from_numpy(_cut((likeness.inside_hw * 255).astype(np.uint8), window, size_px, 0)) / 255.0,
    )


def shown(
    likeness: Likeness, size_px: tuple[int, int], share: float | None, frame: Box = FULL_FRAME
) -> tuple[Tensor, Tensor]:
    """Return what `framed` does; without a share the picture, all of which counts, is cut to fill a part of the frame.

    Around that part is its mirror image.
    """
    if share is not None:
        return framed(likeness, size_px, share)
    (width, height), (x0, y0, x1, y1) = size_px, frame.as_tuple()
    left, top, right, bottom = round(x0 * width), round(y0 * height), round(x1 * width), round(y1 * height)
    part = ImageOps.fit(Image.fromarray(likeness.picture_hwc), (right - left, bottom - top), Image.Resampling.LANCZOS)
    around = ((top, height - bottom), (left, width - right), (0, 0))
    whole = np.pad(np.array(part, np.float32), around, mode="symmetric")
    return torch.from_numpy(whole).permute(2, 0, 1) / 127.5 - 1.0, torch.ones(height, width)


def _cut(
    pixels: npt.NDArray[np.uint8],
    window: tuple[float, float, float, float],
    size_px: tuple[int, int],
    ground: int | tuple[int, ...],
) -> npt.NDArray[np.float32]:
    """Scale a window, which may leave the picture, to a size."""
    left, top, right, bottom = (round(side) for side in window)
    canvas = Image.new("L" if pixels.ndim == 2 else "RGB", (max(1, right - left), max(1, bottom - top)), ground)
    canvas.paste(Image.fromarray(pixels), (-left, -top))
    return np.array(canvas.resize(size_px, Image.Resampling.LANCZOS), np.float32)


def on_grid(inside_bhw: Tensor, height: int, width: int) -> Tensor:
    """Return the share of each cell of a grid that lies inside: b (h w)."""
    return functional.adaptive_avg_pool2d(inside_bhw[:, None], (height, width)).flatten(1)

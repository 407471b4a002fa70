"""A clip that begins with a given picture: its first frame is held to it at every denoising step.

The picture's latents get the noise of each step and stand in for the first frame's; the other frames follow it through
what ties them to it: motion modules, shared self-attention, an identity bank. Training-free, for models that see a clip
as frames.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image
from torch import Tensor

from storyagent.diffusion.models.base import VideoModel

Part = tuple[float, float, float, float]
WHOLE: Part = (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True)
class FirstPicture:
    """The picture H W 3 (8 bits) that a clip begins with, and the part of the clip's picture it fills: x0 y0 x1 y1.

    The model paints the rest.
    """

    picture_hwc: npt.NDArray[np.uint8]
    part: Part = WHOLE


class Held:
    """The first frame of each clip of a batch, held.

    Args:
        model: what makes the clips.
        pictures: one each.
        size_px: width and height of the clips.
        noise: the clips' first noise, b c f h w.
    """

    def __init__(
        self, model: VideoModel, pictures: Sequence[FirstPicture], size_px: tuple[int, int], noise: Tensor
    ) -> None:
        model.spec.require("keyframe")
        self._model = model
        self._clean = model.encode_pictures(torch.stack([_filled(one, size_px) for one in pictures]))
        self._noise = noise[:, :, :1]
        masks = [_cells(one.part, *noise.shape[-2:]) for one in pictures]
        self._mask = torch.stack(masks)[:, None, None].to(noise)

    def at(self, latents: Tensor, steps: int, time: Tensor | None) -> Tensor:
        """Return latents with the first frame as it is at a time of the sampler; without noise where that is None."""
        held = self._clean
        if time is not None:
            scheduler = self._model.scheduler(steps, tuple(latents.shape[1:]))  # afresh: some remember where they are
            held = scheduler.add_noise(held, self._noise, time[None])
        first = self._mask * held + (1.0 - self._mask) * latents[:, :, :1]
        return torch.cat([first, latents[:, :, 1:]], dim=2)


def _filled(given: FirstPicture, size_px: tuple[int, int]) -> Tensor:
    """Return the picture 3 h w in -1..1 at its part of a picture of a size, its edges drawn out to the rest."""
    width, height = size_px
    x0, y0, x1, y1 = given.part
    left, top, right, bottom = round(x0 * width), round(y0 * height), round(x1 * width), round(y1 * height)
    scaled = Image.fromarray(given.picture_hwc).resize((right - left, bottom - top), Image.Resampling.LANCZOS)
    around = ((top, height - bottom), (left, width - right), (0, 0))
    whole = np.pad(np.asarray(scaled, np.float32), around, mode="edge")
    return torch.from_numpy(whole).permute(2, 0, 1) / 127.5 - 1.0


def _cells(part: Part, height: int, width: int) -> Tensor:
    """Mark the cells h w that lie within a part; those that its edge crosses are left to the model."""
    x0, y0, x1, y1 = part
    mask = torch.zeros(height, width)
    rows = slice(int(np.ceil(y0 * height - 1e-6)), int(np.floor(y1 * height + 1e-6)))
    mask[rows, int(np.ceil(x0 * width - 1e-6)) : int(np.floor(x1 * width + 1e-6))] = 1.0
    return mask

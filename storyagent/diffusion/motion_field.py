"""A clip that begins as one picture: its noise is denoised once, moved frame by frame, and given fresh noise again.

So frames that are drawn side by side agree about what is where, and the picture drifts as a camera's does. After
Text2Video-Zero (arXiv 2303.13439, section 3.3.1), in cells of the latent grid and at any size.
"""

from __future__ import annotations

from typing import Self

import torch
from pydantic import model_validator
from torch import Tensor
from torch.nn import functional

from storyagent.story.values import UnitTime, Value


class MotionField(Value):
    """How the first picture moves: latent cells to the right and down from each frame to the next.

    The first frame alone is denoised for the share `until` of the steps; moved copies of it get noise again up to where
    `back_to` of the steps were done, and from there all frames are denoised together.
    """

    right: float = 0.0
    down: float = 0.0
    until: UnitTime = 0.10
    back_to: UnitTime = 0.04

    @model_validator(mode="after")
    def _back(self) -> Self:
        if self.back_to >= self.until:
            raise ValueError(f"back_to must be below until, found {self.back_to:g} and {self.until:g}")
        return self

    def borders(self, steps: int) -> tuple[int, int]:
        """Return after how many steps the copies are made, and how many steps count as done for them."""
        back_to = round(self.back_to * steps)
        return max(back_to + 1, round(self.until * steps)), back_to


def moved(picture: Tensor, frames: int, field: MotionField) -> Tensor:
    """Return b c f h w from one frame b c 1 h w: frame k is the picture moved k times; borders are mirrored."""
    _, _, _, height, width = picture.shape
    rows = (2 * torch.arange(height, device=picture.device) + 1) / height - 1
    columns = (2 * torch.arange(width, device=picture.device) + 1) / width - 1
    made = []
    for frame in range(frames):
        x = columns - 2 * field.right * frame / width
        y = rows - 2 * field.down * frame / height
        grid = torch.stack(torch.meshgrid(y, x, indexing="ij")[::-1], -1)[None].expand(len(picture), -1, -1, -1)
        made.append(
            functional.grid_sample(
                picture[:, :, 0].float(), grid, mode="nearest", padding_mode="reflection", align_corners=False
            )
        )
    return torch.stack(made, dim=2)


def noised_again(latents: Tensor, kept_now: float, kept_then: float, noise: Tensor) -> Tensor:
    """Return latents with noise up to an earlier time.

    Args:
        latents: b c f h w at a time at which `kept_now` of the variance is picture (cumulated alpha).
        kept_now: see above.
        kept_then: the same at the earlier, noisier time.
        noise: like latents, of variance 1.
    """
    ratio = kept_then / kept_now
    again: Tensor = ratio**0.5 * latents + (1.0 - ratio) ** 0.5 * noise
    return again

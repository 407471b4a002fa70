"""A clip that begins with a given picture: its first frame is held to it at every denoising step.

The picture's latents get the noise of each step and stand in for the first frame's; the other frames follow it through
what ties them to it: motion modules, shared self-attention, an identity bank. Training-free, for models that see a clip
as frames.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from storyagent.diffusion.given import FirstPicture
from storyagent.diffusion.models.base import VideoModel


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
        self._model = model
        self._clean = model.encode_pictures(torch.stack([one.filled(size_px) for one in pictures]))
        self._noise = noise[:, :, :1]
        masks = [one.cells(*noise.shape[-2:]) for one in pictures]
        self._mask = torch.stack(masks)[:, None, None].to(noise)

    def at(self, latents: Tensor, steps: int, time: Tensor | None) -> Tensor:
        """Return latents with the first frame as it is at a time of the sampler; without noise where that is None."""
        held = self._clean
        if time is not None:
            scheduler = self._model.scheduler(steps, tuple(latents.shape[1:]))  # afresh: some remember where they are
            held = scheduler.add_noise(held, self._noise, time[None])
        first = self._mask * held + (1.0 - self._mask) * latents[:, :, :1]
        return torch.cat([first, latents[:, :, 1:]], dim=2)

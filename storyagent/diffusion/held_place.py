"""A place held to its picture in the first denoising steps, where no object is and while the camera rests.

What is where in a place is decided early, before what an identity bank shows of it can be heard. So in those steps the
latents that no box covers are the picture's own, with the noise of the step. Training-free, for models that see a clip
as frames.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from storyagent.diffusion.background import free_cells
from storyagent.diffusion.models.base import VideoModel
from storyagent.diffusion.references import likenesses, shown
from storyagent.diffusion.regions import layout_boxes
from storyagent.story.layout import Layout
from storyagent.story.references import Reference


class HeldPlaces:
    """The places of the clips of a batch.

    Args:
        model: what makes the clips.
        references: of each clip; the first picture of its place is what it is held to.
        layouts: one each.
        size_px: width and height of the clips.
        noise: the clips' first noise, b c f h w.

    Raises:
        InvalidInput: what `likenesses` raises.
    """

    def __init__(
        self,
        model: VideoModel,
        references: Sequence[Sequence[Reference]],
        layouts: Sequence[Layout],
        size_px: tuple[int, int],
        noise: Tensor,
    ) -> None:
        self._model = model
        self._noise = noise
        places = [next((one for one in some if one.place and one.weight > 0.0), None) for some in references]
        pictures = [
            torch.zeros(3, *size_px[::-1]) if one is None else shown(likenesses(one)[0], size_px, None, one.frame)[0]
            for one in places
        ]
        self._clean = model.encode_pictures(torch.stack(pictures))
        boxes = [layout_boxes(layout, noise.shape[2]) for layout in layouts]
        known = torch.tensor([float(one is not None) for one in places]).view(-1, 1, 1, 1, 1)
        self._mask = (free_cells(layouts, boxes, *noise.shape[-2:]) * known).to(noise)

    def at(self, latents: Tensor, steps: int, time: Tensor) -> Tensor:
        """Return latents b c f h w that show the places as they are at a time of the sampler."""
        scheduler = self._model.scheduler(steps, tuple(latents.shape[1:]))  # afresh: some remember where they are
        held = scheduler.add_noise(self._clean.expand_as(latents), self._noise, time[None])
        return torch.lerp(latents, held, self._mask)

"""One background for all frames of a clip: what no box covers is drawn once, not once a frame.

Where a layout's camera rests, all that lies outside the boxes is the same from frame to frame, and a model whose frames
hardly know of each other still draws another sky in each. So in the first part of the denoising steps the latents
outside the boxes are set to their mean over the frames that show them. A mean is calmer than its parts, and a sampler
that is handed less noise than it reckons with paints mush: so the mean is brought to the power of its parts, and the
frames have their first noise in common.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from storyagent.diffusion.regions import Boxes, free_share
from storyagent.story.layout import Layout

MARGIN = 1.5
"""Latent cells around a box that still belong to its object: ears, shadows."""
_TINY = 1e-6


def free_cells(layouts: Sequence[Layout], boxes: Sequence[Boxes], height: int, width: int) -> Tensor:
    """Return b 1 f h w: the share of each latent cell that no object covers, 0 in clips whose camera moves."""
    rows = []
    for layout, box in zip(layouts, boxes, strict=True):
        free = free_share(box.corners_of4[None], box.present_of[None], height, width, MARGIN)[0]
        rows.append(free.view(-1, height, width) * float(camera_rests(layout)))  # f h w
    return torch.stack(rows)[:, None]


def camera_rests(layout: Layout) -> bool:
    """Return whether a layout's camera shows the same part of the scene throughout."""
    return len({frame.box for frame in layout.view}) <= 1


def with_one_background(latents: Tensor, free_b1fhw: Tensor) -> Tensor:
    """Return latents b c f h w whose free cells are alike in all frames, with the mean square that they had."""
    cells = free_b1fhw.sum((2, 3, 4), keepdim=True).clamp(min=_TINY)
    total = free_b1fhw.sum(2, keepdim=True)
    mean = (latents * free_b1fhw).sum(2, keepdim=True) / total.clamp(min=_TINY)

    def power(some: Tensor) -> Tensor:
        return (some.square() * free_b1fhw).sum((2, 3, 4), keepdim=True) / cells

    mean = mean * (power(latents) / power(mean).clamp(min=_TINY)).sqrt()
    return latents + (mean - latents) * free_b1fhw

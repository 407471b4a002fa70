"""Pictures that a denoiser takes beside its noise: what a clip begins with, and what it shows of entities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image
from torch import Tensor

from storyagent.diffusion.references import WHITE, Likeness, likenesses, shown
from storyagent.errors import InvalidInput
from storyagent.picture_file import opaque, read_picture
from storyagent.story.references import Reference

Part = tuple[float, float, float, float]
WHOLE: Part = (0.0, 0.0, 1.0, 1.0)
MOST_REFERENCES = 8
"""Pictures that one clip is made after: each is as much work as a latent frame, and models were trained with few."""
REFERENCE_SHARE = 0.85
"""How much of its picture an entity fills, as a model that was trained with references on white sees it."""


@dataclass(frozen=True)
class FirstPicture:
    """The picture H W 3 (8 bits) that a clip begins with, and the part of the clip's picture it fills: x0 y0 x1 y1.

    The model paints the rest.
    """

    picture_hwc: npt.NDArray[np.uint8]
    part: Part = WHOLE

    @classmethod
    def read(cls, path: Path, part: Part = WHOLE) -> FirstPicture:
        """Read a user's picture, upright, white where it is transparent.

        Raises:
            InvalidInput: it is missing, no picture, damaged, or larger than 40 megapixels.
        """
        return cls(np.asarray(opaque(read_picture(path))), part)

    def filled(self, size_px: tuple[int, int], *, mirrored: bool = False) -> Tensor:
        """Return the picture 3 h w in -1..1 at its part of a picture of a size (width, height).

        Its edges are drawn out to the rest; with `mirrored` the rest is its mirror image, which a model takes for a
        picture.
        """
        width, height = size_px
        x0, y0, x1, y1 = self.part
        left, top, right, bottom = round(x0 * width), round(y0 * height), round(x1 * width), round(y1 * height)
        scaled = Image.fromarray(self.picture_hwc).resize((right - left, bottom - top), Image.Resampling.LANCZOS)
        around = ((top, height - bottom), (left, width - right), (0, 0))
        whole = np.pad(np.asarray(scaled, np.float32), around, mode="symmetric" if mirrored else "edge")
        return torch.from_numpy(whole).permute(2, 0, 1) / 127.5 - 1.0

    def cells(self, height: int, width: int) -> Tensor:
        """Mark the cells h w of a grid that the picture fills; those that its edge crosses are left to the model."""
        x0, y0, x1, y1 = self.part
        mask = torch.zeros(height, width)
        rows = slice(int(np.ceil(y0 * height - 1e-6)), int(np.floor(y1 * height + 1e-6)))
        mask[rows, int(np.ceil(x0 * width - 1e-6)) : int(np.floor(x1 * width + 1e-6))] = 1.0
        return mask


@dataclass(frozen=True)
class Pictures:
    """What the clips of a batch are to be made after.

    Args:
        clips: how many.
        frames: of each.
        size_px: width and height.
        first: what each clip begins with; none, where nothing is given.
        references: pictures 3 h w in -1..1 of each clip's entities, of the clips' size.
        weight: how much references count.
    """

    clips: int
    frames: int
    size_px: tuple[int, int]
    first: tuple[FirstPicture, ...] = ()
    references: tuple[tuple[Tensor, ...], ...] = ()
    weight: float = 1.0


@dataclass(frozen=True)
class Given:
    """Pictures as a denoiser takes them.

    Args:
        latents: b c f h w, of pictures; what they are to the denoiser is its family's own.
        mask: b m f h w, 1 where they count, or as the family has it.
        embeds_btd: the first picture as an image encoder sees it.
        weight: how much they count.
        ahead: latent frames of references, which stand before the clip's and are no part of it.
        stays: the clip's own latents are these where the mask is 1, from the first step to the last.
    """

    latents: Tensor
    mask: Tensor
    embeds_btd: Tensor | None = None
    weight: float = 1.0
    ahead: int = 0
    stays: bool = False

    def joined(self, other: Given) -> Given:
        """Return this batch followed by another of the same kind."""
        embeds = [some for some in (self.embeds_btd, other.embeds_btd) if some is not None]
        return replace(
            self,
            latents=torch.cat([self.latents, other.latents]),
            mask=torch.cat([self.mask, other.mask]),
            embeds_btd=torch.cat(embeds) if embeds else None,
        )

    def over(self, latents: Tensor) -> Tensor:
        """Return a clip's latents with those in their places that stay as they are."""
        return self.mask * self.latents + (1.0 - self.mask) * latents if self.stays else latents


def staying(first_bchw: Tensor, first: Sequence[FirstPicture], frames: int, *, grain: int = 1) -> Given:
    """Return first pictures, as latents b c h w, that stay as they are in the first of so many latent frames.

    A model that sees `grain` x `grain` latents as one place is given whole places.
    """
    height, width = first_bchw.shape[-2:]
    latents = first_bchw.new_zeros(*first_bchw.shape[:2], frames, height, width)
    latents[:, :, 0] = first_bchw
    mask = first_bchw.new_zeros(len(first), 1, frames, height, width)
    cells = torch.stack([one.cells(height // grain, width // grain) for one in first])
    mask[:, 0, 0] = cells.repeat_interleave(grain, 1).repeat_interleave(grain, 2).to(mask)
    return Given(latents, mask, stays=True)


def reference_pictures(references: Sequence[Reference], size_px: tuple[int, int]) -> tuple[Tensor, ...]:
    """Return pictures 3 h w in -1..1, `MOST_REFERENCES` at most: entities alone in the middle of white, places whole.

    Where there are more, each entity's first picture counts before any second one.

    Raises:
        InvalidInput: what `likenesses` raises.
    """
    known = []
    for reference in references:
        if reference.weight > 0.0 and reference.place:
            known.append([shown(one, size_px, None, reference.frame)[0] for one in likenesses(reference)])
        elif reference.weight > 0.0:
            known.append([shown(_on_white(one), size_px, REFERENCE_SHARE)[0] for one in likenesses(reference)])
    turns = range(max(map(len, known), default=0))
    ordered = [some[turn] for turn in turns for some in known if turn < len(some)]
    return tuple(ordered[:MOST_REFERENCES])


def _on_white(likeness: Likeness) -> Likeness:
    inside = likeness.inside_hw[..., None]
    picture = likeness.picture_hwc * inside + np.array(WHITE, np.float32) * (1.0 - inside)
    # a border of white, so that what is around the entity is known to be white
    bordered = np.pad(picture.round().astype(np.uint8), ((1, 1), (1, 1), (0, 0)), constant_values=255)
    return Likeness(bordered, np.pad(likeness.inside_hw, 1))


def shared_weight(references: Sequence[Sequence[Reference]]) -> float:
    """Return how much all references of a batch count.

    Raises:
        InvalidInput: they do not count alike, which a model that takes them in one stream cannot do.
    """
    weights = sorted({one.weight for some in references for one in some if one.weight > 0.0})
    if len(weights) > 1:
        raise InvalidInput(
            "references of different weights, for a model that weighs all of them alike",
            where="references",
            found=", ".join(f"{weight:g}" for weight in weights),
            needed="one weight",
        )
    return weights[0] if weights else 1.0

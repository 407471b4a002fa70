"""Entities shown to a UNet by an IP-Adapter that is loaded into it (arXiv 2308.06721), each in its own boxes alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from storyagent.diffusion.references import Likeness, shown
from storyagent.diffusion.regions import Boxes, coverage, free_share
from storyagent.errors import InvalidInput

CROP_SHARE = 0.85
"""How much of the picture that the image encoder gets the entity fills."""


@dataclass(frozen=True)
class Pictured:
    """What the frames of a batch are shown: pictures as the image encoder has them, b n d (or b n t d), n entities.

    `masks_bnfhw` says where, on the latents' grid, and how strongly.
    """

    embeds: Tensor
    masks_bnfhw: Tensor

    def at(self, frames: slice) -> Pictured:
        """Return what some of the latent frames are shown."""
        return replace(self, masks_bnfhw=self.masks_bnfhw[:, :, frames])

    def joined(self, other: Pictured) -> Pictured:
        """Return this batch followed by another, of the same entities."""
        return Pictured(torch.cat([self.embeds, other.embeds]), torch.cat([self.masks_bnfhw, other.masks_bnfhw]))

    def unsaid(self) -> Pictured:
        """Return what stands beside it with the empty prompt: no picture."""
        return replace(self, embeds=torch.zeros_like(self.embeds))

    def inputs(self, dtype: torch.dtype, *, frames_repeated: bool) -> dict[str, Any]:
        """Return what diffusers' UNets take; `frames_repeated` where they repeat pictures for the frames themselves."""
        frames = self.masks_bnfhw.shape[2]
        embeds = self.embeds if frames_repeated else self.embeds.repeat_interleave(frames, dim=0)
        masks = self.masks_bnfhw.transpose(1, 2).flatten(0, 1)  # (b f) n h w
        return {
            "added_cond_kwargs": {"image_embeds": [embeds.to(dtype)]},
            "cross_attention_kwargs": {"ip_adapter_masks": [masks.to(dtype)]},
        }


def has_adapter(unet: Any) -> bool:
    """Return whether a UNet has one image adapter loaded."""
    layers = getattr(getattr(unet, "encoder_hid_proj", None), "image_projection_layers", ())
    return getattr(unet.config, "encoder_hid_dim_type", None) == "ip_image_proj" and len(layers) == 1


def nothing_pictured(unet: Any, latents: Tensor) -> Pictured:
    """Return what an adapter is given where there is nothing to show; without anything it would refuse to run."""
    width = next(weight for weight in unet.encoder_hid_proj.image_projection_layers[0].parameters() if weight.ndim == 2)
    batch, _, frames, high, wide = latents.shape
    tokens = () if _takes_one_vector(unet) else (1,)
    embeds = latents.new_zeros(batch, 1, *tokens, width.shape[1])
    return Pictured(embeds, latents.new_zeros(batch, 1, frames, high, wide))


def _takes_one_vector(unet: Any) -> bool:
    return type(unet.encoder_hid_proj.image_projection_layers[0]).__name__ == "ImageProjection"


@torch.no_grad()
def picture_embeds(
    unet: Any, encoder: nn.Module, likenesses: Sequence[Sequence[Likeness]], places: Sequence[bool]
) -> Tensor:
    """Return each entity's pictures as the adapter takes them: n d, or n t d; several pictures are averaged.

    `places` says which are places, whose pictures are shown whole.
    """
    from transformers import CLIPImageProcessor

    config: Any = encoder.config
    side = int(config.image_size)
    processor = CLIPImageProcessor(do_resize=False, do_center_crop=False, do_rescale=False)
    rows = []
    for some, place in zip(likenesses, places, strict=True):
        pictures = [shown(one, (side, side), None if place else CROP_SHARE)[0] / 2 + 0.5 for one in some]
        pixels = processor([picture.numpy() for picture in pictures], return_tensors="pt").pixel_values
        answer = encoder(pixels.to(next(encoder.parameters())), output_hidden_states=True)
        states = answer.image_embeds if _takes_one_vector(unet) else answer.hidden_states[-2]
        rows.append(states.mean(0))
    return torch.stack(rows).float()


def masks_of(
    boxes: Sequence[Boxes],
    owners: Sequence[Sequence[tuple[int, int]]],
    places: Sequence[Sequence[int]],
    weights: Sequence[float],
    size: tuple[int, int],
) -> Tensor:
    """Return where each entity is shown in each clip, b n f h w, times its weight.

    `owners` are pairs of a track and its entity's number, by clip, `places` the numbers of its places.
    """
    found = torch.zeros(len(boxes), len(weights), boxes[0].corners_of4.shape[1], size[0] * size[1])
    for clip, (box, pairs, around) in enumerate(zip(boxes, owners, places, strict=True)):
        covered = coverage(box.corners_of4, *size) * box.present_of[..., None]
        for track, number in pairs:
            found[clip, number] = torch.maximum(found[clip, number], covered[track] * weights[number])
        for number in around:
            found[clip, number] = free_share(box.corners_of4[None], box.present_of[None], *size)[0] * weights[number]
    return found.view(*found.shape[:3], *size)


def load_adapter(unet: Any, path: Path) -> None:
    """Load an adapter's file of weights, as its authors write them, into a UNet.

    Raises:
        InvalidInput: the file is no adapter, or one for another UNet.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        state: dict[str, dict[str, Tensor]] = {"image_proj": {}, "ip_adapter": {}}
        for name, weight in load_file(path).items():
            part, _, rest = name.partition(".")
            state[part][rest] = weight
        unet._load_ip_adapter_weights([state], low_cpu_mem_usage=False)
    except (OSError, SafetensorError, KeyError, RuntimeError) as error:
        raise InvalidInput(
            "this image adapter does not fit the model",
            where=str(path),
            found=f"{type(error).__name__}: {str(error).splitlines()[0]}",
            needed="an IP-Adapter's .safetensors for this UNet",
        ) from error

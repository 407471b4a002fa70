"""The UNet families: Stable Diffusion (stills), AnimateDiff (motion modules), ModelScope and Zeroscope (3D)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import ceil
from pathlib import Path
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from storyagent.diffusion.ip_adapter import has_adapter, nothing_pictured
from storyagent.diffusion.models.base import Text, VideoModel
from storyagent.diffusion.models.storybook_words import KnownText, in_storybook_words, proportions
from storyagent.story.references import Rung

_SPATIAL = re.compile(r"(down_blocks|mid_block|up_blocks)(?:\.(\d+))?\.attentions\.\d+\.transformer_blocks\.\d+\.attn2")
_ORDER = {"down_blocks": 0, "mid_block": 1, "up_blocks": 2}


def spatial_layers(unet: nn.Module) -> tuple[str, ...]:
    """Return the layers worth reading: those below the finest level, the middle, and the first of the way up.

    The finest level, where attention is dearest and says the least about where things are, is left out on the way down
    if there are three levels with attention or more. The rest of the way up is never run.
    """
    found = [(match, name) for name, _ in unet.named_modules() if (match := _SPATIAL.fullmatch(name))]
    by_block: dict[tuple[int, int], list[str]] = {}
    for match, name in found:
        by_block.setdefault((_ORDER[match[1]], int(match[2] or 0)), []).append(name)
    down = [key for key in sorted(by_block) if key[0] == 0]
    up = [key for key in sorted(by_block) if key[0] == 2]
    chosen = down[1 if len(down) > 2 else 0 :] + [key for key in by_block if key[0] == 1] + up[:1]
    return tuple(name for key in chosen for name in by_block[key])


class _UNet(VideoModel):
    denoiser_part = "unet"
    rows = True
    part_classes: ClassVar[dict[str, str]] = {
        "unet": "diffusers.UNet2DConditionModel",
        "vae": "diffusers.AutoencoderKL",
        "text_encoder": "transformers.CLIPTextModel",
        "tokenizer": "transformers.CLIPTokenizer",
        "scheduler": "diffusers.DPMSolverMultistepScheduler",
    }

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        layout: dict[str, Any] = {"memory_format": torch.channels_last}
        self.vae.to(**layout)  # it paints nearly twice as fast on a processor

    def map_layers(self) -> tuple[str, ...]:
        """Return cross-attention layers of the coarser levels."""
        return spatial_layers(self.denoiser)

    def text_layers(self) -> tuple[str, ...]:
        """Return every spatial cross-attention layer."""
        return tuple(name for name, _ in self.denoiser.named_modules() if _SPATIAL.fullmatch(name))

    def blocks(self) -> tuple[str, ...]:
        """Return the UNet's blocks."""
        rooms = ("down_blocks", "up_blocks")
        names = [f"{room}.{index}" for room in rooms for index in range(len(getattr(self.denoiser, room)))]
        return (*names, "mid_block")

    @property
    def references(self) -> tuple[Rung, ...]:
        """Return the ways in which it can be shown entities: by its image adapter first, if one is loaded."""
        own = super().references
        return ("ip_adapter", *own) if self.image_encoder is not None and has_adapter(self.denoiser) else own

    def _pictured(self, text: Text, latents: Tensor, *, frames_repeated: bool) -> dict[str, Any]:
        """Return what an image adapter takes; nothing, where none is loaded."""
        if not has_adapter(self.denoiser):
            return {}
        pictured = text.pictured or nothing_pictured(self.denoiser, latents)
        return pictured.inputs(self.dtype, frames_repeated=frames_repeated)

    def _decode(self, latents: Tensor) -> Tensor:
        flat = latents.transpose(1, 2).flatten(0, 1) / float(self.vae.config.scaling_factor)
        # a few frames at a time: decoding is where a clip needs the most memory
        frames = torch.cat([self.vae.decode(few).sample for few in torch.split(flat, 4)])
        return frames[None].transpose(1, 2)

    def _encode_clips(self, clips: Tensor) -> Tensor:
        found = self.vae.encode(clips.transpose(1, 2).flatten(0, 1))
        latents = found.latents if hasattr(found, "latents") else found.latent_dist.mode()
        return (latents * float(self.vae.config.scaling_factor))[None].transpose(1, 2)  # type: ignore[no-any-return]


class ImageUNet(_UNet):
    """Stable Diffusion's UNet: stills, or frames that know of each other what a sharing policy lets them."""

    def predict(self, latents: Tensor, time: Tensor, text: Text) -> Tensor:
        """Run the UNet on the frames, each by itself."""
        frames = latents.shape[2]
        rows = latents.transpose(1, 2).flatten(0, 1).to(self.dtype)
        with self.directed(text):
            states = text.states_btc.repeat_interleave(frames, dim=0)
            answer = self.denoiser(rows, time, states, **self._pictured(text, latents, frames_repeated=False)).sample
        return answer.unflatten(0, (-1, frames)).transpose(1, 2).float()  # type: ignore[no-any-return]


class ClipUNet(_UNet):
    """The 3D UNet of ModelScope and Zeroscope, which repeats the text for its frames itself."""

    part_classes: ClassVar[dict[str, str]] = {**_UNet.part_classes, "unet": "diffusers.UNet3DConditionModel"}

    def predict(self, latents: Tensor, time: Tensor, text: Text) -> Tensor:
        """Run the UNet on the whole clip."""
        with self.directed(text):
            return self.denoiser(latents.to(self.dtype), time, text.states_btc).sample.float()  # type: ignore[no-any-return]


class MotionUNet(_UNet):
    """A still model with motion modules: AnimateDiff, and storybook.

    Clips longer than the motion modules were trained for are seen in windows that overlap by a quarter at least; every
    step blends their answers anew, so that no seam is left (MultiDiffusion, arXiv 2302.08113, along time).
    """

    part_classes: ClassVar[dict[str, str]] = {**_UNet.part_classes, "unet": "diffusers.UNetMotionModel"}

    def predict(self, latents: Tensor, time: Tensor, text: Text) -> Tensor:
        """Run the UNet on each window of frames, and blend."""
        windows = self.windows(latents.shape[2])
        if len(windows) == 1:
            return self._predict(latents, time, text)
        total, counted = torch.zeros_like(latents), latents.new_zeros(latents.shape[2])
        for window in windows:
            length = window.stop - window.start
            place = torch.arange(length, device=latents.device) + 0.5
            weight = torch.minimum(place, length - place)
            answer = self._predict(latents[:, :, window], time, text.at(window))
            total[:, :, window] += answer * weight[:, None, None]
            counted[window] += weight
        return total / counted[:, None, None]

    def _predict(self, latents: Tensor, time: Tensor, text: Text) -> Tensor:
        states = text.states_btc.repeat_interleave(latents.shape[2], dim=0)
        shown = self._pictured(text, latents, frames_repeated=True)
        with self.directed(text):
            return self.denoiser(latents.to(self.dtype), time, states, **shown).sample.float()  # type: ignore[no-any-return]

    def windows(self, frames: int) -> list[slice]:
        """Return windows of the trained length, a quarter or more overlapping, evenly spread."""
        return list(_windows(frames, self.spec.capabilities.frames))


class StorybookUNet(MotionUNet):
    """The embedded model: a motion UNet with a small vocabulary, which lies beside its weights in `folder`."""

    def __init__(self, *args: Any, folder: Path | None = None, **how: Any) -> None:
        super().__init__(*args, **how)
        self.folder = folder

    def in_known_words(self, text: str) -> KnownText:
        """Return a text with unknown words replaced by the nearest known ones."""
        return in_storybook_words(text, self.folder)

    @property
    def proportions(self) -> Mapping[str, float]:
        """Return those of the drawings that it was taught with."""
        return proportions(self.folder)


def _windows(frames: int, length: int) -> Iterator[slice]:
    if frames <= length:
        yield slice(0, frames)
        return
    last = frames - length
    steps = ceil(last / (length - length // 4))
    for step in range(steps + 1):
        start = round(step * last / steps)
        yield slice(start, start + length)

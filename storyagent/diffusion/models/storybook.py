"""The embedded model: a small text-to-video latent diffusion model of a picture-book world, in diffusers' own classes.

    book = load_storybook()
    frames = sample(book, ["a red car on a street"], frames=16, seed=7)

The same motion UNet draws stills (one frame) and clips. Its autoencoder, text encoder, tokenizer and sampler are the
usual parts of a diffusers pipeline, so whatever works on AnimateDiff works on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderTiny, DPMSolverMultistepScheduler, UNetMotionModel
from torch import Tensor
from transformers import CLIPTextModel, PreTrainedTokenizerFast

from storyagent.errors import Misconfigured

SHARED_NOISE = 0.5
"""Share of the first noise's variance that all frames of a clip have in common, as in training."""
PARTS = ("unet", "vae", "text_encoder", "tokenizer", "scheduler")
Predict = Callable[[Tensor, Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class Storybook:
    """The model's parts, and what it was trained for."""

    unet: UNetMotionModel
    vae: AutoencoderTiny
    text_encoder: CLIPTextModel
    tokenizer: PreTrainedTokenizerFast
    scheduler: DPMSolverMultistepScheduler
    frames: int = 16
    fps: int = 8

    @property
    def size_px(self) -> int:
        """Return the side of the pictures it makes."""
        levels = len(self.vae.config.block_out_channels)
        return int(self.unet.config.sample_size * 2 ** (levels - 1))

    @property
    def device(self) -> torch.device:
        """Return where the UNet is."""
        device: torch.device = next(self.unet.parameters()).device
        return device


def load_storybook(folder: Path | None = None, *, device: torch.device | str = "cpu") -> Storybook:
    """Load the model from the package, or from a folder of the same layout, in 32-bit precision and for inference.

    Raises:
        Misconfigured: the folder lacks a part; a source checkout has none until `training/storybook` made the weights.
    """
    if folder is not None:
        return _loaded(folder, device)
    with as_file(files("storyagent.diffusion.models").joinpath("storybook_weights")) as packaged:
        return _loaded(packaged, device)


def _loaded(folder: Path, device: torch.device | str) -> Storybook:
    missing = [part for part in PARTS if not (folder / part).is_dir()]
    if missing:
        raise Misconfigured(
            "the storybook model is not complete",
            where=str(folder),
            found=f"no {', '.join(missing)}",
            needed=", ".join(PARTS),
            hint="training/storybook/README.md says how its weights are made",
        )
    unet = UNetMotionModel.from_pretrained(folder / "unet", torch_dtype=torch.float32)
    vae = AutoencoderTiny.from_pretrained(folder / "vae", torch_dtype=torch.float32)
    text_encoder = CLIPTextModel.from_pretrained(folder / "text_encoder", dtype=torch.float32)
    return Storybook(
        unet=unet.to(device).eval().requires_grad_(False),
        vae=vae.to(device).eval().requires_grad_(False),
        text_encoder=text_encoder.to(device).eval().requires_grad_(False),
        tokenizer=PreTrainedTokenizerFast.from_pretrained(folder / "tokenizer"),
        scheduler=DPMSolverMultistepScheduler.from_pretrained(folder / "scheduler"),
    )


def embed(book: Storybook, prompts: Sequence[str]) -> Tensor:
    """Return what the UNet attends to for each prompt: b t c."""
    rows = book.tokenizer(list(prompts), padding="max_length", truncation=True, return_tensors="pt")["input_ids"]
    with torch.no_grad():
        return book.text_encoder(rows.to(book.device)).last_hidden_state  # type: ignore[no-any-return]


def first_noise(book: Storybook, *, frames: int, seeds: Sequence[int]) -> Tensor:
    """Draw the noise that sampling begins with, b c f h w; the same seed gives the same on every device.

    Frames of a clip share half of the variance, as in training: what does not move then agrees from the start.
    """
    side, channels = book.unet.config.sample_size, book.unet.config.in_channels
    clips = []
    for seed in seeds:
        dice = torch.Generator().manual_seed(seed)
        common = torch.randn(channels, 1, side, side, generator=dice)
        own = torch.randn(channels, frames, side, side, generator=dice)
        clips.append(own if frames == 1 else SHARED_NOISE**0.5 * common + (1 - SHARED_NOISE) ** 0.5 * own)
    return torch.stack(clips).to(book.device)


def windows(frames: int, length: int) -> Iterator[tuple[slice, Tensor]]:
    """Cover frames with windows of at most `length` that overlap by half, each with the weights of its frames.

    Weights rise and fall towards a window's ends, where another one covers the same frames.
    """
    if frames <= length:
        yield slice(0, frames), torch.ones(frames)
        return
    last = frames - length
    starts = [*range(0, last, length // 2), last]
    line = torch.arange(length) + 0.5
    weights = torch.minimum(line, length - line)
    for start in starts:
        yield slice(start, start + length), weights


def predict_v(book: Storybook, noisy: Tensor, time: Tensor, text: Tensor) -> Tensor:
    """Run the UNet on clips of any length, b c f h w; longer ones in overlapping windows whose answers are blended.

    Every step blends anew, so that neighbouring windows agree and no seam is left (MultiDiffusion, arXiv 2302.08113,
    along time).
    """
    total, counted = torch.zeros_like(noisy), noisy.new_zeros(noisy.shape[2])
    for part, line in windows(noisy.shape[2], book.frames):
        weights = line.to(noisy)
        seen = noisy[:, :, part]
        words = text.repeat_interleave(seen.shape[2], dim=0)
        total[:, :, part] += book.unet(seen, time, words).sample * weights[:, None, None]
        counted[part] += weights
    return total / counted[:, None, None]


@torch.no_grad()
def denoise(
    book: Storybook,
    latents: Tensor,
    text: Tensor,
    *,
    steps: int = 16,
    scale: float = 3.0,
    before: Callable[[int, Tensor, Tensor], Tensor] | None = None,
) -> Tensor:
    """Turn noise b c f h w into latents, with classifier-free guidance against the empty prompt.

    Args:
        book: the model.
        latents: `first_noise`.
        text: b t c, from `embed`.
        steps: of the sampler; each is two runs of the UNet, or one where `scale` is 1.
        scale: of classifier-free guidance.
        before: called with the step, its time and the latents before each step; the latents it returns are used.
    """
    scheduler = deepcopy(book.scheduler)
    scheduler.set_timesteps(steps, device=latents.device)
    unsaid = embed(book, [""] * len(text))
    for step, time in enumerate(scheduler.timesteps):
        if before is not None:
            latents = before(step, time, latents)
        if scale == 1.0:
            v = predict_v(book, latents, time, text)
        else:
            without, with_text = predict_v(book, latents.repeat(2, 1, 1, 1, 1), time, torch.cat([unsaid, text])).chunk(
                2
            )
            v = without + scale * (with_text - without)
        latents = scheduler.step(v, time, latents).prev_sample
    return latents


@torch.no_grad()
def decode(book: Storybook, latents: Tensor) -> Tensor:
    """Paint latents b c f h w: frames b f 3 h w in -1..1."""
    count = latents.shape[0]
    flat = latents.transpose(1, 2).flatten(0, 1) / float(book.vae.config.scaling_factor)
    return book.vae.decode(flat).sample.clamp(-1, 1).unflatten(0, (count, -1))  # type: ignore[no-any-return]


def sample(book: Storybook, prompts: Sequence[str], *, frames: int = 16, seed: int = 0, **how: Any) -> Tensor:
    """Make one clip, or one still where `frames` is 1, for each prompt: b f 3 h w in -1..1.

    The same arguments give the same frames. `how` goes to `denoise`. A prompt's result does not depend on the others:
    each has a noise of its own, of seed `seed` plus its place in the list.
    """
    noise = first_noise(book, frames=frames, seeds=[seed + place for place in range(len(prompts))])
    return decode(book, denoise(book, noise, embed(book, prompts), **how))

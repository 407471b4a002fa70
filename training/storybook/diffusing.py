"""What the image and the motion stage share: captions to tokens, noise on latents, and the loss of undoing it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import torch
from diffusers import AutoencoderTiny, UNetMotionModel
from torch import Tensor, nn
from transformers import PreTrainedTokenizerFast

from storyagent.diffusion.models.base import Parts
from storyagent.diffusion.models.storybook import SHARED_NOISE, Storybook
from storyagent.diffusion.models.unets import MotionUNet
from storyagent.diffusion.sampling import SampleSettings, sample
from training.storybook.curriculum import Source
from training.storybook.grounding import cell_masks, grounding_loss, word_masks
from training.storybook.shape import Shape
from training.storybook.stage import Losses
from training.storybook.tokenizer import new_tokenizer, with_more_words, words_in
from training.storybook.world import Batch, training_seed

UNSAID = 0.1
"""Share of captions left out, so that the model also knows what is seen when nothing is said."""
GROUNDING = 0.05
CAPTIONS = 4000


class Said(NamedTuple):
    """Captions as tokens: `rows` b t, and which of them are each thing's words, b o t."""

    rows: Tensor
    words: Tensor


def vocabulary(folder: Path, world: Source, shape: Shape) -> PreTrainedTokenizerFast:
    """Return the run's tokenizer, with whatever words of this world's captions it did not know; kept in `folder`."""
    captions = [
        caption
        for still in (True, False)
        for seed in range(4)
        for caption in world.captions(CAPTIONS // 8, still=still, seed=training_seed(seed))
    ]
    words = words_in(captions)
    if (folder / "tokenizer_config.json").exists():
        known = PreTrainedTokenizerFast.from_pretrained(folder)
        tokenizer = with_more_words(known, words, rows=shape.words)
    else:
        tokenizer = new_tokenizer(words, tokens=shape.tokens, rows=shape.words)
    tokenizer.save_pretrained(folder)
    return tokenizer


def said(tokenizer: PreTrainedTokenizerFast, batch: Batch, dice: torch.Generator) -> Said:
    """Tokenise a batch's captions, some of them left out."""
    device = batch.frames.device
    left_out = torch.rand(len(batch.captions), generator=dice, device=device) < UNSAID
    captions = ["" if gone else text for gone, text in zip(left_out.tolist(), batch.captions, strict=True)]
    tokens = tokenizer(
        captions, padding="max_length", truncation=True, return_tensors="pt", return_offsets_mapping=True
    )
    masks = word_masks(batch, tokens["offset_mapping"]).to(device) * ~left_out[:, None, None]
    return Said(tokens["input_ids"].to(device), masks)


def encode(autoencoder: AutoencoderTiny, batch: Batch) -> Tensor:
    """Return the latents of a batch's frames: (b f) c h w, standard deviation near 1."""
    frames = batch.frames.flatten(0, 1).contiguous(memory_format=torch.channels_last)
    with torch.no_grad(), torch.autocast(frames.device.type, torch.bfloat16):
        latents = autoencoder.encoder(frames)
    scaled: Tensor = latents.float() * float(autoencoder.config.scaling_factor)
    return scaled


def frame_noise(count: int, frames: int, latents: Tensor, dice: torch.Generator) -> Tensor:
    """Return noise for (b f) c h w latents; frames of a clip share half of its variance, so that they agree."""
    size = (count, frames, *latents.shape[1:])
    own = torch.randn(size, generator=dice, device=latents.device)
    if frames == 1:
        return own[:, 0]
    common = torch.randn((count, 1, *latents.shape[1:]), generator=dice, device=latents.device)
    mixed: Tensor = SHARED_NOISE**0.5 * common + (1 - SHARED_NOISE) ** 0.5 * own
    return mixed.flatten(0, 1)


def denoising_losses(
    networks: nn.ModuleDict, latents: Tensor, batch: Batch, caption: Said, levels: Tensor, dice: torch.Generator,
    maps: list[Tensor],
) -> Losses:  # fmt: skip
    """Return the loss of predicting v (arXiv 2202.00512), where things are thrice as much as elsewhere, and grounding.

    Args:
        networks: `unet` and `text_encoder`.
        latents: (b f) c h w.
        batch: where the things are.
        caption: what is said of them.
        levels: share of the picture in the variance at every time step, falling.
        dice: of this step.
        maps: the list that the UNet's attention fills.
    """
    count, frames = batch.frames.shape[:2]
    times = torch.randint(len(levels), (count,), generator=dice, device=latents.device)
    noise = frame_noise(count, frames, latents, dice)
    level = levels[times].repeat_interleave(frames)[:, None, None, None]
    noisy = level.sqrt() * latents + (1 - level).sqrt() * noise
    wanted = level.sqrt() * noise - (1 - level).sqrt() * latents
    maps.clear()
    with torch.autocast(latents.device.type, torch.bfloat16):
        text = networks["text_encoder"](caption.rows).last_hidden_state
        predicted = predict(networks["unet"], noisy, times, text, frames)
    covered = cell_masks(batch.boxes, *latents.shape[-2:]).amax(2).flatten(0, 1)  # (b f) n
    matters = (1 + 2 * covered).view(-1, 1, *latents.shape[-2:])
    error = ((predicted.float() - wanted).square() * matters).mean() / matters.mean()
    outside = grounding_loss(maps, batch, caption.words, levels[times].sqrt())
    return {"v": error, "outside": GROUNDING * outside}


def batch_losses(
    networks: nn.ModuleDict, autoencoder: AutoencoderTiny, tokenizer: PreTrainedTokenizerFast, batch: Batch,
    levels: Tensor, dice: torch.Generator, maps: list[Tensor],
) -> Losses:  # fmt: skip
    """Return `denoising_losses` of a batch, tokenised and encoded."""
    caption = said(tokenizer, batch, dice)
    return denoising_losses(networks, encode(autoencoder, batch), batch, caption, levels, dice, maps)


def predict(unet: nn.Module, noisy: Tensor, times: Tensor, text: Tensor, frames: int) -> Tensor:
    """Run an image UNet, or a motion UNet over clips of `frames`, on (b f) c h w; text is b t c."""
    if not isinstance(unet, UNetMotionModel):
        return unet(noisy, times, text).sample  # type: ignore[no-any-return]
    clips = noisy.view(-1, frames, *noisy.shape[1:]).transpose(1, 2)  # b c f h w
    predicted = unet(clips, times, text.repeat_interleave(frames, dim=0)).sample
    return predicted.transpose(1, 2).flatten(0, 1)  # type: ignore[no-any-return]


def drawn(book: Storybook, prompts: list[str], *, frames: int, across: float = 1.0) -> Tensor:
    """Sample one clip for each prompt as the finished model would: b f h w 3, 8 bits, w `across` times h."""
    parts = Parts(
        denoiser=book.unet,
        vae=book.vae,
        text_encoder=book.text_encoder,
        tokenizer=book.tokenizer,
        scheduler=book.scheduler,
    )
    model = MotionUNet(book.spec, parts, device=book.vae.device)
    settings = SampleSettings(frames=frames, width_px=round(book.size_px * across))
    return sample(model, prompts, list(range(len(prompts))), settings=settings).frames_bfhwc

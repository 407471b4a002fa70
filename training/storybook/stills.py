"""Stage 2: learn to draw stills from words, UNet and text encoder together.

    python -m training.storybook.stills --out /tmp/storybook/run --steps 20000

Frames are rendered and encoded as they are needed: both together cost a sixth of the step that learns from them.
"""

from __future__ import annotations

from pathlib import Path

import torch
from diffusers import AutoencoderTiny, UNet2DConditionModel
from torch import nn
from transformers import CLIPTextModel

from storyagent.diffusion.models.storybook import Storybook
from training.storybook import options
from training.storybook.curriculum import Source
from training.storybook.diffusing import batch_losses, drawn, vocabulary
from training.storybook.grounding import keep_maps
from training.storybook.pictures import save_sheet
from training.storybook.shape import inflate, new_scheduler, new_still_unet, new_text_encoder
from training.storybook.stage import Losses, Stage, generator, placed, train
from training.storybook.world import held_out_seed, training_seed


def main(arguments: list[str] | None = None, *, world: Source | None = None) -> None:
    """Train, resume and show the image stage as the options say."""
    chosen = options.read(__doc__, arguments, steps=20_000, batch=16, rate=6e-4)
    shape, world = chosen.shape, world or chosen.world()
    torch.manual_seed(chosen.seed)
    autoencoder = AutoencoderTiny.from_pretrained(chosen.out / "autoencoder" / "vae").requires_grad_(False)
    placed(autoencoder, chosen.device)
    tokenizer = vocabulary(chosen.out / "stills" / "tokenizer", world, shape)
    networks = nn.ModuleDict({"unet": new_still_unet(shape), "text_encoder": new_text_encoder(shape)})
    placed(networks, chosen.device)
    stage = Stage(chosen.out / "stills", networks, rate=chosen.rate, steps=chosen.steps, seed=chosen.seed)
    stage.resume()
    maps = keep_maps(networks["unet"])  # after the stage has copied the networks: their averages keep none
    scheduler = new_scheduler()
    levels = scheduler.alphas_cumprod.to(chosen.device)

    def losses_at(step: int) -> Losses:
        dice = generator(chosen.seed, step, stage.device)
        batch = world.sample(chosen.batch, seed=training_seed(chosen.seed + step))
        return batch_losses(networks, autoencoder, tokenizer, batch, levels, dice, maps)

    prompts = world.captions(16, still=True, seed=held_out_seed(2))

    def look(path: Path) -> None:
        still = stage.averaged["unet"]
        assert isinstance(still, UNet2DConditionModel)
        unet = inflate(still, shape)
        text_encoder = stage.averaged["text_encoder"]
        assert isinstance(text_encoder, CLIPTextModel)
        book = Storybook(unet, autoencoder, text_encoder, tokenizer, scheduler)
        save_sheet(drawn(book, prompts, frames=1)[:, 0], path, columns=8, captions=prompts)

    train(stage, losses_at, minutes=chosen.minutes, every=chosen.every, fit=chosen.fit, look=look)
    if chosen.compact:
        stage.save_compact()


if __name__ == "__main__":
    main()

"""Stage 3: learn how things move; the image UNet gets motion modules and becomes a video model.

    python -m training.storybook.motion --out /tmp/storybook/run --steps 6000 --batch 2

Every third step is one of stills, with as many pictures as the clips have frames, so that the same weights go on
drawing them. The image's weights and the text encoder learn at a tenth of the motion modules' rate.
"""

from __future__ import annotations

from pathlib import Path

import torch
from diffusers import AutoencoderTiny, UNetMotionModel
from torch import nn
from transformers import CLIPTextModel

from storyagent.diffusion.models.storybook import Storybook
from training.storybook import options
from training.storybook.curriculum import Source
from training.storybook.diffusing import batch_losses, drawn, vocabulary
from training.storybook.grounding import keep_maps
from training.storybook.pictures import save_sheet
from training.storybook.shape import Shape, inflate, new_scheduler, new_still_unet, new_text_encoder
from training.storybook.stage import Losses, Stage, averages_in, generator, left_in, placed, train
from training.storybook.world import held_out_seed, training_seed

STILLS_EVERY = 3


def inflated(out: Path, shape: Shape, before: Path | None = None) -> nn.ModuleDict:
    """Return the image stage's averaged networks, the UNet with motion modules that do nothing yet.

    With `before`, the modules are those of an earlier motion stage: the image stage went on since, and what moves need
    not be learned anew. Where the motion stage has begun, its own weights are to follow, and no others are needed.
    """
    still, text_encoder = new_still_unet(shape), new_text_encoder(shape)
    if not left_in(out / "motion"):
        networks = nn.ModuleDict({"unet": still, "text_encoder": text_encoder})
        networks.load_state_dict(averages_in(out / "stills"))
    networks = nn.ModuleDict({"unet": inflate(still, shape), "text_encoder": text_encoder})
    if before is not None:
        modules = {name: value for name, value in averages_in(before).items() if "motion_modules" in name}
        networks.load_state_dict({**networks.state_dict(), **modules})
    return networks


def main(arguments: list[str] | None = None, *, world: Source | None = None) -> None:
    """Train, resume and show the motion stage as the options say."""
    chosen = options.read(__doc__, arguments, steps=6_000, batch=2, rate=4e-4)
    shape, world = chosen.shape, world or chosen.world()
    torch.manual_seed(chosen.seed)
    autoencoder = AutoencoderTiny.from_pretrained(chosen.out / "autoencoder" / "vae").requires_grad_(False)
    placed(autoencoder, chosen.device)
    tokenizer = vocabulary(chosen.out / "stills" / "tokenizer", world, shape)
    networks = inflated(chosen.out, shape, chosen.before)
    placed(networks, chosen.device)
    stage = Stage(
        chosen.out / "motion", networks, rate=chosen.rate, steps=chosen.steps, seed=chosen.seed,
        slow=lambda name: "motion_modules" not in name,
    )  # fmt: skip
    stage.resume()
    maps = keep_maps(networks["unet"])  # after the stage has copied the networks: their averages keep none
    scheduler = new_scheduler()
    levels = scheduler.alphas_cumprod.to(chosen.device)

    def losses_at(step: int) -> Losses:
        dice = generator(chosen.seed, step, stage.device)
        still, seed = step % STILLS_EVERY == STILLS_EVERY - 1, training_seed(chosen.seed + step)
        if still:
            batch = world.sample(chosen.batch * shape.frames, seed=seed)
        else:
            batch = world.sample(chosen.batch, frames=shape.frames, seed=seed)
        losses = batch_losses(networks, autoencoder, tokenizer, batch, levels, dice, maps)
        return {f"still {name}" if still else name: term for name, term in losses.items()}

    prompts = world.captions(6, still=False, seed=held_out_seed(3))

    def look(path: Path) -> None:
        unet, text_encoder = stage.averaged["unet"], stage.averaged["text_encoder"]
        assert isinstance(unet, UNetMotionModel)
        assert isinstance(text_encoder, CLIPTextModel)
        book = Storybook(unet, autoencoder, text_encoder, tokenizer, scheduler, frames=shape.frames)
        frames = drawn(book, prompts, frames=shape.frames)[:, :: max(1, shape.frames // 8)]
        captions = [text for prompt in prompts for text in (prompt, *[""] * (frames.shape[1] - 1))]
        save_sheet(frames.flatten(0, 1), path, columns=frames.shape[1], captions=captions)

    train(stage, losses_at, minutes=chosen.minutes, every=chosen.every, fit=chosen.fit, look=look)
    if chosen.compact:
        stage.save_compact()


if __name__ == "__main__":
    main()

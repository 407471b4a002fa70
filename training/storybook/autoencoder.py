"""Stage 1: learn to write a picture as a 16x16 grid and to paint it again.

    python -m training.storybook.autoencoder --out /tmp/storybook/run --steps 20000

Rendered frames, L1 and the L1 of differences between neighbours at three scales (edges matter in a picture book). The
grid gets noise while learning and is pulled towards zero, so that near grids are near pictures: what the later stages
generate is never exact.
"""

from __future__ import annotations

from pathlib import Path

import torch
from diffusers import AutoencoderTiny
from torch import Tensor, nn
from torch.nn import functional

from training.storybook import options
from training.storybook.curriculum import Source
from training.storybook.pictures import eight_bits, save_sheet
from training.storybook.shape import new_autoencoder
from training.storybook.stage import Losses, Stage, generator, placed, train
from training.storybook.world import held_out_seed, training_seed

NOISE = 0.15
"""Standard deviation of the noise on the grid, whose own is near 1."""


def picture_losses(painted: Tensor, frames: Tensor) -> Losses:
    """Compare painted with true frames (b 3 h w): L1, and L1 of the differences between neighbours at three scales."""
    edges = frames.new_zeros(())
    a, b = painted, frames
    for _ in range(3):
        edges = edges + (a.diff(dim=-1) - b.diff(dim=-1)).abs().mean() + (a.diff(dim=-2) - b.diff(dim=-2)).abs().mean()
        a, b = functional.avg_pool2d(a, 2), functional.avg_pool2d(b, 2)
    return {"l1": (painted - frames).abs().mean(), "edges": edges / 2}


def losses(autoencoder: AutoencoderTiny, frames: Tensor, dice: torch.Generator) -> Losses:
    """Return the terms for frames (b 3 h w, -1..1)."""
    with torch.autocast(frames.device.type, torch.bfloat16):
        grid = autoencoder.encoder(frames)
        noise = torch.randn(grid.shape, generator=dice, device=grid.device)
        painted = autoencoder.decoder(grid + NOISE * noise.to(grid.dtype))
    grid = grid.float()
    pull = 2e-3 * grid.square().mean() + 0.02 * grid.mean(dim=(0, 2, 3)).square().mean()
    return {**picture_losses(painted.float(), frames), "pull": pull}


def set_scale(autoencoder: AutoencoderTiny, frames: Tensor) -> float:
    """Write into the configuration the factor that gives the grids of these frames a standard deviation of 1."""
    with torch.no_grad():
        factor = 1.0 / float(autoencoder.encoder(frames).std())
    autoencoder.register_to_config(scaling_factor=round(factor, 5))
    return factor


def main(arguments: list[str] | None = None, *, world: Source | None = None) -> None:
    """Train, resume and publish the autoencoder as the options say."""
    chosen = options.read(__doc__, arguments, steps=20_000, batch=16, rate=1.5e-3)
    shape, world = chosen.shape, world or chosen.world()
    torch.manual_seed(chosen.seed)
    autoencoder = placed(new_autoencoder(shape), chosen.device)
    networks = nn.ModuleDict({"autoencoder": autoencoder})
    stage = Stage(chosen.out / "autoencoder", networks, rate=chosen.rate, steps=chosen.steps, seed=chosen.seed)
    stage.resume()

    def losses_at(step: int) -> Losses:
        frames = world.sample(chosen.batch, seed=training_seed(chosen.seed + step)).frames[:, 0]
        frames = frames.contiguous(memory_format=torch.channels_last)
        return losses(autoencoder, frames, generator(chosen.seed, step, stage.device))

    held_out = world.sample(8, seed=held_out_seed(0)).frames[:, 0]

    averaged = stage.averaged["autoencoder"]
    assert isinstance(averaged, AutoencoderTiny)

    def look(path: Path) -> None:
        with torch.no_grad():
            save_sheet(eight_bits(torch.cat([held_out, averaged.decoder(averaged.encoder(held_out))])), path, columns=8)

    train(stage, losses_at, minutes=chosen.minutes, every=chosen.every, fit=chosen.fit, look=look)
    set_scale(averaged, world.sample(64, seed=held_out_seed(1)).frames[:, 0])
    averaged.save_pretrained(chosen.out / "autoencoder" / "vae")
    if chosen.compact:
        stage.save_compact()


if __name__ == "__main__":
    main()

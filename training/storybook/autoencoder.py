"""Stage 1: learn to write a picture as a 16x16 grid and to paint it again.

    python -m training.storybook.autoencoder --out /tmp/storybook/run --steps 20000

Rendered frames, L1 and the L1 of differences between neighbours at three scales (edges matter in a picture book). The
grid gets noise while learning and is pulled towards zero, so that near grids are near pictures: what the later stages
generate is never exact.

    python -m training.storybook.autoencoder --out NEW --size small --before RUN/autoencoder/vae

grows an autoencoder to twice the size (RUN was made with `--size half`). The grids stay near those of the old one, so
that the stages that learned on them need not begin anew. One of the same size goes on from where it was, held near its
grids in the same way: so it learns to paint more than it was taught.

It learns from pieces of frames, most of them around a thing: things are what is hard to paint, and convolutions need
not see the rest.
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
from training.storybook.shape import grown, new_autoencoder
from training.storybook.stage import Losses, Stage, generator, placed, train
from training.storybook.world import Batch, held_out_seed, training_seed

NOISE = 0.1
"""Standard deviation of the noise on the grid, whose own is near 1."""
NEAR = 0.03
ANYWHERE = 0.2


def picture_losses(painted: Tensor, frames: Tensor) -> Losses:
    """Compare painted with true frames (b 3 h w): L1, and L1 of the differences between neighbours at three scales."""
    edges = frames.new_zeros(())
    a, b = painted, frames
    for _ in range(3):
        edges = edges + (a.diff(dim=-1) - b.diff(dim=-1)).abs().mean() + (a.diff(dim=-2) - b.diff(dim=-2)).abs().mean()
        a, b = functional.avg_pool2d(a, 2), functional.avg_pool2d(b, 2)
    return {"l1": (painted - frames).abs().mean(), "edges": edges / 2}


def losses(
    autoencoder: AutoencoderTiny, frames: Tensor, dice: torch.Generator, before: AutoencoderTiny | None = None
) -> Losses:
    """Return the terms for frames (b 3 h w, -1..1); with `before`, grids are to be near its own."""
    with torch.autocast(frames.device.type, torch.bfloat16):
        grid = autoencoder.encoder(frames)
        noise = torch.randn(grid.shape, generator=dice, device=grid.device)
        painted = autoencoder.decoder(grid + NOISE * noise.to(grid.dtype))
    grid = grid.float()
    if before is None:
        held = {"pull": 2e-3 * grid.square().mean() + 0.02 * grid.mean(dim=(0, 2, 3)).square().mean()}
    else:
        held = {"grid": NEAR * (grid - grids_of(before, frames, frames.shape[-1] // grid.shape[-1])).abs().mean()}
    return {**picture_losses(painted.float(), frames), **held}


def grids_of(before: AutoencoderTiny, frames: Tensor, cell_px: int) -> Tensor:
    """Return how an autoencoder of the same or half the size writes frames b 3 h w, on a grid of cells of `cell_px`."""
    with torch.no_grad():
        half = 2 ** len(before.config.decoder_block_out_channels) // 2 < cell_px
        grids: Tensor = before.encoder(functional.avg_pool2d(frames, 2) if half else frames).float()
    return grids


def pieces(batch: Batch, side_px: int, dice: torch.Generator) -> Tensor:
    """Cut one square out of the first frame of each clip, b 3 side side: around a thing, or anywhere (one in five)."""
    cut = []
    for frame, boxes, present in zip(batch.frames[:, 0], batch.boxes[:, 0], batch.present[:, 0], strict=True):
        least, size = torch.rand(3, generator=dice).tolist(), frame.shape[-1]
        shown = boxes[present.bool()].tolist()
        x, y = least[0], least[1]
        if shown and least[2] > ANYWHERE:
            x0, y0, x1, y1 = shown[int(least[2] * 997) % len(shown)]
            x, y = (x0 + x1) / 2 + (x - 0.5) / 4, (y0 + y1) / 2 + (y - 0.5) / 4
        left, top = (min(max(0, round(at * size - side_px / 2)), size - side_px) for at in (x, y))
        cut.append(frame[:, top : top + side_px, left : left + side_px])
    return torch.stack(cut).contiguous(memory_format=torch.channels_last)


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
    before = AutoencoderTiny.from_pretrained(chosen.before).requires_grad_(False) if chosen.before else None
    if before is not None:
        placed(before, chosen.device)
    autoencoder = placed(grown(before, shape) if before else new_autoencoder(shape), chosen.device)
    networks = nn.ModuleDict({"autoencoder": autoencoder})
    stage = Stage(chosen.out / "autoencoder", networks, rate=chosen.rate, steps=chosen.steps, seed=chosen.seed)
    stage.resume()

    def losses_at(step: int) -> Losses:
        dice = generator(chosen.seed, step, stage.device)
        batch = world.sample(chosen.batch, seed=training_seed(chosen.seed + step))
        cut = pieces(batch, shape.size_px // 2, generator(chosen.seed, step, torch.device("cpu")))
        return losses(autoencoder, cut, dice, before)

    held_out = world.sample(8, seed=held_out_seed(0)).frames[:, 0]

    averaged = stage.averaged["autoencoder"]
    assert isinstance(averaged, AutoencoderTiny)

    def look(path: Path) -> None:
        with torch.no_grad():
            save_sheet(eight_bits(torch.cat([held_out, averaged.decoder(averaged.encoder(held_out))])), path, columns=8)

    train(stage, losses_at, minutes=chosen.minutes, every=chosen.every, fit=chosen.fit, look=look)
    if before is None:
        set_scale(averaged, world.sample(64, seed=held_out_seed(1)).frames[:, 0])
    averaged.save_pretrained(chosen.out / "autoencoder" / "vae")
    if chosen.compact:
        stage.save_compact()


if __name__ == "__main__":
    main()

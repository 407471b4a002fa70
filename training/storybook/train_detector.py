"""Train the judge on rendered frames: what is where, and in which colour.

    python -m training.storybook.train_detector --out /tmp/storybook/run --minutes 60

Half of the steps see stills, half see moments of clips, so that turned, covered and cut-off things are known too. The
detector never sees what the generator makes. A run that was stopped goes on where it was.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from storyagent.evaluation.detect import NAMES, WEIGHTS
from storyagent.evaluation.detector_net import INPUT_PX, DetectorNet
from training.storybook import options
from training.storybook.art import Art
from training.storybook.curriculum import NarrowWorld, Source
from training.storybook.detector_faults import spoiled
from training.storybook.detector_loss import NAMED, losses, targets
from training.storybook.stage import Losses, Stage, generator, placed, train
from training.storybook.world import NOUNS, Batch, training_seed

MOMENTS = 4
"""Frames seen of a clip."""


def new_net(device: str = "cpu") -> DetectorNet:
    """Return an untrained detector of the world's nouns and colours."""
    return placed(DetectorNet(len(NOUNS), len(NAMED)), device)


def publish(net: nn.Module, folder: Path) -> None:
    """Write a detector's weights in half precision, and its names, for `Detector.load`."""
    folder.mkdir(parents=True, exist_ok=True)
    weights: dict[str, Tensor] = {
        name: value.detach().half().cpu().contiguous()
        for name, value in net.state_dict().items()
        if value.is_floating_point()
    }
    save_file(weights, folder / WEIGHTS)
    (folder / WEIGHTS).chmod(0o644)  # safetensors leaves it to its owner alone
    names = {"nouns": list(NOUNS), "colours": list(NAMED)}
    (folder / NAMES).write_text(json.dumps(names, indent=1) + "\n")


def step_losses(net: nn.Module, batch: Batch, dice: torch.Generator) -> Losses:
    """Return the terms for a batch, its frames spoiled as a generator would."""
    frames = spoiled(batch.frames.flatten(0, 1), dice).contiguous(memory_format=torch.channels_last)
    with torch.autocast(frames.device.type, torch.bfloat16):
        maps = net(frames)
    return losses(maps, targets(batch))


def main(arguments: list[str] | None = None, *, world: Source | None = None) -> None:
    """Train, resume and publish the detector as the options say."""
    chosen = options.read(__doc__, arguments, steps=4_000, batch=64, rate=2e-3)
    if world is None:
        art = Art.load(chosen.art) if chosen.art else None
        world = NarrowWorld(size_px=INPUT_PX, part=chosen.part, device=chosen.device, art=art, workers=chosen.workers)
    torch.manual_seed(chosen.seed)
    networks = nn.ModuleDict({"detector": new_net(chosen.device)})
    stage = Stage(
        chosen.out / "detector", networks, rate=chosen.rate, steps=chosen.steps, seed=chosen.seed, average=0.998
    )
    stage.resume()

    def losses_at(step: int) -> Losses:
        seed, moments = training_seed(chosen.seed + step), MOMENTS if step % 2 else 1
        batch = world.sample(chosen.batch // moments, frames=moments, seed=seed)
        return step_losses(networks["detector"], batch, generator(chosen.seed, step, stage.device))

    def save(path: Path) -> None:
        publish(stage.averaged["detector"], path.parent / "published")

    train(stage, losses_at, minutes=chosen.minutes, every=chosen.every, look=save)
    if chosen.compact:
        stage.save_compact()


if __name__ == "__main__":
    main()

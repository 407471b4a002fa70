"""What it costs that frames share attention, against plain sampling, and dual-softmax filtering against the dense form.

    PYTHONPATH=. python benchmarks/directing.py [--frames 16] [--steps 8] [--threads 1]

Each row is measured in a process of its own: the same model, steps, frames and seed. The model is one of stills at the
size of `storybook`'s (random weights), its frames drawn beside each other. Seconds are of the processor; memory is what
sampling takes above the loaded model. The second table filters 16 frames of 4,096 places with one head of width 40, in
streams and by the matrices of the formula. Exit code 1 if the streams take more than a tenth of the dense form's
memory, or choose other places.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

POLICIES = ("plain", "first", "previous", "self_first_previous", "middle", "rotate", "rotate, filtered")
PLACES, FRAMES, WIDTH, FILTERED = 4096, 16, 40, 0.05
LARGEST_SHARE = 0.1


def main() -> int:
    """Print both tables and return the exit code."""
    arguments = _arguments()
    torch.set_num_threads(arguments.threads)
    if arguments.row:
        print(
            json.dumps(measured_filter(arguments.row) if arguments.row in ("dense", "streamed") else policy(arguments))
        )
        return 0
    rows = {name: _in_own_process(name) for name in POLICIES}
    plain = rows["plain"]
    print(f"{arguments.frames} frames, {arguments.steps} steps, 16 x 16 cells, random weights")
    print(f"{'':24}{'seconds':>9}{'ratio':>7}{'memory MB':>11}{'ratio':>7}")
    for name, row in rows.items():
        times, much = row["seconds"] / plain["seconds"], row["memory_mb"] / plain["memory_mb"]
        print(f"{name:24}{row['seconds']:>9.1f}{times:>7.2f}{row['memory_mb']:>11.0f}{much:>7.2f}")
    dense, streamed = (_in_own_process(name) for name in ("dense", "streamed"))
    share = streamed["memory_mb"] / dense["memory_mb"]
    print(f"\ndual softmax, {FRAMES} frames of {PLACES:,} places")
    for name, row in (("dense", dense), ("streamed", streamed)):
        print(f"{name:24}{row['seconds']:>9.1f}{'':7}{row['memory_mb']:>11.0f}")
    same, small = streamed["chosen"] == dense["chosen"], share <= LARGEST_SHARE
    print(f"the same places: {'yes' if same else 'no'}")
    print(f"memory {share:.3f} of the dense form's, at most {LARGEST_SHARE}: {'met' if small else 'missed'}")
    return 0 if same and small else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--frames", type=int, default=16)
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--row", help=argparse.SUPPRESS)
    return parser.parse_args()


def _in_own_process(row: str) -> dict[str, Any]:
    command = [sys.executable, __file__, *sys.argv[1:], "--row", row]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def policy(arguments: argparse.Namespace) -> dict[str, Any]:
    """Sample one clip under one policy."""
    from storyagent.diffusion.models.base import Parts
    from storyagent.diffusion.models.spec import Capabilities, ModelSpec
    from storyagent.diffusion.models.unets import ImageUNet
    from storyagent.diffusion.sampling import SampleSettings, sample
    from storyagent.diffusion.sharing import Sharing
    from storyagent.story.directions import FrameDirections
    from training.storybook.shape import SMALL, new_autoencoder, new_scheduler, new_still_unet, new_text_encoder
    from training.storybook.tokenizer import new_tokenizer

    torch.manual_seed(0)
    tokenizer = new_tokenizer(["a", "red", "car", "blue", "cat"], tokens=SMALL.tokens, rows=SMALL.words)
    unet, vae, text = new_still_unet(SMALL), new_autoencoder(SMALL), new_text_encoder(SMALL)
    can = Capabilities(video=False, still=True, frame_attention=True, sizes_px=((128, 128),), multiple_px=32, frames=1,
                       most_frames=1, fps=8, spatial_compression=8)  # fmt: skip
    spec = ModelSpec(id="stills", family="image_unet", repo="", capabilities=can, text_length=SMALL.tokens,
                     latent_channels=SMALL.latent_channels, scale=3.0)  # fmt: skip
    model = ImageUNet(spec, Parts(unet, vae, text, tokenizer, new_scheduler()), device=torch.device("cpu"))
    name, _, filtered = arguments.row.partition(", ")
    share = None if name == "plain" else Sharing(policy=name, filtered=FILTERED if filtered else 0.0)
    directions = FrameDirections.evenly(("a red car", "a blue cat"))

    def run(steps: int, frames: int) -> None:
        settings = SampleSettings(frames=frames, steps=steps, guidance=None, sharing=share)
        sample(model, [""], [7], settings=settings, directions=[directions])

    run(1, 2)
    return _measured(lambda: run(arguments.steps, arguments.frames))


def measured_filter(how: str) -> dict[str, Any]:
    """Choose the least sure places of frames that look at their first."""
    from storyagent.diffusion.dual_softmax import confidences, surest

    dice = torch.Generator().manual_seed(0)
    query = torch.randn(FRAMES, 1, PLACES, WIDTH, generator=dice) * 2
    key = query[:1].expand_as(query)
    found: list[Tensor] = []

    def run() -> None:
        sure = dense(query, key) if how == "dense" else confidences(query, key)
        found.append(surest(sure, FILTERED))

    row = _measured(run)
    return {**row, "chosen": hashlib.sha256(found[0].numpy().tobytes()).hexdigest()}


def dense(query: Tensor, key: Tensor) -> Tensor:
    """Return the confidences by the formula: both softmaxes as matrices."""
    scores = query @ key.transpose(-1, -2) / math.sqrt(WIDTH)
    return (scores.softmax(-1) * scores.softmax(-2)).mean(-1)


def _measured(run: Callable[[], None]) -> dict[str, Any]:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    run()
    seconds = time.process_time() - start
    return {
        "seconds": seconds,
        "memory_mb": max(1.0, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024),
    }


if __name__ == "__main__":
    sys.exit(main())

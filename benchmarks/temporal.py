"""How smooth clips are under each policy of sharing attention between frames, against none, on a trained model.

    PYTHONPATH=. python benchmarks/temporal.py --model MODEL [--seeds 1] [--policies self rotate] [--kept DIR]

Four prompts, each made under every policy from the same noise, unguided; `self` shares nothing. Printed are means over
the clips with their standard error: MS-SSIM of neighbouring frames, warp error (Farneback), the flow's length, and the
detail (the mean absolute Laplacian), since a blurred clip is smooth as well. Clips lie in DIR as they come and are not
made again. It only reports; no claim hangs on it.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import numpy as np
import torch

from storyagent.diffusion.models.loading import loaded
from storyagent.diffusion.sampling import SampleSettings, sample
from storyagent.diffusion.sharing import Sharing
from storyagent.evaluation.temporal import smoothness
from storyagent.evaluation.videos import detail

PROMPTS = (
    "a red car drives from left to right on a beach",
    "a yellow ball bounces in a meadow",
    "a black dog stands on a street",
    "a blue bird flies from right to left in a room",
)
POLICIES = {
    "self": Sharing(policy="self"),
    "first": Sharing(policy="first"),
    "previous": Sharing(policy="previous"),
    "self_first_previous": Sharing(policy="self_first_previous"),
    "middle": Sharing(policy="middle"),
    "rotate": Sharing(policy="rotate"),
    "rotate, values only": Sharing(policy="rotate", source="v"),
    "rotate, 5 % filtered": Sharing(policy="rotate", filtered=0.05),
}


def main() -> None:
    """Make what is missing, and print the table."""
    arguments = _arguments()
    torch.set_num_threads(arguments.threads)
    arguments.kept.mkdir(parents=True, exist_ok=True)
    rows: dict[str, list[tuple[float, ...]]] = {name: [] for name in arguments.policies}
    with loaded(arguments.model) as (model, _):
        for seed in range(arguments.seeds):
            for number, prompt in enumerate(PROMPTS):
                for name in arguments.policies:
                    frames = _clip(model, prompt, seed, name, arguments.kept / f"{number}_{seed}_{_plain(name)}.npy")
                    rows[name].append((*smoothness(frames), detail(frames)))
                    print(f"{prompt}, seed {seed}, {name}: {rows[name][-1]}", flush=True)
    print(f"\n{arguments.model}, {len(PROMPTS)} prompts, {arguments.seeds} seeds")
    print(f"{'':22}{'MS-SSIM':>17}{'warp error':>19}{'flow px':>15}{'detail':>19}{'n':>4}")
    for name, found in rows.items():
        shown = [f"{mean(v):.4f} ± {_error(v):.4f}" for v in zip(*found, strict=True)]
        print(f"{name:22}{shown[0]:>17}{shown[1]:>19}{shown[2]:>15}{shown[3]:>19}{len(found):>4}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--model", default="storybook")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--policies", nargs="*", choices=POLICIES, default=list(POLICIES))
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--kept", type=Path, required=True, help="folder of the clips; of one model only")
    return parser.parse_args()


def _clip(model: Any, prompt: str, seed: int, policy: str, kept: Path) -> np.ndarray[Any, np.dtype[np.uint8]]:
    if not kept.exists():
        settings = SampleSettings(guidance=None, sharing=POLICIES[policy])
        made = sample(model, [prompt], [seed], settings=settings).frames_bfhwc[0].numpy()
        np.save(kept.with_suffix(".part.npy"), made)
        kept.with_suffix(".part.npy").rename(kept)
    frames: np.ndarray[Any, np.dtype[np.uint8]] = np.load(kept)
    return frames


def _plain(name: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in name)


def _error(values: tuple[float, ...]) -> float:
    return stdev(values) / math.sqrt(len(values)) if len(values) > 1 else float("nan")


if __name__ == "__main__":
    main()

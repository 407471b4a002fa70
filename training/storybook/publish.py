"""Stage 4: put the parts together as a diffusers pipeline in half precision, in files of at most 15 MB.

    python -m training.storybook.publish --out /tmp/storybook/run --to storyagent/diffusion/models/storybook_weights

Without a motion stage the stills' UNet is inflated as it is: such a model draws clips in which little moves.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers import AutoencoderTiny, UNetMotionModel
from transformers import CLIPTextModel, PreTrainedTokenizerFast

from storyagent.errors import InvalidInput
from training.storybook.art import Art
from training.storybook.motion import inflated
from training.storybook.shape import SHAPES, new_scheduler
from training.storybook.stage import averages_in, left_in
from training.storybook.world import BENCHMARK, NOUNS

ALLOWED_MB = 40.0
SHARD = "15MB"


def main(arguments: list[str] | None = None) -> None:
    """Write the model of a run to a folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="folder of the run")
    parser.add_argument("--to", type=Path, required=True, help="folder to write; files of the same name are replaced")
    parser.add_argument("--nouns", nargs="*", default=list(NOUNS), help="the things it was taught")
    parser.add_argument("--size", choices=SHAPES, default="small", help="what the run was made with")
    chosen = parser.parse_args(arguments)
    shape = SHAPES[chosen.size]
    networks = inflated(chosen.out, shape)
    if left_in(chosen.out / "motion"):
        networks.load_state_dict(averages_in(chosen.out / "motion"))
    unet, text_encoder = networks["unet"], networks["text_encoder"]
    assert isinstance(unet, UNetMotionModel)
    assert isinstance(text_encoder, CLIPTextModel)
    unet.half().save_pretrained(chosen.to / "unet", max_shard_size=SHARD)
    text_encoder.half().save_pretrained(chosen.to / "text_encoder")
    autoencoder = AutoencoderTiny.from_pretrained(chosen.out / "autoencoder" / "vae", torch_dtype=torch.float16)
    autoencoder.save_pretrained(chosen.to / "vae")
    for config in chosen.to.glob("*/config.json"):
        forget_folder(config)
    PreTrainedTokenizerFast.from_pretrained(chosen.out / "stills" / "tokenizer").save_pretrained(
        chosen.to / "tokenizer"
    )
    new_scheduler().save_pretrained(chosen.to / "scheduler")
    (chosen.to / "words.json").write_text(json.dumps(words_of(chosen.nouns), indent=1) + "\n")
    (chosen.to / "model_index.json").write_text(json.dumps(_INDEX, indent=1) + "\n")
    weights = list(chosen.to.rglob("*.safetensors"))
    for path in weights:
        path.chmod(0o644)  # safetensors leaves them to their owner alone
    size_mb = sum(path.stat().st_size for path in weights) / 1e6
    if size_mb > ALLOWED_MB:
        raise InvalidInput(
            "the weights are too large to ship", found=f"{size_mb:.1f} MB", needed=f"{ALLOWED_MB:.0f} MB"
        )
    print(f"{chosen.to}: {size_mb:.1f} MB of weights")


def words_of(nouns: Iterable[str]) -> dict[str, Any]:
    """Return what a model tells of its things: their names, the benchmark's first, and width over height of each."""
    ordered = sorted(nouns, key=lambda noun: noun not in BENCHMARK)
    extents = Art.read().sizes
    shapes = {noun: round(float(np.divide(*extents[NOUNS.index(noun)])), 3) for noun in ordered}
    return {"nouns": ordered, "proportions": shapes}


def forget_folder(config: Path) -> None:
    """Leave out of a part's configuration the folder it was read from."""
    options = json.loads(config.read_text())
    options.pop("_name_or_path", None)
    config.write_text(json.dumps(options, indent=2) + "\n")


_INDEX = {
    "_class_name": "AnimateDiffPipeline",
    "unet": ["diffusers", "UNetMotionModel"],
    "vae": ["diffusers", "AutoencoderTiny"],
    "text_encoder": ["transformers", "CLIPTextModel"],
    "tokenizer": ["transformers", "PreTrainedTokenizerFast"],
    "scheduler": ["diffusers", "DPMSolverMultistepScheduler"],
    "motion_adapter": [None, None],
    "feature_extractor": [None, None],
    "image_encoder": [None, None],
}

if __name__ == "__main__":
    main()

"""The embedded model: a small text-to-video latent diffusion model of a picture-book world, in diffusers' own classes.

The same motion UNet draws stills (one frame) and clips. Its weights are package data in the layout of a diffusers
pipeline; `training/storybook` makes them. The parts are loaded here; a `MotionUNet` of them is what samples.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from storyagent.diffusion.models.catalog import STORYBOOK
from storyagent.diffusion.models.low_rank import ADDITIONS, add_to, read_additions
from storyagent.diffusion.models.spec import ModelSpec
from storyagent.diffusion.models.storybook_words import packaged_weights, shapes
from storyagent.errors import Misconfigured

if TYPE_CHECKING:
    import torch
    from diffusers import AutoencoderTiny, DPMSolverMultistepScheduler, UNetMotionModel
    from transformers import CLIPTextModel, PreTrainedTokenizerFast

SHARED_NOISE = STORYBOOK.shared_noise
"""Share of the noise's variance that all frames of a clip have in common, in training and in sampling."""
LONGEST_S = 30
PARTS = ("unet", "vae", "text_encoder", "tokenizer", "scheduler")


@dataclass(frozen=True)
class Storybook:
    """The model's parts, and what it was trained for: `across` are its pictures' widths in heights, the usual first."""

    unet: UNetMotionModel
    vae: AutoencoderTiny
    text_encoder: CLIPTextModel
    tokenizer: PreTrainedTokenizerFast
    scheduler: DPMSolverMultistepScheduler
    frames: int = 16
    fps: int = 8
    across: tuple[float, ...] = (1.0,)

    @property
    def cell_px(self) -> int:
        """Return the side of a latent cell."""
        return int(2 ** (len(self.vae.config.decoder_block_out_channels) - 1))

    @property
    def size_px(self) -> int:
        """Return the height of the pictures it makes."""
        return int(self.unet.config.sample_size) * self.cell_px

    @property
    def spec(self) -> ModelSpec:
        """Return its specification, as its parts' configurations have it."""
        can = {
            "sizes_px": ((self.size_px, self.size_px),),
            "multiple_px": self.cell_px * 2 ** (len(self.unet.config.block_out_channels) - 1),
            "frames": self.frames,
            "most_frames": LONGEST_S * self.fps,
            "fps": self.fps,
            "spatial_compression": self.cell_px,
        }
        own = {
            "capabilities": STORYBOOK.capabilities.model_copy(update=can),
            "text_length": self.tokenizer.model_max_length,
            "latent_channels": self.unet.config.in_channels,
        }
        return STORYBOOK.model_copy(update=own).in_shapes(self.across)


def load_storybook(folder: Path | None = None, *, device: torch.device | str = "cpu") -> Storybook:
    """Load the packaged model, or one in a folder of the same layout, in 32-bit precision and for inference.

    A folder with additions (`low_rank`) need not have what they are added to: what it lacks is the packaged model's.

    Raises:
        Misconfigured: a part is missing; a source checkout has none until `training/storybook` made the weights.
    """
    import torch
    from diffusers import AutoencoderTiny, DPMSolverMultistepScheduler, UNetMotionModel
    from transformers import CLIPTextModel, PreTrainedTokenizerFast

    with ExitStack() as stack:
        packaged = stack.enter_context(packaged_weights())
        folder = folder or packaged
        require_weights(folder)
        at = {part: folder / part if (folder / part).is_dir() else packaged / part for part in PARTS}
        unet = UNetMotionModel.from_pretrained(at["unet"], torch_dtype=torch.float32)
        vae = AutoencoderTiny.from_pretrained(at["vae"], torch_dtype=torch.float32)
        text_encoder = CLIPTextModel.from_pretrained(at["text_encoder"], dtype=torch.float32)
        tokenizer = PreTrainedTokenizerFast.from_pretrained(at["tokenizer"])
        scheduler = DPMSolverMultistepScheduler.from_pretrained(at["scheduler"])
        if (folder / ADDITIONS).is_file():
            add_to({"unet": unet, "text_encoder": text_encoder}, read_additions(folder / ADDITIONS))
    for part in (unet, vae, text_encoder):
        part.to(device).eval().requires_grad_(False)
    return Storybook(unet, vae, text_encoder, tokenizer, scheduler, across=shapes(folder))


def require_weights(folder: Path | None = None) -> None:
    """Check that the packaged model, or one in a folder, has all its parts.

    Raises:
        Misconfigured: a part is missing; a source checkout has none until `training/storybook` made the weights.
    """
    with ExitStack() as stack:
        packaged = stack.enter_context(packaged_weights())
        folder = folder or packaged
        folders = (folder, packaged) if (folder / ADDITIONS).is_file() else (folder,)
        missing = [part for part in PARTS if not any((each / part).is_dir() for each in folders)]
    if missing:
        raise Misconfigured(
            "the storybook model is not complete",
            where=str(folder),
            found=f"no {', '.join(missing)}",
            needed=", ".join(PARTS),
            hint="training/storybook/README.md says how its weights are made",
        )

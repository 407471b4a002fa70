from __future__ import annotations

from pathlib import Path

import pytest
import torch

from storyagent.diffusion.models.base import Parts
from storyagent.diffusion.models.storybook import Storybook, load_storybook
from storyagent.diffusion.models.unets import MotionUNet
from storyagent.diffusion.sampling import SampleSettings, sample
from storyagent.errors import Misconfigured
from training.storybook.shape import (
    HALF,
    LARGE,
    SMALL,
    TINY,
    Shape,
    inflate,
    new_autoencoder,
    new_scheduler,
    new_still_unet,
    new_text_encoder,
)
from training.storybook.tokenizer import new_tokenizer

TOKENIZER = new_tokenizer(["a", "red", "blue", "car", "dog"], tokens=12, rows=TINY.words)


def book_of(shape: Shape, device: str = "cpu") -> Storybook:
    with torch.device(device):
        unet, vae, text_encoder = inflate(new_still_unet(shape), shape), new_autoencoder(shape), new_text_encoder(shape)
    return Storybook(unet, vae, text_encoder, TOKENIZER, new_scheduler())


@pytest.fixture(scope="module")
def model() -> MotionUNet:
    """A tiny model with random weights whose frames take part in each other."""
    torch.manual_seed(0)
    book = book_of(TINY)
    for name, weight in book.unet.named_parameters():
        if "motion_modules" in name and ".proj_out." in name:
            torch.nn.init.normal_(weight, std=0.1)
    parts = Parts(
        denoiser=book.unet,
        vae=book.vae,
        text_encoder=book.text_encoder,
        tokenizer=book.tokenizer,
        scheduler=book.scheduler,
    )
    return MotionUNet(book.spec, parts, device=torch.device("cpu"))


@pytest.mark.parametrize(("frames", "shape"), [(1, (2, 1, 32, 32, 3)), (5, (2, 5, 32, 32, 3))])
def test_the_same_weights_draw_stills_and_clips(model: MotionUNet, frames: int, shape: tuple[int, ...]) -> None:
    settings = SampleSettings(frames=frames, steps=2)
    clips = sample(model, ["a red car", "a blue car"], [5, 6], settings=settings)
    assert clips.frames_bfhwc.shape == shape
    again = sample(model, ["a blue car"], [6], settings=settings)
    assert torch.allclose(again.latents, clips.latents[1:], atol=1e-4)
    assert not torch.allclose(again.latents, clips.latents[:1], atol=1e-2)


@pytest.mark.parametrize(
    ("shape", "size_px", "cell_px"), [(SMALL, 256, 16), (HALF, 128, 8), (LARGE, 256, 16), (TINY, 32, 2)]
)
def test_the_size_follows_from_the_configurations(shape: Shape, size_px: int, cell_px: int) -> None:
    spec = book_of(shape, "meta").spec
    assert spec.capabilities.sizes_px == ((size_px, size_px),)
    assert spec.capabilities.spatial_compression == cell_px
    assert spec.latent_channels == shape.latent_channels
    assert size_px % spec.capabilities.multiple_px == 0


@pytest.mark.parametrize("shape", [SMALL, LARGE])
def test_all_weights_fit_into_forty_megabytes_in_half_precision(shape: Shape) -> None:
    book = book_of(shape, "meta")
    parts = (book.unet, book.vae, book.text_encoder)
    assert sum(2 * weight.numel() for part in parts for weight in part.parameters()) < 39.5e6


def test_a_folder_without_the_parts_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "vae").mkdir()
    with pytest.raises(Misconfigured, match="no unet, text_encoder, tokenizer, scheduler"):
        load_storybook(tmp_path)

"""Entities shown by an image adapter: each in its own boxes, and a model without pictures as it was."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file
from torch import Tensor
from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

from storyagent.diffusion.conditioning import best_rung
from storyagent.diffusion.ip_adapter import load_adapter
from storyagent.diffusion.models.base import VideoModel
from storyagent.diffusion.models.loading import loaded
from storyagent.diffusion.sampling import SampleSettings, sample
from storyagent.errors import InvalidInput
from storyagent.story.layout import Layout
from storyagent.story.references import Reference, references_of
from tests.diffusion import tiny

EMBED = 12


def vision() -> Any:
    config = CLIPVisionConfig(
        hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2, image_size=16, patch_size=8,
        projection_dim=EMBED,
    )  # fmt: skip
    return tiny.seeded(CLIPVisionModelWithProjection, config=config)


def adapter(unet: Any, path: Path) -> Path:
    """Write an adapter of random weights, as its authors write them."""
    dice = torch.Generator().manual_seed(4)
    width = unet.config.cross_attention_dim
    state = {
        "image_proj.proj.weight": torch.randn(4 * width, EMBED, generator=dice),
        "image_proj.proj.bias": torch.zeros(4 * width),
        "image_proj.norm.weight": torch.ones(width),
        "image_proj.norm.bias": torch.zeros(width),
    }
    key = 1
    for name in unet.attn_processors:
        if name.endswith("attn2.processor") and "motion_modules" not in name:
            inner = unet.get_submodule(name.removesuffix(".processor")).to_k.weight.shape[0]
            for kind in ("k", "v"):
                state[f"ip_adapter.{key}.to_{kind}_ip.weight"] = torch.randn(inner, width, generator=dice)
            key += 2
    save_file(state, path)
    return path


def with_adapter(make: Callable[[], VideoModel], folder: Path) -> VideoModel:
    model = make()
    load_adapter(model.denoiser, adapter(model.denoiser, folder / "adapter.safetensors"))
    model.image_encoder = vision()
    return model


@pytest.fixture(scope="module")
def references(tmp_path_factory: pytest.TempPathFactory) -> tuple[Reference, ...]:
    folder = tmp_path_factory.mktemp("pictures")
    paths = [folder / f"{number}.png" for number in range(2)]
    for number, path in enumerate(paths):
        Image.fromarray(np.random.default_rng(number).integers(0, 255, (16, 16, 3), np.uint8)).save(path)
    return references_of(["o0", "o1"], paths)


@pytest.mark.parametrize("make", [tiny.image_model, tiny.motion_model])
def test_each_entity_is_shown_in_its_own_boxes(
    make: Callable[[], VideoModel], references: tuple[Reference, ...], tmp_path: Path
) -> None:
    model = with_adapter(make, tmp_path)
    assert best_rung(model) == "ip_adapter"
    assert best_rung(model, "bank") == "bank"
    before = tiny.state(model.denoiser)
    layout = tiny.layout(("car", (0.0, 0.0, 0.5, 1.0)), ("cat", (0.5, 0.0, 1.0, 1.0)))
    plain, left, both = (first_layer(model, layout, some) for some in ((), references[:1], references))
    in_left = torch.arange(64) % 8 < 4
    assert torch.equal((left - plain).abs().amax(-1) > 1e-5, in_left)
    assert torch.equal((both - left).abs().amax(-1) > 1e-5, ~in_left)
    assert tiny.same_state(before, tiny.state(model.denoiser))


def first_layer(model: VideoModel, layout: Layout, references: tuple[Reference, ...]) -> Tensor:
    """Return what the first layer that hears the text answers with the prompt, n c."""
    found: list[Tensor] = []
    layer = model.denoiser.get_submodule(model.text_layers()[0])
    handle = layer.register_forward_hook(lambda _module, _inputs, output: found.append(output[0]))
    settings = SampleSettings(steps=1, frames=1, guidance=None)
    try:
        sample(model, ["car and cat"], [1], [layout], settings, references=[references])
    finally:
        handle.remove()
    return found[0]


def test_an_adapter_that_shows_nothing_changes_nothing(tmp_path: Path) -> None:
    model, plain = with_adapter(tiny.image_model, tmp_path), tiny.image_model()
    settings = SampleSettings(steps=1, guidance=None)
    made = [sample(one, [tiny.PROMPT], [1], settings=settings).latents for one in (model, plain)]
    torch.testing.assert_close(*made, rtol=0, atol=1e-5)


def test_guidance_and_both_prompts_apart_go_with_it(references: tuple[Reference, ...], tmp_path: Path) -> None:
    model = with_adapter(tiny.motion_model, tmp_path)
    made = [
        sample(
            model, [tiny.PROMPT], [1], [tiny.LAYOUT], SampleSettings(steps=1, frames=6, split=split),
            references=[references],
        ).latents
        for split in (False, True)
    ]  # fmt: skip
    torch.testing.assert_close(*made, rtol=1e-3, atol=1e-2)


def test_an_adapter_in_the_model_s_folder_is_loaded(references: tuple[Reference, ...], tmp_path: Path) -> None:
    unet = tiny.image_unet()
    folder = tiny.saved(unet, "StableDiffusionPipeline", tmp_path / "model")
    (folder / "ip_adapter").mkdir()
    adapter(unet, folder / "ip_adapter" / "adapter.safetensors")
    vision().save_pretrained(folder / "image_encoder")
    with loaded(str(folder), device="cpu") as (model, _):
        assert best_rung(model) == "ip_adapter"


def test_a_file_that_is_no_adapter_of_this_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "adapter.safetensors"
    save_file({"image_proj.proj.weight": torch.zeros(4, 4)}, path)
    with pytest.raises(InvalidInput, match="does not fit"):
        load_adapter(tiny.image_unet(), path)
    path.write_text("nothing")
    with pytest.raises(InvalidInput, match="does not fit"):
        load_adapter(tiny.image_unet(), path)

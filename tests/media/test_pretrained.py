"""The field's models on pictures: their own classes, tiny and with random weights, loaded from folders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers.pipelines.qwenimage import pipeline_qwenimage_edit

from storyagent.errors import InvalidInput, MissingExtra
from storyagent.media.image import pretrained
from storyagent.media.image.pipeline_parts import number_type
from storyagent.media.image.still import read_still
from storyagent.testing import run_tool
from storyagent.tools.describe_image import describe_image
from storyagent.tools.edit_image import edit_image
from storyagent.tools.inpaint import inpaint
from storyagent.tools.segment_entity import segment_entity
from storyagent.tools.upscale_image import upscale_image
from tests.media.picture_twins import (
    saved_blip,
    saved_grounding_dino,
    saved_owl,
    saved_pipeline,
    saved_qwen_edit,
    saved_sam,
    saved_swin2sr,
)
from tests.media.pictures import saved

PICTURE = np.random.default_rng(0).integers(0, 255, (24, 32, 3), np.uint8)
BOX = (0.25, 0.25, 0.75, 0.75)


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    return saved(tmp_path / "picture.png", PICTURE)


def test_an_editing_model_changes_the_picture_by_its_words_and_seed(tmp_path: Path, picture: Path) -> None:
    folder = str(saved_pipeline(tmp_path / "edit", "StableDiffusionInstructPix2PixPipeline", 8))
    first, again, other = (
        pretrained.edited(PICTURE, "a red ball", folder, seed, 2, {"device": "cpu"}) for seed in (0, 0, 1)
    )
    assert first.shape == PICTURE.shape
    assert (first == again).all()
    assert (first != other).any()
    made = run_tool(edit_image, picture=picture, instruction="a red ball", model=folder, steps=1)
    assert made.stat().st_size > 0


def test_qwen_image_edit_changes_the_picture_by_its_words_and_seed(
    tmp_path: Path, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size_of = pipeline_qwenimage_edit.calculate_dimensions
    monkeypatch.setattr(  # it makes pictures of a million pixels, whatever it is given
        pipeline_qwenimage_edit, "calculate_dimensions", lambda area, ratio: size_of(area // 256, ratio)
    )
    folder = str(saved_qwen_edit(tmp_path / "edit"))
    made = run_tool(edit_image, picture=picture, instruction="a red ball", model=folder, steps=1)
    first = read_still(made).rgb
    assert first.shape == PICTURE.shape
    again, worded, other = (
        pretrained.edited(PICTURE, words, folder, seed, 1, {"device": "cpu"})
        for words, seed in (("a red ball", 0), ("a blue sky over a city", 0), ("a red ball", 1))
    )
    assert (first == again).all()
    assert (first != worded).any()
    assert (first != other).any()


def test_weights_in_bfloat16_are_computed_in_it_on_a_gpu_and_others_in_float16(tmp_path: Path) -> None:
    qwen = saved_qwen_edit(tmp_path / "qwen")
    other = saved_pipeline(tmp_path / "other", "StableDiffusionInstructPix2PixPipeline", 8)
    assert number_type(qwen, "cuda:0") == torch.bfloat16
    assert number_type(other, "cuda") == torch.float16
    assert number_type(qwen, "cpu") == torch.float32


def test_an_inpainting_model_paints_inside_the_mask_only_and_frames_alike(tmp_path: Path, picture: Path) -> None:
    folder = str(saved_pipeline(tmp_path / "paint", "StableDiffusionInpaintPipeline", 9))
    mask = np.zeros((24, 32), np.uint8)
    mask[8:16, 8:24] = 255
    mask_file = saved(tmp_path / "mask.png", mask)
    made = run_tool(inpaint, picture=picture, mask=mask_file, prompt="a cat", model=folder, steps=1)
    assert made.stat().st_size > 0
    one, two = pretrained.inpainted(
        [PICTURE, PICTURE], [(mask / 255).astype(np.float32)] * 2, "a cat", folder, 0, 2, {}
    )
    assert (one == two).all()
    assert (one[mask == 0] == PICTURE[mask == 0]).all()
    assert (one[mask > 0] != PICTURE[mask > 0]).any()


def test_segment_anything_cuts_out_what_is_in_the_box(tmp_path: Path, picture: Path) -> None:
    folder = str(saved_sam(tmp_path / "sam"))
    made = run_tool(segment_entity, picture=picture, entity="ball", box=BOX, model=folder)
    assert made.stat().st_size > 0
    mask = pretrained.segmented(PICTURE, "ball", BOX, folder, {})
    assert mask.shape == (24, 32)
    assert set(np.unique(mask)) <= {0.0, 1.0}


@pytest.mark.parametrize("saved_detector", [saved_owl, saved_grounding_dino])
def test_a_detector_of_any_words_gives_a_box_in_the_picture(
    tmp_path: Path, saved_detector: Callable[[Path], Path]
) -> None:
    box = pretrained.located(PICTURE, "ball", str(saved_detector(tmp_path / "detector")), {})
    assert 0 <= box[0] < box[2] <= 1
    assert 0 <= box[1] < box[3] <= 1


def test_a_super_resolution_model_makes_the_picture_twice_as_large(tmp_path: Path, picture: Path) -> None:
    folder = str(saved_swin2sr(tmp_path / "swin"))
    made = run_tool(upscale_image, picture=picture, factor=2, model=folder)
    assert made.stat().st_size > 0
    assert pretrained.upscaled([PICTURE], 2, folder, {})[0].shape == (48, 64, 3)
    with pytest.raises(InvalidInput, match="another factor"):
        pretrained.upscaled([PICTURE], 3, folder, {})


def test_a_captioner_says_something(tmp_path: Path, picture: Path) -> None:
    folder = str(saved_blip(tmp_path / "blip"))
    said = run_tool(describe_image, picture=picture, model=folder)
    assert set(said.split()) <= {"a", "red", "ball", "on", "grass"}
    with pytest.raises(InvalidInput, match="another kind"):
        pretrained.upscaled([PICTURE], 2, folder, {})


def test_weights_that_are_not_here_are_named_with_the_command_that_brings_them(
    picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(MissingExtra, match="hf download nobody/nothing"):
        run_tool(edit_image, picture=picture, instruction="a cat", model="nobody/nothing")
    with pytest.raises(InvalidInput, match="no pipeline of diffusers"):
        pretrained.edited(PICTURE, "a cat", str(tmp_path), 0, 1, {})

"""Models are found by name, loaded from what is on the machine, and laid out by what the machine has."""

import json
from pathlib import Path

import pytest
import torch

from storyagent.diffusion.models.catalog import MODELS, model_spec
from storyagent.diffusion.models.loading import find_weights, loaded, placement_for
from storyagent.diffusion.models.machine import Machine, place, this_machine
from storyagent.diffusion.models.spec import ModelSpec
from storyagent.diffusion.sampling import SampleSettings, sample
from storyagent.errors import InvalidInput, Misconfigured, MissingExtra
from tests.diffusion import tiny

GPU = Machine(device="cuda", memory_gb=24.0, bfloat16=True)
every_model = pytest.mark.parametrize("spec", MODELS, ids=lambda spec: spec.id)


@every_model
def test_a_models_own_sizes_and_lengths_are_ones_it_can_make(spec: ModelSpec) -> None:
    can = spec.capabilities
    assert (can.frames - 1) % can.temporal_compression == 0
    assert can.frames <= can.most_frames
    assert can.multiple_px % can.spatial_compression == 0
    assert all(side % can.multiple_px == 0 for size in can.sizes_px for side in size)
    assert can.video or can.still


@every_model
def test_a_length_asked_for_is_one_the_model_can_make(spec: ModelSpec) -> None:
    can = spec.capabilities
    for duration_s in (0.1, 1.0, 2.0, 7.3, 1000.0):
        frames = spec.frames_for(duration_s)
        assert 1 <= frames <= can.most_frames
        assert (frames - 1) % can.temporal_compression == 0


def test_the_size_is_the_trained_one_of_the_nearest_shape() -> None:
    wan = model_spec("Wan-AI/Wan2.1-T2V-1.3B-Diffusers")
    assert [wan.size_for(aspect) for aspect in (16 / 9, 9 / 16, 1.0)] == [(832, 480), (480, 832), (624, 624)]


def test_a_name_that_is_nearly_right_is_suggested() -> None:
    with pytest.raises(InvalidInput, match=r"did you mean Wan-AI/Wan2\.1-T2V-1\.3B-Diffusers"):
        model_spec("Wan-AI/Wan2.1-T2V-1.3B")


def test_missing_weights_come_with_the_command_that_downloads_them(tmp_path: Path) -> None:
    with pytest.raises(MissingExtra, match="hf download Lightricks/LTX-Video"):
        find_weights(model_spec("Lightricks/LTX-Video"), cache_dir=tmp_path)


def test_the_second_repository_of_a_pair_is_looked_for_too(tmp_path: Path) -> None:
    pair = model_spec("guoyww/animatediff-motion-adapter-v1-5-2").model_copy(update={"repo": str(tmp_path)})
    with pytest.raises(MissingExtra, match="hf download guoyww/animatediff"):
        find_weights(pair, cache_dir=tmp_path)


def test_a_model_that_cannot_do_it_says_so() -> None:
    with pytest.raises(InvalidInput, match="no video"):
        model_spec("stable-diffusion-v1-5/stable-diffusion-v1-5").require("video")


def test_a_folder_is_recognised_loaded_and_lent_again_without_loading(tmp_path: Path) -> None:
    folder = str(tiny.saved(tiny.clip_unet(), "TextToVideoSDPipeline", tmp_path))
    with loaded(folder, device="cpu") as (model, placement):
        assert model.spec.family == "clip_unet"
        assert model.spec.capabilities.sizes_px == ((16, 16),)
        assert placement.dtype == "float32"
        assert torch.equal(next(model.denoiser.parameters()), next(tiny.clip_unet().parameters()))
        first = model
    with loaded(folder, device="cpu") as (model, _):
        assert model is first


def test_a_download_that_is_not_complete_is_named(tmp_path: Path) -> None:
    (tmp_path / "model_index.json").write_text(json.dumps({"_class_name": "WanPipeline"}))
    with pytest.raises(MissingExtra, match="no folder vae"), loaded(str(tmp_path), device="cpu"):
        pass


def test_a_pipeline_of_no_known_family_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model_index.json").write_text(json.dumps({"_class_name": "AudioPipeline"}))
    with pytest.raises(InvalidInput, match="AudioPipeline"):
        model_spec(str(tmp_path))


def test_a_device_that_is_not_there_is_refused() -> None:
    with pytest.raises(Misconfigured, match="no such device"):
        this_machine("tpu")


def test_every_memory_step_gives_up_something_and_says_so() -> None:
    spec = model_spec("Wan-AI/Wan2.1-T2V-1.3B-Diffusers")
    steps = [place(spec, GPU, weights_gb=10.0, memory_step=step) for step in range(4)]
    assert [(p.device, p.keep_loaded, p.split, p.checkpoint) for p in steps] == [
        ("cuda", True, False, False),
        ("cuda", False, True, False),
        ("cuda", False, True, True),
        ("cpu", False, True, True),
    ]
    assert [len(p.notes) for p in steps] == [0, 1, 2, 3]


def test_a_model_that_fills_the_device_is_loaded_part_by_part() -> None:
    placement = place(model_spec("Lightricks/LTX-Video"), GPU, weights_gb=20.0)
    assert not placement.keep_loaded
    assert "20.0 GB" in placement.notes[0]


def test_the_number_format_is_what_the_device_computes_in() -> None:
    spec = model_spec("Wan-AI/Wan2.1-T2V-1.3B-Diffusers")
    old = GPU.model_copy(update={"bfloat16": False})
    quick, slow = (Machine(device="cpu", memory_gb=8.0, bfloat16=can) for can in (True, False))
    formats = [place(spec, machine, weights_gb=1.0).dtype for machine in (GPU, old, quick, slow)]
    assert formats == ["bfloat16", "float16", "bfloat16", "float32"]
    trained_in_16_bits = spec.model_copy(update={"half": "float16"})
    assert place(trained_in_16_bits, quick, weights_gb=1.0).dtype == "float32"


def test_the_weights_on_disk_decide_how_a_model_is_placed(tmp_path: Path) -> None:
    (tmp_path / "unet").mkdir()
    with (tmp_path / "unet" / "model.safetensors").open("wb") as file:
        file.truncate(3 * 2**30)  # a hole, no disk is used
    small = GPU.model_copy(update={"memory_gb": 4.0})
    spec = model_spec("damo-vilab/text-to-video-ms-1.7b")
    assert not placement_for(spec, (tmp_path,), small).keep_loaded
    assert placement_for(spec, (tmp_path,), GPU).keep_loaded


def test_parts_that_wait_leave_the_device_and_the_clip_is_the_same() -> None:
    resting = tiny.motion_model()
    resting.keep_loaded = False
    clips = [
        sample(m, [tiny.PROMPT], [1], settings=SampleSettings(steps=1)).latents for m in (resting, tiny.motion_model())
    ]
    assert torch.equal(clips[0], clips[1])

"""Every family samples and is steered alike: twins of the real models, at tiny size."""

from functools import partial
from itertools import pairwise
from typing import Any
from unittest.mock import patch

import pytest
import torch
from torch import Tensor

from storyagent.diffusion.guidance import GuidanceSettings
from storyagent.diffusion.models.base import VideoModel
from storyagent.diffusion.sampling import SampleSettings, StepReport, layout_guidance, layout_targets, sample
from storyagent.errors import Cancelled, InvalidInput, ToolFailed
from storyagent.story.layout import Layout
from tests.diffusion import tiny

GUIDED = SampleSettings(guidance=GuidanceSettings(until=0.5, iterations=2))
OTHER = tiny.layout(("dog", (0.1, 0.1, 0.5, 0.9)))
OTHER_PROMPT = "a dog in grass"
families = pytest.mark.parametrize("family", tiny.FAMILIES)


def latents_of(model: VideoModel, *, layout: Layout | None = tiny.LAYOUT, seed: int = 3, **settings: object) -> Tensor:
    given = GUIDED.model_copy(update=settings)
    return sample(model, [tiny.PROMPT], [seed], None if layout is None else [layout], given).latents


@families
def test_the_energy_falls_over_the_iterations_of_a_guided_step(family: str) -> None:
    model = tiny.FAMILIES[family]()
    settings = SampleSettings(guidance=GuidanceSettings(until=0.25, iterations=6))
    steps: list[StepReport] = []
    sample(model, [tiny.PROMPT], [3], [tiny.LAYOUT], settings, steps.append)
    energies = [float(energy) for energy in steps[0].energies]
    assert len(energies) == 6
    assert energies[-1] < energies[0] - 0.01
    assert all(not report.energies for report in steps[1:])


@families
def test_a_guided_clip_ends_nearer_to_its_layout_than_an_unguided_one(family: str) -> None:
    model = tiny.FAMILIES[family]()
    frames = model.spec.capabilities.frames if model.spec.capabilities.video else 1
    targets = layout_targets(model, [tiny.PROMPT], [tiny.LAYOUT], frames)
    guidance = layout_guidance(model, targets, GuidanceSettings())
    text, time = model.encode([tiny.PROMPT]), torch.tensor(1)
    errors = [
        float(guidance.measure(latents_of(model, layout=given), lambda z: model.predict(z, time, text)))
        for given in (tiny.LAYOUT, None)
    ]
    assert errors[0] < errors[1]


@families
def test_the_model_is_the_same_to_the_last_bit_after_sampling(family: str) -> None:
    model = tiny.FAMILIES[family]()
    before, unguided = tiny.state(model.denoiser), latents_of(model, layout=None)
    latents_of(model, guidance=GuidanceSettings(checkpoint=True))
    assert tiny.same_state(before, tiny.state(model.denoiser))
    assert torch.equal(latents_of(model, layout=None), unguided)


@families
def test_the_model_is_the_same_after_an_exception_in_the_middle_of_guidance(family: str) -> None:
    model = tiny.FAMILIES[family]()
    before = tiny.state(model.denoiser)
    last = model.denoiser.get_submodule(model.map_layers()[-1])
    handle = last.register_forward_pre_hook(_fail)
    with pytest.raises(RuntimeError, match="pulled the plug"):
        latents_of(model)
    handle.remove()
    assert tiny.same_state(before, tiny.state(model.denoiser))


def _fail(*_: object) -> None:
    raise RuntimeError("pulled the plug")


@families
def test_the_same_seed_gives_the_same_clip_and_another_seed_another(family: str) -> None:
    model = tiny.FAMILIES[family]()
    assert torch.equal(latents_of(model), latents_of(model))
    assert not torch.equal(latents_of(model), latents_of(model, seed=4))


@families
def test_a_batch_of_prompts_gives_what_they_give_one_by_one(family: str) -> None:
    model = tiny.FAMILIES[family]()
    empty = tiny.layout()
    asked = [(tiny.PROMPT, 3, tiny.LAYOUT), (OTHER_PROMPT, 8, OTHER), (tiny.PROMPT, 9, empty)]
    prompts, seeds, layouts = (list(column) for column in zip(*asked, strict=True))
    together = sample(model, prompts, seeds, layouts, GUIDED)
    for place, (prompt, seed, layout) in enumerate(asked):
        alone = sample(model, [prompt], [seed], [layout], GUIDED)
        torch.testing.assert_close(together.latents[place], alone.latents[0], rtol=1e-3, atol=1e-3)
        assert (together.frames_bfhwc[place].int() - alone.frames_bfhwc[0].int()).abs().max() <= 1


@families
def test_prompt_and_empty_prompt_may_run_one_after_the_other(family: str) -> None:
    model = tiny.FAMILIES[family]()
    torch.testing.assert_close(latents_of(model, split=True), latents_of(model), rtol=1e-3, atol=1e-3)


@families
def test_the_scale_counts_in_the_first_steps_and_costs_nothing_after_them(family: str) -> None:
    model = tiny.FAMILIES[family]()
    plain = latents_of(model, layout=None, steps=4, scale=1.0)
    assert torch.equal(latents_of(model, layout=None, steps=4, scale=5.0, scale_until=0.0), plain)
    predict, rows = model.predict, []

    def counted(latents: Tensor, *rest: Any) -> Tensor:
        rows.append(len(latents))
        return predict(latents, *rest)

    with patch.object(model, "predict", counted):
        half = latents_of(model, layout=None, steps=4, scale=5.0, scale_until=0.5)
    assert rows == [2, 2, 1, 1]
    assert not torch.allclose(half, plain)
    assert not torch.allclose(half, latents_of(model, layout=None, steps=4, scale=5.0))


@families
def test_a_layout_without_objects_is_not_guided(family: str) -> None:
    model = tiny.FAMILIES[family]()
    assert torch.equal(latents_of(model, layout=tiny.layout()), latents_of(model, layout=None))


@families
def test_frames_are_pictures_of_the_asked_size_and_number(family: str) -> None:
    model = tiny.FAMILIES[family]()
    can = model.spec.capabilities
    previews: list[tuple[int, ...]] = []

    def keep(report: StepReport) -> None:
        if report.preview_hwc is not None:
            previews.append(tuple(report.preview_hwc.shape))

    frames = 2 * can.temporal_compression + 1 if can.video else 1
    settings = SampleSettings(frames=frames, width_px=48, height_px=32, steps=2, guidance=None, preview_every=1)
    made = sample(model, [tiny.PROMPT], [1], settings=settings, on_step=keep).frames_bfhwc
    assert made.shape == (1, frames, 32, 48, 3)
    assert made.dtype == torch.uint8
    assert previews == [(32, 48, 3)] * 2


@families
def test_numbers_that_are_not_finite_name_the_step_and_the_module(family: str) -> None:
    model = tiny.FAMILIES[family]()
    broken = model.map_layers()[0] + ".to_out.0"
    with torch.no_grad():
        model.denoiser.get_submodule(broken).weight.fill_(torch.nan)  # type: ignore[operator]
    for layout in (tiny.LAYOUT, None):
        with pytest.raises(ToolFailed, match="finite") as error:
            latents_of(model, layout=layout)
        assert error.value.where == f"step 1, {broken}"


def test_twelve_objects_some_smaller_than_a_cell_are_guided() -> None:
    model = tiny.motion_model()
    names = [word for word in tiny.WORDS if word in {"car", "cat", "dog", "bird"}] * 3
    boxes = [(0.07 * i, 0.05 * i, 0.07 * i + 0.01 + 0.002 * i, 0.05 * i + 0.3) for i in range(12)]
    crowd = tiny.layout(*zip(names, boxes, strict=True))
    steps: list[StepReport] = []
    settings = SampleSettings(guidance=GuidanceSettings(until=0.25, iterations=5))
    sample(model, ["a car a cat a dog a bird"], [1], [crowd], settings, steps.append)
    assert float(steps[0].energies[-1]) < float(steps[0].energies[0])


def test_an_object_that_the_prompt_does_not_name_is_an_error_before_anything_is_computed() -> None:
    with pytest.raises(InvalidInput, match="'bird'"):
        sample(tiny.motion_model(), [tiny.PROMPT], [1], [tiny.layout(("bird", (0, 0, 1, 1)))])


def test_samples_below_the_threshold_are_left_alone() -> None:
    model = tiny.motion_model()
    never = GuidanceSettings(until=1.0, threshold=100.0)
    assert torch.equal(latents_of(model, guidance=never), latents_of(model, layout=None))


def test_sampling_can_be_cancelled_after_any_step() -> None:
    done: list[int] = []

    def stop(report: StepReport) -> None:
        done.append(report.step)
        if report.step == 2:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        sample(tiny.motion_model(), [tiny.PROMPT], [1], [tiny.LAYOUT], GUIDED, stop)
    assert done == [1, 2]


@pytest.mark.parametrize(("frames", "starts"), [(16, [0]), (20, [0, 4]), (33, [0, 8, 17]), (50, [0, 11, 23, 34])])
def test_windows_are_as_few_as_overlap_by_a_quarter_and_evenly_spread(frames: int, starts: list[int]) -> None:
    windows = tiny.motion_model(can={"frames": 16}).windows(frames)
    assert [window.start for window in windows] == starts
    assert {window.stop - window.start for window in windows} == {min(16, frames)}
    assert windows[-1].stop == frames
    assert all(later.start <= window.stop - 4 for window, later in pairwise(windows))


def test_clips_longer_than_the_model_was_trained_for_are_guided_in_windows() -> None:
    model = tiny.motion_model(can={"frames": 4}, shared_noise=0.5)
    steps: list[StepReport] = []
    made = sample(model, [tiny.PROMPT], [1], [tiny.LAYOUT], SampleSettings(frames=10), steps.append)
    assert made.frames_bfhwc.shape[1] == 10
    assert len(steps[0].energies) == 2 * len(model.windows(10)) == 6
    assert torch.equal(
        made.latents, sample(model, [tiny.PROMPT], [1], [tiny.LAYOUT], SampleSettings(frames=10)).latents
    )


def test_frames_share_the_part_of_the_noise_that_the_model_was_trained_with() -> None:
    noise = tiny.motion_model(shared_noise=0.5).first_noise((4, 6, 32, 32), [1, 2])
    assert float(noise.std()) == pytest.approx(1.0, abs=0.03)
    between = torch.corrcoef(noise[0].transpose(0, 1).flatten(1))[0, 1]
    assert float(between) == pytest.approx(0.5, abs=0.05)


def move_of(model: VideoModel, settings: GuidanceSettings, noise_level: float = 1.0) -> Tensor:
    """Return by how much one guided step moves the model's first noise."""
    can = model.spec.capabilities
    width, height = can.sizes_px[0]
    frames = can.frames if can.video else 1
    guidance = layout_guidance(model, layout_targets(model, [tiny.PROMPT], [tiny.LAYOUT], frames), settings)
    latents = model.first_noise(model.latents_shape(frames, height, width), [1])
    predict = partial(model.predict, time=torch.tensor(800), text=model.encode([tiny.PROMPT]))
    guided = guidance.guide(latents, noise_level, predict, step=1).latents
    assert guided.dtype == torch.float32
    return guided - latents


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_steers_the_same_way(dtype: torch.dtype) -> None:
    moved = []
    for number_format in (torch.float32, dtype):
        model = tiny.motion_model()
        model.denoiser.to(number_format)
        moved.append(move_of(model, GuidanceSettings()).flatten())
    assert float(torch.nn.functional.cosine_similarity(moved[0], moved[1], dim=0)) > 0.97


@pytest.mark.parametrize("family", ["motion_unet", "wan", "cogvideox"])
def test_an_update_is_as_long_as_asked_whatever_the_model(family: str) -> None:
    moved = move_of(tiny.FAMILIES[family](), GuidanceSettings(iterations=1, step=0.2), noise_level=0.5)
    assert float(moved.square().mean().sqrt()) == pytest.approx(0.1, rel=0.1)


@families
def test_guided_latents_keep_each_channels_mean_and_spread(family: str) -> None:
    model = tiny.FAMILIES[family]()
    can = model.spec.capabilities
    width, height = can.sizes_px[0]
    frames = can.frames if can.video else 1
    noise = model.first_noise(model.latents_shape(frames, height, width), [1])
    guided = noise + move_of(model, GuidanceSettings(iterations=3, step=0.5))
    for statistic in (torch.mean, torch.std):
        torch.testing.assert_close(statistic(guided, (2, 3, 4)), statistic(noise, (2, 3, 4)), rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(("frames", "size"), [(8, 32), (9, 36)])
def test_a_clip_that_the_model_cannot_make_is_refused(frames: int, size: int) -> None:
    with pytest.raises(InvalidInput, match="makes no"):
        tiny.wan_model().latents_shape(frames, size, 32)


def test_a_still_model_makes_no_clips() -> None:
    with pytest.raises(InvalidInput, match="1 frame"):
        tiny.image_model().latents_shape(4, 16, 16)


def test_latent_frames_cover_the_clips_frames_once() -> None:
    groups = tiny.wan_model().frame_groups(17)
    assert [frame for group in groups for frame in group] == list(range(17))
    assert len(groups) == tiny.wan_model().latents_shape(17, 32, 32)[1] == 5


def test_a_model_without_layout_guidance_says_so() -> None:
    model = tiny.motion_model(can={"layout_guidance": False})
    with pytest.raises(InvalidInput, match="no layout guidance"):
        latents_of(model)


def test_updates_are_spent_early_where_it_is_decided_what_goes_where() -> None:
    settings = GuidanceSettings(until=0.32, iterations=2)
    assert [settings.iterations_in(step, 25) for step in range(25)] == [2] * 4 + [1] * 4 + [0] * 17
    assert [GuidanceSettings(until=1.0, iterations=4).iterations_in(step, 4) for step in range(4)] == [4, 3, 2, 1]
    assert GuidanceSettings(until=0.0).iterations_in(0, 25) == 0

"""Frames share attention as their policy says, and nothing else changes."""

import math

import pytest
import torch
from pydantic import ValidationError
from torch import Tensor

from storyagent.diffusion.dual_softmax import confidences, surest
from storyagent.diffusion.models.base import VideoModel
from storyagent.diffusion.models.spec import SharingPolicy
from storyagent.diffusion.motion_field import MotionField, moved, noised_again
from storyagent.diffusion.sampling import SampleSettings, StepReport, sample
from storyagent.diffusion.sharing import Sharing, self_layers, sharing
from storyagent.errors import Cancelled, InvalidInput
from storyagent.story.directions import FrameDirections
from tests.diffusion import tiny

POLICIES: tuple[SharingPolicy, ...] = ("first", "previous", "self_first_previous", "middle", "rotate")
FRAMES = 4
policies = pytest.mark.parametrize("policy", POLICIES)


def predicted(model: VideoModel, settings: Sharing | None, *, frames: int = FRAMES, step: int = 0) -> Tensor:
    shape = (4, frames, 8, 8)
    noise, text = model.first_noise(shape, [1, 2]), model.encode([tiny.PROMPT, "a dog in grass"])
    with torch.no_grad():
        if settings is None:
            return model.predict(noise, torch.tensor(400), text)
        with sharing(model.denoiser, settings, step=step, steps=16, frames=frames):
            return model.predict(noise, torch.tensor(400), text)


@policies
def test_a_single_frame_has_nobody_to_share_with(policy: SharingPolicy) -> None:
    model = tiny.image_model()
    assert torch.equal(predicted(model, Sharing(policy=policy), frames=1), predicted(model, None, frames=1))


def test_the_first_frame_of_the_first_frame_policy_is_as_if_alone_and_the_others_are_not() -> None:
    model = tiny.image_model()
    plain, shared = predicted(model, None), predicted(model, Sharing(policy="first"))
    torch.testing.assert_close(shared[:, :, 0], plain[:, :, 0])
    assert (shared[:, :, 1:] - plain[:, :, 1:]).abs().mean() > 1e-4


@pytest.mark.parametrize(("policy", "source"), [("first", "kv"), ("first", "v"), ("rotate", "kv"), ("rotate", "v")])
def test_projecting_the_anchor_alone_is_what_filtering_nothing_computes(policy: SharingPolicy, source: str) -> None:
    model = tiny.motion_model()
    settings = Sharing.model_validate({"policy": policy, "source": source, "period": 1})
    fast = predicted(model, settings, step=2)
    slow = predicted(model, settings.model_copy(update={"filtered": 1e-9}), step=2)  # rounds to no query at all
    torch.testing.assert_close(fast, slow, rtol=0, atol=1e-5)


@policies
def test_filtering_everything_leaves_every_frame_to_itself(policy: SharingPolicy) -> None:
    model = tiny.image_model()
    everything = Sharing(policy=policy, filtered=1.0)
    torch.testing.assert_close(predicted(model, everything), predicted(model, None), rtol=0, atol=1e-5)


def test_frames_look_where_their_policy_says() -> None:
    assert Sharing(policy="previous").sources(0, 4) == ((0,), (0,), (1,), (2,))
    assert Sharing(policy="self_first_previous").sources(0, 3) == ((0, 0, 0), (1, 0, 0), (2, 0, 1))
    assert Sharing(policy="middle").sources(0, 4) == ((0, 2, 1), (1, 2, 2), (2, 2, 1), (3, 2, 2))
    assert Sharing(policy="middle").sources(0, 2) == ((0, 1, 1), (1, 1, 0))
    assert Sharing(policy="first").sources(9, 2) == ((0,), (0,))


@pytest.mark.parametrize(
    ("period", "frames", "expected"),
    [
        (4, 3, [0] * 4 + [1] * 4 + [2] * 4 + [0] * 4),
        (1, 3, [0, 1, 2, 0, 1, 2]),
        (3, 2, [0, 0, 0, 1, 1, 1, 0]),
        (8, 4, [0] * 8 + [1]),
    ],
)
def test_all_look_at_one_frame_for_a_period_of_steps_and_then_at_the_next(
    period: int, frames: int, expected: list[int]
) -> None:
    rotating = Sharing(policy="rotate", period=period)
    assert [rotating.anchor(step, frames) for step in range(len(expected))] == expected
    assert rotating.sources(period, frames) == ((1,),) * frames


@policies
def test_another_frame_s_noise_is_felt_only_through_the_policy(policy: SharingPolicy) -> None:
    model = tiny.image_model()
    text = model.encode([tiny.PROMPT])
    noise = model.first_noise((4, FRAMES, 8, 8), [1])
    other = noise.clone()
    other[:, :, 1] += 1.0
    with torch.no_grad(), sharing(model.denoiser, Sharing(policy=policy), step=0, steps=16, frames=FRAMES):
        change = model.predict(noise, torch.tensor(400), text) - model.predict(other, torch.tensor(400), text)
    felt = (change.abs().amax((0, 1, 3, 4)) > 1e-6).tolist()
    passed_on = policy not in ("first", "rotate")  # from layer to layer one frame further
    assert felt == [policy == "middle", True, passed_on, passed_on]


@policies
def test_the_model_is_the_same_to_the_last_bit_afterwards(policy: SharingPolicy) -> None:
    model = tiny.motion_model()
    before = tiny.state(model.denoiser)
    predicted(model, Sharing(policy=policy, filtered=0.1))
    with (
        pytest.raises(RuntimeError, match="in the middle"),
        sharing(model.denoiser, Sharing(policy=policy), step=0, steps=4, frames=2),
    ):
        raise RuntimeError("in the middle")
    assert tiny.same_state(before, tiny.state(model.denoiser))


def test_layers_and_steps_can_be_chosen() -> None:
    model = tiny.image_model()
    unet = model.denoiser
    every, up, fine = self_layers(unet, "all"), self_layers(unet, "up"), self_layers(unet, "fine")
    assert set(fine) <= set(up) < set(every)
    assert all(".attn1" in layer and layer.startswith("up_blocks") for layer in up)
    late = Sharing(start=0.5)
    assert [late.active(step, 4) for step in range(4)] == [False, False, True, True]
    assert torch.equal(predicted(model, late, step=0), predicted(model, None))
    assert not torch.equal(predicted(model, late, step=8), predicted(model, None))


def test_a_model_whose_frames_see_each_other_anyway_is_refused() -> None:
    settings = SampleSettings(sharing=Sharing())
    with pytest.raises(InvalidInput, match="no frame attention"):
        sample(tiny.wan_model(), [tiny.PROMPT], [1], settings=settings)
    with (
        pytest.raises(InvalidInput, match="no attention of their own"),
        sharing(tiny.wan_model().denoiser, Sharing(), step=0, steps=1, frames=2),
    ):
        pass


def test_values_of_several_frames_need_their_keys() -> None:
    with pytest.raises(ValidationError, match="one other frame"):
        Sharing(policy="self_first_previous", source="v")


def dense(query: Tensor, key: Tensor, how: str) -> Tensor:
    scores = query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1])
    both = scores.softmax(-1) * scores.softmax(-2)
    return both.mean(-1) if how == "mean" else both.amax(-1)


@pytest.mark.parametrize("how", ["mean", "max"])
@pytest.mark.parametrize("chunk", [1, 7, 64, 1000])
def test_streamed_confidences_are_the_dense_ones(how: str, chunk: int) -> None:
    dice = torch.Generator().manual_seed(0)
    query, key = (torch.randn(2, 3, count, 8, generator=dice) * 3 for count in (33, 47))
    found = confidences(query, key, how, chunk=chunk)  # type: ignore[arg-type]
    torch.testing.assert_close(found, dense(query, key, how), rtol=1e-4, atol=1e-8)


@pytest.mark.parametrize("how", ["mean", "max"])
def test_the_same_places_are_filtered_out_in_chunks_of_any_size(how: str) -> None:
    dice = torch.Generator().manual_seed(1)
    query, key = (torch.randn(3, 2, 200, 8, generator=dice) * 2 for _ in range(2))
    kept = surest(dense(query, key, how), 0.1)
    for chunk in (1, 16, 33, 200):
        assert torch.equal(surest(confidences(query, key, how, chunk=chunk), 0.1), kept)  # type: ignore[arg-type]


def test_the_least_sure_are_filtered_out_frame_by_frame() -> None:
    sure = torch.tensor([[[0.1, 0.9], [0.5, 0.3]], [[9.0, 8.0], [7.0, 6.0]]])
    assert surest(sure, 0.0).all()
    assert not surest(sure, 1.0).any()
    assert surest(sure, 0.5).tolist() == [[[False, True], [True, False]], [[True, True], [False, False]]]


def test_a_picture_moves_by_whole_cells_and_keeps_its_noise() -> None:
    picture = torch.randn(1, 4, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    frames = moved(picture, 3, MotionField(right=2.0, down=1.0))
    assert torch.equal(frames[:, :, 0], picture[:, :, 0])
    assert torch.equal(frames[:, :, 1, 1:, 2:], picture[:, :, 0, :-1, :-2])
    assert torch.equal(frames[:, :, 2, 2:, 4:], picture[:, :, 0, :-2, :-4])
    assert torch.equal(moved(picture, 2, MotionField())[:, :, 1], picture[:, :, 0])


def test_noise_given_again_has_the_variance_of_the_time_in_between() -> None:
    dice = torch.Generator().manual_seed(0)
    noise = torch.randn(1, 4, 2, 64, 64, generator=dice)
    again = noised_again(torch.zeros_like(noise), 0.8, 0.4, noise)
    assert float(again.std()) == pytest.approx(math.sqrt(1 - 0.5), rel=0.02)
    assert torch.allclose(noised_again(noise, 0.4, 0.4, noise), noise)


def test_frames_share_as_much_noise_as_they_are_told() -> None:
    noise = tiny.image_model().first_noise((4, 2, 64, 64), [1], shared=0.75)
    one, other = noise[0, :, 0].flatten(), noise[0, :, 1].flatten()
    assert float(torch.corrcoef(torch.stack([one, other]))[0, 1]) == pytest.approx(0.75, abs=0.02)
    assert float(noise.std()) == pytest.approx(1.0, abs=0.02)


def test_a_still_model_makes_a_clip_of_directions_and_the_same_one_again() -> None:
    model = tiny.image_model()
    directions = FrameDirections.evenly(("a red car", "a blue cat", "a dog"))
    settings = SampleSettings(
        frames=3,
        sharing=Sharing(policy="rotate", period=1),
        shared_noise=0.9,
        motion=MotionField(right=1.0, until=0.5),
        steps=6,
    )
    one, again = (sample(model, [""], [5], settings=settings, directions=[directions]) for _ in range(2))
    assert one.frames_bfhwc.shape == (1, 3, 16, 16, 3)
    assert torch.equal(one.latents, again.latents)
    without = sample(model, [""], [5], settings=settings.model_copy(update={"motion": None}), directions=[directions])
    assert not torch.allclose(one.latents, without.latents)


def test_the_picture_that_is_moved_is_drawn_after_the_first_direction() -> None:
    model = tiny.image_model()
    told = ("a red car", "a blue cat", "a dog")
    alone = Sharing(policy="self")
    settings = SampleSettings(frames=3, sharing=alone, motion=MotionField(until=0.5), steps=4, tail=0.0)

    def drawn(*deltas: str) -> Tensor:
        return sample(model, [""], [5], settings=settings, directions=[FrameDirections.evenly(deltas)]).latents

    first, last = (
        (drawn(*told) - drawn(*other)).abs().amax((0, 1, 3, 4)) > 1e-5
        for other in (("two cats", *told[1:]), (*told[:2], "two cats"))
    )
    assert first.tolist() == [True, True, True]
    assert last.tolist() == [False, False, True]


def test_the_steps_of_the_picture_that_is_moved_are_counted_and_can_be_cancelled() -> None:
    model = tiny.image_model()
    directions = [FrameDirections.evenly(("a red car", "a blue cat"))]
    settings = SampleSettings(frames=2, motion=MotionField(right=1.0, until=0.5, back_to=0.25), steps=8)
    seen: list[tuple[int, int]] = []

    def note(report: StepReport) -> None:
        seen.append((report.step, report.steps))

    sample(model, [""], [5], settings=settings, on_step=note, directions=directions)
    assert seen == [(step, 10) for step in range(1, 11)]
    seen.clear()

    def stop(report: StepReport) -> None:
        note(report)
        if report.step == 2:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        sample(model, [""], [5], settings=settings, on_step=stop, directions=directions)
    assert seen == [(1, 10), (2, 10)]


def test_a_sampler_that_cannot_begin_in_the_middle_is_refused() -> None:
    with pytest.raises(InvalidInput, match="cannot begin anew"):
        sample(tiny.ltx_model(), [tiny.PROMPT], [1], settings=SampleSettings(motion=MotionField(right=1.0)))

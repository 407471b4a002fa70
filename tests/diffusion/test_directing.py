"""Each stretch of a clip hears its own prompt, in every family of models."""

import math

import pytest
import torch
from torch import Tensor

from storyagent.diffusion.directing import penalties
from storyagent.diffusion.guidance import GuidanceSettings
from storyagent.diffusion.models.base import Text, VideoModel
from storyagent.diffusion.sampling import SampleSettings, layout_guidance, layout_targets, sample
from storyagent.diffusion.sharing import Sharing, sharing
from storyagent.errors import InvalidInput
from storyagent.story.directions import Direction, FrameDirections
from tests.diffusion import tiny

families = pytest.mark.parametrize("family", tiny.FAMILIES)
DIRECTIONS = FrameDirections.evenly(("a red car on the street", "two cats in grass", "a blue bird"))


def frames_of(model: VideoModel) -> int:
    can = model.spec.capabilities
    return can.frames if can.video else 3


def shape_of(model: VideoModel) -> tuple[int, int, int, int]:
    can = model.spec.capabilities
    (width, height), frames = can.sizes_px[0], frames_of(model)
    channels, count, high, wide = model.latents_shape(frames if can.video else 1, height, width)
    return channels, count if can.video else frames, high, wide


def predicted(model: VideoModel, text: Text) -> Tensor:
    shape = shape_of(model)
    with torch.no_grad():
        return model.predict(model.first_noise(shape, [1]), torch.tensor(400), text)


def directed(model: VideoModel, directions: FrameDirections, tail: float = 0.0) -> Text:
    penalty = penalties(directions, shape_of(model)[1], tail)[None]
    return model.encode_directed([directions.prompts()], penalty)


@families
@pytest.mark.parametrize("tail", [0.0, 2.0])
def test_equal_prompts_are_one_prompt(family: str, tail: float) -> None:
    model = tiny.FAMILIES[family]()
    same = FrameDirections.evenly((tiny.PROMPT,) * 3)
    torch.testing.assert_close(
        predicted(model, directed(model, same, tail)), predicted(model, model.encode([tiny.PROMPT])), rtol=0, atol=2e-5
    )


@pytest.mark.parametrize("family", ["image_unet", "motion_unet", "clip_unet", "wan", "ltx", "cogvideox"])
def test_another_prompt_in_one_stretch_is_heard_there_most(family: str) -> None:
    model = tiny.FAMILIES[family]()
    frames = shape_of(model)[1]
    first = FrameDirections.evenly(("a red car", "a blue cat", "a dog"))
    other = FrameDirections.evenly(("a red car", "a blue cat", "two birds in grass"))
    change = (predicted(model, directed(model, first)) - predicted(model, directed(model, other))).abs()
    by_frame = change.mean((0, 1, 3, 4))
    hears = penalties(first, frames)[:, 2] < 1.0
    assert by_frame[hears].min() > 0
    assert by_frame[hears].mean() > by_frame[~hears].mean()
    if family == "image_unet":  # nothing ties the frames to each other
        assert by_frame[~hears].max() == 0


def test_a_still_model_s_frames_are_those_of_their_own_prompts() -> None:
    model = tiny.image_model()
    shape = shape_of(model)
    noise = model.first_noise(shape, [1])
    with torch.no_grad():
        together = model.predict(noise, torch.tensor(400), directed(model, DIRECTIONS))
        for frame, prompt in enumerate(DIRECTIONS.prompts()):
            alone = model.predict(noise[:, :, frame : frame + 1], torch.tensor(400), model.encode([prompt]))
            torch.testing.assert_close(together[:, :, frame : frame + 1], alone, rtol=0, atol=1e-5)


@pytest.mark.parametrize("policy", ["first", "previous", "self_first_previous", "middle", "rotate"])
def test_a_frame_s_prompt_reaches_those_that_look_at_it(policy: str) -> None:
    model = tiny.image_model()
    other = FrameDirections.evenly(("a red car on the street", "a dog", "a blue bird"))
    settings = Sharing.model_validate({"policy": policy, "period": 1})
    with sharing(model.denoiser, settings, step=1, steps=3, frames=3):
        change = (predicted(model, directed(model, DIRECTIONS)) - predicted(model, directed(model, other))).abs()
    felt = (change.amax((0, 1, 3, 4)) > 1e-6).tolist()
    looked_at = {"first": [], "previous": [2], "self_first_previous": [2], "middle": [0, 2], "rotate": [0, 2]}[policy]
    assert felt == [frame == 1 or frame in looked_at for frame in range(3)]


@families
def test_the_model_is_the_same_to_the_last_bit_after_a_directed_clip(family: str) -> None:
    model = tiny.FAMILIES[family]()
    before = tiny.state(model.denoiser)
    predicted(model, directed(model, DIRECTIONS, 1.0))
    assert tiny.same_state(before, tiny.state(model.denoiser))
    text = directed(model, DIRECTIONS)
    with pytest.raises(Exception, match=r"."):
        model.predict(torch.zeros(1, 99, 3, 8, 8), torch.tensor(1), text)
    assert tiny.same_state(before, tiny.state(model.denoiser))


def test_a_sharp_border_hears_one_prompt_and_a_soft_one_gives_way() -> None:
    sharp = penalties(FrameDirections.evenly(("a", "b")), 4)
    assert (sharp.exp().reciprocal() > 0.5).tolist() == [[True, False]] * 2 + [[False, True]] * 2
    soft = penalties(FrameDirections.evenly(("a", "b")), 12, tail=2.0)
    weights = (-soft).exp()
    torch.testing.assert_close(weights.sum(-1), torch.ones(12))
    assert weights[0, 0] > 0.999
    assert weights[:, 0].diff().max() <= 1e-6
    at_tail = soft[7, 0] - soft[7, 1]  # two latent frames beyond the first stretch's last frame
    assert at_tail == pytest.approx(math.log(1e3), rel=1e-4)


def test_stretches_need_not_be_equally_long() -> None:
    stretches = (Direction(text="a", start=0.0, end=0.25), Direction(text="b", start=0.25, end=1.0))
    heard = penalties(FrameDirections(deltas=stretches), 8).argmin(-1)
    assert heard.tolist() == [0, 0, 1, 1, 1, 1, 1, 1]


@families
def test_directions_and_layouts_go_together(family: str) -> None:
    model = tiny.FAMILIES[family]()
    directions = FrameDirections.evenly((tiny.PROMPT, "the " + tiny.PROMPT))
    frames = frames_of(model)
    settings = SampleSettings(frames=frames, guidance=GuidanceSettings(until=0.5))
    guided, free = (
        sample(model, [tiny.PROMPT], [3], given, settings, directions=[directions]).latents
        for given in ([tiny.LAYOUT], None)
    )
    assert guided.shape == free.shape == (1, *shape_of(model))
    penalty = penalties(directions, shape_of(model)[1], settings.tail)[None]
    targets = layout_targets(model, [directions.prompts()], [tiny.LAYOUT], frames, penalty)
    measure = layout_guidance(model, targets, GuidanceSettings(), 2 * model.text_length).measure
    text = model.encode_directed([directions.prompts()], penalty)
    errors = [float(measure(z, lambda z: model.predict(z, torch.tensor(1), text))) for z in (guided, free)]
    assert errors[0] < errors[1]


def test_a_clip_depends_on_its_own_directions_alone() -> None:
    model = tiny.motion_model()
    other = FrameDirections.evenly(("a dog", "a bird", "a ball"))
    settings = SampleSettings(frames=4, steps=2)
    both = sample(model, ["", ""], [1, 2], settings=settings, directions=[DIRECTIONS, other]).latents
    alone = sample(model, [""], [2], settings=settings, directions=[other]).latents
    torch.testing.assert_close(both[1:], alone, rtol=1e-4, atol=1e-3)


def test_windows_of_a_long_clip_hear_their_own_stretches() -> None:
    model = tiny.motion_model()
    same = FrameDirections.evenly((tiny.PROMPT,) * 4)
    settings = SampleSettings(frames=10, steps=2, guidance=None)
    directed_, plain = (
        sample(model, [tiny.PROMPT], [1], settings=settings, directions=given).latents for given in ([same], None)
    )
    torch.testing.assert_close(directed_, plain, rtol=1e-4, atol=1e-3)


@pytest.mark.parametrize(
    ("directions", "what"),
    [
        ([DIRECTIONS, FrameDirections.evenly(("a",))], "as many directions"),
        ([FrameDirections.evenly(("a dog",) * 9)] * 2, "more directions than the model has frames"),
    ],
)
def test_directions_that_cannot_be_followed_are_refused(directions: list[FrameDirections], what: str) -> None:
    with pytest.raises(InvalidInput, match=what):
        sample(tiny.motion_model(), ["", ""], [1, 2], directions=directions)

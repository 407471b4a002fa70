"""The background of a guided clip is drawn once for all frames."""

import pytest
import torch

from storyagent.diffusion.background import camera_rests, free_cells, with_one_background
from storyagent.diffusion.guidance import GuidanceSettings
from storyagent.diffusion.models.unets import MotionUNet
from storyagent.diffusion.regions import layout_boxes
from storyagent.diffusion.sampling import SampleSettings, sample
from storyagent.story.layout import Box, Keyframe, Layout, Track
from tests.diffusion import tiny

SIDE = 8
FRAMES = 4


def crossing(view: tuple[Keyframe, ...] = ()) -> Layout:
    keyframes = (
        Keyframe(t=0.0, box=Box(x0=0.0, y0=0.5, x1=0.25, y1=0.75)),
        Keyframe(t=1.0, box=Box(x0=0.75, y0=0.5, x1=1.0, y1=0.75)),
    )
    return Layout(
        scene="one", tracks=(Track(id="car", entity="car", name="a red car", keyframes=keyframes),), view=view
    )


def free(layout: Layout) -> torch.Tensor:
    return free_cells([layout], [layout_boxes(layout, FRAMES)], SIDE, SIDE)


def model_with_background(share: float) -> MotionUNet:
    model = tiny.motion_model()
    assert isinstance(model, MotionUNet)
    model.spec = model.spec.model_copy(update={"background": share})
    return model


def test_cells_are_free_where_no_box_nor_its_margin_covers_them() -> None:
    found = free(crossing())[0, 0]
    assert found.shape == (FRAMES, SIDE, SIDE)
    assert found[:, :2].eq(1.0).all()  # two rows and a half above the box, which has a margin of a cell and a half
    assert found[0, 4:6, :2].eq(0.0).all()
    assert found[0, 4:6, 4:].eq(1.0).all()
    assert found[-1, 4:6, 6:].eq(0.0).all()


def test_where_nothing_is_all_cells_are_free() -> None:
    empty = tiny.layout()
    assert free_cells([empty], [layout_boxes(empty, 3)], 4, 4).eq(1).all()


def test_a_clip_whose_camera_moves_has_no_background_that_rests() -> None:
    views = tuple(Keyframe(t=t, box=Box(x0=x, y0=0.0, x1=x + 0.5, y1=1.0)) for t, x in ((0.0, 0.0), (1.0, 0.5)))
    assert not camera_rests(crossing(views))
    assert free(crossing(views)).eq(0.0).all()
    still = tuple(view.model_copy(update={"box": views[0].box}) for view in views)
    assert camera_rests(crossing(still))


def test_free_cells_become_alike_in_all_frames_and_the_others_stay() -> None:
    torch.manual_seed(0)
    latents, cells = torch.randn(1, 3, FRAMES, SIDE, SIDE), free(crossing())
    tied = with_one_background(latents, cells)
    always = cells.eq(1.0).all(2, keepdim=True).expand_as(tied)
    torch.testing.assert_close(tied[always], tied[:, :, :1].expand_as(tied)[always])
    covered = cells.eq(0.0).expand_as(tied)
    torch.testing.assert_close(tied[covered], latents[covered])


def test_what_becomes_alike_keeps_the_power_of_its_noise() -> None:
    torch.manual_seed(0)
    latents = torch.randn(2, 3, FRAMES, SIDE, SIDE)
    tied = with_one_background(latents, torch.ones(2, 1, FRAMES, SIDE, SIDE))
    torch.testing.assert_close(tied.square().mean((2, 3, 4)), latents.square().mean((2, 3, 4)))


def test_a_guided_clip_of_such_a_model_has_one_background_and_an_unguided_one_has_not() -> None:
    model = model_with_background(1.0)
    settings = SampleSettings(frames=FRAMES, width_px=64, height_px=64, steps=2)

    def drift(layouts: list[Layout] | None) -> float:
        latents = sample(model, ["a red car"], [1], layouts, settings).latents
        top = latents[:, :, :, : latents.shape[3] // 4]
        return float((top - top[:, :, :1]).abs().mean())

    # the last step is the sampler's, so that frames may still differ by what they show elsewhere
    assert drift([crossing()]) < 0.5 * drift(None)


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_asking_for_none_is_as_a_model_without(share: float) -> None:
    settings = SampleSettings(
        frames=FRAMES, width_px=64, height_px=64, steps=2, guidance=GuidanceSettings(background=0.0)
    )
    made = sample(model_with_background(share), ["a red car"], [1], [crossing()], settings)
    plain = sample(tiny.motion_model(), ["a red car"], [1], [crossing()], settings)
    torch.testing.assert_close(made.latents, plain.latents)


def test_a_clip_depends_on_its_own_layout_alone() -> None:
    model = model_with_background(0.5)
    settings = SampleSettings(frames=FRAMES, width_px=64, height_px=64, steps=2)
    moving = tuple(Keyframe(t=t, box=Box(x0=x, y0=0.0, x1=x + 0.5, y1=1.0)) for t, x in ((0.0, 0.0), (1.0, 0.5)))
    layouts = [crossing(), crossing(moving)]
    both = sample(model, ["a red car"] * 2, [1, 2], layouts, settings).latents
    for number, layout in enumerate(layouts):
        alone = sample(model, ["a red car"], [number + 1], [layout], settings).latents
        torch.testing.assert_close(both[number], alone[0], rtol=1e-3, atol=1e-3)

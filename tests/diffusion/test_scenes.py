"""Layouts are fitted to the model's picture without distorting anything, and words to what the model knows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyagent.diffusion.models.storybook_words import KnownText, in_known_words
from storyagent.diffusion.models.unets import MotionUNet
from storyagent.diffusion.regions import layout_boxes
from storyagent.diffusion.sampling import SampleSettings
from storyagent.diffusion.scenes import SceneRequest, _finish, fit_layout, in_models_words, moment_of
from storyagent.story.layout import Box, Keyframe, Layout, Track
from tests.diffusion import tiny

aspects = st.sampled_from([9 / 16, 1.0, 4 / 3, 16 / 9, 832 / 480])


def ball(aspect: float, **fields: object) -> Layout:
    """Return a layout of a ball that is as wide as it is high, on a canvas of some shape."""
    box = Box.around(0.4, 0.6, 0.2, 0.2 * aspect)
    track = Track(id="ball", entity="ball", name="ball", keyframes=(Keyframe(t=0.0, box=box),))
    return Layout.model_validate({"scene": "one", "tracks": (track,), "aspect_ratio": aspect, **fields})


@given(aspects, aspects)
def test_what_is_square_on_the_canvas_is_square_in_the_models_picture(canvas: float, picture: float) -> None:
    fitted = fit_layout(ball(canvas), picture)
    x0, y0, x1, y1 = layout_boxes(fitted.layout, 1).corners_of4[0, 0].tolist()
    if y1 < 1.0 and x0 > 0.0:
        assert (x1 - x0) * picture == pytest.approx(y1 - y0, rel=1e-4)


@given(aspects, aspects)
def test_what_is_cut_out_has_the_canvas_shape_and_the_object_in_its_place(canvas: float, picture: float) -> None:
    fitted = fit_layout(ball(canvas), picture)
    left, top, right, bottom = fitted.scene
    assert (right - left) / (bottom - top) * picture == pytest.approx(canvas, rel=0.01)
    x0, y0, *_ = layout_boxes(fitted.layout, 1).corners_of4[0, 0].tolist()
    assert (x0 - left) / (right - left) == pytest.approx(0.3, abs=0.01)
    assert (y0 - top) / (bottom - top) == pytest.approx(0.6 - 0.1 * canvas, abs=0.01)


def test_the_camera_is_kept_when_a_layout_is_fitted() -> None:
    zoom = (
        Keyframe(t=0.0, box=Box(x0=0.0, y0=0.0, x1=1.0, y1=1.0)),
        Keyframe(t=1.0, box=Box(x0=0.2, y0=0.4, x1=0.6, y1=0.8)),
    )
    fitted = fit_layout(ball(2.0, view=zoom), 1.0)
    assert fitted.layout.view_at(1.0).as_tuple() == pytest.approx((0.2, 0.2, 0.6, 1.0))


def test_a_moment_of_a_layout_stands_still_and_shows_only_what_is_there() -> None:
    keyframes = (
        Keyframe(t=0.0, box=Box(x0=0.0, y0=0.2, x1=0.2, y1=0.4)),
        Keyframe(t=1.0, box=Box(x0=0.8, y0=0.2, x1=1.0, y1=0.4)),
    )
    mover = Track(id="car", entity="car", name="car", keyframes=keyframes)
    gone = mover.model_copy(update={"id": "cat", "windows": ((0.0, 0.3),)})
    still = moment_of(Layout(scene="one", tracks=(mover, gone)), 0.5)
    assert [track.id for track in still.tracks] == ["car"]
    assert still.tracks[0].box_at(0.9).as_tuple() == pytest.approx((0.4, 0.2, 0.6, 0.4))


class Taught(MotionUNet):
    """A model with a small vocabulary."""

    def in_known_words(self, text: str) -> KnownText:
        return in_known_words(
            text, vocabulary={"a", "horse", "dog", "and", "in", "the", "grass"}, nouns=("horse", "dog")
        )


def test_words_the_model_does_not_know_are_replaced_in_prompt_and_layout_alike() -> None:
    twin = tiny.motion_model()
    twin.__class__ = Taught
    prompt, layout, notes = in_models_words(twin, "a pony in the grass", tiny.layout(("pony", (0, 0, 1, 1))))
    assert prompt == "a horse in the grass"
    assert [track.name for track in layout.tracks] == ["horse"]
    assert notes == ["the model does not know 'pony': 'horse' stands in"]


def test_an_object_the_prompt_leaves_out_is_added_and_that_is_said() -> None:
    prompt, _, notes = in_models_words(tiny.motion_model(), "a cat", tiny.layout(("red car", (0, 0, 1, 1))))
    assert prompt == "a cat, red car"
    assert "red car" in notes[0]


@pytest.mark.parametrize(("made", "asked"), [(4, 12), (16, 5), (1, 1), (5, 5)])
def test_frames_are_held_or_left_out_to_fill_the_shot_from_its_first_to_its_last(made: int, asked: int) -> None:
    frames = np.arange(made, dtype=np.uint8)[:, None, None, None].repeat(8, 1).repeat(8, 2).repeat(3, 3)
    settings = SampleSettings()
    request = SceneRequest("", tiny.LAYOUT, seed=0, frames=asked, fps=8, size_px=(8, 8), settings=settings)
    shown = [int(frame[0, 0, 0]) for frame in _finish(frames, (0.0, 0.0, 1.0, 1.0), request)]
    assert len(shown) == asked
    assert shown[0] == 0
    assert shown[-1] == made - 1
    assert shown == sorted(shown)

"""Soft masks against a grid that is cut very finely."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from storyagent.diffusion.guidance import make_targets
from storyagent.diffusion.regions import Boxes, Regions, layout_boxes, regions
from storyagent.story.layout import Box, Keyframe, Layout, Track

CPU = torch.device("cpu")
SUBDIVIDED = 40


def targets_for(boxes: list[tuple[float, float, float, float]], tokens: list[int], present: bool = True) -> Regions:
    corners = torch.tensor(boxes)[:, None]
    there = torch.full((len(boxes), 1), present)
    columns = [[[token] for token in tokens]]
    return regions(make_targets(columns, [Boxes(corners, there)], CPU), 6, 9)


def sampled(box: tuple[float, float, float, float], height: int, width: int) -> np.ndarray:
    """Return each cell's covered share by testing many points in it, for a box of at least one cell."""
    y = (np.arange(height * SUBDIVIDED) + 0.5) / (height * SUBDIVIDED)
    x = (np.arange(width * SUBDIVIDED) + 0.5) / (width * SUBDIVIDED)
    hit = ((y >= box[1]) & (y < box[3]))[:, None] & ((x >= box[0]) & (x < box[2]))[None]
    return np.asarray(hit.reshape(height, SUBDIVIDED, width, SUBDIVIDED).mean((1, 3)))


sides = st.tuples(st.floats(0.0, 0.75), st.floats(0.2, 1.0)).map(lambda at: (at[0], min(1.0, at[0] + at[1])))


@given(sides, sides)
def test_a_mask_is_the_share_of_each_cell_that_the_box_covers(
    across: tuple[float, float], down: tuple[float, float]
) -> None:
    box = (across[0], down[0], across[1], down[1])
    found = targets_for([box], [1]).inside_bnfp[0, 0, 0].reshape(6, 9)
    np.testing.assert_allclose(found.numpy(), sampled(box, 6, 9), atol=2.5 / SUBDIVIDED)
    assert float(found.sum()) == pytest.approx((box[2] - box[0]) * (box[3] - box[1]) * 54, rel=1e-3)


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(1e-6, 0.1), st.floats(1e-6, 0.1))
def test_a_box_below_one_cell_still_has_one(x: float, y: float, width: float, height: float) -> None:
    box = (min(x, 1 - width), min(y, 1 - height), min(x, 1 - width) + width, min(y, 1 - height) + height)
    found = targets_for([box], [1]).inside_bnfp[0, 0, 0].reshape(6, 9)
    assert float(found.sum()) == pytest.approx(1.0, abs=1e-4)
    row, column = np.unravel_index(int(found.argmax()), (6, 9))
    assert abs((column + 0.5) / 9 - (box[0] + box[2]) / 2) < 1.01 / 9
    assert abs((row + 0.5) / 6 - (box[1] + box[3]) / 2) < 1.01 / 6


def test_an_absent_object_has_no_inside_and_everything_outside() -> None:
    found = targets_for([(0.1, 0.1, 0.6, 0.6)], [1], present=False)
    assert float(found.inside_bnfp.sum()) == 0.0
    assert float(found.outside_bnfp.min()) == 1.0


def test_outside_of_a_shared_token_is_outside_of_all_its_boxes() -> None:
    left, right, other = (0.0, 0.0, 1 / 3, 1.0), (2 / 3, 0.0, 1.0, 1.0), (1 / 3, 0.0, 2 / 3, 1.0)
    found = targets_for([left, right, other], [4, 4, 7]).outside_bnfp[0, :, 0].reshape(3, 6, 9)
    middle = torch.zeros(6, 9)
    middle[:, 3:6] = 1.0
    torch.testing.assert_close(found[0], middle)
    torch.testing.assert_close(found[1], middle)
    torch.testing.assert_close(found[2], 1.0 - middle)


def test_objects_of_one_token_have_the_cells_nearest_to_them() -> None:
    left, right = (0.0, 0.0, 0.2, 1.0), (0.8, 0.0, 1.0, 1.0)
    found = targets_for([left, right, left], [4, 4, 7]).territory_bnfp[0, :, 0].reshape(3, 6, 9)
    assert found[0, :, :4].min() == found[1, :, 5:].min() == found[2].min() == 1.0
    assert found[0, :, 5:].max() == found[1, :, :4].max() == 0.0


def layout_of(*tracks: Track, view: tuple[Keyframe, ...] = ()) -> Layout:
    return Layout(scene="one", tracks=tracks, view=view)


def mover(**fields: object) -> Track:
    keyframes = (
        Keyframe(t=0.0, box=Box(x0=0.0, y0=0.2, x1=0.2, y1=0.4)),
        Keyframe(t=1.0, box=Box(x0=0.8, y0=0.2, x1=1.0, y1=0.4)),
    )
    return Track.model_validate({"id": "car", "entity": "car", "name": "car", "keyframes": keyframes, **fields})


def test_boxes_follow_the_track_and_its_windows() -> None:
    found = layout_boxes(layout_of(mover(windows=((0.5, 1.0),))), 5)
    assert found.present_of.tolist() == [[False, False, True, True, True]]
    torch.testing.assert_close(found.corners_of4[0, 2], torch.tensor([0.4, 0.2, 0.6, 0.4]))
    assert float(found.corners_of4[0, :2].abs().sum()) == 0.0


def test_a_latent_frame_stands_for_the_mean_of_its_frames() -> None:
    found = layout_boxes(layout_of(mover()), 5, [range(1), range(1, 5)])
    torch.testing.assert_close(found.corners_of4[0, 0], torch.tensor([0.0, 0.2, 0.2, 0.4]))
    torch.testing.assert_close(found.corners_of4[0, 1], torch.tensor([0.5, 0.2, 0.7, 0.4]))


@pytest.mark.parametrize(("start", "there"), [(0.7, True), (0.8, False)])
def test_an_object_is_in_a_latent_frame_if_it_is_in_half_of_its_frames(start: float, there: bool) -> None:
    found = layout_boxes(layout_of(mover(windows=((start, 1.0),))), 5, [range(1), range(1, 5)])
    assert found.present_of[0].tolist() == [False, there]


def test_boxes_are_seen_through_the_camera() -> None:
    zoomed = (Keyframe(t=0.0, box=Box(x0=0.5, y0=0.0, x1=1.0, y1=0.5)),)
    still = mover(keyframes=(Keyframe(t=0.0, box=Box(x0=0.6, y0=0.1, x1=0.7, y1=0.9)),))
    hidden = mover(id="dog", keyframes=(Keyframe(t=0.0, box=Box(x0=0.1, y0=0.1, x1=0.2, y1=0.2)),))
    found = layout_boxes(layout_of(still, hidden, view=zoomed), 2)
    torch.testing.assert_close(found.corners_of4[0, 0], torch.tensor([0.2, 0.2, 0.4, 1.0]))
    assert found.present_of.tolist() == [[True, True], [False, False]]


def test_a_layout_without_objects_has_no_boxes() -> None:
    assert layout_boxes(layout_of(), 3).corners_of4.shape == (0, 3, 4)

import json
from itertools import pairwise
from math import isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from storyagent.story.files import to_yaml
from storyagent.story.layout import FULL_FRAME, Box, Keyframe, Layout, Track, boxes_along
from storyagent.story.sampling import Ease, sample_times, share
from tests.story.strategies import boxes, keyframes, layouts, tracks

CORNER = Box(x0=0.0, y0=0.0, x1=0.2, y1=0.2)
FAR_CORNER = Box(x0=0.6, y0=0.6, x1=1.0, y1=1.0)


def track(*frames: Keyframe, **fields: object) -> Track:
    return Track.model_validate({"id": "fox", "entity": "fox", "name": "fox", "keyframes": frames, **fields})


def between(ease: Ease, t: float, start: Box = CORNER, end: Box = FAR_CORNER) -> Box:
    first = Keyframe(t=0.0, box=start, ease_x=ease, ease_y=ease, ease_size=ease)
    return boxes_along((first, Keyframe(t=1.0, box=end)), (t,))[0]


@given(boxes())
def test_a_box_is_written_as_four_numbers_and_read_back_exactly(box: Box) -> None:
    written = json.loads(box.model_dump_json())
    assert written == list(box.as_tuple())
    assert Box.model_validate(written) == box == Box.model_validate_json(box.model_dump_json())
    assert Box.model_validate(tuple(written)) == box == Box.model_validate(box)
    assert Box.model_validate(dict(zip(("x0", "y0", "x1", "y1"), written, strict=True))) == box


@settings(max_examples=40)
@given(layouts)
def test_a_layout_comes_back_from_json_exactly(layout: Layout) -> None:
    assert Layout.model_validate_json(layout.model_dump_json()) == layout


@settings(max_examples=40)
@given(layouts)
def test_a_layout_comes_back_from_yaml_exactly(layout: Layout) -> None:
    import yaml

    assert Layout.model_validate(yaml.safe_load(to_yaml(layout))) == layout


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ([0, 0, 1], "found 3 values"),
        ([0.5, 0, 0.5, 1], "x0 < x1"),
        ([0, 1, 1, 0], "y0 < y1"),
        ([0, 0, 1, 9], "less than or equal to 5"),
        ("0 0 1 1", "Box"),
        ([0, 0, 1, float("nan")], "finite"),
    ],
)
def test_what_is_no_box_is_refused(found: object, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Box.model_validate(found)


def test_keyframes_of_a_view_must_follow_each_other() -> None:
    frames = (Keyframe(t=0.5, box=FULL_FRAME), Keyframe(t=0.5, box=FULL_FRAME))
    with pytest.raises(ValidationError, match="keyframe times of the view must grow"):
        Layout(scene="wood", view=frames)


def test_sample_times_include_the_first_and_the_last_frame() -> None:
    assert sample_times(1) == (0.0,)
    assert sample_times(3) == (0.0, 0.5, 1.0)
    assert sample_times(6) == (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    with pytest.raises(ValueError, match="at least one sample"):
        sample_times(0)


@pytest.mark.parametrize(
    ("ease", "half"),
    [
        ("linear", 0.5),
        ("smooth", 0.5),
        ("accelerate", 0.25),
        ("decelerate", 0.75),
        ("sine in", 1 - 2**-0.5),
        ("sine out", 2**-0.5),
        ("hold", 0.0),
    ],
)
def test_half_of_the_time_covers_the_documented_share(ease: Ease, half: float) -> None:
    assert isclose(share(ease, 0.5), half)
    assert (share(ease, 0.0), share(ease, 1.0)) == (0.0, 1.0)
    assert isclose(between(ease, 0.5).center[0], 0.1 + 0.7 * half)


@given(boxes(0.0, 1.0), boxes(0.0, 1.0), st.floats(0.0, 1.0))
def test_perspective_is_even_speed_along_the_line_of_sight(start: Box, end: Box, t: float) -> None:
    box = between("perspective", t, start, end)
    z0, z1 = 1 / start.height, 1 / end.height
    assert isclose(1 / box.height, z0 + (z1 - z0) * t, rel_tol=1e-6)


def test_perspective_keeps_the_vanishing_point() -> None:
    vanishing = (0.4, 0.3)
    near = Box.around(0.8, 0.7, 0.2, 0.4)
    far = Box.around(0.5, 0.4, 0.05, 0.1)
    for t in sample_times(9):
        box = between("perspective", t, near, far)
        assert isclose((box.center[0] - vanishing[0]) / box.height, 1.0)
        assert isclose((box.center[1] - vanishing[1]) / box.height, 1.0)


def test_each_axis_and_the_size_have_their_own_easing() -> None:
    start = Keyframe(t=0.0, box=CORNER, ease_x="linear", ease_y="accelerate", ease_size="hold")
    box = boxes_along((start, Keyframe(t=1.0, box=FAR_CORNER)), (0.5,))[0]
    assert isclose(box.center[0], 0.45)
    assert isclose(box.center[1], 0.275)
    assert isclose(box.width, 0.2)


@given(keyframes())
def test_a_box_is_exact_at_its_keyframe_and_held_outside_them(frames: tuple[Keyframe, ...]) -> None:
    assert boxes_along(frames, [k.t for k in frames]) == [k.box for k in frames]
    assert boxes_along(frames, (-0.5, 1.5)) == [frames[0].box, frames[-1].box]


@given(tracks, st.integers(2, 50))
def test_rendering_frames_and_asking_for_one_time_agree(one: Track, n: int) -> None:
    layout = Layout(scene="wood", tracks=(one,))
    for t, box, moment in zip(sample_times(n), layout.boxes(n)[0], layout.moments(n), strict=True):
        seen = one.visible_at(t) and one.box_at(t).on_canvas
        assert box == (one.box_at(t) if seen else None)
        assert [(s.box, s.depth) for s in moment.shown] == ([(one.box_at(t), one.depth_at(t))] if seen else [])


@given(keyframes(boxes(-4.0, 5.0)))
def test_any_sampled_box_is_a_valid_box(frames: tuple[Keyframe, ...]) -> None:
    for box in boxes_along(frames, sample_times(40)):
        assert Box.model_validate(box.as_tuple()) == box


@given(keyframes())
def test_movement_is_continuous_unless_it_is_held(frames: tuple[Keyframe, ...]) -> None:
    for a, b in pairwise(frames):
        if "hold" in (a.ease_x, a.ease_y, a.ease_size):
            continue
        near_end = boxes_along((a, b), (b.t - (b.t - a.t) * 1e-9,))[0]
        assert all(isclose(p, q, abs_tol=1e-4) for p, q in zip(near_end.as_tuple(), b.box.as_tuple(), strict=True))


def test_a_window_ends_before_its_end_unless_that_is_the_last_frame() -> None:
    seen = track(Keyframe(t=0.0, box=CORNER), windows=((0.2, 0.4), (0.6, 1.0)))
    assert [seen.visible_at(t) for t in sample_times(6)] == [False, True, False, True, True, True]


def test_boxes_are_none_where_unseen_or_off_the_canvas_and_are_not_clipped() -> None:
    walk = track(
        Keyframe(t=0.0, box=Box(x0=-0.5, y0=0.4, x1=-0.1, y1=0.8)),
        Keyframe(t=1.0, box=Box(x0=0.5, y0=0.4, x1=0.9, y1=0.8)),
        windows=((0.0, 0.7),),
    )
    found = Layout(scene="wood", tracks=(walk,)).boxes(5)[0]
    assert found[0] is None
    assert found[1] is not None
    assert isclose(found[1].x0, -0.25)
    assert found[2] is not None
    assert found[3:] == (None, None)


def test_depth_holds_until_the_next_keyframe_and_orders_what_is_shown() -> None:
    back = track(Keyframe(t=0.0, box=CORNER, depth=1.0), Keyframe(t=0.5, box=CORNER, depth=-1.0))
    other = track(Keyframe(t=0.0, box=CORNER), id="hen")
    moments = Layout(scene="wood", tracks=(back, other)).moments(4)
    assert [[shown.track for shown in moment.shown] for moment in moments] == [[1, 0], [1, 0], [0, 1], [0, 1]]


def test_the_view_is_the_whole_canvas_unless_said_otherwise() -> None:
    zoom = (Keyframe(t=0.0, box=FULL_FRAME), Keyframe(t=1.0, box=Box(x0=0.25, y0=0.25, x1=0.75, y1=0.75)))
    assert Layout(scene="wood").view_at(0.3) == FULL_FRAME
    assert Layout(scene="wood", view=zoom).view_at(0.5) == Box(x0=0.125, y0=0.125, x1=0.875, y1=0.875)


def test_an_unknown_track_is_a_key_error() -> None:
    layout = Layout(scene="wood", tracks=(track(Keyframe(t=0.0, box=CORNER)),))
    assert layout.track("fox").entity == "fox"
    with pytest.raises(KeyError):
        layout.track("hen")

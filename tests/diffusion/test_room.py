"""A small model's objects get room, and nothing else changes."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyagent.diffusion.room import with_room
from storyagent.diffusion.scenes import fit_layout
from storyagent.planning.offline import OfflinePlanner
from storyagent.story.layout import Box, Keyframe, Layout, Track

LEAST, GAP = 0.24, 0.08
TIMES = [place / 8 for place in range(9)]


def laid_out(prompt: str) -> Layout:
    return OfflinePlanner().lay_out(prompt, 1.0).layout


def still(name: str, box: Box) -> Track:
    return Track(
        id=name.replace(" ", "-"), entity=name.replace(" ", "-"), name=name, keyframes=(Keyframe(t=0.0, box=box),)
    )


def gap(one: Box, other: Box) -> float:
    across = max(one.x0, other.x0) - min(one.x1, other.x1)
    down = max(one.y0, other.y0) - min(one.y1, other.y1)
    return max(across, down)


@pytest.mark.parametrize("count", ["two", "three", "four"])
@pytest.mark.parametrize("noun", ["cars", "dogs", "balls"])
def test_several_of_a_kind_stand_apart_in_every_frame(count: str, noun: str) -> None:
    layout, _ = with_room(laid_out(f"A realistic lively video of a scene with {count} moving {noun}"), LEAST, GAP)
    for t in TIMES:
        boxes = [track.box_at(t) for track in layout.tracks]
        assert all(gap(one, other) > 0.0 for one, other in combinations(boxes, 2))
        assert all(box.x0 >= -1e-6 and box.x1 <= 1 + 1e-6 and box.y0 >= -1e-6 and box.y1 <= 1 + 1e-6 for box in boxes)


def test_several_of_a_kind_go_a_shorter_way_before_they_shrink() -> None:
    before = laid_out("A realistic lively video of a scene with four moving balls")
    after, notes = with_room(before, LEAST, GAP)
    for old, new in zip(before.tracks, after.tracks, strict=True):
        ways = [track.box_at(1.0).center[0] - track.box_at(0.0).center[0] for track in (old, new)]
        assert ways[0] * ways[1] > 0.0
        assert abs(ways[1]) < abs(ways[0])
        assert new.box_at(0.5).width >= LEAST - 1e-6
    assert all("of its way" in note for note in notes)


def test_a_thing_gets_the_proportions_in_which_the_model_draws_it_and_keeps_its_ground() -> None:
    layout = Layout(scene="one", tracks=(still("red car", Box(x0=0.2, y0=0.5, x1=0.8, y1=0.7)),))
    roomy, _ = with_room(layout, LEAST, GAP, {"car": 1.5})
    box = roomy.tracks[0].box_at(0.0)
    assert box.width / box.height == pytest.approx(1.5)
    assert box.area == pytest.approx(0.12)
    assert (box.y1, box.center[0]) == pytest.approx((0.7, 0.5))


def test_what_is_too_small_is_enlarged_about_its_middle_and_said_so() -> None:
    layout = Layout(scene="one", tracks=(still("ball", Box.around(0.5, 0.5, 0.1, 0.1)),))
    roomy, notes = with_room(layout, LEAST, GAP)
    assert roomy.tracks[0].box_at(0.0).as_tuple() == pytest.approx(Box.around(0.5, 0.5, 0.24, 0.24).as_tuple())
    assert notes == ["room for 'ball': 2.40 times its size"]


def test_who_sits_on_something_stays_there() -> None:
    car, cat = still("car", Box.around(0.5, 0.7, 0.6, 0.3)), still("cat", Box.around(0.5, 0.45, 0.3, 0.25))
    layout = Layout(scene="one", tracks=(car, cat))
    assert with_room(layout, LEAST, GAP) == (layout, [])


def test_what_passes_another_passes_above_or_below_it() -> None:
    layout, _ = with_room(laid_out("A car moving from the left of a cat to its right"), LEAST, GAP)
    car, cat = layout.tracks
    assert car.box_at(0.0).center[0] < cat.box_at(0.0).center[0]
    assert car.box_at(1.0).center[0] > cat.box_at(1.0).center[0]
    assert min(gap(car.box_at(t), cat.box_at(t)) for t in TIMES) > 0.0


def test_what_is_enlarged_stays_on_a_canvas_that_is_less_than_the_picture() -> None:
    layout = Layout(scene="one", tracks=(still("ball", Box.around(0.5, 0.9, 0.1, 0.178)),), aspect_ratio=16 / 9)
    fitted = fit_layout(layout, 1.0).layout
    box = with_room(fitted, LEAST, GAP)[0].tracks[0].box_at(0.0)
    assert box.y1 == pytest.approx(1.0)
    assert box.width == pytest.approx(LEAST, rel=0.01)


def test_a_layout_with_room_is_left_as_it_is() -> None:
    layout = Layout(scene="one", tracks=(still("ball", Box.around(0.5, 0.5, 0.3, 0.3)),))
    assert with_room(layout, LEAST, GAP) == (layout, [])
    assert with_room(layout, 0.0, 0.0) == (layout, [])


def test_what_walks_in_from_outside_may_still_do_so() -> None:
    keyframes = (
        Keyframe(t=0.0, box=Box.around(-0.3, 0.5, 0.1, 0.1)),
        Keyframe(t=1.0, box=Box.around(0.5, 0.5, 0.1, 0.1)),
    )
    track = Track(id="dog", entity="dog", name="dog", keyframes=keyframes)
    roomy, _ = with_room(Layout(scene="one", tracks=(track,)), LEAST, GAP)
    assert roomy.tracks[0].box_at(0.0).center == pytest.approx((-0.3, 0.5))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[st.floats(0.1, 0.9)] * 2, *[st.floats(0.05, 0.4)] * 2), min_size=1, max_size=5))
def test_nothing_leaves_the_picture_that_was_in_it(spots: list[tuple[float, float, float, float]]) -> None:
    boxes = [Box.around(x, y, min(w, 2 * x, 2 - 2 * x), min(h, 2 * y, 2 - 2 * y)) for x, y, w, h in spots]
    tracks = tuple(still(f"thing {number}", box) for number, box in enumerate(boxes))
    roomy, _ = with_room(Layout(scene="one", tracks=tracks), LEAST, GAP)
    for track in roomy.tracks:
        box = track.box_at(0.0)
        assert min(box.x0, box.y0) >= -1e-6
        assert max(box.x1, box.y1) <= 1 + 1e-6


def test_room_in_a_wide_picture_is_that_of_a_square_of_its_area() -> None:
    near = (still("red car", Box.around(0.4, 0.5, 0.1, 0.1)), still("ball", Box.around(0.5, 0.5, 0.1, 0.1)))
    roomy, _ = with_room(Layout(scene="one", tracks=near), LEAST, GAP, {"car": 1.5, "ball": 1.0}, picture_aspect=2.0)
    car, ball = (track.box_at(0.0) for track in roomy.tracks)
    assert 2 * car.width / car.height == pytest.approx(1.5)
    side = 2**0.5  # of the square, in heights
    assert 2 * car.width == pytest.approx(LEAST * side)
    assert ball.height == pytest.approx(LEAST * side)
    assert 2 * (ball.x0 - car.x1) == pytest.approx(GAP * side, abs=2e-3)


def test_the_same_things_get_the_same_room_in_a_picture_that_is_turned() -> None:
    boxes = [Box.around(0.3, 0.4, 0.2, 0.1), Box.around(0.42, 0.5, 0.1, 0.25), Box.around(0.8, 0.7, 0.05, 0.05)]
    wide, _ = with_room(
        Layout(scene="one", tracks=tuple(still(f"thing {i}", box) for i, box in enumerate(boxes))),
        LEAST, GAP, picture_aspect=1.75,
    )  # fmt: skip
    turned = [Box(x0=box.y0, y0=box.x0, x1=box.y1, y1=box.x1) for box in boxes]
    tall, _ = with_room(
        Layout(scene="one", tracks=tuple(still(f"thing {i}", box) for i, box in enumerate(turned))),
        LEAST, GAP, picture_aspect=1 / 1.75,
    )  # fmt: skip
    for one, other in zip(wide.tracks, tall.tracks, strict=True):
        assert one.box_at(0.0).width == pytest.approx(other.box_at(0.0).height)

from itertools import pairwise
from math import cos, isclose, pi, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyagent.story import motion
from storyagent.story.layout import Box, Keyframe, boxes_along
from storyagent.story.sampling import sample_times

A, B = Box.around(0.2, 0.3, 0.1, 0.1), Box.around(0.8, 0.7, 0.1, 0.1)
FINE = 2001

places = st.builds(Box.around, st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.05, 0.3), st.floats(0.05, 0.3))


def heights(keyframes: tuple[Keyframe, ...], n: int = FINE) -> list[float]:
    return [box.center[1] for box in boxes_along(keyframes, sample_times(n))]


def accelerations(values: list[float]) -> list[float]:
    step = 1 / (len(values) - 1)
    speeds = [(b - a) / step for a, b in pairwise(values)]
    return [(b - a) / step for a, b in pairwise(speeds)]


@given(places, places, st.floats(-0.5, 0.0))
def test_a_throw_is_one_parabola_at_even_speed_sideways(a: Box, b: Box, apex_y: float) -> None:
    flight = motion.throw(a, b, apex_y, 0.0, 1.0)
    found = [box.center for box in boxes_along(flight, sample_times(9))]
    assert isclose(min(heights(flight, 3) + [k.box.center[1] for k in flight]), apex_y, abs_tol=1e-9)
    for t, (x, y) in zip(sample_times(9), found, strict=True):
        assert isclose(x, a.center[0] + (b.center[0] - a.center[0]) * t, abs_tol=1e-9)
        up, down = a.center[1] - apex_y, b.center[1] - apex_y
        fall = (up**0.5 + down**0.5) ** 2
        peak = up**0.5 / (up**0.5 + down**0.5) if fall else 0.5
        assert isclose(y, apex_y + fall * (t - peak) ** 2, abs_tol=1e-9)


def test_a_fall_is_even_acceleration_from_rest() -> None:
    drop = motion.fall(A, B, 0.0, 1.0)
    assert heights(drop, 3) == pytest.approx([0.3, 0.4, 0.7])


def test_a_bounce_has_one_gravity_and_loses_height_by_the_square_of_the_restitution() -> None:
    goal = Box.around(0.8, 0.8, 0.1, 0.1)
    path = motion.bounce(A, goal, 0.0, 1.0, hop_height=0.2, restitution=0.6, hops=3)
    ys = heights(path)
    tops = [a for a, b, c in zip(ys, ys[1:], ys[2:], strict=False) if b < a and b < c]
    assert [(0.8 - y) / 0.5 for y in sorted(tops)] == pytest.approx([0.6**2, 0.6**4, 0.6**6], abs=1e-3)
    gravity = sorted(g for g in accelerations(ys) if g > 0)
    assert gravity[10] == pytest.approx(gravity[-10], rel=1e-3)
    assert [box.center[0] for box in boxes_along(path, sample_times(5))] == pytest.approx([0.2, 0.35, 0.5, 0.65, 0.8])


def test_a_ball_on_the_ground_begins_to_bounce_with_a_hop() -> None:
    start, goal = Box.around(0.2, 0.8, 0.1, 0.1), Box.around(0.8, 0.8, 0.1, 0.1)
    ys = heights(motion.bounce(start, goal, 0.0, 1.0, hop_height=0.2))
    assert min(ys) == pytest.approx(0.6, abs=1e-4)
    assert max(ys) == pytest.approx(0.8)


@pytest.mark.parametrize("quarter", range(4))
def test_an_orbit_is_an_exact_ellipse_at_even_angular_speed(quarter: int) -> None:
    ring = motion.orbit(Box.around(0.5, 0.4, 0.1, 0.1), (0.3, 0.2), quarter, 8, 0.0, 1.0)
    for t, box in zip(sample_times(41), boxes_along(ring, sample_times(41)), strict=True):
        angle = pi / 2 * (quarter + 8 * t)
        assert box.center == pytest.approx((0.5 + 0.3 * cos(angle), 0.4 + 0.2 * sin(angle)))


def test_swaying_in_place_is_a_sine_and_ends_where_it_began() -> None:
    swing = motion.sway(A, A, 0.0, 1.0, 0.05)
    for t, box in zip(sample_times(33), boxes_along(swing, sample_times(33)), strict=True):
        assert box.center[0] == pytest.approx(0.2 + 0.05 * sin(4 * pi * t))
        assert box.center[1] == pytest.approx(0.3)


def test_a_jump_leaves_the_ground_and_comes_back_to_it() -> None:
    ys = heights(motion.jump([A, A, A], 0.0, 1.0, 0.2), 5)
    assert ys == pytest.approx([0.3, 0.1, 0.3, 0.1, 0.3])


@given(st.floats(0.0, 0.9), st.integers(1, 12))
def test_a_jump_ends_when_it_should_to_the_last_bit(start: float, hops: int) -> None:
    for end in (1.0, (start + 1.0) / 2):
        frames = motion.jump([A] * (hops + 1), start, end, 0.2)
        assert (frames[0].t, frames[-1].t) == (start, end)


def test_the_second_of_three_places_is_reached_near_the_middle_of_the_time() -> None:
    near = Box.around(0.2, 0.5, 0.1, 0.1)
    times = motion.leg_times([A, near, B], 0.0, 1.0, 16 / 9)
    assert 0.35 < times[1] < 0.5
    even = motion.leg_times([A, A, A], 0.0, 1.0, 1.0)
    assert even == pytest.approx((0.0, 0.5, 1.0))


def test_gliding_rests_at_each_place_and_moving_does_not() -> None:
    for ease, speed in (("smooth", 0.0), ("linear", 0.6)):
        path = motion.travel([A, B], 0.0, 1.0, 1.0, ease)  # type: ignore[arg-type]
        a, b = boxes_along(path, (0.0, 1e-4))
        assert (b.center[0] - a.center[0]) / 1e-4 == pytest.approx(speed, abs=1e-3)


def test_going_away_and_coming_back_along_the_line_of_sight_is_exact() -> None:
    assert motion.along_sight(motion.along_sight(A, 0.5), 2.0).as_tuple() == pytest.approx(A.as_tuple())


def test_joined_motions_have_one_keyframe_where_they_meet() -> None:
    joined = motion.join(motion.fall(A, B, 0.0, 0.5), motion.rise(B, A, 0.5, 1.0))
    assert [(k.t, k.ease_y) for k in joined] == [(0.0, "accelerate"), (0.5, "smooth"), (1.0, "linear")]

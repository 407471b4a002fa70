"""Physics, perspective and time of composed layouts, against oracles that know nothing of how they were made."""

from fractions import Fraction
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from storyagent.story import motion
from storyagent.story.choreography import Choreography, Footing, Motion, Move, Performer
from storyagent.story.compose import compose
from storyagent.story.layout import Box, Layout, Track, boxes_along
from storyagent.story.sampling import sample_times
from storyagent.story.spots import least_sides
from storyagent.story.validate import FASTEST, is_inside
from tests.story.strategies import aspect_ratios, layouts

FINE = 401
COUNTS = (6, 16, 24, 81)
footings = st.sampled_from([None, "ground", "air", "water"])
sizes = st.floats(0.05, 0.6)
columns = st.floats(0.1, 0.9)
spans = st.tuples(st.integers(0, 40), st.integers(60, 100)).map(lambda pair: (pair[0] / 100, pair[1] / 100))


def performed(
    kind: Motion, size: float, footing: Footing | None, aspect_ratio: float, span: tuple[float, float] = (0.0, 1.0)
) -> Track:
    move = Move(motion=kind, start=span[0], end=span[1])
    performer = Performer(id="ball", entity="ball", name="ball", size=size, footing=footing, moves=(move,))
    return compose(Choreography(scene="wood", aspect_ratio=aspect_ratio, performers=(performer,))).tracks[0]


def during(track: Track, start: float, end: float) -> tuple[np.ndarray, list[Box]]:
    times = np.linspace(start, end, FINE)
    return times, boxes_along(track.keyframes, times.tolist())


@settings(max_examples=40, deadline=None)
@given(sizes, footings, aspect_ratios, spans)
def test_a_fall_lies_on_one_parabola_that_begins_at_rest(
    size: float, footing: Footing | None, aspect_ratio: float, span: tuple[float, float]
) -> None:
    times, boxes = during(performed("fall", size, footing, aspect_ratio, span), *span)
    heights = np.array([box.center[1] for box in boxes])
    assume(heights[-1] - heights[0] > 0.02)
    gravity, slope, _ = fitted = np.polyfit(times, heights, 2)
    assert np.abs(np.polyval(fitted, times) - heights).max() < 1e-9
    assert gravity > 0
    assert -slope / (2 * gravity) == pytest.approx(span[0], abs=1e-6)


@given(st.floats(0.3, 0.9), st.floats(-1.0, 0.5), st.floats(0.4, 0.85), st.integers(2, 5), st.floats(0.05, 0.4))
def test_a_bounce_that_begins_with_a_hop_never_gets_higher_than_the_hop_and_loses_energy_each_time(
    ground: float, share: float, restitution: float, hops: int, hop_height: float
) -> None:
    drop = share * hop_height
    start, goal = Box.around(0.2, ground - drop, 0.1, 0.1), Box.around(0.8, ground, 0.1, 0.1)
    path = motion.bounce(start, goal, 0.0, 1.0, hop_height=hop_height, restitution=restitution, hops=hops)
    tops = [ground - k.box.center[1] for k in path if k.ease_y == "accelerate"]
    assert len(tops) == hops
    assert tops[0] == pytest.approx(hop_height + max(drop, 0.0))
    for before, after in pairwise(tops):
        assert after / before == pytest.approx(restitution**2)
    gravities = [
        abs(after.box.center[1] - before.box.center[1]) / (after.t - before.t) ** 2 for before, after in pairwise(path)
    ]
    assert gravities == pytest.approx([gravities[0]] * len(gravities), rel=1e-3)
    assert path[-1].box.center[1] == pytest.approx(ground)


@given(st.floats(0.1, 0.4), st.floats(0.6, 0.9), st.floats(0.4, 0.85), st.integers(2, 5), st.floats(0.05, 0.4))
def test_every_bounce_keeps_the_same_share_of_its_energy(
    drop_from: float, ground: float, restitution: float, hops: int, hop_height: float
) -> None:
    start, goal = Box.around(0.2, drop_from, 0.1, 0.1), Box.around(0.8, ground, 0.1, 0.1)
    assume(goal.center[1] - start.center[1] > hop_height / 2)  # from lower it begins with a hop, not with a fall
    path = motion.bounce(start, goal, 0.0, 1.0, hop_height=hop_height, restitution=restitution, hops=hops)
    tops = [ground - k.box.center[1] for k in path if k.ease_y == "accelerate"]
    assert len(tops) >= hops
    assert [b / a for a, b in pairwise(tops)] == pytest.approx([restitution**2] * (len(tops) - 1))
    landed = [(k.t, k.box.center[1]) for k in path if k.ease_y != "accelerate"]
    assert [height for _, height in landed] == pytest.approx([ground] * len(landed))
    falls = [b[0] - a[0] for a, b in pairwise(landed)]
    assert [b / a for a, b in pairwise(falls)] == pytest.approx([restitution] * (len(falls) - 1))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["approach", "recede"]), sizes, footings, aspect_ratios)
def test_lines_through_corresponding_corners_meet_in_one_vanishing_point(
    kind: Motion, size: float, footing: Footing | None, aspect_ratio: float
) -> None:
    _, boxes = during(performed(kind, size, footing, aspect_ratio), 0.0, 1.0)
    near, far = max(boxes, key=lambda box: box.height), min(boxes, key=lambda box: box.height)
    assume(near.height > 1.1 * far.height)
    points = [
        _meeting((near.x0, near.y0), (far.x0, far.y0), (near.x1, near.y1), (far.x1, far.y1)),
        _meeting((near.x0, near.y1), (far.x0, far.y1), (near.x1, near.y0), (far.x1, far.y0)),
    ]
    for box in boxes[10:-10:40]:
        assume(box.height < 0.98 * near.height)
        points.append(_meeting((near.x0, near.y0), (box.x0, box.y0), (near.x1, near.y1), (box.x1, box.y1)))
    assert np.ptp(np.array(points), axis=0).max() < 1e-6


def _meeting(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], d: tuple[float, float]
) -> np.ndarray:
    """Return where the line through a and b meets the one through c and d."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = a, b, c, d
    matrix = np.array([[bx - ax, cx - dx], [by - ay, cy - dy]])
    along, _ = np.linalg.solve(matrix, np.array([cx - ax, cy - ay]))
    return np.array([ax + along * (bx - ax), ay + along * (by - ay)])


@settings(max_examples=50, deadline=None)
@given(layouts)
def test_any_two_numbers_of_frames_agree_at_the_times_they_share(layout: Layout) -> None:
    sampled = {n: {Fraction(i, n - 1): [column[i] for column in layout.boxes(n)] for i in range(n)} for n in COUNTS}
    for a, b in combinations(COUNTS, 2):
        shared = sampled[a].keys() & sampled[b].keys()
        assert {Fraction(0), Fraction(1)} <= shared
        for t in shared:
            for p, q in zip(sampled[a][t], sampled[b][t], strict=True):
                assert (p is None) == (q is None)
                assert p is None or q is None or p.as_tuple() == pytest.approx(q.as_tuple(), abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(sizes, footings, aspect_ratios)
def test_what_is_far_away_is_small_near_the_horizon_and_in_the_frame(
    size: float, footing: Footing | None, aspect_ratio: float
) -> None:
    near = Performer(id="near", entity="ship", name="ship", size=size, footing=footing)
    far = near.model_copy(update={"id": "far", "distant": True})
    here, there = (
        compose(Choreography(scene="sea", aspect_ratio=aspect_ratio, performers=(one,))).tracks[0]
        for one in (near, far)
    )
    a, b = here.box_at(0.5), there.box_at(0.5)
    least = least_sides(aspect_ratio)
    assert b.height < 0.6 * a.height or min(b.width / least[0], b.height / least[1]) < 1.1
    assert is_inside(b)
    horizon = motion.VANISHING_POINT[1]
    assert abs(b.center[1] - horizon) <= abs(a.center[1] - horizon) + 1e-9
    assert there.depth_at(0.5) < here.depth_at(0.5)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["left", "right", "upper left", "lower right"]), min_size=2, max_size=9), footings)
def test_nobody_is_faster_than_can_be_followed(path: list[str], footing: Footing | None) -> None:
    moves = tuple(
        Move.model_validate({"motion": "move", "path": (spot,), "start": k / 100, "end": (k + 1) / 100})
        for k, spot in enumerate(path)
    )
    runner = Performer(id="fox", entity="fox", name="fox", footing=footing, moves=moves)
    track = compose(Choreography(scene="wood", performers=(runner,))).tracks[0]
    n = 2001
    centers = [box.center for box in boxes_along(track.keyframes, sample_times(n))]
    speeds = [np.hypot(b[0] - a[0], b[1] - a[1]) * (n - 1) for a, b in pairwise(centers)]
    assert max(speeds) <= FASTEST * 1.01
    sides = [np.sign(track.keyframes[k].box.center[0] - 0.5) for k in range(len(track.keyframes))]
    wanted = [1.0 if "right" in spot else -1.0 for spot in path]
    assert [side for k, side in enumerate(sides) if k == 0 or side != sides[k - 1]][-1] == wanted[-1]

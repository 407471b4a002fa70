"""What a prompt sets in motion obeys physics, whatever the number of frames."""

from itertools import combinations, pairwise

import pytest

from storyagent.planning.offline import OfflinePlanner
from storyagent.story.layout import Box, Layout, Track
from storyagent.story.motion import VANISHING_POINT
from storyagent.story.sampling import sample_times
from tests.planning.generated import prompts

COUNTS = (6, 16, 24, 81)
FINE = 241
planner = OfflinePlanner()


def track(prompt: str, name: str) -> Track:
    layout = planner.lay_out(prompt).layout
    (found,) = [track for track in layout.tracks if track.name.endswith(name)]
    return found


def path(prompt: str, name: str) -> list[Box]:
    one = track(prompt, name)
    return [one.box_at(t) for t in sample_times(FINE)]


def moving(ys: list[float]) -> list[float]:
    """Return the heights from the last moment of rest before the way until it ends."""
    moves = [k for k, (a, b) in enumerate(pairwise(ys)) if abs(b - a) > 1e-9]
    return ys[moves[0] : moves[-1] + 2]


@pytest.mark.parametrize("prompt", list(prompts(20, seed=81)))
def test_any_number_of_frames_agrees_at_shared_times(prompt: str) -> None:
    layout: Layout = planner.lay_out(prompt).layout
    sampled = {n: dict(zip(sample_times(n), zip(*layout.boxes(n), strict=True), strict=True)) for n in COUNTS}
    for a, b in combinations(COUNTS, 2):
        shared = set(sampled[a]) & set(sampled[b])
        assert {0.0, 1.0} <= shared
        assert {t: sampled[a][t] for t in shared} == {t: sampled[b][t] for t in shared}
    assert len(set(sampled[6]) & set(sampled[81])) == 6


@pytest.mark.parametrize(
    "prompt", ["An apple falls from the top to the bottom.", "A stone drops from the top to the bottom."]
)
def test_a_fall_is_a_parabola_from_rest(prompt: str) -> None:
    ys = moving([box.center[1] for box in path(prompt, prompt.split()[1])])
    speeds = [b - a for a, b in pairwise(ys)]
    gravity = [b - a for a, b in pairwise(speeds[1:-1])]  # the first and the last step are cut by the frame times
    assert len(gravity) > 20
    assert min(gravity) > 0
    assert gravity == pytest.approx([gravity[0]] * len(gravity), rel=1e-6)
    assert speeds[0] < max(speeds) / 10


def test_each_bounce_is_lower_than_the_one_before_and_none_goes_below_the_ground() -> None:
    ys = [box.center[1] for box in path("A rubber ball bounces from left to right.", "ball")]
    tops = [b for a, b, c in zip(ys, ys[1:], ys[2:], strict=False) if b < a and b < c]
    lows = [b for a, b, c in zip(ys, ys[1:], ys[2:], strict=False) if b > a and b > c]
    assert len(tops) >= 2
    assert tops == sorted(tops)
    assert tops[0] < tops[-1]
    assert max(lows) - min(lows) < 0.02


@pytest.mark.parametrize(
    ("prompt", "name", "nearer"),
    [
        ("A train approaches the camera.", "train", True),
        ("A boat recedes into the distance.", "boat", False),
    ],
)
def test_what_comes_or_goes_keeps_its_line_to_the_vanishing_point(prompt: str, name: str, nearer: bool) -> None:
    boxes = path(prompt, name)
    heights = [box.height for box in boxes]
    assert heights == sorted(heights, reverse=not nearer)
    assert max(heights) > 1.5 * min(heights)
    x, y = VANISHING_POINT
    for a, b in pairwise(boxes):
        assert (b.center[0] - x) / b.height == pytest.approx((a.center[0] - x) / a.height, abs=1e-6)
        assert (b.center[1] - y) / b.height == pytest.approx((a.center[1] - y) / a.height, abs=1e-6)
    assert boxes[0].width / boxes[0].height == pytest.approx(boxes[-1].width / boxes[-1].height)

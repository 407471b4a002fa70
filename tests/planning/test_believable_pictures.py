"""What a sentence becomes as a picture: sizes next to each other, who lies, rides and holds, where the sun goes."""

from __future__ import annotations

from itertools import pairwise

import pytest

from storyagent.planning.looks import height_of
from storyagent.planning.offline import OfflinePlanner
from storyagent.planning.planner import PlanOptions
from storyagent.story.layout import Layout
from storyagent.story.sampling import sample_times
from storyagent.story.sky import HORIZON, is_in_the_sky, window_of

PLANNER = OfflinePlanner()


def laid_out(prompt: str, aspect_ratio: float = 16 / 9) -> Layout:
    return PLANNER.lay_out(prompt, aspect_ratio).layout


@pytest.mark.parametrize(
    "smaller_first",
    [
        "butterfly mouse cat dog girl woman",
        "bird dog boy man bus house",
        "kitten cat wolf horse elephant tree castle",
        "ball bicycle car truck",
    ],
)
def test_things_are_as_large_next_to_each_other_as_they_are(smaller_first: str) -> None:
    heights = [height_of(noun) for noun in smaller_first.split()]
    assert all(a < b for a, b in pairwise(heights))


@pytest.mark.parametrize("aspect_ratio", [16 / 9, 1.0, 9 / 16])
def test_a_crowd_made_smaller_keeps_its_order_of_sizes(aspect_ratio: float) -> None:
    layout = laid_out("A cat, a dog, a girl, a woman, a horse and a house are in a garden.", aspect_ratio)
    heights = [layout.track(name).box_at(0.5).height for name in ("cat", "dog", "girl", "woman", "house")]
    assert heights == sorted(heights) and heights[0] < heights[2] < heights[-1]


@pytest.mark.parametrize(
    "prompt",
    [
        "The sun goes down.",
        "The sun sets.",
        "The sun sinks behind the hills.",
        "The sun went down and three ducks slept.",
    ],
)
def test_the_sun_goes_down_behind_the_land(prompt: str) -> None:
    sun = laid_out(prompt).track("sun")
    ys = [sun.box_at(t).center[1] for t in sample_times(6)]
    assert ys == sorted(ys) and ys[0] < 0.3 and ys[-1] > HORIZON and is_in_the_sky(sun)


def test_the_moon_rises_in_the_bedroom_s_window_and_the_sleeper_lies_in_bed() -> None:
    story = (
        "Anna was a little girl with a red kite.\n\n"
        "That evening, Anna lay in her bedroom. The kite hung above her bed, and the moon rose outside."
    )
    film = PLANNER.plan(story, PlanOptions())
    layout = next(one for one in film.layouts if any(track.id == "moon" for track in one.tracks))
    window = window_of(layout.background, layout.aspect_ratio)
    assert window
    moon, anna, bed = (layout.track(name).box_at(1.0) for name in ("moon", "anna", "bed"))
    assert window.x0 < moon.x0 and moon.x1 < window.x1 and window.y0 < moon.y0 and moon.y1 < window.y1
    assert bed.x0 <= anna.x0 and anna.x1 <= bed.x1 and anna.width * layout.aspect_ratio > 1.5 * anna.height


def test_those_who_run_up_a_hill_stay_on_it() -> None:
    layout = laid_out("A girl and her dog run up the hill.")
    for name in ("girl", "dog"):
        feet = [layout.track(name).box_at(t).y1 for t in sample_times(6)]
        assert min(feet) > 0.5


@pytest.mark.parametrize(
    "prompt", ["A child is holding a balloon.", "A girl carries a basket.", "An owl holds a kite."]
)
def test_what_is_held_is_at_the_edge_of_its_holder(prompt: str) -> None:
    holder, thing = laid_out(prompt).tracks
    for t in sample_times(5):
        one, other = holder.box_at(t), thing.box_at(t)
        shared = one.overlap(other)
        assert 0.0 < shared < 0.4 * min(one.area, other.area)

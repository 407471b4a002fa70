"""Sun, moon and stars rise, set and are behind everything else, on every canvas and in rooms."""

from __future__ import annotations

import pytest

from storyagent.story.choreography import Choreography, Motion, Move, Performer, Spot
from storyagent.story.compose import compose
from storyagent.story.layout import Box, Layout
from storyagent.story.sampling import sample_times
from storyagent.story.sky import HIGH, HORIZON, WINDOWS, is_in_the_sky, window_of
from storyagent.story.validate import check_layout

ASPECTS = (16 / 9, 1.0, 9 / 16)


def composed(*moves: Move, background: str = "meadow", aspect_ratio: float = 16 / 9, beside: int = 0) -> Layout:
    sun = Performer(id="sun", entity="sun", name="sun", size=0.24, footing="sky", moves=moves)
    ducks = [
        Performer(id=f"duck_{n}", entity="duck", name="duck", size=0.2, footing="ground") for n in range(1, beside + 1)
    ]
    return compose(
        Choreography(scene="sky", background=background, aspect_ratio=aspect_ratio, performers=(sun, *ducks))
    )


def way(layout: Layout) -> list[Box]:
    return [layout.track("sun").box_at(t) for t in sample_times(9)]


@pytest.mark.parametrize("aspect_ratio", ASPECTS)
@pytest.mark.parametrize("beside", [0, 1, 3])
@pytest.mark.parametrize(
    ("motion", "path"),
    [("glide", ()), ("fall", ()), ("glide", ("top", "bottom")), ("move", ("top", "offscreen bottom"))],
)
def test_what_sets_goes_straight_down_from_high_in_the_sky_behind_the_horizon(
    motion: Motion, path: tuple[Spot, ...], beside: int, aspect_ratio: float
) -> None:
    layout = composed(Move(motion=motion, path=path), beside=beside, aspect_ratio=aspect_ratio)
    boxes = way(layout)
    heights = [box.center[1] for box in boxes]
    assert heights[0] < 0.3 and heights == sorted(heights)
    assert boxes[-1].y0 < HORIZON < boxes[-1].center[1] < HORIZON + boxes[-1].height / 2
    assert max(box.center[0] for box in boxes) - min(box.center[0] for box in boxes) < 1e-6
    assert is_in_the_sky(layout.track("sun")) and not check_layout(layout)


@pytest.mark.parametrize("motion", ["rise", "move"])
def test_what_rises_comes_from_behind_the_horizon(motion: Motion) -> None:
    path: tuple[Spot, ...] = ("offscreen left", "center") if motion == "move" else ()
    boxes = way(composed(Move(motion=motion, path=path)))
    assert boxes[0].center[1] > HORIZON > 0.4 > boxes[-1].center[1]
    assert boxes[0].center[0] == pytest.approx(boxes[-1].center[0])


def test_what_sets_at_a_side_stays_at_that_side() -> None:
    boxes = way(composed(Move(motion="fall", path=("upper left", "lower left"))))
    assert max(box.center[0] for box in boxes) < 0.4


def test_what_has_set_stays_set_when_it_sets_again() -> None:
    first, second = Move(motion="glide", end=0.5), Move(motion="glide", path=("bottom",), start=0.5)
    assert way(composed(first, second))[-1].center[1] > HORIZON


def test_a_way_across_the_sky_is_left_as_it_is() -> None:
    boxes = way(composed(Move(motion="move", path=("left", "right"))))
    assert boxes[0].center[0] < 0.4 < 0.6 < boxes[-1].center[0]
    assert all(box.center[1] == pytest.approx(HIGH, abs=0.05) for box in boxes)


@pytest.mark.parametrize("room", WINDOWS)
@pytest.mark.parametrize("aspect_ratio", ASPECTS)
def test_in_a_room_it_rises_in_the_window(room: str, aspect_ratio: float) -> None:
    window = window_of(f"the small {room}", aspect_ratio)
    assert window
    boxes = way(composed(Move(motion="rise"), background=f"the small {room}", aspect_ratio=aspect_ratio))
    assert boxes[0].center[1] > boxes[-1].center[1]
    assert window.y0 < boxes[-1].y0 and boxes[-1].y1 < window.y1
    assert all(window.x0 <= box.x0 and box.x1 <= window.x1 for box in boxes)


def test_those_on_the_ground_are_as_large_as_without_a_sun() -> None:
    alone = composed(Move(motion="fall"), beside=3).track("duck_1").box_at(0.0)
    ducks = tuple(
        Performer(id=f"duck_{n}", entity="duck", name="duck", size=0.2, footing="ground") for n in range(1, 4)
    )
    without = compose(Choreography(scene="sky", performers=ducks)).track("duck_1").box_at(0.0)
    assert alone.height == pytest.approx(without.height)

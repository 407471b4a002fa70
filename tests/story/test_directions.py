"""Frame directions fill their scene, and each can be read alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from storyagent.errors import InvalidInput
from storyagent.story.directions import Direction, FrameDirections

TEXTS = st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=12)


@given(TEXTS)
def test_even_directions_fill_the_scene_and_round_trip(texts: list[str]) -> None:
    directions = FrameDirections.evenly(tuple(texts), fixed="A fox")
    assert [one.text for one in directions.deltas] == texts
    assert FrameDirections.model_validate_json(directions.model_dump_json()) == directions
    assert directions.require(len(texts)) is directions


def test_each_prompt_says_what_stays_and_what_happens() -> None:
    directions = FrameDirections.evenly(("the fox sits", "the fox jumps"), fixed="A red fox in the snow.")
    assert directions.prompts() == ("A red fox in the snow. the fox sits", "A red fox in the snow. the fox jumps")
    assert FrameDirections.evenly(("a cat",)).prompts() == ("a cat",)


@pytest.mark.parametrize(
    "stretches",
    [[(0.0, 0.4), (0.5, 1.0)], [(0.0, 0.6), (0.5, 1.0)], [(0.1, 1.0)], [(0.0, 0.9)], [(0.0, 0.0), (0.0, 1.0)]],
)
def test_gaps_overlaps_and_empty_stretches_are_refused(stretches: list[tuple[float, float]]) -> None:
    with pytest.raises(ValidationError, match=r"must (follow|end)"):
        FrameDirections(deltas=tuple(Direction(text="x", start=start, end=end) for start, end in stretches))


def test_a_wrong_number_of_directions_is_refused_with_both_numbers() -> None:
    with pytest.raises(InvalidInput) as caught:
        FrameDirections.evenly(("a", "b", "c")).require(8)
    assert (caught.value.found, caught.value.needed) == ("3", "8")

"""Ways along the edges of the picture, in lists of places, and past others; each leg of a way takes its time."""

import pytest

from storyagent.planning.offline import OfflinePlanner


def corners(prompt: str, name: str, count: int) -> list[str]:
    layout = OfflinePlanner().lay_out(prompt, 1.0).layout
    boxes = layout.boxes(31)[[track.name for track in layout.tracks].index(name)]
    centers = [boxes[int(k * 30 / (count - 1) + 0.5)].center for k in range(count)]  # type: ignore[union-attr]
    return [f"{_part(y, 'upper', 'lower')} {_part(x, 'left', 'right')}".strip() for x, y in centers]


def _part(value: float, low: str, high: str) -> str:
    return low if value < 0.4 else high if value > 0.6 else "middle"


@pytest.mark.parametrize(
    ("prompt", "name", "ways"),
    [
        ("The dot goes up the left side, then across the top to the right.", "dot",
         ["lower left", "upper left", "upper right"]),
        ("A robot starts top left, then goes top right, then bottom right, and stops bottom left.", "robot",
         ["upper left", "upper right", "lower right", "lower left"]),
        ("The planet is top right at the start, centre at the halfway mark and bottom left at the end.", "planet",
         ["upper right", "middle middle", "lower left"]),
        ("A marble starts out top left, ends up bottom right, having passed through the top right.", "marble",
         ["upper left", "upper right", "lower right"]),
    ],
)  # fmt: skip
def test_a_way_goes_through_its_places_at_an_even_pace(prompt: str, name: str, ways: list[str]) -> None:
    assert corners(prompt, name, len(ways)) == ways


@pytest.mark.parametrize(
    ("prompt", "name", "right"),
    [
        ("A butterfly flutters left to right over a sunflower.", "butterfly", True),
        ("The duckling waddles leftwards, crossing the whole frame.", "duckling", False),
        ("A bus is overtaken by a car from left to right.", "car", True),
        ("Move the cursor: left, middle, right.", "cursor", True),
    ],
)
def test_a_side_is_reached_however_it_is_told(prompt: str, name: str, right: bool) -> None:
    layout = OfflinePlanner().lay_out(prompt, 1.0).layout
    boxes = layout.boxes(6)[[track.name for track in layout.tracks].index(name)]
    first, last = boxes[0], boxes[-1]
    assert first is not None and last is not None
    assert (last.center[0] - first.center[0] > 0.3) == right != (first.center[0] - last.center[0] > 0.3)


@pytest.mark.parametrize(
    ("prompt", "up"),
    [
        ("The lift goes up slowly from the ground floor.", True),
        ("The lift lets itself down from the top floor.", False),
    ],
)
def test_what_goes_up_or_down_does_so_from_floor_to_floor(prompt: str, up: bool) -> None:
    (boxes,) = OfflinePlanner().lay_out(prompt, 1.0).layout.boxes(2)
    first, last = boxes
    assert first is not None and last is not None
    assert (first.center[1] > last.center[1] + 0.2) == up

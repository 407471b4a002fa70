"""Each rule at its border: the least change of a right layout that makes it wrong."""

import pytest

from storyagent.evaluation.rules import FRAMES, Seen, published, six_of, strict
from storyagent.evaluation.task import Expectation, Expected, Task, TaskName
from storyagent.story.layout import Box


def at(x: float = 0.5, y: float = 0.5) -> Box:
    return Box.around(x, y, 0.1, 0.1)


def still(name: str, x: float = 0.5, y: float = 0.5) -> Seen:
    return Seen(name, (at(x, y),) * FRAMES)


def going(name: str, *way: tuple[float, float] | None) -> Seen:
    return Seen(name, tuple(at(*place) if place else None for place in way))


def task(name: TaskName, *objects: Expected, **more: object) -> Task:
    return Task(task=name, prompt="any", expect=Expectation.model_validate({"objects": objects, **more}))


THREE_BIRDS = task("numeracy", Expected(name="bird", count=3))
COLORED = task("attribution", Expected(name="ball", color="red"), Expected(name="car", color="blue"))
SECOND_HALF = task("visibility", Expected(name="cat", windows=((0.5, 1.0),)))
RIGHTWARDS = task("dynamics", Expected(name="cat", direction="right"))
PASSING = task("dynamics", Expected(name="cat", direction="right", passes="dog"), Expected(name="dog"))
AROUND = task("sequential", Expected(name="cat", path=("lower left", "lower right", "upper right")))
CORNERS = ((0.2, 0.8), (0.4, 0.8), (0.6, 0.8), (0.8, 0.8), (0.8, 0.5), (0.8, 0.2))


def verdict(one: Task, *objects: Seen) -> tuple[bool, bool]:
    return not published(one, objects), not strict(one, objects)


@pytest.mark.parametrize(
    ("names", "passed"),
    [
        (("bird", "bird", "bird"), (True, True)),
        (("flying bird 1", "flying bird 2", "flying bird 3"), (True, True)),
        (("bird", "bird"), (False, False)),
        (("bird", "bird", "cat"), (True, False)),  # LVD counts boxes of any name
        (("bird", "bird", "red bird"), (True, False)),  # a colour nobody gave
        (("bird", "bird", "birdcage"), (True, False)),
        ((), (False, False)),
    ],
)
def test_numeracy(names: tuple[str, ...], passed: tuple[bool, bool]) -> None:
    assert verdict(THREE_BIRDS, *(still(name) for name in names)) == passed


def test_the_usual_count_is_the_smaller_of_two_equally_usual_ones() -> None:
    shy = Seen("bird", (at(), at(), at(), None, None, None))
    assert published(THREE_BIRDS, (still("bird"), still("bird"), shy)).startswith("2 objects")


def test_scenery_may_be_there_where_the_task_allows_it() -> None:
    one = task("numeracy", Expected(name="bird"), may_show=("tree",))
    assert strict(one, (still("bird"), still("old tree"))) == ""
    assert "shows wall" in strict(one, (still("bird"), still("wall")))


@pytest.mark.parametrize(
    ("names", "passed"),
    [
        (("red ball", "blue car"), (True, True)),
        (("blue ball", "red car"), (False, False)),
        (("red ball", "blue car", "red car"), (True, False)),
        (("red ball", "car"), (False, False)),
        (("red blue ball", "blue car"), (False, False)),
    ],
)
def test_attribution(names: tuple[str, ...], passed: tuple[bool, bool]) -> None:
    assert verdict(COLORED, *(still(name) for name in names)) == passed


def test_attribution_needs_half_of_the_frames() -> None:
    late = Seen("red ball", (None, None, None, at(), at(), at()))
    assert published(COLORED, (late, still("blue car"))) == ""
    assert "seen in 2 of 6" in published(COLORED, (Seen("red ball", (None, *late.boxes[:5])), still("blue car")))
    assert "not seen at t=0" in strict(COLORED, (late, still("blue car")))


@pytest.mark.parametrize(
    ("there", "passed"),
    [
        ("000111", (True, True)),
        ("001111", (True, False)),  # LVD passes over the two frames in the middle
        ("000011", (True, False)),
        ("010111", (False, False)),
        ("000000", (False, False)),
        ("111000", (False, False)),
    ],
)
def test_visibility(there: str, passed: tuple[bool, bool]) -> None:
    assert verdict(SECOND_HALF, Seen("cat", tuple(at() if c == "1" else None for c in there))) == passed


@pytest.mark.parametrize(
    ("last_x", "passed"), [(0.56, (True, True)), (0.54, (True, False)), (0.5, (False, False)), (0.3, (False, False))]
)
def test_moving_across(last_x: float, passed: tuple[bool, bool]) -> None:
    assert verdict(RIGHTWARDS, going("cat", *[(0.5, 0.5)] * 5, (last_x, 0.5))) == passed


@pytest.mark.parametrize(
    ("cat", "dog", "passed"),
    [
        ((0.2, 0.8), (0.5, 0.5), (True, True)),
        ((0.46, 0.8), (0.5, 0.5), (True, False)),
        ((0.2, 0.5), (0.5, 0.5), (False, False)),
        ((0.4, 0.6), (0.5, 0.3), (True, False)),  # it is the dog that moves, too
    ],
)
def test_passing(cat: tuple[float, float], dog: tuple[float, float], passed: tuple[bool, bool]) -> None:
    both = [going(name, (a, 0.5), *[(0.5, 0.5)] * 4, (b, 0.5)) for name, (a, b) in (("cat", cat), ("dog", dog))]
    assert verdict(PASSING, *both) == passed


def test_passing_needs_both_at_the_beginning_and_the_end() -> None:
    gone = going("cat", *[(0.2, 0.5)] * 5, None)
    assert verdict(PASSING, gone, still("dog")) == (False, False)
    assert verdict(PASSING, still("dog")) == (False, False)


@pytest.mark.parametrize(
    ("frame", "place", "passed"),
    [
        (0, (0.2, 0.8), (True, True)),
        (0, (0.46, 0.8), (True, False)),
        (3, (0.8, 0.49), (False, False)),
        (5, None, (False, False)),
        (2, (0.1, 0.1), (True, True)),  # only the named moments are compared
    ],
)
def test_sequential(frame: int, place: tuple[float, float] | None, passed: tuple[bool, bool]) -> None:
    way = [place if k == frame else corner for k, corner in enumerate(CORNERS)]
    if frame == 5:
        way[5] = None
    assert verdict(AROUND, going("cat", *way)) == passed


def test_the_middle_is_a_place() -> None:
    one = task("sequential", Expected(name="cat", path=("center", "top")))
    assert strict(one, (going("cat", *[(0.5, 0.5)] * 5, (0.5, 0.1)),)) == ""
    assert "needed center" in strict(one, (going("cat", *[(0.7, 0.5)] * 5, (0.5, 0.1)),))


def test_what_may_leave_is_there_for_half_of_the_scene() -> None:
    one = task("numeracy", Expected(name="cat"), may_leave=True)
    assert strict(one, (Seen("cat", (at(), at(), at(), None, None, None)),)) == ""
    assert "less than half" in strict(one, (Seen("cat", (at(), at(), None, None, None, None)),))


def test_the_six_moments_are_taken_from_finer_ones() -> None:
    fine = tuple(at(k / 30) for k in range(31))
    assert six_of(fine) == tuple(fine[k] for k in (0, 6, 12, 18, 24, 30))
    with pytest.raises(ValueError, match="found 7"):
        six_of(fine[:7])

"""Everyday ways of asking: who asks, lists, percentages, going up and down, coming back."""

import pytest

from tests.planning.laid_out import boxes, names


def seen(prompt: str, name: str) -> list[bool]:
    return [box is not None for box in boxes(prompt, name, 20)]


def centers(prompt: str, name: str) -> list[tuple[float, float]]:
    return [box.center for box in boxes(prompt, name) if box is not None]


@pytest.mark.parametrize(
    "prompt",
    [
        "My kids want to see two lambs.",
        "My daughter would love to see two lambs.",
        "Our little son loves two lambs.",
        "Show me two lambs. My children would love that!",
        "Please draw two lambs. My wife would like it.",
    ],
)
def test_those_whom_the_picture_is_for_are_not_in_it(prompt: str) -> None:
    assert names(prompt) == ["lamb", "lamb"]


def test_a_family_in_a_story_stays_in_it() -> None:
    assert names("My son runs across a field.") == ["son"]


@pytest.mark.parametrize(
    "prompt", ["1 horse and 0 riders.", "A horse and zero riders.", "One horse with 0 riders.", "a horse, nothing else"]
)
def test_none_of_a_kind_are_not_shown(prompt: str) -> None:
    assert names(prompt) == ["horse"]


@pytest.mark.parametrize("style", ["film grain, soft light", "Black and white film noir look.", "35 mm film grain."])
def test_a_films_look_is_no_object(style: str) -> None:
    assert names(f"{style} A horse stands in a field.") == ["horse"]


@pytest.mark.parametrize(
    ("prompt", "name", "first", "last"),
    [
        ("A robot appears at 25% of the video and disappears at 75%.", "robot", 5, 14),
        ("robot visible from 0% to 50%", "robot", 0, 9),
        ("An owl is visible from 50% to 100% of the clip.", "owl", 10, 19),
        ("In a 10 second clip, an owl appears at second 5.", "owl", 10, 19),
        ("After half of the time an owl appears.", "owl", 10, 19),
        ("An owl appears after one quarter of the clip.", "owl", 5, 19),
        ("The owl is there during the whole video.", "owl", 0, 19),
        ("An owl joins the scene when it is half over.", "owl", 10, 19),
        ("A present shows up halfway through.", "present", 10, 19),
        ("A snowman in the garden, but halfway through he is melted away and gone.", "snowman", 0, 9),
        ("A snowman stands there. Halfway through it melts away.", "snowman", 0, 9),
        ("A fox walked to the left in the first half and went to the right in the second half.", "fox", 0, 19),
        ("A ghost materialises at the midpoint.", "ghost", 10, 19),
    ],
)
def test_when_something_is_seen(prompt: str, name: str, first: int, last: int) -> None:
    shown = [k for k, there in enumerate(seen(prompt, name)) if there]
    assert shown == list(range(shown[0], shown[-1] + 1))
    assert abs(shown[0] - first) <= 1
    assert abs(shown[-1] - last) <= 1


def test_what_is_missing_in_a_part_of_the_time_is_seen_in_the_rest() -> None:
    shown = seen("A stagecoach is missing from the first half of the clip.", "stagecoach")
    assert not any(shown[:9])
    assert all(shown[11:])


def test_missing_somebody_is_no_absence() -> None:
    assert "girl" in names("A girl is missing her friend.")
    assert all(seen("A girl is missing her friend in the first half of the clip.", "girl"))


@pytest.mark.parametrize("place", ["school", "museum", "bakery", "church"])
def test_a_building_that_is_passed_is_seen_from_outside(place: str) -> None:
    assert names(f"A boy runs past a {place}, from the left to the right.") == sorted(["boy", place])


@pytest.mark.parametrize("count", ["half a dozen", "a half dozen", "6", "six"])
def test_half_a_dozen_are_six(count: str) -> None:
    assert names(f"There are {count} bees.") == ["bee"] * 6


def test_each_entry_of_a_list_has_its_own_time() -> None:
    prompt = "drone visible in the first half, tower visible in the second half"
    assert [sum(seen(prompt, "drone")[:10]), sum(seen(prompt, "drone")[10:])] == [10, 0]
    assert [sum(seen(prompt, "tower")[:10]), sum(seen(prompt, "tower")[10:])] == [0, 10]


@pytest.mark.parametrize(
    "prompt",
    [
        "We see a train for the first half. Then it disappears and a boat takes its place.",
        "A train is there. Halfway through it vanishes and a boat takes its place.",
        "Halfway through, a boat takes the place of a train.",
    ],
)
def test_what_takes_the_place_of_another_comes_when_it_goes(prompt: str) -> None:
    assert seen(prompt, "train")[:9] == [True] * 9
    assert not any(seen(prompt, "train")[11:])
    assert not any(seen(prompt, "boat")[:9])
    assert seen(prompt, "boat")[11:] == [True] * 9


@pytest.mark.parametrize(
    ("prompt", "name", "up"),
    [
        ("An elevator goes up.", "elevator", True),
        ("A bucket goes down", "bucket", False),
        ("A bucket goes up while an elevator goes down", "elevator", False),
        ("The sun went down and three ducks slept.", "sun", False),
        ("A balloon moves up.", "balloon", True),
        ("A drop of water falls down.", "drop", False),
    ],
)
def test_what_goes_up_or_down_does_so(prompt: str, name: str, up: bool) -> None:
    found = centers(prompt, name)
    assert abs(found[0][0] - found[-1][0]) < 0.1
    assert (found[0][1] - found[-1][1] > 0.25) if up else (found[-1][1] - found[0][1] > 0.25)


@pytest.mark.parametrize(
    "prompt",
    [
        "The boat is at first on the left. Then it goes to the right. After that it comes back to the left.",
        "A boat is on the left. It goes to the right. Then it returns to the left.",
        "boat path: left -> right -> left",
        "boat route: left side, right side, left side",
    ],
)
def test_what_comes_back_was_there(prompt: str) -> None:
    found = centers(prompt, "boat")
    assert len(found) == 6
    assert found[0][0] < 0.35
    assert max(x for x, _ in found) > 0.65
    assert found[-1][0] < 0.35


@pytest.mark.parametrize(
    "prompt",
    [
        "The spaceship first shows up at the top right; it heads to the top left.",
        "A spaceship starts upper right, ends upper left.",
        "spaceship path: top-right -> top-left",
    ],
)
def test_where_something_is_first_it_is_from_the_start(prompt: str) -> None:
    found = centers(prompt, "spaceship")
    assert len(found) == 6
    assert found[0][0] > 0.65 > 0.35 > found[-1][0]
    assert all(y < 0.5 for _, y in found)

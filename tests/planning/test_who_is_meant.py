"""Who is in the picture: clauses within clauses, one more of a kind, cries and shapes that are nobody."""

import pytest

from storyagent.planning.offline import OfflinePlanner

WIDE = 16 / 9


def names(prompt: str) -> list[str]:
    return sorted(track.name for track in OfflinePlanner().lay_out(prompt, WIDE).layout.tracks)


@pytest.mark.parametrize(
    ("prompt", "shown"),
    [
        ("A bear that is brown and a bunny that is grey are dancing.", ["brown bear", "gray bunny"]),
        ("The tricycle is green and the helmet lying next to it is orange.", ["green tricycle", "orange helmet"]),
        ("The valve is red, and the pump it is mounted on is green.", ["green pump", "red valve"]),
        ("There is a cat that is white and a dog that wears a red hat.", ["dog", "white cat"]),
        ("Three yellow lemons lie next to a blue can of soda.", ["blue can", *["yellow lemon"] * 3]),
    ],
)
def test_a_clause_within_another_tells_of_its_own_subject(prompt: str, shown: list[str]) -> None:
    assert names(prompt) == shown


@pytest.mark.parametrize("more", ["a third one comes in", "a third cat comes in", "another one comes in"])
def test_one_more_of_a_kind_is_one_more(more: str) -> None:
    assert names(f"Two cats lie on the floor, and then {more}.") == ["cat"] * 3


def test_another_one_of_those_told_apart_is_no_new_one() -> None:
    assert names("Two dogs are on a lawn. One is black, another is white.") == ["black dog", "white dog"]


@pytest.mark.parametrize("cry", ["Choo choo, a", "Whoosh! A", "Tick tock, tick tock: a", "Oh, a"])
def test_cries_are_nobody(cry: str) -> None:
    assert names(f"{cry} train goes from the left to the right.") == ["train"]


@pytest.mark.parametrize("how", ["side by side", "bumper to bumper", "neck and neck"])
def test_doubled_words_are_nobody(how: str) -> None:
    assert names(f"Two cars drive {how} along a road.") == ["car", "car"]


def test_the_shape_of_a_way_is_nobody() -> None:
    assert names("The gripper traces a rectangle: lower left, lower right, upper right, upper left.") == ["gripper"]


@pytest.mark.parametrize("opening", ["We need a clip with", "Display", "A picture of"])
def test_a_list_is_shown_whole_however_it_is_asked_for(opening: str) -> None:
    assert names(f"{opening} one laptop, one phone and one tablet.") == ["laptop", "phone", "tablet"]

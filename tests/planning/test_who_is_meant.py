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


@pytest.mark.parametrize(
    ("prompt", "shown"),
    [
        ("Three girls, each with a balloon, walk to school.", ["balloon"] * 3 + ["girl"] * 3),
        ("On each of the two shelves stands a vase.", ["shelf", "shelf", "vase", "vase"]),
        ("Both the cat and her two kittens sleep.", ["cat", "kitten", "kitten"]),
        ("A pair of scissors and two pencils lie there.", ["pencil", "pencil", "scissors"]),
        ("No more than two swans glide on the lake.", ["swan", "swan"]),
        ("There should never be more than one owl in the picture.", ["owl"]),
        ("At no point should a person be visible. A bicycle leans there.", ["bicycle"]),
        ("A dozen eggs in a basket.", ["basket"] + ["egg"] * 12),
    ],
)
def test_as_many_are_shown_as_are_meant(prompt: str, shown: list[str]) -> None:
    assert names(prompt) == shown


@pytest.mark.parametrize(
    ("prompt", "shown"),
    [
        ("A parrot with green feathers sits next to a crow with black feathers.", ["black crow", "green parrot"]),
        ("The tulip's petals are pink.", ["pink tulip"]),
        ("Paint the door green and the mailbox red.", ["green door", "red mailbox"]),
        ("His bike is blue but hers is pink.", ["blue bike", "pink bike"]),
        ("The dress is neither red nor blue; it is green.", ["green dress"]),
        ("I want the robot to be orange, not grey, and its dog to be blue.", ["blue dog", "orange robot"]),
    ],
)
def test_a_colour_is_theirs_of_whom_it_is_said(prompt: str, shown: list[str]) -> None:
    assert names(prompt) == shown


@pytest.mark.parametrize(
    ("prompt", "shown"),
    [
        ("Title screen for a retro game: two coins float.", ["coin", "coin"]),
        ("Waypoints for the forklift: upper left -> upper right -> lower right.", ["forklift"]),
        ("The drone's route: bottom left to top left to top right.", ["drone"]),
        ("please let the bee start at the bottom left, fly up to the top left and finish at the top right", ["bee"]),
        ("The slime patrols its level.", ["slime"]),
        ("theres a fox but there isnt a hen", ["fox"]),
    ],
)
def test_headings_and_requests_are_nobody(prompt: str, shown: list[str]) -> None:
    assert names(prompt) == shown


@pytest.mark.parametrize(
    ("prompt", "kinds"),
    [
        ("Whiskers, the gray cat, sat on a box.", ["box", "cat"]),
        ("Biscuit, a dog, ran home.", ["dog"]),
        ("Mina, the tiny mouse, sat on a box.", ["box", "mouse"]),
        ("Whiskers, a gray cat, jumps onto the sill.", ["cat", "sill"]),
        ("Dogs, a cat, and a bird play.", ["bird", "cat", "dog"]),
        ("Cats, a dog, birds and mice run.", ["bird", "cat", "dog", "mouse"]),
    ],
)
def test_a_name_that_is_a_word_is_known_by_who_it_is_said_to_be(prompt: str, kinds: list[str]) -> None:
    entities = OfflinePlanner().plan(prompt).screenplay.entities
    assert sorted(entity.noun for entity in entities if entity.kind != "place") == kinds

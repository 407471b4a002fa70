"""Scenes that alone are to be made, told from scenes that are to be changed."""

import pytest

from storyagent.editing.edits import Pace, Recolour, Reroll
from storyagent.editing.read import read_request
from storyagent.errors import InvalidInput
from tests.conversation.tiny import tiny_film

FILM = tiny_film()
IDS = [scene.id for scene in FILM.scenes]


def only(request: str) -> list[int]:
    """Return the numbers of the scenes that alone are to be made; nothing else may be asked for."""
    reading = read_request(request, FILM)
    assert reading.is_clear, reading
    (one,) = reading.tool_requests
    assert (one.kind, reading.edits, reading.inquiries) == ("render", (), ())
    return [IDS.index(scene) + 1 for scene in one.only]


@pytest.mark.parametrize(
    ("request_", "numbers"),
    [
        ("render only scene 2", [2]),
        ("show only scene 2", [2]),
        ("only render the third scene", [3]),
        ("render scene 2", [2]),
        ("render scene 4 and nothing else", [4]),
        ("re-render scene 2 only", [2]),
        ("Could you just show me scene 3, please?", [3]),
        ("let me see only the last scene", [4]),
        ("preview scenes 1 and 3", [1, 3]),
        ("play only scenes 2 to 4", [2, 3, 4]),
        ("render the scene with the boat", [4]),
        ("could we do only the first two scenes for now", [1, 2]),
        ("finish scene 2", [2]),
        ("go on with scene 2 only", [2]),
        ("don't render anything but scene 2", [2]),
        ("render everything but scene 2", [1, 3, 4]),
        ("render all scenes", []),
        ("render the film", []),
    ],
)
def test_scenes_that_alone_are_to_be_made(request_: str, numbers: list[int]) -> None:
    assert only(request_) == numbers


@pytest.mark.parametrize("request_", ["only make scene 3 again", "make only scene 3 again", "re-roll only scene 3"])
def test_again_is_with_another_seed(request_: str) -> None:
    reading = read_request(request_, FILM)
    assert (reading.edits, reading.tool_requests) == ((Reroll(scenes=(IDS[2],)),), ())


def test_a_change_and_what_is_to_be_made_of_it() -> None:
    reading = read_request("make the fox blue but render only scene 1", FILM)
    assert reading.edits == (Recolour(entity="fox", color="blue"),)
    assert [one.only for one in reading.tool_requests] == [(IDS[0],)]
    reading = read_request("make scene 2 slower and render only that one", FILM)
    assert [one.only for one in reading.tool_requests] == [(IDS[1],)]


def test_a_verb_that_changes_goes_on_and_makes_nothing() -> None:
    reading = read_request("make scene 2 slower and scene 3", FILM)
    assert reading.tool_requests == ()
    assert [one.scenes for one in reading.edits if isinstance(one, Pace)] == [(IDS[1], IDS[2])]


@pytest.mark.parametrize("request_", ["make the fox blue, only scene 2", "don't render scene 2", "only scene 2"])
def test_what_is_not_plain_is_not_taken_for_it(request_: str) -> None:
    reading = read_request(request_, FILM)
    assert not reading.is_clear
    assert reading.tool_requests == ()


def test_a_scene_that_is_not_there_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no such scene"):
        read_request("render only scene 9", FILM)

"""Times counted in seconds and frames, in parts of the film, and in turn: who is seen when."""

import pytest

from storyagent.planning.film_length import count_in_percent
from storyagent.planning.offline import OfflinePlanner
from storyagent.planning.tokens import tokenize

WIDE = 16 / 9


def seen(prompt: str, name: str) -> tuple[tuple[float, float], ...]:
    layout = OfflinePlanner().lay_out(prompt, WIDE).layout
    (track,) = (track for track in layout.tracks if track.name == name)
    return tuple((round(start, 2), round(end, 2)) for start, end in track.windows)


def in_percent(*sentences: str) -> str:
    tokens = [tokenize(sentence) for sentence in sentences]
    count_in_percent(tokens)
    return " | ".join(" ".join(token.lower for token in sentence) for sentence in tokens)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("in frames 1 to 12 of 24", "from 0 % to 50 %"),
        ("between frame 9 and frame 16 of a 16 frame clip", "between 50 % and 100 % of a 16 frame clip"),
        ("its last 8 frames in a 16-frame video", "its last 50 % in a 16-frame video"),
        ("a clip of 24 frames, gone at frame 12", "a clip of 24 frames , gone at 50 %"),
        ("from second 2 to second 4 of a 12 second film", "from 16.6667 % to 33.3333 % of a 12 second film"),
        ("visible from 0 to 5 seconds of a ten-second clip", "visible from 0 % to 50 % of a ten-second clip"),
        ("two seconds before the end of an 8-second film", "at 75 % of an 8-second film"),
        ("the first five seconds of ten, a ten second ad", "the first 50 % of ten , a ten second ad"),
    ],
)
def test_times_become_percent_of_the_length_that_is_told(text: str, told: str) -> None:
    assert in_percent(text) == told


def test_the_length_may_be_told_in_another_sentence() -> None:
    assert in_percent("A truck comes at second 5.", "The clip has 10 seconds.").startswith("a truck comes at 50 %")


@pytest.mark.parametrize(
    "text", ["She waited for ten seconds.", "A second fox joins it.", "the second half", "a ten-second clip"]
)
def test_other_seconds_are_left_alone(text: str) -> None:
    assert in_percent(text) == " ".join(token.lower for token in tokenize(text))


def test_a_length_that_is_not_told_is_taken_and_said() -> None:
    planned = OfflinePlanner().lay_out("A bird is visible for the last two seconds only.", WIDE)
    assert planned.layout.tracks[0].windows[0][0] == pytest.approx(2 / 3, abs=0.01)
    assert [finding.code for finding in planned.findings] == ["story.length_taken"]


@pytest.mark.parametrize(
    ("prompt", "name", "windows"),
    [
        ("A fly is in the picture only from one third to two thirds of the clip.", "fly", ((0.33, 0.67),)),
        ("An empty nest. From the midpoint of the video on, an egg lies in it.", "egg", ((0.5, 1.0),)),
        ("The hawk isn't there until three quarters of the clip have passed, then it stays.", "hawk", ((0.75, 1.0),)),
        ("The bunny is hidden for the first half of the film and visible for the second half.", "bunny", ((0.5, 1.0),)),
        ("One snowman, present for the first three quarters and gone for the last quarter.", "snowman", ((0.0, 0.75),)),
        ("A satellite shows up twice: in the first quarter and in the last quarter.", "satellite",
         ((0.0, 0.25), (0.75, 1.0))),
        ("A snake is seen during the first half of the concert.", "snake", ((0.0, 0.5),)),
        ("The puppet leaves the picture at half time and comes back for the final quarter.", "puppet",
         ((0.0, 0.5), (0.75, 1.0))),
        ("A pigeon, a cat, and a mouse, each on screen for one third of the video.", "cat", ((0.33, 0.67),)),
        ("The first half belongs to a tortoise, the second half to a hare.", "hare", ((0.5, 1.0),)),
        ("Show a rose for the first half, then replace it with a tulip.", "tulip", ((0.5, 1.0),)),
        ("Half the clip goes by before a kangaroo hops into view.", "kangaroo", ((0.5, 1.0),)),
        ("Object: traffic cone. Visible from 25% to 75% of the duration, hidden otherwise.", "traffic cone",
         ((0.25, 0.75),)),
        ("The snail can be seen until three quarters of the video are over, then never again.", "snail",
         ((0.0, 0.75),)),
        ("A potion spawns halfway through the level and remains there.", "potion", ((0.5, 1.0),)),
    ],
)  # fmt: skip
def test_parts_of_the_time_are_kept(prompt: str, name: str, windows: tuple[tuple[float, float], ...]) -> None:
    assert seen(prompt, name) == windows

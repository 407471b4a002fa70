"""What prompts and stories of other people say once more in other words: each rule with a sentence of its family."""

import pytest

from storyagent.planning.offline import OfflinePlanner
from storyagent.planning.planner import PlanOptions
from storyagent.story.layout import Box, Layout

WIDE = 16 / 9


def lay_out(prompt: str) -> Layout:
    return OfflinePlanner().lay_out(prompt, WIDE).layout


def names(prompt: str) -> list[str]:
    return sorted(track.name for track in lay_out(prompt).tracks)


def boxes(prompt: str, name: str, count: int = 21) -> tuple[Box | None, ...]:
    layout = lay_out(prompt)
    return layout.boxes(count)[[track.name for track in layout.tracks].index(name)]


def seen(prompt: str, name: str) -> tuple[float, float]:
    """Return the first and the last of 21 moments in which something is seen."""
    times = [k / 20 for k, box in enumerate(boxes(prompt, name)) if box is not None]
    return times[0], times[-1]


def goes(prompt: str, name: str) -> float:
    first, *_, last = [box.center[0] for box in boxes(prompt, name) if box is not None]
    return last - first


@pytest.mark.parametrize(
    ("prompt", "shown"),
    [
        ("Three ferns in porcelain pots on a shelf", ["fern"] * 3),
        ("A pair of wine glasses and one candle on a tray", ["wine glass"] * 2),
        ("I can see three hens and two of them have hats on.", ["hen"] * 3),
        ("A cardboard box, a yellow duster and a grey bucket: spring cleaning.", ["yellow duster"]),
        ("I saw a dog run to the tree.", ["dog"]),
        ("There used to be ten ducks, now only four are left.", ["duck"] * 4),
        ("There used to be nine pears on the wall; now there are two.", ["pear"] * 2),
        ("my mascot is a purple frog", ["purple frog"]),
        ("On the desk lie a green atlas and two black novels.", ["black novel", "black novel", "green atlas"]),
        ("slime hops bottom left, bottom right. in that order pls", ["slime"]),
        ("There are four panels on the roof and one painter standing next to them.", ["painter"]),
    ],
)
def test_things_are_counted_as_they_are_told(prompt: str, shown: list[str]) -> None:
    assert [name for name in names(prompt) if name in shown] == shown


@pytest.mark.parametrize(
    ("prompt", "shown"),
    [
        ("The lamp glows orange and the book is blue.", ["blue book", "orange lamp"]),
        ("A lantern glowing green hangs beside a red door.", ["green lantern", "red door"]),
        ("The barn used to be red.", ["barn"]),
        ("Side-scroller: the knight walks right, past the windmill.", ["knight", "windmill"]),
    ],
)
def test_colors_are_those_of_now(prompt: str, shown: list[str]) -> None:
    assert names(prompt) == shown


@pytest.mark.parametrize(
    ("prompt", "name", "span"),
    [
        ("A dog is visible between the first and the last quarter of the video.", "dog", (0.25, 0.75)),
        ("A rabbit sits by a fox for the first half, and then poof, it's gone!", "rabbit", (0.0, 0.5)),
        ("My kite is there at first but when half of the film is over you can't see it.", "kite", (0.0, 0.5)),
        ("The lamb can't be seen at the start. From the second half on it stands by the ewe.", "lamb", (0.5, 1.0)),
        ("First half: a crow on a post. Second half: only the post.", "post", (0.0, 1.0)),
        ("First half: a crow on a post. Second half: only the post.", "crow", (0.0, 0.5)),
        ("The fox and the hen are there at first, but only the fox is left after the midpoint.", "hen", (0.0, 0.5)),
        ("then half way in a hoverboard pops up", "hoverboard", (0.5, 1.0)),
        ("The snowman is gone by the time the second half begins.", "snowman", (0.0, 0.5)),
        ("Halfway through, the lamp gets taken away.", "lamp", (0.0, 0.5)),
        ("The lantern won't be visible after the first half.", "lantern", (0.0, 0.5)),
    ],
)
def test_times_of_being_seen(prompt: str, name: str, span: tuple[float, float]) -> None:
    assert seen(prompt, name) == pytest.approx(span, abs=0.051)


@pytest.mark.parametrize(
    ("prompt", "name", "right"),
    [
        ("The ball rolls to the left and the toy train rolls to the right.", "toy train", True),
        ("The tortoise and the hare both start on the left and both end on the right.", "hare", True),
        ("direction right to left: a snail", "snail", False),
        ("Direction left to right: a red bus.", "red bus", True),
        ("patrol route for the guard: top right, bottom right, bottom left", "guard", False),
    ],
)
def test_ways_of_movement(prompt: str, name: str, right: bool) -> None:
    assert (goes(prompt, name) > 0.2) == right
    assert (goes(prompt, name) < -0.2) != right


@pytest.mark.parametrize(
    "story", ["The cat, whose name was Pebble, sat on the sill.", "A cat whose name was Pebble sat on the sill."]
)
def test_a_name_in_a_relative_clause_is_the_owners(story: str) -> None:
    entities = OfflinePlanner().plan(story, PlanOptions()).screenplay.entities
    assert [(one.name, one.noun) for one in entities if one.kind == "character"] == [("Pebble", "cat")]


def test_a_verb_may_come_before_its_subject() -> None:
    heights = [box.center[1] for box in boxes("Up goes the soap bubble; the boy just sits.", "soap bubble") if box]
    assert heights[-1] < heights[0] - 0.2


def test_what_goes_along_a_side_stays_there() -> None:
    prompt = "A balloon rises along the left edge, from the bottom corner to the top corner."
    found = [box.center for box in boxes(prompt, "balloon") if box]
    assert all(x < 0.4 for x, _ in found)
    assert found[-1][1] < found[0][1] - 0.2

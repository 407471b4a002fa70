"""Plain English as people type it: turned word order, terse lists, purposes, asides, things told apart by place."""

import pytest

from tests.planning.laid_out import boxes, lay_out, names


def seen(prompt: str, name: str) -> list[int]:
    return [k for k, box in enumerate(boxes(prompt, name, 20)) if box is not None]


def centers(prompt: str, name: str) -> list[tuple[float, float]]:
    return [box.center for box in boxes(prompt, name) if box is not None]


@pytest.mark.parametrize(
    ("prompt", "name", "first", "last"),
    [
        ("Only in the last quarter of the film does the shark show up.", "shark", 15, 19),
        ("Only in the second half does a bird fly across the sky.", "bird", 10, 19),
        ("An egg lies in a nest. After half of the video the egg is gone and there is a chick.", "chick", 10, 19),
        ("Halfway through, the hat is removed.", "hat", 0, 9),
        ("A hat lies there. At the midpoint it is erased.", "hat", 0, 9),
        ("A logo is added after the first half.", "logo", 10, 19),
        ("box present at all times, warning sign present from 50% to 100%", "warning sign", 10, 19),
        ("The antenna is visible for the first 75 percent of the video.", "antenna", 0, 14),
        ("A chest spawns at 50% of the clip and stays until the end.", "chest", 10, 19),
        ("One visitor shows up after a quarter of the video and disappears again at three quarters.", "visitor", 5, 14),
        ("tree only in the first half, knight the entire clip", "knight", 0, 19),
        ("tree only in the first half, knight the entire clip", "tree", 0, 9),
        ("a ball on the grass for the whole video, the dog only appears from the midpoint on", "dog", 10, 19),
        ("a ball on the grass for the whole video, the dog only appears from the midpoint on", "ball", 0, 19),
        ("There is no fox in the first half, in the second half there is one fox.", "fox", 10, 19),
        ("A spy is next to a tree in the first half and absent in the second.", "spy", 0, 9),
        ("The train was visible in the first half but can no longer be seen in the second.", "train", 0, 9),
        ("Between 25% and 75% of the clip a train is visible.", "train", 5, 14),
        ("Instead of the cat, from the middle on there is a lion.", "lion", 10, 19),
        ("The robot turns up late, in the last quarter, and the child is there the whole time.", "robot", 15, 19),
        ("The robot turns up late, in the last quarter, and the child is there the whole time.", "child", 0, 19),
        ("In the first half of the clip you see a frog, in the rest you see a prince.", "prince", 10, 19),
        ("The rabbit peeks out at the halfway mark.", "rabbit", 10, 19),
        ("In the first half we see a cup, in the second half we see a glass of water instead.", "cup", 0, 9),
        ("In the first half we see a cup, in the second half we see a glass of water instead.", "glass", 10, 19),
    ],
)
def test_when_something_is_seen(prompt: str, name: str, first: int, last: int) -> None:
    shown = seen(prompt, name)
    assert shown == list(range(shown[0], shown[-1] + 1))
    assert abs(shown[0] - first) <= 1
    assert abs(shown[-1] - last) <= 1


def test_what_is_invisible_in_between_is_seen_before_and_after() -> None:
    prompt = "The ghost is visible during the first third, invisible during the middle third, and visible again after."
    shown = seen(prompt, "ghost")
    assert set(range(6)) <= set(shown)
    assert not set(range(8, 13)) & set(shown)


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("To practise counting I need nine ladybirds.", ["ladybird"] * 9),
        ("For a school project I would like to see two lambs.", ["lamb"] * 2),
        ("Two lambs for my first graders.", ["lamb"] * 2),
        ("My little one wants a kitten.", ["kitten"]),
        ("Place two boxes next to a lamp.", ["box", "box", "lamp"]),
        ("Add one red ball.", ["red ball"]),
        ("Start with an empty street. A dog walks there.", ["dog"]),
        ("Three players line up for the team photo.", ["player"] * 3),
        ("A vintage Super 8 look. A bride and a groom.", ["bride", "groom"]),
        ("2D platformer: the hero runs to the right", ["hero"]),
        ("Nature documentary: a lion sleeps.", ["lion"]),
        ("A lamb sleeps, like in the story of Newton.", ["lamb"]),
        ("There is a small boat, and in the boat there are two sailors.", ["sailor", "sailor", "small boat"]),
        ("Six slimes bounce around.", ["slime"] * 6),
        ("A robot arm holds a glass.", ["glass", "robot arm"]),
        ("Object A is a kettle. Object B is a toaster.", ["kettle", "toaster"]),
        ("There should be twenty minus nothing: half-dozen eggs", ["egg"] * 6),
        ("A black cat and a white one sit on a wall.", ["black cat", "wall", "white cat"]),
        ("A fish swims in a circle.", ["fish"]),
        ("Flying geese over a lake, three of them.", ["goose"] * 3),
        ("My uncle has two dogs. One dog is black, the other dog is brown. Show the two dogs only.",
         ["black dog", "brown dog", "uncle"]),
    ],
)  # fmt: skip
def test_who_is_in_the_picture(prompt: str, expected: list[str]) -> None:
    assert names(prompt) == expected


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("The black car is waiting on the road, and so is the silver car.", "silver car"),
        ("A lighthouse, painted white, rises above the sea.", "white lighthouse"),
        ("A carriage stands in the courtyard. It is dark green.", "green carriage"),
        ("A toolbox painted blue and a ladder painted yellow lean against a wall.", "yellow ladder"),
        ("A cup and a white sugar bowl.", "white sugar bowl"),
        ("A dragon guards a golden chest.", "golden chest"),
    ],
)
def test_a_color_is_its_things(prompt: str, name: str) -> None:
    assert name in names(prompt)


@pytest.mark.parametrize(
    "prompt",
    [
        "On the left a cat, on the right a dog.",
        "A cat on the left and a dog on the right.",
        "Left: a cat. Right: a dog.",
        "a cat on the left, a dog on the right",
        "Two pets: a cat on the left, a dog on the right.",
    ],
)
def test_each_one_rests_at_its_own_place(prompt: str) -> None:
    cat, dog = centers(prompt, "cat"), centers(prompt, "dog")
    assert all(x < 0.4 for x, _ in cat)
    assert all(x > 0.6 for x, _ in dog)


@pytest.mark.parametrize(
    "prompt",
    [
        "Two dogs: one runs to the left, the other one to the right.",
        "Two dogs. One runs to the left, the other runs to the right.",
        "There are two dogs. The first runs to the left, the second runs to the right.",
    ],
)
def test_one_goes_one_way_and_the_other_the_other_way(prompt: str) -> None:
    both = lay_out(prompt).boxes(6)
    ways = [row[-1].center[0] - row[0].center[0] for row in both if row[0] and row[-1]]
    assert len(ways) == 2
    assert min(ways) < -0.3
    assert max(ways) > 0.3


@pytest.mark.parametrize(
    ("prompt", "name", "x", "y"),
    [
        ("A ball comes down the stairs.", "ball", 1, 1),
        ("From the right enters a knight.", "knight", -1, 0),
        ("A boy runs up the hill.", "boy", 1, -1),
        ("A kite goes higher and higher.", "kite", 0, -1),
        ("A feather sinks through a beam of light.", "feather", 0, 1),
        ("An owl swoops down from the top.", "owl", 0, 1),
        ("Watch a balloon rise slowly into the sky.", "balloon", 0, -1),
        ("A steam train passes behind a tree, going from right to left.", "steam train", -1, 0),
        ("The horse, which is black, gallops leftwards past a fence.", "black horse", -1, 0),
        ("The boat, having begun on the right, drifts to the left.", "boat", -1, 0),
        ("A wolf is on the right of a rock. It walks past the rock and is then on the left of it.", "wolf", -1, 0),
    ],
)
def test_which_way_something_goes(prompt: str, name: str, x: int, y: int) -> None:
    found = centers(prompt, name)
    dx, dy = found[-1][0] - found[0][0], found[-1][1] - found[0][1]
    assert dx * x > 0.1 or not x
    assert dy * y > 0.1 or not y


@pytest.mark.parametrize(
    ("prompt", "name", "places"),
    [
        ("The train goes around: first it's in the upper left, then the upper right, then the lower right.", "train",
         ((0, 0), (1, 0), (1, 1))),
        ("A boat is filmed from a drone: first upper right, then lower right, then lower left.", "boat",
         ((1, 0), (1, 1), (0, 1))),
        ("Rover path on a map: start lower left, then upper left, end upper right.", "rover", ((0, 1), (0, 0), (1, 0))),
        ("A ball begins bottom right, runs to the top right and comes to rest top left.", "ball",
         ((1, 1), (1, 0), (0, 0))),
        ("A pirate starts at the top right, goes down to the bottom right, and finds a coin at the bottom left.",
         "pirate", ((1, 0), (1, 1), (0, 1))),
    ],
)  # fmt: skip
def test_places_are_visited_in_their_order(prompt: str, name: str, places: tuple[tuple[int, int], ...]) -> None:
    corners = [(int(x > 0.5), int(y > 0.5)) for x, y in centers(prompt, name)]
    visited = [corner for k, corner in enumerate(corners) if not k or corner != corners[k - 1]]
    assert visited[0] == places[0]
    assert visited[-1] == places[-1]
    assert [corner for corner in visited if corner in places] == list(places)


def test_what_goes_up_and_down_again_ends_where_it_began() -> None:
    heights = [y for _, y in centers("The elevator goes up, then down again.", "elevator")]
    assert min(heights) < heights[0] - 0.3
    assert heights[-1] == pytest.approx(heights[0], abs=0.02)


def test_a_bus_that_arrives_and_stops_rests_in_the_middle() -> None:
    assert centers("A bus arrives from the left.", "bus")[-1][0] == pytest.approx(0.5, abs=0.1)


def test_a_question_moves_nobody() -> None:
    prompt = "Where does the fox go? It goes from the upper left to the upper right."
    assert all(y < 0.5 for _, y in centers(prompt, "fox"))

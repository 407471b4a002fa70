"""What is told in roundabout words is read as the plain words would be: each rule with sentences of its family."""

import pytest

from storyagent.planning.rewording import reword
from storyagent.planning.tokens import tokenize
from tests.planning.laid_out import boxes, names

CORNERS = {"upper left": (0, 0), "upper right": (1, 0), "lower left": (0, 1), "lower right": (1, 1)}


def plain(text: str) -> str:
    """Return the words that are read in place of a sentence's own."""
    tokens = tokenize(text)
    reword([tokens])
    return " ".join(token.text for token in tokens)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a lime green frog", "a green frog"),
        ("a jet-black raven", "a black raven"),
        ("a baby brown bear", "a baby brown bear"),
        ("a black-and-white cow", "a black-and-white cow"),
        ("a lime beside a green frog", "a lime beside a green frog"),
        ("An owl (second half)", "An owl in the second half ,"),
        ("The owl: absent in the first half", "The owl is absent in the first half"),
        ("A spider lowers itself to the floor", "A spider descends to the floor"),
        ("What is red is the phone.", "the phone is red ."),
        ("The beetle's journey begins here", "The beetle begins here"),
        ("from the NE corner to the sw corner", "from the NE corner to the sw corner"),
        ("from the north-east corner", "from the top right corner"),
        ("from west to east", "from the left to the right"),
        ("TL, BR", "top left , bottom right"),
        ("from left to right and back", "from left to right and back to the left"),
        (
            "is on the left, goes up and returns to where it came from.",
            "is on the left , goes up and returns to the left .",
        ),
        ("Neither dogs nor cats", "no dogs and no cats"),
        ("Paint the barn red and leave the silo white.", "Paint the barn red and the silo white ."),
        ("all but one of the four tents", "3 of the four tents"),
        ("There are as many cats as dogs, namely two.", "There are two cats and two dogs ."),
        ("As many bees as flowers: four bees, four flowers.", "four bees , four flowers ."),
        ("Everything is gray except for one red hat.", "Everything is gray ; there is one red hat ."),
        ("a car, red like a tomato, drives", "a car , red , drives"),
        ("a kettle in the color red", "a kettle in red"),
        ("a copper-colored kettle", "a copper kettle"),
        ("Dear team, show a fox.", "show a fox ."),
        ("It ate one, so show two cats.", "show two cats ."),
        ("It is late, so show it again.", "It is late , so show it again ."),
        ("a heron's flight from right to left", "a heron moving from right to left"),
        ("Leftward flight of a heron.", "a heron moving leftward ."),
        ("takes the lower left corner as its start", "starts at the lower left corner"),
        ("from the top left corner to the right corner", "from the top left corner to the top right corner"),
        ("1. lower left 2. upper left", "lower left , upper left"),
        ("from the left, where it slept, it goes", "from the left , it goes"),
        ("The crab's starting point is on the left", "The crab starts on the left"),
        ("for as long as the first half lasts", "during the first half"),
        ("for the first five of the ten seconds", "for the first five seconds of the ten-second clip"),
        ("four pawns on the board; leave out the kings.", "four pawns on the board ; thanks ."),
        ("five diggers in a pit, five, not four.", "five diggers in a pit ."),
        ("Eight pigeons on a bus and I'd like to see all eight.", "Eight pigeons on a bus ."),
        ("First half clown, second half acrobat.", "First half : clown , second half : acrobat ."),
    ],
)
def test_words_are_put_in_place_of_others(text: str, said: str) -> None:
    assert plain(text) == said


@pytest.mark.parametrize(
    ("prompt", "shown"),
    [
        ("Give each of the two clowns three balloons.", ["balloon"] * 6),
        ("On each side of the door stands a guard.", ["guard"] * 2),
        ("Three pairs of boots stand by the door.", ["boot"] * 6),
        ("Sheep: 5. Sheepdog: 1.", ["sheep"] * 5),
        ("Eleven players? No, only six players stand here.", ["player"] * 6),
        ("Two lions lie in the shade while a third drinks.", ["lion"] * 3),
        ("Behind the wheel of each of the two tractors sits a farmer.", ["farmer"] * 2),
        ("Her umbrella was yellow and his was black.", ["black umbrella", "yellow umbrella"]),
        ("My scarf is purple while my brother's is orange.", ["orange scarf", "purple scarf"]),
        ("Of the two mugs, the bigger is red and the smaller is white.", ["red mug", "white mug"]),
        ("The taller tower is gray, the shorter one brown.", ["brown tower", "gray tower"]),
        ("My bus is green, and the car that blocks it is white.", ["green bus", "white car"]),
        ("A blue kurta hangs on the line together with a white shirt.", ["blue kurta", "white shirt"]),
        ("A fox and a mouse for the twins: make the fox purple and the mouse white.", ["purple fox", "white mouse"]),
        ("How many frogs? Five frogs on a log.", ["frog"] * 5),
        ("There isn't a soul in the street, only one stray cat.", ["cat"]),
        ("Half of the six eggs are cracked.", ["egg"] * 3),
        ("The bigger of the two boxes is orange, the smaller one is purple.", ["orange box", "purple box"]),
        ("The bus is painted in yellow and the tram in red.", ["red tram", "yellow bus"]),
        ("Her bicycle is bright pink.", ["pink bicycle"]),
        ("three bottles of perfume", ["bottle"] * 3),
        ("The dragon has scales of green.", ["green dragon"]),
        ("a workbench painted yellow and on it a vice that somebody painted blue", ["blue vice", "yellow workbench"]),
        ("a dragon thats turquoise and a castle thats pink", ["pink castle", "turquoise dragon"]),
        ("It is late and all I want is two cups of tea and a doughnut.", ["cup", "cup", "doughnut"]),
    ],
)
def test_things_and_colours(prompt: str, shown: list[str]) -> None:
    found = names(prompt)
    assert [name for name in found if name in shown] == shown
    assert "person" not in found


@pytest.mark.parametrize(
    ("prompt", "name", "span"),
    [
        ("Not until the second half do we get to see the ghost.", "ghost", (0.5, 1.0)),
        ("The parcel stays put until exactly the middle, at which time it disappears for good.", "parcel", (0.0, 0.5)),
        ("A lamp is on the desk the entire time; the cat joins it halfway through.", "cat", (0.5, 1.0)),
        ("First half: a clown, second half: an acrobat.", "clown", (0.0, 0.5)),
        ("First half: a post. Second half: a post with a gull on it.", "gull", (0.5, 1.0)),
        ("First half: a post. Second half: a post with a gull on it.", "post", (0.0, 1.0)),
        ("One conductor the entire time, and a suitcase that is only there during the first quarter.", "suitcase",
         (0.0, 0.25)),
        ("An excavator can be seen in the middle half of the clip.", "excavator", (0.25, 0.75)),
        ("Cat: off screen until the middle, then on screen.", "cat", (0.5, 1.0)),
        ("0:00-0:05 owl. 0:05-0:10 no owl.", "owl", (0.0, 0.5)),
        ("From 0 to 5 seconds an empty sofa; from 5 to 10 seconds a cat on the sofa.", "sofa", (0.0, 1.0)),
        ("The rooster doesn't show itself before the video is half over.", "rooster", (0.5, 1.0)),
        ("Just the first quarter of the scene has a tow truck in it.", "tow truck", (0.0, 0.25)),
    ],
)  # fmt: skip
def test_times_of_being_seen(prompt: str, name: str, span: tuple[float, float]) -> None:
    times = [k / 20 for k, box in enumerate(boxes(prompt, name, 21)) if box is not None]
    assert (times[0], times[-1]) == pytest.approx(span, abs=0.051)


@pytest.mark.parametrize(
    ("prompt", "name", "path"),
    [
        ("Across the picture, right to left, flies a stork.", "stork", ["right", "left"]),
        ("A stork crosses from one side to the other, starting on the right.", "stork", ["right", "left"]),
        ("the tram ends up at the left though it began at the right", "tram", ["right", "left"]),
        ("It is from the right that the tram comes, and to the left that it goes.", "tram", ["right", "left"]),
        ("A robot vacuum travels straight from the left wall to the right wall.", "robot vacuum", ["left", "right"]),
        ("The bus pulls away from the left side and drives to the right side.", "bus", ["left", "right"]),
        ("Right to left: a tram", "tram", ["right", "left"]),
        ("The heron, flying, goes from the right-hand to the left-hand side.", "heron", ["right", "left"]),
        ("Start: top left. Then: bottom left. End: bottom right. It's a beetle.", "beetle",
         ["upper left", "lower left", "lower right"]),
        ("First it's lower left, then upper left and finally upper right: a mouse on the move.", "mouse",
         ["lower left", "upper left", "upper right"]),
        ("the mouse goes up the left edge and right along the top edge", "mouse",
         ["lower left", "upper left", "upper right"]),
        ("A goat walks from the right side to the left. It goes slowly because it is old.", "goat", ["right", "left"]),
        ("Going clockwise from the top left corner, a fly ends up in the lower right corner.", "fly",
         ["upper left", "upper right", "lower right"]),
        ("A beetle goes anticlockwise round the corners from the lower right to the upper left.", "beetle",
         ["lower right", "upper right", "upper left"]),
        ("A boy starts at the top right, ends at the bottom left, and in between he is at the top left.", "boy",
         ["upper right", "upper left", "lower left"]),
        ("First stop of the beetle: top right. Second stop: bottom right. Last stop: bottom left.", "beetle",
         ["upper right", "lower right", "lower left"]),
        ("A fly walks from the upper left of the picture to its lower left, and after that to its lower right.", "fly",
         ["upper left", "lower left", "lower right"]),
    ],
)  # fmt: skip
def test_ways(prompt: str, name: str, path: list[str]) -> None:
    centers = [box.center for box in boxes(prompt, name, 31) if box]
    k = 0
    for spot in path:
        x, y = CORNERS.get(spot, (int(spot == "right"), None))
        near = [
            n
            for n in range(k, len(centers))
            if abs(centers[n][0] - x) < 0.36 and (y is None or abs(centers[n][1] - y) < 0.4)
        ]
        assert near, (spot, centers)
        k = near[0]
    assert near[-1] == len(centers) - 1

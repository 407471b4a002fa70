"""Turns of phrase that prompts by other people brought, each with another wording of its family."""

import pytest

from tests.planning.laid_out import boxes, names


def seen(prompt: str, name: str) -> list[bool]:
    return [box is not None for box in boxes(prompt, name, 20)]


def way(prompt: str, name: str) -> tuple[float, float]:
    first, *_, last = [box.center for box in boxes(prompt, name) if box is not None]
    return last[0] - first[0], last[1] - first[1]


def spots(prompt: str, name: str, count: int) -> list[str]:
    """Return in which ninth of the frame something is at equally spaced moments."""
    found = []
    for box in boxes(prompt, name, count):
        assert box is not None
        x, y = box.center
        row = "upper " if y < 0.42 else "lower " if y > 0.58 else ""
        found.append(row + ("left" if x < 0.4 else "right" if x > 0.6 else "middle"))
    return found


@pytest.mark.parametrize(
    "lead", ["Slow dolly in on", "Camera tilts up to", "Pan left across", "Zoom out from", "Gentle push in on"]
)
def test_a_move_of_the_camera_is_no_object(lead: str) -> None:
    assert names(f"{lead} three lanterns.") == ["lantern"] * 3


def test_a_pan_in_a_kitchen_is_an_object() -> None:
    assert "pan" in names("A pan stands on the stove.")


@pytest.mark.parametrize("order", ["Spawn", "Instantiate", "Place"])
def test_an_order_is_no_object(order: str) -> None:
    assert names(f"{order} one red crate and one blue barrel.") == ["blue barrel", "red crate"]


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("Two hens on a wall, then a third hen joins them.", ["hen"] * 3),
        ("One goat stands on a rock. Two more goats come.", ["goat"] * 3),
        ("A knight fights a green ogre deep in a cave.", ["green ogre", "knight"]),
        ("A hawk circles a rabbit high above the town.", ["hawk", "rabbit"]),
        ("The car on the left is navy and the car on the right is silver.", ["navy car", "silver car"]),
        ("Two masons carry a plank and a brick.", ["brick", "mason", "mason", "plank"]),
        ("A llama and one alpaca in a field.", ["alpaca", "llama"]),
        ("The left door is red and the right door is blue.", ["blue door", "red door"]),
        ("Two parrots, one of them green and the other red.", ["green parrot", "red parrot"]),
        ("Cube: red. Ball: green.", ["green ball", "red cube"]),
        ("A mushroom (red) and a hedgehog (brown).", ["brown hedgehog", "red mushroom"]),
        ("A plum lies next to a banana as yellow as the sun.", ["plum", "yellow banana"]),
        ("Next to the pink house there's a white one.", ["pink house", "white house"]),
        ("A girl carries a brown teddy bear.", ["brown teddy bear", "girl"]),
        ("The Roomba travels to the left.", ["roomba"]),
        ("The hero sprite is blue, slime sprite is green.", ["blue hero sprite", "green slime sprite"]),
        ("A tractor drives from left to right in front of a barn.", ["barn", "tractor"]),
        ("Singer enters; singer stays.", ["singer"]),
        ("Three mechanics stand around a van.", ["mechanic", "mechanic", "mechanic", "van"]),
        ("Two huts, 1 well", ["hut", "hut", "well"]),
        ("My twin nieces are singing.", ["niece", "niece"]),
        ("A warning light and a street light.", ["street light", "warning light"]),
        ("When I was a girl we kept three hens. Please draw them.", ["hen"] * 3),
        (
            "On a chair hangs a green coat, and beside it on the desk is a pink mug.",
            ["chair", "desk", "green coat", "pink mug"],
        ),
    ],
)
def test_all_that_is_told_of_is_there_once(prompt: str, expected: list[str]) -> None:
    assert [name for name in names(prompt) if name not in ("wall", "rock")] == expected


def test_the_end_of_a_lane_is_no_time() -> None:
    assert all(seen("Six skittles at the end of the lane.", "skittle"))


@pytest.mark.parametrize(
    ("prompt", "name", "first", "last"),
    [
        ("A snowman in our garden that is gone after the first half.", "snowman", True, False),
        ("Our kitten hides in the first half and you can only see it in the second half.", "kitten", False, True),
        ("A wizard is seen only in the last third of the trailer.", "wizard", False, True),
        ("From the first frame to the middle one a lamp is on screen.", "lamp", True, False),
        ("Until the middle frame a lamp is on screen.", "lamp", True, False),
        ("A chest despawns at the halfway mark.", "chest", True, False),
        ("An iceberg is in view during the first half.", "iceberg", True, False),
        ("At the midpoint there is a spider on the bed and it does not go away.", "spider", False, True),
        ("Boss is visible 0-50%, treasure chest visible 50-100%.", "boss", True, False),
        ("Frames 1-8 of 16: a bell. Frames 9-16: no bell.", "bell", True, False),
        ("In a 10-second clip a drum is seen from 0:00 to 0:05.", "drum", True, False),
        ("A pigeon sits on a statue from the middle to the end of the video.", "pigeon", False, True),
        ("It is only in the last third that the lighthouse becomes visible.", "lighthouse", False, True),
        ("The first half shows a caterpillar, the second half a butterfly.", "caterpillar", True, False),
        ("The first half shows a caterpillar, the second half a butterfly.", "butterfly", False, True),
        ("The hologram switches off halfway through and is not seen any more.", "hologram", True, False),
        ("A candle burns. Halfway through it goes out and is removed.", "candle", True, False),
        ("Boss is visible 0-50%, treasure chest visible 50-100%.", "treasure chest", False, True),
        ("No guests in the first half, then one guest with flowers is seen until the end.", "guest", False, True),
        ("A robin on a fence. It stays only for the first half of the film and then it's off.", "robin", True, False),
        ("A mouse, unseen until half the video has passed, sits in the doorway.", "mouse", False, True),
        ("An empty plate. Then, at exactly the halfway mark, a burger appears on it.", "burger", False, True),
        ("Duration 20 s. The digger is visible in seconds 0 to 5 only.", "digger", True, False),
    ],
)
def test_when_something_is_seen_is_read(prompt: str, name: str, first: bool, last: bool) -> None:
    moments = seen(prompt, name)
    assert (moments[0], moments[-1]) == (first, last)
    assert 4 <= sum(moments) <= 11


def test_a_time_of_no_length_alone_is_planned() -> None:
    assert "lamp" in names("The lamp is visible from 0 s on.")


@pytest.mark.parametrize(
    ("prompt", "name", "up"),
    [
        ("The flag is pulled up the pole.", "flag", True),
        ("A spider climbs down the rope.", "spider", False),
        ("A raindrop slides down the bottle.", "raindrop", False),
        ("The lift with the glass walls goes up from the ground floor to the roof.", "lift", True),
        ("A bucket is lowered on a rope by two builders.", "bucket", False),
    ],
)
def test_who_goes_up_or_down_an_upright_thing_does(prompt: str, name: str, up: bool) -> None:
    _, y = way(prompt, name)
    assert y < -0.05 if up else y > 0.05


def test_what_goes_above_another_goes_its_own_way() -> None:
    prompt = "A wolf runs to the left, and above it an eagle glides to the right."
    assert way(prompt, "wolf")[0] < -0.2
    assert way(prompt, "eagle")[0] > 0.2


@pytest.mark.parametrize("where", ["in front of", "behind"])
def test_passing_in_front_or_behind_is_passing(where: str) -> None:
    prompt = f"A tugboat passes {where} the rig from left to right."
    tug, rig = boxes(prompt, "tugboat"), boxes(prompt, "rig")
    assert tug[0] and rig[0] and tug[-1] and rig[-1]
    assert tug[0].center[0] < rig[0].center[0] < tug[-1].center[0]


def test_a_rider_on_a_horse_moves_with_it() -> None:
    prompt = "A rider on a horse moves from the left to the right."
    assert way(prompt, "rider")[0] > 0.3
    assert way(prompt, "horse")[0] > 0.3


def test_a_broom_goes_where_its_witch_does() -> None:
    prompt = "The witch on her broom flies from the bottom left to the top right."
    for name in ("witch", "broom"):
        x, y = way(prompt, name)
        assert x > 0.3
        assert y < -0.2


@pytest.mark.parametrize(
    ("prompt", "name", "expected"),
    [
        (
            "A swimmer is at the bottom first, then in the middle, and at the end at the top of the pool.",
            "swimmer",
            ["lower middle", "middle", "upper middle"],
        ),
        (
            "The ant leaves from the top left, crosses the middle of the tablecloth and arrives at the bottom right.",
            "ant",
            ["upper left", "middle", "lower right"],
        ),
        (
            "A courier starts in the top right, stops at the centre, and hands over the parcel in the bottom left.",
            "courier",
            ["upper right", "middle", "lower left"],
        ),
    ],
)
def test_places_of_a_thing_with_corners_are_the_frames(prompt: str, name: str, expected: list[str]) -> None:
    assert spots(prompt, name, 3) == expected


def test_times_of_two_parts_are_both_read() -> None:
    moments = seen("The ghost can be seen in the first and the last quarter only.", "ghost")
    assert moments[0]
    assert not any(moments[7:13])
    assert moments[-1]


def test_what_is_left_out_of_the_time_is_read() -> None:
    moments = seen("A swan is visible for the whole video, apart from the last quarter.", "swan")
    assert moments[0]
    assert moments[10]
    assert not moments[-1]


@pytest.mark.parametrize("prompt", ["Left-to-right: a cyclist.", "A cyclist goes left, centre, right."])
def test_short_ways_are_read(prompt: str) -> None:
    assert way(prompt, "cyclist")[0] > 0.3


def test_fractions_are_read() -> None:
    assert sum(seen("A windmill is visible until 2/3 of the clip.", "windmill")) in (13, 14)
    assert sum(seen("A windmill is visible for the first 1/4 of the clip.", "windmill")) in (5, 6)


def test_what_is_empty_for_a_while_is_there_all_the_time() -> None:
    prompt = "The cake stands on the table for the first half; for the second half the table is empty."
    assert all(seen(prompt, "table"))
    assert not seen(prompt, "cake")[-1]


def test_what_shoots_up_rises() -> None:
    assert way("The spaceship shoots up into the sky.", "spaceship")[1] < -0.2


def test_a_relative_clause_tells_the_way_of_who_passes() -> None:
    prompt = "A snail is overtaken by a beetle which crawls from the right to the left."
    assert way(prompt, "beetle")[0] < -0.3


def test_what_stays_in_frame_is_seen_to_the_end() -> None:
    prompt = (
        "For the first half we see only the box; the watch is revealed in the second half, and the box stays in frame."
    )
    assert all(seen(prompt, "box"))


def test_the_other_side_is_the_one_across() -> None:
    prompt = "The digger starts left of the crane and drives to the other side of it."
    digger, crane = boxes(prompt, "digger"), boxes(prompt, "crane")
    assert digger[0] and crane[0] and digger[-1] and crane[-1]
    assert digger[0].center[0] < crane[0].center[0] < digger[-1].center[0]


@pytest.mark.parametrize("words", ["makes its way", "winds its way", "goes"])
def test_making_ones_way_is_going(words: str) -> None:
    assert way(f"A robot {words} to the left across the lobby, going past a palm.", "robot")[0] < -0.3


def test_a_board_under_a_way_is_no_goal() -> None:
    prompt = "On the chessboard the queen goes from the lower right to the upper right and ends in the upper left."
    assert spots(prompt, "queen", 3) == ["lower right", "upper right", "upper left"]


def test_who_came_before_does_not_come_in_again() -> None:
    assert all(seen("A canoe starts on the left, goes to the right and returns to the left at the end.", "canoe"))

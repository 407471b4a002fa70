"""Prompts nobody wrote the planner for: who is shown, how many, how they move, when they are seen."""

import pytest

from storyagent.errors import InvalidInput
from storyagent.planning.offline import OfflinePlanner
from storyagent.story.layout import Box, Layout

planner = OfflinePlanner()


def lay_out(prompt: str) -> Layout:
    return planner.lay_out(prompt).layout


def boxes(layout: Layout, name: str, n: int = 6) -> list[Box | None]:
    found = [k for k, track in enumerate(layout.tracks) if track.name.endswith(name)]
    assert found, (name, [track.name for track in layout.tracks])
    return list(layout.boxes(n)[found[0]])


def travel(layout: Layout, name: str) -> tuple[float, float]:
    seen = [box for box in boxes(layout, name) if box]
    return seen[-1].center[0] - seen[0].center[0], seen[-1].center[1] - seen[0].center[1]


@pytest.mark.parametrize(
    ("prompt", "counts"),
    [
        ("Three yellow ducks and a swan swim on a lake.", {"yellow duck": 3, "swan": 1}),
        ("A pair of foxes watches half a dozen hens.", {"fox": 2, "hen": 6}),
        ("Two cats: one red and one blue, sit on a mat.", {"red cat": 1, "blue cat": 1, "mat": 1}),
        ("Both of the elephants carry a small green parrot.", {"elephant": 2, "small green parrot": 1}),
        ("An old lighthouse stands behind 4 black rocks.", {"lighthouse": 1, "black rock": 4}),
    ],
)
def test_everything_is_counted_and_coloured_as_the_text_says(prompt: str, counts: dict[str, int]) -> None:
    names = [track.name for track in lay_out(prompt).tracks]
    assert {name: names.count(name) for name in names} == counts


@pytest.mark.parametrize(
    ("prompt", "name", "dx", "dy"),
    [
        ("A snail crawls from right to left.", "snail", -1, 0),
        ("A ball is thrown by a boy from the left to the right.", "ball", 1, 0),
        ("A yellow balloon rises into the sky.", "balloon", 0, -1),
        ("The apple drops from the tree.", "apple", 0, 1),
        ("A kite sails across the sky to the left.", "kite", -1, 0),
        ("A rocket climbs from the lower left of the frame to the upper right.", "rocket", 1, -1),
        ("In a quiet harbor, a white boat drifts towards the right side of the picture.", "boat", 1, 0),
    ],
)
def test_things_move_the_way_they_are_told(prompt: str, name: str, dx: int, dy: int) -> None:
    x, y = travel(lay_out(prompt), name)
    assert x * dx >= 0.1 * abs(dx), (x, y)
    assert y * dy >= 0.1 * abs(dy), (x, y)


@pytest.mark.parametrize(
    ("prompt", "name", "early", "late"),
    [
        ("A ghost is visible only in the last third of the clip.", "ghost", False, True),
        ("In the first half of the video, a white rabbit hops around.", "rabbit", True, False),
        ("A yellow balloon floats up and disappears.", "balloon", True, False),
        ("A fox appears and looks around.", "fox", False, True),
    ],
)
def test_things_are_seen_when_the_text_says(prompt: str, name: str, early: bool, late: bool) -> None:
    seen = boxes(lay_out(prompt), name)
    assert (seen[0] is not None, seen[-1] is not None) == (early, late)


def test_relations_hold_between_the_right_two_things() -> None:
    layout = lay_out("A grey cat sleeps under a table, and a vase stands on the table.")
    cat, table, vase = (boxes(layout, name)[0] for name in ("cat", "table", "vase"))
    assert cat and table and vase
    assert table.x0 <= cat.center[0] <= table.x1
    assert cat.center[1] > table.center[1] > vase.center[1]


def test_what_orbits_goes_round_the_other_one() -> None:
    layout = lay_out("A moon orbits a green planet.")
    middle = boxes(layout, "planet")[0]
    assert middle
    around = {box.center[0] > middle.center[0] for box in boxes(layout, "moon", 12) if box}
    assert around == {True, False}


def test_a_jump_clears_the_fence_while_birds_fly_the_other_way() -> None:
    layout = lay_out("A black cat jumps over a fence while three birds fly from right to left.")
    cat = [box for box in boxes(layout, "cat", 21) if box]
    fence = boxes(layout, "fence")[0]
    assert fence
    assert cat[0].x1 < fence.x0
    assert cat[-1].x0 > fence.x1
    assert min(box.y1 for box in cat) < fence.y0
    assert travel(layout, "bird")[0] < 0


def test_the_background_is_the_place_and_guessed_from_what_is_seen_otherwise() -> None:
    assert lay_out("A robot dances in an empty train station.").background == "empty train station"
    assert lay_out("A rocket and an astronaut float.").background == "space"
    assert lay_out("A red car drives.").background == "street"


def test_the_camera_moves_when_the_text_moves_it() -> None:
    layout = lay_out("The camera zooms in on a sleeping dog.")
    assert layout.view
    assert layout.view[-1].box.width < layout.view[0].box.width


def test_a_mouse_is_smaller_than_a_dog_and_a_dog_than_a_house() -> None:
    layout = lay_out("A mouse, a dog and a house.")
    heights = [box.height for name in ("mouse", "dog", "house") if (box := boxes(layout, name)[0])]
    assert heights == sorted(heights)
    assert heights[0] < heights[1] < heights[2]


@pytest.mark.parametrize(
    ("prompt", "first", "second"),
    [
        ("Exactly three ducks swim on a pond. The four ducks are happy.", "3", "4"),
        ("Three birds fly and both of the four birds sing.", "3", "4"),
        ("Two cats: one red, one blue and one green.", "2", "3"),
    ],
)
def test_contradictory_counts_are_refused_and_both_named(prompt: str, first: str, second: str) -> None:
    with pytest.raises(InvalidInput, match="counts the same things differently") as caught:
        lay_out(prompt)
    assert first in caught.value.found
    assert second in caught.value.found


@pytest.mark.parametrize("prompt", ["Forty cats sit in a row.", "A dozen birds and two dogs play."])
def test_more_objects_than_can_be_told_apart_are_refused(prompt: str) -> None:
    with pytest.raises(InvalidInput, match="too many objects") as caught:
        lay_out(prompt)
    assert "12" in caught.value.needed


def test_forty_entities_in_one_scene_are_refused() -> None:
    animals = """fox wolf bear hare deer mouse otter badger owl crow robin eagle duck swan goose hen horse cow pig sheep
        goat dog cat frog toad newt snake lizard turtle crab lobster shark whale seal walrus penguin lion tiger zebra"""
    with pytest.raises(InvalidInput, match="too many objects") as caught:
        lay_out(", ".join(f"a {animal}" for animal in animals.split()) + " and a bee meet.")
    assert caught.value.found.startswith(f"{len(animals.split()) + 1} ")


def test_a_sentence_that_shows_nothing_is_reported_by_number_and_words() -> None:
    findings = planner.lay_out("A dog barks. Nothing lasts forever.").findings
    assert [finding.code for finding in findings] == ["story.not_understood"]
    assert "sentence 2" in findings[0].where
    assert "Nothing lasts forever." in findings[0].where


def test_an_unknown_verb_is_reported() -> None:
    findings = planner.lay_out("The dog zorbled the cat.").findings
    assert [finding.code for finding in findings] == ["story.unknown_verb"]
    assert "zorbl" in findings[0].found


def test_the_same_prompt_gives_the_same_layout() -> None:
    prompt = "A red fox chases two white hens through the forest."
    assert planner.lay_out(prompt) == OfflinePlanner().lay_out(prompt)


def test_a_group_told_apart_is_never_related_to_itself() -> None:
    layout = lay_out("Two dogs, one black and one white, lie beside the dogs.")
    assert {track.name for track in layout.tracks} >= {"black dog", "white dog"}


def test_another_one_of_the_same_kind_has_an_id_of_its_own() -> None:
    tracks = lay_out("Two cats sleep on a rug. Another cat sits behind the rug.").tracks
    first, *others = sorted(track.id for track in tracks)
    assert others == ["cat_1", "cat_2", "rug"]
    assert first.startswith("cat-")

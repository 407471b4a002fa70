from itertools import combinations
from math import inf

import pytest

from storyagent.story.blocking import make_groups
from storyagent.story.choreography import Performer, Relation
from storyagent.story.covering import Way, covered
from storyagent.story.room import Room
from storyagent.story.staging import stage

PLATE = Performer(id="plate", entity="plate", name="plate")
BERRIES = [
    Performer(id=f"berry_{n}", entity="berry", name="berry", start_relation=Relation(kind="on", other="plate"))
    for n in range(6)
]


def _room() -> Room:
    plate, berries = make_groups([PLATE, *BERRIES], 16 / 9, 1.0)
    placed = {"plate": stage(PLATE, plate.fits[0], {}, 16 / 9)}
    ways = {"plate": Way(placed["plate"])}
    return Room(berries, placed, ways, {one.id: one for one in (PLATE, *BERRIES)}, 16 / 9, 30)


def test_a_place_costs_what_all_pairs_that_are_not_meant_to_overlap_cost() -> None:
    place = _room().best_place(inf)
    assert place
    costs = [covered(one, other, "in the air") for one, other in combinations(place.ways, 2)]
    assert sum(costs) > 0.5  # six berries are too many for one plate
    assert place.bound == pytest.approx(sum(costs))


def test_asked_again_with_a_higher_limit_a_room_finds_what_it_finds_at_once() -> None:
    at_once = _room().best_place(inf)
    asked_again = _room()
    assert at_once
    for limit in (0.01, 0.3, at_once.bound):
        assert asked_again.best_place(limit) is None
    found = asked_again.best_place(at_once.bound + 0.01)
    assert found
    assert (found.bound, found.tracks) == (at_once.bound, at_once.tracks)
    assert len(found.tracks) == len(BERRIES)

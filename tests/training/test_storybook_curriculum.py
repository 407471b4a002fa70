from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import torch

from storyagent.errors import InvalidInput
from tests.training.art import plain_art
from training.storybook.curriculum import InTurn, NarrowWorld, Part, planned
from training.storybook.world import NOUNS, PLACES, World

PART = Part(nouns=("car", "dog"), places=("beach", "room"), objects=2)
EXTENTS = np.ones((len(NOUNS), 2))


@pytest.fixture(scope="module")
def worlds() -> Iterator[tuple[World, NarrowWorld]]:
    """The whole world, and a part of all of it whose scenes another process plans."""
    whole, part = World(size_px=16, art=plain_art()), NarrowWorld(size_px=16, art=plain_art(), workers=1)
    yield whole, part
    part.close()


def test_a_part_shows_nothing_else() -> None:
    scenes, tracks, _, _ = planned(PART, EXTENTS, 200, True, 3)
    assert {PLACES[scene.place] for scene in scenes} == set(PART.places)
    assert {NOUNS[number] for number in tracks.noun[tracks.noun >= 0]} == set(PART.nouns)
    assert max(len(scene.things) for scene in scenes) == 2
    assert min(len(scene.things) for scene in scenes) == 0


@pytest.mark.parametrize("still", [True, False])
def test_a_plan_depends_on_its_seed_alone(still: bool) -> None:
    plans = [planned(PART, EXTENTS, 5, still, seed) for seed in (7, 7, 8)]
    assert plans[0][2] == plans[1][2] != plans[2][2]
    assert plans[0][0] == plans[1][0]


@pytest.mark.parametrize(
    ("part", "found"), [(Part(nouns=("car", "unicorn")), "unicorn"), (Part(places=("moonbase",)), "moonbase")]
)
def test_what_the_world_has_not_is_named(part: Part, found: str) -> None:
    with pytest.raises(InvalidInput, match=found):
        part.checked()


def test_a_part_that_names_nothing_is_the_whole_world_with_the_same_clips(worlds: tuple[World, NarrowWorld]) -> None:
    whole, part = worlds
    assert part.part == Part(NOUNS, PLACES, 4)
    for frames in (1, 3):
        ours, theirs = part.sample(4, frames=frames, seed=11), whole.sample(4, frames=frames, seed=11)
        assert ours.captions == theirs.captions
        assert torch.equal(ours.frames, theirs.frames)
    assert part.captions(4, still=True, seed=11) == whole.sample(4, seed=11).captions


def test_worlds_in_turn_make_every_so_manieth_batch(worlds: tuple[World, NarrowWorld]) -> None:
    wide = NarrowWorld(size_px=16, across=1.75, art=plain_art())
    both = InTurn((worlds[1], wide))
    assert [both.sample(2, seed=seed).frames.shape[-1] for seed in range(4)] == [16, 28, 16, 28]
    assert torch.equal(both.sample(2, frames=3, seed=5).frames, wide.sample(2, frames=3, seed=5).frames)
    assert both.captions(4, still=True, seed=5) == wide.captions(4, still=True, seed=5)

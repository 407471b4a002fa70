"""A part of the picture-book world, planned ahead by other processes.

Few things in few places are learned in hours where the whole takes days, so a run begins narrow and grows. Choosing and
wording a scene is plain Python, about a millisecond each: enough for two cores, far too slow for a GPU, which is why
`workers` do it for the batches to come.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from random import Random
from typing import NamedTuple, Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from storyagent.errors import InvalidInput
from training.storybook import motions
from training.storybook.art import Art
from training.storybook.captions import Captioner, Span
from training.storybook.scenes import MAX_OBJECTS, Scene, Tracks, arrange, choose
from training.storybook.world import BENCHMARK, NOUNS, PLACES, Batch, World

Planned = tuple[list[Scene], Tracks, list[str], list[list[Span]]]


class Source(Protocol):
    """What the stages learn from."""

    def sample(self, count: int, *, frames: int = 1, fps: int = 8, seed: int) -> Batch:
        """Make clips; the same arguments give the same."""

    def captions(self, count: int, *, still: bool, seed: int) -> list[str]:
        """Return the captions that `sample` would give its clips."""


class Part(NamedTuple):
    """What of the world is open: these nouns, these places, at most so many things at once.

    Things in `often` are chosen before others, one that is there twice twice as much.
    """

    nouns: tuple[str, ...] = NOUNS
    places: tuple[str, ...] = PLACES
    objects: int = 4
    often: tuple[str, ...] = BENCHMARK

    def checked(self) -> Part:
        """Return this part, all of the world where it names nothing.

        Raises:
            InvalidInput: the world has no such thing or place.
        """
        asked_for = ((self.nouns, NOUNS, "things"), (self.places, PLACES, "places"), (self.often, NOUNS, "things"))
        for asked, known, what in asked_for:
            strange = sorted(set(asked) - set(known))
            if strange:
                found, needed = ", ".join(strange), ", ".join(known)
                raise InvalidInput(f"the world has no such {what}", found=found, needed=needed)
        return Part(self.nouns or NOUNS, self.places or PLACES, self.objects, self.often or BENCHMARK)


WHOLE = Part()


class NarrowWorld(World):
    """A part of the world."""

    def __init__(
        self,
        *,
        size_px: int,
        across: float = 1.0,
        part: Part = WHOLE,
        device: torch.device | str = "cpu",
        art: Art | None = None,
        workers: int = 0,
    ) -> None:
        super().__init__(size_px=size_px, across=across, device=device, art=art)
        self.part = part.checked()
        self.workers = workers
        self.pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn")) if workers else None
        self.ahead: dict[tuple[int, bool, int], Future[Planned]] = {}

    def plan(self, count: int, *, still: bool, seed: int) -> Planned:
        """Choose what the clips of a seed show and say, and have the next seeds' chosen meanwhile."""
        if self.pool is None:
            return planned(self.part, self.extents, count, still, seed)
        for coming in range(seed, seed + 3 * self.workers):
            key = (count, still, coming)
            if key not in self.ahead:
                self.ahead[key] = self.pool.submit(planned, self.part, self.extents, count, still, coming)
        for key in [key for key in self.ahead if key[2] < seed]:
            del self.ahead[key]
        return self.ahead.pop((count, still, seed)).result()

    def captions(self, count: int, *, still: bool, seed: int) -> list[str]:
        """Return the captions that `sample` would give its clips, without drawing them."""
        return planned(self.part, self.extents, count, still, seed)[2]

    def close(self) -> None:
        """Send the workers home."""
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)


class InTurn(NamedTuple):
    """Several worlds, each of which makes the batches of every so manieth seed: frames of several shapes."""

    worlds: tuple[Source, ...]

    def sample(self, count: int, *, frames: int = 1, fps: int = 8, seed: int) -> Batch:
        """Make clips; the same arguments give the same."""
        return self.worlds[seed % len(self.worlds)].sample(count, frames=frames, fps=fps, seed=seed)

    def captions(self, count: int, *, still: bool, seed: int) -> list[str]:
        """Return the captions that `sample` would give its clips."""
        return self.worlds[seed % len(self.worlds)].captions(count, still=still, seed=seed)


def planned(part: Part, extents: NDArray[np.float64], count: int, still: bool, seed: int) -> Planned:
    """Do what `World.plan` does for a part of the world; `extents` are the world's."""
    numbers = np.random.SeedSequence(seed).generate_state(count + 4)
    rngs = [Random(int(number)) for number in numbers[4:]]
    scenes = [_choose(part, rng, still=still) for rng in rngs]
    tracks = arrange(scenes, extents, numbers[:4].tolist())
    spots = motions.centres(tracks.motion, tracks.points, tracks.amount, np.zeros(1))[0][:, :, 0]
    said = [
        Captioner(scene, spots[i], rng, still=still).caption()
        for i, (scene, rng) in enumerate(zip(scenes, rngs, strict=True))
    ]
    return scenes, tracks, [text for text, _ in said], [spans for _, spans in said]


def _choose(part: Part, rng: Random, *, still: bool) -> Scene:
    places: Sequence[int] = [PLACES.index(place) for place in part.places]
    nouns = part.nouns if len(part.nouns) >= MAX_OBJECTS else NOUNS  # a scene may ask for as many different ones
    while True:
        scene = choose(rng, still=still, nouns=nouns, often=part.often)
        if len(scene.things) <= part.objects and all(group.noun in part.nouns for group in scene.groups):
            scene.place = scene.place if scene.place in places else rng.choice(places)
            return scene

"""The weights that ship draw what is asked, where the layout says, as far as the detector can tell."""

from pathlib import Path

import pytest

from storyagent.diffusion.models.loading import loaded
from storyagent.diffusion.models.storybook_words import in_storybook_words, packaged_weights, proportions
from storyagent.diffusion.sampling import SampleSettings, sample
from storyagent.evaluation.detect import Detector
from storyagent.evaluation.videos import BENCHMARK_NOUNS
from storyagent.story.layout import Box, Keyframe, Layout, Track

THINGS = [("red", "car"), ("blue", "car"), ("orange", "cat"), ("blue", "bird")]


def one_thing(name: str, left: bool) -> Layout:
    box = Box.around(0.28 if left else 0.72, 0.65, 0.45, 0.4)
    track = Track(id="thing", entity="thing", name=name, keyframes=(Keyframe(t=0.0, box=box),))
    return Layout(scene="one", tracks=(track,))


def test_the_weights_are_small_enough_to_ship_and_readable_by_all() -> None:
    with packaged_weights() as folder:
        files = list(Path(folder).rglob("*.safetensors"))
        assert sum(file.stat().st_size for file in files) <= 40e6
        assert max(file.stat().st_size for file in files) <= 16 * 2**20
        assert all(file.stat().st_mode & 0o044 == 0o044 for file in files)
        assert (Path(folder) / "README.md").exists()


def test_it_tells_which_words_it_knows() -> None:
    known = in_storybook_words("A red truck and a fox on the beach")
    assert known.text == "A red car and a dog on the beach"
    assert [change.word for change in known.replaced] == ["truck", "fox"]
    assert set(proportions()) == {"car", "cat", "bird", "ball", "dog"}


@pytest.mark.parametrize("left", [True, False])
def test_guided_stills_show_what_is_asked_for_on_the_side_that_is_asked_for(left: bool) -> None:
    names = [f"{colour} {noun}" for colour, noun in THINGS]
    layouts = [one_thing(name, left) for name in names]
    prompts = [f"A {name} in a meadow." for name in names]
    with loaded("storybook", device="cpu") as (model, _):
        made = sample(model, prompts, range(len(names)), layouts, SampleSettings(frames=1))
    seen = Detector.load().detect(made.frames_bfhwc[:, 0].numpy(), among=BENCHMARK_NOUNS)
    right = 0
    for (colour, noun), things in zip(THINGS, seen, strict=True):
        found = [thing for thing in things if (thing.noun, thing.colour) == (noun, colour)]
        right += any(((thing.box[0] + thing.box[2]) / 2 < 0.5) is left for thing in found)
    assert right >= len(THINGS) - 1

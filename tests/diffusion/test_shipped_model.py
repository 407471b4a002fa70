"""The weights that ship draw what is asked, where the layout says, as far as the detector can tell."""

from pathlib import Path

import pytest
import torch

from storyagent.diffusion.models.catalog import model_spec
from storyagent.diffusion.models.loading import loaded
from storyagent.diffusion.models.storybook import load_storybook
from storyagent.diffusion.models.storybook_words import (
    in_storybook_words,
    packaged_weights,
    proportions,
    shipped_models_that_know,
)
from storyagent.diffusion.sampling import SampleSettings, sample
from storyagent.diffusion.scenes import in_models_words
from storyagent.evaluation.detect import Detector
from storyagent.evaluation.videos import BENCHMARK_NOUNS
from storyagent.story.layout import Box, Keyframe, Layout, Track

THINGS = [("red", "car"), ("blue", "car"), ("orange", "cat"), ("blue", "bird")]


def one_thing(name: str, left: bool, width: float = 0.45) -> Layout:
    box = Box.around(0.28 if left else 0.72, 0.65, width, 0.4)
    track = Track(id="thing", entity="thing", name=name, keyframes=(Keyframe(t=0.0, box=box),))
    return Layout(scene="one", tracks=(track,))


WIDE = Path(model_spec("storybook-wide").repo)


def test_the_weights_are_small_enough_to_ship_and_readable_by_all() -> None:
    with packaged_weights() as folder:
        files = [file for each in (Path(folder), WIDE) for file in each.rglob("*.safetensors")]
        assert sum(file.stat().st_size for file in files) <= 40e6
        assert max(file.stat().st_size for file in files) <= 16 * 2**20
        assert all(file.stat().st_mode & 0o044 == 0o044 for file in files)
        assert (Path(folder) / "README.md").exists()
        assert (WIDE / "README.md").exists()


def test_the_wide_model_says_nothing_of_the_folder_it_was_made_in() -> None:
    assert all("_name_or_path" not in config.read_text() for config in WIDE.rglob("*.json"))


def test_a_word_that_another_packaged_model_knows_is_told_with_its_name() -> None:
    assert shipped_models_that_know("kite") == ("storybook-wide",)
    assert shipped_models_that_know("Ball") == ("storybook", "storybook-wide")
    assert shipped_models_that_know("zebra") == ()
    with loaded("storybook", device="cpu") as (model, _):
        prompt, _, notes = in_models_words(model, "A kite and a zebra", Layout(scene="one"))
    assert "kite" not in prompt
    assert any("'kite'" in note and note.endswith("(known to storybook-wide)") for note in notes)
    assert any("'zebra'" in note and "known to" not in note for note in notes)


def test_additions_leave_the_model_that_they_are_added_to_as_it_is() -> None:
    before, wide, after = load_storybook(), load_storybook(WIDE), load_storybook()
    changed = 0
    for name, weight in before.unet.named_parameters():
        assert torch.equal(weight, after.unet.get_parameter(name))
        changed += not torch.equal(weight, wide.unet.get_parameter(name))
        assert "motion_modules" not in name or torch.equal(weight, wide.unet.get_parameter(name))
    assert changed > 100


@pytest.mark.parametrize(("noun", "width"), [("girl", 0.22), ("tree", 0.4)])
def test_the_wide_model_draws_what_is_new_where_it_is_asked_for(noun: str, width: float) -> None:
    layouts = [one_thing(noun, left, width) for left in (True, False)]
    with loaded("storybook-wide", device="cpu") as (model, _):
        made = sample(model, [f"A {noun} in a forest."] * 2, range(2), layouts, SampleSettings(frames=1))
    seen = Detector.load().detect(made.frames_bfhwc[:, 0].numpy(), among=(*BENCHMARK_NOUNS, "girl", "tree", "kite"))
    for left, things in zip((True, False), seen, strict=True):
        assert any(((one.box[0] + one.box[2]) / 2 < 0.5) is left for one in things if one.noun == noun)


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

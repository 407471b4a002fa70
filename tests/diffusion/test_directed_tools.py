"""Clips from frame directions, by twins of a still and of a video model."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from storyagent.errors import InvalidInput
from storyagent.film.encode import probe, read_frames
from storyagent.story.directions import FrameDirections
from storyagent.story.timeline import Shot
from storyagent.testing import run_tool
from storyagent.tools.animate_frames import animate_frames
from storyagent.tools.animate_layout import animate_layout
from tests.diffusion import tiny

DIRECTIONS = FrameDirections.evenly(("a red car on the street", "a blue cat in grass", "two cats"))
SHOT = Shot(id="one", frames=6)
CPU = {"device": "cpu"}
SIZE = {"width_px": 64, "height_px": 48, "fps": 6, "steps": 2}


@pytest.fixture(scope="module")
def still_model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tiny.saved(tiny.image_unet(), "StableDiffusionPipeline", tmp_path_factory.mktemp("stills")))


@pytest.fixture(scope="module")
def clip_model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tiny.saved(tiny.clip_unet(), "TextToVideoSDPipeline", tmp_path_factory.mktemp("clips")))


def frames_of(model: str, **given: Any) -> np.ndarray[Any, Any]:
    made = run_tool(animate_frames, CPU, directions=DIRECTIONS, shot=SHOT, model=model, **{**SIZE, **given})
    assert probe(made).frames == SHOT.frames
    return np.stack(list(read_frames(made))).astype(int)


def test_a_model_of_stills_makes_a_clip_whose_frames_are_held(still_model: str) -> None:
    frames = frames_of(still_model, frames=3, policy="self", shared_noise=0.0)
    assert np.abs(frames[0] - frames[1]).mean() < 3 < np.abs(frames[0] - frames[-1]).mean()


def test_shared_noise_and_attention_bring_the_frames_together(still_model: str) -> None:
    def apart(**given: Any) -> float:
        frames = frames_of(still_model, frames=3, **given)
        return float(np.abs(frames[0] - frames[-1]).mean())

    assert apart(policy="first", shared_noise=0.99) < apart(policy="self", shared_noise=0.0)


def test_a_video_model_hears_each_direction_in_its_stretch(clip_model: str) -> None:
    other = FrameDirections(deltas=(*DIRECTIONS.deltas[:2], DIRECTIONS.deltas[2].model_copy(update={"text": "a dog"})))
    layout = tiny.layout(("cat", (0.2, 0.2, 0.8, 0.8)))
    shown = [
        run_tool(
            animate_layout, CPU, prompt="a cat", layout=layout, shot=SHOT, directions=given, model=clip_model, **SIZE
        )
        for given in (DIRECTIONS, other)
    ]
    first, second = (np.stack(list(read_frames(path))).astype(int) for path in shown)
    assert np.abs(first - second).mean() > 0.05


def test_every_way_of_sharing_can_be_asked_for_and_tells(still_model: str) -> None:
    ways: tuple[dict[str, Any], ...] = (
        {"policy": "middle"},
        {"policy": "first"},
        {"policy": "first", "source": "v"},
        {"policy": "first", "layers": "up"},
        {"policy": "first", "sharing_from": 0.5},
        {"policy": "first", "sharing_until": 0.5},
        {"policy": "first", "filtered": 0.5},
        {"policy": "first", "filtered": 0.5, "confidence": "max"},
        {"policy": "rotate", "period": 1},
    )
    made = [frames_of(still_model, frames=3, **way).tobytes() for way in ways]
    assert len(set(made)) == len(ways)


@pytest.mark.parametrize(
    ("given", "what"),
    [({"frames": 2}, "more directions"), ({"model": "nobody"}, "no model of this name")],
)
def test_what_cannot_be_made_is_refused(still_model: str, given: dict[str, Any], what: str) -> None:
    with pytest.raises(InvalidInput, match=what):
        frames_of(given.pop("model", still_model), **given)


def test_an_object_that_no_direction_names_is_added_to_all(still_model: str, tmp_path: Path) -> None:
    from storyagent.diffusion.models.loading import loaded
    from storyagent.diffusion.scenes import _directions_in_models_words

    layout = tiny.layout(("dog", (0.0, 0.0, 0.5, 0.5)), ("red car", (0.5, 0.5, 1.0, 1.0)))
    with loaded(still_model, device="cpu") as (model, _):
        told, notes = _directions_in_models_words(model, FrameDirections.evenly(("a red car", "two cats")), layout)
    assert told is not None
    assert told.prompts() == ("dog, red car. a red car", "dog, red car. two cats")
    assert notes == []


def test_directions_too_long_to_be_read_lose_the_end_of_what_stays_and_not_what_happens() -> None:
    from storyagent.diffusion.scenes import _directions_in_models_words, _unread

    model, layout = tiny.image_model(), tiny.layout(("dog", (0.0, 0.0, 0.5, 0.5)))
    told = FrameDirections.evenly(("a red car", "two cats"), fixed="grass, a dog, a blue street in a street in grass")
    short, notes = _directions_in_models_words(model, told, layout)
    assert short is not None
    assert short.prompts()[1] == "grass, a dog. two cats"
    assert max(map(model.tokens_in, short.prompts())) <= model.text_length < max(map(model.tokens_in, told.prompts()))
    assert notes == ["too long to be read with its directions: 'a blue street in a street in grass' left out"]
    assert _unread(model, short.prompts()) == []
    (said,) = _unread(model, ["a car", "a red car " * 9])
    assert f"reads {model.text_length} tokens of" in said

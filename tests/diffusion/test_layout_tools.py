"""Scenes and pictures by a video model: a tiny twin in a folder stands in for a real one."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from storyagent.engine.journal import Journal
from storyagent.engine.run import run
from storyagent.engine.store import Store
from storyagent.errors import Cancelled, InvalidInput, MissingExtra
from storyagent.events import NodeProgress
from storyagent.film.encode import probe, read_frames
from storyagent.graph.plan import Link, Literally, Node, Plan
from storyagent.story.timeline import Shot
from storyagent.testing import Recorder, run_tool
from storyagent.tools.animate_layout import animate_layout
from storyagent.tools.draw_layout import draw_layout
from tests.diffusion import tiny

SIZE = {"width_px": 64, "height_px": 48}


@pytest.fixture(scope="module")
def clip_model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tiny.saved(tiny.clip_unet(), "TextToVideoSDPipeline", tmp_path_factory.mktemp("clips")))


@pytest.fixture(scope="module")
def still_model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tiny.saved(tiny.image_unet(), "StableDiffusionPipeline", tmp_path_factory.mktemp("stills")))


def inputs(model: str, **given: Any) -> dict[str, Any]:
    return {"prompt": tiny.PROMPT, "layout": tiny.LAYOUT, "model": model, "steps": 4, **SIZE, **given}


class Surroundings:
    """A call's surroundings that remember what was said, and may cancel."""

    options: Mapping[str, Any] = {"device": "cpu"}

    def __init__(self, folder: Path, stop_at: float = 2.0) -> None:
        self.folder, self.stop_at = folder, stop_at
        self.said: list[str] = []

    def path(self, name: str) -> Path:
        return self.folder / name

    def progress(self, fraction: float, message: str = "") -> None:
        self.said.append(message)
        if fraction >= self.stop_at:
            raise Cancelled("stopped")


def test_a_clip_has_the_shots_frames_and_the_films_size(clip_model: str) -> None:
    shot = Shot(id="one", frames=9)
    facts = probe(run_tool(animate_layout, {"device": "cpu"}, shot=shot, fps=12, **inputs(clip_model)))
    assert (facts.frames, facts.width_px, facts.height_px, facts.fps) == (9, 64, 48, 12)


def test_a_picture_has_the_asked_size_and_the_layout_changes_it(still_model: str) -> None:
    options = {"device": "cpu"}
    guided, unguided = (run_tool(draw_layout, options, **inputs(still_model, guided=on)) for on in (True, False))
    with Image.open(guided) as first, Image.open(unguided) as second:
        assert first.size == second.size == (64, 48)
        assert first.tobytes() != second.tobytes()


def test_a_run_shows_each_step_and_previews(clip_model: str, tmp_path: Path) -> None:
    given = inputs(clip_model, shot=Shot(id="one", frames=4), fps=8)
    node = Node(id="scene", tool="animate_layout", inputs={k: Literally(value=v) for k, v in given.items()})
    plan = Plan(nodes=(node,), results={"clip": Link(node="scene", output="result")})
    recorder = Recorder()
    with Store(tmp_path / "store") as store, Journal(tmp_path / "journal.sqlite") as journal:
        result = run(
            plan, registry={"animate_layout": animate_layout}, store=store, journal=journal, tokens={"cpu": 1},
            listener=recorder, options={"device": "cpu"},
        )  # fmt: skip
    result.raise_for_state()
    progress = recorder.of(NodeProgress)
    steps = [event.message[:11] for event in progress if event.fraction and not event.preview]
    assert steps == [f"step {i} of 4" for i in range(1, 5)]
    (preview,) = [event for event in progress if event.preview]
    assert preview.preview.startswith("data:image/jpeg;base64,")
    assert preview.fraction == 1.0


def test_cancelling_stops_at_the_next_step(clip_model: str, tmp_path: Path) -> None:
    context = Surroundings(tmp_path, stop_at=0.5)
    with pytest.raises(Cancelled):
        animate_layout(**inputs(clip_model), shot=Shot(id="one", frames=4), fps=8, context=context)
    assert len([words for words in context.said if words.startswith("step")]) == 2
    assert not list(tmp_path.iterdir())


def test_what_is_changed_for_the_model_is_said(clip_model: str, tmp_path: Path) -> None:
    context = Surroundings(tmp_path)
    shot = Shot(id="one", frames=8 * 60)
    animate_layout(**inputs(clip_model, prompt="a blue cat", steps=1), shot=shot, fps=8, context=context)
    said = "\n".join(context.said)
    assert "'red car' is in the layout and was added to the prompt" in said
    assert "slowed down to 60.0 s" in said


def test_less_memory_after_a_step_down_gives_the_same_clip(clip_model: str, tmp_path: Path) -> None:
    clips = []
    for step in (0, 2):
        context = Surroundings(tmp_path)
        context.options = {"device": "cpu", "memory_step": step}
        clip = animate_layout(**inputs(clip_model), shot=Shot(id="one", frames=4), fps=8, context=context)
        clips.append(np.stack(list(read_frames(clip))).astype(int))
    assert np.abs(clips[0] - clips[1]).mean() < 0.5  # sums in another order round to another bit
    assert context.said[0] == "one part at a time on the device, prompts one after the other"


def test_a_model_of_stills_makes_no_clip_and_one_of_clips_no_still(
    still_model: str, clip_model: str, tmp_path: Path
) -> None:
    context = Surroundings(tmp_path)
    with pytest.raises(InvalidInput, match="no video"):
        animate_layout(**inputs(still_model), shot=Shot(id="one", frames=4), context=context)
    with pytest.raises(InvalidInput, match="no still"):
        draw_layout(**inputs(clip_model), context=context)


def test_weights_that_are_not_there_come_with_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(MissingExtra, match="hf download THUDM/CogVideoX-2b"):
        draw_layout(**inputs("THUDM/CogVideoX-2b"), context=Surroundings(tmp_path))

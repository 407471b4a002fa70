"""The field's models over clips: their own classes, tiny and with random weights, loaded from folders."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import torch

from storyagent.media.video.clip import clip_frames, open_clip
from storyagent.media.video.write import write_clip
from storyagent.testing import run_tool
from storyagent.tools.describe_video import describe_video
from storyagent.tools.replace_entity import replace_entity
from storyagent.tools.upscale_video import upscale_video
from tests.media.picture_twins import saved_blip, saved_pipeline, saved_swin2sr
from tests.media.test_video import FOX_HIGH_PX, FOX_PX, LEFTS, TOP, layout, walking

FRAMES = 2


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture
def video(tmp_path: Path) -> Path:
    path = tmp_path / "walk.mp4"
    write_clip(path, iter((walking()[0], walking()[-1])), Fraction(8), None)
    return path


def test_an_inpainting_model_paints_where_the_entity_is_and_nowhere_else(video: Path, tmp_path: Path) -> None:
    folder = str(saved_pipeline(tmp_path / "paint", "StableDiffusionInpaintPipeline", 9))
    made = run_tool(replace_entity, video=video, entity="fox", by="a cat", layout=layout(), model=folder, steps=1)
    before, after = (np.stack(list(clip_frames(open_clip(path)))).astype(int) for path in (video, made))
    assert after.shape == before.shape
    changed = np.abs(after - before).mean(axis=-1)
    rows = slice(TOP + FOX_HIGH_PX // 3, TOP + FOX_HIGH_PX // 2)
    for number, left, far in ((0, LEFTS[0], slice(-40, None)), (1, LEFTS[-1], slice(0, 40))):
        middle = left + FOX_PX // 2
        assert changed[number][rows, middle - 4 : middle + 4].mean() > 15
        assert changed[number][:, far].mean() < 3


def test_a_super_resolution_model_enlarges_every_frame(video: Path, tmp_path: Path) -> None:
    made = run_tool(upscale_video, video=video, factor=2, model=str(saved_swin2sr(tmp_path / "swin")))
    assert [frame.shape for frame in clip_frames(open_clip(made))] == [(192, 320, 3)] * FRAMES


def test_a_captioner_describes_each_shot(video: Path, tmp_path: Path) -> None:
    said = run_tool(describe_video, video=video, model=str(saved_blip(tmp_path / "blip")))
    assert said.startswith("A video of 0.2 s, 160x96, 8 frames a second, ")
    assert {"a", "red", "ball", "on", "grass"} & set(said.replace(".", " ").split())

"""The tool that renders a scene: exactly the shot's frames, and clear errors."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from storyagent.errors import Cancelled, InvalidInput
from storyagent.film.encode import probe
from storyagent.story.layout import Box, Keyframe, Layout, Track
from storyagent.story.timeline import Shot
from storyagent.testing import run_tool
from storyagent.tools.animate_cutouts import animate_cutouts


class Impatient:
    """A call's surroundings in a run that is cancelled half way."""

    options: Mapping[str, Any] = {}

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        return self.folder / name

    def progress(self, fraction: float, message: str = "") -> None:
        if fraction >= 0.5:
            raise Cancelled("stopped")


@pytest.fixture
def inputs(tmp_path: Path) -> dict[str, Any]:
    Image.new("RGBA", (60, 80), (220, 40, 30, 255)).save(tmp_path / "fox.png")
    Image.new("RGB", (200, 200), (90, 170, 220)).save(tmp_path / "place.png")
    walk = (
        Keyframe(t=0, box=Box(x0=0.1, y0=0.5, x1=0.3, y1=0.9)),
        Keyframe(t=1, box=Box(x0=0.6, y0=0.5, x1=0.8, y1=0.9)),
    )
    track = Track(id="fox", entity="fox", name="a fox", keyframes=walk)
    return {
        "layout": Layout(scene="walk", tracks=(track,)),
        "cast": ("fox",),
        "drawings": (tmp_path / "fox.png",),
        "place": tmp_path / "place.png",
        "shot": Shot(id="walk", frames=13),
        "width_px": 160,
        "height_px": 90,
        "fps": 12,
    }


def test_the_clip_has_exactly_the_frames_of_its_shot(inputs: dict[str, Any]) -> None:
    facts = probe(run_tool(animate_cutouts, **inputs))
    assert (facts.frames, facts.width_px, facts.height_px, facts.fps) == (13, 160, 90, 12)


def test_a_cancelled_clip_leaves_no_file(inputs: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        animate_cutouts(**inputs, context=Impatient(tmp_path))
    assert not list(tmp_path.glob("*.mp4"))


def test_a_missing_drawing_is_named(inputs: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="no drawing for fox"):
        run_tool(animate_cutouts, **inputs | {"cast": (), "drawings": ()})


def test_ids_and_drawings_must_go_together(inputs: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="do not go together"):
        run_tool(animate_cutouts, **inputs | {"cast": ("fox", "owl")})


def test_a_broken_drawing_is_named(inputs: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "fox.png").write_text("no picture")
    with pytest.raises(InvalidInput, match="cannot read the picture"):
        run_tool(animate_cutouts, **inputs)

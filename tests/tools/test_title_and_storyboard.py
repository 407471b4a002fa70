"""The tools that make the opening card, a scene's storyboard picture and the board."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from storyagent.errors import InvalidInput
from storyagent.film.encode import probe
from storyagent.story.layout import Box, Keyframe, Layout, Track
from storyagent.story.timeline import Shot
from storyagent.tools.draw_storyboard import draw_storyboard
from storyagent.tools.make_storyboard import make_storyboard
from storyagent.tools.title_card import title_card


class Context:
    """A tool's surroundings: a folder, and what it says about its progress."""

    options: Mapping[str, Any] = {}

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.messages: set[str] = set()

    def path(self, name: str) -> Path:
        return self.folder / name

    def progress(self, fraction: float, message: str = "") -> None:
        self.messages.add(message)


@pytest.fixture
def fox(tmp_path: Path) -> Path:
    path = tmp_path / "fox.png"
    Image.new("RGBA", (60, 80), (220, 40, 30, 255)).save(path)
    return path


@pytest.fixture
def place(tmp_path: Path) -> Path:
    path = tmp_path / "place.png"
    Image.new("RGB", (200, 120), (90, 170, 220)).save(path)
    return path


def test_a_title_has_exactly_the_frames_of_its_shot(fox: Path, place: Path, tmp_path: Path) -> None:
    context = Context(tmp_path)
    out = title_card(
        "A Fox 🦊",
        Shot(id="title", frames=7),
        width_px=160,
        height_px=90,
        fps=12,
        drawings=(fox,),
        place=place,
        context=context,
    )
    facts = probe(out)
    assert (facts.frames, facts.width_px, facts.height_px, facts.fps) == (7, 160, 90, 12)
    assert context.messages == {"no font has the letters 🦊"}


def test_scenes_become_pictures_and_pictures_a_board(fox: Path, place: Path, tmp_path: Path) -> None:
    track = Track(
        id="fox", entity="fox", name="fox", keyframes=(Keyframe(t=0, box=Box(x0=0.4, y0=0.4, x1=0.6, y1=0.9)),)
    )
    layout = Layout(scene="s", tracks=(track,))
    scene = draw_storyboard(layout, ("fox",), (fox,), place, width_px=320, height_px=180, context=Context(tmp_path))
    with Image.open(scene) as picture:
        assert picture.size == (320, 180)
    board = make_storyboard("A Fox", ("A fox stands.",), (scene,), context=Context(tmp_path))
    with Image.open(board) as picture:
        assert picture.width == 1800


def test_a_picture_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"gone\.png"):
        make_storyboard("A Fox", ("A fox stands.",), (tmp_path / "gone.png",), context=Context(tmp_path))

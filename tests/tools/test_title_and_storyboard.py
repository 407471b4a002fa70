"""The tools that make the opening card, a scene's storyboard picture and the board."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from storyagent.errors import InvalidInput
from storyagent.film.encode import probe
from storyagent.story.layout import Box, Keyframe, Layout, Track
from storyagent.story.timeline import Shot
from storyagent.testing import run_tool
from storyagent.tools.draw_storyboard import draw_storyboard
from storyagent.tools.make_storyboard import make_storyboard
from storyagent.tools.title_card import title_card


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


def test_a_title_has_exactly_the_frames_of_its_shot(fox: Path, place: Path) -> None:
    out = run_tool(
        title_card,
        title="A Fox 🦊",
        shot=Shot(id="title", frames=7),
        width_px=160,
        height_px=90,
        fps=12,
        drawings=(fox,),
        place=place,
    )
    facts = probe(out)
    assert (facts.frames, facts.width_px, facts.height_px, facts.fps) == (7, 160, 90, 12)


def test_scenes_become_pictures_and_pictures_a_board(fox: Path, place: Path) -> None:
    track = Track(
        id="fox", entity="fox", name="fox", keyframes=(Keyframe(t=0, box=Box(x0=0.4, y0=0.4, x1=0.6, y1=0.9)),)
    )
    layout = Layout(scene="s", tracks=(track,))
    scene = run_tool(
        draw_storyboard, layout=layout, cast=("fox",), drawings=(fox,), place=place, width_px=320, height_px=180
    )
    with Image.open(scene) as picture:
        assert picture.size == (320, 180)
    board = run_tool(make_storyboard, title="A Fox", captions=("A fox stands.",), pictures=(scene,))
    with Image.open(board) as picture:
        assert picture.width == 1800


def test_a_file_that_is_no_picture_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_text("no picture")
    with pytest.raises(InvalidInput, match="cannot read the picture"):
        run_tool(make_storyboard, title="A Fox", captions=("A fox stands.",), pictures=(broken,))

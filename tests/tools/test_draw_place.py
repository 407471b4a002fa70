from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from storyagent.errors import InvalidInput
from storyagent.story.screenplay import Entity
from storyagent.tools.draw_place import draw_place

PARK = Entity(id="park", name="Willow Park", kind="place", noun="park")


class Context:
    options: Mapping[str, Any] = {}

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.messages: list[str] = []

    def path(self, name: str) -> Path:
        return self.folder / name

    def progress(self, fraction: float, message: str = "") -> None:
        self.messages.append(message)


def test_a_place_is_painted_to_size(tmp_path: Path) -> None:
    path = draw_place(PARK, time="dusk", width_px=160, height_px=90, context=Context(tmp_path))
    with Image.open(path) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "RGB", (160, 90))


def test_without_a_place_there_is_a_stage(tmp_path: Path) -> None:
    path = draw_place(width_px=160, height_px=90, context=Context(tmp_path))
    assert path.name == "stage.png"


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    first = draw_place(PARK, width_px=160, height_px=90, seed=2, context=Context(tmp_path)).read_bytes()
    assert draw_place(PARK, width_px=160, height_px=90, seed=2, context=Context(tmp_path)).read_bytes() == first


def test_an_own_picture_wins_and_fills_the_frame(tmp_path: Path) -> None:
    own = Image.new("RGB", (300, 100), (20, 40, 200))
    own.paste((250, 10, 10), (100, 0, 200, 100))
    own.save(tmp_path / "own.png")
    path = draw_place(PARK, width_px=90, height_px=90, picture=tmp_path / "own.png", context=Context(tmp_path))
    with Image.open(path) as image:
        assert image.size == (90, 90)
        assert image.getpixel((45, 45)) == image.getpixel((5, 5)) == (250, 10, 10)


def test_a_text_file_as_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "own.png").write_text("a park")
    with pytest.raises(InvalidInput):
        draw_place(PARK, picture=tmp_path / "own.png", context=Context(tmp_path))


def test_an_unknown_style_is_reported(tmp_path: Path) -> None:
    context = Context(tmp_path)
    draw_place(PARK, style="pixel art", width_px=160, height_px=90, context=context)
    assert "pixel art" in context.messages[0]

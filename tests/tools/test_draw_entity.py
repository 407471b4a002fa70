from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from storyagent.errors import InvalidInput
from storyagent.story.screenplay import Entity
from storyagent.tools.draw_entity import draw_entity

FOX = Entity(id="ruby", name="Ruby", kind="character", noun="fox", color="red")


class Context:
    options: Mapping[str, Any] = {}

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.messages: list[str] = []

    def path(self, name: str) -> Path:
        return self.folder / name

    def progress(self, fraction: float, message: str = "") -> None:
        self.messages.append(message)


def test_an_entity_is_drawn_as_a_png_with_transparency(tmp_path: Path) -> None:
    path = draw_entity(FOX, size_px=200, context=Context(tmp_path))
    with Image.open(path) as image:
        assert (image.format, image.mode, max(image.size)) == ("PNG", "RGBA", 200)


def test_the_same_entity_gives_the_same_bytes(tmp_path: Path) -> None:
    first = draw_entity(FOX, size_px=99, context=Context(tmp_path)).read_bytes()
    assert draw_entity(FOX, size_px=99, context=Context(tmp_path)).read_bytes() == first


def test_a_stand_in_is_reported(tmp_path: Path) -> None:
    context = Context(tmp_path)
    draw_entity(FOX.model_copy(update={"noun": "gazelle"}), context=context)
    assert "gazelle" in context.messages[0] and "deer" in context.messages[0]


def test_a_text_file_as_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "fox.png").write_text("fox")
    with pytest.raises(InvalidInput):
        draw_entity(FOX, picture=tmp_path / "fox.png", context=Context(tmp_path))

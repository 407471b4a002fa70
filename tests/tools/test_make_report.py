"""The tool that writes the report."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from storyagent.film.report import StepCost
from storyagent.story.layout import Layout
from storyagent.story.screenplay import Entity, Role, Scene, Screenplay
from storyagent.testing import run_tool
from storyagent.tools.make_report import make_report


def test_the_report_is_one_file_with_its_pictures_in_it(tmp_path: Path) -> None:
    Image.new("RGBA", (60, 80), (220, 40, 30, 255)).save(tmp_path / "fox.png")
    Image.new("RGB", (64, 36), (90, 170, 220)).save(tmp_path / "board.png")
    screenplay = Screenplay(
        title="Ruby",
        entities=(Entity(id="fox", name="Ruby", kind="character", noun="fox"),),
        scenes=(Scene(id="wood", prompt="Ruby walks.", cast=(Role(entity="fox"),)),),
    )
    out = run_tool(
        make_report,
        screenplay=screenplay,
        layouts=(Layout(scene="wood"),),
        pictures=(tmp_path / "board.png",),
        entity_ids=("fox",),
        drawings=(tmp_path / "fox.png",),
        costs=(StepCost(node="board.wood", tool="draw_storyboard", seconds=0.2, runs=1),),
    )
    html = out.read_text(encoding="utf-8")
    assert html.startswith("<!doctype html>")
    assert html.count("data:image/") == 3
    assert "draw_storyboard" in html
    assert str(tmp_path) not in html

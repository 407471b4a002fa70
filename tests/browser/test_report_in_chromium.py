"""The report in a real browser: it fits narrow and wide windows, shows its pictures, and runs nothing."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import escape, unescape
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from storyagent.film.check import FilmFacts
from storyagent.film.report import ReportContent, StepCost, report_html
from storyagent.film.storyboard import draw_scene
from storyagent.story.layout import Box, Keyframe, Layout, Track
from storyagent.story.screenplay import Entity, Line, Role, Scene, Screenplay
from storyagent.story.values import Finding

ATTACK = "</title><script>window.hit = 1</script><img src=x onerror='window.hit = 1'>"
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 3

# The page is measured inside a frame: a browser window cannot be made as narrow as a phone.
MEASURE = """
addEventListener("load", () => {
  const frame = document.querySelector("iframe"), page = frame.contentDocument, root = page.documentElement;
  const images = [...page.images];
  const wide = [...page.body.querySelectorAll("*")].filter(
    one => one.getBoundingClientRect().right > root.clientWidth + 1 && !one.closest(".scroll"));
  document.querySelector("pre").textContent = JSON.stringify({
    width: root.clientWidth, scroll_width: root.scrollWidth, height: root.scrollHeight,
    images: images.length, loaded: images.filter(one => one.complete && one.naturalWidth > 0).length,
    sticking_out: wide.map(one => one.tagName + "." + one.className), scripts: page.scripts.length,
    hit: Boolean(frame.contentWindow.hit), title: page.title,
  });
});
"""


def chromium(*arguments: str) -> str:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.fail("no Chromium found: install it with `apt-get install -y chromium`")
    command = [program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def report() -> str:
    drawing = Image.new("RGBA", (300, 400))
    ImageDraw.Draw(drawing).ellipse((10, 10, 290, 390), fill=(220, 90, 30, 255))
    entities = (
        Entity(id="fox", name="Ruby", kind="character", noun="fox", description="a small red fox", color="#d0512d"),
        Entity(id="owl", name=ATTACK, kind="character", noun="owl", traits=(LONG,)),
        Entity(id="wood", name="היער", kind="place", noun="forest"),
    )
    scenes = tuple(
        Scene(
            id=f"scene-{number}",
            title=title,
            prompt="Ruby walks through the wood and finds a lantern.",
            place="wood",
            cast=(Role(entity="fox"), Role(entity="owl", count=3)),
            lines=(Line(text="One evening Ruby walked into the wood."), Line(text=LONG, speaker="owl")),
        )
        for number, title in enumerate(("The wood", LONG, "השועל הקטן"))
    )
    walk = (
        Keyframe(t=0, box=Box(x0=-0.1, y0=0.4, x1=0.1, y1=0.9)),
        Keyframe(t=1, box=Box(x0=0.6, y0=0.4, x1=0.8, y1=0.9)),
    )
    tracks = (
        Track(id="fox", entity="fox", name="a fox", keyframes=walk),
        Track(id="owl", entity="owl", name=LONG, keyframes=walk[1:], windows=((0.5, 1.0),)),
    )
    layouts = [Layout(scene=scene.id, tracks=tracks) for scene in scenes]
    place = Image.linear_gradient("L").resize((640, 360)).convert("RGB")
    return report_html(
        ReportContent(
            screenplay=Screenplay(title=ATTACK, entities=entities, scenes=scenes),
            layouts=layouts,
            pictures=[draw_scene(layout, {"fox": drawing, "owl": drawing}, place, (640, 360)) for layout in layouts],
            drawings={"fox": drawing, "owl": drawing},
            costs=[StepCost(node=f"clip.{LONG}", tool="animate_cutouts", scene="scene-0", seconds=3.5, runs=1)],
            findings=[Finding(code="story.unknown", where=LONG, found=ATTACK, needed="a verb", hint=LONG)],
            film=FilmFacts(frames=720, duration_s=30.0, width_px=1280, height_px=720, fps=24.0, video_codec="h264"),
        )
    )


def measured(report: str, width_px: int, folder: Path) -> dict[str, Any]:
    harness = folder / "harness.html"
    frame = f'<iframe style="border: 0; width: {width_px}px; height: 900px" srcdoc="{escape(report)}"></iframe>'
    harness.write_text(f"<!doctype html><body>{frame}<pre></pre><script>{MEASURE}</script>", encoding="utf-8")
    dom = chromium("--window-size=1400,1000", "--dump-dom", harness.as_uri())
    found = re.search(r"<pre>(\{.*?\})</pre>", dom, re.DOTALL)
    assert found, "the page did not load"
    result: dict[str, Any] = json.loads(unescape(found[1]))
    return result


@pytest.mark.parametrize("width_px", [400, 1280])
def test_the_report_fits_the_window_and_shows_every_picture(report: str, width_px: int, tmp_path: Path) -> None:
    page = measured(report, width_px, tmp_path)
    assert page["width"] == width_px
    assert page["scroll_width"] <= width_px, page["sticking_out"]
    assert page["sticking_out"] == []
    assert page["images"] == page["loaded"] == 3 + 3 * 2 + 3
    assert (page["scripts"], page["hit"]) == (0, False)
    assert page["title"] == ATTACK


@pytest.mark.parametrize("width_px", [500, 1280])
def test_the_report_is_drawn(report: str, width_px: int, tmp_path: Path) -> None:
    page, shot = tmp_path / "report.html", tmp_path / "report.png"
    page.write_text(report, encoding="utf-8")
    chromium(f"--window-size={width_px},2400", f"--screenshot={shot}", page.as_uri())
    with Image.open(shot) as picture:
        pixels = np.asarray(picture.convert("L"), dtype=float)
    bands = np.array_split(pixels, 6)
    assert pixels.shape[1] == width_px
    assert all(band.std() > 4 for band in bands), [float(band.std()) for band in bands]

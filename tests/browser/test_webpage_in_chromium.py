"""A film's page in a real browser, as a file: it fits, its captions load, its scenes can be jumped to by keyboard."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest

from storyagent.media.page.webpage import page_html
from tests.browser.test_report_in_chromium import chromium
from tests.media.showing import ATTACK, content

WIDTHS_PX = (390, 1280)

# The page is measured inside a frame: a browser window cannot be made as narrow as a phone.
MEASURE = """
const measured = async frame => {
  const page = frame.contentDocument, root = page.documentElement;
  const film = page.querySelector("video"), images = [...page.images];
  const wide = [...page.body.querySelectorAll("*")].filter(one =>
    one.getBoundingClientRect().right > root.clientWidth + 1 && !one.closest(".light"));
  images.forEach(one => one.loading = "eager");
  const button = page.querySelectorAll("button.jump")[1];
  button.focus();
  const focused = page.activeElement === button;
  const seeked = new Promise(done => { film.addEventListener("seeked", done); setTimeout(done, 4000); });
  button.click();
  await seeked;
  film.pause();
  const scenes = [...page.querySelectorAll(".scene")];
  for (let tries = 0; tries < 40 && !scenes.some(one => one.getAttribute("aria-current")); tries++)
    await new Promise(done => setTimeout(done, 100));  // the film tells its new time when it has drawn it
  const track = film.textTracks[0];
  return {
    width: root.clientWidth, scroll_width: root.scrollWidth,
    images: images.length, loaded: images.filter(one => one.complete && one.naturalWidth > 0).length,
    sticking_out: wide.map(one => one.tagName + "." + one.className), hit: Boolean(frame.contentWindow.hit),
    focused, jumped_to: film.currentTime, duration: film.duration, film_width: film.videoWidth,
    cues: track.cues ? [...track.cues].map(cue => cue.text) : null, shown: track.mode,
    current: scenes.map(one => one.getAttribute("aria-current")), title: page.title,
  };
};
addEventListener("load", async () => {
  const found = [];
  for (const frame of document.querySelectorAll("iframe")) found.push(await measured(frame));
  document.querySelector("pre").textContent = JSON.stringify(found);
});
"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What the page is like in a narrow and in a wide window; one browser measures both."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "page.html").write_text(page_html(content(folder)), encoding="utf-8")
    style = "border: 0; height: 900px"
    frames = "".join(f'<iframe style="{style}; width: {width}px" src="page.html"></iframe>' for width in WIDTHS_PX)
    harness = folder / "harness.html"
    harness.write_text(f"<!doctype html><body>{frames}<pre></pre><script>{MEASURE}</script>", encoding="utf-8")
    flags = ("--window-size=1400,1000", "--allow-file-access-from-files", "--virtual-time-budget=30000")
    found = re.search(r"<pre>(\[.*?\])</pre>", chromium(*flags, "--dump-dom", harness.as_uri()), re.DOTALL)
    assert found, "the page did not load"
    measured: list[dict[str, Any]] = json.loads(unescape(found[1]))
    return measured


def test_the_page_fits_narrow_and_wide_windows_and_shows_every_picture(pages: list[dict[str, Any]]) -> None:
    for page, width_px in zip(pages, WIDTHS_PX, strict=True):
        assert page["width"] == width_px
        assert page["scroll_width"] <= width_px, page["sticking_out"]
        assert page["sticking_out"] == []
        assert page["images"] == page["loaded"] == 1 + 2 + 2
        assert (page["hit"], page["title"]) == (False, ATTACK)


def test_captions_are_shown_and_a_button_jumps_to_its_scene(pages: list[dict[str, Any]]) -> None:
    for page in pages:
        assert page["focused"]
        assert page["film_width"] == 96
        assert 3.0 <= page["jumped_to"] < page["duration"]
        assert page["cues"] == ["A fox &amp; &lt;b&gt;more&lt;/b&gt; walks.", "Good night."]
        assert page["shown"] == "showing"
        assert page["current"] == ["false", "true"]

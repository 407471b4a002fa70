import base64
import hashlib
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from storyagent.errors import InvalidInput
from storyagent.media.page import webpage
from storyagent.media.page.poster import draw_poster
from storyagent.media.page.webpage import PageContent, page_html, vtt
from storyagent.story.timeline import Cue
from tests.media.showing import ATTACK, content, drawing, screenplay


class Elements(HTMLParser):
    """Every element of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.all if name == tag]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> PageContent:
    return content(tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="module")
def page(whole: PageContent) -> str:
    return page_html(whole)


def test_the_page_holds_all_it_shows_and_fetches_nothing(page: str) -> None:
    elements = Elements(page)
    addresses = [
        value for _, attributes in elements.all for name in ("src", "poster") if (value := attributes.get(name))
    ]
    assert addresses and all(address.startswith("data:") for address in addresses)
    assert "http" not in page.replace("http-equiv", "")
    (video,) = elements.of("video")
    film = base64.b64decode(str(video["src"]).partition(",")[2])
    assert film[4:8] == b"ftyp"


def test_only_the_pages_own_script_may_run_and_no_text_becomes_markup(page: str) -> None:
    elements = Elements(page)
    assert len(elements.of("script")) == 1
    script = page.rpartition("<script>")[2].partition("</script>")[0]
    allowed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = next(one["content"] for one in elements.of("meta") if one.get("http-equiv"))
    assert f"script-src 'sha256-{allowed}'" in str(policy)
    assert not any(name.startswith("on") for _, attributes in elements.all for name in attributes)


def test_pictures_have_words_and_the_film_captions_and_a_name(page: str) -> None:
    elements = Elements(page)
    assert elements.of("html") == [{"lang": "en"}]
    assert all(image.get("alt") for image in elements.of("img"))
    (video,), (track,) = elements.of("video"), elements.of("track")
    assert video["aria-label"] == ATTACK
    assert "controls" in video
    assert (track["kind"], track["srclang"]) == ("captions", "en")
    cues = base64.b64decode(str(track["src"]).partition(",")[2]).decode()
    assert cues.startswith("WEBVTT\n") and "00:00:03.200 --> 00:00:04.500" in cues


def test_scenes_can_be_jumped_to_by_buttons_with_words(page: str) -> None:
    elements = Elements(page)
    labels = [str(button["aria-label"]) for button in elements.of("button")]
    assert [label.partition(",")[0] for label in labels] == ["Play scene 1", "Play scene 2"]
    assert [one["data-at"] for one in elements.of("li") if "data-at" in one] == ["1.01", "3.01"]
    assert elements.of("a")[0]["href"] == "#scenes"


def test_a_scenes_picture_is_from_its_own_part_of_the_film(whole: PageContent) -> None:
    red, blue = (np.asarray(whole.pictures[name]).mean(axis=(0, 1)) for name in ("one", "two"))
    assert red[0] > red[2] + 60
    assert blue[2] > blue[0] + 60


def test_a_page_may_show_a_film_alone_or_one_beside_it(whole: PageContent) -> None:
    alone = page_html(PageContent(film=whole.film, title="Fox", address="film.mp4"))
    (video,) = Elements(alone).of("video")
    assert video["src"] == "film.mp4"
    assert not Elements(alone).of("main")
    assert page_html(whole) == page_html(whole)


def test_a_film_that_is_too_large_or_none_is_refused(
    whole: PageContent, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(webpage, "LARGEST_EMBEDDED_BYTES", 100)
    with pytest.raises(InvalidInput, match="film_address"):
        page_html(whole)
    with pytest.raises(InvalidInput):
        page_html(replace(whole, film=tmp_path / "none.mp4"))


def test_captions_are_written_as_browsers_read_them() -> None:
    text = vtt([Cue(start_s=3661.5, end_s=3662.0, text="a --> b\n\n<i>")])
    assert text == "WEBVTT\n\n01:01:01.500 --> 01:01:02.000\na --&gt; b\n&lt;i&gt;\n"


def test_a_poster_is_two_by_three_and_has_a_title_that_is_read() -> None:
    poster = draw_poster(screenplay(), width_px=240)
    assert poster.size == (240, 360)
    named, other = (np.asarray(draw_poster(screenplay(title), width_px=240), int) for title in ("Ruby", "Night"))
    changed = np.abs(named - other).max(axis=2) > 40
    assert changed[:130].mean() > 0.03
    assert changed[200:].mean() < 0.001
    assert np.asarray(poster.convert("L"), float).std() > 25


def test_a_poster_shows_its_leads_and_takes_given_drawings_or_a_still() -> None:
    drawn = np.asarray(draw_poster(screenplay(), width_px=240), int)
    given = np.asarray(draw_poster(screenplay(), width_px=240, drawings={"fox": drawing()}), int)
    assert np.abs(drawn - given)[150:320].max(axis=2).mean() > 8
    still = draw_poster(screenplay(), width_px=240, picture=Image.new("RGB", (320, 180), (30, 160, 60)))
    assert np.asarray(still)[200, 120].tolist() == pytest.approx([30, 160, 60], abs=6)


def test_a_poster_is_the_same_each_time_and_a_wrong_width_is_refused() -> None:
    once, again = (draw_poster(screenplay(), width_px=200, tagline="A night in the wood") for _ in range(2))
    assert once.tobytes() == again.tobytes()
    with pytest.raises(InvalidInput, match="width"):
        draw_poster(screenplay(), width_px=20)

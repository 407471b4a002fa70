"""The report: everything is in it, nothing is fetched, and no text becomes markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pydantic import ValidationError

from storyagent.errors import InvalidInput
from storyagent.film.check import FilmFacts
from storyagent.film.report import ReportContent, StepCost, report_html
from storyagent.story.layout import Box, Keyframe, Layout, Track
from storyagent.story.screenplay import Entity, FilmFormat, Line, Role, Scene, Screenplay
from storyagent.story.values import Finding

ATTACK = '</title><script>window.hit = 1</script><img src=x onerror="window.hit = 1">"\'&'
FACTS = FilmFacts(frames=1500, duration_s=62.5, width_px=1280, height_px=720, fps=24.0, video_codec="h264")


def content(words: str = "Ruby", scenes: int = 2, **more: Any) -> ReportContent:
    screenplay = Screenplay(
        title=words,
        style=words,
        entities=(
            Entity(id="fox", name=words, kind="character", noun="fox", description=words, color="red", traits=(words,)),
            Entity(id="wood", name="the wood", kind="place", noun="forest"),
        ),
        scenes=tuple(
            Scene(
                id=f"s{number}",
                title=words,
                prompt=words,
                place="wood",
                cast=(Role(entity="fox", count=2, state=(words,)),),
                lines=(Line(text=words, speaker="fox"), Line(text="It rained.")),
            )
            for number in range(scenes)
        ),
        format=FilmFormat(),
    )
    track = Track(
        id="fox",
        entity="fox",
        name=words,
        keyframes=(Keyframe(t=0, box=Box(x0=0.2, y0=0.3, x1=0.5, y1=0.9)),),
        windows=((0.25, 0.75),),
    )
    settings: dict[str, Any] = {
        "layouts": [Layout(scene=scene.id, tracks=(track,)) for scene in screenplay.scenes],
        "pictures": [Image.new("RGB", (640, 360), (90, 160, 60))] * scenes,
        "drawings": {"fox": Image.new("RGBA", (500, 700), (220, 60, 20, 255))},
        "costs": [StepCost(node="clip.s1", tool="animate_cutouts", scene="s1", seconds=2.5, runs=1, from_cache=True)],
        "findings": [Finding(code="story.unknown", where=words, found=words, needed=words, hint=words)],
        "film": FACTS,
    }
    return ReportContent(screenplay=screenplay, **settings | more)


class Page(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_the_page_tells_of_scenes_entities_findings_and_costs() -> None:
    page = Page(report_html(content()))
    for words in ("Ruby", "the wood", "It rained.", "1:02.5", "1280 × 720", "1,500 at 24", "story.unknown", "2.50"):
        assert words in page.text
    assert "OpenMoji" in page.text
    assert "CC BY-SA 4.0" in page.text
    assert [video["src"] for video in page.named("video")] == ["film.mp4"]
    assert str(page.named("video")[0]["poster"]).startswith("data:image/jpeg")
    ids = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    links = {link["href"] for link in page.named("a")}
    assert {link.removeprefix("#") for link in links if link} <= {str(one) for one in ids}


def test_nothing_is_fetched_from_elsewhere() -> None:
    html = report_html(content())
    page = Page(html)
    assert all(str(image["src"]).startswith("data:image/") for image in page.named("img"))
    assert not page.named("script")
    assert not page.named("link")
    assert not re.search(r"""(src|href|url\()\s*=?\s*["']?(https?:)?//""", html)


def test_markup_in_any_text_stays_text() -> None:
    attacked = Page(report_html(content(ATTACK)))
    harmless = Page(report_html(content("Ruby")))
    assert [name for name, _ in attacked.tags] == [name for name, _ in harmless.tags]
    assert not any(key.startswith("on") for _, attributes in attacked.tags for key in attributes)
    assert attacked.text.count(ATTACK) > 8


@settings(deadline=None, max_examples=40)
@given(st.text(min_size=1, max_size=60))
def test_any_words_give_the_same_page_structure(words: str) -> None:
    page = Page(report_html(content(words, scenes=1, pictures=[Image.new("RGB", (8, 8))], drawings={}, film=None)))
    assert page.named("h1") == [{"dir": "auto"}]
    assert not page.named("script")


def test_right_to_left_words_find_their_own_direction() -> None:
    page = Page(report_html(content("השועל")))
    directed = [name for name, attributes in page.tags if attributes.get("dir") == "auto"]
    assert {"h1", "p", "span"} <= set(directed)


def test_the_page_stays_small_for_a_long_film_of_busy_pictures() -> None:
    busy = Image.effect_noise((640, 360), 40).convert("RGB")
    assert len(report_html(content(scenes=60, pictures=[busy] * 60))) < 8e6
    flat = Image.linear_gradient("L").resize((640, 360)).convert("RGB")
    assert len(report_html(content(scenes=60, pictures=[flat] * 60))) < 4e6


def test_a_place_is_shown_by_its_first_scene() -> None:
    alts = [image["alt"] for image in Page(report_html(content())).named("img")]
    assert "the wood" in alts


def test_without_a_film_the_page_says_so() -> None:
    page = Page(report_html(content(film=None, costs=(), findings=())))
    assert not page.named("video")
    assert "not rendered yet" in page.text
    assert "The planner was sure of all of it" in page.text
    assert "#costs" not in {link["href"] for link in page.named("a")}


def test_the_same_content_gives_the_same_page() -> None:
    assert report_html(content()) == report_html(content())


def test_pictures_and_scenes_must_go_together() -> None:
    with pytest.raises(InvalidInput, match="a picture and a layout for each scene"):
        report_html(content(pictures=[]))


def test_a_cost_cannot_be_negative() -> None:
    with pytest.raises(ValidationError):
        StepCost(node="clip", tool="animate_cutouts", seconds=-1)

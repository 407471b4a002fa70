"""A web page that shows a film: one file that needs no server and nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from storyagent.errors import InvalidInput
from storyagent.film.encode import VideoFacts, probe
from storyagent.film.html import data_uri, render, said, tag
from storyagent.film.subtitles import read_srt
from storyagent.story.screenplay import Entity, Scene, Screenplay
from storyagent.story.timeline import Cue, Timeline

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST_EMBEDDED_BYTES = 96 * 2**20
_PICTURE_PX, _DRAWING_PX, _POSTER_PX = 640, 300, 640
_PLAYED = ("h264", "vp8", "vp9", "av1")
_CREDIT = "Made with storyagent. Drawings: OpenMoji (openmoji.org), CC BY-SA 4.0, recoloured."


@dataclass(frozen=True)
class PageContent:
    """All that a page shows.

    `address` is where the film lies from the page's point of view; None puts it into the page. `pictures` are by scene
    id, `drawings` by entity id.
    """

    film: Path
    title: str
    summary: str = ""
    language: str = "en"
    screenplay: Screenplay | None = None
    timeline: Timeline | None = None
    subtitles: Path | None = None
    poster: Image | None = None
    pictures: Mapping[str, Image] = field(default_factory=dict)
    drawings: Mapping[str, Image] = field(default_factory=dict)
    address: str | None = None


def page_html(content: PageContent) -> str:
    """Return the page: the film with captions, what it is about, its scenes to jump to, and who is in it.

    It works as a file, from narrow to wide windows, in light and dark, by keyboard, and by its text alone; no text of a
    story can become markup or script. The same inputs give the same page.

    Raises:
        InvalidInput: there is no film that browsers play, or it is too large to be put into a page.
    """
    facts = probe(content.film)
    if facts.codec not in _PLAYED:
        raise InvalidInput(
            "no browser plays this film", where=str(content.film), found=facts.codec, needed=" or ".join(_PLAYED)
        )
    folder = Path(__file__).parent
    script = (folder / "page.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    body = (
        tag("a", "Skip to the scenes", href="#scenes", class_="skip") if content.screenplay else None,
        _stage(content, facts),
        _main(content),
        tag("footer", _CREDIT),
    )
    about = content.summary or content.title
    return Template((folder / "page.html").read_text(encoding="utf-8")).substitute(
        language=render(tag("html", lang=content.language)).removesuffix("</html>"),
        title=render(tag("title", content.title)),
        description=render(Element("meta", {"name": "description", "content": _plain(about)[:300]})),
        policy="default-src 'none'; img-src data:; media-src 'self' data: file:; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{digest}'",
        style=(folder / "page.css").read_text(encoding="utf-8"),
        script=script,
        body="\n".join(render(part) for part in body if part is not None),
    )


def scene_pictures(film: Path, screenplay: Screenplay, timeline: Timeline) -> dict[str, Image]:
    """Return a frame from the middle of each scene of a film, by scene id.

    Raises:
        InvalidInput: the film cannot be read.
    """
    from PIL import Image

    from storyagent.media.video.sheets import frame_at

    wanted = {scene.id for scene in screenplay.scenes}
    return {
        shot.id: Image.fromarray(frame_at(film, (start + shot.frames / 2) / timeline.fps))
        for shot, start in zip(timeline.shots, timeline.starts, strict=True)
        if shot.id in wanted
    }


def vtt(cues: Sequence[Cue]) -> str:
    """Return subtitles as WebVTT, as browsers read them."""
    blocks = [f"{_timecode(cue.start_s)} --> {_timecode(cue.end_s)}\n{_escaped(cue.text)}\n" for cue in cues]
    return "\n".join(["WEBVTT\n", *blocks])


def _stage(content: PageContent, facts: VideoFacts) -> Element:
    light = None
    still = content.poster or next(iter(content.pictures.values()), None)
    if still is not None:
        light = tag("div", class_="light", style=f"background-image: url({data_uri(still, 96, 'photo')[0]})")
    film = tag("figure", _video(content, facts), class_="film")
    parts: Element = film
    if content.poster is not None:
        uri, (width, height) = data_uri(content.poster, _POSTER_PX, "photo")
        shown = tag("img", src=uri, width=width, height=height, alt=f"Poster of {content.title}", class_="poster")
        parts = tag("div", film, shown, class_="with-poster")
    minutes, rest = divmod(round(facts.duration_s), 60)
    known = [f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"]
    if content.screenplay is not None:
        count = len(content.screenplay.scenes)
        known.append(f"{count} scene{'s' if count > 1 else ''}")
    return tag(
        "header",
        light,
        said("h1", content.title),
        said("p", content.summary, class_="lead") if content.summary else None,
        parts,
        tag("ul", *(tag("li", text) for text in known), class_="facts"),
        class_="stage",
    )


def _video(content: PageContent, facts: VideoFacts) -> Element:
    still = next(iter(content.pictures.values()), None)
    track = None
    if content.subtitles is not None and (cues := read_srt(content.subtitles)):
        track = tag(
            "track",
            kind="captions",
            src=_uri("text/vtt", vtt(cues).encode()),
            srclang=content.language,
            label="Captions",
            default=True,
        )
    return tag(
        "video",
        track,
        "This browser shows no video.",
        src=content.address or _embedded(content.film),
        controls=True,
        playsinline=True,
        preload="metadata",
        tabindex="0",
        aria_label=content.title,
        poster=data_uri(still, 1280, "photo")[0] if still is not None else None,
        width=facts.width_px,
        height=facts.height_px,
        style=f"aspect-ratio: {facts.width_px} / {facts.height_px}",
        class_="tall" if facts.height_px > facts.width_px else None,
    )


def _embedded(film: Path) -> str:
    size = film.stat().st_size
    if size > LARGEST_EMBEDDED_BYTES:
        raise InvalidInput(
            "the film is too large to be put into a page",
            where=str(film),
            found=f"{size / 2**20:.0f} MB",
            needed=f"at most {LARGEST_EMBEDDED_BYTES / 2**20:.0f} MB",
            hint="name the file that will lie beside the page: film_address=film.mp4",
        )
    return _uri("video/mp4", film.read_bytes())


def _main(content: PageContent) -> Element | None:
    screenplay = content.screenplay
    if screenplay is None:
        return None
    starts: dict[str, float] = {}
    if content.timeline is not None:
        timeline = content.timeline
        starts = {shot.id: start / timeline.fps for shot, start in zip(timeline.shots, timeline.starts, strict=True)}
    names = {entity.id: entity.name for entity in screenplay.entities}
    scenes = [
        _scene(number, scene, content, starts.get(scene.id), names) for number, scene in enumerate(screenplay.scenes, 1)
    ]
    seen = {entity for scene in screenplay.scenes for entity in scene.entity_ids}
    cast = [_entity(entity, content) for entity in screenplay.entities if entity.id in seen]
    return tag(
        "main",
        tag("section", tag("h2", "Scenes"), tag("ol", *scenes, class_="scenes"), id="scenes"),
        tag("section", tag("h2", "Who is in it"), tag("ul", *cast, class_="cast"), id="cast") if cast else None,
    )


def _scene(number: int, scene: Scene, content: PageContent, at_s: float | None, names: Mapping[str, str]) -> Element:
    name = scene.title or scene.prompt
    picture = content.pictures.get(scene.id)
    shown: Element | None = None
    if picture is not None:
        uri, (width, height) = data_uri(picture, _PICTURE_PX, "photo")
        shown = tag("img", src=uri, width=width, height=height, alt=scene.prompt, loading="lazy")
    if at_s is not None:
        time = tag("span", _clock(at_s), class_="at")
        label = f"Play scene {number}, {name}, at {_clock(at_s)}"
        bare = "jump" if shown is not None else "jump bare"
        shown = tag("button", shown, time, type="button", class_=bare, aria_label=label)
    lines = [
        tag("p", said("b", names[line.speaker], class_="speaker") if line.speaker else None, said("span", line.text))
        for line in scene.lines
    ]
    return tag(
        "li",
        shown,
        tag(
            "div",
            tag("h3", tag("span", str(number), class_="number"), said("span", name)),
            tag("div", *lines, class_="said") if lines else said("p", scene.prompt, class_="said"),
            class_="text",
        ),
        class_="scene",
        data_at=f"{at_s + 0.01:.2f}" if at_s is not None else None,
    )


def _entity(entity: Entity, content: PageContent) -> Element:
    picture = None
    if entity.id in content.drawings:
        uri, (width, height) = data_uri(content.drawings[entity.id], _DRAWING_PX, "drawing")
        shown = tag("img", src=uri, width=width, height=height, alt=f"Drawing of {entity.name}")
        picture = tag("div", shown, class_="drawing")
    told = said("p", entity.description) if entity.description else None
    return tag("li", picture, tag("div", said("h3", entity.name), told, class_="about"))


def _uri(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def _plain(text: str) -> str:
    """Return a text in one line, without what HTML cannot hold."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())


def _escaped(text: str) -> str:
    lines = re.sub(r"\n\s*\n", "\n", text)  # an empty line would end the cue
    return lines.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(time_s: float) -> str:
    minutes, rest = divmod(int(time_s), 60)
    return f"{minutes}:{rest:02d}"


def _timecode(time_s: float) -> str:
    whole = round(time_s * 1000)
    return f"{whole // 3_600_000:02d}:{whole // 60_000 % 60:02d}:{whole // 1000 % 60:02d}.{whole % 1000:03d}"

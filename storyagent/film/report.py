"""The report on a film: one HTML page without scripts and without anything fetched from elsewhere."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from pydantic import Field

from storyagent.errors import InvalidInput
from storyagent.film.html import data_uri, render, said, tag
from storyagent.film.report_gate import gate_section
from storyagent.story.layout import Layout
from storyagent.story.screenplay import Entity, Role, Scene, Screenplay
from storyagent.story.values import Finding, Value
from storyagent.story.verdicts import SceneGate

if TYPE_CHECKING:
    from PIL.Image import Image

    from storyagent.film.check import FilmFacts

_PICTURES_BUDGET_PX = 24 * 960  # widths of all scenes' pictures together: keeps the page below some 4 MB
_POSTER_PX = 960
_CREDITS = (
    ("Drawings", "OpenMoji (openmoji.org), CC BY-SA 4.0, recoloured"),
    ("Fonts in the pictures", "Leckerli One, SIL Open Font License 1.1; DejaVu Sans, Bitstream Vera licence"),
    ("Words", "WordNet 3.0 and derived data, Princeton University"),
    ("Made with", "storyagent, Apache License 2.0"),
)


class StepCost(Value):
    """What one step of the plan cost: `seconds` to make its result, over `runs` calls of its tool."""

    node: str
    tool: str
    scene: str | None = None
    seconds: float = Field(0.0, ge=0.0)
    from_cache: bool = False
    runs: int = Field(0, ge=0)


@dataclass(frozen=True)
class ReportContent:
    """All that a report shows. `pictures` and `layouts` go with the screenplay's scenes, drawings with entity ids."""

    screenplay: Screenplay
    layouts: Sequence[Layout]
    pictures: Sequence[Image]
    drawings: Mapping[str, Image] = field(default_factory=dict)
    costs: Sequence[StepCost] = ()
    findings: Sequence[Finding] = ()
    gates: Sequence[SceneGate] = ()
    film: FilmFacts | None = None
    _uris: dict[tuple[str, int], tuple[str, tuple[int, int]]] = field(default_factory=dict, init=False, repr=False)

    def drawing_uri(self, entity_id: str, longest_px: int) -> tuple[str, tuple[int, int]]:
        """Return an entity's drawing as `data_uri` does; made once, as it is shown in many scenes."""
        key = entity_id, longest_px
        if key not in self._uris:
            self._uris[key] = data_uri(self.drawings[entity_id], longest_px, "drawing")
        return self._uris[key]


def report_html(content: ReportContent) -> str:
    """Return the page. It shows `film.mp4` from beside it, if there is a film, and holds all its pictures itself.

    Raises:
        InvalidInput: there is not one picture and one layout for each scene.
    """
    scenes = content.screenplay.scenes
    if not len(scenes) == len(content.pictures) == len(content.layouts):
        raise InvalidInput(
            "a report needs a picture and a layout for each scene",
            found=f"{len(scenes)} scenes, {len(content.pictures)} pictures, {len(content.layouts)} layouts",
        )
    sections = (
        _head(content),
        _scenes(content),
        _entities(content),
        gate_section(content.gates, content.screenplay),
        _findings(content.findings),
        _costs(content.costs),
        _credits(),
    )
    folder = Path(__file__).parent
    page = Template((folder / "report.html").read_text(encoding="utf-8"))
    return page.substitute(
        language=render(tag("html", lang=content.screenplay.language)).removesuffix("</html>"),
        title=render(tag("title", content.screenplay.title)),
        style=(folder / "report.css").read_text(encoding="utf-8"),
        body="\n".join(render(section) for section in sections if section is not None),
    )


def _head(content: ReportContent) -> Element:
    screenplay, film = content.screenplay, content.film
    video = None
    if film is not None:
        video = tag(
            "video",
            src="film.mp4",
            controls=True,
            preload="metadata",
            playsinline=True,
            poster=_poster(content, film),
            class_="tall" if film.height_px > film.width_px else None,
            style=f"aspect-ratio: {film.width_px} / {film.height_px}",
        )
    facts = [("Scenes", str(len(screenplay.scenes))), ("Entities", str(len(screenplay.entities)))]
    facts += [("Style", screenplay.style), ("Language", screenplay.language)]
    facts += [("Music", screenplay.music)] if screenplay.music else []
    return tag(
        "header",
        tag("p", "Film report", class_="kicker"),
        said("h1", screenplay.title),
        video,
        _facts([*_film_facts(film), *facts]),
        tag("p", "The film is not rendered yet; this is its plan.", class_="note") if film is None else None,
        _contents(content),
    )


def _poster(content: ReportContent, film: FilmFacts) -> str | None:
    """Return what stands where the film will play: its title card, as a data URI."""
    from PIL import Image

    from storyagent.film.title import title_frames

    title = content.screenplay.title
    if not title.strip():
        return None
    scale = min(1.0, _POSTER_PX / max(film.width_px, film.height_px))
    size = round(film.width_px * scale), round(film.height_px * scale)
    drawings = list(content.drawings.values())
    *_, card = title_frames(title, frames=3, size_px=size, fps=1, style=content.screenplay.style, drawings=drawings)
    return data_uri(Image.fromarray(card), _POSTER_PX, "photo")[0]


def _film_facts(film: FilmFacts | None) -> list[tuple[str, str]]:
    if film is None:
        return []
    return [
        ("Length", _clock(film.duration_s)),
        ("Picture", f"{film.width_px} × {film.height_px}"),
        ("Frames", f"{film.frames:,} at {film.fps:g} a second"),
    ]


def _facts(facts: Sequence[tuple[str, str]]) -> Element:
    return tag("dl", *(tag("div", tag("dt", name), said("dd", value)) for name, value in facts), class_="facts")


def _contents(content: ReportContent) -> Element:
    names = {"scenes": "Scenes", "entities": "Entities", "gate": "Gate", "findings": "Findings", "costs": "Costs"}
    names["credits"] = "Credits"
    left_out = {name for name, there in (("costs", content.costs), ("gate", content.gates)) if not there}
    if not content.screenplay.entities:
        left_out.add("entities")
    return tag("nav", *(tag("a", text, href=f"#{id_}") for id_, text in names.items() if id_ not in left_out))


def _scenes(content: ReportContent) -> Element:
    longest = max(320, min(960, _PICTURES_BUDGET_PX // max(1, len(content.pictures))))
    cards = [
        _scene(content, number, scene, layout, picture, longest)
        for number, (scene, layout, picture) in enumerate(
            zip(content.screenplay.scenes, content.layouts, content.pictures, strict=True), 1
        )
    ]
    return tag("section", tag("h2", "Scenes"), *cards, id="scenes")


def _scene(
    content: ReportContent, number: int, scene: Scene, layout: Layout, picture: Image, longest_px: int
) -> Element:
    screenplay = content.screenplay
    uri, (width, height) = data_uri(picture, longest_px, "photo")
    names = {entity.id: entity.name for entity in screenplay.entities}
    lines = [
        tag("p", said("b", names[line.speaker], class_="speaker") if line.speaker else None, said("span", line.text))
        for line in scene.lines
    ]
    return tag(
        "article",
        tag("img", src=uri, width=width, height=height, alt=f"Storyboard picture of scene {number}"),
        tag(
            "div",
            tag("h3", tag("span", str(number), class_="number"), said("span", scene.title or scene.id)),
            said("p", scene.prompt, class_="prompt"),
            tag("blockquote", *lines) if lines else None,
            tag("ul", *(said("li", text) for text in _circumstances(scene, names)), class_="chips"),
            tag("ul", *(_role(role, content, names) for role in scene.cast), class_="cast") if scene.cast else None,
            _presence(layout),
        ),
        id=f"scene-{scene.id}",
        class_="scene tall" if height > width else "scene",
    )


def _circumstances(scene: Scene, names: Mapping[str, str]) -> list[str]:
    facts = [f"at least {scene.duration_s:g} s", scene.time]
    facts += [scene.weather] if scene.weather != "clear" else []
    facts += [f"place: {names[scene.place]}"] if scene.place else []
    facts += [f"sound: {scene.ambience}"] if scene.ambience else []
    if scene.camera.move != "still":
        facts.append(f"camera: {scene.camera.move}, {scene.camera.speed}")
    if scene.transition.kind != "cut":
        facts.append(f"{scene.transition.kind}, {scene.transition.duration_s:g} s")
    return facts


def _role(role: Role, content: ReportContent, names: Mapping[str, str]) -> Element:
    words = names[role.entity] + (f" × {role.count}" if role.count > 1 else "")
    state = f" ({', '.join(role.state)})" if role.state else ""
    thumb = None
    if role.entity in content.drawings:
        uri, (width, height) = content.drawing_uri(role.entity, 56)
        thumb = tag("img", src=uri, width=width, height=height, alt="")
    return tag("li", tag("a", thumb, said("span", words + state), href=f"#entity-{role.entity}"))


def _presence(layout: Layout) -> Element | None:
    """Return a bar for each track that shows when in its scene it is seen, in the colour of its box."""
    from storyagent.film.storyboard import TRACK_COLORS

    if not layout.tracks:
        return None
    rows = []
    for number, track in enumerate(layout.tracks):
        color = "rgb({}, {}, {})".format(*TRACK_COLORS[number % len(TRACK_COLORS)])
        spans = [
            tag("i", style=f"left: {start:.2%}; width: {end - start:.2%}; background: {color}")
            for start, end in track.windows
        ]
        rows.append(tag("div", said("span", track.name, title=track.id), tag("div", *spans, class_="bar")))
    return tag("div", tag("p", "On screen, from the scene’s start to its end", class_="note"), *rows, class_="presence")


def _entities(content: ReportContent) -> Element | None:
    entities = content.screenplay.entities
    if not entities:
        return None
    longest = 320 if len(entities) <= 24 else 160
    cards = [_entity(entity, content, longest) for entity in entities]
    return tag("section", tag("h2", "Entities"), tag("div", *cards, class_="grid"), id="entities")


def _entity(entity: Entity, content: ReportContent, longest_px: int) -> Element:
    picture: Element = tag("div", "no drawing", class_="drawing none")
    if entity.id in content.drawings:
        uri, (width, height) = content.drawing_uri(entity.id, longest_px)
        picture = tag("div", tag("img", src=uri, width=width, height=height, alt=entity.name), class_="drawing")
    elif entity.kind == "place" and (where := _first_scene_in(entity, content)) is not None:
        uri, (width, height) = data_uri(content.pictures[where], longest_px, "photo")
        picture = tag("div", tag("img", src=uri, width=width, height=height, alt=entity.name), class_="drawing place")
    used = [
        tag("a", str(number), href=f"#scene-{scene.id}", title=scene.title or scene.id)
        for number, scene in enumerate(content.screenplay.scenes, 1)
        if entity.id in (*scene.entity_ids, scene.place)
    ]
    return tag(
        "article",
        picture,
        tag("h3", said("span", entity.name), tag("small", entity.kind)),
        said("p", entity.description) if entity.description else None,
        _looks(entity),
        tag("p", "Scenes ", *used, class_="used") if used else tag("p", "in no scene", class_="used"),
        id=f"entity-{entity.id}",
        class_="entity",
    )


def _first_scene_in(place: Entity, content: ReportContent) -> int | None:
    return next((i for i, scene in enumerate(content.screenplay.scenes) if scene.place == place.id), None)


def _looks(entity: Entity) -> Element | None:
    """Return the colour, with a swatch where a browser knows it, and the traits."""
    chips = [said("li", trait) for trait in entity.traits]
    if entity.color:
        known = re.fullmatch(r"[a-z]{3,20}|#[0-9a-fA-F]{3,8}", entity.color)
        swatch = tag("i", class_="swatch", style=f"background: {entity.color}") if known else None
        chips.insert(0, tag("li", swatch, said("span", entity.color)))
    return tag("ul", *chips, class_="chips") if chips else None


def _findings(findings: Sequence[Finding]) -> Element:
    order = {"error": 0, "warning": 1, "note": 2}
    rows = [
        tag(
            "li",
            tag("b", finding.severity, class_="severity"),
            tag("code", finding.code),
            said("span", finding.where, class_="where") if finding.where else None,
            *(
                tag("p", tag("small", f"{name} "), said("span", text))
                for name, text in (("found", finding.found), ("needed", finding.needed), ("", finding.hint))
                if text
            ),
            class_=finding.severity,
        )
        for finding in sorted(findings, key=lambda one: order[one.severity])
    ]
    sure = "The planner was sure of all of it; the scenes above show what it made of the story."
    body = tag("ul", *rows, class_="findings") if rows else tag("p", sure)
    lead = tag("p", "What was not understood, left out or changed on the way.", class_="note") if rows else None
    return tag("section", tag("h2", "Findings"), lead, body, id="findings")


def _costs(costs: Sequence[StepCost]) -> Element | None:
    if not costs:
        return None
    by_tool: dict[str, list[StepCost]] = defaultdict(list)
    for cost in costs:
        by_tool[cost.tool].append(cost)
    totals = sorted(((sum(c.seconds for c in group), tool) for tool, group in by_tool.items()), reverse=True)
    total = sum(cost.seconds for cost in costs)
    most = max(totals[0][0], 1e-9)
    bars = [
        tag(
            "div",
            tag("span", tool),
            tag("div", tag("i", style=f"left: 0; width: {seconds / most:.2%}"), class_="bar"),
            tag("span", f"{seconds:.2f} s", class_="number"),
        )
        for seconds, tool in totals
    ]
    kept = sum(cost.from_cache for cost in costs)
    summary = f"{len(costs)} steps, {total:.1f} s of work" + (f", {kept} kept from earlier" if kept else "")
    return tag(
        "section",
        tag("h2", "Costs"),
        tag("p", summary + ".", class_="note"),
        tag("div", *bars, class_="tools"),
        tag("details", tag("summary", "Every step"), tag("div", _steps(costs), class_="scroll")),
        id="costs",
    )


def _steps(costs: Sequence[StepCost]) -> Element:
    heads = ("step", "tool", "scene", "seconds", "runs", "")
    rows = [
        tag(
            "tr",
            tag("td", tag("code", cost.node)),
            tag("td", cost.tool),
            tag("td", cost.scene or ""),
            tag("td", f"{cost.seconds:.2f}", class_="number"),
            tag("td", str(cost.runs), class_="number"),
            tag("td", "kept" if cost.from_cache else ""),
        )
        for cost in costs
    ]
    return tag("table", tag("thead", tag("tr", *(tag("th", head) for head in heads))), tag("tbody", *rows))


def _credits() -> Element:
    rows = [tag("div", tag("dt", what), tag("dd", whose)) for what, whose in _CREDITS]
    return tag("footer", tag("h2", "Credits"), tag("dl", *rows), id="credits")


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds, 1), 60)
    return f"{int(minutes)}:{rest:04.1f}"

"""Small films, and tools that do nothing but have types."""

from collections.abc import Callable
from pathlib import Path

import pytest

from storyagent.graph.template import Template, load_template
from storyagent.story.layout import Box, Keyframe, Layout, Track
from storyagent.story.screenplay import Entity, FilmFormat, Line, Role, Scene, Screenplay, Transition

ENTITIES = (
    Entity(id="fox", name="Ruby", kind="character", noun="fox", color="red", voice="espeak:en-gb"),
    Entity(id="kite", name="the kite", kind="prop", noun="kite"),
    Entity(id="forest", name="the forest", kind="place", noun="forest"),
)
SCENES = (
    Scene(
        id="walk",
        prompt="A fox walks.",
        place="forest",
        cast=(Role(entity="fox"),),
        lines=(Line(text="Ruby walks."), Line(text="Hello!", speaker="fox")),
    ),
    Scene(
        id="fly",
        prompt="A kite flies.",
        cast=(Role(entity="kite"), Role(entity="fox")),
        transition=Transition(kind="crossfade"),
    ),
)


def track(name: str, entity: str) -> Track:
    keyframe = Keyframe(t=0, box=Box(x0=0.1, y0=0.1, x1=0.4, y1=0.6))
    return Track(id=name, entity=entity, name=entity, keyframes=(keyframe,))


@pytest.fixture
def screenplay() -> Screenplay:
    return Screenplay(title="Ruby", entities=ENTITIES, scenes=SCENES, format=FilmFormat(height_px=64, fps=8))


@pytest.fixture
def layouts() -> dict[str, Layout]:
    return {
        "walk": Layout(scene="walk", tracks=(track("fox", "fox"),)),
        "fly": Layout(scene="fly", tracks=(track("kite-1", "kite"), track("kite-2", "kite"), track("fox", "fox"))),
    }


@pytest.fixture
def template(tmp_path: Path) -> Callable[[str], Template]:
    """Return a function that reads a template from YAML text."""

    def read(text: str) -> Template:
        path = tmp_path / "graph.yaml"
        path.write_text("name: test\n" + text, encoding="utf-8")
        return load_template(path)

    return read

"""A tiny film with all that is shown of it: words that try to be markup, two scenes, captions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from storyagent.film.encode import VideoWriter
from storyagent.film.subtitles import srt
from storyagent.media.page.webpage import PageContent, scene_pictures
from storyagent.story.screenplay import Entity, Line, Role, Scene, Screenplay
from storyagent.story.timeline import Cue, Shot, Timeline

ATTACK = "</script><script>window.hit = 1</script><img src=x onerror='window.hit = 1'>"
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 3
WIDTH_PX, HEIGHT_PX, FPS = 96, 64, 10
TIMELINE = Timeline(fps=FPS, shots=(Shot(id="title", frames=10), Shot(id="one", frames=20), Shot(id="two", frames=20)))


def screenplay(title: str = "Ruby") -> Screenplay:
    """Return a film of a fox and an owl whose name is markup."""
    return Screenplay(
        title=title,
        entities=(
            Entity(id="fox", name="Ruby", kind="character", noun="fox", color="red", description="a red fox"),
            Entity(id="owl", name=ATTACK, kind="character", noun="owl", description=LONG),
            Entity(id="wood", name="the wood", kind="place", noun="forest"),
        ),
        scenes=(
            Scene(id="one", title="היער", prompt="A fox walks.", place="wood", cast=(Role(entity="fox"),), time="dusk"),
            Scene(
                id="two",
                title=LONG,
                prompt=ATTACK,
                place="wood",
                cast=(Role(entity="fox"), Role(entity="owl")),
                lines=(Line(text="Good night & <b>sleep</b> well.", speaker="owl"), Line(text=LONG)),
            ),
        ),
    )


def drawing() -> Image.Image:
    """Return a cut-out: a disc."""
    picture = Image.new("RGBA", (60, 80))
    ImageDraw.Draw(picture).ellipse((4, 4, 56, 76), fill=(200, 80, 40, 255))
    return picture


def film(path: Path) -> Path:
    """Write five seconds whose colour says the time: grey grows lighter, each shot has a hue of its own."""
    hues = {"title": (255, 255, 255), "one": (255, 60, 60), "two": (60, 60, 255)}
    with VideoWriter(path, WIDTH_PX, HEIGHT_PX, FPS) as video:
        for shot in TIMELINE.shots:
            for number in range(shot.frames):
                share = 0.4 + 0.5 * number / shot.frames
                video.write(np.full((HEIGHT_PX, WIDTH_PX, 3), np.array(hues[shot.id]) * share, np.uint8))
    return path


def content(folder: Path, title: str = ATTACK) -> PageContent:
    """Return all that a page can show."""
    path = film(folder / "film.mp4")
    captions = folder / "film.srt"
    cues = (
        Cue(start_s=1.2, end_s=2.0, text="A fox & <b>more</b> walks."),
        Cue(start_s=3.2, end_s=4.5, text="Good night."),
    )
    captions.write_text(srt(cues), encoding="utf-8")
    told = screenplay(title)
    return PageContent(
        film=path,
        title=title,
        summary=ATTACK,
        language="en",
        screenplay=told,
        timeline=TIMELINE,
        subtitles=captions,
        poster=Image.linear_gradient("L").resize((100, 150)).convert("RGB"),
        pictures=scene_pictures(path, told, TIMELINE),
        drawings={"fox": drawing(), "owl": drawing()},
    )

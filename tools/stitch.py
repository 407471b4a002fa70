"""Clips, sound and subtitles into one film."""

from __future__ import annotations

from typing import NamedTuple

from storyagent.film.facts import Facts
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


class Stitched(NamedTuple):
    """The film, and what was found in it when it was opened again."""

    film: r.FilmVideo
    facts: Facts


@tool(version="2", cost_s=5.7)
def stitch(
    timeline: r.Timeline,
    clips: tuple[r.Video, ...],
    audio: r.MixAudio | None = None,
    subtitles: r.Subtitles | None = None,
    burn_subtitles: bool = False,
    title: str = "",
    language: str = "en",
    *,
    context: ToolContext,
) -> Stitched:
    """Join the clips into the finished film, copying what needs no change, and check the result."""
    from storyagent.film.stitch import stitch_film

    path = context.path("film.mp4")
    facts = stitch_film(
        path,
        timeline,
        clips,
        audio=audio,
        subtitles=subtitles,
        burn_subtitles=burn_subtitles,
        title=title,
        language=language,
        progress=context.progress,
    )
    return Stitched(path, facts)

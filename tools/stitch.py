"""Clips, sound and subtitles into one film."""

from __future__ import annotations

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", needs={"cpu": 1})
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
) -> r.FilmVideo:
    """Join the clips into the finished film, copying what needs no change, and check the result."""
    from storyagent.film.stitch import stitch_film

    path = context.path("film.mp4")
    stitch_film(
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
    return path

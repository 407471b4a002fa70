"""Subtitles for the whole film."""

from __future__ import annotations

from storyagent.errors import InvalidInput
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", cost_s=0.01)
def subtitle(
    timeline: r.Timeline, shot_ids: tuple[str, ...], cues: tuple[r.Cues, ...], *, context: ToolContext
) -> r.Subtitles:
    """Write what is spoken as subtitles, at its place in the film."""
    from storyagent.film.subtitles import film_cues, srt

    if len(shot_ids) != len(cues) or len(set(shot_ids)) != len(shot_ids):
        raise InvalidInput(
            "each list of cues belongs to one shot",
            where="subtitle",
            found=f"{len(cues)} for shots {', '.join(shot_ids) or 'none'}",
            needed="as many lists as shots, no shot twice",
        )
    path = context.path("film.srt")
    path.write_text(srt(film_cues(timeline, dict(zip(shot_ids, cues, strict=True)))), encoding="utf-8", newline="\n")
    return path

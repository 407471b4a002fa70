"""The film for editing programs."""

from __future__ import annotations

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", cost_s=0.02)
def export_timeline(
    timeline: r.Timeline,
    title: str,
    clip_names: tuple[str, ...],
    audio_name: str | None = None,
    *,
    context: ToolContext,
) -> r.EditorTimeline:
    """Write the film as an OpenTimelineIO timeline that editing programs open."""
    from storyagent.film.export import editor_timeline

    path = context.path("film.otio")
    path.write_text(editor_timeline(timeline, title, clip_names, audio_name), encoding="utf-8", newline="\n")
    return path

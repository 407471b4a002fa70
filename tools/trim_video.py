"""The tool that cuts a stretch out of a clip."""

from __future__ import annotations

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", cost_s=0.53)
def trim_video(video: r.Video, start_s: float = 0.0, end_s: float | None = None, *, context: ToolContext) -> r.Video:
    """Trim a video: keep only the part from one second to another, with its sound.

    Without `end_s` it is kept to its end.

    Raises:
        InvalidInput: it is no video, or the stretch is empty or outside of it.
    """
    from storyagent.media.video.timing import trim

    out = context.path("trimmed.mp4")
    trim(video, out, start_s, end_s, context.progress)
    return out

"""The tool that plays a clip backwards."""

from __future__ import annotations

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", cost_s=0.69)
def reverse_video(video: r.Video, *, context: ToolContext) -> r.Video:
    """Reverse a video: play it backwards, its sound too.

    Raises:
        InvalidInput: it is no video.
    """
    from storyagent.media.video.timing import reverse

    out = context.path("reversed.mp4")
    reverse(video, out, context.progress)
    return out

"""The tool that draws a clip in another style."""

from __future__ import annotations

from typing import Literal

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", cost_s=14, extra="edit", keeps=("layout", "timeline", "subtitles", "screenplay"))
def restyle_video(
    video: r.Video,
    style: Literal[
        "watercolour", "ink", "pencil", "oil", "comic", "pastel", "sepia", "black and white"
    ] = "watercolour",
    *,
    context: ToolContext,
) -> r.Video:
    """Restyle a video without flicker: watercolour, ink, pencil, oil, comic, pastel, sepia, black and white.

    Raises:
        InvalidInput: it is no video.
        MissingExtra: no OpenCV.
    """
    from storyagent.media.video.painting import restyle

    out = context.path("restyled.mp4")
    restyle(video, out, style, context.progress)
    return out

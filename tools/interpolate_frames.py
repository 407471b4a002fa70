"""The tool that puts frames between frames."""

from __future__ import annotations

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", cost_s=32, extra="edit")
def interpolate_frames(video: r.Video, factor: int = 2, *, context: ToolContext) -> r.Video:
    """Interpolate frames of a video: a higher frame rate, smoother motion, at the same speed.

    `factor` is from 2 to 8; across a cut nothing is mixed.

    Raises:
        InvalidInput: it is no video, another factor, or a rate above 240 frames a second.
        MissingExtra: no OpenCV.
    """
    from storyagent.media.video.between import interpolate

    out = context.path("smooth.mp4")
    interpolate(video, out, factor, context.progress)
    return out

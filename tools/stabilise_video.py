"""The tool that takes the shaking out of a clip."""

from __future__ import annotations

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", cost_s=1.7, extra="edit", keeps=("timeline", "subtitles", "screenplay", "image.poster"))
def stabilise_video(video: r.Video, strength_s: float = 1.0, *, context: ToolContext) -> r.Video:
    """Stabilise a video: take the shake and jitter out of its camera, keep its wanted moves.

    The camera's path is smoothed over `strength_s` seconds; at most a fifth of the picture is given up for it.

    Raises:
        InvalidInput: it is no video, or a strength outside 0.1 to 5 s.
        MissingExtra: no OpenCV.
    """
    from storyagent.media.video.camera import stabilise

    out = context.path("steady.mp4")
    stabilise(video, out, strength_s, context.progress)
    return out

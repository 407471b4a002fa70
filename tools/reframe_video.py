"""The tool that gives a clip or a film another shape."""

from __future__ import annotations

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", cost_s=0.81, extra="edit", keeps=("timeline", "subtitles", "screenplay", "image.poster"))
def reframe_video(
    video: r.Video,
    layouts: tuple[r.Layout, ...] = (),
    timeline: r.Timeline | None = None,
    aspect: str = "9:16",
    follow: str = "",
    *,
    context: ToolContext,
) -> r.Video:
    """Reframe a video to another aspect: portrait, vertical, square or wide, following the entities.

    The window follows the boxes of the layout (of a film: the layouts and its timeline), without them what the detector
    sees; `follow` names one entity. It rests where it can and moves softly.

    Raises:
        InvalidInput: it is no video, no such shape, several layouts without a timeline, or no such entity.
    """
    from storyagent.media.video.reframe import reframe

    out = context.path("reframed.mp4")
    reframe(video, out, aspect, layouts, timeline, follow, context.progress)
    return out

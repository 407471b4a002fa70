"""The tool that makes a trailer of a film."""

from __future__ import annotations

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", extra="edit", cost_s=5.5)
def make_trailer(
    video: r.Video,
    layouts: tuple[r.Layout, ...] = (),
    timeline: r.Timeline | None = None,
    length_s: float = 10.0,
    aspect: str = "",
    *,
    context: ToolContext,
) -> r.Video:
    """Make a trailer, a teaser or highlights of a film: the liveliest moment of every shot, in a few seconds.

    Shots come in the film's order, cut hard, with their own sound; the last one fades out. With an `aspect` ("9:16") it
    has that shape, and follows the boxes of the layouts as `reframe_video` does.

    Raises:
        InvalidInput: it is no video, not longer than the trailer, or there is no such shape.
    """
    from storyagent.media.video.reframe import reframe
    from storyagent.media.video.trailer import make_trailer as make

    film, out = video, context.path("trailer.mp4")
    if aspect:
        film = context.path("reframed.mp4")
        reframe(video, film, aspect, layouts, timeline)
    make(film, out, length_s, context.progress)
    return out

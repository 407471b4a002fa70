"""The tool that plays a clip faster or slower."""

from __future__ import annotations

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", cost_s=0.48)
def change_speed(video: r.Video, factor: float = 2.0, smooth: bool = False, *, context: ToolContext) -> r.Video:
    """Change the speed of a video: faster, slower or slow motion; voices and music keep their pitch.

    `factor` 2 is twice as fast, 0.5 half as fast. Slowed down, frames are held; with `smooth` the frames between are
    computed from how things move, which needs `storyagent[edit]`.

    Raises:
        InvalidInput: it is no video, or a factor outside 0.05 to 100.
        MissingExtra: `smooth` without the extra.
    """
    from storyagent.media.video.timing import change_speed as play

    out = context.path("speed.mp4")
    play(video, out, factor, smooth=smooth, progress=context.progress)
    return out

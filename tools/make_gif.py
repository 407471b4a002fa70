"""The tool that makes an animated GIF of a clip."""

from __future__ import annotations

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", cost_s=0.81)
def make_gif(
    video: r.Video, width_px: int = 480, fps: float = 12.0, loop: bool = True, *, context: ToolContext
) -> r.Gif:
    """Make an animated GIF of a video.

    It lasts as long as the video and has no sound; at most 1,500 frames.

    Raises:
        InvalidInput: it is no video, too long, or a width or rate that no GIF has.
    """
    from storyagent.media.video.sheets import make_gif as write

    out = context.path("clip.gif")
    write(video, out, width_px, fps, for_ever=loop, progress=context.progress)
    return out

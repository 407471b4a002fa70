"""The tool that takes one picture out of a clip."""

from __future__ import annotations

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", cost_s=0.17)
def extract_frame(video: r.Video, at_s: float = 0.0, *, context: ToolContext) -> r.Image:
    """Extract one frame of a video as a picture: a still, a thumbnail, what is seen at a second.

    Raises:
        InvalidInput: it is no video, or the moment is outside of it.
    """
    from PIL import Image

    from storyagent.media.video.sheets import frame_at

    out = context.path("frame.png")
    Image.fromarray(frame_at(video, at_s)).save(out, format="PNG", compress_level=6)
    return out

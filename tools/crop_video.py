"""The tool that cuts a part out of a clip's pictures."""

from __future__ import annotations

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", cost_s=0.38)
def crop_video(video: r.Video, box: tuple[float, float, float, float], *, context: ToolContext) -> r.Video:
    """Crop a video: keep only the part of the picture inside a box.

    `box` is x0, y0, x1, y1 as shares of width and height from the top left; the sides of the result are made even.

    Raises:
        InvalidInput: it is no video, or the box is empty, outside the picture, or smaller than 16 px.
    """
    from storyagent.media.video.framing import crop

    out = context.path("cropped.mp4")
    crop(video, out, box, context.progress)
    return out

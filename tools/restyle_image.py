"""The tool that draws a picture in another style."""

from __future__ import annotations

from typing import Literal

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", cost_s=0.77, extra="edit")
def restyle_image(
    picture: r.Image,
    style: Literal[
        "watercolour", "ink", "pencil", "oil", "comic", "pastel", "sepia", "black and white"
    ] = "watercolour",
    *,
    context: ToolContext,
) -> r.Image:
    """Restyle a picture: watercolour, ink, pencil, oil, comic, pastel, sepia, or black and white.

    Raises:
        InvalidInput: no picture.
        MissingExtra: no OpenCV.
    """
    from storyagent.media.image.restyle import restyled
    from storyagent.media.image.still import read_still, write_still

    still = read_still(picture)
    return write_still(context.path("restyled.png"), still.painted(restyled(still.rgb, style)))

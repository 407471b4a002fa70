"""The tool that gives an entity of a clip another colour."""

from __future__ import annotations

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", cost_s=11, extra="edit")
def recolour_entity(
    video: r.Video, entity: str, colour: str, layout: r.Layout | None = None, *, context: ToolContext
) -> r.Video:
    """Recolour an entity in a video: make the fox blue; its shading, its outlines and all else stay.

    Where it is, the scene's `layout` says; without one it is looked for by its name.

    Raises:
        InvalidInput: it is no video, no such colour, or no such entity in it.
        MissingExtra: no OpenCV.
    """
    from storyagent.media.video.entity import recolour

    out = context.path("recoloured.mp4")
    changed = recolour(video, out, entity, colour, layout, context.progress)
    context.progress(1.0, f"{entity} recoloured in {changed} frames")
    return out

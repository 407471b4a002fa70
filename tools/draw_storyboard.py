"""The tool that draws one scene for the storyboard."""

from __future__ import annotations

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", cost_s=0.12)
def draw_storyboard(
    layout: r.Layout,
    cast: tuple[str, ...],
    drawings: tuple[r.EntityImage, ...],
    place: r.PlaceImage,
    width_px: int = 640,
    height_px: int = 360,
    *,
    context: ToolContext,
) -> r.BoardImage:
    """Draw a scene as one storyboard picture: boxes, ids, ways and windows over its place.

    `cast[i]` is the entity id of `drawings[i]`.
    """
    from storyagent.film.pictures import open_cast, open_picture
    from storyagent.film.storyboard import draw_scene

    out = context.path("scene.png")
    draw_scene(layout, open_cast(cast, drawings), open_picture(place), (width_px, height_px)).save(out)
    return out

"""The tool that draws a film's poster."""

from __future__ import annotations

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", cost_s=1.5, licence="drawings CC BY-SA 4.0 (OpenMoji)")
def make_poster(
    screenplay: r.Screenplay,
    entity_ids: tuple[str, ...] = (),
    drawings: tuple[r.EntityImage, ...] = (),
    picture: r.Image | None = None,
    tagline: str = "",
    width_px: int = 1000,
    *,
    context: ToolContext,
) -> r.PosterImage:
    """Make a film poster: the title above the film's leads in their place, portrait, two by three.

    `entity_ids[i]` is the id of `drawings[i]`; who has no drawing is drawn. A `picture`, such as a frame of the film,
    fills the poster in their place.

    Raises:
        InvalidInput: a picture cannot be read, or the width cannot be drawn.
    """
    from storyagent.film.pictures import open_cast, open_picture
    from storyagent.media.page.poster import draw_poster

    poster = draw_poster(
        screenplay,
        width_px=width_px,
        drawings=open_cast(entity_ids, drawings),
        picture=open_picture(picture) if picture else None,
        tagline=tagline,
    )
    path = context.path("poster.png")
    poster.save(path, format="PNG", compress_level=6)
    return path

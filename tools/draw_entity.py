"""Draw one entity as a cut-out."""

from __future__ import annotations

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", cost_s=0.08, licence="drawings CC BY-SA 4.0 (OpenMoji)")
def draw_entity(
    entity: r.Entity, picture: r.Image | None = None, size_px: int = 640, *, context: ToolContext
) -> r.EntityImage:
    """Draw an entity as a cut-out: the user's own picture, or a drawing chosen by noun and tinted by colour.

    The result is an RGBA PNG, trimmed, its longer side `size_px`, looking to the right. Of the user's picture the
    transparency is kept; an opaque one gets rounded, soft edges and is not mirrored.

    Raises:
        InvalidInput: `picture` is not a picture.
    """
    from storyagent.film.portray import portray

    portrait = portray(entity, size_px, picture)
    if portrait.drawing is not None and portrait.drawing.guessed:
        context.progress(1.0, f"no drawing of {entity.noun!r}: {portrait.drawing.name} stands in")
    path = context.path(f"{entity.id}.png")
    portrait.image.save(path, format="PNG", compress_level=6)
    return path

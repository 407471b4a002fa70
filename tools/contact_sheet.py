"""The tool that lays a clip's frames out on one page."""

from __future__ import annotations

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", cost_s=0.6)
def contact_sheet(
    video: r.Video, columns: int = 4, rows: int = 4, width_px: int = 1280, *, context: ToolContext
) -> r.SheetImage:
    """Make a contact sheet of a video: an overview page of thumbnails at even steps, with their times.

    Raises:
        InvalidInput: it is no video, or the sheet cannot be laid out.
    """
    from storyagent.media.video.sheets import contact_sheet as sheet

    out = context.path("sheet.png")
    sheet(video, columns, rows, width_px, context.progress).save(out, format="PNG", compress_level=6)
    return out

"""The tool that puts the scenes' pictures on one board."""

from __future__ import annotations

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", cost_s=0.36)
def make_storyboard(
    title: str, captions: tuple[str, ...], pictures: tuple[r.BoardImage, ...], *, context: ToolContext
) -> r.BoardImage:
    """Put storyboard pictures on one page, numbered, with a caption below each."""
    from storyagent.film.board import draw_board
    from storyagent.film.pictures import open_picture

    out = context.path("storyboard.png")
    draw_board(title, captions, [open_picture(path) for path in pictures]).save(out)
    return out

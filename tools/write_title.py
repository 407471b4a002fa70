"""The tool that finds a title."""

from __future__ import annotations

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", cost_s=0.01)
def write_title(story: r.Text, *, context: ToolContext) -> r.Title:
    """Write a title for a story: its own, if it begins with one, else from who it tells of most.

    Raises:
        InvalidInput: the text cannot be read.
    """
    from storyagent.planning.titles import title_of

    return title_of(story)

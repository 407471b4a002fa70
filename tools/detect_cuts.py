"""The tool that finds where the shots of a clip begin."""

from __future__ import annotations

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", cost_s=0.23)
def detect_cuts(video: r.Video, *, context: ToolContext) -> r.Cuts:
    """Detect the cuts and dissolves in a video: when each shot ends and the next scene begins.

    Raises:
        InvalidInput: it is no video.
    """
    from storyagent.media.video.cuts import find_cuts

    return find_cuts(video, context.progress)

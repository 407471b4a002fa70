"""The tool that repeats a clip."""

from __future__ import annotations

from typing import Literal

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", cost_s=1.3)
def loop_video(
    video: r.Video,
    times: int = 2,
    joint: Literal["cut", "dissolve", "there and back"] = "cut",
    *,
    context: ToolContext,
) -> r.Video:
    """Loop a video: repeat it several times, with a cut, as a seamless loop that dissolves, or there and back.

    Of n frames a round has n with "cut", n less the half second that dissolves with "dissolve" (seamless, also from the
    last frame of the result to its first), 2n - 2 with "there and back" (a boomerang).

    Raises:
        InvalidInput: it is no video, fewer than one round, or more than 200,000 frames.
    """
    from storyagent.media.video.timing import loop

    out = context.path("loop.mp4")
    loop(video, out, times, joint, context.progress)
    return out

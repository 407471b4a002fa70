"""The tool that gives a video another sound."""

from __future__ import annotations

from typing import Literal

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", cost_s=2.5, keeps=("layout", "timeline", "subtitles", "screenplay", "image.poster"))
def dub_video(
    video: r.Video,
    audio: r.Audio,
    how: Literal["replace", "add"] = "add",
    loop: bool = False,
    under_db: float = 9.0,
    *,
    context: ToolContext,
) -> r.Video:
    """Dub a video: add music, a voice or a sound track to it, or replace the one it has.

    The sound gets the video's length: cut off with a fade, silent after its end, or repeated with `loop`. "add" puts it
    under the video's own sound, `under_db` lower while that is loud, and brings both to -16 LUFS. Pictures and
    subtitles are copied as they are.

    Raises:
        InvalidInput: there is no video, or no sound, to read.
    """
    from storyagent.media.audio.dub import dub

    out = context.path("dubbed.mp4")
    dub(video, audio, out, how=how, loop=loop, under_db=under_db)
    return out

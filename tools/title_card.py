"""The tool that makes the opening card."""

from __future__ import annotations

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="2", cost_s=1.8)
def title_card(
    title: str,
    shot: r.Shot,
    width_px: int = 1280,
    height_px: int = 720,
    fps: int = 24,
    style: str = "picture book",
    drawings: tuple[r.EntityImage, ...] = (),
    place: r.PlaceImage | None = None,
    *,
    context: ToolContext,
) -> r.TitleVideo:
    """Make the opening card: the title before the film's place, with its main drawings.

    The clip has exactly `shot.frames` frames.
    """
    from storyagent.film.encode import VideoWriter
    from storyagent.film.pictures import open_picture
    from storyagent.film.title import drawable, title_frames

    frames = title_frames(
        title,
        frames=shot.frames,
        size_px=(width_px, height_px),
        fps=fps,
        style=style,
        drawings=[open_picture(path) for path in drawings],
        place=open_picture(place) if place else None,
    )
    lacking = drawable(title)[1]
    out = context.path("title.mp4")
    with VideoWriter(out, width_px, height_px, fps) as video:
        for number, frame in enumerate(frames):
            if number % 4 == 0:
                context.progress(number / shot.frames, f"no font has the letters {lacking}" if lacking else "")
            video.write(frame)
    return out

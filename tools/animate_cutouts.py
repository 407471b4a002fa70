"""The tool that renders a scene as cut-out animation."""

from __future__ import annotations

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r
from storyagent.story.screenplay import TimeOfDay, Weather


@tool(version="3", cost_s=4.3)
def animate_cutouts(
    layout: r.Layout,
    cast: tuple[str, ...],
    drawings: tuple[r.EntityImage, ...],
    place: r.PlaceImage,
    shot: r.Shot,
    width_px: int = 1280,
    height_px: int = 720,
    fps: int = 24,
    weather: Weather = "clear",
    time: TimeOfDay = "day",
    *,
    context: ToolContext,
) -> r.SceneVideo:
    """Move drawings over a drawn place along the scene's layout.

    `cast[i]` is the entity id of `drawings[i]`. The clip has exactly `shot.frames` frames.
    """
    from storyagent.film.cutout import animate
    from storyagent.film.encode import VideoWriter
    from storyagent.film.pictures import open_cast, open_picture

    frames = animate(
        layout,
        open_cast(cast, drawings),
        open_picture(place),
        frames=shot.frames,
        size_px=(width_px, height_px),
        fps=fps,
        weather=weather,
        time=time,
    )
    out = context.path("scene.mp4")
    with VideoWriter(out, width_px, height_px, fps) as video:
        for number, frame in enumerate(frames):
            if number % 4 == 0:
                context.progress(number / shot.frames)
            video.write(frame)
    return out

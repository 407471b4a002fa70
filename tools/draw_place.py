"""Draw the place a scene happens in."""

from __future__ import annotations

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r
from storyagent.story.screenplay import TimeOfDay, Weather


@tool(version="3", cost_s=0.53)
def draw_place(
    place: r.Entity | None = None,
    time: TimeOfDay = "day",
    weather: Weather = "clear",
    style: str = "picture book",
    width_px: int = 1280,
    height_px: int = 720,
    seed: int = 0,
    picture: r.Image | None = None,
    without: tuple[str, ...] = (),
    snowy: bool = False,
    *,
    context: ToolContext,
) -> r.PlaceImage:
    """Draw a background: the user's own picture, cropped to fill the frame, or a painted place.

    The place's noun chooses what is painted; without a place it is a theatre's stage. Hour, weather and style colour
    a painted place and leave the user's picture as it is. Sun, moon and bed are not painted if they are named in
    `without`, as the scene has its own; `snowy` lets snow lie though none falls. Deterministic by seed. The file of a
    painted place says where its sky is.

    Raises:
        InvalidInput: `picture` is not a picture, or the size cannot be painted.
    """
    from PIL import Image

    from storyagent.film.cover import cover
    from storyagent.film.place_style import known_style
    from storyagent.film.places import paint_place_and_sky
    from storyagent.film.skyline import with_sky

    path = context.path(f"{place.id if place else 'stage'}.png")
    if picture is not None:
        cover(picture, width_px, height_px).save(path, format="PNG", compress_level=1)
    else:
        if known_style(style) is None:
            context.progress(0.0, f"no style of painting is called {style!r}: painted as a picture book")
        noun, words = (place.noun, f"{place.name} {place.description}") if place else ("stage", "")
        painted, sky = paint_place_and_sky(
            noun,
            words,
            time=time,
            weather=weather,
            style=style,
            width_px=width_px,
            height_px=height_px,
            seed=seed,
            without=without,
            snowy=snowy,
        )
        Image.fromarray(painted).save(path, format="PNG", compress_level=1, pnginfo=with_sky(sky))
    return path

"""The tool that makes an entity's sheet: what every scene's picture of it is made after."""

from __future__ import annotations

from storyagent.graph.previews import reporter
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", extra="diffusion", licence="the model's own; storyagent's docs/guidance.md lists them")
def draw_sheet(
    entity: r.Entity,
    picture: r.Image | None = None,
    model: str = "storybook",
    weights: str = "",
    seed: int = 0,
    style: str = "picture book",
    steps: int | None = None,
    aspect_ratio: float = 1.0,
    *,
    context: ToolContext,
) -> r.EntityImage:
    """Make a picture of an entity alone and large on white: of the user's own picture, or drawn by a model.

    The result is a square RGBA PNG; where it is transparent its colours are white. The user's picture keeps the shape
    that its transparency gives it, and no model is asked. A drawn one is cut out of its ground; `weights` says which
    weights of the model are meant, so that others draw it again. A place's sheet is all that is seen of it, nothing cut
    out, of the shape that `aspect_ratio` gives.

    Raises:
        InvalidInput: `picture` cannot stand for an entity, or there is no such model.
        MissingExtra: the extra or the model's weights are not there; the hint has the command.
        OutOfMemory: the engine tries again with less memory.
    """
    from PIL import Image

    from storyagent.bank.pictures import Cutout, check_picture, cut_from_box, place_size, save_sheet
    from storyagent.film.cover import cover
    from storyagent.film.portray import read_picture

    out = context.path("sheet.png")
    is_place = entity.kind == "place"
    if picture is not None and is_place:
        check_picture(picture)
        cover(picture, *place_size(aspect_ratio)).save(out, format="PNG", compress_level=6)
        return out
    if picture is not None:
        check_picture(picture)
        cutout = Cutout.of(read_picture(picture))
    else:
        from storyagent.diffusion.models.catalog import model_spec
        from storyagent.diffusion.sampling import SampleSettings
        from storyagent.diffusion.scenes import SceneRequest, make_scene
        from storyagent.story.sheets import sheet_layout, sheet_prompt, sheet_room

        spec = model_spec(model)
        width, height = place_size(aspect_ratio) if is_place else spec.size_for(1.0)
        layout = sheet_layout(entity, aspect_ratio if is_place else width / height)
        frames = 1 if spec.capabilities.still else spec.capabilities.temporal_compression + 1
        request = SceneRequest(
            prompt=sheet_prompt(entity, style),
            layout=layout,
            seed=seed,
            frames=frames,
            fps=spec.capabilities.fps,
            size_px=(width, height),
            settings=SampleSettings(steps=steps),
        )
        drawn = make_scene(model, request, context.options, reporter(context))[0]
        if is_place:
            Image.fromarray(drawn).save(out, format="PNG", compress_level=6)
            return out
        x0, y0, x1, y1 = sheet_room(layout).as_tuple()
        edges = (round(x0 * width), round(y0 * height), round(x1 * width), round(y1 * height))
        cutout = cut_from_box(drawn, edges)
    save_sheet(cutout, out)
    return out

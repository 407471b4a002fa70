"""The tool that makes an entity's sheet: what every scene's picture of it is made after."""

from __future__ import annotations

from storyagent.diffusion.models.names import ModelName
from storyagent.graph.previews import reporter
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="4", cost_s=2.1, extra="diffusion", licence="the model's own; storyagent's docs/guidance.md lists them")
def draw_sheet(
    entity: r.Entity,
    picture: r.Image | None = None,
    model: ModelName = "storybook",
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
    that its transparency gives it, and no model is asked. A drawn one is the best of a few, cut out of its ground;
    where none shows the entity as it is described it is blank, and scenes are made after the description alone.
    `weights` says which weights of the model are meant, so that others draw it again. A place's sheet is all that is
    seen of it, nothing cut out, of the shape that `aspect_ratio` gives.

    Raises:
        InvalidInput: `picture` cannot stand for an entity, or there is no such model.
        MissingExtra: the extra or the model's weights are not there; the hint has the command.
        OutOfMemory: the engine tries again with less memory.
    """
    out = context.path("sheet.png")
    if picture is None:
        from storyagent.bank.sheet_notes import write_sheet
        from storyagent.evaluation.sheet_choice import best_sheet

        options, report = context.options, reporter(context)
        chosen = best_sheet(
            model, entity, options, report, seed=seed, style=style, steps=steps, aspect_ratio=aspect_ratio
        )
        write_sheet(chosen.image, chosen.notes, out)
        return out

    from storyagent.bank.pictures import Cutout, check_picture, place_size, save_sheet
    from storyagent.film.cover import cover
    from storyagent.film.portray import read_picture

    check_picture(picture)
    if entity.kind == "place":
        cover(picture, *place_size(aspect_ratio)).save(out, format="PNG", compress_level=6)
    else:
        save_sheet(Cutout.of(read_picture(picture)), out)
    return out

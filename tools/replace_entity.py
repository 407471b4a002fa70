"""The tool that puts something else in the place of an entity of a clip."""

from __future__ import annotations

from storyagent.graph.rungs import Rung
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(
    version="1",
    cost_s=12,
    extra="edit",
    rungs=(
        Rung(
            "embedded",
            "the ground from other frames, then a drawing moved, turned and lit as the entity was",
            packages=("cv2",),
            extra="edit",
        ),
        Rung(
            "stable-diffusion-v1-5/stable-diffusion-inpainting",
            "Stable Diffusion inpainting in the entity's mask, every frame from the same noise",
            packages=("torch", "diffusers", "transformers", "cv2"),
            extra="diffusion,edit",
            weights="stable-diffusion-v1-5/stable-diffusion-inpainting",
            licence="CreativeML Open RAIL-M",
        ),
    ),
)
def replace_entity(
    video: r.Video,
    entity: str,
    by: str,
    drawing: r.EntityImage | None = None,
    layout: r.Layout | None = None,
    model: str = "embedded",
    seed: int = 0,
    steps: int = 30,
    *,
    context: ToolContext,
) -> r.Video:
    """Replace an entity in a video by another one: an elephant instead of the train.

    Where it is, the scene's `layout` says; without one it is looked for by its name. `drawing` is what takes its place,
    by default the drawing that films show of `by`; `seed` and `steps` are for models.

    Raises:
        InvalidInput: it is no video, no such entity in it, or no drawing of what takes its place.
        MissingExtra: the extra or the model's weights are not there; the hint has the command.
    """
    from storyagent.media.video.entity import repaint, replace

    out = context.path("replaced.mp4")
    if model == "embedded":
        changed = replace(video, out, entity, by, drawing, layout, context.progress)
    else:
        changed = repaint(video, out, entity, by, model, layout, seed, steps, context.options, context.progress)
    context.progress(1.0, f"{entity} replaced in {changed} frames")
    return out

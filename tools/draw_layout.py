"""The tool that has a model draw one moment of a layout."""

from __future__ import annotations

from storyagent.diffusion.models.names import ModelName
from storyagent.graph.previews import reporter
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r
from storyagent.story.references import Rung
from storyagent.story.values import UnitTime


@tool(version="4", cost_s=1.6, extra="diffusion", licence="the model's own; storyagent's docs/guidance.md lists them")
def draw_layout(
    prompt: r.Prompt,
    layout: r.Layout,
    references: tuple[r.EntityImage, ...] = (),
    reference_of: tuple[str, ...] = (),
    reference_text: tuple[str, ...] = (),
    reference_weight: float = 1.0,
    reference_rung: Rung | None = None,
    place: tuple[r.EntityImage, ...] = (),
    place_text: str = "",
    at: UnitTime = 0.0,
    model: ModelName = "storybook",
    seed: int = 0,
    width_px: int = 1280,
    height_px: int = 720,
    steps: int | None = None,
    guided: bool = True,
    guided_until: float = 0.24,
    guidance_iterations: int = 2,
    guidance_step: float = 0.12,
    *,
    context: ToolContext,
) -> r.Image:
    """Generate a picture of a prompt with a model, objects where the layout has them at a moment.

    `reference_of[i]` is the entity id of `references[i]`, `reference_text[i]` what that picture shows in words; the
    entity is drawn as its pictures show it, in the surest way the model has or in the one of `reference_rung`. What is
    around them is as the pictures of the `place` show it, which `place_text` says in words.

    Raises:
        InvalidInput: no such model, or one that makes no stills; a reference that is no picture, or of no one.
        MissingExtra: the extra or the model's weights are not there; the hint has the command.
        OutOfMemory: the engine tries again with less memory.
    """
    from storyagent.diffusion.scene_files import draw_scene, scene_settings
    from storyagent.diffusion.scenes import SceneRequest, moment_of
    from storyagent.story.references import references_with_place

    settings = scene_settings(steps, guided, guided_until, guidance_iterations, guidance_step)
    known = references_with_place(reference_of, references, reference_text, place, place_text, weight=reference_weight)
    size_px = (width_px, height_px)
    moment = SceneRequest(
        prompt, moment_of(layout, at), seed, 1, 1, size_px, settings, references=known, rung=reference_rung
    )
    return draw_scene(model, moment, context.options, reporter(context), context.path("picture.png"))

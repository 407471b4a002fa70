"""The tool that has a video model make a scene."""

from __future__ import annotations

from storyagent.diffusion.models.names import ModelName
from storyagent.graph.previews import reporter
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r
from storyagent.story.references import Rung


@tool(version="5", cost_s=37, extra="diffusion", licence="the model's own; storyagent's docs/guidance.md lists them")
def animate_layout(
    prompt: r.Prompt,
    layout: r.Layout,
    shot: r.Shot,
    directions: r.Directions | None = None,
    references: tuple[r.EntityImage, ...] = (),
    reference_of: tuple[str, ...] = (),
    reference_text: tuple[str, ...] = (),
    reference_weight: float = 1.0,
    reference_rung: Rung | None = None,
    place: tuple[r.EntityImage, ...] = (),
    place_text: str = "",
    bank: r.IdentityBank | None = None,
    model: ModelName = "storybook",
    seed: int = 0,
    width_px: int = 1280,
    height_px: int = 720,
    fps: int = 24,
    steps: int | None = None,
    guided: bool = True,
    guided_until: float = 0.24,
    guidance_iterations: int = 2,
    guidance_step: float = 0.12,
    *,
    context: ToolContext,
) -> r.SceneVideo:
    """Generate a clip of a prompt with a video model, objects where the layout says.

    The clip has exactly `shot.frames` frames. With directions, each stretch of it hears its own.
    `reference_of[i]` is the entity id of `references[i]`, `reference_text[i]` what that picture shows in words; the
    entity is drawn as its pictures show it, in the surest way the model has or in the one of `reference_rung`. What is
    around them is as the pictures of the `place` show it, which `place_text` says in words. A `bank` is what
    `write_bank` saw of these pictures, so that they need not be looked at again.
    What the model does not know or cannot do is reported with the progress.

    Raises:
        InvalidInput: no such model, or one that makes no clips; a reference that is no picture, or of no one.
        MissingExtra: the extra or the model's weights are not there; the hint has the command.
        OutOfMemory: the engine tries again with less memory.
    """
    from storyagent.diffusion.scene_files import animate_scene, scene_settings
    from storyagent.diffusion.scenes import SceneRequest
    from storyagent.story.references import references_with_place

    settings = scene_settings(steps, guided, guided_until, guidance_iterations, guidance_step)
    known = references_with_place(reference_of, references, reference_text, place, place_text, weight=reference_weight)
    size_px = (width_px, height_px)
    scene = SceneRequest(
        prompt, layout, seed, shot.frames, fps, size_px, settings, directions, references=known,
        rung=reference_rung, bank=bank,
    )  # fmt: skip
    return animate_scene(model, scene, context.options, reporter(context), context.path("scene.mp4"))

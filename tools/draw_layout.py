"""The tool that has a model draw one moment of a layout."""

from __future__ import annotations

from storyagent.graph.previews import reporter
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r
from storyagent.story.references import Rung
from storyagent.story.values import UnitTime


@tool(version="2", extra="diffusion", licence="the model's own; storyagent's docs/guidance.md lists them")
def draw_layout(
    prompt: r.Prompt,
    layout: r.Layout,
    references: tuple[r.EntityImage, ...] = (),
    reference_of: tuple[str, ...] = (),
    reference_text: tuple[str, ...] = (),
    reference_weight: float = 1.0,
    reference_rung: Rung | None = None,
    at: UnitTime = 0.0,
    model: str = "storybook",
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
    entity is drawn as its pictures show it, in the surest way the model has or in the one of `reference_rung`.

    Raises:
        InvalidInput: no such model, or one that makes no stills; a reference that is no picture, or of no one.
        MissingExtra: the extra or the model's weights are not there; the hint has the command.
        OutOfMemory: the engine tries again with less memory.
    """
    from PIL import Image

    from storyagent.diffusion.guidance import GuidanceSettings
    from storyagent.diffusion.sampling import SampleSettings
    from storyagent.diffusion.scenes import SceneRequest, make_scene, moment_of
    from storyagent.story.references import references_of

    guidance = GuidanceSettings(until=guided_until, iterations=guidance_iterations, step=guidance_step)
    request = SceneRequest(
        prompt=prompt,
        layout=moment_of(layout, at),
        seed=seed,
        frames=1,
        fps=1,
        size_px=(width_px, height_px),
        settings=SampleSettings(steps=steps, guidance=guidance if guided else None),
        references=references_of(reference_of, references, descriptions=reference_text, weight=reference_weight),
        rung=reference_rung,
    )
    (picture,) = make_scene(model, request, context.options, reporter(context))
    out = context.path("picture.png")
    Image.fromarray(picture).save(out, format="PNG", compress_level=6)
    return out

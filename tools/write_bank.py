"""The tool that has a model look at a scene's entities, once for all clips of the scene."""

from __future__ import annotations

from storyagent.diffusion.models.names import ModelName
from storyagent.graph.previews import reporter
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="2", cost_s=0.6, extra="diffusion", licence="the model's own; storyagent's docs/guidance.md lists them")
def write_bank(
    layout: r.Layout,
    shot: r.Shot,
    references: tuple[r.EntityImage, ...] = (),
    reference_of: tuple[str, ...] = (),
    reference_text: tuple[str, ...] = (),
    place: tuple[r.EntityImage, ...] = (),
    place_text: str = "",
    model: ModelName = "storybook",
    fps: int = 24,
    steps: int | None = None,
    *,
    context: ToolContext,
) -> r.IdentityBank:
    """Write an identity bank: what a model's attention sees of a scene's entities, each as large as in its layout.

    `animate_layout`, `animate_keyframe` and `animate_again` take it as `bank`; it saves them looking at the pictures,
    and the clip is the same. Arguments are theirs. It is empty where the model is shown entities in another way.

    Raises:
        InvalidInput: no such model; a reference that is no picture, or of no one.
        MissingExtra: the extra or the model's weights are not there; the hint has the command.
        OutOfMemory: the engine tries again with less memory.
    """
    from storyagent.diffusion.sampling import SampleSettings
    from storyagent.diffusion.scene_files import write_scene_bank
    from storyagent.diffusion.scenes import SceneRequest
    from storyagent.story.references import references_with_place

    known = references_with_place(reference_of, references, reference_text, place, place_text)
    settings, size_px = SampleSettings(steps=steps), (round(256 * layout.aspect_ratio), 256)
    scene = SceneRequest("", layout, 0, shot.frames, fps, size_px, settings, references=known)
    return write_scene_bank(model, scene, context.options, reporter(context), context.path("bank.safetensors"))

"""The tool that has a video model go on from a picture."""

from __future__ import annotations

from typing import Literal

from storyagent.diffusion.models.names import ModelName
from storyagent.graph.previews import reporter
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r
from storyagent.story.references import Rung


@tool(version="5", cost_s=27, extra="diffusion", licence="the model's own; storyagent's docs/guidance.md lists them")
def animate_keyframe(
    keyframe: r.Image,
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
    policy: Literal["first", "previous", "self_first_previous", "own"] | None = None,
    *,
    context: ToolContext,
) -> r.SceneVideo:
    """Generate a clip that begins with a picture, with a video model, objects where the layout says.

    The clip has exactly `shot.frames` frames; the first is the picture, as the model's autoencoder paints it. The other
    frames follow it. Those of a model whose frames attend to themselves see it as `policy` says (docs/directing.md),
    by default as "self_first_previous"; "own" is the model's usual way, and the only one of others.
    `reference_of[i]` is the entity id of `references[i]`, `reference_text[i]` what that picture shows in words; the
    entity is drawn as its pictures show it, in the surest way the model has or in the one of `reference_rung`. What is
    around them is as the pictures of the `place` show it, which `place_text` says in words. A `bank` is what
    `write_bank` saw of these pictures, so that they need not be looked at again.

    Raises:
        InvalidInput: no such model, or one that cannot go on from a picture; no picture.
        MissingExtra: the extra or the model's weights are not there; the hint has the command.
        OutOfMemory: the engine tries again with less memory.
    """
    from storyagent.diffusion.models.catalog import model_spec
    from storyagent.diffusion.scene_files import animate_scene, scene_settings
    from storyagent.diffusion.scenes import SceneRequest
    from storyagent.diffusion.sharing import Sharing
    from storyagent.story.references import references_with_place

    if policy is None and model_spec(model).capabilities.frame_attention:
        policy = "self_first_previous"
    share = Sharing(policy=policy) if policy not in (None, "own") else None
    settings = scene_settings(steps, guided, guided_until, guidance_iterations, guidance_step, share)
    known = references_with_place(reference_of, references, reference_text, place, place_text, weight=reference_weight)
    scene = SceneRequest(
        prompt, layout, seed, shot.frames, fps, (width_px, height_px), settings, directions, references=known,
        rung=reference_rung, keyframe=keyframe, bank=bank,
    )  # fmt: skip
    return animate_scene(model, scene, context.options, reporter(context), context.path("scene.mp4"))

"""The tool that has a video model go on from a picture."""

from __future__ import annotations

from typing import Literal

from storyagent.graph.previews import reporter
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r
from storyagent.story.references import Rung


@tool(version="1", extra="diffusion", licence="the model's own; storyagent's docs/guidance.md lists them")
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
    model: str = "storybook",
    seed: int = 0,
    width_px: int = 1280,
    height_px: int = 720,
    fps: int = 24,
    steps: int | None = None,
    guided: bool = True,
    guided_until: float = 0.24,
    guidance_iterations: int = 2,
    guidance_step: float = 0.12,
    policy: Literal["first", "previous", "self_first_previous", "own"] = "self_first_previous",
    *,
    context: ToolContext,
) -> r.SceneVideo:
    """Generate a clip that begins with a picture, with a video model, objects where the layout says.

    The clip has exactly `shot.frames` frames; the first is the picture, as the model's autoencoder paints it. The other
    frames follow it, and see it as `policy` says (docs/directing.md), "own" being the model's usual one.
    `reference_of[i]` is the entity id of `references[i]`, `reference_text[i]` what that picture shows in words; the
    entity is drawn as its pictures show it, in the surest way the model has or in the one of `reference_rung`.

    Raises:
        InvalidInput: no such model, or one that cannot go on from a picture; no picture.
        MissingExtra: the extra or the model's weights are not there; the hint has the command.
        OutOfMemory: the engine tries again with less memory.
    """
    from storyagent.diffusion.guidance import GuidanceSettings
    from storyagent.diffusion.sampling import SampleSettings
    from storyagent.diffusion.scenes import SceneRequest, make_scene
    from storyagent.diffusion.sharing import Sharing
    from storyagent.film.encode import VideoWriter
    from storyagent.story.references import references_of

    share = None if policy == "own" else Sharing(policy=policy)
    guidance = GuidanceSettings(until=guided_until, iterations=guidance_iterations, step=guidance_step)
    request = SceneRequest(
        prompt=prompt,
        layout=layout,
        seed=seed,
        frames=shot.frames,
        fps=fps,
        size_px=(width_px, height_px),
        settings=SampleSettings(steps=steps, guidance=guidance if guided else None, sharing=share),
        directions=directions,
        references=references_of(reference_of, references, descriptions=reference_text, weight=reference_weight),
        rung=reference_rung,
        keyframe=keyframe,
    )
    frames = make_scene(model, request, context.options, reporter(context))
    out = context.path("scene.mp4")
    with VideoWriter(out, width_px, height_px, fps) as video:
        for frame in frames:
            video.write(frame)
    return out

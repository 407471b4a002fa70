"""The tool that makes a scene again where the gate did not let its clip pass."""

from __future__ import annotations

from storyagent.diffusion.models.names import ModelName
from storyagent.graph.previews import reporter
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r
from storyagent.story.references import Rung


@tool(version="4", cost_s=10, extra="diffusion", licence="the model's own; storyagent's docs/guidance.md lists them")
def animate_again(
    tried: tuple[r.SceneVideo, ...],
    verdicts: tuple[r.Verdict, ...],
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
    """Generate a scene again with other noise and references, unless one of its clips passed the gate.

    `verdicts[i]` is on `tried[i]`. If one passed, it is the result, to the last byte. All else is as in
    `animate_layout`, as it was for the first clip; what is changed is told with the progress.

    Raises:
        InvalidInput: there is not one verdict for each clip; or as `animate_layout`.
        MissingExtra: as `animate_layout`.
        OutOfMemory: the engine tries again with less memory.
    """
    from shutil import copyfile

    from storyagent.diffusion.scene_files import animate_scene, scene_settings
    from storyagent.diffusion.scenes import SceneRequest
    from storyagent.errors import InvalidInput
    from storyagent.evaluation.gates import remedy
    from storyagent.story.references import references_with_place
    from storyagent.story.verdicts import best_of

    if len(tried) != len(verdicts) or not tried:
        found = f"{len(tried)} clips, {len(verdicts)} verdicts"
        raise InvalidInput("clips and verdicts do not go together", found=found, needed="one for each, one at least")
    best = best_of(verdicts)
    if verdicts[best].passed:
        out = context.path("scene.mp4")
        copyfile(tried[best], out)
        return out
    change = remedy(verdicts, weight=reference_weight)
    context.progress(0.0, f"try {len(tried) + 1}, references {change.weight:.2g}: {'; '.join(verdicts[-1].reasons)}")
    settings = scene_settings(steps, guided, guided_until, guidance_iterations, guidance_step)
    known = references_with_place(reference_of, references, reference_text, place, place_text, weight=change.weight)
    rung: Rung | None = "description" if change.words_only else reference_rung
    other_seed, size_px = (seed + change.seed) % 2**32, (width_px, height_px)
    scene = SceneRequest(
        prompt, layout, other_seed, shot.frames, fps, size_px, settings, directions, references=known, rung=rung,
        bank=bank,
    )  # fmt: skip
    return animate_scene(model, scene, context.options, reporter(context), context.path("scene.mp4"))

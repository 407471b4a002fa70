"""The tool that makes a clip of frames that are drawn one beside the other."""

from __future__ import annotations

from typing import Literal

from storyagent.diffusion.models.names import ModelName
from storyagent.diffusion.models.spec import SharingPolicy
from storyagent.graph.previews import reporter
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r
from storyagent.story.values import UnitTime


@tool(version="5", cost_s=18, extra="diffusion", licence="the model's own; storyagent's docs/guidance.md lists them")
def animate_frames(
    directions: r.Directions,
    shot: r.Shot,
    model: ModelName = "storybook",
    frames: int = 8,
    seed: int = 0,
    width_px: int = 1280,
    height_px: int = 720,
    fps: int = 24,
    steps: int | None = None,
    policy: SharingPolicy = "rotate",
    period: int = 4,
    source: Literal["kv", "v"] = "kv",
    layers: Literal["all", "up", "fine"] = "all",
    sharing_from: UnitTime = 0.0,
    sharing_until: UnitTime = 1.0,
    filtered: UnitTime = 0.0,
    confidence: Literal["mean", "max"] = "mean",
    shared_noise: float = 0.976,
    right: float = 0.0,
    down: float = 0.0,
    tail: float = 0.0,
    *,
    context: ToolContext,
) -> r.SceneVideo:
    """Generate a clip from frame directions alone, with a text-to-image model: what happens, moment by moment.

    A model of stills draws `frames` pictures beside each other, each from its own direction, tied by shared attention
    and noise; a video model hears each direction in its stretch of the clip. `policy` to `confidence` say how attention
    is shared (docs/directing.md); with "self" it is not. `right` and `down` move the picture, in latent cells a frame.
    Each picture is held as long as the shot needs.

    Raises:
        InvalidInput: no such model, fewer frames than directions, or a model whose frames cannot share attention.
        MissingExtra: the extra or the model's weights are not there; the hint has the command.
        OutOfMemory: the engine tries again with less memory.
    """
    from storyagent.diffusion.motion_field import MotionField
    from storyagent.diffusion.sampling import SampleSettings
    from storyagent.diffusion.scene_files import animate_scene
    from storyagent.diffusion.scenes import SceneRequest
    from storyagent.diffusion.sharing import Sharing
    from storyagent.story.layout import Layout

    share = Sharing(
        policy=policy, period=period, source=source, layers=layers, start=sharing_from, until=sharing_until,
        filtered=filtered, confidence=confidence,
    )  # fmt: skip
    moves = MotionField(right=right, down=down) if right or down else None
    settings = SampleSettings(
        steps=steps, guidance=None, sharing=share, shared_noise=shared_noise, motion=moves, tail=tail
    )
    request = SceneRequest(
        prompt=directions.prompts()[0],
        layout=Layout(scene=shot.id, aspect_ratio=width_px / height_px),
        seed=seed,
        frames=shot.frames,
        fps=fps,
        size_px=(width_px, height_px),
        settings=settings,
        directions=directions,
        stills=frames,
    )
    return animate_scene(model, request, context.options, reporter(context), context.path("scene.mp4"))

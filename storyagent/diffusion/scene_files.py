"""Scenes as files: what the tools that draw and animate scenes have in common."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image

from storyagent.diffusion.bank_file import save_bank
from storyagent.diffusion.guidance import GuidanceSettings
from storyagent.diffusion.sampling import SampleSettings
from storyagent.diffusion.scenes import OnProgress, SceneRequest, make_scene, scene_bank
from storyagent.diffusion.sharing import Sharing
from storyagent.film.encode import VideoWriter


def scene_settings(
    steps: int | None, guided: bool, until: float, iterations: int, step: float, sharing: Sharing | None = None
) -> SampleSettings:
    """Return how a scene is made; the three after `guided` are those of `GuidanceSettings`."""
    guidance = GuidanceSettings(until=until, iterations=iterations, step=step) if guided else None
    return SampleSettings(steps=steps, guidance=guidance, sharing=sharing)


def draw_scene(
    model_id: str, request: SceneRequest, options: Mapping[str, Any], on_progress: OnProgress, out: Path
) -> Path:
    """Draw a scene of one frame into a PNG. Arguments and errors are those of `make_scene`."""
    (picture,) = make_scene(model_id, request, options, on_progress)
    Image.fromarray(picture).save(out, format="PNG", compress_level=6)
    return out


def write_scene_bank(
    model_id: str, request: SceneRequest, options: Mapping[str, Any], on_progress: OnProgress, out: Path
) -> Path:
    """Write an identity bank of a scene's references. Arguments and errors are those of `scene_bank`."""
    save_bank(scene_bank(model_id, request, options, on_progress), out)
    return out


def animate_scene(
    model_id: str, request: SceneRequest, options: Mapping[str, Any], on_progress: OnProgress, out: Path
) -> Path:
    """Make a scene's clip, a silent video. Arguments and errors are those of `make_scene`."""
    frames = make_scene(model_id, request, options, on_progress)
    with VideoWriter(out, *request.size_px, request.fps) as video:
        for frame in frames:
            video.write(frame)
    return out

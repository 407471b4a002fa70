"""Pictures of entities and places that a model draws, alone, for scenes to be made after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from storyagent.bank.pictures import place_size
from storyagent.diffusion.models.base import VideoModel
from storyagent.diffusion.models.loading import loaded
from storyagent.diffusion.sampling import SampleSettings
from storyagent.diffusion.scenes import OnProgress, Picture, SceneRequest, fit_scene, in_models_words, make_scene
from storyagent.story.layout import Box
from storyagent.story.screenplay import Entity
from storyagent.story.sheets import LONE_ROOM, PLAIN_GROUND, sheet_layout, sheet_prompt, sheet_room

AS_TAUGHT = 1.4
"""Times the least size of a model's things: at this size a small model draws one thing, twice as large it draws two."""


@dataclass(frozen=True)
class DrawnPicture:
    """A picture h w 3 (8 bits), the part of it that the entity stands in, None of a place, and its seed.

    `noun` is the entity's in the model's words, `nouns` are the things that the model says it was taught, if it does.
    """

    picture_hwc: Picture
    room: Box | None
    seed: int
    noun: str
    nouns: tuple[str, ...]


def draw_alone(
    model_id: str,
    entity: Entity,
    options: Mapping[str, Any],
    on_progress: OnProgress,
    *,
    seed: int,
    style: str,
    steps: int | None = None,
    aspect_ratio: float = 1.0,
) -> DrawnPicture:
    """Draw an entity alone in the middle of a picture; of a place all that is seen of it, in the shape asked for.

    A model that has no word for a plain ground is not asked for one. Arguments and errors are those of `make_scene`.
    """
    device, memory_step = options.get("device"), int(options.get("memory_step", 0))
    with loaded(model_id, device=device, memory_step=memory_step) as (model, _):
        spec, is_place = model.spec, entity.kind == "place"
        width, height = place_size(aspect_ratio) if is_place else spec.size_for(1.0)
        layout = sheet_layout(entity, aspect_ratio if is_place else width / height, _share(model))
        plain = not model.in_known_words(PLAIN_GROUND).replaced
        prompt = sheet_prompt(entity, style, plain=plain)
        noun, nouns = model.in_known_words(entity.noun).text, tuple(model.proportions)
        _, named, _ = in_models_words(model, prompt, layout)
        stands = None if is_place else sheet_room(fit_scene(model, named)[0].layout)
    request = SceneRequest(
        prompt=prompt,
        layout=layout,
        seed=seed,
        frames=1 if spec.capabilities.still else spec.capabilities.temporal_compression + 1,
        fps=spec.capabilities.fps,
        size_px=(width, height),
        settings=SampleSettings(steps=steps),
    )
    drawn = np.asarray(make_scene(model_id, request, options, on_progress)[0])
    return DrawnPicture(drawn, stands, seed, noun, nouns)


def _share(model: VideoModel) -> float:
    """Return how much of the picture's sides an entity is to fill."""
    least = model.spec.capabilities.least_object
    return min(LONE_ROOM, AS_TAUGHT * least) if least else LONE_ROOM

"""Pictures of entities and places that a model draws once, for scenes to be made after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PIL import Image

from storyagent.bank.pictures import cut_from_box, on_white, place_size
from storyagent.diffusion.models.loading import loaded
from storyagent.diffusion.sampling import SampleSettings
from storyagent.diffusion.scenes import OnProgress, SceneRequest, make_scene
from storyagent.story.screenplay import Entity
from storyagent.story.sheets import sheet_layout, sheet_prompt, sheet_room


def drawn_sheet(
    model_id: str,
    entity: Entity,
    options: Mapping[str, Any],
    on_progress: OnProgress,
    *,
    seed: int,
    style: str,
    steps: int | None = None,
    aspect_ratio: float = 1.0,
) -> Image.Image:
    """Draw an entity alone on white, cut out of its ground; of a place all that is seen of it, in the shape asked for.

    Arguments and errors are those of `make_scene`; an entity's picture is square (`on_white`), whatever the shape.
    """
    device, memory_step = options.get("device"), int(options.get("memory_step", 0))
    with loaded(model_id, device=device, memory_step=memory_step) as (model, _):
        spec, is_place = model.spec, entity.kind == "place"
    width, height = place_size(aspect_ratio) if is_place else spec.size_for(1.0)
    layout = sheet_layout(entity, aspect_ratio if is_place else width / height)
    request = SceneRequest(
        prompt=sheet_prompt(entity, style),
        layout=layout,
        seed=seed,
        frames=1 if spec.capabilities.still else spec.capabilities.temporal_compression + 1,
        fps=spec.capabilities.fps,
        size_px=(width, height),
        settings=SampleSettings(steps=steps),
    )
    drawn = make_scene(model_id, request, options, on_progress)[0]
    if is_place:
        return Image.fromarray(drawn)
    x0, y0, x1, y1 = sheet_room(layout).as_tuple()
    edges = (round(x0 * width), round(y0 * height), round(x1 * width), round(y1 * height))
    return on_white(cut_from_box(drawn, edges))

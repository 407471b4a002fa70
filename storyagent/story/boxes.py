"""From raw boxes to a layout: what a language model or a person gives per sample, taken as it is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pydantic import Field

from storyagent.errors import InvalidInput
from storyagent.story.layout import Box, Keyframe, Layout, Track, sample_times
from storyagent.story.values import Identifier, Value


class BoxedObject(Value):
    """One object's boxes at equally spaced times, None where it is not seen."""

    id: Identifier
    entity: Identifier
    name: str = Field(min_length=1)
    boxes: tuple[Box | None, ...] = Field(min_length=1)


def layout_from_boxes(
    scene: str, background: str, aspect_ratio: float, objects: Sequence[BoxedObject | dict[str, object]]
) -> Layout:
    """Make a layout that has exactly these boxes at the sample times: the inverse of `Layout.boxes`.

    Between samples boxes go at even speed; an object appears and disappears half-way between the samples. Boxes are
    taken as they are, so check the layout.

    Raises:
        InvalidInput: objects have different numbers of boxes, or an object is never seen.
    """
    parsed = [item if isinstance(item, BoxedObject) else BoxedObject.model_validate(item) for item in objects]
    lengths = sorted({len(item.boxes) for item in parsed})
    if len(lengths) > 1:
        raise InvalidInput(
            "objects with different numbers of boxes",
            where=f"scene {scene}",
            found=", ".join(f"{item.id}: {len(item.boxes)}" for item in parsed),
            needed="one box or null for each sample",
        )
    tracks = tuple(_track(item, scene) for item in parsed)
    return Layout(scene=scene, background=background, aspect_ratio=aspect_ratio, tracks=tracks)


def _track(item: BoxedObject, scene: str) -> Track:
    times = sample_times(len(item.boxes))
    borders = (0.0, *((a + b) / 2 for a, b in pairwise(times)), 1.0)
    keyframes: list[Keyframe] = []
    windows: list[tuple[float, float]] = []
    for index, (t, box) in enumerate(zip(times, item.boxes, strict=True)):
        if box is None:
            continue
        if index and item.boxes[index - 1] is not None:
            windows[-1] = (windows[-1][0], borders[index + 1])
        else:
            windows.append((borders[index], borders[index + 1]))
            if keyframes:  # unseen, it goes to where it will appear
                keyframes[-1] = keyframes[-1].model_copy(
                    update=dict.fromkeys(("ease_x", "ease_y", "ease_size"), "hold")
                )
                keyframes.append(Keyframe(t=borders[index], box=box))
        keyframes.append(Keyframe(t=t, box=box))
    if not keyframes:
        raise InvalidInput("an object is never seen", where=f"scene {scene}, object {item.id}", needed="a box")
    return Track(id=item.id, entity=item.entity, name=item.name, keyframes=tuple(keyframes), windows=tuple(windows))

"""How near the camera stands: few small objects are shown larger, all of them alike, so that a scene is never a dot."""

from __future__ import annotations

from collections.abc import Sequence

from storyagent.story.choreography import Performer

_GOALS = {1: 0.48, 2: 0.46, 3: 0.42, 4: 0.38, 5: 0.34}
_CROWD_GOAL = 0.3
"""How high the tallest object should be, as a share of the frame's shorter side, by the number of objects."""
_SCENERY, _SCENERY_GOAL = 0.5, 0.7
"""Something as high as this is a tree or a house: it may fill the frame, so that those at its foot are seen."""
_UPRIGHT = 1.4
"""In an upright frame things may be this much higher than a share of the shorter side."""
NEAREST = 2.4
"""However small things are, they are shown at most this much larger."""
_ROOM = 0.72
"""The share of the frame's width that all objects side by side may take after that."""


def framed(performers: Sequence[Performer], aspect_ratio: float) -> tuple[Performer, ...]:
    """Return performers with sizes as they should be seen; what is larger than its goal already stays as it is."""
    sizes = [performer.size for performer in performers if isinstance(performer.size, float)]
    if len(sizes) < len(performers) or not sizes:
        return tuple(performers)
    goal = _SCENERY_GOAL if max(sizes) > _SCENERY else _GOALS.get(len(sizes), _CROWD_GOAL)
    goal *= min(1.0, _UPRIGHT * aspect_ratio)
    abreast = sum(size * performer.proportion for size, performer in zip(sizes, performers, strict=True)) / aspect_ratio
    nearer = max(1.0, min(goal / max(sizes), NEAREST, _ROOM / abreast))
    return tuple(
        performer.model_copy(update={"size": round(size * nearer, 3)})
        for size, performer in zip(sizes, performers, strict=True)
    )

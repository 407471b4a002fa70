"""The length of a scene."""

from __future__ import annotations

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r
from storyagent.story.screenplay import Transition


@tool(version="1", cost_s=0.01)
def time_scene(
    scene: str,
    duration_s: float,
    fps: int,
    transition: Transition,
    leaving: Transition | None = None,
    cues: r.Cues | None = None,
    *,
    context: ToolContext,
) -> r.Shot:
    """Give a scene its length in whole frames, long enough for its speech between both transitions."""
    from storyagent.film.timing import time_shot

    return time_shot(scene, duration_s, fps, transition, leaving, cues[-1].end_s if cues else 0.0)

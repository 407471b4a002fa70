"""The film's timeline."""

from __future__ import annotations

from pydantic import ValidationError

from storyagent.errors import InvalidInput
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r
from storyagent.story.timeline import Timeline


@tool(version="1", cost_s=0.01)
def assemble_timeline(shots: tuple[r.Shot, ...], fps: int, *, context: ToolContext) -> r.Timeline:
    """Put the shots behind each other, in whole frames counted from the film's first."""
    try:
        return Timeline(fps=fps, shots=shots)
    except ValidationError as error:
        raise InvalidInput("the shots make no film", found=str(error.errors(include_url=False)[0]["msg"])) from error

"""Turn a story into a film on your own machine.

    >>> from storyagent import StoryAgent
    >>> StoryAgent().make("A red fox walks from left to right.", "fox.mp4")  # doctest: +SKIP

The names below are loaded when first used, so that `import storyagent` is quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from storyagent.agent import Film, StoryAgent
    from storyagent.errors import StoryagentError
    from storyagent.graph.tool import ToolContext, tool
    from storyagent.planning.planner import PlanOptions
    from storyagent.project import FilmProject
    from storyagent.story.screenplay import FilmFormat, Screenplay

_WHERE = {
    "Film": "storyagent.agent",
    "FilmFormat": "storyagent.story.screenplay",
    "FilmProject": "storyagent.project",
    "PlanOptions": "storyagent.planning.planner",
    "Screenplay": "storyagent.story.screenplay",
    "StoryAgent": "storyagent.agent",
    "StoryagentError": "storyagent.errors",
    "ToolContext": "storyagent.graph.tool",
    "tool": "storyagent.graph.tool",
}

__all__ = [
    "Film",
    "FilmFormat",
    "FilmProject",
    "PlanOptions",
    "Screenplay",
    "StoryAgent",
    "StoryagentError",
    "ToolContext",
    "tool",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'storyagent' has no attribute {name!r}")
    return getattr(importlib.import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)

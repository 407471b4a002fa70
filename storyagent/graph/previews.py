"""How a tool shows what it is making, where its surroundings can show it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from storyagent.graph.tool import ToolContext

Report = Callable[[float, str, str], None]


@runtime_checkable
class ShowsPreviews(Protocol):
    """A tool's context that passes pictures on, as a run's does; simpler ones need not."""

    def preview(self, picture: str) -> None:
        """Show a small picture of what is being made: a `data:` URL."""


def reporter(context: ToolContext) -> Report:
    """Return a function that reports share, words and, where it is not empty, a preview to a context."""

    def report(fraction: float, message: str, preview: str = "") -> None:
        context.progress(fraction, message)
        if preview and isinstance(context, ShowsPreviews):
            context.preview(preview)

    return report

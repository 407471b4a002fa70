"""What the registry reads when it looks for installed tools: all that was added from outside."""

from __future__ import annotations

from storyagent.errors import StoryagentError
from storyagent.graph.registry import AnyTool, Broken
from storyagent.settings import Settings


def tools() -> list[AnyTool | Broken]:
    """Return every tool of every kept source; starts and imports nothing of theirs.

    Raises:
        Misconfigured: the settings cannot be read.
    """
    home = Settings.load().home
    if not any((home / "tools").glob("*.json")):
        return []  # most have none, and every command comes by here
    from storyagent.outside.made import tools_of
    from storyagent.outside.sources import kept_sources

    found: list[AnyTool | Broken] = []
    for name, source in kept_sources(home):
        if isinstance(source, StoryagentError):
            found.append(Broken(name, "added from outside", source))
        else:
            found += tools_of(source)
    return found

"""What the registry reads when it looks for installed tools: all that was added from outside."""

from __future__ import annotations

from storyagent.errors import StoryagentError, ToolFailed
from storyagent.graph.registry import AnyTool, Broken
from storyagent.outside.made import tool_of
from storyagent.outside.sources import Source, kept_sources
from storyagent.settings import Settings


def tools() -> list[AnyTool | Broken]:
    """Return every tool of every kept source; starts and imports nothing of theirs.

    Raises:
        Misconfigured: the settings cannot be read.
    """
    found: list[AnyTool | Broken] = []
    for name, source in kept_sources(Settings.load().home):
        if isinstance(source, StoryagentError):
            found.append(Broken(name, "added from outside", source))
        else:
            found += tools_of(source)
    return found


def tools_of(source: Source) -> list[AnyTool | Broken]:
    """Return the tools of one source, and for each that cannot be used, why."""
    found: list[AnyTool | Broken] = []
    for offer in source.offers:
        try:
            found.append(tool_of(source, offer))
        except StoryagentError as error:
            found.append(Broken(f"{source.name}.{offer.name}", source.address, error))
        except Exception as error:  # a schema may hold anything
            failed = ToolFailed("its schema cannot be read", found=f"{type(error).__name__}: {error}")
            found.append(Broken(f"{source.name}.{offer.name}", source.address, failed))
    return found

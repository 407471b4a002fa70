"""Turning whatever a tool raises into one of our errors."""

from __future__ import annotations

import traceback
from pathlib import Path

from storyagent.engine.disk import disk_full
from storyagent.errors import OutOfMemory, StoryagentError, ToolFailed


def as_storyagent_error(error: Exception, *, where: str, folder: Path) -> StoryagentError:
    """Return the error itself if it is ours, else what it means: a full disk, too little memory, or a failed tool."""
    if isinstance(error, StoryagentError):
        return error
    full = disk_full(error, folder)
    if full is not None:
        return full
    # torch's own class is recognised by its name, so that torch need not be imported
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return OutOfMemory("too little memory", where=where, found=str(error))
    return ToolFailed(f"the tool raised {type(error).__name__}: {error}", where=where)


def traceback_of(error: BaseException) -> str:
    """Return the traceback as text: the one of the cause where an error stands for another."""
    return "".join(traceback.format_exception(error.__cause__ or error))

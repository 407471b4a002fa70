"""Resource types by name, as tools from outside may take and give them: texts and files."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

from storyagent.errors import InvalidInput
from storyagent.graph.reference import near_miss
from storyagent.story import resources
from storyagent.story.resources import ResourceType

SETTING = "setting"


def type_called(name: str) -> Any:
    """Return the annotation of a resource type: `image` is `r.Image`.

    Raises:
        InvalidInput: there is none of this name that is a text or a file.
    """
    if name not in _TYPES:
        raise InvalidInput(
            f"no tool from outside can have the type {name!r}",
            needed=f"one of {', '.join(sorted(_TYPES))}, or {SETTING}",
            hint=near_miss(name, _TYPES),
        )
    return _TYPES[name]


def file_type(name: str) -> ResourceType | None:
    """Return the resource type of this name if it is a file's."""
    found = resource_type(type_called(name))
    return found if found.is_file else None


def resource_type(annotation: Any) -> ResourceType:
    """Return the resource type of an annotation."""
    return next(extra for extra in annotation.__metadata__ if isinstance(extra, ResourceType))


def _found() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for annotation in vars(resources).values():
        if get_args(annotation)[:1] in [(str,), (Path,)] and hasattr(annotation, "__metadata__"):
            found.setdefault(resource_type(annotation).name, annotation)
    return found


_TYPES = _found()

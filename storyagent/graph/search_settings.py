"""Values for tools' settings: given ones where they fit, never invented ones."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from pydantic import PydanticSchemaGenerationError, TypeAdapter, ValidationError

from storyagent.errors import InvalidInput
from storyagent.graph.plan import Literally
from storyagent.graph.reference import near_miss
from storyagent.graph.tool import Port, ToolSpec


def setting_for(spec: ToolSpec, port: Port, settings: Mapping[str, Any]) -> Literally | None:
    """Return the value given for a tool's setting by tool and name (`time_scene.fps`) or by name, if it fits."""
    for name in (f"{spec.name}.{port.name}", port.name):
        if name in settings and fits(port, settings[name]):
            return Literally(value=settings[name])
    return None


def require_settings(settings: Mapping[str, Any], specs: Iterable[ToolSpec]) -> None:
    """Refuse a value that no tool could take.

    Raises:
        InvalidInput: no tool has a setting of this name, or it fits none of those that have.
    """
    if not settings:
        return
    ports = [(spec.name, port) for spec in specs for port in spec.inputs.values() if port.resource is None]
    for name, value in settings.items():
        takers = [port for tool, port in ports if name in (port.name, f"{tool}.{port.name}")]
        if not takers:
            hint = near_miss(name, {port.name for _, port in ports})
            raise InvalidInput(f"no tool has a setting {name!r}", where="settings", hint=hint)
        if not any(fits(port, value) for port in takers):
            needed = " or ".join(sorted({port.type_name for port in takers}))
            raise InvalidInput(f"the value for {name} does not fit", where="settings", found=repr(value), needed=needed)


def fits(port: Port, value: Any) -> bool:
    """Tell whether plain data may be the value of a port."""
    try:
        _adapter(port).validate_json(json.dumps(value), strict=True)
    except (ValidationError, TypeError):
        return False
    return True


def _adapter(port: Port) -> TypeAdapter[Any]:
    try:
        return _made(port.annotation)
    except PydanticSchemaGenerationError:  # a class of the tool's own: nothing to check against
        return TypeAdapter(Any)
    except TypeError:  # an annotation that cannot be hashed
        return TypeAdapter(port.annotation)


@lru_cache(maxsize=1024)
def _made(annotation: Any) -> TypeAdapter[Any]:
    return TypeAdapter(annotation)

"""JSON schemas of the values people and other programs write."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from storyagent.story.boxes import BoxedObject
from storyagent.story.choreography import Choreography
from storyagent.story.layout import Layout
from storyagent.story.screenplay import Screenplay
from storyagent.story.timeline import Cue, Timeline
from storyagent.story.values import Finding

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PUBLIC: dict[str, type[BaseModel]] = {
    "screenplay": Screenplay,
    "choreography": Choreography,
    "layout": Layout,
    "object": BoxedObject,
    "timeline": Timeline,
    "cue": Cue,
    "finding": Finding,
}
"""Every value that is read or written outside the package, by the name of its schema."""


def json_schema(model: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON schema (draft 2020-12) of what is read and written for a value."""
    return {"$schema": DIALECT, **model.model_json_schema()}


def all_schemas() -> dict[str, dict[str, Any]]:
    """Return the schemas of all public values by name."""
    return {name: json_schema(model) for name, model in PUBLIC.items()}

import json

import pytest
from hypothesis import given, settings

from storyagent.story.choreography import Choreography
from storyagent.story.layout import Layout
from storyagent.story.schema import all_schemas, json_schema
from storyagent.story.screenplay import Screenplay
from tests.story.strategies import choreographies, screenplays


def test_every_public_value_has_a_schema_that_is_plain_json() -> None:
    schemas = all_schemas()
    assert {"screenplay", "layout", "choreography", "timeline", "finding"} <= schemas.keys()
    assert json.loads(json.dumps(schemas)) == schemas


def test_a_box_is_an_array_of_four_numbers() -> None:
    box = json_schema(Layout)["$defs"]["Box"]
    assert (box["type"], box["minItems"], box["maxItems"]) == ("array", 4, 4)
    assert box["items"]["type"] == "number"


@pytest.mark.parametrize("name", sorted(all_schemas()))
def test_unknown_fields_are_forbidden_by_every_schema(name: str) -> None:
    schema = all_schemas()[name]
    objects = [schema, *(part for part in schema.get("$defs", {}).values() if part.get("type") == "object")]
    assert all(part["additionalProperties"] is False for part in objects)


@given(choreographies())
@settings(max_examples=30)
def test_a_choreography_comes_back_from_json_exactly(value: Choreography) -> None:
    assert Choreography.model_validate_json(value.model_dump_json()) == value


@given(screenplays())
@settings(max_examples=30)
def test_a_screenplay_comes_back_from_json_exactly(value: Screenplay) -> None:
    assert Screenplay.model_validate_json(value.model_dump_json()) == value

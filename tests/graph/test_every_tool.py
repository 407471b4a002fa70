"""What holds for every installed tool; a new one is tested by being registered."""

import json
import subprocess
import sys
from inspect import signature

import pytest
from pydantic import TypeAdapter

from storyagent.graph.registry import Registry

REGISTRY = Registry.installed()
HEAVY = (
    "PIL",
    "av",
    "diffusers",
    "gradio",
    "inflect",
    "moviepy",
    "opentimelineio",
    "ray",
    "torch",
    "transformers",
)
every_tool = pytest.mark.parametrize("name", REGISTRY.names())


@every_tool
def test_a_tool_says_in_one_sentence_what_it_does(name: str) -> None:
    summary = REGISTRY.spec(name).summary
    assert summary[0].isupper()
    assert summary.endswith(".")
    assert len(summary) <= 160


@every_tool
def test_a_tool_has_typed_ports_that_plain_data_can_fill(name: str) -> None:
    for port in REGISTRY.spec(name).inputs.values():
        adapter = TypeAdapter(port.annotation)
        if port.resource is None:
            assert adapter.json_schema()
        if not port.required:
            plain = json.loads(adapter.dump_json(port.default))
            assert adapter.validate_json(json.dumps(plain), strict=True) == port.default


@every_tool
def test_a_tool_gives_resources_and_holds_known_tokens(name: str) -> None:
    spec = REGISTRY.spec(name)
    assert spec.version
    assert all(port.resource for port in spec.outputs.values())
    assert set(spec.needs) <= {"cpu", "gpu", "llm"}
    assert all(count > 0 for count in spec.needs.values())


@every_tool
def test_a_tool_takes_its_context_by_keyword(name: str) -> None:
    context = signature(REGISTRY.get(name).function).parameters["context"]
    assert context.kind is context.KEYWORD_ONLY


def test_looking_at_all_tools_imports_nothing_heavy() -> None:
    code = (
        "import sys; from storyagent.graph.registry import Registry; registry = Registry.installed(); "
        f"[registry.spec(name) for name in registry.names()]; print(sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"

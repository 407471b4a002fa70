"""What one set of weights made is not taken for what another one makes."""

import pytest

from storyagent.diffusion.models.catalog import MODELS
from storyagent.diffusion.models.fingerprint import weights_fingerprint
from storyagent.engine.calls import prepare
from storyagent.graph.plan import Literally, Node, Plan
from storyagent.graph.registry import Registry

REGISTRY = Registry.installed()
IDS = {spec.id for spec in MODELS}
DRAWING = [
    name
    for name in REGISTRY.names()
    if (port := REGISTRY.spec(name).inputs.get("model")) is not None and port.default in IDS
]


@pytest.mark.parametrize("name", DRAWING)
def test_a_tool_that_draws_with_a_video_model_is_kept_by_its_weights(name: str) -> None:
    found = REGISTRY.spec(name).inputs["model"].by_content
    assert found is not None
    assert found.digest("storybook") == weights_fingerprint("storybook")
    assert found.digest("nobody/nothing") == ""


def test_weights_that_changed_give_another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    def key() -> str:
        inputs = {"entity": Literally(value={"id": "ball", "name": "ball", "kind": "prop", "noun": "ball"})}
        plan = Plan(nodes=(Node(id="sheet", tool="draw_sheet", inputs=inputs),))
        return prepare(plan, REGISTRY)["sheet"].key({})

    before = key()
    assert key() == before
    monkeypatch.setattr("storyagent.diffusion.models.fingerprint.weights_fingerprint", lambda model: "trained further")
    assert key() != before

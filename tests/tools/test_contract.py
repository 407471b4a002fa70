"""Every tool whose inputs are texts, pictures, videos or sounds is called with small ones: it works, or says why not.

A new tool is tested by being registered. What is right in its result is for its own tests to say.
"""

import pickle
import wave
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from storyagent.engine.journal import Journal
from storyagent.engine.result import NodeResult
from storyagent.engine.retry import RetryPolicy
from storyagent.engine.run import run
from storyagent.engine.store import Store
from storyagent.errors import InvalidInput, MissingExtra
from storyagent.graph.plan import Collection, FileInput, Input, Literally, Node, Plan
from storyagent.graph.registry import Registry
from storyagent.graph.tool import Port, ToolSpec
from storyagent.story.files import sha256_of
from storyagent.story.resources import accepts
from storyagent.testing import two_frame_clip

REGISTRY = Registry.installed()
SPECS = {name: REGISTRY.spec(name) for name in REGISTRY.names()}
TEXT = "A red fox walks through the forest. It rains."


def has_example(spec: ToolSpec) -> bool:
    """Tell whether we have something small for all that a tool needs."""
    return "gpu" not in spec.needs and all(kind_of(port) for port in spec.inputs.values() if port.required)


def kind_of(port: Port) -> str:
    """Return which of our examples a port takes, or nothing."""
    if port.resource is None:
        return ""
    if not port.resource.is_file:
        return "text" if port.annotation.__origin__ is str else ""
    given = ("image.mask", "image", "video", "audio")
    return next((kind for kind in given if accepts(port.resource.name, kind) or accepts(kind, port.resource.name)), "")


CALLED = [name for name, spec in SPECS.items() if has_example(spec)]


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """A picture with a red disc, its mask, a clip and a sound."""
    folder = tmp_path_factory.mktemp("examples")
    made = {"image": folder / "picture.png", "image.mask": folder / "mask.png"}
    for mode, path, ground, disc in (
        ("RGBA", made["image"], (90, 140, 200, 255), (220, 30, 30, 255)),
        ("L", made["image.mask"], 0, 255),
    ):
        picture = Image.new(mode, (96, 64), ground)
        ImageDraw.Draw(picture).ellipse((30, 20, 60, 50), fill=disc)
        picture.save(path)
    made["video"] = two_frame_clip(folder / "clip.mp4")
    made["audio"] = folder / "sound.wav"
    times_s = np.arange(4800) / 16_000
    with wave.open(str(made["audio"]), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16_000)
        sound.writeframes((8000 * np.sin(2 * np.pi * 440 * times_s)).astype("<i2").tobytes())
    return made


@pytest.fixture(scope="module")
def ended(examples: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, NodeResult]:
    """How a call of each of them ended."""
    root = tmp_path_factory.mktemp("contract")
    nodes = tuple(Node(id=name, tool=name, inputs=_inputs(SPECS[name], examples)) for name in CALLED)
    with Store(root / "store") as store, Journal(root / "journal.sqlite") as journal:
        ran = run(
            Plan(nodes=nodes),
            registry=REGISTRY,
            store=store,
            journal=journal,
            tokens={"cpu": 1, "llm": 1},
            policy=RetryPolicy(sleep=lambda seconds: None),
        )
    return ran.nodes


def _inputs(spec: ToolSpec, examples: Mapping[str, Path]) -> dict[str, Input]:
    return {port.name: _example(port, examples) for port in spec.inputs.values() if port.required}


def _example(port: Port, examples: Mapping[str, Path]) -> Input:
    kind = kind_of(port)
    if kind == "text":
        return Literally(value=(TEXT,) if port.many else TEXT)
    path = examples[kind]
    one = FileInput(path=str(path), sha256=sha256_of(path))
    return Collection(items=(one,)) if port.many else one


@pytest.mark.parametrize("name", CALLED)
def test_a_tool_works_on_something_small_or_says_what_it_needs(name: str, ended: Mapping[str, Any]) -> None:
    node = ended[name]
    if node.state != "done":
        assert isinstance(node.error, InvalidInput | MissingExtra), node.error
        assert node.error.needed or node.error.hint, node.error


def test_one_type_means_one_thing_in_every_tool() -> None:
    meant: dict[str, set[str]] = {}
    for spec in SPECS.values():
        for port in (*spec.inputs.values(), *spec.outputs.values()):
            if port.resource is not None:
                meant.setdefault(port.resource.name, set()).add(port.resource.suffix)
    assert not {name: suffixes for name, suffixes in meant.items() if len(suffixes) > 1}


@pytest.mark.parametrize("name", SPECS)
def test_a_tool_can_be_handed_to_another_process(name: str) -> None:
    tool = REGISTRY.get(name)
    assert pickle.loads(pickle.dumps(tool)) is tool


@pytest.mark.parametrize("name", SPECS)
def test_what_a_tool_declares_of_itself_makes_sense(name: str) -> None:
    spec = SPECS[name]
    assert spec.name == name
    assert spec.version.strip()
    assert spec.inputs or spec.outputs
    assert all(port.name.isidentifier() and not port.name.startswith("_") for port in spec.inputs.values())
    for rung in spec.rungs:
        assert rung.does
        assert not rung.weights or rung.packages
    assert spec.cost_s is not None, "what a usual call takes is known: 0.01 where it is next to nothing"
    if spec.cost_estimated:
        assert spec.rungs, "what needs no weights is measured"
        assert "embedded" not in {rung.name for rung in spec.rungs}, "what needs no weights is measured"
    assert not spec.isolated or spec.time_limit_s is not None, "a tool in a process of its own has a time limit"

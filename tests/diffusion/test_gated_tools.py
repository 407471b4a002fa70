"""Tries behind the gate: made with other noise, handed on once one passed, and never made twice."""

from pathlib import Path
from typing import Any

import pytest

from storyagent.engine.journal import Journal
from storyagent.engine.result import RunResult
from storyagent.engine.run import run
from storyagent.engine.store import Store
from storyagent.errors import InvalidInput
from storyagent.graph.plan import Collection, Input, Link, Literally, Node, Plan
from storyagent.story.files import sha256_of
from storyagent.story.timeline import Shot
from storyagent.story.verdicts import ClipVerdict, scene_gate
from storyagent.testing import run_tool
from storyagent.tools.animate_again import animate_again
from storyagent.tools.animate_layout import animate_layout
from storyagent.tools.gate_clip import gate_clip
from storyagent.tools.keep_best import keep_best
from tests.diffusion import tiny

TOOLS = {one.spec.name: one for one in (animate_again, animate_layout, gate_clip, keep_best)}
NOUNS = {"o0": "car", "o1": "cat"}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tiny.saved(tiny.clip_unet(), "TextToVideoSDPipeline", tmp_path_factory.mktemp("clips")))


def node(name: str, tool: str, **inputs: Any) -> Node:
    given: dict[str, Input] = {
        key: value if isinstance(value, Link | Collection) else Literally(value=value) for key, value in inputs.items()
    }
    return Node(id=name, tool=tool, inputs=given)


def links(*names: str) -> Collection:
    return Collection(items=tuple(Link(node=name, output="result") for name in names))


def gated(model: str, likeness: float) -> Plan:
    """Return a scene whose second clip is compared with a first one that looks otherwise, tried three times at most."""
    layout = tiny.LAYOUT.model_dump(mode="json")
    asked: dict[str, Any] = {
        "prompt": tiny.PROMPT,
        "layout": layout,
        "shot": Shot(id="one", frames=6).model_dump(mode="json"),
    }
    asked |= {"model": model, "steps": 2, "guided": False, "width_px": 64, "height_px": 48}
    judged: dict[str, Any] = {"layout": layout, "nouns": NOUNS, "earlier": links("before"), "earlier_layouts": [layout]}
    judged["likeness"] = likeness
    nodes = [node("before", "animate_layout", seed=5, **asked), node("clip", "animate_layout", seed=1, **asked)]
    nodes.append(node("verdict-0", "gate_clip", clip=Link(node="clip", output="result"), **judged))
    tried = ["clip"]
    for number in (1, 2):
        verdicts = links(*(f"verdict-{n}" for n in range(number)))
        nodes.append(node(f"again-{number}", "animate_again", tried=links(*tried), verdicts=verdicts, seed=1, **asked))
        tried.append(f"again-{number}")
        nodes.append(node(f"verdict-{number}", "gate_clip", clip=Link(node=tried[-1], output="result"), **judged))
    nodes.append(node("kept", "keep_best", clips=links(*tried), verdicts=links(*(f"verdict-{n}" for n in range(3)))))
    names = ("clip", "again-1", "again-2", "kept", "verdict-0", "verdict-1", "verdict-2")
    return Plan(nodes=tuple(nodes), results={name: Link(node=name, output="result") for name in names})


def made(plan: Plan, folder: Path) -> RunResult:
    with Store(folder / "store") as store, Journal(folder / "journal.sqlite") as journal:
        result = run(plan, registry=TOOLS, store=store, journal=journal, tokens={"cpu": 1}, options={"device": "cpu"})
    result.raise_for_state()
    return result


def test_a_scene_that_never_passes_is_tried_as_often_as_asked_and_the_best_is_kept(model: str, tmp_path: Path) -> None:
    result = made(gated(model, likeness=1.0), tmp_path)
    clips = [sha256_of(result.outputs[name]) for name in ("clip", "again-1", "again-2")]
    verdicts = [ClipVerdict.model_validate(result.outputs[f"verdict-{n}"]) for n in range(3)]
    assert len(set(clips)) == 3
    assert [one.clip for one in verdicts] == clips
    assert not any(one.passed for one in verdicts)
    best = max(verdicts, key=lambda one: one.score)
    assert sha256_of(result.outputs["kept"]) == best.clip == scene_gate("one", verdicts).kept.clip
    again = made(gated(model, likeness=1.0), tmp_path)
    assert again.ran == 0


def test_a_clip_that_passes_is_handed_on_and_nothing_else_is_made_or_judged(model: str, tmp_path: Path) -> None:
    result = made(gated(model, likeness=0.0), tmp_path)
    clips = {sha256_of(result.outputs[name]) for name in ("clip", "again-1", "again-2", "kept")}
    verdicts = [ClipVerdict.model_validate(result.outputs[f"verdict-{n}"]) for n in range(3)]
    assert len(clips) == 1
    assert len(scene_gate("one", verdicts).tries) == 1
    assert result.nodes["verdict-1"].from_cache
    assert result.nodes["verdict-2"].from_cache


def test_a_try_without_a_verdict_for_each_clip_is_refused(model: str, tmp_path: Path) -> None:
    (tmp_path / "a.mp4").touch()
    with pytest.raises(InvalidInput, match="do not go together"):
        run_tool(
            animate_again, tried=(tmp_path / "a.mp4",), verdicts=(), prompt=tiny.PROMPT, layout=tiny.LAYOUT,
            shot=Shot(id="one", frames=6), model=model,
        )  # fmt: skip

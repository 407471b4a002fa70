from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pytest
from pydantic import ValidationError

from storyagent.graph.plan import Collection, FileInput, Link, Literally, Node, Plan
from storyagent.graph.registry import Registry
from storyagent.graph.show import tool_as_text
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r
from storyagent.story.screenplay import Line


class Parts(NamedTuple):
    picture: r.Image
    notes: r.Text


@tool(version="2", needs={"gpu": 1}, extra="paint", licence="CC0")
def paint(
    lines: r.Lines,
    pictures: tuple[r.Image, ...] = (),
    mask: r.MaskImage | None = None,
    names: tuple[str, ...] = (),
    mood: Literal["calm", "wild"] = "calm",
    weights: dict[str, float] = {},  # noqa: B006 (pydantic-style default, never changed)
    *,
    context: ToolContext,
) -> Parts:
    """Paint a picture
    of what is said.

    More about it.
    """
    return Parts(context.path("a.png"), " ".join(line.text for line in lines))


def test_the_signature_is_the_schema() -> None:
    spec = paint.spec
    assert (spec.name, spec.ref, spec.summary) == ("paint", "paint@2", "Paint a picture of what is said.")
    assert (dict(spec.needs), spec.extra, spec.licence) == ({"gpu": 1}, "paint", "CC0")
    assert list(spec.inputs) == ["lines", "pictures", "mask", "names", "mood", "weights"]
    assert list(spec.outputs) == ["picture", "notes"]


@pytest.mark.parametrize(
    ("name", "type_name", "many", "required", "setting"),
    [
        ("lines", "text.lines", False, True, False),
        ("pictures", "many image", True, False, False),
        ("mask", "image.mask", False, False, False),
        ("names", "tuple[str, ...]", False, False, True),
        ("mood", "'calm' | 'wild'", False, False, True),
        ("weights", "dict[str, float]", False, False, True),
    ],
)
def test_each_parameter_is_a_port(name: str, type_name: str, many: bool, required: bool, setting: bool) -> None:
    port = paint.spec.inputs[name]
    assert (port.type_name, port.many, port.required) == (type_name, many, required)
    assert (port.resource is None) == setting


def test_a_tool_is_called_like_its_function(tmp_path: Path) -> None:
    class Context:
        options: Mapping[str, Any] = {}

        def path(self, name: str) -> Path:
            return tmp_path / name

        def progress(self, fraction: float, message: str = "") -> None:
            raise AssertionError("this tool reports no progress")

    made = paint((Line(text="Hello."), Line(text="World.")), context=Context())
    assert made == (tmp_path / "a.png", "Hello. World.")


def test_one_cpu_is_held_where_nothing_is_said() -> None:
    @tool(version="1")
    def shout(text: r.Text, *, context: ToolContext) -> r.Text:
        """Say it louder."""
        return text.upper()

    assert dict(shout.spec.needs) == {"cpu": 1}
    assert list(shout.spec.outputs) == ["result"]


def test_a_tool_may_declare_what_a_search_counts_with() -> None:
    @tool(version="1", cost_s=2.5, quality=0.8, vram_gb=0.0)
    def shout(text: r.Text, *, context: ToolContext) -> r.Text:
        """Say it louder."""
        return text.upper()

    assert (shout.spec.cost_s, shout.spec.quality, shout.spec.vram_gb) == (2.5, 0.8, 0.0)
    assert (paint.spec.cost_s, paint.spec.quality, paint.spec.vram_gb) == (None, None, None)


def test_a_cost_that_was_not_measured_says_so() -> None:
    @tool(version="1", cost_s=3.0, cost_estimated=True)
    def shout(text: r.Text, *, context: ToolContext) -> r.Text:
        """Say it louder."""
        return text.upper()

    assert "3 s a call, estimated" in tool_as_text("shout", Registry((shout,)))
    with pytest.raises(TypeError, match="no cost_s"):

        @tool(version="1", cost_estimated=True)
        def whisper(text: r.Text, *, context: ToolContext) -> r.Text:
            """Say it quietly."""
            return text.lower()


@pytest.mark.parametrize("facts", [{"quality": 1.5}, {"cost_s": -1.0}, {"vram_gb": float("nan")}])
def test_a_tool_cannot_declare_nonsense(facts: dict[str, float]) -> None:
    with pytest.raises(TypeError, match=f"no_facts: {next(iter(facts))} is"):

        @tool(version="1", **facts)  # type: ignore[arg-type]
        def no_facts(text: r.Text, *, context: ToolContext) -> r.Text:
            """Say nothing."""
            return text


def no_docstring(text: r.Text, *, context: ToolContext) -> r.Text:
    return text


def untyped(text, *, context: ToolContext) -> r.Text:  # type: ignore[no-untyped-def]
    """Take anything."""
    return str(text)


def many_names(*texts: r.Text, context: ToolContext) -> r.Text:
    """Take any number."""
    return "".join(texts)


def no_resource(text: r.Text, *, context: ToolContext) -> int:
    """Count."""
    return len(text)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (no_docstring, "no_docstring needs a docstring"),
        (untyped, "parameter text needs a type annotation"),
        (many_names, "parameter texts needs a type annotation and a name of its own"),
        (no_resource, "result result is not annotated with a resource type"),
    ],
)
def test_a_function_that_cannot_be_a_tool_is_refused(function: Callable[..., Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        tool(version="1")(function)


def test_a_plan_survives_a_round_trip() -> None:
    items = (Link(node="a", output="notes"), FileInput(path="a.png", sha256="0" * 64), Literally(value=[1, None, "ü"]))
    inputs = {"x": Literally(value={"a": 1.5}), "y": Collection(items=items), "z": items[0], "f": items[1]}
    plan = Plan(nodes=(Node(id="scene-1.b", tool="t", scene="scene-1", inputs=inputs),), results={"film": items[0]})
    assert Plan.model_validate_json(plan.model_dump_json()) == plan


@pytest.mark.parametrize("node_id", ["", "A", "a b", ".a", "a/b", "a" * 129])
def test_a_node_s_id_is_safe_everywhere(node_id: str) -> None:
    with pytest.raises(ValidationError):
        Node(id=node_id, tool="t")

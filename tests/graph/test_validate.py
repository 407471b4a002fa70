import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from storyagent.errors import InvalidInput
from storyagent.graph.plan import Collection, FileInput, Link, Literally, Node, Plan
from storyagent.graph.registry import Registry
from storyagent.graph.tool import ToolContext, tool
from storyagent.graph.validate import PlanFinding, check_plan, require_valid
from storyagent.story import resources as r


@tool(version="1")
def paint(prompt: r.Text, size_px: int = 64, *, context: ToolContext) -> r.EntityImage:
    """Paint a picture."""
    return context.path(f"{prompt}-{size_px}.png")


@tool(version="1")
def film(
    pictures: tuple[r.Image, ...], mask: r.MaskImage | None = None, names: tuple[str, ...] = (), *, context: ToolContext
) -> r.Video:
    """Film pictures."""
    return context.path("film.mp4")


class Parts(NamedTuple):
    masks: tuple[r.MaskImage, ...]
    note: r.Text


@tool(version="1")
def split(picture: r.Image, layout: r.Layout | None = None, *, context: ToolContext) -> Parts:
    """Split a picture."""
    return Parts((picture,), "done")


REGISTRY = Registry([paint, film, split])
PAINT = Node(id="paint", tool="paint", inputs={"prompt": Literally(value="a fox")})
LINK = Link(node="paint")
MANY = Collection(items=(LINK,))


def check(*nodes: Node, results: dict[str, Link] | None = None) -> list[PlanFinding]:
    found = check_plan(Plan(nodes=nodes, results=results or {}), REGISTRY)
    return [finding for finding in found if isinstance(finding, PlanFinding)]


def test_a_plan_that_fits_has_no_findings(tmp_path: Path) -> None:
    picture = tmp_path / "own.png"
    picture.write_bytes(b"png")
    own = FileInput(path=str(picture), sha256="0" * 64)
    nodes = (
        PAINT,
        Node(id="film", tool="film", inputs={"pictures": Collection(items=(LINK, own)), "mask": Literally(value=None)}),
        Node(id="split", tool="split", inputs={"picture": own}),
        Node(id="film-2", tool="film", inputs={"pictures": Link(node="split", output="masks")}),
        Node(id="film-3", tool="film", inputs={"pictures": LINK}),
        Node(id="film-4", tool="film", inputs={"pictures": own}),
        Node(id="again", tool="paint", inputs={"prompt": Link(node="split", output="note")}),
    )
    assert check(*nodes, results={"film": Link(node="film")}) == []


@pytest.mark.parametrize(
    ("tool", "inputs", "code", "field", "said"),
    [
        ("pain", {}, "unknown_tool", "", "did you mean 'paint'"),
        ("paint", {}, "missing_input", "prompt", "needed text"),
        ("paint", {"prompt": "fox", "size": 3}, "unknown_input", "size", "did you mean 'size_px'"),
        ("paint", {"prompt": LINK}, "type_conflict", "prompt", "found image.entity from paint; needed text"),
        ("film", {"pictures": MANY, "mask": LINK}, "type_conflict", "mask", "needed image.mask"),
        ("paint", {"prompt": "fox", "size_px": "large"}, "bad_value", "size_px", "needed int"),
        ("paint", {"prompt": "fox", "size_px": "64"}, "bad_value", "size_px", "found '64'"),
        ("paint", {"prompt": "fox", "size_px": True}, "bad_value", "size_px", "found True"),
        ("paint", {"prompt": 7}, "bad_value", "prompt", "needed text"),
        ("film", {"pictures": MANY, "names": ["a", 2]}, "bad_value", "names", "found 2 at [1]"),
        ("split", {"picture": LINK, "layout": {"scene": "A B"}}, "bad_value", "layout", "'A B' at [scene]"),
        ("split", {"picture": "fox.png"}, "needs_file", "picture", "needed a file: image"),
        ("film", {"pictures": ["fox.png"]}, "needs_file", "pictures", "needed a file: many image"),
        (
            "film",
            {"pictures": Collection(items=(Literally(value="fox.png"),))},
            "needs_file",
            "pictures",
            "found ['fox.png']",
        ),
        ("split", {"picture": MANY}, "needs_one", "picture", "found a list of 1"),
        ("paint", {"prompt": "fox", "size_px": LINK}, "needs_value", "size_px", "needed int"),
        ("split", {"picture": Link(node="pant")}, "unknown_node", "picture", "did you mean 'paint'"),
        ("split", {"picture": Link(node="paint", output="results")}, "unknown_output", "picture", "mean 'result'"),
    ],
)
def test_each_fault_is_found_at_its_node_and_field(
    tool: str, inputs: dict[str, Any], code: str, field: str, said: str
) -> None:
    given = {name: value if hasattr(value, "kind") else Literally(value=value) for name, value in inputs.items()}
    (finding,) = check(PAINT, Node(id="n", tool=tool, inputs=given))
    assert (finding.code, finding.node, finding.field) == (f"plan.{code}", "n", field)
    assert finding.severity == "error"
    assert said in str(finding)


def test_a_tool_s_many_outputs_are_no_single_input() -> None:
    (finding,) = check(
        PAINT,
        Node(id="split", tool="split", inputs={"picture": LINK}),
        Node(id="n", tool="split", inputs={"picture": Link(node="split", output="masks")}),
    )
    assert (finding.code, finding.found) == ("plan.needs_one", "many, split.masks")


def test_a_file_where_none_fits_or_that_is_not_there_is_found(tmp_path: Path) -> None:
    gone = FileInput(path=str(tmp_path / "gone.png"), sha256="0" * 64)
    found = check(
        Node(id="a", tool="paint", inputs={"prompt": gone}),
        Node(id="b", tool="split", inputs={"picture": gone}),
        Node(id="c", tool="film", inputs={"pictures": gone}),
    )
    codes = [(finding.node, finding.code) for finding in found]
    assert codes == [
        ("a", "plan.no_file"),
        ("b", "plan.missing_file"),
        ("c", "plan.missing_file"),
    ]


def test_nodes_of_the_same_id_are_found() -> None:
    (finding,) = check(PAINT, PAINT)
    assert (finding.code, finding.node) == ("plan.same_id", "paint")


def test_a_circle_is_found() -> None:
    a = Node(id="a", tool="split", inputs={"picture": Link(node="c", output="result")})
    b = Node(id="b", tool="paint", inputs={"prompt": Link(node="a", output="note")})
    c = Node(id="c", tool="paint", inputs={"prompt": Link(node="a", output="note")})
    (finding,) = check(a, b, c)
    assert finding.code == "plan.circle"
    assert finding.found in {"a → c → a", "c → a → c"}


def test_a_result_that_points_nowhere_is_found() -> None:
    found = check(PAINT, results={"film": Link(node="pain"), "picture": Link(node="paint", output="image")})
    assert [(finding.code, finding.field) for finding in found] == [
        ("plan.unknown_result", "film"),
        ("plan.unknown_output", "picture"),
    ]


def test_a_tool_that_cannot_be_loaded_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone_tool.py").write_text("import a_module_nobody_has")
    info = tmp_path / "gone-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: gone\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[storyagent.tools]\ngone = gone_tool:gone\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    (finding,) = check_plan(Plan(nodes=(Node(id="n", tool="gone"),)), Registry.installed())
    assert finding.code == "plan.broken_tool"
    assert "gone_tool" not in sys.modules


def test_all_findings_come_at_once_and_in_one_error() -> None:
    plan = Plan(
        nodes=(Node(id="a", tool="paint"), Node(id="b", tool="pain"), Node(id="c", tool="film", inputs={"x": LINK})),
        results={"film": Link(node="d")},
    )
    codes = [finding.code for finding in check_plan(plan, REGISTRY)]
    assert codes == [
        "plan.missing_input",
        "plan.unknown_tool",
        "plan.missing_input",
        "plan.unknown_input",
        "plan.unknown_result",
    ]
    with pytest.raises(InvalidInput) as caught:
        require_valid(plan, REGISTRY)
    assert "5 things to correct" in str(caught.value)
    assert all(code in str(caught.value) for code in codes)


def test_a_plan_that_fits_is_let_through() -> None:
    require_valid(Plan(nodes=(PAINT,)), REGISTRY)

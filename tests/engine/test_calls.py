"""A plan that cannot run is refused as a whole, and the message says where."""

from pathlib import Path
from typing import Any

import pytest

from storyagent.engine.calls import prepare
from storyagent.errors import InvalidInput, ToolFailed
from storyagent.graph.plan import Collection, FileInput, Link, Literally, Node, Plan
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r
from storyagent.story.files import sha256_of
from storyagent.testing import TINY_TOOLS
from tests.engine.world import World, chain, step

PAGE = FileInput(path="p.html", sha256="0" * 64)


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        ([Node(id="a", tool="shuot")], "no such tool"),
        ([Node(id="a", tool="shout")], "lacks an input"),
        ([Node(id="a", tool="shout", inputs={"txt": Literally(value="x")})], "did you mean text"),
        ([Node(id="a", tool="shout", inputs={"text": Literally(value=["x"])})], r"a\.text"),
        ([Node(id="a", tool="shout", inputs={"text": Link(node="b")})], "not in the plan"),
        ([Node(id="a", tool="shout", inputs={"text": Link(node="a")})], "circle"),
        ([Node(id="a", tool="shout", inputs={"text": PAGE})], "takes no file"),
        ([Node(id="a", tool="shout", inputs={"text": Collection(items=())})], "takes one value"),
        ([Node(id="a", tool="bind_pages", inputs={"pages": Literally(value=["p.html"])})], "takes a file"),
    ],
)
def test_a_plan_that_cannot_run_is_refused(tmp_path: Path, nodes: list[Node], message: str) -> None:
    with World(tmp_path) as world:
        world.tools.update(TINY_TOOLS)
        with pytest.raises(InvalidInput, match=message):
            world.run(Plan(nodes=tuple(nodes)))


def test_two_nodes_of_one_id_are_refused(tmp_path: Path) -> None:
    with World(tmp_path) as world, pytest.raises(InvalidInput, match="same id"):
        world.run(Plan(nodes=(step("a"), step("a", text="other"))))


def test_a_link_to_an_output_the_tool_does_not_have_is_refused(tmp_path: Path) -> None:
    with World(tmp_path) as world, pytest.raises(InvalidInput, match="no such output"):
        world.run(Plan(nodes=chain("a").nodes, results={"x": Link(node="a", output="sound")}))


def test_a_file_of_the_users_that_changed_since_the_plan_was_made_fails_its_node(tmp_path: Path) -> None:
    page = tmp_path / "own.html"
    page.write_text("one", encoding="utf-8")
    given = Collection(items=(FileInput(path=str(page), sha256=sha256_of(page)),))
    plan = Plan(nodes=(Node(id="a", tool="bind_pages", inputs={"pages": given}),), results={"r": Link(node="a")})
    with World(tmp_path) as world:
        world.tools.update(TINY_TOOLS)
        page.write_text("two", encoding="utf-8")
        result = world.run(plan)
        assert isinstance(result.nodes["a"].error, InvalidInput)
        page.write_text("one", encoding="utf-8")
        assert world.run(plan).outputs["r"].read_text(encoding="utf-8") == "<h1></h1>one"


def test_an_output_of_many_files_goes_to_an_input_that_takes_many(tmp_path: Path) -> None:
    nodes = (
        Node(id="a", tool="pair", inputs={"text": Literally(value="xyz")}),
        Node(id="b", tool="bind_pages", inputs={"pages": Link(node="a", output="pages")}),
        Node(id="c", tool="step", inputs={"before": Link(node="a", output="head")}),
    )
    results = {"report": Link(node="b"), "pages": Link(node="a", output="pages"), "text": Link(node="c")}
    with World(tmp_path) as world:
        world.tools.update(TINY_TOOLS)
        outputs = world.run(Plan(nodes=nodes, results=results)).outputs
    assert outputs["report"].read_text(encoding="utf-8") == "<h1></h1>yz"
    assert [page.read_text(encoding="utf-8") for page in outputs["pages"]] == ["y", "z"]
    assert outputs["text"] == "(x)"


def test_an_output_of_many_does_not_fit_an_input_that_takes_one(tmp_path: Path) -> None:
    nodes = (
        Node(id="a", tool="pair", inputs={"text": Literally(value="xyz")}),
        Node(id="b", tool="bind_pages", inputs={"pages": Collection(items=(Link(node="a", output="pages"),))}),
    )
    with World(tmp_path) as world:
        world.tools.update(TINY_TOOLS)
        with pytest.raises(InvalidInput, match="takes one value"):
            world.run(Plan(nodes=nodes))


def test_a_tool_with_a_port_that_no_data_can_fill_is_named() -> None:
    class Strange:
        """A class that pydantic knows nothing of."""

    def odd(text: r.Text, how: Any = None, *, context: ToolContext) -> r.Text:
        """Be odd."""
        return text

    odd.__annotations__["how"] = Strange
    plan = Plan(nodes=(Node(id="n", tool="odd", inputs={"text": Literally(value="a")}),))
    with pytest.raises(ToolFailed, match=r"the tool odd has an input or output of a type that no data can fill"):
        prepare(plan, {"odd": tool(version="1")(odd)})

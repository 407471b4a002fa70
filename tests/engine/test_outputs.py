"""What a tool may do in its folder, and what is made of what it returns."""

from pathlib import Path
from typing import Any

import pytest

from storyagent.errors import ToolFailed
from storyagent.graph.plan import Link, Literally, Node, Plan
from storyagent.graph.tool import Tool, ToolContext, tool
from storyagent.story import resources as r
from tests.engine.world import World


def fails(tmp_path: Path, tested: Tool[..., Any]) -> str:
    with World(tmp_path) as world:
        world.tools["t"] = tested
        result = world.run(Plan(nodes=(Node(id="t", tool="t"),)))
        assert not [path for path in (tmp_path / "store" / "objects").rglob("*") if path.is_file()]
        assert isinstance(result.nodes["t"].error, ToolFailed)
        return str(result.nodes["t"].error)


def test_a_file_that_was_not_written_fails(tmp_path: Path) -> None:
    @tool(version="1")
    def forget(*, context: ToolContext) -> r.Image:
        """Forget to write."""
        return context.path("a.png")

    assert "was not written" in fails(tmp_path, forget)


def test_a_file_with_another_ending_fails(tmp_path: Path) -> None:
    @tool(version="1")
    def confuse(*, context: ToolContext) -> r.Image:
        """Write another kind."""
        path = context.path("a.jpg")
        path.write_bytes(b"x")
        return path

    assert "needed .png" in fails(tmp_path, confuse)


@pytest.mark.parametrize("link", [False, True])
def test_a_file_outside_the_folder_fails_and_stays_where_it_is(tmp_path: Path, link: bool) -> None:
    own = tmp_path / "own.png"
    own.write_bytes(b"x")

    @tool(version="1")
    def stray(*, context: ToolContext) -> r.Image:
        """Give a file of the user's."""
        if not link:
            return own
        path = context.path("link.png")
        path.symlink_to(own)
        return path

    assert "outside its folder" in fails(tmp_path, stray)
    assert own.read_bytes() == b"x"


@pytest.mark.parametrize("name", ["../a.png", "/tmp/a.png", "a/../../b.png", ""])
def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    @tool(version="1")
    def escape(*, context: ToolContext) -> r.Image:
        """Try to leave."""
        return context.path(name)

    assert "only in its own folder" in fails(tmp_path, escape)


def test_a_value_of_another_type_fails(tmp_path: Path) -> None:
    @tool(version="1")
    def lie(*, context: ToolContext) -> r.Text:
        """Give a number."""
        return 3  # type: ignore[return-value]

    assert "t.result: an output is of the wrong type" in fails(tmp_path, lie)


def test_a_file_that_is_handed_on_is_the_same_file(tmp_path: Path) -> None:
    @tool(version="1")
    def hand_on(page: r.Html, *, context: ToolContext) -> r.Html:
        """Give the page as it is."""
        return page

    nodes = (
        Node(id="a", tool="page", inputs={"text": Literally(value="x")}),
        Node(id="b", tool="hand_on", inputs={"page": Link(node="a")}),
    )
    with World(tmp_path) as world:
        world.tools["hand_on"] = hand_on
        outputs = world.run(Plan(nodes=nodes, results={name: Link(node=name) for name in "ab"})).outputs
        assert outputs["a"] == outputs["b"]


def test_the_folder_of_a_call_is_removed_however_it_ends(tmp_path: Path) -> None:
    folders = []

    @tool(version="1")
    def litter(fail: bool, *, context: ToolContext) -> r.Html:
        """Leave other files behind."""
        path = context.path("page.html")
        context.path("frames/1.png").write_bytes(b"x")
        folders.append(path.parent)
        path.write_text("x", encoding="utf-8")
        if fail:
            raise ValueError
        return path

    with World(tmp_path) as world:
        world.tools["litter"] = litter
        nodes = tuple(
            Node(id=str(fail).lower(), tool="litter", inputs={"fail": Literally(value=fail)}) for fail in (True, False)
        )
        world.run(Plan(nodes=nodes))
        assert [folder.exists() for folder in folders] == [False, False]
        assert folders[0] != folders[1]


def test_a_value_goes_to_the_next_tool_as_if_it_had_been_kept(tmp_path: Path) -> None:
    """Fresh results and kept ones are the same to whoever takes them."""
    given = []

    @tool(version="1")
    def lines(*, context: ToolContext) -> r.Cues:
        """Give cues."""
        return ()

    @tool(version="1")
    def look(cues: r.Cues, *, context: ToolContext) -> r.Text:
        """Look at what comes."""
        given.append(cues)
        return ""

    nodes = (Node(id="a", tool="lines"), Node(id="b", tool="look", inputs={"cues": Link(node="a")}))
    with World(tmp_path) as world:
        world.tools.update(lines=lines, look=look)
        result = world.run(Plan(nodes=nodes, results={"cues": Link(node="a")}))
        assert given == [()]
        assert result.outputs["cues"] == ()

"""LangChain's tools in the graph, and the graph's in LangChain."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from storyagent.errors import InvalidInput, ToolFailed
from storyagent.outside.calling import EngineCall
from storyagent.outside.langchain import as_langchain, from_langchain
from storyagent.outside.sources import Source
from storyagent.testing import TINY_TOOLS
from tests.outside import langchain_tools as theirs
from tests.outside.desk import Desk
from tests.outside.plain_server import PNG
from tests.outside.test_mcp import ports


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.close()


def test_a_langchain_tools_arguments_and_result_have_the_types_of_its_schema(desk: Desk) -> None:
    shout = from_langchain(theirs.shout, version="1")
    assert ports(shout) == {"text": "text", "times": "int", "end": "'!' | '?'", "result": "text"}
    assert shout.spec.summary == "Say a text louder."
    count = from_langchain(theirs.count, version="1")
    assert ports(count) == {"prompt": "text", "words": "tuple[str, ...]", "result": "text.json"}
    draw = from_langchain(theirs.draw_picture, version="1")
    assert ports(draw) == {"prompt": "text", "result": "image"}
    paint = from_langchain(theirs.paint_image, version="1", gives="image.entity", prompt="setting")
    assert ports(paint) == {"prompt": "str", "result": "image.entity"}
    fail = from_langchain(theirs.fail, version="1")
    tools = {made.spec.name: made for made in (shout, count, draw, paint, fail)}
    result = desk.run(
        {
            "shout": ("shout", {"text": "hi", "times": 2}),
            "count": ("count", {"prompt": "a b a", "words": ["a", "c"]}),
            "draw": ("draw_picture", {"prompt": "a fox"}),
            "paint": ("paint_image", {"prompt": "a fox"}),
            "fail": ("fail", {"text": "foxes"}),
        },
        tools=tools,
    )
    assert result.outputs["shout"] == "HI! HI!"
    assert json.loads(result.outputs["count"]) == {"a": 2, "c": 0}
    assert result.outputs["draw"].read_bytes() == result.outputs["paint"].read_bytes() == PNG
    error = result.nodes["fail"].error
    assert isinstance(error, ToolFailed)
    assert "nothing to say about foxes" in error.what


def test_one_that_is_added_is_found_by_name_and_runs_in_a_process_of_its_own(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = tmp_path / "my_langchain_tools.py"
    source = (
        "import os\nfrom langchain_core.tools import tool\n\n"
        "@tool\ndef which(text: str) -> str:\n    '''Say where.'''\n    return f'{text} {os.getpid()}'\n"
    )
    module.write_text(source)
    monkeypatch.syspath_prepend(str(tmp_path))
    added = desk.add(Source(name="mine", kind="langchain", object="my_langchain_tools:which", folder=tmp_path))
    assert added.tools == ("mine.which",)
    here = desk.run({"n": ("mine.which", {"text": "here"})})
    away = desk.run({"n": ("mine.which", {"text": "away"})}, isolate="declared")
    assert away.state == "done", away.nodes["n"].error
    assert here.outputs["n"].split()[1] != away.outputs["n"].split()[1]
    module.write_text(source.replace("Say where", "Say where it is"))
    error = desk.run({"n": ("mine.which", {"text": "again"})}).nodes["n"].error
    assert isinstance(error, ToolFailed)
    assert "changed since it was added" in error.what


@pytest.mark.parametrize(
    ("named", "what"),
    [
        ("tests.outside.langchain_tools", "is named module:object"),
        ("tests.outside.nowhere:shout", "there is no such object"),
        ("tests.outside.langchain_tools:whisper", "there is no such object"),
        ("tests.outside.langchain_tools:not_a_tool", "this is no LangChain tool"),
    ],
)
def test_what_is_no_langchain_tool_is_refused(desk: Desk, named: str, what: str) -> None:
    with pytest.raises(InvalidInput, match=what):
        desk.add(Source(name="mine", kind="langchain", object=named))


def test_an_agent_of_langchain_calls_a_tool_of_the_graph(desk: Desk, tmp_path: Path) -> None:
    call = EngineCall(desk.store, desk.journal)
    shout, bind = (as_langchain(TINY_TOOLS[name], call) for name in ("shout", "bind_pages"))
    assert shout.description == TINY_TOOLS["shout"].spec.summary
    assert json.loads(shout.invoke({"text": "hi"})) == {"result": "HI"}
    page = tmp_path / "page.html"
    page.write_text("<p>one</p>")
    bound = json.loads(bind.invoke({"pages": [str(page)], "title": "Book"}))
    assert Path(bound["result"]).read_text() == "<h1>Book</h1><p>one</p>"
    refused = json.loads(bind.invoke({"pages": [str(tmp_path / "gone.html")]}))
    assert refused["error"] == "InvalidInput"
    assert "cannot read a file" in refused["what"]
    assert bind.args["pages"]["description"] == "many html, the path of a file"

"""The fakes for people who write tools are honest."""

import itertools
from pathlib import Path
from typing import NamedTuple

import pytest

from storyagent.errors import InvalidInput, ToolFailed
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r
from storyagent.story.files import sha256_of
from storyagent.testing import TINY_TOOLS, bind_pages, run_tool, shout, two_frame_clip, write_page


class Parts(NamedTuple):
    text: r.Text
    page: r.Html


@tool(version="1")
def parts(text: r.Text, *, context: ToolContext) -> Parts:
    """Give a text and a page of it."""
    page = context.path("page.html")
    page.write_text(text, encoding="utf-8")
    return Parts(text, page)


def test_a_tool_is_run_with_values_files_and_many_files() -> None:
    assert run_tool(shout, text="ha", times=2) == "HAHA"
    one, two = run_tool(write_page, text="one"), run_tool(write_page, text="two")
    report = run_tool(bind_pages, pages=(one, two), title="Both")
    assert report.read_text(encoding="utf-8") == "<h1>Both</h1><p>one</p><p>two</p>"


def test_a_result_of_several_parts_comes_back_as_written() -> None:
    result = run_tool(parts, text="x")
    assert isinstance(result, Parts)
    assert (result.text, result.page.read_text(encoding="utf-8")) == ("x", "x")


def test_a_tool_that_gives_another_result_each_time_is_caught() -> None:
    numbers = itertools.count()

    @tool(version="1")
    def count(*, context: ToolContext) -> r.Text:
        """Give the next number."""
        return str(next(numbers))

    with pytest.raises(AssertionError, match="count@1 gave two different outputs 'result'"):
        run_tool(count)


def test_a_tool_that_fails_raises_its_error_with_the_cause() -> None:
    @tool(version="1")
    def fail(*, context: ToolContext) -> r.Text:
        """Fail."""
        raise KeyError("voice")

    with pytest.raises(ToolFailed, match="KeyError") as caught:
        run_tool(fail)
    assert isinstance(caught.value.__cause__, KeyError)


def test_an_input_that_does_not_fit_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"tested\.times"):
        run_tool(shout, text="x", times="many")


def test_options_reach_the_tool() -> None:
    @tool(version="1")
    def device(*, context: ToolContext) -> r.Text:
        """Say where it runs."""
        return str(context.options["device"])

    assert run_tool(device, {"device": "cpu"}) == "cpu"


def test_a_tiny_clip_is_a_video_of_its_colours_and_always_the_same(tmp_path: Path) -> None:
    import av

    first = two_frame_clip(tmp_path / "a.mp4")
    assert sha256_of(first) == sha256_of(two_frame_clip(tmp_path / "b.mp4"))
    with av.open(first) as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert [frame.shape for frame in frames] == [(48, 64, 3)] * 2
    assert frames[0][24, 32, 0] > 150 > frames[0][24, 32, 2]
    assert frames[1][24, 32, 2] > 150 > frames[1][24, 32, 0]


def test_the_tiny_tools_are_listed_by_name() -> None:
    assert all(name == one.spec.name for name, one in TINY_TOOLS.items())

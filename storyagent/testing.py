"""What people who write tools test them with; storyagent's own tests use the same.

from storyagent.testing import run_tool, two_frame_clip

def test_a_clip_is_played_backwards(tmp_path):
    clip = two_frame_clip(tmp_path / "clip.mp4")
    reversed_clip = run_tool(reverse_clip, clip=clip)
    assert ...
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
import threading
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

from storyagent.engine.journal import Journal
from storyagent.engine.run import run
from storyagent.engine.store import Store
from storyagent.events import Event
from storyagent.graph.plan import Collection, FileInput, Input, Link, Literally, Node, Plan
from storyagent.graph.tool import Tool, ToolContext, tool
from storyagent.story import resources as r
from storyagent.story.files import sha256_of

if TYPE_CHECKING:
    from storyagent.planning.scripted_model import Reply, ScriptedChatModel

R = TypeVar("R")
E = TypeVar("E")
Colour = tuple[int, int, int]


def run_tool(tested: Tool[..., R], options: Mapping[str, Any] | None = None, /, **inputs: Any) -> R:
    """Call a tool as a run would, twice, check what it gives, and return it.

    Checked: the inputs fit their ports; every output is there and of its type; every file has its resource's ending and
    lies in the call's own folder; and both calls give the same bytes. Files in the result lie in a folder that is
    removed when the process ends.

    Args:
        tested: The tool.
        options: `ToolContext.options`.
        inputs: Its inputs: values, paths for file inputs, tuples for those that take many.

    Raises:
        StoryagentError: what the tool raised, or ToolFailed for a wrong output.
        AssertionError: the two calls gave different results.
    """
    folder = Path(tempfile.mkdtemp(prefix="storyagent-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    first = _call(tested, options, inputs, folder / "first")
    second = _call(tested, options, inputs, folder / "second")
    for name, output in first.items():
        assert _content(output) == _content(second[name]), (
            f"{tested.spec.ref} gave two different outputs {name!r} for the same inputs: {output!r}, {second[name]!r}"
        )
    result: Any = get_type_hints(tested.function)["return"]
    returned: R = result(**first) if hasattr(result, "_fields") else first["result"]
    return returned


class Recorder:
    """A listener that keeps every event."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._inside = threading.Lock()

    def __call__(self, event: Event) -> None:
        """Keep an event.

        Raises:
            AssertionError: two events were delivered at the same time.
        """
        assert self._inside.acquire(blocking=False), "events are delivered one at a time"
        self.events.append(event)
        self._inside.release()

    def of(self, kind: type[E]) -> list[E]:
        """Return the events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]


def scripted_chat_model(
    *replies: Reply, answer: Callable[[Any], Reply] | None = None, name: str = "scripted"
) -> ScriptedChatModel:
    """Return a chat model for `ChatPlanner` that answers from a script. Needs the extra `llm`.

    Args:
        replies: Its answers in order: text, a dict (the arguments of a function call), or an exception to raise.
        answer: Called with the messages of each request instead, if given.
        name: What the model is called.
    """
    from storyagent.planning.scripted_model import ScriptedChatModel

    return ScriptedChatModel(replies=list(replies), answer=answer, model_name=name)


def two_frame_clip(
    path: Path,
    *,
    colours: tuple[Colour, ...] = ((200, 40, 40), (40, 40, 200)),
    width_px: int = 64,
    height_px: int = 48,
    fps: int = 24,
) -> Path:
    """Write a tiny H.264 clip, one plain frame per colour, and return its path. Same arguments, same bytes."""
    import av
    import numpy as np

    with av.open(path, "w", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libx264", rate=fps, options={"crf": "18", "flags": "+bitexact"})
        stream.width, stream.height, stream.pix_fmt = width_px, height_px, "yuv420p"
        stream.time_base = Fraction(1, fps)
        stream.thread_count = 1
        for number, colour in enumerate(colours):
            frame_hwc = np.full((height_px, width_px, 3), colour, np.uint8)
            frame = av.VideoFrame.from_ndarray(frame_hwc, format="rgb24")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@tool(version="1", needs={})
def shout(text: r.Text, times: int = 1, *, context: ToolContext) -> r.Text:
    """Write a text in capitals, several times."""
    context.progress(1.0)
    return text.upper() * times


@tool(version="1")
def write_page(text: r.Text, *, context: ToolContext) -> r.Html:
    """Write a text to a page."""
    page = context.path("page.html")
    page.write_text(f"<p>{text}</p>", encoding="utf-8")
    return page


@tool(version="1")
def bind_pages(pages: tuple[r.Html, ...], title: str = "", *, context: ToolContext) -> r.Report:
    """Bind pages to a report."""
    report = context.path("report.html")
    body = "".join(page.read_text(encoding="utf-8") for page in pages)
    report.write_text(f"<h1>{title}</h1>{body}", encoding="utf-8")
    return report


TINY_TOOLS: Mapping[str, Tool[..., Any]] = {one.spec.name: one for one in (shout, write_page, bind_pages)}
"""Three tools for tests of whatever runs tools: a value, a file, and many files into one."""


def _call(
    tested: Tool[..., Any], options: Mapping[str, Any] | None, inputs: Mapping[str, Any], folder: Path
) -> dict[str, Any]:
    given = {name: _input(tested, name, value) for name, value in inputs.items()}
    plan = Plan(
        nodes=(Node(id="tested", tool=tested.spec.name, inputs=given),),
        results={name: Link(node="tested", output=name) for name in tested.spec.outputs},
    )
    with Store(folder / "store") as store, Journal(folder / "journal.sqlite") as journal:
        tools = {tested.spec.name: tested}
        result = run(plan, registry=tools, store=store, journal=journal, tokens=tested.spec.needs, options=options)
    result.raise_for_state()
    return dict(result.outputs)


def _input(tested: Tool[..., Any], name: str, value: Any) -> Input:
    port = tested.spec.inputs.get(name)
    if port is not None and port.many and any(isinstance(item, Path) for item in value):
        return Collection(items=tuple(_file_input(item) for item in value))
    return _file_input(value) if isinstance(value, Path) else Literally(value=value)


def _file_input(path: Path) -> FileInput:
    return FileInput(path=str(path), sha256=sha256_of(path))


def _content(output: Any) -> Any:
    if isinstance(output, tuple | list):
        return [_content(item) for item in output]
    return sha256_of(output) if isinstance(output, Path) else output

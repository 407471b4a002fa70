"""A tool in a process of its own: whatever it does, the run and the other tools go on."""

import os
import select
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from storyagent.engine.cancel import CancelToken
from storyagent.engine.isolation import Isolate
from storyagent.engine.journal import Journal
from storyagent.engine.process_tree import descendants
from storyagent.engine.result import RunResult
from storyagent.engine.retry import RetryPolicy
from storyagent.engine.run import run
from storyagent.engine.store import Store
from storyagent.errors import InvalidInput, OutOfMemory, ToolFailed, Transient
from storyagent.events import NodeProgress
from storyagent.graph.plan import Link, Literally, Node, Plan
from storyagent.graph.tool import Tool, ToolContext, tool
from storyagent.story import resources as r
from storyagent.story.files import sha256_of
from storyagent.testing import Recorder
from tests.engine.bad_tools import BAD_TOOLS

AT_ONCE = RetryPolicy(sleep=lambda seconds: None)


class World:
    """A store and a journal in which the tools that misbehave are run."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.store = Store(root / "store")
        self.journal = Journal(root / "journal.sqlite")

    def run(self, *nodes: Node, **given: Any) -> RunResult:
        tools: Mapping[str, Tool[..., Any]] = given.pop("tools", BAD_TOOLS)
        results = {node.id: Link(node=node.id, output=next(iter(tools[node.tool].spec.outputs))) for node in nodes}
        arguments = {"tokens": {"cpu": 2}, "policy": AT_ONCE, **given}
        plan = Plan(nodes=nodes, results=results)
        return run(plan, registry=tools, store=self.store, journal=self.journal, **arguments)

    def left_behind(self) -> list[Path]:
        """Return what lies in the store besides finished files of the right hash."""
        files = [path for path in (self.store.root / "objects").rglob("*") if path.is_file()]
        broken = [path for path in files if sha256_of(path) != path.stem]
        return broken + [
            path for path in (self.store.root / "tmp").rglob("*") if path.is_file() and path.suffix != ".lock"
        ]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.journal.close()
    made.store.close()


def call(name: str, node: str = "n", **inputs: Any) -> Node:
    return Node(id=node, tool=name, inputs={key: Literally(value=value) for key, value in inputs.items()})


def test_an_isolated_tool_gives_what_it_gives_at_home_but_from_another_process(world: World) -> None:
    recorder = Recorder()
    node = call("good", text="one two")
    here = world.run(node, isolate="none", listener=recorder, options={"extra": "of this run"})
    there = World(world.root / "there")
    away = there.run(node, options={"extra": "of this run"}, listener=recorder)
    assert here.outputs["n"] == f"one two {os.getpid()}"
    assert away.outputs["n"] != here.outputs["n"]
    (kept,) = (there.store.lookup(row[0]) for row in there.store._index.rows("SELECT key FROM results"))
    (kept_here,) = (world.store.lookup(row[0]) for row in world.store._index.rows("SELECT key FROM results"))
    assert kept is not None
    assert kept_here is not None
    assert kept.outputs["pages"] == kept_here.outputs["pages"]
    assert [(event.fraction, event.message) for event in recorder.of(NodeProgress)] == [(0.5, "half of it")] * 2
    assert not there.left_behind()
    there.store.close()
    there.journal.close()


FAILURES: list[tuple[str, type[Exception], str, str]] = [
    ("segfault", ToolFailed, "died before it gave a result", "SIGSEGV"),
    ("abort", ToolFailed, "died before it gave a result", "SIGABRT"),
    ("exit", ToolFailed, "died before it gave a result", "exit code 3; it last printed: the disk is on fire"),
    ("kill", Transient, "somebody ended the process of the tool misbehave with SIGKILL", ""),
    ("system exit", ToolFailed, "SystemExit: enough", ""),
    ("interrupt", ToolFailed, "KeyboardInterrupt", ""),
    ("garbage", ToolFailed, "sent what cannot be read", "garbage"),
    ("flood", ToolFailed, "the tool raised RuntimeError: after the flood", ""),
    ("unpicklable", ToolFailed, "the tool raised Unpicklable: a lock and a thread", ""),
    ("number", ToolFailed, "an output is of the wrong type", "7"),
    ("outside", ToolFailed, "a tool wrote outside its folder", "elsewhere.html"),
    ("memory", OutOfMemory, "too little memory", "no room"),
]


def test_every_way_to_fail_is_an_error_of_ours_and_its_siblings_are_made(world: World) -> None:
    elsewhere = world.root / "elsewhere.html"
    elsewhere.write_text("not the tool's")
    failing = [call("misbehave", f"n{i}", how=how, note=str(elsewhere)) for i, (how, *_) in enumerate(FAILURES)]
    once = RetryPolicy(transient_attempts=1, memory_steps=0)
    result = world.run(*failing, call("misbehave", "sound", how="well"), policy=once)
    for number, (how, kind, what, found) in enumerate(FAILURES):
        error = result.nodes[f"n{number}"].error
        assert type(error) is kind, (how, error)
        assert what in error.what, how
        assert found in error.found, how
        assert error.where.startswith(f"n{number}"), how
    assert result.outputs["sound"].read_text() == "half written"
    assert not world.left_behind()
    assert elsewhere.exists()
    assert not descendants(os.getpid())


def test_an_error_keeps_its_facts_and_its_traceback_on_the_way(world: World) -> None:
    result = world.run(call("misbehave", how="typed"))
    error = result.nodes["n"].error
    assert type(error) is InvalidInput
    assert error.to_dict() == {
        "error": "InvalidInput",
        "what": "this cannot be drawn",
        "where": "page 3",
        "found": "a riddle",
        "needed": "a text",
        "hint": "write a text",
        "exit_code": 2,
    }
    assert "in _typed" in str(error.__cause__)


def test_a_tool_that_was_killed_from_outside_is_tried_again(world: World) -> None:
    result = world.run(call("misbehave", how="kill once", note=str(world.root / "killed")))
    assert result.nodes["n"].attempts == 2
    assert result.state == "done"


def test_a_tool_that_hangs_is_ended_at_its_time_limit_with_all_it_started(world: World) -> None:
    note = world.root / "pids"
    result = world.run(call("hang", how="deaf", note=str(note)), call("misbehave", "sound", how="well"))
    error = result.nodes["n"].error
    assert isinstance(error, ToolFailed)
    assert (error.what, error.found) == ("the tool hang did not end in time", "nothing after 1 s")
    assert result.nodes["sound"].state == "done"
    assert not [pid for pid in note.read_text().split() if is_running(int(pid))]


def test_a_cancelled_run_ends_a_tool_that_never_looks_up(world: World) -> None:
    note = world.root / "pids"
    os.mkfifo(note)
    cancel = CancelToken()
    pids: list[int] = []

    def cancel_once_it_runs() -> None:
        pids.extend(map(int, note.read_text().split()))
        cancel.cancel()

    watching = threading.Thread(target=cancel_once_it_runs)
    watching.start()
    result = world.run(call("hang", note=str(note)), cancel=cancel)
    watching.join()
    assert result.state == "cancelled"
    assert len(pids) == 2
    assert not [pid for pid in pids if is_running(pid)]


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_tool_that_fills_the_memory_is_ended_at_its_limit(world: World, elsewhere: bool) -> None:
    result = world.run(call("fill", elsewhere=elsewhere), policy=RetryPolicy(memory_steps=0))
    error = result.nodes["n"].error
    assert isinstance(error, OutOfMemory)
    assert error.needed == "at most 0.25 GiB"
    assert 0.25 <= float(error.found.split()[0]) < 2.0


@tool(version="1", isolated=True)
def at_the_top(text: r.Text, *, context: ToolContext) -> r.Text:
    """Say it louder."""
    return text.upper()


def test_a_tool_that_cannot_be_moved_says_so(world: World) -> None:
    @tool(version="1", isolated=True)
    def inner(text: r.Text, *, context: ToolContext) -> r.Text:
        """Say it louder."""
        return text.upper()

    for made, options in ((inner, {}), (at_the_top, {"device": threading.Lock()})):
        node = call(made.spec.name, text="a")
        result = world.run(node, tools={made.spec.name: made}, options=options)
        error = result.nodes["n"].error
        assert isinstance(error, ToolFailed)
        assert "cannot run in a process of its own" in error.what
        assert "STORYAGENT_ISOLATE=none" in error.hint
    assert world.run(call("inner", text="a"), tools={"inner": inner}, isolate="none").outputs["n"] == "A"


@pytest.mark.parametrize(("isolate", "moved"), [("all", True), ("declared", False), ("none", False)])
def test_a_run_says_which_tools_are_isolated(world: World, isolate: Isolate, moved: bool) -> None:
    result = world.run(call("pid_of", text="a"), tools={"pid_of": pid_of}, isolate=isolate)
    assert (result.outputs["n"] != str(os.getpid())) is moved


@tool(version="1")
def pid_of(text: r.Text, *, context: ToolContext) -> r.Text:
    """Say in which process this is."""
    return str(os.getpid())


def test_a_tool_dies_with_the_process_that_asked_for_it(tmp_path: Path) -> None:
    note = tmp_path / "pids"
    program = (
        "import sys; from pathlib import Path; from tests.engine.test_isolation import World, call; "
        "World(Path(sys.argv[1])).run(call('hang', note=sys.argv[2]))"
    )
    os.mkfifo(note)
    with subprocess.Popen([sys.executable, "-c", program, tmp_path, note]) as process:
        tool_pid = int(note.read_text().split()[0])
        ending = os.pidfd_open(tool_pid)
        process.kill()
    assert select.select([ending], [], [], 60.0)[0]
    os.close(ending)


def test_limits_need_isolation_and_sense() -> None:
    with pytest.raises(TypeError, match="time_limit_s can only be kept to by a tool with isolated=True"):
        tool(version="1", time_limit_s=3.0)(pid_of.function)
    with pytest.raises(TypeError, match="memory_limit_gib is a number above 0, found -1"):
        tool(version="1", isolated=True, memory_limit_gib=-1.0)(pid_of.function)


def is_running(pid: int) -> bool:
    """Tell whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False

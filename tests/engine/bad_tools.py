"""Tools that misbehave, each in its own way, for the tests of isolation; they can be imported by another process."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from storyagent.errors import InvalidInput
from storyagent.graph.tool import Tool, ToolContext, tool
from storyagent.story import resources as r


class Unpicklable(Exception):
    """Holds what cannot be moved to another process."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first} and {second}")
        self.lock = threading.Lock()


class Bound(NamedTuple):
    title: r.Text
    pages: tuple[r.Html, ...]


@tool(version="1", isolated=True, time_limit_s=60.0)
def good(text: r.Text, loud: bool = False, *, context: ToolContext) -> Bound:
    """Write a page for each word."""
    print("words on standard output {} \x00", flush=True)
    context.progress(0.5, "half of it")
    pages = []
    for number, word in enumerate(text.split()):
        pages.append(context.path(f"pages/{number}.html"))
        pages[-1].write_text(f"{word} {context.options.get('extra', '')}", encoding="utf-8")
    return Bound(text.upper() if loud else f"{text} {os.getpid()}", tuple(pages))


@tool(version="1", isolated=True, time_limit_s=60.0)
def misbehave(how: str, note: str = "", *, context: ToolContext) -> r.Html:
    """Fail in the way that is asked for."""
    half = context.path("half.html")
    half.write_text("half written", encoding="utf-8")
    return _WAYS[how](half, note)


@tool(version="1", isolated=True, time_limit_s=1.0)
def hang(how: str = "sleep", note: str = "", *, context: ToolContext) -> r.Text:
    """Never end."""
    if note:
        child = subprocess.Popen(["sleep", "1000"], start_new_session=True)
        Path(note).write_text(f"{os.getpid()} {child.pid}", encoding="utf-8")
    if how == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Event().wait()
    return "never"


@tool(version="1", isolated=True, memory_limit_gib=0.25)
def fill(elsewhere: bool = False, *, context: ToolContext) -> r.Text:
    """Fill the memory, in this process or in one below it."""
    if elsewhere:
        subprocess.run([sys.executable, "-c", _FILL], check=True)
    else:
        exec(_FILL)
    return "full"


_FILL = "kept = []\nfor _ in range(128): kept.append(bytearray(b'x' * (1 << 24)))"


def _segfault(half: Path, note: str) -> Path:
    ctypes.string_at(0)
    return half


def _exit(half: Path, note: str) -> Path:
    print("the disk is on fire", flush=True)
    os._exit(3)


def _system_exit(half: Path, note: str) -> Path:
    sys.exit("enough")


def _kill(half: Path, note: str) -> Path:
    os.kill(os.getpid(), signal.SIGKILL)
    return half


def _kill_once(half: Path, note: str) -> Path:
    if Path(note).exists():
        return half
    Path(note).touch()
    return _kill(half, note)


def _abort(half: Path, note: str) -> Path:
    os.abort()


def _garbage(half: Path, note: str) -> Path:
    for handle in range(3, 64):
        try:
            os.write(handle, b"\x00garbage {]\n")
        except OSError:
            continue
    return half


def _flood(half: Path, note: str) -> Path:
    for _ in range(2000):
        os.write(1, b"flood " * 1000)
    raise RuntimeError("after the flood")


def _unpicklable(half: Path, note: str) -> Path:
    raise Unpicklable("a lock", "a thread")


def _typed(half: Path, note: str) -> Path:
    class Worse(InvalidInput):
        """A class of the tool's own."""

    raise Worse("this cannot be drawn", where="page 3", found="a riddle", needed="a text", hint="write a text")


def _number(half: Path, note: str) -> Any:
    return 7


def _outside(half: Path, note: str) -> Path:
    return Path(note)


def _memory(half: Path, note: str) -> Path:
    raise MemoryError("no room")


def _interrupt(half: Path, note: str) -> Path:
    raise KeyboardInterrupt


_WAYS: dict[str, Callable[[Path, str], Path]] = {
    "segfault": _segfault,
    "exit": _exit,
    "system exit": _system_exit,
    "kill": _kill,
    "kill once": _kill_once,
    "abort": _abort,
    "garbage": _garbage,
    "flood": _flood,
    "unpicklable": _unpicklable,
    "typed": _typed,
    "number": _number,
    "outside": _outside,
    "memory": _memory,
    "interrupt": _interrupt,
    "well": lambda half, note: half,
}

BAD_TOOLS: dict[str, Tool[..., Any]] = {one.spec.name: one for one in (good, misbehave, hang, fill)}

"""The other side of `storyagent.engine.isolation`: the process that makes one call of a tool and ends."""

from __future__ import annotations

import ctypes
import faulthandler
import json
import os
import pickle
import resource
import signal
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from storyagent.engine.cancel import CancelToken
from storyagent.engine.failures import as_storyagent_error, traceback_of
from storyagent.engine.local import CallContext
from storyagent.engine.outputs import plain_outputs
from storyagent.engine.verdict import error_facts

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36


class _Answers:
    """Messages to the process that asked; several threads of a tool may report progress."""

    def __init__(self, handle: int) -> None:
        self._file = open(handle, "wb", buffering=0)  # noqa: SIM115 -- open until the process ends
        self._lock = threading.Lock()

    def send(self, message: Mapping[str, Any]) -> None:
        """Send one message, whole."""
        left = memoryview(json.dumps(message).encode() + b"\n")
        with self._lock:
            while left:
                left = left[self._file.write(left) :]


def main(request: IO[bytes], answering: int) -> None:
    """Make the call that `request` describes, send its result or error, and end."""
    os.set_inheritable(answering, False)
    _end_with_parent()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    faulthandler.enable()
    answers = _Answers(answering)
    answers.send(_answer(request, answers))
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(0)  # what the tool left running must not keep us


def _answer(request: IO[bytes], answers: _Answers) -> dict[str, Any]:
    folder, where = Path.cwd(), ""
    try:
        folder, where, tool, arguments, options = pickle.load(request)
        answers.send({"started": True})
        result = tool.function(**arguments, context=_context(folder, options, answers))
        return {"result": plain_outputs(result, tool, where)}
    except BaseException as error:  # a tool may raise anything, SystemExit too
        exception = error if isinstance(error, Exception) else RuntimeError(f"{type(error).__name__}: {error}")
        return {"error": error_facts(as_storyagent_error(exception, where=where, folder=folder), traceback_of(error))}


def _context(folder: Path, options: Mapping[str, Any], answers: _Answers) -> CallContext:
    def report(fraction: float, message: str, preview: str) -> None:
        answers.send({"preview": preview} if preview else {"progress": [fraction, message]})

    return CallContext(lambda: folder, options, CancelToken(), report)


def _end_with_parent() -> None:
    """Have this process and its group killed when the one that asked dies; what it starts counts as its own."""
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    libc.prctl(_PR_SET_CHILD_SUBREAPER, 1)
    lifeline = os.dup(0)
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)  # a tool that reads its standard input finds its end

    def wait() -> None:
        os.read(lifeline, 1)
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=wait, name="storyagent-lifeline", daemon=True).start()

"""A process that runs one tool call, and the ends of its pipes that are ours."""

from __future__ import annotations

import os
import pickle
import selectors
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import FileIO

from storyagent.engine.process_tree import kill_tree

KEPT_OUTPUT_BYTES = 8 * 1024
_BOOT = (
    "import pickle, sys; request = open(int(sys.argv[1]), 'rb'); sys.path[:] = pickle.load(request); "
    "from storyagent.engine.child import main; main(request, int(sys.argv[2]))"
)


class ToolProcess:
    """A running process. `output` is the last of what it printed, `answers` what it sent and nobody took yet."""

    def __init__(self, process: subprocess.Popen[bytes], answers: FileIO, printed: FileIO) -> None:
        self.pid = process.pid
        self.answers = b""
        self.output = b""
        self._process = process
        self._answers = answers
        self._printed = printed
        self._ended = os.pidfd_open(process.pid)
        self._waiting = selectors.DefaultSelector()
        for source in (answers, printed, self._ended):
            self._waiting.register(source, selectors.EVENT_READ)

    def listen(self, seconds: float) -> bool:
        """Wait until it sends, prints or ends, at most so long, and read what is there; return whether it has ended.

        After it has ended one read takes the rest: what it wrote fits into its pipes.
        """
        ended = any(key.fileobj == self._ended for key, _ in self._waiting.select(seconds))
        self.answers += self._read(self._answers)
        self.output = (self.output + self._read(self._printed))[-KEPT_OUTPUT_BYTES:]
        return ended

    def exit_code(self) -> int:
        """Wait until it has ended and return its exit code, or the negative number of the signal that ended it."""
        return self._process.wait()

    def close(self) -> None:
        """End it, with all it started."""
        kill_tree(self.pid)
        self._process.wait()
        self._waiting.close()
        os.close(self._ended)

    def _read(self, source: FileIO) -> bytes:
        """Read all that is there, up to what a pipe holds at a time, without waiting."""
        chunk = None if source.closed else source.read(1 << 20)
        if chunk == b"":  # the other side has closed it, and it would be ready for ever
            self._waiting.unregister(source)
            source.close()
        return chunk or b""


@contextmanager
def tool_process(request: bytes) -> Iterator[ToolProcess]:
    """Start a process that reads a request (`storyagent.engine.child`); on leaving, it and all it started are gone."""
    with ExitStack() as opened:
        # nothing is ever written to the lifeline: it ends when this process does, in whatever way
        lifeline, _ours = _pipe(opened)
        answers, answering = _pipe(opened)
        printed, printing = _pipe(opened)
        asked = opened.enter_context(open(os.memfd_create("storyagent-request"), "w+b", buffering=0))  # noqa: PTH123
        for part in (pickle.dumps(sys.path), request):
            _write(asked, part)
        asked.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-c", _BOOT, str(asked.fileno()), str(answering.fileno())],
            stdin=lifeline,
            stdout=printing,
            stderr=printing,
            pass_fds=(asked.fileno(), answering.fileno()),
            start_new_session=True,
        )
        running = ToolProcess(process, answers, printed)
        opened.callback(running.close)
        for other in (lifeline, answering, printing):
            other.close()
        for mine in (answers, printed):
            os.set_blocking(mine.fileno(), False)
        yield running


def _pipe(opened: ExitStack) -> tuple[FileIO, FileIO]:
    reading, writing = os.pipe()
    return opened.enter_context(FileIO(reading, "rb")), opened.enter_context(FileIO(writing, "wb"))


def _write(file: FileIO, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[file.write(left) :]

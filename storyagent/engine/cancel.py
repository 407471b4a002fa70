"""The token that stops a run, and Ctrl-C turned into it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from storyagent.errors import Cancelled


class CancelToken:
    """Asks a run to stop: queued nodes are not started, running tools stop at their next `context.progress`.

    May be cancelled from any thread and any number of times.
    """

    def __init__(self) -> None:
        self._event = threading.Event()
        self._callbacks: list[Callable[[], None]] = []

    @property
    def cancelled(self) -> bool:
        """Return whether the run was asked to stop."""
        return self._event.is_set()

    def cancel(self) -> None:
        """Ask the run to stop."""
        self._event.set()
        for callback in tuple(self._callbacks):
            callback()

    def when_cancelled(self, callback: Callable[[], None]) -> None:
        """Have `callback` called from the thread that cancels, at once if that has happened already."""
        self._callbacks.append(callback)
        if self.cancelled:
            callback()

    def wait(self, seconds: float) -> bool:
        """Sleep for `seconds` or until cancelled; return whether it was cancelled."""
        return self._event.wait(seconds)

    def check(self, where: str = "") -> None:
        """Stop here if the run was cancelled.

        Raises:
            Cancelled: it was.
        """
        if self.cancelled:
            raise Cancelled("the run was cancelled", where=where)


@contextmanager
def interrupt_cancels(cancel: CancelToken) -> Iterator[None]:
    """Turn the first Ctrl-C into `cancel`; the second raises KeyboardInterrupt as usual.

    An interrupt that is raised anywhere could leave the bookkeeping half done, so the signal only sets the token. A
    program that handles SIGINT itself, or runs this outside its main thread, keeps its own way.
    """
    in_main = threading.current_thread() is threading.main_thread()
    if not in_main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return

    def handle(number: int, frame: FrameType | None) -> None:
        if cancel.cancelled:
            raise KeyboardInterrupt
        cancel.cancel()

    signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)

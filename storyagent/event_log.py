"""Events as lines of JSON: for a program that reads the output, and for the log of a film project."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO, Self

from storyagent.events import Event, Listener, NodeProgress


class JsonLines:
    """A listener that writes every event as one line of JSON."""

    def __init__(self, stream: IO[str] | None = None) -> None:
        self._stream = stream or sys.stdout

    def __call__(self, event: Event) -> None:
        """Write the event."""
        self._stream.write(event.model_dump_json() + "\n")
        self._stream.flush()


class LogFile:
    """A listener that adds every event to a log file as JSON lines, progress left out."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a", encoding="utf-8")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._file.close()

    def __call__(self, event: Event) -> None:
        """Write the event, unless it is progress."""
        if not isinstance(event, NodeProgress):
            self._file.write(event.model_dump_json() + "\n")
            self._file.flush()


def both(log: LogFile, listener: Listener | None) -> Listener:
    """Return a listener that writes the log and tells another one, if there is one."""

    def listen(event: Event) -> None:
        log(event)
        if listener:
            listener(event)

    return listen

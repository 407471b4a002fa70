"""Delivering events: numbered, one at a time, from any thread."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any, TypeVar

from storyagent import events
from storyagent.graph.plan import Node

_LOG = logging.getLogger(__name__)
E = TypeVar("E", bound=events.Event)


class EventStream:
    """The events of one run. A listener that raises is noted in the log and the run goes on."""

    def __init__(self, run: str, listener: events.Listener | None) -> None:
        self._run = run
        self._listener = listener
        self._sequence = 0
        # re-entrant: a listener may do what makes another event
        self._lock = threading.RLock()

    def emit(self, kind: type[E], **facts: Any) -> None:
        """Make an event and deliver it before any later one."""
        if self._listener is None:
            return
        with self._lock:
            self._sequence += 1
            event = kind(run=self._run, sequence=self._sequence, time_s=time.time(), **facts)
            try:
                self._listener(event)
            except Exception:
                _LOG.exception("a listener failed at event %d of run %s", self._sequence, self._run)

    def about(self, kind: type[E], node: Node, **facts: Any) -> None:
        """Make an event about one node and deliver it."""
        if self._listener is not None:
            self.emit(kind, node=node.id, tool=node.tool, scene=node.scene, **facts)

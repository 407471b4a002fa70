"""Progress bars: what a person sees of a run."""

from __future__ import annotations

from collections import Counter
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from storyagent.events import (
    Event,
    Message,
    NodeBlocked,
    NodeFailed,
    NodeFinished,
    NodeProgress,
    NodeRetried,
    NodeStarted,
    RunFinished,
    RunStarted,
)

SHOWN_AFTER_S = 0.4
"""A node is listed by name once it has run this long; most are done before anybody could read it."""


class ProgressBars:
    """A listener that shows one bar for the run, with the time left, and one line per tool at work.

    Where the output is no terminal there are no bars, only what goes wrong.
    """

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True)
        self._bars = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.percentage:>3.0f}%"),
            TimeElapsedColumn(),
            TextColumn("[dim]{task.fields[note]}"),
            console=self._console,
            transient=True,
        )
        self._film: TaskID | None = None
        self._nodes: dict[str, TaskID] = {}
        self._started: dict[str, float] = {}
        self._blocked: Counter[str] = Counter()
        self._estimate_s: float | None = None
        self._began_s = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._stop()

    def __call__(self, event: Event) -> None:
        """Show the event."""
        match event:
            case RunStarted():
                self._begin(event)
            case NodeStarted():
                self._started[event.node] = event.time_s
            case NodeProgress():
                self._move(event)
            case NodeFinished():
                self._end(event.node)
                self._advance(event.time_s)
            case NodeRetried():
                self._say(f"[yellow]{event.node}: trying again in {event.wait_s:.1f} s", event.error)
            case NodeFailed():
                self._end(event.node)
                self._say(f"[red]{event.node} failed", event.error)
            case NodeBlocked():
                self._blocked[event.because] += 1
            case Message():
                self._say(f"[{'yellow' if event.level == 'warning' else 'dim'}]{event.level}", event.text)
            case RunFinished():
                self._stop()

    def _begin(self, event: RunStarted) -> None:
        self._estimate_s, self._began_s = event.estimate_s, event.time_s
        note = f"about {event.estimate_s:.0f} s" if event.estimate_s else ""
        if self._film is not None:
            self._bars.remove_task(self._film)
        self._film = self._bars.add_task("[bold]film", total=event.nodes, note=note)
        if self._console.is_terminal:
            self._bars.start()

    def _stop(self) -> None:
        if self._bars.live.is_started:
            self._bars.stop()
        for failed, steps in self._blocked.items():
            self._say(f"[yellow]{failed} failed: what needs it is left out ({steps})", "")
        self._blocked.clear()

    def _move(self, event: NodeProgress) -> None:
        if event.node not in self._nodes:
            if event.time_s - self._started.get(event.node, event.time_s) < SHOWN_AFTER_S:
                return
            where = f" {event.scene}" if event.scene else ""
            self._nodes[event.node] = self._bars.add_task(f"  {event.tool}{where}", total=1.0, note="")
        self._bars.update(self._nodes[event.node], completed=event.fraction, note=event.message)

    def _end(self, node: str) -> None:
        self._started.pop(node, None)
        task = self._nodes.pop(node, None)
        if task is not None:
            self._bars.remove_task(task)

    def _advance(self, time_s: float) -> None:
        if self._film is None:
            return
        self._bars.advance(self._film)
        if self._estimate_s:
            left_s = max(0.0, self._estimate_s - (time_s - self._began_s))
            self._bars.update(self._film, note=f"about {left_s:.0f} s left" if left_s >= 1 else "nearly there")

    def _say(self, head: str, text: str) -> None:
        # what tools and files say is text, not markup
        self._console.print(head, end=": " if text else "\n", highlight=False)
        if text:
            self._console.print(text, markup=False, highlight=False, soft_wrap=True)

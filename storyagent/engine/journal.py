"""The journal: an append-only record of what ran in one film project, when, and at what cost.

A line `started` is on disk before a tool is called, so executions are counted right even if the process is killed.
How a node ended may be written a moment later: if that line is lost, the result is still in the store, and the next
run notes it. A start without an end in a run that crashed (see `crash`) counts against the node; one that crashes the
process again and again is refused until its inputs change or it is forgiven. Being killed from outside never counts.
"""

from __future__ import annotations

import json
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from storyagent.engine.crash import fault_report, memory_kills, take_fault_report
from storyagent.engine.database import Database
from storyagent.errors import StoryagentError

LineState = Literal["started", "done", "failed", "cancelled", "forgiven"]
MAX_CRASHES = 3

_SCHEMA = """
CREATE TABLE runs (id TEXT PRIMARY KEY, started_s REAL NOT NULL, process TEXT NOT NULL, memory_kills INTEGER NOT NULL,
                   finished_s REAL, state TEXT, fault TEXT);
CREATE TABLE lines (id INTEGER PRIMARY KEY, run TEXT NOT NULL, node TEXT NOT NULL, tool TEXT NOT NULL, scene TEXT,
                    key TEXT NOT NULL, state TEXT NOT NULL, time_s REAL NOT NULL, seconds REAL NOT NULL,
                    attempts INTEGER NOT NULL, from_cache INTEGER NOT NULL, error TEXT, traceback TEXT)
"""
_COLUMNS = "run, node, tool, scene, key, state, time_s, seconds, attempts, from_cache, error, traceback"
_INSERT = f"INSERT INTO lines ({_COLUMNS}) VALUES ({', '.join('?' * 12)})"


@dataclass(frozen=True, slots=True)
class Line:
    """One line about one node."""

    run: str
    node: str
    tool: str
    key: str
    state: LineState
    scene: str | None = None
    seconds: float = 0.0
    attempts: int = 0
    from_cache: bool = False
    error: StoryagentError | None = None
    traceback: str | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """A line as it is read back; `error` is what went wrong, in one line."""

    node: str
    tool: str
    scene: str | None
    state: LineState
    seconds: float
    from_cache: bool
    error: str


@dataclass(slots=True)
class History:
    """What the journal knows of one node over the project's whole life."""

    runs: int = 0
    """How many times its tool was called."""
    done_keys: set[str] = field(default_factory=set)
    seconds: float | None = None
    """What making it cost the last time."""
    crashes: dict[str, int] = field(default_factory=dict)
    """Starts that ended in a crash of the process, since the last proper end, by key."""
    last_run: str = ""
    last_key: str = ""
    last_state: LineState | None = None
    last_from_cache: bool = False
    last_seconds: float = 0.0
    last_error: str | None = None


class Journal:
    """The journal in the file `path`; made if missing.

    Lines are buffered; `flush` writes them in one transaction. Used by one thread at a time.

    Raises:
        InvalidInput: the file cannot be written, is damaged, or was written by a newer storyagent.
    """

    def __init__(self, path: Path | str) -> None:
        self._fault_path = Path(f"{path}-fault")
        self._database = Database(
            Path(path), _SCHEMA, version=1, name="journal", loss="what is finished is kept in the store"
        )
        self._buffer: list[tuple[object, ...]] = []

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Write what is buffered and close the file."""
        try:
            self.flush()
        finally:
            self._database.close()

    @contextmanager
    def running(self) -> Iterator[str]:
        """Hold one run open and give its id; `end_run` says how it ended, leaving by an exception ends it `aborted`."""
        self._judge_dead_runs()
        run = uuid.uuid4().hex[:12]
        self._database.write(
            "INSERT INTO runs (id, started_s, process, memory_kills) VALUES (?, ?, ?, ?)",
            (run, time.time(), process_name(os.getpid()), memory_kills()),
        )
        try:
            with fault_report(self._fault_path):
                yield run
        except BaseException:
            self.end_run(run, "aborted")
            raise

    def end_run(self, run: str, state: str) -> None:
        """Note how a run ended."""
        self.flush()
        self._database.write("UPDATE runs SET finished_s = ?, state = ? WHERE id = ?", (time.time(), state, run))

    def add(self, line: Line) -> None:
        """Add a line; it is on disk after the next `flush`."""
        error = json.dumps(line.error.to_dict(), ensure_ascii=False) if line.error else None
        facts = (line.run, line.node, line.tool, line.scene, line.key, line.state, time.time(), line.seconds)
        self._buffer.append((*facts, line.attempts, line.from_cache, error, line.traceback))

    def flush(self) -> None:
        """Write the buffered lines."""
        if self._buffer:
            with self._database.transaction() as connection:
                connection.executemany(_INSERT, self._buffer)
            self._buffer.clear()

    def forgive(self, node: str) -> None:
        """Let a node that crashed the process too often run again."""
        self.add(Line(run="", node=node, tool="", key="", state="forgiven"))
        self.flush()

    def histories(self) -> dict[str, History]:
        """Return what is known of every node, by id."""
        self.flush()
        histories: dict[str, History] = {}
        crashed = {row[0] for row in self._database.rows("SELECT id FROM runs WHERE state = 'crashed'")}
        for node, run, *facts in self._database.rows(
            "SELECT node, run, key, state, seconds, from_cache, error FROM lines ORDER BY id"
        ):
            _read_line(histories.setdefault(node, History()), run, *facts, crashed=run in crashed)
        return histories

    def last_line(self) -> int:
        """Return the number of the newest line, 0 if there is none."""
        self.flush()
        return int(self._database.rows("SELECT COALESCE(MAX(id), 0) FROM lines")[0][0])

    def lines_after(self, number: int) -> tuple[Noted, ...]:
        """Return the lines that came after one, oldest first."""
        self.flush()
        rows = self._database.rows(
            "SELECT node, tool, scene, state, seconds, from_cache, error FROM lines WHERE id > ? ORDER BY id", (number,)
        )
        return tuple(
            Noted(node, tool, scene, state, seconds, bool(from_cache), json.loads(error)["what"] if error else "")
            for node, tool, scene, state, seconds, from_cache, error in rows
        )

    def live_runs(self) -> set[str]:
        """Return the runs that are going on in a living process."""
        rows = self._database.rows("SELECT id, process FROM runs WHERE finished_s IS NULL")
        return {run for run, process in rows if process and process == process_name(int(process.split("@")[0]))}

    def tracebacks(self, node: str) -> list[str]:
        """Return the tracebacks of a node's failures, oldest first."""
        rows = self._database.rows(
            "SELECT traceback FROM lines WHERE node = ? AND traceback IS NOT NULL ORDER BY id", (node,)
        )
        return [str(row[0]) for row in rows]

    def _judge_dead_runs(self) -> None:
        """Note of runs whose process is gone whether it crashed or was killed from outside."""
        live = self.live_runs()
        fault = take_fault_report(self._fault_path)
        for run, kills in self._database.rows("SELECT id, memory_kills FROM runs WHERE finished_s IS NULL"):
            if run not in live:
                crashed = bool(fault) or memory_kills() > kills
                self._database.write(
                    "UPDATE runs SET finished_s = ?, state = ?, fault = ? WHERE id = ?",
                    (time.time(), "crashed" if crashed else "killed", fault, run),
                )


def _read_line(
    history: History,
    run: str,
    key: str,
    state: LineState,
    seconds: float,
    from_cache: int,
    error: str | None,
    *,
    crashed: bool,
) -> None:
    if state == "forgiven":
        history.crashes.clear()
        return
    if state == "started":
        history.runs += 1
        history.crashes[key] = history.crashes.get(key, 0) + crashed
    else:
        history.crashes.pop(key, None)
    if state == "done":
        history.done_keys.add(key)
        history.seconds = seconds if not from_cache or history.seconds is None else history.seconds
    history.last_run, history.last_key, history.last_state = run, key, state
    history.last_seconds, history.last_from_cache = seconds, bool(from_cache)
    history.last_error = error


def process_name(pid: int) -> str:
    """Return a name for a process that no later process with the same id shares: `pid@start`, or "" if it is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    state, *facts = stat.rpartition(")")[2].split()
    return "" if state in "ZX" else f"{pid}@{facts[18]}"

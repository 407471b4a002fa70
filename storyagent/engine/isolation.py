"""A tool in a process of its own: a crash, a hang or filled memory is that tool's failure and nobody else's.

    this process                                     the tool's process (`storyagent.engine.child`)
    request (tool, arguments, options, folder)  ---> calls the tool in the call's own folder
    progress, previews, result or error         <--- one line of JSON each
    the last of what it prints                  <--- standard output and error

The tool's process leads its own group and is ended with all it started: at its limits, when the run is cancelled, and
when this process dies. What it sends is data, checked like any tool's result; the store is only ever written here.
"""

from __future__ import annotations

import json
import pickle
import time
from collections import namedtuple
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, Protocol

from storyagent.engine.codec import AnyTool
from storyagent.engine.crash import memory_kills
from storyagent.engine.process_tree import memory_gib
from storyagent.engine.tool_process import ToolProcess, tool_process
from storyagent.engine.verdict import death_of, error_from, immovable, out_of_limit, out_of_time, wrong_answer

Isolate = Literal["none", "declared", "all"]
"""Which tools run in a process of their own: none, those that say so, or every one."""

TICK_S = 0.05
LONGEST_START_S = 60.0
"""What a process may take, beyond its tool's time limit, to start and to import the tool."""
LONGEST_ANSWER_BYTES = 256 * 1024**2


class Surroundings(Protocol):
    """What a call in another process needs of its context: that of `storyagent.engine.local`."""

    @property
    def options(self) -> Mapping[str, Any]:
        """Return the settings that do not change the result."""

    @property
    def folder(self) -> Path:
        """Return the call's own folder."""

    def progress(self, fraction: float, message: str = "") -> None:
        """Report progress, and stop here if the run was cancelled."""

    def preview(self, picture: str) -> None:
        """Show a small picture of what is being made."""

    def check(self) -> None:
        """Stop here if the run was cancelled."""


def is_isolated(tool: AnyTool, isolate: Isolate) -> bool:
    """Return whether a run with this setting calls the tool in a process of its own."""
    return isolate == "all" or (isolate == "declared" and tool.spec.isolated)


def call_isolated(tool: AnyTool, arguments: Mapping[str, Any], context: Surroundings, where: str) -> Any:
    """Call a tool in a new process and return its result as plain data, in the shape that the tool gives it.

    Raises:
        StoryagentError: what the tool raised; `OutOfMemory` if it used more than its limit or than there is;
            `Transient` if somebody killed its process; else `ToolFailed`: it ran out of time, it made its process die,
            or it cannot be moved to another process.
        Cancelled: the run was; the process is gone.
    """
    request = _request(tool, arguments, context, where)
    kills_before = memory_kills()
    with tool_process(request) as process:
        answer = _Watch(process, tool, context, where).answer()
        if answer is None:
            starved = memory_kills() > kills_before
            raise death_of(tool.spec.name, where, process.exit_code(), process.output, starved=starved)
    return _shaped(tool, answer, where)


class _Watch:
    """Waits for a process's answer, and keeps it to its limits meanwhile."""

    def __init__(self, process: ToolProcess, tool: AnyTool, context: Surroundings, where: str) -> None:
        self._process = process
        self._spec = tool.spec
        self._context = context
        self._where = where
        self._since_s = time.monotonic()
        self._start_left_s = LONGEST_START_S

    def answer(self) -> Any:
        """Return what the tool gave, by output; None if its process died before it gave anything.

        Raises:
            StoryagentError: what the tool raised, or the limit it went over; or the run was cancelled.
        """
        ended = False
        while not ended:
            ended = self._process.listen(TICK_S)
            for message in self._messages():
                if "result" in message:
                    return message["result"]
                self._take(message)
            self._keep_limits()
        return None

    def _messages(self) -> Iterator[dict[str, Any]]:
        *lines, self._process.answers = self._process.answers.split(b"\n")
        if len(self._process.answers) > LONGEST_ANSWER_BYTES:
            raise wrong_answer(self._spec.name, self._where, f"more than {LONGEST_ANSWER_BYTES} bytes")
        for line in lines:
            try:
                message = json.loads(line)
            except ValueError as error:
                raise wrong_answer(self._spec.name, self._where, repr(line[:80])) from error
            if not isinstance(message, dict):
                raise wrong_answer(self._spec.name, self._where, repr(line[:80]))
            yield message

    def _take(self, message: Mapping[str, Any]) -> None:
        match message:
            case {"started": True}:
                self._since_s, self._start_left_s = time.monotonic(), 0.0
            case {"progress": [int() | float() as fraction, str() as words]}:
                self._context.progress(fraction, words)
            case {"preview": str() as picture}:
                self._context.preview(picture)
            case {"error": dict() as facts}:
                raise error_from(facts, self._where)
            case _:
                raise wrong_answer(self._spec.name, self._where, repr(dict(message))[:80])

    def _keep_limits(self) -> None:
        self._context.check()
        limit_s, limit_gib = self._spec.time_limit_s, self._spec.memory_limit_gib
        if limit_s is not None and time.monotonic() - self._since_s > limit_s + self._start_left_s:
            raise out_of_time(self._spec.name, self._where, limit_s)
        if limit_gib is not None and (used_gib := memory_gib(self._process.pid)) > limit_gib:
            raise out_of_limit(self._spec.name, self._where, used_gib, limit_gib)


def _request(tool: AnyTool, arguments: Mapping[str, Any], context: Surroundings, where: str) -> bytes:
    if tool.__module__ == "__main__":
        raise immovable(tool.spec.name, where, "a tool of the program that was started")
    try:
        return pickle.dumps((context.folder, where, tool, dict(arguments), dict(context.options)))
    except Exception as error:  # an object's own way of being pickled may raise anything
        raise immovable(tool.spec.name, where, f"{type(error).__name__}: {error}") from error


def _shaped(tool: AnyTool, answer: Any, where: str) -> Any:
    outputs = tuple(tool.spec.outputs)
    if not isinstance(answer, dict) or set(answer) != set(outputs):
        raise wrong_answer(tool.spec.name, where, repr(answer)[:80])
    if outputs == ("result",):
        return answer["result"]
    return namedtuple("Result", outputs)(**answer)

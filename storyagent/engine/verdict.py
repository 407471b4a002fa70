"""What the end of a tool's process means, as one of our errors."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from typing import Any

from storyagent import errors
from storyagent.errors import OutOfMemory, StoryagentError, ToolFailed, Transient

_FROM_OUTSIDE = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class RemoteTraceback(Exception):
    """The traceback of an error in another process, as text; the cause of the error that stands for it here."""

    def __init__(self, text: str) -> None:
        super().__init__(text)


def error_facts(error: StoryagentError, traceback: str) -> dict[str, str]:
    """Return an error as plain data; a class of the tool's own counts as the one of ours it is made from."""
    kind = next(kind for kind in type(error).__mro__ if kind.__module__ == errors.__name__)
    facts = {name: str(getattr(error, name)) for name in ("what", "where", "found", "needed", "hint")}
    return {"kind": kind.__name__, "traceback": traceback, **facts}


def error_from(facts: Mapping[str, Any], where: str) -> StoryagentError:
    """Return the error that `error_facts` described. What is no such description gives a `ToolFailed`."""
    said = {name: str(facts.get(name, "")) for name in ("what", "where", "found", "needed", "hint")}
    kind = getattr(errors, str(facts.get("kind")), None)
    if not (isinstance(kind, type) and issubclass(kind, StoryagentError)):
        kind = ToolFailed
    said["where"] = said["where"] or where
    error = kind(said.pop("what"), **said)
    error.__cause__ = RemoteTraceback(str(facts.get("traceback", "")))
    return error


def death_of(tool: str, where: str, exit_code: int, output: bytes, *, starved: bool) -> StoryagentError:
    """Return what it means that a tool's process ended before it gave a result.

    Args:
        tool: Its name.
        where: The node.
        exit_code: The process's, or the negative number of a signal.
        output: The last of what it printed.
        starved: Whether the kernel killed some process for lack of memory meanwhile.
    """
    said = _last_words(output)
    number = signal.Signals(-exit_code) if -exit_code in set(signal.Signals) else None
    if number is signal.SIGKILL and starved:
        return OutOfMemory("too little memory: the kernel ended the tool's process", where=where, found=said)
    if number in _FROM_OUTSIDE:
        return Transient(f"somebody ended the process of the tool {tool} with {number.name}", where=where, found=said)
    ended = f"{number.name} ({signal.strsignal(number)})" if number else f"exit code {exit_code}"
    return ToolFailed(
        f"the process of the tool {tool} died before it gave a result",
        where=where,
        found="; ".join(part for part in (ended, said) if part),
        hint="only this tool failed: change its inputs, or ask whoever wrote it",
    )


def wrong_answer(tool: str, where: str, found: str) -> ToolFailed:
    """Return the error of a process that sent what is no message of ours."""
    return ToolFailed(
        f"the process of the tool {tool} sent what cannot be read",
        where=where,
        found=found,
        needed="a result",
        hint="a tool writes only below context.path(...) and to standard output",
    )


def out_of_time(tool: str, where: str, limit_s: float) -> ToolFailed:
    """Return the error of a tool that was ended at its time limit."""
    return ToolFailed(
        f"the tool {tool} did not end in time",
        where=where,
        found=f"nothing after {limit_s:g} s",
        needed="a result within its time limit",
        hint="give it less to do, or a longer time limit",
    )


def out_of_limit(tool: str, where: str, used_gib: float, limit_gib: float) -> OutOfMemory:
    """Return the error of a tool that was ended at its memory limit."""
    return OutOfMemory(
        f"the tool {tool} used more memory than it may",
        where=where,
        found=f"{used_gib:.2f} GiB",
        needed=f"at most {limit_gib:g} GiB",
        hint="give it less to do, or a higher memory limit",
    )


def immovable(tool: str, where: str, found: str) -> ToolFailed:
    """Return the error of a tool that cannot be called in another process."""
    return ToolFailed(
        f"the tool {tool} cannot run in a process of its own",
        where=where,
        found=found,
        needed="a function with @tool at the top of a module, and options that can be pickled",
        hint="move it into a module, or run with STORYAGENT_ISOLATE=none",
    )


def _last_words(output: bytes) -> str:
    """Return the place that the fault handler named, or the last lines that were printed, in one line."""
    lines = [line.strip() for line in output.decode("utf-8", "replace").splitlines() if line.strip()]
    fatal = next((number for number, line in enumerate(lines) if line.startswith("Fatal Python error")), None)
    if fatal is None:
        return f"it last printed: {_printable(' / '.join(lines[-3:]))}" if lines else ""
    return _printable(next((line for line in lines[fatal:] if line.startswith("File ")), ""))


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text[-300:])

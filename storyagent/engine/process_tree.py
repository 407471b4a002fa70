"""A process and all that it started: how much memory they use, and how to end them all. Linux only."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_GIB = 1024**3


def descendants(pid: int) -> list[int]:
    """Return the ids of all processes below a process, those nearest to it first; its own is not among them."""
    found: list[int] = []
    above = [pid]
    while above:
        above = [child for parent in above for child in _children(parent)]
        found += above
    return found


def memory_gib(pid: int) -> float:
    """Return what a process and all below it hold in memory, in GiB: their own pages, not mapped files."""
    return sum(_own_kib(member) for member in (pid, *descendants(pid))) * 1024 / _GIB


def kill_tree(pid: int) -> None:
    """End a process that leads a process group, all in that group, and all below it; those that are gone are fine."""
    _send(pid, signal.SIGSTOP)  # so that it starts no other while we look
    for member in descendants(pid):
        _send(member, signal.SIGKILL)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    _send(pid, signal.SIGKILL)


def _send(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)


def _children(pid: int) -> Iterator[int]:
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            yield from map(int, listed.read_text(encoding="ascii").split())


def _own_kib(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:  # it has ended
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith(("RssAnon:", "RssShmem:")))

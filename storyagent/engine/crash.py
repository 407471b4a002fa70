"""Signs of how a process died, left where the next one finds them.

A node that was running when its process was killed from outside (kill -9, a power cut) did nothing wrong. One that made
the process die did: a fatal signal in native code leaves a report of Python's fault handler, and the kernel counts the
processes it kills for lack of memory.
"""

from __future__ import annotations

import faulthandler
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def fault_report(path: Path) -> Iterator[None]:
    """Have a fatal signal leave its report in `path`; the file is gone if the block is left alive.

    A program that uses the fault handler itself keeps it, and there is no report.
    """
    if faulthandler.is_enabled():
        yield
        return
    with path.open("w", encoding="utf-8") as file:
        faulthandler.enable(file)
        try:
            yield
        finally:
            faulthandler.disable()
            path.unlink(missing_ok=True)


def take_fault_report(path: Path) -> str:
    """Return and remove the report a dead process left, or "" if it left none."""
    try:
        report = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""
    path.unlink(missing_ok=True)
    return report


def memory_kills() -> int:
    """Return how many processes the kernel killed for lack of memory since it started."""
    try:
        lines = Path("/proc/vmstat").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("oom_kill ")), 0)

"""One run at a time per film project."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from storyagent.errors import InvalidInput, ProjectBusy

_POLL_S = 0.1


@contextmanager
def project_lock(path: Path, *, wait_s: float = 0.0, sleep: Callable[[float], object] = time.sleep) -> Iterator[None]:
    """Hold the project whose lock file is `path`.

    The system drops the lock when the process dies, so a killed run never leaves the project locked. The file stays.

    Args:
        path: The lock file; made if missing.
        wait_s: How long to wait for another run to end.
        sleep: Called between two tries.

    Raises:
        ProjectBusy: another run holds the project; `found` has its process id.
        InvalidInput: the lock file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise InvalidInput("cannot write here", where=str(path), found=error.strerror or str(error)) from error
    try:
        _acquire(handle, path, wait_s, sleep)
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)


def _acquire(handle: int, path: Path, wait_s: float, sleep: Callable[[float], object]) -> None:
    deadline = time.monotonic() + wait_s
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                holder = os.pread(handle, 32, 0).decode(errors="replace") or "unknown"
                raise ProjectBusy(
                    "another run holds this film project",
                    where=str(path.parent),
                    found=f"process {holder}",
                    hint="wait for it to end, or cancel it",
                ) from None
        sleep(_POLL_S)

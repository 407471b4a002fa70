"""Temporary folders that vanish with their process, even when it is killed.

Each process holds a lock on `NAME.lock` while it uses the folder `NAME`. The system drops the lock when the process
dies, in whatever way, so whoever opens the store next can tell dead folders from living ones.
"""

from __future__ import annotations

import fcntl
import itertools
import os
import shutil
import uuid
from contextlib import suppress
from pathlib import Path


class Scratch:
    """This process's temporary folder below `root`; removes those of dead processes when opened."""

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        remove_dead(root)
        self._lock_path = root / f"{os.getpid()}-{uuid.uuid4().hex[:8]}.lock"
        self._handle = _lock_new(self._lock_path)
        self._folder = self._lock_path.with_suffix("")
        self._folder.mkdir()
        self._numbers = itertools.count(1)

    def path(self) -> Path:
        """Return a path for a new file or folder that nobody else has."""
        return self._folder / str(next(self._numbers))

    def close(self) -> None:
        """Remove the folder and let go of its lock."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._lock_path.unlink(missing_ok=True)
        os.close(self._handle)


def remove_dead(root: Path) -> None:
    """Remove the temporary folders below `root` whose process is gone."""
    for lock_path in root.glob("*.lock"):
        try:
            handle = os.open(lock_path, os.O_RDWR)
        except FileNotFoundError:
            continue
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(lock_path.with_suffix(""), ignore_errors=True)
            lock_path.unlink(missing_ok=True)
        except BlockingIOError:
            pass  # alive
        finally:
            os.close(handle)


def _lock_new(path: Path) -> int:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        # somebody cleaning up may have taken the file away between the two calls
        with suppress(FileNotFoundError):
            if path.stat().st_ino == os.fstat(handle).st_ino:
                return handle
        os.close(handle)

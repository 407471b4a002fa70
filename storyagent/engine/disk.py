"""Saying that a disk is full, whoever notices it first: the store, a tool, or SQLite."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from pathlib import Path

from storyagent.errors import InvalidInput

_FULL = {errno.ENOSPC, errno.EDQUOT}


def disk_full(error: BaseException, folder: Path) -> InvalidInput | None:
    """Return the error to raise when `error`, or what caused it, is a full disk; None when it is something else."""
    cause: BaseException | None = error
    while cause is not None:
        full = isinstance(cause, OSError) and cause.errno in _FULL
        full = full or (isinstance(cause, sqlite3.Error) and _code(cause) == sqlite3.SQLITE_FULL)
        if full:
            return InvalidInput(
                "the disk is full",
                where=str(folder),
                found=f"{_free_mb(folder)} MB free",
                hint="free some space and run again: what is finished is kept. "
                "STORYAGENT_HOME moves the store to another disk",
            )
        cause = cause.__cause__ or cause.__context__
    return None


def _code(error: sqlite3.Error) -> int | None:
    return getattr(error, "sqlite_errorcode", None)


def _free_mb(folder: Path) -> str:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return f"{shutil.disk_usage(folder).free / 1e6:.1f}"

"""SQLite databases that several threads and processes use at once and that survive kill -9.

Write-ahead log with synchronous=NORMAL: a commit costs microseconds and is safe against the death of the process. A
power cut may lose the last commits, never the database.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_fixed

from storyagent.engine.disk import disk_full
from storyagent.errors import InvalidInput, StoryagentError

_LOCK_WAIT_S = 60.0
_LOCK_POLL_S = 0.01


class Database:
    """One SQLite file with a schema version.

    Args:
        path: The file; made with its folder if missing.
        schema: Statements that make the tables.
        version: Version of that schema.
        name: What messages call it (`journal`).
        loss: What is lost if the file is deleted, for the hint of a damaged one.

    Raises:
        InvalidInput: the file cannot be opened, is damaged, or was written by a newer storyagent.
    """

    def __init__(self, path: Path, schema: str, *, version: int, name: str, loss: str) -> None:
        self.path = path
        self._name = name
        self._loss = loss
        self._lock = threading.RLock()
        with self._errors():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(
                path, timeout=_LOCK_WAIT_S, isolation_level=None, check_same_thread=False, cached_statements=64
            )
            try:
                self._prepare(schema, version)
            except BaseException:
                self._connection.close()
                raise

    def rows(self, sql: str, arguments: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement and return all its rows."""
        with self._lock, self._errors():
            return self._connection.execute(sql, arguments).fetchall()

    def write(self, sql: str, arguments: Sequence[Any] = ()) -> int:
        """Run one statement that writes, as a transaction of its own; return how many rows it changed."""
        with self._lock, self._errors():
            return self._connection.execute(sql, arguments).rowcount

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Give the connection inside one write transaction: all of it is kept, or nothing."""
        with self._lock, self._errors():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the file; using the database afterwards is an error."""
        with self._lock:
            self._connection.close()

    def _prepare(self, schema: str, version: int) -> None:
        # SQLite's own waiting for locks does not cover this switch, which matters when several processes make the file
        patiently = Retrying(
            retry=retry_if_exception(_is_locked),
            wait=wait_fixed(_LOCK_POLL_S),
            stop=stop_after_delay(_LOCK_WAIT_S),
            reraise=True,
        )
        patiently(self._connection.execute, "PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        # folding the log into the file waits for the disk: do it a few times a run, not every thousand pages
        self._connection.execute("PRAGMA wal_autocheckpoint=8000")
        with self.transaction() as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)")
            found = connection.execute("SELECT version FROM schema_version").fetchone()
            if found is None:
                connection.execute("INSERT INTO schema_version VALUES (?)", (version,))
                for statement in schema.split(";"):
                    connection.execute(statement)
            elif found[0] != version:
                raise InvalidInput(
                    f"the {self._name} was written by another version of storyagent",
                    where=str(self.path),
                    found=f"format {found[0]}",
                    needed=f"format {version}",
                    hint="use the storyagent that wrote it, or a newer one",
                )

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except StoryagentError:
            raise
        except (sqlite3.Error, OSError) as error:
            full = disk_full(error, self.path.parent)
            if full is not None:
                raise full from error
            damaged = isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError)
            raise InvalidInput(
                f"the {self._name} is damaged" if damaged else f"cannot use the {self._name}",
                where=str(self.path),
                found=str(error),
                hint=f"delete this file and run again; {self._loss}" if damaged else "",
            ) from error


def _is_locked(error: BaseException) -> bool:
    return isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode == sqlite3.SQLITE_BUSY

"""The store: files under their hash, and which outputs each key has. Shared by all film projects and processes.

    <store>/objects/ab/abcdef....mp4    read-only, appears whole or not at all
    <store>/index.sqlite                key -> outputs
    <store>/tmp/                        what running tools write

A file is synced before it gets its name, and indexed after that, so at every moment of a kill a result is either there
and whole, or absent. A result whose file is missing, or no longer has its hash, counts as absent and is made again.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from storyagent.engine.artifact import Artifact, File, Kept, files_of, outputs_from_json, outputs_to_json
from storyagent.engine.database import Database
from storyagent.engine.disk import disk_full
from storyagent.engine.scratch import Scratch
from storyagent.errors import InvalidInput
from storyagent.story.files import sha256_of

_SCHEMA = """
CREATE TABLE results (key TEXT PRIMARY KEY, tool TEXT NOT NULL, outputs TEXT NOT NULL, seconds REAL NOT NULL,
                      made_s REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE objects (name TEXT PRIMARY KEY, size INTEGER NOT NULL, changed_ns INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE costs (tool TEXT PRIMARY KEY, calls INTEGER NOT NULL, seconds REAL NOT NULL) WITHOUT ROWID
"""


class Store:
    """The store in the folder `root`. Thread-safe; several processes may use one at the same time.

    Raises:
        InvalidInput: the folder cannot be written, or is damaged.
    """

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root).resolve()
        self._objects = self.root / "objects"
        try:
            self._objects.mkdir(parents=True, exist_ok=True)
            self._scratch = Scratch(self.root / "tmp")
        except OSError as error:
            raise self._failure("cannot write to the store", error) from error
        loss = "the results it lists are made again"
        self._index = Database(self.root / "index.sqlite", _SCHEMA, version=1, name="store's index", loss=loss)

    def __repr__(self) -> str:
        return f"Store({str(self.root)!r})"

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the index and remove this process's temporary files."""
        self._index.close()
        self._scratch.close()

    def lookup(self, key: str) -> Kept | None:
        """Return what is kept under a key, or None if there is nothing or it is damaged."""
        rows = self._index.rows("SELECT outputs, seconds FROM results WHERE key = ?", (key,))
        if not rows:
            return None
        text, seconds = rows[0]
        outputs = _parse(text)
        if outputs is not None and all(self._is_whole(file) for file in files_of(outputs)):
            return Kept(outputs, seconds)
        self._index.write("DELETE FROM results WHERE key = ? AND outputs = ?", (key, text))
        return None

    def save(self, key: str, tool: str, outputs: Mapping[str, Artifact], seconds: float) -> Kept:
        """Keep outputs under a key and return what is kept.

        If another process was quicker, its outputs stay and are returned: a key never changes what it stands for.
        """
        text = outputs_to_json(outputs)
        added = self._index.write(
            "INSERT INTO results VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
            (key, tool, text, seconds, time.time()),
        )
        earlier = None if added else self.lookup(key)
        return earlier or Kept(outputs, seconds)

    def add_costs(self, costs: Iterable[tuple[str, float]]) -> None:
        """Note what calls cost, as pairs of `tool@version` and seconds; for estimates only."""
        with self._index.transaction() as connection:
            connection.executemany(
                "INSERT INTO costs VALUES (?, 1, ?) ON CONFLICT (tool) DO UPDATE SET"
                " calls = calls + 1, seconds = seconds + excluded.seconds",
                costs,
            )

    def mean_seconds(self) -> dict[str, float]:
        """Return the mean cost of one call by `tool@version`, over all film projects."""
        return dict(self._index.rows("SELECT tool, seconds / calls FROM costs"))

    def temporary_path(self) -> Path:
        """Return a new path on the store's disk; it is removed with this process."""
        return self._scratch.path()

    def put_file(self, path: Path, suffix: str) -> File:
        """Move a file below `temporary_path` into the store and return it.

        Raises:
            InvalidInput: the disk is full, or the store cannot be written.
        """
        try:
            file = File(sha256_of(path), suffix)
            if self._is_whole(file):
                path.unlink()
            else:
                self._place(path, file)
        except OSError as error:
            raise self._failure("cannot write to the store", error) from error
        return file

    def path_of(self, file: File) -> Path:
        """Return where a file of the store is. Read-only: never write to it."""
        return self._objects / file.sha256[:2] / (file.sha256 + file.suffix)

    def find(self, path: Path) -> File | None:
        """Return the file of the store that is at `path`, or None."""
        file = File(path.name.removesuffix(path.suffix), path.suffix)
        return file if path == self.path_of(file) and self._is_whole(file) else None

    def _place(self, temporary: Path, file: File) -> None:
        """Give a finished temporary file its name, on disk before the index can speak of it."""
        target = self.path_of(file)
        target.parent.mkdir(exist_ok=True)
        temporary.chmod(0o444)
        handle = os.open(temporary, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        temporary.replace(target)
        self._note(target)

    def _note(self, target: Path) -> None:
        stat = target.stat()
        self._index.write(
            "INSERT OR REPLACE INTO objects VALUES (?, ?, ?)", (target.name, stat.st_size, stat.st_ctime_ns)
        )

    def _is_whole(self, file: File) -> bool:
        """Return whether the file is there with its content; its bytes are read only if it may have been changed.

        The system sets a file's change time (ctime) on every write and no program can set it back.
        """
        path = self.path_of(file)
        try:
            stat = path.stat()
            noted = self._index.rows("SELECT size, changed_ns FROM objects WHERE name = ?", (path.name,))
            if noted == [(stat.st_size, stat.st_ctime_ns)]:
                return True
            if sha256_of(path) != file.sha256:
                return False
        except FileNotFoundError:
            return False
        self._note(path)
        return True

    def _failure(self, what: str, error: OSError) -> InvalidInput:
        return disk_full(error, self.root) or InvalidInput(
            what, where=str(self.root), found=error.strerror or str(error), hint="STORYAGENT_HOME moves the store"
        )


def _parse(text: str) -> dict[str, Artifact] | None:
    try:
        data: Any = json.loads(text)
        return outputs_from_json(data)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None

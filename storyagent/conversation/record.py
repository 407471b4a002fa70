"""The record of a conversation: append-only, in the project, safe against kill -9 at any moment.

Lines say what happened, in order; `storyagent.conversation.history` adds them up. Texts of the film's files are kept
once each, under their hash. A line `moved` is on disk before the project's files are touched, `written` after it: a
move without it is finished when the conversation is opened again.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from storyagent.conversation.turns import Turn
from storyagent.engine.database import Database
from storyagent.story.values import Value

_SCHEMA = """
CREATE TABLE contents (sha256 TEXT PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE lines (id INTEGER PRIMARY KEY, time_s REAL NOT NULL, line TEXT NOT NULL)
"""


class Begun(Value):
    """A turn begins at a version of the film. `process` is who is at it, `journal` the journal's last line then."""

    line: Literal["begun"] = "begun"
    turn: int
    request: str
    branch: str
    process: str
    journal: int = 0
    version: int | None = None


class Versioned(Value):
    """The film has a version: hashes of its files by name. `by` is who made it: a turn, or a person beside them."""

    line: Literal["version"] = "version"
    turn: int
    version: int
    parent: int | None
    files: dict[str, str]
    by: Literal["turn", "hand"] = "turn"


class Moved(Value):
    """A branch stands at a version from now on, and is the one worked on; `redo` can be gone forward to, nearest first.

    The project's files are to be those of the version.
    """

    line: Literal["moved"] = "moved"
    turn: int
    branch: str
    version: int
    redo: tuple[int, ...] = ()


class Written(Value):
    """The project's files are those of the version moved to."""

    line: Literal["written"] = "written"
    turn: int


class Withdrawn(Value):
    """A film's first version could not be written: there is none, and its branch stands nowhere."""

    line: Literal["withdrawn"] = "withdrawn"
    turn: int
    branch: str
    version: int


class Ended(Value):
    """A turn is over."""

    line: Literal["ended"] = "ended"
    turn: Turn


RecordLine = Annotated[Begun | Versioned | Moved | Written | Withdrawn | Ended, Field(discriminator="line")]
_LINE: TypeAdapter[RecordLine] = TypeAdapter(RecordLine)


class Record:
    """The record in the file `path`; made if missing.

    Raises:
        InvalidInput: the file cannot be written, is damaged, or was written by a newer storyagent.
    """

    def __init__(self, path: Path) -> None:
        self._database = Database(path, _SCHEMA, version=1, name="conversation", loss="the film itself is not touched")

    def __enter__(self) -> Record:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def add(self, *lines: RecordLine, texts: Mapping[str, str] | None = None) -> None:
        """Append lines, and texts by their hash, all of them or nothing."""
        now_s = time.time()
        rows = [(now_s, _LINE.dump_json(line).decode()) for line in lines]
        with self._database.transaction() as connection:
            connection.executemany("INSERT OR IGNORE INTO contents VALUES (?, ?)", (texts or {}).items())
            connection.executemany("INSERT INTO lines (time_s, line) VALUES (?, ?)", rows)

    def lines(self, after: int = 0) -> list[tuple[int, RecordLine]]:
        """Return the lines that came after one, by its number, oldest first and numbered."""
        rows = self._database.rows("SELECT id, line FROM lines WHERE id > ? ORDER BY id", (after,))
        return [(number, _LINE.validate_json(line)) for number, line in rows]

    def texts(self, files: Mapping[str, str]) -> dict[str, str]:
        """Return texts by name for hashes by name."""
        rows = dict(self._database.rows("SELECT sha256, text FROM contents"))
        return {name: rows[sha256] for name, sha256 in files.items()}


def hashes_of(files: Mapping[str, str]) -> dict[str, str]:
    """Return the hash of each text, by name."""
    return {name: sha256_of_text(text) for name, text in files.items()}


def sha256_of_text(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()

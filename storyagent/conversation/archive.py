"""A conversation's record and its project's files, kept in step: after a crash either state is there, whole."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager

from storyagent.conversation.history import MAIN, History, Stand
from storyagent.conversation.record import (
    Begun,
    Ended,
    Moved,
    Record,
    RecordLine,
    Versioned,
    Withdrawn,
    Written,
    hashes_of,
)
from storyagent.conversation.snapshots import plan_bytes, put_back, put_files, read_files
from storyagent.conversation.turns import Turn
from storyagent.engine.journal import Journal, process_name
from storyagent.engine.lock import project_lock
from storyagent.errors import InvalidInput, ProjectBusy, StoryagentError
from storyagent.project import FilmProject

RECORD = "conversation.sqlite"
"""The record's name in a project."""


class Archive:
    """The versions of a project's film, its branches and turns.

    Raises:
        InvalidInput: the project cannot be written, or its record is damaged.
    """

    def __init__(self, project: FilmProject) -> None:
        self.project = project
        self.record = Record(project.root / RECORD)
        self.history = History()
        self.fault: InvalidInput | None = None
        """Why the project's files could not be read when the turn began."""
        self._read = 0
        self.reload()

    def close(self) -> None:
        """Close the record."""
        self.record.close()

    def reload(self) -> History:
        """Read the record again: another process may have gone on with the conversation."""
        for number, line in self.record.lines(self._read):
            self.history.add(line)
            self._read = number
        return self.history

    def begin(self, request: str) -> Turn:
        """Note that a turn begins, and return it, open yet.

        Raises:
            ProjectBusy: another living process is at a turn of this conversation.
        """
        history = self.reload()
        own = process_name(os.getpid())
        busy = [one.process for one in history.begun.values() if one.process != own and _lives(one.process)]
        if busy:
            raise ProjectBusy(
                "another conversation is at work on this film", where=str(self.project.root),
                found=f"process {busy[0].partition('@')[0]}", hint="wait for its turn to end",
            )  # fmt: skip
        number = history.last_turn + 1
        with Journal(self.project.journal_path) as journal:
            line = journal.last_line()
        self.fault = self._fault()
        if self.fault is None:
            self.keep_hand_edits(number)
        head = self.history.head
        version = head.version if head else None
        branch = self.history.branch
        self._add(Begun(turn=number, request=request, branch=branch, process=own, journal=line, version=version))
        return Turn(
            number=number, branch=self.history.branch, request=request, state="answered", before=version, after=version
        )  # fmt: skip

    def settle(self) -> list[Turn]:
        """Finish what a dead process left half done, and return its turns, ended as `interrupted`.

        Raises:
            ProjectBusy: another run holds the project.
            InvalidInput: a file cannot be written.
        """
        history = self.reload()
        own = process_name(os.getpid())
        dead = [one for one in history.begun.values() if one.process == own or not _lives(one.process)]
        if dead and history.unwritten and history.head and not self._kept_by_hand(dead[-1]):
            with self._lock():
                put_files(self.project, self.record.texts(history.head.files))
            self._add(Written(turn=dead[-1].turn))
        ended = []
        for one in dead:
            after = history.head.version if history.head else None
            facts = {"branch": one.branch, "request": one.request, "before": one.version, "after": after}
            ended.append(Turn(number=one.turn, state="interrupted", **facts))
        self._add(*(Ended(turn=turn) for turn in ended))
        return ended

    def files(self, version: int | None = None) -> dict[str, str]:
        """Return the texts of a version, of the present one if none is given; nothing if there is no film."""
        head = self.history.versions[version] if version is not None else self.history.head
        return self.record.texts(head.files) if head else {}

    def commit(self, turn: int, files: Mapping[str, str], write: Callable[[], object] | None = None) -> int:
        """Give the film a new version and make the project's files those; return its number.

        `write` puts the very same files in place of the plain writing. If it fails, the film stays as it was.

        Raises:
            ProjectBusy: another run holds the project.
            InvalidInput: a file cannot be written, or one was edited by hand since the turn began.
        """
        head, hashes = self.history.head, hashes_of(files)
        version = Versioned(
            turn=turn, version=self.history.next_version(), parent=head.version if head else None, files=hashes
        )
        texts = {hashes[name]: text for name, text in files.items()}
        self._put(turn, self.history.branch, Stand(version.version), (version,), texts, write)
        return version.version

    def move(self, turn: int, stand: Stand, branch: str | None = None) -> None:
        """Let a branch stand elsewhere and make the project's files those of that version. Raises as `commit`."""
        self._put(turn, branch or self.history.branch, stand)

    def keep_hand_edits(self, turn: int) -> int | None:
        """Give the film a version of its own if its files are not those of the present one; return its number."""
        files = read_files(self.project)
        hashes, head = hashes_of(files), self.history.head
        if not files or (head is not None and head.files == hashes):
            return None
        number = self.history.next_version()
        version = Versioned(
            turn=turn, version=number, parent=head.version if head else None, files=hashes, by="hand"
        )  # fmt: skip
        branch = self.history.branch if self.history.branches else MAIN
        texts = {hashes[name]: text for name, text in files.items()}
        self._add(version, Moved(turn=turn, branch=branch, version=number), Written(turn=turn), texts=texts)
        return number

    def name(self, turn: int, branch: str) -> None:
        """Let a new branch stand where the present one does; the present one is gone on with."""
        stand = self.history.branches[self.history.branch]
        facts = {"turn": turn, "version": stand.version, "redo": stand.redo}
        self._add(Moved(branch=branch, **facts), Moved(branch=self.history.branch, **facts), Written(turn=turn))

    def end(self, turn: Turn) -> None:
        """Note how a turn ended."""
        self._add(Ended(turn=turn))

    def require_free(self) -> None:
        """Check that no run holds the project.

        Raises:
            ProjectBusy: one does.
        """
        with self._lock():
            pass

    def _put(
        self, turn: int, branch: str, stand: Stand, lines: Sequence[RecordLine] = (),
        texts: Mapping[str, str] | None = None, write: Callable[[], object] | None = None,
    ) -> None:  # fmt: skip
        before = self.history.branch, self.history.branches.get(self.history.branch)
        with self._lock():
            self._require_unedited()
            plan = plan_bytes(self.project)
            self._add(*lines, Moved(turn=turn, branch=branch, version=stand.version, redo=stand.redo), texts=texts)
            try:
                if write:
                    write()
                else:
                    put_files(self.project, self.files())
            except (StoryagentError, KeyboardInterrupt):
                if before[1] is None:
                    put_back(self.project, plan)
                    self._add(Withdrawn(turn=turn, branch=branch, version=stand.version))
                else:
                    self._take_back(turn, before[0], before[1])
                raise
            self._add(Written(turn=turn))

    def _take_back(self, turn: int, branch: str, stand: Stand) -> None:
        """Return to a branch's stand after files could not be written; what can be written is written again."""
        self._add(Moved(turn=turn, branch=branch, version=stand.version, redo=stand.redo))
        put_files(self.project, self.files())
        self._add(Written(turn=turn))

    def _kept_by_hand(self, turn: Begun) -> bool:
        """Tell whether a person has edited what a dead turn left half written; if so, that is a version of its own."""
        known = {file for version in self.history.versions.values() for file in version.files.values()}
        edited = any(file not in known for file in hashes_of(read_files(self.project)).values())
        return edited and self.keep_hand_edits(turn.turn) is not None

    def _fault(self) -> InvalidInput | None:
        try:
            read_files(self.project)
        except InvalidInput as error:
            return error
        return None

    def _require_unedited(self) -> None:
        files, head = read_files(self.project), self.history.head
        if hashes_of(files) != (head.files if head else {}):
            raise InvalidInput(
                "the film's files were edited by hand meanwhile", where=str(self.project.root),
                needed="the files that this change was thought out for", hint="say it again: it is then read for them",
            )  # fmt: skip

    def _add(self, *lines: RecordLine, texts: Mapping[str, str] | None = None) -> None:
        if lines:
            self.record.add(*lines, texts=texts)
            self.reload()

    def _lock(self) -> AbstractContextManager[None]:
        return project_lock(self.project.root / ".lock")


def _lives(process: str) -> bool:
    return bool(process) and process == process_name(int(process.partition("@")[0]))

"""The history of a conversation: versions of the film, branches that stand at them, undo and redo. Values only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from storyagent import lexicon
from storyagent.conversation.record import Begun, Ended, Moved, RecordLine, Versioned, Withdrawn, Written
from storyagent.conversation.turns import Turn
from storyagent.errors import InvalidInput
from storyagent.planning.grammar import word_set

MAIN = "main"
"""The branch that every conversation begins with."""
_WORD = re.compile(r"[a-z0-9']+")
_IDLE = word_set(
    "a an and back before film go how i in into is it made make me my of on that the then this to was we when you"
)
_COMMON = frozenset(("scene", "change", "make"))
"""Words that alone do not tell one request from another."""


class Stand(NamedTuple):
    """Where a branch stands: at a version, with versions that can be gone forward to, nearest first."""

    version: int
    redo: tuple[int, ...] = ()


@dataclass(slots=True)
class History:
    """What the lines of a record, taken in one by one, add up to."""

    turns: list[Turn] = field(default_factory=list)
    versions: dict[int, Versioned] = field(default_factory=dict)
    branches: dict[str, Stand] = field(default_factory=dict)
    branch: str = MAIN
    begun: dict[int, Begun] = field(default_factory=dict)
    """Turns that have not ended, by number."""
    unwritten: bool = False
    """Whether the project's files may still be those of an earlier version."""
    last_turn: int = 0

    @property
    def head(self) -> Versioned | None:
        """Return the version that the film has now."""
        stand = self.branches.get(self.branch)
        return self.versions[stand.version] if stand else None

    def add(self, line: RecordLine) -> None:
        """Take in the record's next line."""
        match line:
            case Begun():
                self.begun[line.turn] = line
                self.last_turn = max(self.last_turn, line.turn)
            case Versioned():
                self.versions[line.version] = line
            case Moved():
                self.branch = line.branch
                self.branches[line.branch] = Stand(line.version, line.redo)
                self.unwritten = True
            case Written():
                self.unwritten = False
            case Withdrawn():
                self.unwritten = False
                del self.branches[line.branch], self.versions[line.version]
            case Ended():
                self.begun.pop(line.turn.number, None)
                self.turns.append(line.turn)

    def next_version(self) -> int:
        """Return the number that the next version gets."""
        return max(self.versions, default=0) + 1

    def lineage(self) -> Iterator[Versioned]:
        """Yield the version of now and those before it, newest first."""
        at = self.head
        while at is not None:
            yield at
            at = self.versions[at.parent] if at.parent is not None else None

    def turn(self, number: int) -> Turn | None:
        """Return a turn that has ended, by its number."""
        return next((turn for turn in self.turns if turn.number == number), None)

    def undone(self, count: int) -> Stand:
        """Return where the branch stands after undoing so many changes.

        Raises:
            InvalidInput: there are fewer.
        """
        line = list(self.lineage())
        if not 1 <= count < len(line):
            raise InvalidInput(
                "there is nothing to undo" if len(line) <= 1 else "there are not so many changes to undo",
                where="undo", found=f"{max(len(line) - 1, 0)} changes on branch {self.branch}", needed=f"{count}",
            )  # fmt: skip
        stand = self.branches[self.branch]
        return Stand(line[count].version, (*(one.version for one in reversed(line[:count])), *stand.redo))

    def redone(self, count: int) -> Stand:
        """Return where the branch stands after making so many undone changes again.

        Raises:
            InvalidInput: fewer were undone since the last change.
        """
        stand = self.branches.get(self.branch, Stand(0))
        if not 1 <= count <= len(stand.redo):
            raise InvalidInput(
                "there is nothing to redo" if not stand.redo else "there are not so many changes to redo",
                where="redo", found=f"{len(stand.redo)} changes", needed=f"{count}",
            )  # fmt: skip
        return Stand(stand.redo[count - 1], stand.redo[count:])

    def only_in(self, version: int) -> tuple[str, ...]:
        """Return which scenes to make where a version never was made whole: all that were made alone since a film was.

        () for the whole film.
        """
        films = [turn for turn in self.turns if turn.work and (turn.work.remade or turn.work.kept)]
        made = [turn for turn in films if turn.state == "done"]
        here = [turn for turn in made if turn.after == version]
        if not here or not all(turn.only for turn in here):
            return ()
        since = next((at for at in reversed(range(len(made))) if not made[at].only), -1)
        return tuple(dict.fromkeys(scene for turn in made[since + 1 :] for scene in turn.only))

    def last_requests(self, count: int) -> list[str]:
        """Return what was asked for in the last changes, newest first."""
        told = []
        for version in list(self.lineage())[:count]:
            turn = self.turn(version.turn)
            told.append(turn.request if turn and version.by == "turn" else "edited by hand")
        return told

    def changes_since(self, words: str) -> int:
        """Return how many changes ago that one was made which words speak of ("I swapped the scenes").

        Raises:
            InvalidInput: they speak of none, or of several equally well.
        """
        wanted = _stems(words)
        shared = [wanted & _stems(self._told(one)) for one in list(self.lineage())[:-1]]
        scores = [len(one) if any(word not in _COMMON and word.isalpha() for word in one) else 0 for one in shared]
        best = max(scores, default=0)
        if best == 0 or scores.count(best) > 1:
            raise InvalidInput(
                "it is not clear which change is meant", where="go back", found=repr(words),
                needed="words of one earlier request", hint="say history to see them, then: undo the last N changes",
            )  # fmt: skip
        return scores.index(best) + 1

    def _told(self, version: Versioned) -> str:
        turn = self.turn(version.turn)
        if version.by == "hand" or turn is None:
            return "edited by hand"
        return " ".join((turn.request, *turn.understood))


def branch_lines(branches: Mapping[str, Stand], current: str) -> list[str]:
    """Return a line for each branch, the current one marked."""
    return [f"{'*' if name == current else ' '} {name}: version {at.version}" for name, at in branches.items()]


def _stems(text: str) -> set[str]:
    words = set(_WORD.findall(text.lower())) - _IDLE
    return {lexicon.lemma(word, "v") or lexicon.lemma(word, "n") or word for word in words}

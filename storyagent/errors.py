"""Every error storyagent raises, named by what happens next.

    StoryagentError
    ├── InvalidInput        the user changes something and tries again        exit 2
    │   └── ProjectBusy     another run holds the film project                exit 2
    ├── MissingExtra        the user installs something                       exit 3
    ├── Misconfigured       the user corrects a setting                       exit 3
    ├── Transient           the engine tries again after a pause              exit 4
    ├── BadAnswer           the planner asks the language model again         exit 4
    ├── OutOfMemory         the engine steps down (offload, fewer frames)     exit 4
    ├── ToolFailed          the node is failed, its siblings go on            exit 4
    ├── OutOfBudget         the run stops, what is paid for is kept           exit 5
    └── Cancelled           the run stops, `render` goes on from there        exit 130

Each carries the same five facts, so that a person, a log and a planner read the same thing: what failed, where,
what was found, what was needed, and what to do.
"""

from __future__ import annotations

from typing import ClassVar


class StoryagentError(Exception):
    """An error with its five facts: `what`, `where`, `found`, `needed`, `hint` (all but the first may be empty)."""

    exit_code: ClassVar[int] = 4

    def __init__(self, what: str, *, where: str = "", found: str = "", needed: str = "", hint: str = "") -> None:
        self.what = what
        self.where = where
        self.found = found
        self.needed = needed
        self.hint = hint
        super().__init__(self._message())

    def _message(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        facts = [f"found {self.found}" if self.found else "", f"needed {self.needed}" if self.needed else ""]
        body = "; ".join(fact for fact in facts if fact)
        return "\n".join(part for part in (head, body and f"  {body}", self.hint and f"  {self.hint}") if part)

    def to_dict(self) -> dict[str, str | int]:
        """Return the facts as plain data, for `--json` and the journal."""
        return {
            "error": type(self).__name__,
            "what": self.what,
            "where": self.where,
            "found": self.found,
            "needed": self.needed,
            "hint": self.hint,
            "exit_code": self.exit_code,
        }


class InvalidInput(StoryagentError):
    """The user's story, file, option or graph cannot be used as it is."""

    exit_code = 2


class ProjectBusy(InvalidInput):
    """Another process is rendering this film project."""


class MissingExtra(StoryagentError):
    """Something optional is not installed; `hint` has the exact install line."""

    exit_code = 3


class Misconfigured(StoryagentError):
    """A setting has a value that cannot work."""

    exit_code = 3


class Transient(StoryagentError):
    """Likely to work when tried again: a network fault, a rate limit, a lock."""


class BadAnswer(StoryagentError):
    """A language model's answer could not be used."""


class OutOfMemory(StoryagentError):
    """The machine has too little memory for this call; a smaller one may work."""


class ToolFailed(StoryagentError):
    """A tool could not do its work and trying again would not help."""


class OutOfBudget(StoryagentError):
    """The next call would cost more than is allowed."""

    exit_code = 5


class Cancelled(StoryagentError):
    """The user, or the caller's cancel token, stopped the run."""

    exit_code = 130

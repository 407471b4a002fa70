"""What a conversation is made of: one value for each turn, and for what a turn foresees, does and finds."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from storyagent.editing.edited import Change
from storyagent.editing.edits import Edit
from storyagent.editing.reading import Question
from storyagent.planning.usage import Usage
from storyagent.story.values import Finding, Value

TurnState = Literal["done", "answered", "asked", "declined", "refused", "failed", "interrupted"]
"""How a turn ended.

`done`: what was asked for is made · `answered`: nothing had to change · `asked`: something has to be said first ·
`declined`: the user said no · `refused`: it cannot be · `failed`: making it failed · `interrupted`: the process died
on the way. Only `done` and `interrupted` turns change the film, and `failed` ones where tools failed beside it.
"""


class SceneWork(Value):
    """Steps of one scene by their names. `number` counts from 1 as the film is after the turn, 0 is the title card."""

    number: int
    scene: str
    steps: tuple[str, ...] = ()

    def __str__(self) -> str:
        name = f"scene {self.number}" if self.number else "title card"
        return f"{name} ({', '.join(self.steps)})" if self.steps else name


class Work(Value):
    """What a change makes anew, foreseen without making anything.

    `remade` and `kept` are scenes; `shared` the steps that belong to no scene. A step that waits for another one may
    turn out to be kept after all. `estimate_s` is from what steps cost earlier, None while that is not known. `part`:
    only clips of some scenes are made, and no film.
    """

    remade: tuple[SceneWork, ...] = ()
    kept: tuple[SceneWork, ...] = ()
    shared: tuple[str, ...] = ()
    steps: int = 0
    estimate_s: float | None = None
    part: bool = False


class Proposal(Value):
    """What a turn would do, told before anything is written or run.

    `needs_yes`: it is not done without a person's yes, whatever the conversation's options, because of `why`.
    """

    turn: int
    request: str
    understood: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    diff: str = ""
    work: Work | None = None
    findings: tuple[Finding, ...] = ()
    needs_yes: bool = False
    why: str = ""


class MadeFile(Value):
    """A file that is there now, as it was found when it was opened again; `path` is relative to the project."""

    path: str
    bytes: int
    duration_s: float | None = None
    width_px: int | None = None
    height_px: int | None = None

    def __str__(self) -> str:
        facts = [f"{self.duration_s:.1f} s" if self.duration_s is not None else ""]
        facts += [f"{self.width_px}x{self.height_px}" if self.width_px else "", _size(self.bytes)]
        return f"{self.path}: {', '.join(filter(None, facts))}"


class Outcome(Value):
    """What a turn did, by the journal and the files alone.

    `ran` and `kept` are scenes, `shared` the other steps that ran; `seconds` is what the steps that ran cost together.
    `failed` are steps that ended in an error. `files` are those that the turn made or changed, and the film.
    """

    ran: tuple[SceneWork, ...] = ()
    kept: tuple[SceneWork, ...] = ()
    shared: tuple[str, ...] = ()
    steps_ran: int = 0
    steps_kept: int = 0
    seconds: float = 0.0
    failed: tuple[str, ...] = ()
    files: tuple[MadeFile, ...] = ()


class Turn(Value):
    """One turn as it is kept: what was asked, understood, decided, done, and what it cost.

    `before` and `after` number the film's versions. `approved` is None where nobody was asked. `said` is what a
    question was answered with, `model_said` a language model's own words, which nothing vouches for. `only` is which
    scenes were made, by id, where the film itself was not.
    """

    number: int = Field(ge=1)
    branch: str
    request: str
    state: TurnState
    understood: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()
    changes: tuple[Change, ...] = ()
    diff: str = ""
    only: tuple[str, ...] = ()
    work: Work | None = None
    approved: bool | None = None
    said: str = ""
    model_said: str = ""
    questions: tuple[Question, ...] = ()
    not_understood: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    error: dict[str, str | int] | None = None
    outcome: Outcome | None = None
    before: int | None = None
    after: int | None = None
    usage: Usage | None = None
    time_s: float = 0.0
    seconds: float = 0.0

    @property
    def changed(self) -> bool:
        """Return whether the film has another version after it."""
        return self.after is not None and self.after != self.before


def _size(count: int) -> str:
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1000:.0f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"

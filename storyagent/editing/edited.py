"""What comes of edits: the film afterwards and every change in it, as a person sees it."""

from __future__ import annotations

from pydantic import Field

from storyagent.editing.edits import Edit
from storyagent.editing.film import Film
from storyagent.story.values import Finding, Value


class Change(Value):
    """One thing that is different now.

    `what` changed ("color of the fox"), `where` ("scene 2", "film"), from `before` to `after`; either may be empty.
    """

    what: str = Field(min_length=1)
    where: str = "film"
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        ways = {
            (True, True): f": {self.before} → {self.after}",
            (True, False): f": {self.before}, taken out",
            (False, True): f": {self.after}",
        }
        return f"{self.where}: {self.what}{ways.get((bool(self.before), bool(self.after)), '')}"


class Edited(Value):
    """A film after edits.

    `changes` are as a person sees them, `touched_scenes` the ids of the scenes (of the film as it is now) whose picture
    or sound is not what it was. `findings` is what the edits, the planner or the film's checks have to say.
    """

    film: Film
    edits: tuple[Edit, ...] = ()
    changes: tuple[Change, ...] = ()
    touched_scenes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

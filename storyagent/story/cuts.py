"""Where the shots of a clip end and begin."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

from pydantic import Field

from storyagent.story.values import Value


class Cut(Value):
    """A change of shot. `frame` is the first of the new shot, for a dissolve the middle one.

    `time_s` is when it is seen; `first` and `last` are the first frame that differs from the old shot and the first
    that is wholly the new one.
    """

    frame: int = Field(ge=1)
    time_s: float = Field(ge=0.0)
    kind: Literal["cut", "dissolve"]
    first: int = Field(ge=0)
    last: int = Field(ge=1)


class Cuts(Value):
    """All changes of shot in a clip of so many frames, in order."""

    frames: int = Field(ge=1)
    fps: float = Field(gt=0.0)
    cuts: tuple[Cut, ...] = ()

    @property
    def shots(self) -> tuple[tuple[int, int], ...]:
        """Return each shot's first frame and the one after its last."""
        return tuple(pairwise((0, *(cut.frame for cut in self.cuts), self.frames)))

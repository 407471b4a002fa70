"""Frame directions: what stays the same in a scene, and what is seen in each stretch of it."""

from __future__ import annotations

from itertools import pairwise
from typing import Self

from pydantic import Field, model_validator

from storyagent.errors import InvalidInput
from storyagent.story.values import UnitTime, Value


class Direction(Value):
    """What is seen from `start` to `end` of a scene (0..1)."""

    text: str = Field(min_length=1)
    start: UnitTime
    end: UnitTime


class FrameDirections(Value):
    """One fixed part (entities, place, style) and one short delta for each stretch of the scene, in order.

    The stretches follow each other without gap or overlap, from 0 to 1. A delta names whom it is about, so that it can
    be read alone. `prompt` is what the scene said when they were made, empty for those that fit any.

    Raises:
        pydantic.ValidationError: stretches that do not.
    """

    version: int = Field(1, ge=1, le=1)
    prompt: str = ""
    fixed: str = ""
    deltas: tuple[Direction, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _fill_the_scene(self) -> Self:
        borders = [(one.end, other.start) for one, other in pairwise(self.deltas)]
        ends = ((0.0, self.deltas[0].start), *borders, (1.0, self.deltas[-1].end))
        apart = next(((a, b) for a, b in ends if abs(a - b) > 1e-6), None)
        if apart:
            raise ValueError(f"directions must follow each other from 0 to 1, found {apart[0]:g} beside {apart[1]:g}")
        if any(one.end <= one.start for one in self.deltas):
            raise ValueError("a direction must end after it begins")
        return self

    @classmethod
    def evenly(cls, deltas: tuple[str, ...], fixed: str = "", prompt: str = "") -> Self:
        """Return directions of equal lengths."""
        count = len(deltas)
        stretches = [Direction(text=text, start=n / count, end=(n + 1) / count) for n, text in enumerate(deltas)]
        return cls(prompt=prompt, fixed=fixed, deltas=tuple(stretches))

    def prompts(self) -> tuple[str, ...]:
        """Return each stretch's whole prompt: the fixed part, then its delta."""
        fixed = self.fixed.rstrip(". ")
        return tuple(f"{fixed}. {one.text}" if fixed else one.text for one in self.deltas)

    def require(self, count: int, scene: str = "", hint: str = "") -> Self:
        """Return these directions if there are as many as frames, or segments, are to be made; a scene is named.

        Raises:
            InvalidInput: there are more or fewer.
        """
        if len(self.deltas) != count:
            found, needed = str(len(self.deltas)), str(count)
            raise InvalidInput(
                "the wrong number of frame directions", where=scene, found=found, needed=needed, hint=hint
            )
        return self

"""The absolute frame budget of a film: which clip is on screen at which frame.

Everything that has a time (cuts, transitions, narration, subtitles, editor export) is derived from whole frames counted
from the film's first one. Nothing adds up durations, so nothing drifts.
"""

from __future__ import annotations

from itertools import accumulate
from typing import Self

from pydantic import Field, model_validator

from storyagent.story.screenplay import TransitionKind
from storyagent.story.values import Identifier, Value


class Cue(Value):
    """Text on screen or spoken, in seconds from the start of its scene (or of the film, in a film's subtitles)."""

    start_s: float = Field(ge=0.0)
    end_s: float = Field(ge=0.0)
    text: str = Field(min_length=1)
    speaker: str | None = None

    @model_validator(mode="after")
    def _ends_later(self) -> Self:
        if not self.start_s < self.end_s:
            raise ValueError(f"a cue must end after it starts, found {self.start_s} to {self.end_s}")
        return self


class Shot(Value):
    """One clip of the film: its length, and how it begins.

    `transition_frames` are shared with the end of the shot before for a cross-fade (both are on screen). A "fade"
    (through black) shares none: its frames are split between the end of the shot before and the start of this one.
    `speech_offset_frames` is where its speech starts, counted from the shot's first frame.
    """

    id: Identifier
    frames: int = Field(ge=1)
    transition: TransitionKind = "cut"
    transition_frames: int = Field(0, ge=0)
    speech_offset_frames: int = Field(0, ge=0)

    @property
    def overlap_frames(self) -> int:
        """Return the frames this shot shares with the one before."""
        return self.transition_frames if self.transition == "crossfade" else 0


class Timeline(Value):
    """The shots of a film in order, at a whole number of frames a second.

    Raises:
        pydantic.ValidationError: the first shot overlaps nothing, or two transitions meet within one shot.
    """

    fps: int = Field(ge=1, le=120)
    shots: tuple[Shot, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _transitions_fit(self) -> Self:
        if self.shots[0].overlap_frames:
            raise ValueError("the first shot has no shot before it to cross-fade from")
        for shot, following in zip(self.shots, (*self.shots[1:], None), strict=True):
            used = shot.transition_frames + (following.transition_frames if following else 0)
            if used > shot.frames:
                raise ValueError(f"shot {shot.id!r} has {shot.frames} frames; its transitions need {used}")
        return self

    @property
    def starts(self) -> tuple[int, ...]:
        """Return the first frame of every shot, counted from the film's first frame."""
        steps = [b.overlap_frames for b in self.shots[1:]]
        lengths = [shot.frames for shot in self.shots[:-1]]
        return tuple(accumulate((n - o for n, o in zip(lengths, steps, strict=True)), initial=0))

    @property
    def frames(self) -> int:
        """Return the length of the film in frames."""
        return self.starts[-1] + self.shots[-1].frames

    @property
    def duration_s(self) -> float:
        """Return the length of the film in seconds."""
        return self.frames / self.fps

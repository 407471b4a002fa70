"""The dynamic scene layout: where every object is at every moment of a scene.

Time runs from 0 (first frame) to 1 (last frame), boxes are normalised with the origin at the top left. A track is a
list of keyframes; each says how the way to the next one is eased, per axis, which is enough to hold parabolas,
ellipses and perspective exactly instead of as samples.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from storyagent.story.values import Identifier, UnitTime, Value

Ease = Literal["linear", "smooth", "accelerate", "decelerate", "sine in", "sine out", "perspective", "hold"]
"""The share u(s) of a segment covered after a share s of its time.

linear s · smooth 3s²-2s³ · accelerate s² (a fall) · decelerate 1-(1-s)² (a throw's way up) · sine in 1-cos(πs/2) ·
sine out sin(πs/2) (quarters of an orbit) · perspective (1/z - 1/z0)/(1/z1 - 1/z0) with z linear in s and 1/z the box's
height (an object at even speed along the line of sight) · hold 0 until the end.
"""


class Box(Value):
    """A box in normalised coordinates, x0 < x1 and y0 < y1. It may leave the canvas (an object walking in)."""

    x0: float = Field(ge=-4.0, le=5.0)
    y0: float = Field(ge=-4.0, le=5.0)
    x1: float = Field(ge=-4.0, le=5.0)
    y1: float = Field(ge=-4.0, le=5.0)

    @model_validator(mode="after")
    def _has_area(self) -> Self:
        if not (self.x0 < self.x1 and self.y0 < self.y1):
            raise ValueError(f"a box needs x0 < x1 and y0 < y1, found {list(self.as_tuple())}")
        return self

    @classmethod
    def around(cls, cx: float, cy: float, width: float, height: float) -> Box:
        """Make a box from its centre and size."""
        return cls(x0=cx - width / 2, y0=cy - height / 2, x1=cx + width / 2, y1=cy + height / 2)

    def as_tuple(self) -> tuple[float, float, float, float]:
        """Return (x0, y0, x1, y1)."""
        return self.x0, self.y0, self.x1, self.y1

    @property
    def center(self) -> tuple[float, float]:
        """Return (cx, cy)."""
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    @property
    def width(self) -> float:
        """Return x1 - x0."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Return y1 - y0."""
        return self.y1 - self.y0


FULL_FRAME = Box(x0=0.0, y0=0.0, x1=1.0, y1=1.0)


class Keyframe(Value):
    """A box at a time, and how the way from here to the next keyframe is eased.

    In files a box is written as `[x0, y0, x1, y1]`. `depth` orders objects that overlap: larger is nearer; it holds
    until the next keyframe.
    """

    t: UnitTime
    box: Box
    ease_x: Ease = "linear"
    ease_y: Ease = "linear"
    ease_size: Ease = "linear"
    depth: float = 0.0


class Track(Value):
    """One object's boxes over time.

    `id` is the object instance, `entity` what it shows, `name` the phrase for it. It is seen during `windows` (each
    from, until; the end is exclusive unless it is 1). Before the first and after the last keyframe the box is held.
    """

    id: Identifier
    entity: Identifier
    name: str = Field(min_length=1)
    keyframes: tuple[Keyframe, ...] = Field(min_length=1)
    windows: tuple[tuple[UnitTime, UnitTime], ...] = ((0.0, 1.0),)

    @model_validator(mode="after")
    def _times_grow(self) -> Self:
        times = [keyframe.t for keyframe in self.keyframes]
        if any(b <= a for a, b in pairwise(times)):
            raise ValueError(f"keyframe times of {self.id!r} must grow, found {times}")
        if any(not a < b for a, b in self.windows):
            raise ValueError(f"a window of {self.id!r} must begin before it ends, found {list(self.windows)}")
        return self


class Layout(Value):
    """The dynamic layout of one scene, on a canvas whose width is `aspect_ratio` times its height.

    `view` is the camera: the part of the canvas that fills the screen, over time (empty: the whole canvas).
    """

    version: Literal[1] = 1
    scene: Identifier
    background: str = ""
    aspect_ratio: float = Field(16 / 9, gt=0.1, lt=10.0)
    tracks: tuple[Track, ...] = ()
    view: tuple[Keyframe, ...] = ()

    @field_validator("tracks")
    @classmethod
    def _ids_differ(cls, tracks: tuple[Track, ...]) -> tuple[Track, ...]:
        ids = [track.id for track in tracks]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"track id used more than once: {', '.join(twice)}")
        return tracks

"""The dynamic scene layout: where every object is at every moment of a scene.

Time runs from 0 (first frame) to 1 (last frame), boxes are normalised with the origin at the top left. A track is a
list of keyframes; each says how the way to the next one is eased, per axis, which is enough to hold parabolas,
ellipses and perspective exactly instead of as samples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Literal, NamedTuple, Self

from pydantic import Field, GetJsonSchemaHandler, field_validator, model_serializer, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from storyagent.story.sampling import Ease, sample_times, share
from storyagent.story.values import Identifier, UnitTime, Value, unchecked

__all__ = [
    "FULL_FRAME",
    "Box",
    "Ease",
    "Keyframe",
    "Layout",
    "Moment",
    "Shown",
    "Track",
    "boxes_along",
    "corners_along",
    "sample_times",
]

LOWEST, HIGHEST = -4.0, 5.0
Corners = tuple[float, float, float, float]
"""A box as (x0, y0, x1, y1)."""
THINNEST = 1e-6
_CORNERS = {"x0", "y0", "x1", "y1"}
_KEYFRAME = {"t", "box", "ease_x", "ease_y", "ease_size", "depth"}


class Box(Value):
    """A box in normalised coordinates, x0 < x1 and y0 < y1. It may leave the canvas (an object walking in).

    Written as `[x0, y0, x1, y1]`; read from that, from a tuple, or from the four names. A side is at least a millionth.
    """

    x0: float = Field(ge=LOWEST, le=HIGHEST)
    y0: float = Field(ge=LOWEST, le=HIGHEST)
    x1: float = Field(ge=LOWEST, le=HIGHEST)
    y1: float = Field(ge=LOWEST, le=HIGHEST)

    @model_validator(mode="before")
    @classmethod
    def _name_numbers(cls, data: Any) -> Any:
        if not isinstance(data, list | tuple):
            return data
        if len(data) != 4:
            raise ValueError(f"a box is [x0, y0, x1, y1], found {len(data)} values")
        return dict(zip(("x0", "y0", "x1", "y1"), data, strict=True))

    @model_validator(mode="after")
    def _has_area(self) -> Self:
        if not (self.x1 - self.x0 >= THINNEST and self.y1 - self.y0 >= THINNEST):
            raise ValueError(f"a box needs x0 < x1 and y0 < y1, found {list(self.as_tuple())}")
        return self

    @model_serializer
    def _as_numbers(self) -> tuple[float, float, float, float]:
        return self.as_tuple()

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describe what is written, an array of four numbers."""
        number = {"type": "number", "minimum": LOWEST, "maximum": HIGHEST}
        return {
            "type": "array",
            "title": "Box",
            "description": "[x0, y0, x1, y1], normalised, origin top left, x0 < x1 and y0 < y1",
            "items": number,
            "minItems": 4,
            "maxItems": 4,
        }

    @classmethod
    def of(cls, x0: float, y0: float, x1: float, y1: float) -> Box:
        """Make a box from its corners, as the constructor does, but quickly where nothing is wrong with them."""
        if (
            x1 - x0 >= THINNEST
            and y1 - y0 >= THINNEST
            and x0 >= LOWEST
            and x1 <= HIGHEST
            and y0 >= LOWEST
            and y1 <= HIGHEST
            and type(x0) is type(y0) is type(x1) is type(y1) is float
        ):
            return unchecked(cls, {"x0": x0, "y0": y0, "x1": x1, "y1": y1}, _CORNERS)
        return cls(x0=x0, y0=y0, x1=x1, y1=y1)

    @classmethod
    def around(cls, cx: float, cy: float, width: float, height: float) -> Box:
        """Make a box from its centre and size."""
        half_x, half_y = width / 2, height / 2
        return cls.of(cx - half_x, cy - half_y, cx + half_x, cy + half_y)

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

    @property
    def area(self) -> float:
        """Return width times height, as a share of the canvas."""
        return self.width * self.height

    @property
    def on_canvas(self) -> bool:
        """Return whether any part of the box lies on the canvas."""
        return self.x0 < 1.0 and self.x1 > 0.0 and self.y0 < 1.0 and self.y1 > 0.0

    def shifted(self, dx: float, dy: float) -> Box:
        """Return the box moved by (dx, dy)."""
        return Box.of(self.x0 + dx, self.y0 + dy, self.x1 + dx, self.y1 + dy)

    def overlap(self, other: Box) -> float:
        """Return the area both boxes share."""
        across = min(self.x1, other.x1) - max(self.x0, other.x0)
        down = min(self.y1, other.y1) - max(self.y0, other.y0)
        return across * down if across > 0.0 and down > 0.0 else 0.0


FULL_FRAME = Box(x0=0.0, y0=0.0, x1=1.0, y1=1.0)


class Keyframe(Value):
    """A box at a time, and how the way from here to the next keyframe is eased.

    The box's centre goes by `ease_x` and `ease_y`, its width and height by `ease_size`. `depth` orders objects that
    overlap: larger is nearer; it holds until the next keyframe.
    """

    t: UnitTime
    box: Box
    ease_x: Ease = "linear"
    ease_y: Ease = "linear"
    ease_size: Ease = "linear"
    depth: float = Field(0.0, ge=-1e6, le=1e6)

    @classmethod
    def of(
        cls,
        t: float,
        box: Box,
        ease_x: Ease = "linear",
        ease_y: Ease = "linear",
        ease_size: Ease = "linear",
        depth: float = 0.0,
    ) -> Keyframe:
        """Make a keyframe as the constructor does, but quickly where nothing is wrong with its time."""
        if type(t) is float and 0.0 <= t <= 1.0:
            fields = {
                "t": t,
                "box": box,
                "ease_x": ease_x,
                "ease_y": ease_y,
                "ease_size": ease_size,
                "depth": depth,
            }
            return unchecked(cls, fields, _KEYFRAME)
        return cls(t=t, box=box, ease_x=ease_x, ease_y=ease_y, ease_size=ease_size, depth=depth)


def boxes_along(keyframes: Sequence[Keyframe], times: Iterable[float]) -> list[Box]:
    """Return the box at each of the times, which must not fall; before the first and after the last it is held.

    One pass over both, for rendering; exact at the keyframes.
    """
    boxes: list[Box] = []
    for keyframe, corners in _along(keyframes, times):
        boxes.append(Box.of(*corners) if corners else keyframe.box)
    return boxes


def corners_along(keyframes: Sequence[Keyframe], times: Iterable[float]) -> list[Corners]:
    """Return the same as `boxes_along` as plain numbers, for where a great many are compared."""
    return [corners or keyframe.box.as_tuple() for keyframe, corners in _along(keyframes, times)]


def _along(keyframes: Sequence[Keyframe], times: Iterable[float]) -> Iterator[tuple[Keyframe, Corners | None]]:
    """Yield, for each time, the keyframe before it and where its box has got since, None where it rests."""
    at, last = 0, len(keyframes) - 1
    way = _way(keyframes[0], keyframes[1]) if last else None
    for t in times:
        while at < last and keyframes[at + 1].t <= t:
            at += 1
            way = _way(keyframes[at], keyframes[at + 1]) if at < last else None
        yield keyframes[at], way(t) if way else None


def _way(a: Keyframe, b: Keyframe) -> Callable[[float], Corners | None] | None:
    """Return what gives the corners between two keyframes, None where they stay those of the first."""
    start, end = a.box.as_tuple(), b.box.as_tuple()
    if start == end:
        return None
    (ax0, ay0, ax1, ay1), (bx0, by0, bx1, by1) = start, end
    cx0, cy0, width0, height0 = (ax0 + ax1) / 2, (ay0 + ay1) / 2, ax1 - ax0, ay1 - ay0
    height1 = by1 - by0
    across_x, down_y = (bx0 + bx1) / 2 - cx0, (by0 + by1) / 2 - cy0
    wider, taller = bx1 - bx0 - width0, height1 - height0
    ease_x, ease_y, ease_size = a.ease_x, a.ease_y, a.ease_size
    alike_y, alike_size = ease_y == ease_x, ease_size == ease_x
    resized = bool(wider or taller)
    # a millionth is widened by a billionth, so that rounding never makes a box too thin to be one
    thinnest = THINNEST * 1.001
    half_x, half_y = max(width0, thinnest) / 2, max(height0, thinnest) / 2
    t0, span = a.t, b.t - a.t

    def at(t: float) -> Corners | None:
        s = (t - t0) / span
        if s <= 0.0:
            return None
        across = share(ease_x, s, height0, height1)
        down = across if alike_y else share(ease_y, s, height0, height1)
        size = across if alike_size else share(ease_size, s, height0, height1)
        if across == down == size == 0.0:  # held: the same box to the last bit
            return None
        cx, cy = cx0 + across_x * across, cy0 + down_y * down
        wide, high = half_x, half_y
        if resized:
            wide, high = max(width0 + wider * size, thinnest) / 2, max(height0 + taller * size, thinnest) / 2
        x0, y0, x1, y1 = cx - wide, cy - high, cx + wide, cy + high
        if x0 >= LOWEST and y0 >= LOWEST and x1 <= HIGHEST and y1 <= HIGHEST:
            return x0, y0, x1, y1
        return max(x0, LOWEST), max(y0, LOWEST), min(x1, HIGHEST), min(y1, HIGHEST)

    return at


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
        _check_times(self.keyframes, repr(self.id))
        if any(not a < b for a, b in self.windows):
            raise ValueError(f"a window of {self.id!r} must begin before it ends, found {list(self.windows)}")
        return self

    def box_at(self, t: float) -> Box:
        """Return the box at a time, whether or not the object is seen then."""
        return boxes_along(self.keyframes, (t,))[0]

    def visible_at(self, t: float) -> bool:
        """Return whether a window holds this time (the box may still lie outside the canvas)."""
        return any(start <= t < end or t == end == 1.0 for start, end in self.windows)

    def depth_at(self, t: float) -> float:
        """Return the depth at a time: that of the last keyframe at or before it."""
        return next((k.depth for k in reversed(self.keyframes) if k.t <= t), self.keyframes[0].depth)

    def boxes(self, n: int) -> tuple[Box | None, ...]:
        """Return the boxes at `sample_times(n)`, None where the object is not seen or wholly outside the canvas."""
        times = sample_times(n)
        found = zip(times, boxes_along(self.keyframes, times), strict=True)
        return tuple(box if self.visible_at(t) and box.on_canvas else None for t, box in found)


class Shown(NamedTuple):
    """One object in one frame. `track` is the index of its track."""

    track: int
    box: Box
    depth: float


class Moment(NamedTuple):
    """One frame of a layout: its time, the camera's view, and the objects on the canvas, the farthest first."""

    t: float
    view: Box
    shown: tuple[Shown, ...]


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

    @field_validator("view")
    @classmethod
    def _view_times_grow(cls, view: tuple[Keyframe, ...]) -> tuple[Keyframe, ...]:
        _check_times(view, "the view")
        return view

    def track(self, track_id: str) -> Track:
        """Return one track by id.

        Raises:
            KeyError: there is none with this id.
        """
        for track in self.tracks:
            if track.id == track_id:
                return track
        raise KeyError(track_id)

    def view_at(self, t: float) -> Box:
        """Return the part of the canvas that fills the screen at a time."""
        return boxes_along(self.view, (t,))[0] if self.view else FULL_FRAME

    def boxes(self, n: int) -> tuple[tuple[Box | None, ...], ...]:
        """Return, for each track in order, its boxes at `sample_times(n)`.

        None where the object is not seen or wholly outside the canvas; a box partly outside is not clipped. The view
        is not applied: boxes are on the canvas.
        """
        return tuple(track.boxes(n) for track in self.tracks)

    def moments(self, n: int) -> tuple[Moment, ...]:
        """Return every one of n frames, for rendering: computed in one pass over the keyframes.

        Objects not seen or wholly outside the canvas are left out; equal depths keep the order of the tracks.
        """
        times = sample_times(n)
        views = boxes_along(self.view, times) if self.view else [FULL_FRAME] * n
        columns = self.boxes(n)
        moments = []
        for i, (t, view) in enumerate(zip(times, views, strict=True)):
            shown = [
                Shown(index, box, track.depth_at(t))
                for index, track in enumerate(self.tracks)
                if (box := columns[index][i]) is not None
            ]
            moments.append(Moment(t, view, tuple(sorted(shown, key=lambda item: item.depth))))
        return tuple(moments)


def _check_times(keyframes: Sequence[Keyframe], whose: str) -> None:
    times = [keyframe.t for keyframe in keyframes]
    if any(b <= a for a, b in pairwise(times)):
        raise ValueError(f"keyframe times of {whose} must grow, found {times}")

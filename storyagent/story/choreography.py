"""Choreography: what a planner says about movement, before any box is computed.

A planner (offline or a language model) names objects, motions, named spots, sizes, windows and relations. `compose` in
`storyagent.story.compose` turns that into a `Layout` with physics, so that no planner ever has to do arithmetic.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from storyagent.story.screenplay import Camera
from storyagent.story.values import Identifier, UnitTime, Value

Motion = Literal[
    "stay", "move", "glide", "fall", "rise", "bounce", "throw", "jump", "orbit", "approach", "recede", "sway"
]
"""How an object gets along its path.

`stay` rests at the first spot · `move` at even speed · `glide` eased at both ends · `fall` under gravity ·
`rise` upwards, eased · `bounce` along the path with a loss of energy at each bounce · `throw` along a parabola ·
`jump` up and down again, on the spot or along the path · `orbit` around `relation.other` or the path's middle ·
`approach` / `recede` towards / away from the camera in perspective · `sway` gently to and fro.
"""

Spot = Literal[
    "upper left", "top", "upper right", "left", "center", "right", "lower left", "bottom", "lower right",
    "offscreen left", "offscreen right", "offscreen top", "offscreen bottom",
]  # fmt: skip
"""A named place in the frame. Its box depends on the object's size: "left" keeps the object whole inside the frame."""

RelationKind = Literal[
    "left of",
    "right of",
    "above",
    "below",
    "on",
    "under",
    "beside",
    "behind",
    "in front of",
    "inside",
    "around",
    "held by",
]
Size = Literal["tiny", "small", "medium", "large", "huge"]
HeightShare = Annotated[float, Field(gt=0.0, le=1.0)]
Footing = Literal["ground", "air", "water", "sky"]
"""What carries an object: the ground or the water, behind it (spots left, center and right lie on its line), the air
(they lie above both), or the sky behind everything, whose lowest spots are on the horizon."""


class Relation(Value):
    """Where an object is with respect to another object of the same choreography, by that object's id."""

    kind: RelationKind
    other: Identifier


class Move(Value):
    """One part of an object's movement: a motion along named spots during a window of the scene.

    `path` has the spots in order; empty means the motion's natural path (a fall: top to bottom). `relation` gives the
    spot relative to another object at the end of the move, when the text does ("lands on the box"); together with a
    path, "behind" and "in front of" say how the object passes the other one on its way.
    """

    motion: Motion = "stay"
    path: tuple[Spot, ...] = ()
    start: UnitTime = 0.0
    end: UnitTime = 1.0
    relation: Relation | None = None

    @model_validator(mode="after")
    def _ends_later(self) -> Self:
        if not self.start < self.end:
            raise ValueError(f"a move must end after it starts, found {self.start} to {self.end}")
        return self


class Performer(Value):
    """One object instance: three birds are three performers of one entity.

    `name` is the phrase the video model is told ("red ball"). `size` is a word or the height as a share of the frame.
    `proportion` is its width divided by its height, in pixels (a ball 1, a standing person about 0.6).
    `footing` decides where spots without a height lie; None is the middle of the frame. `windows` are the stretches of
    time in which it is seen. `distant` shows it from afar, small and near the horizon. `start_relation` places it at
    the beginning relative to another object; `moves` follow each other in time and, where they leave gaps, the object
    rests.
    """

    id: Identifier
    entity: Identifier
    name: str = Field(min_length=1)
    size: Size | HeightShare = "medium"
    proportion: float = Field(1.0, ge=0.1, le=10.0)
    footing: Footing | None = None
    moves: tuple[Move, ...] = ()
    start_relation: Relation | None = None
    windows: tuple[tuple[UnitTime, UnitTime], ...] = Field(((0.0, 1.0),), min_length=1)
    distant: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for a, b in pairwise(self.moves):
            if b.start < a.end:
                raise ValueError(
                    f"moves of {self.id!r} must follow each other, found one until {a.end} and the next from {b.start}"
                )
        if any(not a < b for a, b in self.windows):
            raise ValueError(f"a window of {self.id!r} must begin before it ends, found {list(self.windows)}")
        return self


class Choreography(Value):
    """The movement of one scene: performers over a background, on a canvas of a given aspect ratio (width / height)."""

    scene: Identifier
    background: str = ""
    aspect_ratio: float = Field(16 / 9, gt=0.1, lt=10.0)
    camera: Camera = Camera()
    performers: tuple[Performer, ...] = ()

    @model_validator(mode="after")
    def _ids_agree(self) -> Self:
        ids = [performer.id for performer in self.performers]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"performer id used more than once: {', '.join(twice)}")
        for performer in self.performers:
            relations = [performer.start_relation, *(move.relation for move in performer.moves)]
            for other in {relation.other for relation in relations if relation}:
                if other == performer.id or other not in ids:
                    raise ValueError(f"{performer.id!r} is related to {other!r}, which is not another performer")
        return self

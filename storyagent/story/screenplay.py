"""The screenplay: the editable plan of a film.

Written as `screenplay.yaml` in a film project. Everything later (layouts, plan, clips) follows from it, and nothing
later writes to it.
"""

from __future__ import annotations

from collections import Counter
from typing import Literal, Self

from pydantic import Field, model_validator

from storyagent.story.values import Identifier, Value

Kind = Literal["character", "prop", "place"]
Aspect = Literal["16:9", "9:16", "1:1"]
TimeOfDay = Literal["dawn", "day", "dusk", "night"]
Weather = Literal["clear", "cloud", "rain", "snow", "fog", "wind", "storm"]
CameraMove = Literal["still", "pan left", "pan right", "tilt up", "tilt down", "zoom in", "zoom out"]
Speed = Literal["slow", "medium", "fast"]
TransitionKind = Literal["cut", "crossfade", "fade"]


class Entity(Value):
    """A character, prop or place that looks the same in every scene.

    `noun` is the head noun a drawing is chosen by ("fox"), `name` what the story calls it ("Ruby"),
    `description` what it looks like in words, `images` the user's own pictures (paths inside the film project), which
    win over any drawing.
    """

    id: Identifier
    name: str = Field(min_length=1, max_length=200)
    kind: Kind
    noun: str = Field(min_length=1, max_length=100)
    description: str = ""
    color: str | None = None
    traits: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    voice: str | None = None


class Role(Value):
    """An entity's part in one scene: how many of it are seen, and the state it is in ("torn", "asleep")."""

    entity: Identifier
    count: int = Field(1, ge=1, le=99)
    state: tuple[str, ...] = ()


class Line(Value):
    """Spoken text. `speaker` is an entity's id, or None for the narrator."""

    text: str = Field(min_length=1)
    speaker: Identifier | None = None


class Camera(Value):
    """The camera's move over one scene."""

    move: CameraMove = "still"
    speed: Speed = "medium"


class Transition(Value):
    """How a scene begins: a hard cut, a cross-fade with the scene before, or a fade through black.

    `duration_s` is ignored for a cut. A cross-fade of d seconds overlaps both scenes by d.
    """

    kind: TransitionKind = "cut"
    duration_s: float = Field(0.5, gt=0.0, le=5.0)


class Scene(Value):
    """One continuous clip.

    `prompt` says what is seen, in one or two sentences. `duration_s` is a minimum: a scene is never shorter than what
    is spoken in it. `place` is the id of a place entity. A `seed` of its own makes it come out differently.
    `place_state` is the state its place is in ("snowy", "flooded"), as a role's `state` is of its entity.
    `ambience` says what is heard in it beside speech: "rain with distant thunder" (`storyagent.story.sound_words`).
    """

    id: Identifier
    title: str = ""
    prompt: str = Field(min_length=1)
    place: Identifier | None = None
    place_state: tuple[str, ...] = ()
    cast: tuple[Role, ...] = ()
    lines: tuple[Line, ...] = ()
    time: TimeOfDay = "day"
    weather: Weather = "clear"
    camera: Camera = Camera()
    transition: Transition = Transition()
    duration_s: float = Field(4.0, gt=0.0, le=600.0)
    seed: int | None = Field(None, ge=0, lt=2**32)
    ambience: str = Field("", max_length=200)

    @property
    def entity_ids(self) -> tuple[str, ...]:
        """Return the ids of the cast, in order."""
        return tuple(role.entity for role in self.cast)


class FilmFormat(Value):
    """Picture and sound of the finished film. `height_px` and the width that follows from the aspect are even.

    `model` is the video model that makes the clips (see `storyagent.diffusion.models.catalog`); without one the scenes
    are cut out of drawings. `gate` is how often such a clip is made again at most if its entities do not look as they
    should; None: it is not judged.
    """

    aspect: Aspect = "16:9"
    height_px: int = Field(720, ge=64, le=4320, multiple_of=2)
    fps: int = Field(24, ge=1, le=120)
    narration: bool = True
    burn_subtitles: bool = False
    model: str | None = Field(None, min_length=1)
    gate: int | None = Field(None, ge=0, le=9)

    @property
    def aspect_ratio(self) -> float:
        """Return width divided by height."""
        across, down = self.aspect.split(":")
        return int(across) / int(down)

    @property
    def width_px(self) -> int:
        """Return the even width nearest to height times aspect."""
        return 2 * round(self.height_px * self.aspect_ratio / 2)

    @property
    def size_px(self) -> tuple[int, int]:
        """Return (width, height)."""
        return self.width_px, self.height_px


class Screenplay(Value):
    """Title, style, entities and scenes in order.

    `music` says what music lies under the film, by its mood: "calm", "slow and sad"; None for none.

    Raises:
        pydantic.ValidationError: an id is used twice, or a scene names an entity that is not there.
    """

    version: Literal[1] = 1
    title: str = Field(min_length=1, max_length=300)
    style: str = "picture book"
    language: str = "en"
    seed: int = Field(0, ge=0, lt=2**32)
    format: FilmFormat = FilmFormat()
    music: str | None = Field(None, min_length=1, max_length=60)
    entities: tuple[Entity, ...] = ()
    scenes: tuple[Scene, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ids_agree(self) -> Self:
        for what, ids in (("entity", [e.id for e in self.entities]), ("scene", [s.id for s in self.scenes])):
            twice = [name for name, times in Counter(ids).items() if times > 1]
            if twice:
                raise ValueError(f"{what} id used more than once: {', '.join(twice)}")
        kinds = {entity.id: entity.kind for entity in self.entities}
        for scene in self.scenes:
            named = {*scene.entity_ids, *(line.speaker for line in scene.lines if line.speaker)}
            if scene.place:
                named.add(scene.place)
            unknown = sorted(named - kinds.keys())
            if unknown:
                raise ValueError(f"scene {scene.id!r} names entities that are not listed: {', '.join(unknown)}")
            if scene.place and kinds[scene.place] != "place":
                raise ValueError(f"scene {scene.id!r}: place {scene.place!r} is a {kinds[scene.place]}, not a place")
        return self

    def entity(self, entity_id: str) -> Entity:
        """Return one entity by id.

        Raises:
            KeyError: there is none with this id.
        """
        for entity in self.entities:
            if entity.id == entity_id:
                return entity
        raise KeyError(entity_id)

    def scene(self, scene_id: str) -> Scene:
        """Return one scene by id.

        Raises:
            KeyError: there is none with this id.
        """
        for scene in self.scenes:
            if scene.id == scene_id:
                return scene
        raise KeyError(scene_id)

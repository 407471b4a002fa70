"""Every edit of a film that there is: one frozen value each, told apart by `kind`.

Scenes and entities are named by their stable ids, places in the film by its numbers before any edit of the same
request. `scenes` left empty means the whole film. An edit says what is wanted, `storyagent.editing.apply` what that
changes.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, TypeAdapter, model_validator

from storyagent.editing.within import Presence, Sentence
from storyagent.story.screenplay import Aspect, CameraMove, Speed, TimeOfDay, TransitionKind, Weather
from storyagent.story.values import Identifier, Value

Scenes = tuple[Identifier, ...]
Spot = Literal[
    "upper left", "top", "upper right", "left", "center", "right", "lower left", "bottom", "lower right"
]  # fmt: skip
"""Where in the frame something is put; "left", "center" and "right" keep its height."""
Side = Literal["next to", "left of", "right of", "above", "below", "on", "behind", "in front of", "nearer", "farther"]
"""Where something is put as seen from another thing; "nearer" and "farther" keep its own way."""
Name = Annotated[str, Field(min_length=1, max_length=200)]
Noun = Annotated[str, Field(min_length=1, max_length=100)]


class Recolour(Value):
    """Give an entity another color (None: no color of its own), in the whole film or in some scenes.

    Its description, the phrases in prompts, titles, lines and layouts that name the old color follow; no box moves. In
    some scenes only, a second entity of that color stands in for it there.
    """

    kind: Literal["recolour"] = "recolour"
    entity: Identifier
    color: Annotated[str, Field(min_length=1, max_length=40)] | None
    scenes: Scenes = ()


class Rename(Value):
    """Call an entity something else everywhere: in prompts, titles, spoken lines and layouts. No box moves."""

    kind: Literal["rename"] = "rename"
    entity: Identifier
    name: Name


class Describe(Value):
    """Say anew what an entity looks like. Its drawing changes, no layout does.

    In some scenes only, a second entity with that look stands in for it there.
    """

    kind: Literal["describe"] = "describe"
    entity: Identifier
    description: Annotated[str, Field(max_length=1000)]
    scenes: Scenes = ()


class Remove(Value):
    """Take an entity out of some scenes, or out of the film: its role, its tracks, its lines, its sentences.

    Every other track stays as it is. A sentence of a prompt that tells of nobody else goes; of a sentence that tells of
    others as well, it says so. Gone from every scene, the entity leaves the film.
    """

    kind: Literal["remove"] = "remove"
    entity: Identifier
    scenes: Scenes = ()


class Add(Value):
    """Put something into scenes: an entity of the film (`entity`), or a new one with a `noun`.

    `motion` is what it does there, in words after its name ("flies from left to right"); `spot` is where it is, or
    `beside` the entity it is at and on which `side`. The scene's prompt gets a sentence, its cast a role, its layout
    tracks; tracks that are there stay as they are.
    """

    kind: Literal["add"] = "add"
    entity: Identifier | None = None
    noun: Noun | None = None
    name: Name | None = None
    color: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    traits: tuple[str, ...] = ()
    count: int = Field(1, ge=1, le=12)
    spot: Spot | None = None
    beside: Identifier | None = None
    side: Side = "next to"
    motion: Annotated[str, Field(max_length=300)] = ""
    scenes: Scenes = ()

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.entity is None) == (self.noun is None):
            raise ValueError("an addition names either an entity of the film or a noun")
        return self


class Replace(Value):
    """Put another thing in an entity's place, in some scenes or in the film: it goes the same way, at its own size.

    `by` is an entity of the film or None for a new one with `noun`. Words that name the old one name the new one.
    """

    kind: Literal["replace"] = "replace"
    entity: Identifier
    by: Identifier | None = None
    noun: Noun | None = None
    name: Name | None = None
    color: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    traits: tuple[str, ...] = ()
    scenes: Scenes = ()

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.by is None) == (self.noun is None):
            raise ValueError("a replacement is either an entity of the film or a noun")
        return self


class Count(Value):
    """Show another number of an entity in scenes. Its tracks there are laid out anew, all others stay."""

    kind: Literal["count"] = "count"
    entity: Identifier
    count: int = Field(ge=1, le=12)
    scenes: Scenes = ()


class Motion(Value):
    """Let an entity do something else in scenes: `motion` is what it does, in words after its name.

    The prompt's sentence about it is told anew; its tracks are laid out anew, all others stay as they are.
    """

    kind: Literal["motion"] = "motion"
    entity: Identifier
    motion: Annotated[str, Field(min_length=1, max_length=300)]
    scenes: Scenes = ()


class Resize(Value):
    """Make an entity larger or smaller by a factor: its boxes grow about their feet (in the air: their middle)."""

    kind: Literal["resize"] = "resize"
    entity: Identifier
    factor: float = Field(gt=0.1, lt=10.0)
    scenes: Scenes = ()


class Position(Value):
    """Move an entity's whole path in the frame: by (`dx`, `dy`) shares of it, or so that its middle is at `spot`.

    Or put it on a `side` of another entity (`beside`), with which it then goes.
    """

    kind: Literal["position"] = "position"
    entity: Identifier
    dx: float = Field(0.0, ge=-1.0, le=1.0)
    dy: float = Field(0.0, ge=-1.0, le=1.0)
    spot: Spot | None = None
    beside: Identifier | None = None
    side: Side = "next to"
    scenes: Scenes = ()

    @model_validator(mode="after")
    def _moves(self) -> Self:
        if sum((self.spot is not None, self.beside is not None, bool(self.dx or self.dy))) != 1:
            raise ValueError("a position is a spot, or beside an entity, or a way to go")
        if self.beside == self.entity:
            raise ValueError("nothing is beside itself")
        return self


class Exchange(Value):
    """Let two entities change places in scenes: each stands, or goes, where the other one did. Sizes stay."""

    kind: Literal["exchange"] = "exchange"
    entity: Identifier
    other: Identifier
    scenes: Scenes = ()

    @model_validator(mode="after")
    def _are_two(self) -> Self:
        if self.entity == self.other:
            raise ValueError("nothing changes places with itself")
        return self


class Haste(Value):
    """Let an entity move faster (`factor` above 1) or slower along its way in scenes. The scenes' lengths stay.

    Slower, it goes a shorter way about the same middle; faster, it is at its goal sooner.
    """

    kind: Literal["haste"] = "haste"
    entity: Identifier
    factor: float = Field(gt=0.1, lt=10.0)
    scenes: Scenes = ()


class MoveScene(Value):
    """Put a scene at another place in the film: `to` is the number it has afterwards. No layout changes."""

    kind: Literal["move_scene"] = "move_scene"
    scene: Identifier
    to: int = Field(ge=1)


class SwapScenes(Value):
    """Let two scenes change places. No layout changes."""

    kind: Literal["swap_scenes"] = "swap_scenes"
    first: Identifier
    second: Identifier


class DeleteScenes(Value):
    """Take scenes out of the film, with their layouts and the entities that are in no other scene."""

    kind: Literal["delete_scenes"] = "delete_scenes"
    scenes: Annotated[Scenes, Field(min_length=1)]


class MergeScenes(Value):
    """Make one scene of neighbours: their prompts, casts, lines and lengths together, laid out anew.

    The first one's id, place, time and camera are kept.
    """

    kind: Literal["merge_scenes"] = "merge_scenes"
    scenes: Annotated[Scenes, Field(min_length=2)]


class SplitScene(Value):
    """Make two scenes of one, parted after `after` of its sentences (None: in the middle); both are laid out anew.

    The first half keeps the id.
    """

    kind: Literal["split_scene"] = "split_scene"
    scene: Identifier
    after: Annotated[int, Field(ge=1)] | None = None


class DuplicateScene(Value):
    """Put a copy of a scene behind it, or at the number `to`, with the same layout."""

    kind: Literal["duplicate_scene"] = "duplicate_scene"
    scene: Identifier
    to: Annotated[int, Field(ge=1)] | None = None


class InsertScene(Value):
    """Put a new scene, told by `text`, at the number `to`. It is planned among the film's own entities.

    It plays where and when the scene before it does unless the text says otherwise.
    """

    kind: Literal["insert_scene"] = "insert_scene"
    text: Annotated[str, Field(min_length=1, max_length=2000)]
    to: int = Field(ge=1)


class Pace(Value):
    """Let scenes pass faster (`factor` above 1) or slower: their length is divided by it. No layout changes.

    A scene is never shorter than what is spoken in it.
    """

    kind: Literal["pace"] = "pace"
    factor: float = Field(gt=0.05, lt=20.0)
    scenes: Scenes = ()


class Duration(Value):
    """Let each of some scenes, or (`scenes` empty) the whole film, last so many seconds. No layout changes.

    `change_s` is added to what each lasts now, in place of `duration_s`.
    """

    kind: Literal["duration"] = "duration"
    duration_s: Annotated[float, Field(gt=0.0, le=36_000.0)] | None = None
    change_s: Annotated[float, Field(ge=-600.0, le=600.0)] | None = None
    scenes: Scenes = ()

    @model_validator(mode="after")
    def _says_one(self) -> Self:
        if (self.duration_s is None) == (self.change_s is None):
            raise ValueError("a duration is either so long, or longer or shorter by so much")
        return self


class Narration(Value):
    """Let the narrator of scenes say `text` in place of what he says now, or (`add`) after it; "" is nothing."""

    kind: Literal["narration"] = "narration"
    scenes: Annotated[Scenes, Field(min_length=1)]
    text: Annotated[str, Field(max_length=5000)]
    add: bool = False


class Dialogue(Value):
    """Let an entity say `text` in a scene in place of what it says there now, or (`add`) after it; "" is nothing."""

    kind: Literal["dialogue"] = "dialogue"
    scene: Identifier
    speaker: Identifier
    text: Annotated[str, Field(max_length=5000)]
    add: bool = True


class Voice(Value):
    """Let a character speak with another voice in the whole film.

    "deeper", "higher" and "other" are seen from the voice it has; the rest are kinds of speakers.
    """

    kind: Literal["voice"] = "voice"
    entity: Identifier
    voice: Literal["deeper", "higher", "other", "woman", "man", "girl", "boy", "old woman", "old man", "robot"]


class Ambience(Value):
    """Let something be heard in scenes beside speech: sounds in words, in place of those of now, or (`add`) with them.

    "" is nothing. Only sounds that can be made are taken.
    """

    kind: Literal["ambience"] = "ambience"
    sounds: Annotated[str, Field(max_length=200)]
    add: bool = True
    scenes: Scenes = ()


class Reword(Value):
    """Write another word wherever a word of the film's texts stands: prompts, titles, lines, names, descriptions."""

    kind: Literal["reword"] = "reword"
    old: Name
    new: Name


class Place(Value):
    """Let scenes play elsewhere: at a place of the film, or at a new one, in a noun phrase ("a snowy beach").

    The prompt's words for the old place follow; boxes stay where they are.
    """

    kind: Literal["place"] = "place"
    place: Name
    scenes: Scenes = ()


class Time(Value):
    """Let scenes play at another time of day. No layout changes."""

    kind: Literal["time"] = "time"
    time: TimeOfDay
    scenes: Scenes = ()


class WeatherChange(Value):
    """Let scenes have other weather. No layout changes. Where only one is to be `gone`, others stay."""

    kind: Literal["weather"] = "weather"
    weather: Weather
    gone: Weather | None = None
    scenes: Scenes = ()


class CameraChange(Value):
    """Move the camera differently in scenes: only the view of their layouts changes. A zoom may be `on` an entity."""

    kind: Literal["camera"] = "camera"
    move: CameraMove
    speed: Speed = "medium"
    on: Identifier | None = None
    scenes: Scenes = ()


class TransitionChange(Value):
    """Let scenes begin with another transition. `duration_s` None keeps what is usual for it."""

    kind: Literal["transition"] = "transition"
    transition: TransitionKind
    duration_s: Annotated[float, Field(gt=0.0, le=5.0)] | None = None
    scenes: Scenes = ()


class Style(Value):
    """Draw the whole film in another style, in words. No layout changes."""

    kind: Literal["style"] = "style"
    style: Name


class AspectChange(Value):
    """Give the film another shape; the shorter side keeps its pixels. Every scene is laid out anew."""

    kind: Literal["aspect"] = "aspect"
    aspect: Aspect


class Title(Value):
    """Give the film another title, or a scene if one is named. Only the title card changes."""

    kind: Literal["title"] = "title"
    title: Annotated[str, Field(min_length=1, max_length=300)]
    scene: Identifier | None = None


class Format(Value):
    """Change how the film is put out: narrator on or off, subtitles in the picture, lines of pixels, frames a second.

    Only what is given changes. No layout does.
    """

    kind: Literal["format"] = "format"
    narration: bool | None = None
    burn_subtitles: bool | None = None
    height_px: Annotated[int, Field(ge=64, le=4320, multiple_of=2)] | None = None
    fps: Annotated[int, Field(ge=1, le=120)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if {self.narration, self.burn_subtitles, self.height_px, self.fps} == {None}:
            raise ValueError("a change of format names what changes")
        return self


class Music(Value):
    """Put music of a mood under the film; `mood` None takes it away. No layout changes."""

    kind: Literal["music"] = "music"
    mood: Annotated[str, Field(min_length=1, max_length=60)] | None


class Reroll(Value):
    """Make scenes, or the film, again with another seed: what is left to chance comes out differently.

    `seed` None takes the next one.
    """

    kind: Literal["reroll"] = "reroll"
    seed: Annotated[int, Field(ge=0, lt=2**32)] | None = None
    scenes: Scenes = ()


Edit = Annotated[
    Recolour | Rename | Describe | Remove | Add | Replace | Count | Motion | Resize | Position
    | Exchange | Haste | Presence | Voice | Ambience | Reword
    | MoveScene | SwapScenes | DeleteScenes | MergeScenes | SplitScene | DuplicateScene | InsertScene
    | Pace | Duration | Narration | Dialogue | Sentence | Place | Time | WeatherChange | CameraChange | TransitionChange
    | Style | AspectChange | Title | Format | Music | Reroll,
    Field(discriminator="kind"),
]  # fmt: skip
"""Any edit, by its `kind`."""

EDIT: TypeAdapter[Edit] = TypeAdapter(Edit)
"""Reads and writes any edit; its JSON schema is what a language model is shown."""

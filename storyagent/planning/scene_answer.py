"""What a language model is asked about one scene's movement, and the choreography that follows from its answer.

The model names things, spots and motions from short lists; sizes, footings and boxes follow from what things are.
Sloppy answers are understood where they can mean one thing only ("bottom left", "three", "dogs").
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from storyagent import lexicon
from storyagent.planning.beings import slug
from storyagent.planning.chat import Answer
from storyagent.planning.framing import framed
from storyagent.planning.looks import SIZE_WORDS, flies, height_of, proportion_of
from storyagent.planning.standing import footing_in
from storyagent.story.choreography import (
    Choreography,
    Footing,
    Motion,
    Move,
    Performer,
    Relation,
    RelationKind,
    Size,
    Spot,
)
from storyagent.story.layout import Box
from storyagent.story.screenplay import Camera

MOST_OBJECTS = 24
NUMBERS = {
    "a": 1, "an": 1, "single": 1, "one": 1, "two": 2, "pair": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_SPOTS: tuple[str, ...] = get_args(Spot)
_MOTIONS: tuple[str, ...] = get_args(Motion)
_MOTION_WORDS = {
    "walk": "move", "run": "move", "drive": "move", "fly": "move", "roll": "move", "moving": "move", "none": "stay",
    "still": "stay", "static": "stay", "float": "glide", "swim": "glide", "drop": "fall", "climb": "rise",
    "hop": "jump", "circle": "orbit", "dance": "sway", "wave": "sway", "toss": "throw", "appear": "stay", "": "stay",
}  # fmt: skip
_SHARES = {"half": 2, "third": 3, "quarter": 4}
_ORDER = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_NONE = (0, "0", "zero", "no", "none")
_NO_THINGS = ("background", "scene", "camera", "video")
Window = tuple[float, float]


def _spot(value: Any) -> Any:
    """Read a spot however its words are put: "bottom-left corner", "centre"."""
    words = set(re.findall(r"[a-z]+", str(value).lower()))
    off = bool(words & {"offscreen", "off", "outside"})
    row = "upper" if words & {"upper", "top", "up"} else "lower" if words & {"lower", "bottom", "down"} else ""
    side = "left" if "left" in words else "right" if "right" in words else ""
    if off:
        return f"offscreen {side or {'upper': 'top', 'lower': 'bottom'}.get(row, '')}".strip()
    if row and side:
        return f"{row} {side}"
    plain = side or {"upper": "top", "lower": "bottom"}.get(row, "")
    return plain or ("center" if words & {"center", "centre", "middle"} else value)


def _path(value: Any) -> Any:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list | tuple):
        return value
    spots = [_spot(item) for item in items if item not in (None, "", "none")]
    return [spot for k, spot in enumerate(spots) if k == 0 or spot != spots[k - 1]]


def _motion(value: Any) -> Any:
    word = str(value or "").strip().lower()
    known = word if word in _MOTIONS else _MOTION_WORDS.get(word) or lexicon.lemma(word, "v") or word
    return known if known in _MOTIONS else _MOTION_WORDS.get(known, value)


def _count(value: Any) -> Any:
    return NUMBERS.get(value.strip().lower(), value) if isinstance(value, str) else value


def _window(value: Any) -> Any:
    if value in (None, "", [], "always", "all", "both halves"):
        return "whole"
    if not isinstance(value, str):
        return value
    words = re.findall(r"[a-z]+", value.lower())
    share = next((_SHARES[word] for word in reversed(words) if word in _SHARES), None)
    number = share if "last" in words else next((_ORDER[word] for word in words if word in _ORDER), None)
    if share and number and number <= share:
        return "first half" if (number, share) == (1, 2) else "second half" if (number, share) == (2, 2) else [
            round((number - 1) / share, 4), round(number / share, 4)
        ]  # fmt: skip
    return "whole" if "whole" in words or "entire" in words else value


def _word(value: Any) -> Any:
    return "" if value is None or str(value).strip().lower() in ("none", "null", "n/a", "any", "default") else value


def _named(value: str) -> str:
    value = " ".join(value.split())
    if not any(character.isalnum() for character in value):
        raise ValueError("a name has letters in it")
    return value


Name = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_named)]
Word = Annotated[str, BeforeValidator(_word), Field(max_length=80)]


class RelationAnswer(Answer):
    """Where an object is with respect to another one, by that one's name."""

    kind: RelationKind
    other: Name


def _color_wanted(schema: dict[str, Any]) -> None:
    """Ask for a colour, though a thing without one is taken, too."""
    schema["required"] = [name for name in schema["properties"] if name in (*schema["required"], "color")]
    del schema["properties"]["color"]["default"]


class ObjectAnswer(Answer):
    """One kind of thing in a scene and how it moves."""

    model_config = ConfigDict(json_schema_extra=_color_wanted)

    name: Name = Field(description="the thing, one word or two, without its colour")
    count: Annotated[int, BeforeValidator(_count)] = Field(ge=1, le=12, description="how many of it")
    color: Word = Field("", description="its colour in the text, or empty")
    motion: Annotated[Motion, BeforeValidator(_motion)]
    path: Annotated[tuple[Spot, ...], BeforeValidator(_path)] = Field(
        max_length=8, description="places in the frame in the order it visits them"
    )
    appears: Annotated[
        Literal["whole", "first half", "second half"] | tuple[float, float], BeforeValidator(_window)
    ] = "whole"
    size: Annotated[Size | Literal[""], BeforeValidator(_word)] = ""
    relation: RelationAnswer | None = None
    boxes: Any = None

    @field_validator("relation", mode="before")
    @classmethod
    def _no_relation(cls, value: Any) -> Any:
        empty = not isinstance(value, dict) or not (_word(value.get("kind")) and _word(value.get("other")))
        return None if empty else value

    @model_validator(mode="after")
    def _in_time(self) -> ObjectAnswer:
        if not isinstance(self.appears, str) and not 0.0 <= self.appears[0] < self.appears[1] <= 1.0:
            raise ValueError(f"appears is [from, until] between 0 and 1, found {list(self.appears)}")
        return self

    @property
    def window(self) -> Window:
        """Return when it is seen."""
        if isinstance(self.appears, str):
            return {"whole": (0.0, 1.0), "first half": (0.0, 0.5), "second half": (0.5, 1.0)}[self.appears]
        return self.appears

    @property
    def head(self) -> str:
        """Return the noun it is known by, singular: "dog" of "walking dogs"."""
        last = self.name.lower().split()[-1]
        return lexicon.lemma(last, "n") or last

    @property
    def phrase(self) -> str:
        """Return what a video model is told for one of it: "red car"."""
        words = self.name.split()
        words[-1] = self.head if words[-1].islower() and self.count > 1 else words[-1]
        color = self.color.lower().strip()
        return " ".join([*([color] if color and color not in self.name.lower().split() else []), *words])


class SceneAnswer(Answer):
    """The movement of one scene."""

    objects: tuple[ObjectAnswer, ...] = Field(max_length=MOST_OBJECTS)
    background: Word = Field("", description="the place, one to three words")

    @model_validator(mode="before")
    @classmethod
    def _from_list(cls, data: Any) -> Any:
        return {"objects": data} if isinstance(data, list) else data

    @field_validator("objects", mode="before")
    @classmethod
    def _things_only(cls, objects: Any) -> Any:
        """Leave out what small models list as an object, too: fields of other names, and things there are none of."""
        if not isinstance(objects, list | tuple):
            return objects
        return [
            item for item in objects
            if not (isinstance(item, dict) and (item.get("name") in _NO_THINGS or item.get("count") in _NONE))
        ]  # fmt: skip


def size_of(item: ObjectAnswer, aspect_ratio: float) -> float | Size:
    """Return an object's size: the model's word for it, or its usual height, less where the frame is narrow."""
    if item.size:
        return item.size
    height = height_of(item.head, tuple(word for word in item.phrase.lower().split() if word in SIZE_WORDS))
    return round(height * min(1.0, aspect_ratio), 3)


def ids_of(items: tuple[ObjectAnswer, ...]) -> list[str]:
    """Return an id for each kind of thing; the second red ball is `red-ball-2`."""
    taken: list[str] = []
    for k, item in enumerate(items, start=1):
        base = slug(item.phrase) or f"object-{k}"
        taken.append(base if base not in taken else f"{base}-{k}")
    return taken


def to_choreography(
    answer: SceneAnswer, *, scene: str, aspect_ratio: float, camera: Camera | None = None,
    entities: list[str] | None = None,
) -> Choreography:  # fmt: skip
    """Return the choreography an answer means. `entities` are the entity ids of its objects, made up if not given.

    Relations to something that is not among the objects are left out.
    """
    ids = entities or ids_of(answer.objects)
    performers: list[Performer] = []
    for item, entity in zip(answer.objects, ids, strict=True):
        for n in range(item.count):
            own_id = entity if item.count == 1 else f"{entity}_{n + 1}"
            performers.append(_performer(item, entity, own_id, answer, ids, aspect_ratio))
    return Choreography(
        scene=scene, background=answer.background, aspect_ratio=aspect_ratio, camera=camera or Camera(),
        performers=framed(performers, aspect_ratio),
    )  # fmt: skip


def _performer(
    item: ObjectAnswer, entity: str, own_id: str, answer: SceneAnswer, ids: list[str], aspect_ratio: float
) -> Performer:
    relation = _relation(item, answer, ids)
    moving = len(item.path) > 1 or item.motion not in ("stay", "sway")
    return Performer(
        id=own_id, entity=entity, name=item.phrase, size=size_of(item, aspect_ratio),
        proportion=proportion_of(item.head), footing=_footing(item, answer.background),
        moves=_moves(item, relation if moving else None),
        start_relation=None if moving else relation, windows=(item.window,),
    )  # fmt: skip


def _footing(item: ObjectAnswer, background: str) -> Footing | None:
    """Return what carries a thing in the answer's place: those who glide over a place's water without wings swim."""
    afloat = {"float"} if item.motion == "glide" and not flies(item.head) else set()
    footing = footing_in(background, item.head, None, afloat)
    return None if footing != "sky" and _is_about_the_frame(item.path) else footing


def _is_about_the_frame(path: tuple[Spot, ...]) -> bool:
    """Tell whether a path goes up or down by way of the middle: then its middle is the frame's, not the ground's."""
    return "center" in path and any(spot.startswith(("upper", "lower", "top", "bottom")) for spot in path)


def _relation(item: ObjectAnswer, answer: SceneAnswer, ids: list[str]) -> Relation | None:
    if item.relation is None:
        return None
    wanted = item.relation.other.lower()
    for other, other_id in zip(answer.objects, ids, strict=True):
        if other is not item and (other.name.lower() in wanted or other.head in wanted.split()):
            return Relation(kind=item.relation.kind, other=other_id if other.count == 1 else f"{other_id}_1")
    return None


def _moves(item: ObjectAnswer, relation: Relation | None) -> tuple[Move, ...]:
    start, end = item.window
    path, motion = item.path, item.motion
    if motion in ("stay", "sway") and len(path) > 1:
        motion = "move"
    if motion == "stay":
        return (Move(path=path, start=start, end=end),) if path else ()
    if motion == "orbit" and relation is None:
        motion = "sway"
    if len(path) > 1 and relation and relation.kind not in ("behind", "in front of"):
        relation = None  # the path says where it ends
    if not path and relation is None and motion in ("move", "glide", "bounce", "throw"):
        path = ("left", "right")
    if motion in ("move", "glide") and len(path) > 2:
        return _legs(motion, path, start, end)
    return (Move(motion=motion, path=path, start=start, end=end, relation=relation),)


def _legs(motion: Motion, path: tuple[Spot, ...], start: float, end: float) -> tuple[Move, ...]:
    """Give each leg of a longer path the same time, as "first … then …" is heard, and not by its length."""
    times = [round(start + (end - start) * k / (len(path) - 1), 4) for k in range(len(path))]
    times[-1] = end
    return tuple(
        Move(motion=motion, path=path[:2] if k == 0 else (path[k + 1],), start=times[k], end=times[k + 1])
        for k in range(len(path) - 1)
    )


def boxes_of(item: ObjectAnswer) -> tuple[Box | None, ...] | None:
    """Return the raw boxes an object was given, None if it was given none.

    Raises:
        ValueError: they are no boxes.
    """
    if not item.boxes:
        return None
    if not isinstance(item.boxes, list) or len(item.boxes) > 1000:
        raise ValueError("boxes is a list of [x0, y0, x1, y1] or null, one for each moment, at most 1000")
    return tuple(None if box is None else Box.model_validate(box) for box in item.boxes)

"""What a language model is asked about a story: scenes by sentence numbers, speakers, and what entities look like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from storyagent import lexicon
from storyagent.planning.chat import Answer, Doubt
from storyagent.planning.scene_answer import NUMBERS, Name, Word
from storyagent.story.screenplay import CameraMove, TimeOfDay, Weather

MOST_CAST = 12
MOST_CHANGES = 12
_TIMES: tuple[str, ...] = get_args(TimeOfDay)
_WEATHERS: tuple[str, ...] = get_args(Weather)
_MOVES: tuple[str, ...] = tuple(move for move in get_args(CameraMove) if move != "still")
_ARTICLES = re.compile(r"^(?:the|a|an|his|her|its|their|my|our|some)\s+", re.IGNORECASE)
_TIME_WORDS = {
    "morning": "day", "noon": "day", "afternoon": "day", "evening": "dusk", "sunset": "dusk", "sunrise": "dawn",
    "midnight": "night",
}  # fmt: skip
_WEATHER_WORDS = {
    "sunny": "clear", "sun": "clear", "fair": "clear", "cloudy": "cloud", "rainy": "rain", "snowy": "snow",
    "foggy": "fog", "mist": "fog", "windy": "wind", "stormy": "storm",
}  # fmt: skip


def _time(value: Any) -> Any:
    word = str(value or "day").strip().lower()
    return word if word in _TIMES else _TIME_WORDS.get(word, value)


def _weather(value: Any) -> Any:
    word = str(value or "clear").strip().lower()
    return word if word in _WEATHERS else _WEATHER_WORDS.get(word, value)


def _cast(value: Any) -> Any:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list | tuple):
        return value
    return [item["name"] if isinstance(item, dict) and "name" in item else item for item in items]


def _camera(value: Any) -> Any:
    """Read a camera move however it is put: "Pan to the left"; whatever is none is a camera that stands still."""
    words = set(re.findall(r"[a-z]+", str(value or "").lower()))
    return next((move for move in _MOVES if set(move.split()) <= words), "still")


def _changes(value: Any) -> Any:
    if not isinstance(value, list | tuple):
        return ()
    whole = [item for item in value if isinstance(item, dict) and item.get("who") and item.get("state")]
    return whole[:MOST_CHANGES]


class Change(Answer):
    """What somebody or something becomes."""

    who: Name
    state: Name


def _title_wanted(schema: dict[str, Any]) -> None:
    """Ask for a title, though a scene without one is taken, too."""
    schema["required"] = [*schema["required"], "title"]


class SceneOfScript(Answer):
    """One scene: a stretch of sentences and what is seen."""

    model_config = ConfigDict(json_schema_extra=_title_wanted)

    first: int
    last: int
    title: Word = ""
    prompt: str = Field(min_length=1, max_length=600)
    place: Word
    time: Annotated[TimeOfDay, BeforeValidator(_time)]
    weather: Annotated[Weather, BeforeValidator(_weather)]
    cast: Annotated[tuple[Name, ...], BeforeValidator(_cast), Field(max_length=MOST_CAST)]
    changes: Annotated[tuple[Change, ...], BeforeValidator(_changes)] = ()
    camera: Annotated[CameraMove, BeforeValidator(_camera)] = "still"


class Speaker(Answer):
    """Who speaks in a sentence."""

    sentence: int
    speaker: Word


class ScriptAnswer(Answer):
    """The scenes of a story, or of a part of it."""

    title: Annotated[str, Field(max_length=200)] = ""
    scenes: tuple[SceneOfScript, ...] = Field(min_length=1, max_length=100)
    speakers: tuple[Speaker, ...] = Field((), max_length=200)

    @model_validator(mode="before")
    @classmethod
    def _from_list(cls, data: Any) -> Any:
        return {"scenes": data} if isinstance(data, list) else data


class EntityOfScript(Answer):
    """What one entity looks like."""

    name: Name
    kind: Annotated[Literal["character", "prop"], BeforeValidator(lambda kind: "prop" if kind == "place" else kind)]
    noun: Name
    color: Word
    description: Annotated[str, Field(max_length=600)]
    same_as: Annotated[str, BeforeValidator(lambda name: name or ""), Field(max_length=100)] = ""


class EntitiesAnswer(Answer):
    """What the entities of a story look like."""

    entities: tuple[EntityOfScript, ...] = Field(max_length=100)

    @model_validator(mode="before")
    @classmethod
    def _from_list(cls, data: Any) -> Any:
        return {"entities": data} if isinstance(data, list) else data


def counted(name: str) -> tuple[str, int]:
    """Return a name without the number and article before it, and the number: "three ducks" is (duck, 3)."""
    bare = _ARTICLES.sub("", name.strip())
    first, _, rest = bare.partition(" ")
    number = int(first) if first.isdecimal() and len(first) < 3 else NUMBERS.get(first.lower())
    if number is None or not rest:
        return bare, 1
    return (singular(rest) if number > 1 else rest), max(number, 1)


def singular(name: str) -> str:
    """Return a name with its last word in the singular, unless that is a proper name."""
    *before, last = name.split()
    return " ".join([*before, (lexicon.lemma(last, "n") or last) if last.islower() else last])


def key_of_name(name: str) -> str:
    """Return what names that mean the same have in common: no article, no number, no plural, small letters."""
    return singular(counted(name)[0].lower()) if name.strip() else ""


def doubts_about_script(answer: ScriptAnswer, first: int, last: int, spoken: list[int]) -> Iterator[Doubt]:
    """Yield what is wrong with scenes of the sentences first..last, of which some are `spoken` aloud."""
    spans = [(max(scene.first, first), min(scene.last, last)) for scene in answer.scenes]
    numbers = [n for begin, end in spans for n in range(begin, end + 1)]
    if not numbers:
        yield Doubt(f"no scene has sentences between {first} and {last}")
        return
    missing = sorted(set(range(first, last + 1)) - set(numbers))
    twice = sorted({n for n in numbers if numbers.count(n) > 1})
    if missing:
        yield Doubt(f"sentences in no scene: {_listed(missing)}", firm=False)
    if twice:
        yield Doubt(f"sentences in more than one scene: {_listed(twice)}", firm=False)
    if any(not first <= scene.first <= scene.last <= last for scene in answer.scenes):
        yield Doubt(f"sentence numbers go from {first} to {last}", firm=False)
    for scene in answer.scenes:
        total = sum(counted(name)[1] for name in scene.cast)
        if total > MOST_CAST:
            yield Doubt(f"scene {scene.first}-{scene.last} shows {total} things, at most {MOST_CAST} can be told apart")
    unnamed = sorted(set(spoken) - {item.sentence for item in answer.speakers if item.speaker})
    if unnamed:
        yield Doubt(f"somebody speaks in sentence {_listed(unnamed)}: name the speaker", firm=False)


def doubts_about_entities(answer: EntitiesAnswer, names: list[str]) -> Iterator[Doubt]:
    """Yield the names that an answer does not describe."""
    described = {key_of_name(item.name) for item in answer.entities}
    missing = [name for name in names if key_of_name(name) not in described]
    if missing:
        yield Doubt(f"not described: {'; '.join(missing)}", firm=False)


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:20])) + (" …" if len(numbers) > 20 else "")

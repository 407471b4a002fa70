"""Time, weather and place of scenes wished for in any words: "a stormy night on a beach", "morning light in scene 1".

A clause is read so only if each of its words says when, in which weather or where, which scenes, or nothing at all.
"""

from __future__ import annotations

import re

from storyagent.editing.clause import Clause, Made, Rule, rules
from storyagent.editing.edits import Edit, Place, Time, WeatherChange
from storyagent.editing.marks import ENTITIES, PRONOUNS, SCENES
from storyagent.editing.nouns import noun_phrase
from storyagent.planning.grammar import word_set
from storyagent.planning.scenery import is_building, is_place, time_of_day
from storyagent.story.screenplay import TimeOfDay, Weather

_TIMES = (
    r"night|nights|nighttime|midnight|evening|dusk|sunset|twilight|dawn|sunrise|daybreak|daytime|morning|noon|midday"
    r"|afternoon|daylight|nightfall|sundown|moonlight|moonlit|dark|starlit|day"
)
_SKIES: dict[str, Weather] = {
    "rain": "rain", "raining": "rain", "rainy": "rain", "drizzle": "rain", "drizzly": "rain", "pouring": "rain",
    "pour": "rain", "pours": "rain", "thunder": "storm", "lightning": "storm",
    "showers": "rain", "downpour": "rain", "snow": "snow", "snowing": "snow", "snowy": "snow", "snowfall": "snow",
    "blizzard": "snow", "snowstorm": "snow", "winter": "snow", "wintry": "snow", "fog": "fog", "foggy": "fog",
    "mist": "fog", "misty": "fog", "haze": "fog", "hazy": "fog", "storm": "storm", "stormy": "storm",
    "thunderstorm": "storm", "wind": "wind", "windy": "wind", "breeze": "wind", "breezy": "wind", "gusty": "wind",
    "cloudy": "cloud", "clouds": "cloud", "overcast": "cloud", "sunny": "clear", "sunshine": "clear", "sun": "clear",
    "cloudless": "clear", "clear": "clear", "snowflakes": "snow", "raindrops": "rain", "bright": "clear",
}  # fmt: skip
_ASIDE = word_set(
    """make makes let have has set put show give want use turn change get be become take play plays happen happens look
    looks feel should must shall could can need needs wish prefer a an the some very really quite light lighting sky
    weather mood atmosphere scene time of with in at by on during under it there is are to into and heavy strong thick
    light gentle bit little more lots lot early late deep full dense hard heavily set again now instead happening
    playing place falling fall falls breaks break comes come begins gets all over through action go"""
)
_CALM = word_set("bright clear sun day nights")
"""Words that say when or in which weather only next to others that do."""
_PLACE = re.compile(
    r"\b(?:on|in|at|to|into|inside|by|near) (?P<place>(?:an?|the) (?:[a-z-]+ ){0,2}?[a-z-]+)(?=$|,| (?:at|in|by|during"
    rf"|with|on|when|and|instead)\b| [{SCENES}])",
    re.IGNORECASE,
)


_INSTEAD = re.compile(
    rf",? (?:instead of|rather than|not|and not|in place of)(?: (?:by|at|in|the|a|an))* (?:{_TIMES}"
    rf"|{'|'.join(_SKIES)})\b",
    re.IGNORECASE,
)


def _setting(clause: Clause) -> Made | None:
    marks = clause.context.marks
    raw = re.sub(rf"[{ENTITIES}]", lambda mark: marks.plain(mark[0]), clause.raw("bag"))
    text = _INSTEAD.sub("", raw)
    placed = _PLACE.search(text)
    where = placed["place"] if placed and _is_place(placed["place"]) else ""
    if placed and where:
        text = text[: placed.start()] + text[placed.end() :]
    words = [word.lower().strip(",") for word in re.findall(r"[\w'’-]+", text)]
    times = [word for word in words if re.fullmatch(_TIMES, word)]
    skies = [word for word in words if word in _SKIES]
    said = {*times, *skies} - _CALM
    if not said or any(word not in _ASIDE and word not in times and word not in skies for word in words):
        return None
    return _edits(clause, where, times, skies)


def _edits(clause: Clause, where: str, times: list[str], skies: list[str]) -> Made | None:
    told = dict.fromkeys(_hour(word) for word in times if word != "day" or len(times) == 1)
    weathers = dict.fromkeys(_SKIES[word] for word in skies if word not in _CALM or len(skies) == 1)
    if skies and "bright" in skies and times:
        weathers.pop("clear", None)
    edits: list[Edit] = [Place(place=where, scenes=clause.scenes)] if where else []
    edits += [Time(time=one, scenes=clause.scenes) for one in told if one]
    return [*edits, *(WeatherChange(weather=one, scenes=clause.scenes) for one in weathers)] or None


def _hour(word: str) -> TimeOfDay | None:
    return time_of_day([{"dark": "night", "moonlit": "night", "starlit": "night", "nights": "night"}.get(word, word)])


def _is_place(words: str) -> bool:
    noun = noun_phrase(words).noun
    return (
        bool(noun) and noun not in _SKIES and not re.fullmatch(_TIMES, noun) and (is_place(noun) or is_building(noun))
    )


SETTING_RULES: tuple[Rule, ...] = rules(
    _setting, rf"(?P<bag>(?:[a-z'’,-]+|[{SCENES}{PRONOUNS}])(?: (?:[a-z'’,-]+|[{SCENES}{ENTITIES}{PRONOUNS}]))*)"
)
"""Tried after all wordings about one of these alone."""

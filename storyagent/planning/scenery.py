"""Places, times of day, weather and the camera: what a sentence says about where and when it plays."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from storyagent import lexicon
from storyagent.planning.grammar import word_set
from storyagent.story.screenplay import CameraMove, TimeOfDay, Weather

_PLACE_KINDS = (
    "geological formation", "body of water", "tract", "parcel of land", "forest", "room", "way", "geographical area",
    "region", "location", "shore", "land", "settlement", "municipality", "playground", "place of business",
    "mercantile establishment", "educational institution", "outer space", "grassland", "biome", "atmosphere",
)  # fmt: skip
_BUILDINGS = (
    "building",
    "edifice",
    "dwelling",
    "house",
    "housing",
    "stadium",
    "theater",
    "shelter",
    "fortification",
    "tower",
)
_ALWAYS = word_set(
    """space sky home school city town village forest wood woods jungle harbor harbour farm market garden
        orchard vineyard kitchen bedroom bathroom classroom library museum hospital station airport yard
        backyard courtyard field meadow street road path lane alley square plaza playground beach desert
        cave island seabed seaside countryside world circus zoo bakery shop store cafe restaurant stage
        pier jetty quay dock factory gym dungeon terrace quarry marina diner prison jail runway racetrack gallery deck
        rooftop underwater maze labyrinth pitch court rink aquarium attic cellar basement hallway balcony porch"""
)
_NEVER = word_set(
    """side top bottom edge place spot distance corner end front back middle center centre here there left
        right east west north south direction position point way area part ground floor roof wall bed table
        chair tent tree surface line shadow row line lap nest bridge fence gate door window path track step
        stairs box bench home world air somewhere fountain statue post stall well kennel doghouse birdhouse sandcastle
        crown barrel phoenix palm hydrant fireplug toilet cab tug tugboat towboat shorts hookah seat locker stack
        mantle cape hammock beehive dollhouse switchboard grill turret escalator stepladder staircase stairway manifold
        module gearbox pipeline caboose pylon siphon coop newsstand sunshade silencer smokestack sconce silhouette heel
        sole trough spit casing cubicle lager
        igloo booth umbrella portal doorway archway lighthouse windmill car chimney pipe tube drain gutter ladder"""
) - {"path", "home", "world", "roof"}  # fmt: skip
_HOUSES = word_set("cabin shack kiosk hotel")
"""Buildings that WordNet takes for rooms or businesses."""
_CONTAINING = word_set(
    """in at inside into to through across within on onto around along up down outside toward towards off
        underneath under"""
)
_GOING = word_set("to into onto toward towards up inside")
_NEARBY = word_set("by near beside over past above behind from beyond along around below out between of")

_TIMES: dict[TimeOfDay, frozenset[str]] = {
    "dawn": word_set("dawn sunrise daybreak"),
    "day": word_set("morning noon midday afternoon day daytime daylight sunshine sunlight sunny lunch"),
    "dusk": word_set("evening sunset dusk twilight nightfall sundown"),
    "night": word_set("night midnight moonlight bedtime starlight nighttime moonlit starry tonight"),
}
_SINKING = word_set("set sets setting sank sinks sinking down")
_RISING = word_set("rose rises rising up")
_ROOFED = word_set("attic cellar basement classroom library museum hospital shop store cafe restaurant bakery stage")
_WEATHER: dict[Weather, frozenset[str]] = {
    "rain": word_set("rain rains raining rained rainy drizzle downpour raindrops"),
    "snow": word_set("snow snows snowing snowed snowy snowflake snowflakes blizzard"),
    "fog": word_set("fog foggy mist misty haze"),
    "storm": word_set("storm storms stormy thunder lightning thunderstorm hurricane"),
    "wind": word_set("wind winds windy breeze breezy gust gusts gale"),
    "cloud": word_set("cloudy overcast"),
    "clear": word_set("sunny sunshine cloudless starry"),
}
_LEAPS = word_set("next following later")
_UNITS = word_set(
    """day morning evening night week month year afternoon winter spring summer autumn time hour days weeks
        years months"""
)
_DEFAULTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("shore", ("lighthouse",)),
    ("lighthouse", ("lighthouse keeper",)),
    (
        "space",
        ("spacecraft", "celestial body", "rocket", "satellite", "spaceman", "astronaut", "extraterrestrial being"),
    ),
    ("sea", ("ship", "boat", "vessel", "whale", "cetacean", "fish", "submarine", "sailor", "aquatic vertebrate")),
    ("street", ("motor vehicle", "bicycle", "bus", "truck", "traffic light")),
    ("farm", ("cattle", "swine", "tractor", "sheep", "chicken", "goat")),
    ("meadow", ("tower", "castle", "tree", "windmill")),
    ("bedroom", ("bed", "bedroom furniture", "pillow")),
    ("kitchen", ("kitchen utensil", "kitchen appliance", "cook", "cake", "oven")),
    ("room", ("furniture", "lamp", "furnishing")),
)


@cache
def is_place(noun: str) -> bool:
    """Tell whether a noun names a place one can be in, by itself (a park, a lake) and not as a thing in a picture."""
    if noun.rsplit(" ", 1)[-1] in _NEVER | _HOUSES:
        return False
    return noun in _ALWAYS or noun.rsplit(" ", 1)[-1] in _ALWAYS or lexicon.is_a(noun, *_PLACE_KINDS)


@cache
def is_building(noun: str) -> bool:
    """Tell whether a noun names a building: a thing from outside, a place from within."""
    last = noun.rsplit(" ", 1)[-1]
    return noun not in _NEVER | _ALWAYS and (last in _HOUSES or lexicon.is_a(noun, *_BUILDINGS))


@cache
def stands_apart(noun: str, within: bool = False) -> bool:
    """Tell whether a place is seen from outside when somebody is beside or behind it: an island, a cabin, a hill.

    Of those with a floor (`within`: "the left side of the cabin") only a building's walls are meant.
    """
    last = noun.rsplit(" ", 1)[-1]
    return is_building(last) or (not within and (last in _WALLED or lexicon.is_a(last, *_LANDMARKS)))


_WALLED = word_set("school library museum hospital bakery shop store cafe restaurant station")
_LANDMARKS = ("island", "natural elevation", "mountain", "hill", "volcano", "iceberg", "pond", "pool", "puddle", "well")


def place_strength(noun: str, preposition: str) -> int:
    """Return how surely "preposition noun" says where a scene plays: 0 not at all, 1 nearby, 2 there, 3 on the way."""
    if noun in ("moon", "planet", "star", "mars", "earth"):
        return 2 if preposition in ("on", "onto") else 0
    if noun in ("sky", "air", "heaven", "horizon", "world", "land"):
        return 1 if preposition in ("in", "through", "across", "into") else 0
    if is_building(noun):
        return {"in": 2, "inside": 2, "at": 2, "into": 3, "to": 3, "through": 2}.get(preposition, 0)
    if not is_place(noun):
        return 0
    return 3 if preposition in _GOING else 2 if preposition in _CONTAINING else int(preposition in _NEARBY)


def time_of_day(words: list[str]) -> TimeOfDay | None:
    """Return the time of day that a sentence's words name, if any."""
    if "next" in words and "day" in words:
        return "day"
    for time in ("night", "dusk", "dawn", "day"):
        if _TIMES[time].intersection(words) - (
            {"day"} if "one" in words or "every" in words or "all" in words else set()
        ):
            return time
    if ("stars" in words or "moon" in words) and ({"shone", "shining", "twinkled", "rose", "came"} & set(words)):
        return "night"
    if "sun" in words:
        after = words[words.index("sun") + 1 :][:3]
        if _SINKING.intersection(after):
            return "dusk"
        if _RISING.intersection(after):
            return "dawn"
    return None


def is_indoors(noun: str) -> bool:
    """Tell whether a place has a roof, so that no rain falls in it."""
    return noun in _ROOFED or lexicon.is_a(noun, "room", "cave", "hallway")


def is_water(noun: str) -> bool:
    """Tell whether a noun names water that one can be under."""
    return noun in ("water", "waves", "wave", "surface") or lexicon.is_a(noun, "body of water")


def weather(words: list[str]) -> Weather | None:
    """Return the weather that a sentence's words name, if any."""
    if {"rain", "snow", "storm", "wind"} & set(words) and {"stopped", "ended", "stops", "ends", "passed"} & set(words):
        return "clear"
    if {"snow", "ice"} & set(words) and {"melted", "melts", "melting", "thawed"} & set(words):
        return "clear"
    return next((kind for kind, names in _WEATHER.items() if names.intersection(words)), None)


def time_leap(words: list[str]) -> int:
    """Return 2 for a great leap in time ("the next day"), 1 for a small one ("later", "that evening"), else 0."""
    for first, second in pairwise(words):
        if first in _LEAPS and second in _UNITS:
            return 2
        if second == "later" and first in _UNITS:
            return 2 if first not in ("time", "hour") else 1
        if first in ("that", "this") and second in ("evening", "night", "afternoon", "day"):
            return 1
    return 2 if "tomorrow" in words[:2] else 1 if words[:1] == ["later"] else 0


def default_place(nouns: list[str], verbs: list[str]) -> str:
    """Return where a story most likely plays that does not say it, from what is seen in it."""
    for place, kinds in _DEFAULTS:
        if any(lexicon.is_a(noun, *kinds) and noun not in ("sun", "moon", "star") for noun in nouns):
            return place
    return "lake" if {"swim", "paddle", "row"} & set(verbs) else "meadow"


_CAMERA: tuple[tuple[frozenset[str], frozenset[str], CameraMove], ...] = (
    (word_set("zoom zooms zooming push pushes move moves come comes"), word_set("in closer nearer close"), "zoom in"),
    (word_set("zoom zooms zooming pull pulls move moves"), word_set("out back away"), "zoom out"),
    (word_set("pan pans panning turn turns move moves sweep sweeps follow follows"), word_set("left"), "pan left"),
    (
        word_set("pan pans panning turn turns move moves sweep sweeps follow follows"),
        word_set("right"),
        "pan right",
    ),
    (word_set("tilt tilts tilting look looks rise rises move moves"), word_set("up upwards upward"), "tilt up"),
    (word_set("tilt tilts tilting look looks move moves"), word_set("down downwards downward"), "tilt down"),
    (word_set("pan pans panning sweep sweeps"), word_set("across over along"), "pan right"),
)


def camera_move(words: list[str]) -> CameraMove | None:
    """Return the camera's move, when the sentence is about the camera or names a move that only a camera makes."""
    spoken_of = {"camera", "view", "shot", "lens", "zoom", "zooms", "zooming", "pans", "panning"} & set(words)
    if not spoken_of:
        return None
    if "close-up" in words:
        return "zoom in"
    found = set(words)
    return next((move for verbs, ways, move in _CAMERA if verbs & found and ways & found), None)

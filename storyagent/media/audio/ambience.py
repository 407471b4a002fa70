"""What a scene sounds like by itself: its weather, its place, its hour."""

from __future__ import annotations

from storyagent.film.place_words import place_kind
from storyagent.story.music_words import mood_in
from storyagent.story.screenplay import Entity, Scene, Screenplay

_BY_DAY = {
    "birds": "meadow park garden hill forest jungle farm field village yard playground",
    "waves": "beach sea island harbour lighthouse deck",
    "a soft stream": "river lake",
    "traffic": "street city",
    "people talking": "market stage",
    "wind": "mountains desert snow sky track",
    "dripping": "cave",
    "a clock": "room bedroom library",
    "a soft fire": "kitchen castle hall workshop",
    "soft voices": "classroom",
    "magic": "dream",
}
_BY_NIGHT = {
    "crickets and an owl": "forest jungle hill",
    "crickets": "meadow park garden farm field village yard playground",
    "frogs": "river lake",
    "soft traffic": "street city",
}
_WEATHER = {"rain": "rain", "storm": "heavy rain with thunder", "wind": "wind", "snow": "soft wind", "fog": ""}
_INSIDE = frozenset(
    ("room", "bedroom", "library", "kitchen", "hall", "workshop", "classroom", "cave", "castle", "stage")
)
_SILENT = frozenset(("space", "moon", "underwater"))
_DAY = {kind: sound for sound, kinds in _BY_DAY.items() for kind in kinds.split()}
_NIGHT = {kind: sound for sound, kinds in _BY_NIGHT.items() for kind in kinds.split()}


def with_sound(screenplay: Screenplay, *, music: str | None = None, ambience: bool = False) -> Screenplay:
    """Return a screenplay with music under it and the sounds of its places, where they are asked for.

    What a scene already sounds like is kept.

    Raises:
        InvalidInput: no mood is named in the words about music.
    """
    if music is not None:
        mood_in(music)
        screenplay = screenplay.model_copy(update={"music": music})
    return _with_ambience(screenplay) if ambience else screenplay


def _with_ambience(screenplay: Screenplay) -> Screenplay:
    places = {entity.id: entity for entity in screenplay.entities}
    scenes = tuple(
        scene
        if scene.ambience
        else scene.model_copy(update={"ambience": ambience_of(scene, places.get(scene.place or ""))})
        for scene in screenplay.scenes
    )
    return screenplay.model_copy(update={"scenes": scenes})


def ambience_of(scene: Scene, place: Entity | None) -> str:
    """Return what is heard in a scene, in words that `make_sound` knows, or nothing.

    Rain and wind are heard from outside where the place is a room; birds are silent in rain, snow and storm.
    """
    kind = place_kind(place.noun, place.description)[0] if place else ""
    if kind in _SILENT:
        return ""
    weather = _WEATHER.get(scene.weather, "")
    dark = scene.time == "night"
    here = _NIGHT.get(kind, _DAY.get(kind, "")) if dark else _DAY.get(kind, "")
    if dark and here == "birds":
        here = ""
    if kind in _INSIDE:
        return ", ".join(part for part in (here, f"distant {weather}" if weather else "") if part)
    wet = scene.weather in {"rain", "storm", "snow"}
    if wet and here in {"birds", "crickets", "crickets and an owl", "people talking"}:
        here = ""
    return ", ".join(part for part in (here, weather if weather != here else "") if part)

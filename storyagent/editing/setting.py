"""Edits of where, when and how scenes play, and of the film as a whole."""

from __future__ import annotations

import re

from storyagent import lexicon
from storyagent.editing.edits import (
    AspectChange,
    Format,
    Music,
    Place,
    Reroll,
    Style,
    Time,
    Title,
    TransitionChange,
    WeatherChange,
)
from storyagent.editing.film import Film
from storyagent.editing.looks import Done
from storyagent.editing.nouns import noun_phrase
from storyagent.editing.order import relaid
from storyagent.editing.variants import dropped_unused, free_id, with_entity, with_scenes
from storyagent.editing.words import is_proper, mentions, rewritten, speaks_of, with_determiner
from storyagent.errors import InvalidInput
from storyagent.planning.beings import Being
from storyagent.planning.describe import description_of
from storyagent.planning.grammar import word_set
from storyagent.planning.planner import Planner
from storyagent.planning.scenery import time_of_day
from storyagent.story.screenplay import Entity, FilmFormat, Scene, Screenplay, TimeOfDay, Transition
from storyagent.story.values import Finding

_USUAL_S = {"cut": 0.5, "crossfade": 0.6, "fade": 0.8}
_TIME = re.compile(
    r"\b(?:at (?:night|midnight|dawn|daybreak|sunrise|dusk|sunset|twilight|noon|midday|nightfall)"
    r"|in the (?:early |late )?(?:morning|evening|afternoon|moonlight|sunshine|sunlight)|by (?:day|night|moonlight)"
    r"|during the (?:day|night)|in (?:broad )?daylight)\b",
    re.IGNORECASE,
)
_SAID: dict[TimeOfDay, str] = {"dawn": "at dawn", "day": "by day", "dusk": "at dusk", "night": "at night"}


def place(film: Film, edit: Place, planner: Planner) -> Done:
    """Let scenes play elsewhere. See `Place`."""
    before = film.screenplay
    new = _place_entity(before, edit.place)
    film = film.changed(with_entity(before, new))
    scenes, layouts, findings = [], [], []
    for scene in film.scenes:
        if (edit.scenes and scene.id not in edit.scenes) or scene.place == new.id:
            continue
        old = before.entity(scene.place) if scene.place else None
        prompt = _elsewhere(scene.prompt, old, new, before) if old else scene.prompt
        title = _elsewhere(scene.title, old, new, before) if old else scene.title
        scenes.append(scene.model_copy(update={"place": new.id, "prompt": prompt, "title": title}))
        if old and any(speaks_of(line.text, old, before) for line in scene.lines):
            findings.append(_still_says(scene, old.name))
        if scene.id in film.layouts:
            layouts.append(film.layouts[scene.id].model_copy(update={"background": background_of(new)}))
    changed = film.changed(with_scenes(film.screenplay, scenes), layouts)
    return changed.changed(dropped_unused(before, changed.screenplay)), tuple(findings)


def background_of(entity: Entity) -> str:
    """Return the phrase for a place in a layout: "snowy beach"."""
    if is_proper(entity.name):
        return entity.name
    return " ".join(filter(None, [*entity.traits[:2], entity.color, entity.noun]))


def _place_entity(screenplay: Screenplay, words: str) -> Entity:
    phrase = noun_phrase(words)
    noun = phrase.noun or words.lower()
    places = [one for one in screenplay.entities if one.kind == "place"]
    for one in places:
        if one.name.lower() == words.lower().removeprefix("the ") or one.id == words:
            return one
    fits = [
        one
        for one in places
        if one.noun == noun and set(phrase.adjectives) <= set(one.traits) and phrase.color in ("", one.color)
    ]
    if fits:
        return fits[0]
    traits = [word for word in phrase.adjectives if word not in noun.split()]
    being = Being("new", noun, phrase.name, phrase.color, traits=traits, place=True)
    same = any(one.name == noun for one in screenplay.entities)
    name = phrase.name or " ".join(filter(None, [*traits[:1], phrase.color, noun] if same else [noun]))
    return Entity(
        id=free_id(name, [one.id for one in screenplay.entities]), name=name, kind="place", noun=noun,
        description=description_of(being), color=phrase.color or None, traits=tuple(traits),
    )  # fmt: skip


def _elsewhere(text: str, old: Entity, new: Entity, screenplay: Screenplay) -> str:
    """Return a text with the words for one place exchanged for another's, "in", "on" and "at" as it needs them."""
    found = mentions(text, old, screenplay)
    words = new.name if is_proper(new.name) else background_of(new)
    said = rewritten(
        text, found, lambda m: words if is_proper(words) else with_determiner(m.determiner or "the", words)
    )
    there = re.escape(words)
    placing = _preposition(new.noun)
    return re.sub(rf"\b(?:in|on|at)(?=\s+(?:(?:a|an|the)\s+)?{there}\b)", placing, said)


def _preposition(noun: str) -> str:
    """Return how one is at a place: on a hill, at a lake, in a forest."""
    if noun in ("sea", "ocean", "street", "farm", "moon", "rooftop") or lexicon.is_a(
        noun, "natural elevation", "beach", "shore", "road", "island"
    ):
        return "on"
    return "at" if lexicon.is_a(noun, "body of water") else "in"


def _still_says(scene: Scene, words: str) -> Finding:
    return Finding(
        code="edit.still_told", where=f"scenes[{scene.id}].lines", found=words,
        hint="What is spoken in this scene still says so: change it, if it should not.",
    )  # fmt: skip


def time(film: Film, edit: Time, planner: Planner) -> Done:
    """Let scenes play at another time. See `Time`."""
    scenes, findings = [], []
    for scene in _of(film, edit.scenes):
        update = {
            "time": edit.time,
            "prompt": _retimed(scene.prompt, edit.time),
            "title": _retimed(scene.title, edit.time),
        }
        changed = scene.model_copy(update=update)
        scenes.append(changed)
        said = [
            word
            for text in (changed.prompt, *(line.text for line in scene.lines))
            if (word := _time_said(text, edit.time))
        ]
        if said:
            findings.append(_still_says(scene, said[0]))
    return film.changed(with_scenes(film.screenplay, scenes)), tuple(findings)


def _retimed(text: str, wanted: TimeOfDay) -> str:
    def say(match: re.Match[str]) -> str:
        if time_of_day(re.findall(r"\w+", match[0].lower())) in (None, wanted):
            return match[0]
        said = _SAID[wanted]
        return said[0].upper() + said[1:] if match[0][0].isupper() else said

    return _TIME.sub(say, text)


def _time_said(text: str, wanted: TimeOfDay) -> str:
    told = time_of_day(re.findall(r"\w+", text.lower()))
    return text if told not in (None, wanted) else ""


def _of(film: Film, scenes: tuple[str, ...]) -> list[Scene]:
    return [scene for scene in film.scenes if not scenes or scene.id in scenes]


def weather(film: Film, edit: WeatherChange, planner: Planner) -> Done:
    """Let scenes have other weather. See `WeatherChange`."""
    scenes, findings = [], []
    for scene in _of(film, edit.scenes):
        left = _TRACES.get(edit.gone or "clear", frozenset())
        states = tuple(one for one in scene.place_state if one not in left)
        other = edit.gone not in (None, scene.weather) and (edit.gone, scene.weather) != ("rain", "storm")
        changed = scene.model_copy(update={"weather": scene.weather if other else edit.weather, "place_state": states})
        scenes.append(changed)
        told = {word for line in (scene.prompt, *(one.text for one in scene.lines)) for word in _words(line)}
        findings += [_still_says(scene, word) for word in sorted(told & left)[:1]]
    return film.changed(with_scenes(film.screenplay, scenes)), tuple(findings)


_TRACES: dict[str, frozenset[str]] = {
    "snow": word_set("snow snowy snowed snow-covered wintry"), "rain": word_set("rain rainy wet muddy"),
    "fog": word_set("fog foggy misty"), "storm": word_set("storm stormy wet"), "wind": word_set("windy"),
    "cloud": word_set("cloudy"),
}  # fmt: skip
"""How a place is told to be where that weather is or was."""


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z-]+", text.lower())


def transition(film: Film, edit: TransitionChange, planner: Planner) -> Done:
    """Let scenes begin otherwise. See `TransitionChange`."""
    new = Transition(kind=edit.transition, duration_s=edit.duration_s or _USUAL_S[edit.transition])
    scenes = _of(film, edit.scenes)
    if edit.transition == "crossfade":
        if [scene.id for scene in scenes] == [film.scenes[0].id]:
            raise InvalidInput(
                "there is nothing before the first scene to fade over from", where="scene 1", needed="a cut or a fade"
            )
        scenes = [scene for scene in scenes if scene.id != film.scenes[0].id]
    made = [scene.model_copy(update={"transition": new}) for scene in scenes]
    return film.changed(with_scenes(film.screenplay, made)), ()


def style(film: Film, edit: Style, planner: Planner) -> Done:
    """Draw the film in another style. See `Style`."""
    return film.changed(film.screenplay.model_copy(update={"style": edit.style})), ()


def title(film: Film, edit: Title, planner: Planner) -> Done:
    """Call the film, or a scene, something else. See `Title`."""
    if edit.scene is None:
        return film.changed(film.screenplay.model_copy(update={"title": edit.title})), ()
    scene = film.screenplay.scene(edit.scene).model_copy(update={"title": edit.title})
    return film.changed(with_scenes(film.screenplay, [scene])), ()


def format_(film: Film, edit: Format, planner: Planner) -> Done:
    """Put the film out otherwise. See `Format`."""
    given = edit.model_dump(exclude={"kind"}, exclude_none=True)
    form = film.screenplay.format
    if "height_px" in given and form.aspect == "9:16":  # "1080p" is the shorter side, whichever way it stands
        given["height_px"] = 2 * round(given["height_px"] * 16 / 9 / 2)
    return film.changed(film.screenplay.model_copy(update={"format": form.model_copy(update=given)})), ()


def aspect(film: Film, edit: AspectChange, planner: Planner) -> Done:
    """Give the film another shape. See `AspectChange`."""
    form = film.screenplay.format
    if edit.aspect == form.aspect:
        return film, ()
    shorter = min(form.size_px)
    height = 2 * round(shorter * 16 / 9 / 2) if edit.aspect == "9:16" else shorter
    new = FilmFormat.model_validate({**form.model_dump(), "aspect": edit.aspect, "height_px": height})
    changed = film.changed(film.screenplay.model_copy(update={"format": new}))
    return relaid(changed, [scene.id for scene in film.scenes], planner)


def music(film: Film, edit: Music, planner: Planner) -> Done:
    """Put music under the film. See `Music`."""
    if "music" not in Screenplay.model_fields:
        raise InvalidInput(
            "a screenplay has no field for music", where="edit", found=edit.mood or "no music",
            hint="put music under the finished film with a tool",
        )  # fmt: skip
    return film.changed(film.screenplay.model_copy(update={"music": edit.mood})), ()


def reroll(film: Film, edit: Reroll, planner: Planner) -> Done:
    """Make scenes again with another seed. See `Reroll`."""
    if not edit.scenes:
        seed = edit.seed if edit.seed is not None else (film.screenplay.seed + 1) % 2**32
        return film.changed(film.screenplay.model_copy(update={"seed": seed})), ()
    made = []
    for scene in _of(film, edit.scenes):
        now = scene.seed if scene.seed is not None else film.screenplay.seed
        seed = edit.seed if edit.seed is not None else (now + 1) % 2**32
        made.append(scene.model_copy(update={"seed": seed}))
    return film.changed(with_scenes(film.screenplay, made)), ()

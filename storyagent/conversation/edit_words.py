"""Edits in words, as a person would ask for them: "make the fox blue in scene 2"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from storyagent.editing.edits import Edit
from storyagent.editing.film import Film
from storyagent.editing.words import called
from storyagent.planning.describe import with_article


class _Words:
    """What an edit's fields are called in a film."""

    def __init__(self, edit: Any, film: Film) -> None:
        self.edit = edit
        self.film = film

    def who(self, name: str = "entity") -> str:
        known = {one.id: called(one) for one in self.film.screenplay.entities}
        found = getattr(self.edit, name)
        return known.get(found, str(found))

    def new(self) -> str:
        """Return a new entity as its fields describe it, or the film's own that is meant."""
        own = "by" if hasattr(self.edit, "by") else "entity"
        if getattr(self.edit, own):
            return self.who(own)
        edit = self.edit
        looks = " ".join(filter(None, (*edit.traits, edit.color, edit.noun)))
        return f"{edit.name}, {with_article(looks)}" if edit.name else with_article(looks)

    def scenes(self, joint: str = " in ") -> str:
        ids: Sequence[str] = self.edit.scenes
        return joint + _listed([self.film.label(one) for one in ids]) if ids else ""

    def one(self, name: str = "scene") -> str:
        return self.film.label(getattr(self.edit, name))


def _duration(words: _Words) -> str:
    edit = words.edit
    what = words.scenes("") or "the film"
    if edit.duration_s is not None:
        return f"let {what} last {edit.duration_s:g} s"
    return f"make {what} {abs(edit.change_s):g} s {'longer' if edit.change_s > 0 else 'shorter'}"


def _position(words: _Words) -> str:
    edit = words.edit
    ways = ((edit.dx, "right", "left"), (edit.dy, "down", "up"))
    moves = [f"{abs(by):.0%} of the picture {more if by > 0 else less}" for by, more, less in ways if by]
    where = f"at the {edit.spot}" if edit.spot else " and ".join(moves)
    if edit.beside:
        where = {"nearer": "nearer to", "farther": "farther from"}.get(edit.side, edit.side) + f" {words.who('beside')}"
    return f"put {words.who()} {where}{words.scenes()}"


def _format(words: _Words) -> str:
    edit = words.edit
    parts = {
        "narration": {True: "narration on", False: "no narration"}.get(edit.narration),
        "subtitles": {True: "subtitles in the picture", False: "no subtitles in the picture"}.get(edit.burn_subtitles),
        "height": f"{edit.height_px} pixels high" if edit.height_px else None,
        "fps": f"{edit.fps} frames a second" if edit.fps else None,
    }
    return ", ".join(filter(None, parts.values()))


def _lines(words: _Words, who: str, where: str) -> str:
    edit = words.edit
    if not edit.text:
        return f"let {who} say nothing in {where}"
    return f"let {who} {'also ' if edit.add else ''}say “{edit.text}” in {where}"


_SAY: Mapping[str, Callable[[_Words], str]] = {
    "recolour": lambda w: f"make {w.who()} {w.edit.color or 'no color of its own'}{w.scenes()}",
    "rename": lambda w: f"call {w.who()} {w.edit.name}",
    "describe": lambda w: f"let {w.who()} look like this: {w.edit.description}{w.scenes()}",
    "remove": lambda w: f"take {w.who()} out of {w.scenes('') or 'the film'}",
    "add": lambda w: f"add {f'{w.edit.count} x ' if w.edit.count > 1 else ''}{w.new()}{w.scenes(' to ')}"
    + (f", at the {w.edit.spot}" if w.edit.spot else "")
    + (f", {w.edit.side} {w.who('beside')}" if w.edit.beside else "") + (f": {w.edit.motion}" if w.edit.motion else ""),
    "replace": lambda w: f"put {w.new()} in the place of {w.who()}{w.scenes()}",
    "count": lambda w: f"show {w.edit.count} of {w.who()}{w.scenes()}",
    "motion": lambda w: f"let {w.who()} {w.edit.motion}{w.scenes()}",
    "resize": lambda w: f"make {w.who()} {w.edit.factor:.2g} times as large{w.scenes()}",
    "position": _position,
    "exchange": lambda w: f"let {w.who()} and {w.who('other')} change places{w.scenes()}",
    "haste": lambda w: f"let {w.who()} move {w.edit.factor:.2g} times as fast{w.scenes()}",
    "presence": lambda w: f"let {w.who()} be seen {_moment(w)}{w.scenes()}",
    "sentence": lambda w: f"{_sentence(w)} in {w.one()}",
    "voice": lambda w: f"let {w.who()} speak with {_voice(w.edit.voice)}",
    "ambience": lambda w: f"let {w.edit.sounds} be heard{w.scenes()}" if w.edit.sounds
    else f"no sounds of places{w.scenes()}",
    "reword": lambda w: f"write “{w.edit.new}” wherever “{w.edit.old}” stands",
    "move_scene": lambda w: f"make {w.one()} the {_ordinal(w.edit.to)} one",
    "swap_scenes": lambda w: f"swap {w.one('first')} and {w.one('second')}",
    "delete_scenes": lambda w: f"delete {w.scenes('')}",
    "merge_scenes": lambda w: f"make one scene of {w.scenes('')}",
    "split_scene": lambda w: f"make two scenes of {w.one()}"
    + (f", parted after sentence {w.edit.after}" if w.edit.after else ""),
    "duplicate_scene": lambda w: f"copy {w.one()}" + (f" to place {w.edit.to}" if w.edit.to else ""),
    "insert_scene": lambda w: f"add a scene as the {_ordinal(w.edit.to)} one: {w.edit.text}",
    "pace": lambda w: f"let {w.scenes('') or 'the film'} pass {w.edit.factor:.2g} times as fast",
    "duration": _duration,
    "narration": lambda w: _lines(w, "the narrator", w.scenes("")),
    "dialogue": lambda w: _lines(w, w.who("speaker"), w.one()),
    "place": lambda w: f"set {w.scenes('') or 'every scene'} in {w.edit.place}",
    "time": lambda w: f"set {w.scenes('') or 'every scene'} at {w.edit.time}",
    "weather": lambda w: f"{f'no {w.edit.gone} any more' if w.edit.gone else f'weather: {w.edit.weather}'}{w.scenes()}",
    "camera": lambda w: f"camera: {w.edit.move}{_on(w)}, {w.edit.speed}{w.scenes()}",
    "transition": lambda w: f"begin {w.scenes('') or 'every scene'} with a {w.edit.transition}",
    "style": lambda w: f"draw the film in this style: {w.edit.style}",
    "aspect": lambda w: f"make the picture {w.edit.aspect}",
    "title": lambda w: f"call {w.one() if w.edit.scene else 'the film'} “{w.edit.title}”",
    "format": _format,
    "music": lambda w: f"put {w.edit.mood} music under the film" if w.edit.mood else "take the music away",
    "reroll": lambda w: (
        f"make {w.scenes('') or 'the film'} again with "
        + ("another seed" if w.edit.seed is None else f"seed {w.edit.seed}")
    ),
}  # fmt: skip


def _on(words: _Words) -> str:
    return f" on {words.who('on')}" if words.edit.on else ""


def _moment(words: _Words) -> str:
    edit = words.edit
    start = (
        f"{edit.start_s:g} s" if edit.start_s is not None else f"{edit.start:.0%} of the scene" if edit.start else ""
    )
    end = f"{edit.end_s:g} s" if edit.end_s is not None else f"{edit.end:.0%} of the scene" if edit.end < 1 else ""
    return " ".join(filter(None, (f"from {start}" if start else "", f"until {end}" if end else ""))) or "all the time"


def _sentence(words: _Words) -> str:
    edit = words.edit
    whose = {"narrator": "the narrator's ", "speaker": f"{words.who('speaker')}'s "}.get(edit.among, "the ")
    from_end = " from the end" if edit.number < -1 else ""
    which = f"{whose}{'last' if edit.number == -1 else _ordinal(abs(edit.number))} sentence{from_end}"
    if not edit.text.strip():
        return f"take out {which}"
    who = words.who("speaker") if edit.speaker else "the narrator"
    return f"let {who} say “{edit.text}” {'in place of' if edit.how == 'replace' else edit.how} {which}"


def _voice(kind: str) -> str:
    if kind == "other":
        return "another voice"
    return f"a {kind} voice" if kind in ("deeper", "higher") else f"the voice of a {kind}"


def edit_words(edit: Edit, film: Film) -> str:
    """Return an edit in words, with scenes as they are numbered and entities as they are called in the film."""
    say = _SAY.get(edit.kind)
    if say is None:
        facts = edit.model_dump(exclude={"kind"}, exclude_defaults=True)
        return " ".join((edit.kind.replace("_", " "), *(f"{name} {value}" for name, value in facts.items())))
    return say(_Words(edit, film))


def _listed(names: Sequence[str]) -> str:
    """Return "scenes 1, 3 and 4" for "scene 1", "scene 3", "scene 4"."""
    numbers = [name.removeprefix("scene ") for name in names]
    if len(numbers) == 1:
        return f"scene {numbers[0]}"
    return f"scenes {', '.join(numbers[:-1])} and {numbers[-1]}"


def _ordinal(number: int) -> str:
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{endings.get(number % 10, 'th') if number % 100 not in (11, 12, 13) else 'th'}"

"""Edits of what is heard and of the words themselves: voices, the sounds of places, one word for another."""

from __future__ import annotations

import re

from storyagent import lexicon
from storyagent.editing.edits import Ambience, Reword, Voice
from storyagent.editing.film import Film
from storyagent.editing.looks import Done
from storyagent.editing.variants import with_scenes
from storyagent.editing.words import capital
from storyagent.errors import InvalidInput
from storyagent.planning.planner import Planner
from storyagent.story.layout import Layout
from storyagent.story.screenplay import Entity, Scene
from storyagent.story.sound_words import sounds_in
from storyagent.story.voices import cast_voices, voice_of_kind

_LOW, _HIGH = ("man", "large", "old man"), ("small", "girl", "woman")
_NARRATOR = "espeak:en-us"
"""Whose relatives speak where nobody in the film has a voice of another kind."""


def voice(film: Film, edit: Voice, planner: Planner) -> Done:
    """Let a character speak with another voice. See `Voice`."""
    entities = film.screenplay.entities
    entity = film.screenplay.entity(edit.entity)
    own = [one.voice for one in entities if one.voice]
    narrator = next((one for one in own if one.startswith("openai:")), _NARRATOR)
    now = cast_voices(entities, narrator)
    kinds = {"deeper": _LOW, "higher": _HIGH, "other": (*_LOW[:1], *_HIGH[2:])}.get(edit.voice, (edit.voice,))
    offered = [voice_of_kind(kind, now.values(), narrator) for kind in kinds]
    new = next((one for one in offered if one != now.get(entity.id)), offered[0])
    made = tuple(one.model_copy(update={"voice": new}) if one.id == entity.id else one for one in entities)
    return film.changed(film.screenplay.model_copy(update={"entities": made})), ()


def ambience(film: Film, edit: Ambience, planner: Planner) -> Done:
    """Let something be heard in scenes. See `Ambience`."""
    if edit.sounds:
        sounds_in(edit.sounds)
    made = []
    for scene in film.scenes:
        if edit.scenes and scene.id not in edit.scenes:
            continue
        told = ", ".join(filter(None, (scene.ambience, edit.sounds))) if edit.add and edit.sounds else edit.sounds
        known = {one.name for one in sounds_in(scene.ambience)} if scene.ambience else set()
        if edit.sounds and edit.add and {one.name for one in sounds_in(edit.sounds)} <= known:
            told = scene.ambience
        made.append(scene.model_copy(update={"ambience": told}))
    return film.changed(with_scenes(film.screenplay, made)), ()


def reword(film: Film, edit: Reword, planner: Planner) -> Done:
    """Write another word wherever a word stands. See `Reword`."""
    plan = film.screenplay
    entities = tuple(_reworded_entity(one, edit) for one in plan.entities)
    scenes = tuple(_reworded_scene(one, edit) for one in plan.scenes)
    title = _reworded(plan.title, edit)
    changed = plan.model_copy(update={"entities": entities, "scenes": scenes, "title": title})
    if changed == plan:
        raise InvalidInput(
            "this word stands nowhere in the film", where="screenplay.yaml", found=edit.old,
            hint="say it as it is written there",
        )  # fmt: skip
    return film.changed(changed, [_reworded_layout(one, edit) for one in film.layouts.values()]), ()


def _reworded_entity(entity: Entity, edit: Reword) -> Entity:
    told = {name: _reworded(getattr(entity, name), edit) for name in ("name", "noun", "description")}
    return entity.model_copy(update=told)


def _reworded_scene(scene: Scene, edit: Reword) -> Scene:
    lines = tuple(line.model_copy(update={"text": _reworded(line.text, edit)}) for line in scene.lines)
    told = {"title": _reworded(scene.title, edit), "prompt": _reworded(scene.prompt, edit), "lines": lines}
    return scene.model_copy(update=told)


def _reworded_layout(layout: Layout, edit: Reword) -> Layout:
    tracks = tuple(track.model_copy(update={"name": _reworded(track.name, edit)}) for track in layout.tracks)
    return layout.model_copy(update={"tracks": tracks, "background": _reworded(layout.background, edit)})


def _reworded(text: str, edit: Reword) -> str:
    """Return a text with the word exchanged, in its singular and plural, with capitals and articles as they must be."""
    old, new = edit.old, edit.new
    for before, after in ((lexicon.plural(old.lower()), lexicon.plural(new.lower())), (old, new)):

        def say(match: re.Match[str], after: str = after) -> str:
            article, word = match["article"] or "", match["word"]
            if article.lower().strip() in ("a", "an"):
                right = "an" if after[:1].lower() in "aeiou" else "a"
                article = f"{capital(right) if article[0].isupper() else right} "
            return article + (capital(after) if word[0].isupper() else after)

        pattern = rf"(?P<article>\b(?:an?)\s+)?(?<![\w-])(?P<word>{re.escape(before)})(?![\w-])"
        text = re.sub(pattern, say, text, flags=re.IGNORECASE)
    return text

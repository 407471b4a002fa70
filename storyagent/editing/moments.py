"""Edits of a part of a scene: sentences spoken in it, and when somebody is seen."""

from __future__ import annotations

from storyagent.editing.film import Film
from storyagent.editing.looks import Done
from storyagent.editing.variants import present, with_scenes
from storyagent.editing.within import Presence, Sentence
from storyagent.editing.words import called, sentences_of
from storyagent.errors import InvalidInput
from storyagent.planning.planner import Planner
from storyagent.story.layout import Track
from storyagent.story.screenplay import Line, Scene


def sentence(film: Film, edit: Sentence, planner: Planner) -> Done:
    """Change a sentence that is spoken. See `Sentence`."""
    scene = film.screenplay.scene(edit.scene)
    spoken = [line.model_copy(update={"text": text}) for line in scene.lines for text in sentences_of(line.text)]
    counted = [k for k, line in enumerate(spoken) if _counts(line, edit)]
    at = edit.number - 1 if edit.number > 0 else len(counted) + edit.number
    new = Line(text=edit.text, speaker=edit.speaker) if edit.text.strip() else None
    if not 0 <= at < len(counted):
        if new and not counted and edit.how != "replace":  # the first thing said in a silent scene
            return film.changed(with_scenes(film.screenplay, [scene.model_copy(update={"lines": (new,)})])), ()
        raise InvalidInput(
            "there is no such sentence", where=film.label(scene.id), found=f"sentence {edit.number}",
            needed=f"1 to {len(counted)}" if counted else "nothing is spoken there",
        )  # fmt: skip
    place = counted[at]
    kept = spoken[place]
    said = [new] if new else []
    put = [*said, kept] if edit.how == "before" else [kept, *said]
    if edit.how == "replace":
        put = [kept.model_copy(update={"text": edit.text})] if new else []
    lines = (*spoken[:place], *put, *spoken[place + 1 :])
    return film.changed(with_scenes(film.screenplay, [scene.model_copy(update={"lines": lines})])), ()


def _counts(line: Line, edit: Sentence) -> bool:
    return edit.among == "all" or line.speaker == (edit.speaker if edit.among == "speaker" else None)


def presence(film: Film, edit: Presence, planner: Planner) -> Done:
    """Let somebody be seen in a part of scenes only. See `Presence`."""
    made = []
    for scene_id, entity_id in present(film, edit.entity, edit.scenes).items():
        layout, scene = film.layouts.get(scene_id), film.screenplay.scene(scene_id)
        if layout is None or all(track.entity != entity_id for track in layout.tracks):
            continue
        window = _window(edit, scene, film)
        tracks = tuple(_seen(t, window) if t.entity == entity_id else t for t in layout.tracks)
        made.append(layout.model_copy(update={"tracks": tracks}))
    if not made:
        raise InvalidInput(
            f"{called(film.screenplay.entity(edit.entity))} is not seen there",
            where=", ".join(map(film.label, edit.scenes)) or "film", hint="add it to the scene first",
        )  # fmt: skip
    return film.changed(layouts=made), ()


def _window(edit: Presence, scene: Scene, film: Film) -> tuple[float, float]:
    start = edit.start if edit.start_s is None else edit.start_s / scene.duration_s
    end = edit.end if edit.end_s is None else edit.end_s / scene.duration_s
    if not start < min(end, 1.0):
        raise InvalidInput(
            "the scene is over by then", where=film.label(scene.id),
            found=f"{edit.start_s or edit.start * scene.duration_s:g} s", needed=f"less than {scene.duration_s:g} s",
        )  # fmt: skip
    return round(start, 4), round(min(end, 1.0), 4)


def _seen(track: Track, window: tuple[float, float]) -> Track:
    return track.model_copy(update={"windows": (window,)})

"""Edits of the scenes' order and number: moved, swapped, deleted, merged, split, copied, new ones."""

from __future__ import annotations

from collections.abc import Sequence

from storyagent.editing.edits import (
    DeleteScenes,
    DuplicateScene,
    InsertScene,
    MergeScenes,
    MoveScene,
    SplitScene,
    SwapScenes,
)
from storyagent.editing.film import Film
from storyagent.editing.looks import Done
from storyagent.editing.retelling import retitled, saying
from storyagent.editing.variants import dropped_unused, free_id, with_entity
from storyagent.editing.words import clauses_of, is_proper, plainly, sentences_of, speaks_of
from storyagent.errors import InvalidInput
from storyagent.planning.planner import Planner, PlanOptions
from storyagent.planning.reading import read_story
from storyagent.planning.scenery import time_of_day, weather
from storyagent.planning.sentences import split_story
from storyagent.story.screenplay import Entity, Line, Role, Scene, Screenplay, Transition
from storyagent.story.values import Finding

SHORTEST_S = 0.5


def move_scene(film: Film, edit: MoveScene, planner: Planner) -> Done:
    """Put a scene elsewhere. See `MoveScene`."""
    _require_number(film, edit.to, len(film.scenes))
    scenes = [scene for scene in film.scenes if scene.id != edit.scene]
    scenes.insert(edit.to - 1, film.screenplay.scene(edit.scene))
    return _ordered(film, scenes), ()


def swap_scenes(film: Film, edit: SwapScenes, planner: Planner) -> Done:
    """Let two scenes change places. See `SwapScenes`."""
    if edit.first == edit.second:
        raise InvalidInput("a scene cannot change places with itself", where=film.label(edit.first))
    pair = {edit.first: edit.second, edit.second: edit.first}
    return _ordered(film, [film.screenplay.scene(pair.get(scene.id, scene.id)) for scene in film.scenes]), ()


def _ordered(film: Film, scenes: Sequence[Scene]) -> Film:
    """Return the film in another order.

    A scene that comes first and cannot begin so changes transitions with the one that came first; the same edit the
    other way gives both back.
    """
    was, now = film.scenes[0], scenes[0]
    changed = {scene.id: scene for scene in scenes}
    if now.transition.kind == "crossfade" and was.id != now.id and was.id in changed:
        changed[now.id] = now.model_copy(update={"transition": was.transition})
        changed[was.id] = was.model_copy(update={"transition": now.transition})
    elif now.transition.kind == "crossfade":
        changed[now.id] = now.model_copy(update={"transition": Transition()})
    ordered = tuple(changed[scene.id] for scene in scenes)
    return film.changed(film.screenplay.model_copy(update={"scenes": ordered}))


def _require_number(film: Film, number: int, most: int) -> None:
    if number > most:
        raise InvalidInput(
            "the film has fewer scenes", where="edit", found=f"scene {number}", needed=f"1 to {most}"
        )  # fmt: skip


def delete_scenes(film: Film, edit: DeleteScenes, planner: Planner) -> Done:
    """Take scenes out. See `DeleteScenes`."""
    left = [scene for scene in film.scenes if scene.id not in edit.scenes]
    if not left:
        raise InvalidInput(
            "a film has at least one scene", where="edit", found="every scene deleted",
            hint="keep one, or make a new film",
        )  # fmt: skip
    changed = _ordered(film.changed(without=edit.scenes), left)
    return changed.changed(dropped_unused(film.screenplay, changed.screenplay)), ()


def duplicate_scene(film: Film, edit: DuplicateScene, planner: Planner) -> Done:
    """Put a copy of a scene into the film. See `DuplicateScene`."""
    _require_number(film, edit.to or 1, len(film.scenes) + 1)
    scene = film.screenplay.scene(edit.scene)
    copy = scene.model_copy(update={"id": free_id(scene.id, [one.id for one in film.scenes])})
    if film.scenes[0].id == scene.id or edit.to is None:
        copy = copy.model_copy(update={"transition": Transition()})
    changed = _inserted(film, copy, edit.to or film.number_of(scene.id) + 1)
    layouts = [film.layouts[scene.id].model_copy(update={"scene": copy.id})] if scene.id in film.layouts else []
    return changed.changed(layouts=layouts), ()


def _inserted(film: Film, scene: Scene, number: int) -> Film:
    scenes = [*film.scenes[: number - 1], scene, *film.scenes[number - 1 :]]
    if number == 1 and scene.transition.kind == "crossfade":
        scenes[0] = scene.model_copy(update={"transition": Transition()})
    return film.changed(film.screenplay.model_copy(update={"scenes": tuple(scenes)}))


def merge_scenes(film: Film, edit: MergeScenes, planner: Planner) -> Done:
    """Make one scene of neighbours. See `MergeScenes`."""
    numbers = sorted({film.number_of(scene) for scene in edit.scenes})
    if len(numbers) < 2 or numbers != list(range(numbers[0], numbers[-1] + 1)):
        raise InvalidInput(
            "only neighbours can be merged", where=f"scenes {', '.join(map(str, numbers))}",
            needed="scenes that follow each other", hint="move one of them first",
        )  # fmt: skip
    merged = [film.scenes[number - 1] for number in numbers]
    cast: dict[str, Role] = {}
    for role in (role for scene in merged for role in scene.cast):
        known = cast.get(role.entity, role)
        states = tuple(dict.fromkeys([*known.state, *role.state]))
        cast[role.entity] = known.model_copy(update={"count": max(known.count, role.count), "state": states})
    scene = merged[0].model_copy(
        update={
            "prompt": " ".join(one.prompt for one in merged),
            "cast": tuple(cast.values()),
            "lines": tuple(line for one in merged for line in one.lines),
            "duration_s": round(min(sum(one.duration_s for one in merged), 600.0), 3),
        }
    )
    gone = [one.id for one in merged[1:]]
    scenes = tuple(scene if one.id == scene.id else one for one in film.scenes if one.id not in gone)
    changed = film.changed(film.screenplay.model_copy(update={"scenes": scenes}), without=gone)
    changed, findings = relaid(changed, [scene.id], planner)
    return changed.changed(dropped_unused(film.screenplay, changed.screenplay)), findings


def split_scene(film: Film, edit: SplitScene, planner: Planner) -> Done:
    """Make two scenes of one. See `SplitScene`."""
    scene = film.screenplay.scene(edit.scene)
    parts = sentences_of(scene.prompt)
    if len(parts) == 1:
        parts = [saying(part) for part in clauses_of(scene.prompt, film.screenplay)]
    at = edit.after or (len(parts) + 1) // 2
    if len(parts) < 2 or not 1 <= at < len(parts):
        raise InvalidInput(
            "this scene cannot be split there", where=film.label(scene.id),
            found=f"{len(parts)} sentence{'s' if len(parts) > 1 else ''} in its prompt",
            needed=f"a place after sentence 1 to {len(parts) - 1}" if len(parts) > 1 else "two sentences at least",
            hint="tell more in its prompt, or make a copy of the scene",
        )  # fmt: skip
    prompts = " ".join(parts[:at]), " ".join(parts[at:])
    lines = _parted(scene.lines, len(prompts[0]) / len(scene.prompt))
    share = min(max(len(prompts[0]) / (len(prompts[0]) + len(prompts[1])), 0.2), 0.8)
    first_s = round(scene.duration_s * share, 1)
    first = _half(film, scene, prompts[0], lines[0], max(first_s, SHORTEST_S / 5))
    second = _half(film, scene, prompts[1], lines[1], round(scene.duration_s - first_s, 3)).model_copy(
        update={
            "id": free_id(scene.id, [one.id for one in film.scenes]), "transition": Transition(),
            "title": retitled(prompts[1]) if scene.title else "",
        }
    )  # fmt: skip
    number = film.number_of(scene.id)
    scenes = (*film.scenes[: number - 1], first, second, *film.scenes[number:])
    changed = film.changed(film.screenplay.model_copy(update={"scenes": scenes}))
    return relaid(changed, [first.id, second.id], planner, new=scene.id in film.layouts)


def _parted(lines: tuple[Line, ...], share: float) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Part lines, or the sentences of a single one, where they come nearest to a share of the letters."""
    if len(lines) == 1:
        lines = tuple(lines[0].model_copy(update={"text": text}) for text in sentences_of(lines[0].text))
    letters = [len(line.text) for line in lines]
    whole = sum(letters) or 1
    at = min(range(len(lines) + 1), key=lambda k: abs(sum(letters[:k]) / whole - share))
    if len(lines) > 1:
        at = min(max(at, 1), len(lines) - 1)
    return lines[:at], lines[at:]


def _half(film: Film, scene: Scene, prompt: str, lines: tuple[Line, ...], duration_s: float) -> Scene:
    """Return a half of a scene with those of its cast that it tells of, speaks with, or that neither half names."""
    screenplay = film.screenplay
    speakers = {line.speaker for line in lines}
    cast = tuple(
        role
        for role in scene.cast
        if role.entity in speakers
        or speaks_of(prompt, screenplay.entity(role.entity), screenplay)
        or not speaks_of(scene.prompt, screenplay.entity(role.entity), screenplay)
    )
    update = {"prompt": prompt, "cast": cast or scene.cast, "lines": lines, "duration_s": duration_s}
    return scene.model_copy(update=update)


def insert_scene(film: Film, edit: InsertScene, planner: Planner) -> Done:
    """Put a new scene into the film. See `InsertScene`."""
    _require_number(film, edit.to, len(film.scenes) + 1)
    told = film.screenplay
    options = PlanOptions(title="Scene", style=told.style, seed=told.seed, format=told.format, scenes=1)
    plain = saying(plainly(edit.text, told))  # who "Ruby" is, a planner of this scene alone cannot know
    planned = planner.plan(plain, options)
    scene = planned.screenplay.scenes[0]
    before = film.scenes[edit.to - 2] if edit.to > 1 else film.scenes[0]
    screenplay, ids = _adopted(told, planned.screenplay)
    named = _names(edit.text)
    update = {
        "id": free_id(scene.id, [one.id for one in film.scenes]),
        "cast": tuple(role.model_copy(update={"entity": ids[role.entity]}) for role in scene.cast),
        "lines": _lines_of(edit.text, scene.lines, ids, as_told=plain == saying(edit.text)),
        "place": ids[scene.place] if scene.place and named["place"] else before.place,
        "time": scene.time if named["time"] else before.time,
        "weather": scene.weather if named["weather"] else before.weather,
        "transition": Transition(),
        "prompt": saying(edit.text),
        "title": retitled(plain),
    }
    new = scene.model_copy(update=update)
    changed = _inserted(film.changed(screenplay), new, edit.to)
    used = dropped_unused(_with_all_used(told, changed.screenplay), changed.screenplay)
    changed, findings = relaid(changed.changed(used), [new.id], planner, new=True)
    return changed, (*planned.findings, *findings)


def _lines_of(text: str, planned: tuple[Line, ...], ids: dict[str, str], *, as_told: bool) -> tuple[Line, ...]:
    """Return what is spoken in a told scene: the told words, if the planner read others."""
    if as_told or any(line.speaker for line in planned):
        return tuple(line.model_copy(update={"speaker": ids.get(line.speaker or "")}) for line in planned)
    return tuple(Line(text=sentence) for sentence in sentences_of(saying(text)))


def _with_all_used(told: Screenplay, made: Screenplay) -> Screenplay:
    """Return a screenplay whose scenes use what a new film brought in, to tell later what is used no more."""
    new = tuple(one for one in made.entities if one not in told.entities)
    roles = tuple(Role(entity=one.id) for one in new)
    return made.model_copy(update={"scenes": (made.scenes[0].model_copy(update={"cast": roles}),)})


def _adopted(told: Screenplay, planned: Screenplay) -> tuple[Screenplay, dict[str, str]]:
    """Return the film with what a plan brings in besides what is known, and the plan's ids in it."""
    ids = {}
    for entity in planned.entities:
        known = _known(told, entity)
        if known is None:
            known = entity.model_copy(update={"id": free_id(entity.id, [one.id for one in told.entities])})
            told = with_entity(told, known)
        ids[entity.id] = known.id
    return told, ids


def _known(told: Screenplay, entity: Entity) -> Entity | None:
    """Return the entity of the film that a plan speaks of: of the same name, or the only one of its kind and color."""
    named = [one for one in told.entities if one.name.lower() == entity.name.lower() and is_proper(entity.name)]
    alike = [
        one
        for one in told.entities
        if one.noun == entity.noun
        and entity.color in (None, one.color)
        and (one.kind == "place") == (entity.kind == "place")
    ]
    if is_proper(entity.name):
        return named[0] if named else None
    return alike[0] if alike else None


def _names(text: str) -> dict[str, bool]:
    """Tell whether a text says where and when it plays."""
    readings, _ = read_story(split_story(text).sentences)
    words = [word for reading in readings for word in reading.words]
    return {
        "place": any(reading.places for reading in readings),
        "time": time_of_day(words) is not None,
        "weather": weather(words) is not None,
    }


def relaid(
    film: Film, scenes: Sequence[str], planner: Planner, *, new: bool = False
) -> tuple[Film, tuple[Finding, ...]]:
    """Lay out scenes anew before the background they have.

    Those that never were laid out are left to the next render, unless they are `new`.
    """
    planned = [
        planner.lay_out_scene(film.screenplay.scene(scene), film.screenplay)
        for scene in scenes
        if new or scene in film.layouts
    ]
    layouts = [
        one.layout.model_copy(update={"background": film.layouts[one.layout.scene].background})
        if one.layout.scene in film.layouts
        else one.layout
        for one in planned
    ]
    return film.changed(layouts=layouts), tuple(f for one in planned for f in one.findings)

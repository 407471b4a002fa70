"""Entities that look different in some scenes only: a second entity stands in for the first one there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from storyagent.editing.film import Film
from storyagent.errors import InvalidInput
from storyagent.planning.beings import slug
from storyagent.story.layout import Layout
from storyagent.story.screenplay import Entity, Scene, Screenplay


def scenes_with(film: Film, entity_id: str) -> tuple[str, ...]:
    """Return the ids of the scenes that an entity is in, plays in or speaks in."""
    return tuple(scene.id for scene in film.scenes if is_in(scene, entity_id))


def is_in(scene: Scene, entity_id: str) -> bool:
    """Tell whether an entity is in a scene's cast, is its place, or speaks in it."""
    return (
        entity_id in scene.entity_ids
        or scene.place == entity_id
        or any(line.speaker == entity_id for line in scene.lines)
    )


def family(screenplay: Screenplay, entity: Entity) -> tuple[Entity, ...]:
    """Return an entity and those that stand in for it in some scenes."""
    others = (one for one in screenplay.entities if one.id.startswith(f"{entity.id}-") and _alike(one, entity))
    return (entity, *others)


def _alike(one: Entity, other: Entity) -> bool:
    return one.noun == other.noun and one.kind == other.kind and one.name.endswith(other.name)


def present(film: Film, entity_id: str, scenes: Collection[str]) -> dict[str, str]:
    """Return who stands for an entity in each of the scenes (all, if none are named) that have it, by scene id.

    Raises:
        InvalidInput: it is in none of them.
    """
    kin = [one.id for one in family(film.screenplay, film.screenplay.entity(entity_id))]
    wanted = scenes or [scene.id for scene in film.scenes]
    found = {
        scene.id: next(one for one in kin if is_in(scene, one))
        for scene in film.scenes
        if scene.id in wanted and any(is_in(scene, one) for one in kin)
    }
    if not found:
        labels = ", ".join(film.label(scene) for scene in scenes)
        others = ", ".join(film.label(scene.id) for scene in film.scenes if any(is_in(scene, one) for one in kin))
        raise InvalidInput(
            f"{film.screenplay.entity(entity_id).name} is not there", where=labels or "film",
            needed=f"a scene it is in: {others or 'there is none'}",
        )  # fmt: skip
    return found


def free_id(wanted: str, taken: Iterable[str]) -> str:
    """Return an id that is not taken yet, as near to the wanted words as can be."""
    known, base = set(taken), slug(wanted)[:50] or "one"
    if base not in known:
        return base
    return next(f"{base}-{n}" for n in range(2, len(known) + 3) if f"{base}-{n}" not in known)


def with_entity(screenplay: Screenplay, entity: Entity, after: str | None = None) -> Screenplay:
    """Return a screenplay with an entity put in place of the one with its id, else listed behind those of its kind."""
    listed = list(screenplay.entities)
    known = next((k for k, one in enumerate(listed) if one.id == entity.id), None)
    if known is not None:
        listed[known] = entity
    else:
        before = [k for k, one in enumerate(listed) if one.id == after] or [
            k for k, one in enumerate(listed) if _RANK[one.kind] <= _RANK[entity.kind]
        ]
        listed.insert(before[-1] + 1 if before else 0, entity)
    return screenplay.model_copy(update={"entities": tuple(listed)})


_RANK = {"character": 0, "prop": 1, "place": 2}


def with_scenes(screenplay: Screenplay, changed: Iterable[Scene]) -> Screenplay:
    """Return a screenplay with these scenes in place of those with their ids."""
    new = {scene.id: scene for scene in changed}
    return screenplay.model_copy(update={"scenes": tuple(new.get(scene.id, scene) for scene in screenplay.scenes)})


def recast(scene: Scene, old: str, new: str) -> Scene:
    """Return a scene in which another entity has a part, a place or the lines of one."""
    cast = tuple(role.model_copy(update={"entity": new}) if role.entity == old else role for role in scene.cast)
    lines = tuple(line.model_copy(update={"speaker": new}) if line.speaker == old else line for line in scene.lines)
    place = new if scene.place == old else scene.place
    return scene.model_copy(update={"cast": cast, "lines": lines, "place": place})


def retracked(layout: Layout, old: str, new: str, name: str | None = None) -> Layout:
    """Return a layout in which another entity goes the ways of one; `name` is the phrase for it, if it changes."""
    taken = {track.id for track in layout.tracks if track.entity != old}
    tracks = []
    for track in layout.tracks:
        if track.entity == old:
            part = re.sub(rf"^{re.escape(old)}(?=$|[_-]\d+$)", new, track.id)
            update = {"id": track.id if part in taken else part, "entity": new, "name": name or track.name}
            track = track.model_copy(update=update)  # noqa: PLW2901
        tracks.append(track)
    return layout.model_copy(update={"tracks": tuple(tracks)})


def dropped_unused(before: Screenplay, after: Screenplay) -> Screenplay:
    """Return a screenplay without the entities that were in a scene before and are in none now."""
    gone = _used(before) - _used(after)
    return after.model_copy(update={"entities": tuple(one for one in after.entities if one.id not in gone)})


def _used(screenplay: Screenplay) -> set[str]:
    used = {role.entity for scene in screenplay.scenes for role in scene.cast}
    used |= {scene.place for scene in screenplay.scenes if scene.place}
    return used | {line.speaker for scene in screenplay.scenes for line in scene.lines if line.speaker}

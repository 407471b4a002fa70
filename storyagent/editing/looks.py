"""Edits of what entities look like and are called: color, description, name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from storyagent.editing.edits import Describe, Recolour, Rename
from storyagent.editing.film import Film
from storyagent.editing.variants import family, free_id, is_in, present, recast, retracked, with_entity, with_scenes
from storyagent.editing.words import described_in, in_color, is_proper, renamed
from storyagent.errors import InvalidInput
from storyagent.planning.planner import Planner
from storyagent.story.layout import Layout
from storyagent.story.screenplay import Entity, Screenplay
from storyagent.story.values import Finding

Done = tuple[Film, tuple[Finding, ...]]
Say = Callable[[str], str]


def recolour(film: Film, edit: Recolour, planner: Planner) -> Done:
    """Give an entity another color. See `Recolour`."""
    entity = film.screenplay.entity(edit.entity)
    target, base = _whole(film, entity, edit.scenes)
    findings = _own_picture(base)
    if target is not None:
        return _recoloured(target, base, edit.color), findings
    stands = present(film, entity.id, edit.scenes)
    look = _in_color(base, edit.color)
    name = f"{edit.color} {base.name}" if edit.color else f"plain {base.name}"
    return _stand_in(film, base, look, name, stands, edit.color), findings


def _in_color(entity: Entity, color: str | None) -> Entity:
    description = described_in(entity.description, entity, color)
    return entity.model_copy(update={"color": color, "description": description})


def _recoloured(film: Film, entity: Entity, color: str | None) -> Film:
    """Recolour an entity wherever it is."""

    def say(text: str) -> str:
        return in_color(text, entity, color, film.screenplay)

    changed = retold(film, [scene.id for scene in film.scenes], say)
    screenplay = with_entity(changed.screenplay, _in_color(entity, color))
    layouts = [_in_layout(layout, entity, color, film.screenplay) for layout in film.layouts.values()]
    return changed.changed(screenplay, layouts)


def _in_layout(layout: Layout, entity: Entity, color: str | None, screenplay: Screenplay) -> Layout:
    tracks = tuple(
        track.model_copy(update={"name": described_in(track.name, entity, color)})
        if track.entity == entity.id
        else track
        for track in layout.tracks
    )
    background = in_color(layout.background, entity, color, screenplay)
    return layout.model_copy(update={"tracks": tracks, "background": background})


def _stand_in(film: Film, base: Entity, look: Entity, name: str, stands: dict[str, str], color: str | None) -> Film:
    """Let a second entity with another look stand in for one in some scenes."""
    wanted = f"{base.id}-{name.removesuffix(base.name).strip() or 'other'}"
    same = [one for one in family(film.screenplay, base) if _look(one) == _look(look)]
    new = same[0] if same else look.model_copy(
        update={"id": free_id(wanted, [one.id for one in film.screenplay.entities]), "name": name}
    )  # fmt: skip
    before = film.screenplay
    screenplay = with_entity(film.screenplay, new, after=base.id)
    changed = Film(screenplay=screenplay, layouts=film.layouts)
    for scene_id, old_id in stands.items():
        old = before.entity(old_id)
        if color is not None:
            changed = retold(changed, [scene_id], partial(in_color, entity=old, color=color, screenplay=before))
        scenes = [recast(changed.screenplay.scene(scene_id), old_id, new.id)]
        layouts = []
        if scene_id in changed.layouts:
            layout = _in_layout(changed.layouts[scene_id], old, new.color, before)
            layouts.append(retracked(layout, old_id, new.id))
        changed = changed.changed(with_scenes(changed.screenplay, scenes), layouts)
    return changed


def _look(entity: Entity) -> tuple[object, ...]:
    return entity.color, entity.description, entity.traits, entity.images


def _whole(film: Film, entity: Entity, scenes: tuple[str, ...]) -> tuple[Film | None, Entity]:
    """Return the film with one entity wherever its stand-ins were, if the edit is about all of them; and that entity.

    An edit of every scene that has the entity is one of the film.
    """
    kin = family(film.screenplay, entity)
    having = {scene.id for scene in film.scenes for one in kin if is_in(scene, one.id)}
    if scenes and not having <= set(scenes):
        return None, entity
    for other in kin[1:]:
        for scene in film.scenes:
            if is_in(scene, other.id):
                layout = film.layouts.get(scene.id)
                layouts = [retracked(layout, other.id, entity.id)] if layout else []
                film = film.changed(with_scenes(film.screenplay, [recast(scene, other.id, entity.id)]), layouts)
    kept = tuple(one for one in film.screenplay.entities if one not in kin[1:])
    ids, known = [scene.id for scene in film.scenes], film.screenplay
    for other in kin[1:] if entity.color else ():
        film = retold(film, ids, partial(in_color, entity=other, color=entity.color, screenplay=known))
    return film.changed(film.screenplay.model_copy(update={"entities": kept})), entity


def _own_picture(entity: Entity) -> tuple[Finding, ...]:
    if not entity.images:
        return ()
    return (
        Finding(
            code="edit.own_picture", where=f"entities[{entity.id}].images", found=", ".join(entity.images),
            hint="It is shown by this picture, which an edit of words does not change; take it out to have it drawn.",
        ),
    )  # fmt: skip


def rename(film: Film, edit: Rename, planner: Planner) -> Done:
    """Call an entity something else. See `Rename`."""
    entity = film.screenplay.entity(edit.entity)
    kin = {one.id for one in family(film.screenplay, entity)}
    if any(one.name.lower() == edit.name.lower() for one in film.screenplay.entities if one.id not in kin):
        raise InvalidInput("somebody in this film is called so already", found=edit.name, hint="give another name")

    def say(text: str) -> str:
        return renamed(text, entity, edit.name, film.screenplay)

    changed = retold(film, [scene.id for scene in film.scenes], say)
    screenplay = changed.screenplay
    for one in family(film.screenplay, entity):
        name = edit.name if one.id == entity.id else f"{one.name.removesuffix(entity.name)}{edit.name}"
        new = one.model_copy(update={"name": name})
        if is_proper(entity.name):
            new = new.model_copy(update={"description": one.description.replace(entity.name, edit.name)})
        screenplay = with_entity(screenplay, new)
    layouts = []
    for layout in film.layouts.values() if is_proper(entity.name) else ():
        tracks = tuple(
            t.model_copy(update={"name": say(t.name)}) if t.entity == entity.id else t for t in layout.tracks
        )
        layouts.append(layout.model_copy(update={"tracks": tracks}))
    if entity.kind == "place":
        layouts = [
            layout.model_copy(update={"background": _same_as(layout.background, entity, edit.name)})
            for layout in film.layouts.values()
        ]
    title = say(screenplay.title)
    return changed.changed(screenplay.model_copy(update={"title": title}), layouts), ()


def _same_as(background: str, entity: Entity, name: str) -> str:
    return name if background == entity.name else background


def describe(film: Film, edit: Describe, planner: Planner) -> Done:
    """Say anew what an entity looks like. See `Describe`."""
    entity = film.screenplay.entity(edit.entity)
    target, base = _whole(film, entity, edit.scenes)
    look = base.model_copy(update={"description": edit.description})
    if target is not None:
        return target.changed(with_entity(target.screenplay, look)), _own_picture(base)
    stands = present(film, entity.id, edit.scenes)
    return _stand_in(film, base, look, f"other {base.name}", stands, None), _own_picture(base)


def retold(film: Film, scenes: list[str], say: Say) -> Film:
    """Return the film with every text of some scenes (prompt, title, lines) said otherwise, and its own title."""
    made = []
    for scene in film.scenes:
        if scene.id in scenes:
            lines = tuple(line.model_copy(update={"text": say(line.text)}) for line in scene.lines)
            update = {"prompt": say(scene.prompt), "title": say(scene.title), "lines": lines}
            made.append(scene.model_copy(update=update))
    screenplay = with_scenes(film.screenplay, made)
    if len(made) == len(film.scenes):
        screenplay = screenplay.model_copy(update={"title": say(film.screenplay.title)})
    return film.changed(screenplay)

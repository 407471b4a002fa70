"""Edits of who is in scenes: taking out, putting in, replacing, counting, and what they do."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from storyagent.editing.boxes import (
    cleared,
    fitted,
    fitting_factor,
    free_tracks,
    put_in,
    room,
    scaled,
    shifted,
    still,
    way_to,
)
from storyagent.editing.edits import Add, Count, Motion, Remove, Replace, Side
from storyagent.editing.film import Film
from storyagent.editing.framing import tracks_beside
from storyagent.editing.looks import Done, retold
from storyagent.editing.retelling import (
    plural_phrase,
    relation_words,
    saying,
    sentence_about,
    title_without,
    with_count,
)
from storyagent.editing.variants import dropped_unused, free_id, present, recast, retracked, with_entity, with_scenes
from storyagent.editing.words import called, mentions, plainly, replaced, sentences_of, speaks_of, without
from storyagent.errors import InvalidInput
from storyagent.planning.beings import Being
from storyagent.planning.describe import description_of, phrase_for
from storyagent.planning.looks import height_of, kind_of, proportion_of
from storyagent.planning.planner import Planner
from storyagent.story.layout import Layout, Track
from storyagent.story.screenplay import Entity, Role, Scene, Screenplay
from storyagent.story.values import Finding


def remove(film: Film, edit: Remove, planner: Planner) -> Done:
    """Take an entity out of scenes. See `Remove`."""
    before, findings = film, []
    for scene_id, entity_id in present(film, edit.entity, edit.scenes).items():
        entity = film.screenplay.entity(entity_id)
        if entity.kind == "place":
            raise InvalidInput(
                "a scene plays somewhere: its place cannot be taken out", where=film.label(scene_id),
                found=entity.name, hint="name another place",
            )  # fmt: skip
        scene, told = _told_without(film.screenplay.scene(scene_id), entity, film.screenplay)
        if not told:
            findings.append(_still_told(scene, entity))
        layouts = [_without_tracks(film.layouts[scene_id], entity_id)] if scene_id in film.layouts else []
        film = film.changed(with_scenes(film.screenplay, [scene]), layouts)
    return film.changed(dropped_unused(before.screenplay, film.screenplay)), tuple(findings)


def _told_without(scene: Scene, entity: Entity, screenplay: Screenplay) -> tuple[Scene, bool]:
    """Return a scene that does not tell of an entity, and whether its texts are free of it."""
    prompt, free = without(scene.prompt, entity, screenplay)
    place = screenplay.entity(scene.place) if scene.place else None
    cast = tuple(role for role in scene.cast if role.entity != entity.id)
    if not prompt:
        left = [called(screenplay.entity(role.entity)) for role in cast]
        prompt = saying(f"{left[0]} is there" if left else called(place) if place else "An empty scene")
    lines = []
    for line in scene.lines:
        if line.speaker == entity.id:
            continue
        text, spoken_free = without(line.text, entity, screenplay, stand_in=False)
        free &= spoken_free
        if text:
            lines.append(line.model_copy(update={"text": text}))
    title = scene.title
    if title and speaks_of(title, entity, screenplay):
        title = title_without(title, prompt, entity, screenplay)
    return scene.model_copy(update={"prompt": prompt, "cast": cast, "lines": tuple(lines), "title": title}), free


def _still_told(scene: Scene, entity: Entity) -> Finding:
    return Finding(
        code="edit.still_told", where=f"scenes[{scene.id}]", found=called(entity),
        hint="It is not shown any more, but the words of this scene still speak of it: say them anew.",
    )  # fmt: skip


def _still_counts(scene: Scene, entity: Entity) -> Finding:
    return Finding(
        code="edit.still_told", where=f"scenes[{scene.id}].lines", found=called(entity),
        hint="What is spoken there still tells of as many as before: change it, if it should not.",
    )  # fmt: skip


def _without_tracks(layout: Layout, entity_id: str) -> Layout:
    return layout.model_copy(update={"tracks": tuple(t for t in layout.tracks if t.entity != entity_id)})


def add(film: Film, edit: Add, planner: Planner) -> Done:
    """Put something into scenes. See `Add`."""
    screenplay = film.screenplay
    entity = screenplay.entity(edit.entity) if edit.entity else new_entity(screenplay, edit)
    film = film.changed(with_entity(screenplay, entity))
    findings: list[Finding] = []
    for scene_id in edit.scenes or [scene.id for scene in film.scenes]:
        scene = film.screenplay.scene(scene_id)
        if entity.id in scene.entity_ids:
            raise InvalidInput(
                f"{called(entity)} is in it already", where=film.label(scene_id),
                hint=f"say how many there should be, or what {called(entity)} should do",
            )  # fmt: skip
        where = relation_words(edit.side, screenplay.entity(edit.beside)) if edit.beside else ""
        motion = f"{edit.motion} {where}".strip() if edit.motion else f"be {where}" if where else ""
        sentence = sentence_about(entity, motion, edit.count, edit.spot, new=edit.entity is None)
        scene = scene.model_copy(
            update={
                "prompt": f"{scene.prompt.rstrip()} {sentence}",
                "cast": (*scene.cast, Role(entity=entity.id, count=edit.count)),
            }
        )
        film = film.changed(with_scenes(film.screenplay, [scene]))
        if scene_id in film.layouts:
            tracks, found = _laid(film, scene, entity, sentence, planner)
            findings += found
            if edit.spot and not edit.motion:
                tracks = [shifted(track, *room(track, *way_to(tracks, edit.spot))) for track in tracks]
            layout = film.layouts[scene_id]
            tracks = free_tracks(layout, tracks)
            fixed = bool(edit.spot or edit.motion or edit.beside)
            placed = put_in(layout, tracks, scene, film.screenplay.format, entity.noun, fixed=fixed)
            film = film.changed(layouts=[placed])
            if edit.beside and not edit.motion:
                film = film.changed(layouts=[_set_beside(film, scene, entity.id, edit.beside, edit.side)])
    return film, tuple(findings)


def _set_beside(film: Film, scene: Scene, entity_id: str, other: str, side: Side) -> Layout:
    """Return a scene's layout with one entity on a side of another one.

    Raises:
        InvalidInput: the other one is not there.
    """
    found = {track.id: track for track in tracks_beside(film, scene, entity_id, other, side)}
    if not found:
        raise InvalidInput(
            f"{called(film.screenplay.entity(other))} is not there", where=film.label(scene.id),
            hint="say another thing to put it beside, or where in the picture it should be",
        )  # fmt: skip
    layout = film.layouts[scene.id]
    return layout.model_copy(update={"tracks": tuple(found.get(track.id, track) for track in layout.tracks)})


def new_entity(screenplay: Screenplay, edit: Add | Replace) -> Entity:
    """Return the entity that an edit brings into the film."""
    noun = edit.noun or ""
    being = Being("new", noun, edit.name or "", edit.color or "", traits=list(edit.traits))
    kind = kind_of(noun)
    name = edit.name or noun
    same = any(one.name == name for one in screenplay.entities)
    if same and not edit.name:
        name = " ".join(filter(None, [*edit.traits[:1], edit.color, noun]))
    return Entity(
        id=free_id(name, [one.id for one in screenplay.entities]), name=name,
        kind="character" if edit.name else "prop" if kind == "place" else kind,
        noun=noun, description=description_of(being), color=edit.color, traits=edit.traits,
    )  # fmt: skip


def _laid(
    film: Film, scene: Scene, entity: Entity, sentence: str, planner: Planner
) -> tuple[Sequence[Track], list[Finding]]:
    """Lay out one entity's part from a sentence about it, at the scale of the scene's layout."""
    named = [role for role in scene.cast if role.entity == entity.id or _is_named(film, role.entity, sentence)]
    told = plainly(sentence.replace(f"{entity.name}, {entity.description},", entity.name), film.screenplay)
    alone = scene.model_copy(update={"prompt": saying(told), "cast": tuple(named)})
    planned = planner.lay_out_scene(alone, film.screenplay)
    own = [track for track in planned.layout.tracks if track.entity == entity.id]
    if not own:
        raise InvalidInput(f"{called(entity)} could not be laid out", where=film.label(scene.id), found=sentence)
    entities = {one.id: one for one in film.screenplay.entities}
    layout = _without_tracks(film.layouts[scene.id], entity.id)
    return fitted(own, layout, entity, entities), list(planned.findings)


def _is_named(film: Film, entity_id: str, sentence: str) -> bool:
    return speaks_of(sentence, film.screenplay.entity(entity_id), film.screenplay)


def replace(film: Film, edit: Replace, planner: Planner) -> Done:
    """Put another thing in an entity's place. See `Replace`."""
    before = film.screenplay
    by = before.entity(edit.by) if edit.by else new_entity(before, edit)
    stands = present(film, edit.entity, edit.scenes)
    if before.entity(edit.entity).kind == "place":
        raise InvalidInput("a place is changed for scenes", found=before.entity(edit.entity).name, hint="say where")
    film = film.changed(with_entity(before, by, after=None if edit.by else edit.entity))
    for scene_id, old_id in stands.items():
        scene, old = film.screenplay.scene(scene_id), before.entity(old_id)
        if by.id in scene.entity_ids:
            raise InvalidInput(f"{called(by)} is in it already", where=film.label(scene_id))
        film = retold(film, [scene_id], partial(replaced, entity=old, by=by, screenplay=before))
        film = film.changed(with_scenes(film.screenplay, [recast(film.screenplay.scene(scene_id), old_id, by.id)]))
        if scene_id in film.layouts:
            layout = _replaced_tracks(film.layouts[scene_id], old, by)
            own = [track.id for track in layout.tracks if track.entity == by.id]
            film = film.changed(layouts=[cleared(layout, own, scene, film.screenplay.format)])
    title = film.screenplay.title
    if len(stands) == len(present(Film(screenplay=before), edit.entity, ())):
        title = replaced(title, before.entity(edit.entity), by, before)
    screenplay = film.screenplay.model_copy(update={"title": title})
    return film.changed(dropped_unused(before, screenplay)), ()


def _replaced_tracks(layout: Layout, old: Entity, by: Entity) -> Layout:
    factor = height_of(by.noun, by.traits) / height_of(old.noun, old.traits)
    wider = proportion_of(by.noun) / proportion_of(old.noun)
    name = phrase_for(Being(by.id, by.noun, color=by.color or "", traits=list(by.traits)))
    layout = retracked(layout, old.id, by.id, name)
    tracks = []
    for track in layout.tracks:
        if track.entity == by.id:
            widest = max(wider, 1.0)
            fitting = fitting_factor(track, factor * widest) / widest
            track = scaled(track, fitting, by.noun, wider)  # noqa: PLW2901
        tracks.append(track)
    return layout.model_copy(update={"tracks": tuple(tracks)})


def count(film: Film, edit: Count, planner: Planner) -> Done:
    """Show another number of an entity in scenes. See `Count`."""
    findings: list[Finding] = []
    for scene_id, entity_id in present(film, edit.entity, edit.scenes).items():
        entity, scene = film.screenplay.entity(entity_id), film.screenplay.scene(scene_id)
        if entity_id not in scene.entity_ids:
            continue
        told = [one for line in scene.lines for one in mentions(line.text, entity, film.screenplay)]
        if any(not one.named for one in told):
            findings.append(_still_counts(scene, entity))
        cast = tuple(r.model_copy(update={"count": edit.count}) if r.entity == entity_id else r for r in scene.cast)
        prompt = with_count(scene.prompt, entity, edit.count, film.screenplay)
        scene = scene.model_copy(update={"prompt": prompt, "cast": cast})
        film = film.changed(with_scenes(film.screenplay, [scene]))
        if scene_id in film.layouts:
            planned = planner.lay_out_scene(scene, film.screenplay)
            findings += planned.findings
            own = [track for track in planned.layout.tracks if track.entity == entity_id]
            film = film.changed(layouts=[_exchanged(film, scene, entity, own)])
    return film, tuple(findings)


def motion(film: Film, edit: Motion, planner: Planner) -> Done:
    """Let an entity do something else in scenes. See `Motion`."""
    findings: list[Finding] = []
    for scene_id, entity_id in present(film, edit.entity, edit.scenes).items():
        entity, scene = film.screenplay.entity(entity_id), film.screenplay.scene(scene_id)
        if entity_id not in scene.entity_ids:
            continue
        number = next(role.count for role in scene.cast if role.entity == entity_id)
        sentence = sentence_about(entity, edit.motion, number, None, new=False)
        rest, free = without(scene.prompt, entity, film.screenplay)
        if not free:
            rest = scene.prompt
            findings.append(_still_told(scene, entity).model_copy(update={"hint": "Its words tell both."}))
        first = scene.prompt.startswith(tuple(plural_phrase(entity)))
        prompt = " ".join(filter(None, [sentence, rest] if first and free else [rest, sentence]))
        scene = scene.model_copy(update={"prompt": prompt, "title": _title(scene, entity, film.screenplay, prompt)})
        film = film.changed(with_scenes(film.screenplay, [scene]))
        if scene_id in film.layouts:
            tracks, found = _laid(film, scene, entity, sentence, planner)
            findings += found
            film = film.changed(layouts=[_exchanged(film, scene, entity, tracks)])
    return film, tuple(findings)


def _title(scene: Scene, entity: Entity, screenplay: Screenplay, prompt: str) -> str:
    """Return a title that does not tell of the old motion."""
    if not (scene.title and speaks_of(scene.title, entity, screenplay)):
        return scene.title
    told = next(sentence for sentence in sentences_of(prompt)[::-1] if speaks_of(sentence, entity, screenplay))
    return " ".join(told.replace(f", {entity.description},", "").rstrip(".").split()[:11])


def _exchanged(film: Film, scene: Scene, entity: Entity, new: Sequence[Track]) -> Layout:
    """Return a scene's layout with other tracks for one entity, at the size and depth of its old ones."""
    layout = film.layouts[scene.id]
    old = [track for track in layout.tracks if track.entity == entity.id]
    at = next((k for k, track in enumerate(layout.tracks) if track.entity == entity.id), len(layout.tracks))
    rest = [track for track in layout.tracks if track.entity != entity.id]
    made = [_like(track, old[min(k, len(old) - 1)], entity) if old else track for k, track in enumerate(new)]
    free = free_tracks(layout.model_copy(update={"tracks": tuple(rest)}), made)
    made_layout = layout.model_copy(update={"tracks": (*rest[:at], *free, *rest[at:])})
    return cleared(made_layout, [track.id for track in free], scene, film.screenplay.format)


def _like(track: Track, old: Track, entity: Entity) -> Track:
    """Return a track with the name, depth and, where neither grows nor shrinks, the size of another."""
    depth = old.keyframes[0].depth
    keyframes = tuple(key.model_copy(update={"depth": depth}) for key in track.keyframes)
    track = track.model_copy(update={"keyframes": keyframes, "name": old.name})
    if not (still(track) and still(old)):
        return track
    return scaled(track, old.keyframes[0].box.height / track.keyframes[0].box.height, entity.noun)

"""What is different between two films, as a person sees it: complete, since it is found by comparing them."""

from __future__ import annotations

from collections.abc import Iterator

from storyagent.editing.diff import seen
from storyagent.editing.edited import Change
from storyagent.editing.film import Film
from storyagent.editing.words import called
from storyagent.story.layout import Layout, Track
from storyagent.story.screenplay import Entity, Role, Scene, Screenplay

_FILM = tuple(name for name in Screenplay.model_fields if name not in ("version", "format", "entities", "scenes"))
_APART = ("id", "cast", "lines", "camera", "transition")
_SCENE = tuple(name for name in Scene.model_fields if name not in _APART)
_NAMES = {
    "duration_s": "length", "prompt": "what is seen", "burn_subtitles": "subtitles in the picture",
    "height_px": "lines of pixels", "fps": "frames a second", "place_state": "how it looks there",
}  # fmt: skip


def changes_between(before: Film, after: Film) -> tuple[Change, ...]:
    """Return every difference: of the film, its entities, its scenes in order, and its layouts."""
    return (
        *_of_film(before, after),
        *_of_entities(before.screenplay, after.screenplay),
        *_of_order(before, after),
        *(change for scene in after.scenes for change in _of_scene(before, after, scene)),
    )


def touched_between(before: Film, after: Film) -> tuple[str, ...]:
    """Return the scenes of the film afterwards whose picture or sound is not what it was."""
    old = {face[0]: face for face in _faces(before)}
    return tuple(face[0] for face in _faces(after) if old.get(face[0]) != face)


def _faces(film: Film) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Yield each scene's id with all that its picture and sound follow from."""
    form = film.screenplay.format
    look = (film.screenplay.style, film.screenplay.language, form.size_px, form.fps, form.model)
    following = [*(scene.transition for scene in film.scenes[1:]), None]
    for scene, leaving in zip(film.scenes, following, strict=True):
        layout = film.layouts.get(scene.id)
        shown = {track.entity for track in layout.tracks} if layout else set(scene.entity_ids)
        drawn = [_drawn(film.screenplay.entity(one)) for one in sorted(shown)]
        place = _drawn(film.screenplay.entity(scene.place)) if scene.place else None
        lines = scene.lines if form.narration else ()
        voices = [film.screenplay.entity(line.speaker).voice if line.speaker else None for line in lines]
        words = [line.text for line in lines]
        prompt = scene.prompt if form.model or layout is None else ""
        seed = scene.seed if scene.seed is not None else film.screenplay.seed
        own = scene.model_dump(mode="json", exclude={"title", "prompt", "cast", "lines", "place", "seed"})
        yield scene.id, (look, layout, *drawn, place, *words, *voices, own, leaving, seed, prompt)


def _drawn(entity: Entity) -> Entity:
    return entity.model_copy(update={"voice": None})


def _of_film(before: Film, after: Film) -> Iterator[Change]:
    old, new = before.screenplay, after.screenplay
    for name in _FILM:
        if getattr(old, name, None) != getattr(new, name, None):
            yield Change(what=name, before=_shown(getattr(old, name)), after=_shown(getattr(new, name)))
    for name in type(old.format).model_fields:
        one, other = getattr(old.format, name), getattr(new.format, name)
        if one != other:
            yield Change(what=_NAMES.get(name, name), before=_shown(one), after=_shown(other))


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return "" if value is None else str(value)


def _of_entities(old: Screenplay, new: Screenplay) -> Iterator[Change]:
    was, now = {one.id: one for one in old.entities}, {one.id: one for one in new.entities}
    for entity in old.entities:
        other = now.get(entity.id)
        if other is None:
            yield Change(what=f"no {entity.kind} any more", before=called(entity))
            continue
        for name in Entity.model_fields:
            one, two = getattr(entity, name), getattr(other, name)
            if one != two:
                yield Change(what=f"{name} of {called(entity)}", before=_words(one), after=_words(two))
    for entity in new.entities:
        if entity.id not in was:
            yield Change(what=f"a new {entity.kind}", after=entity.description or called(entity))
    if [e.id for e in old.entities if e.id in now] != [e.id for e in new.entities if e.id in was]:
        yield Change(what="order of the entities")


def _words(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else _shown(value)


def _of_order(before: Film, after: Film) -> Iterator[Change]:
    was, now = [scene.id for scene in before.scenes], [scene.id for scene in after.scenes]
    for number, scene in enumerate(before.scenes, 1):
        if scene.id not in now:
            yield Change(what="a scene", where=f"scene {number}", before=scene.title or scene.prompt)
    if [one for one in was if one in now] != [one for one in now if one in was]:
        order = ", ".join(str(was.index(one) + 1) if one in was else "new" for one in now)
        yield Change(what="order of scenes", before=", ".join(map(str, range(1, len(was) + 1))), after=order)


def _of_scene(before: Film, after: Film, scene: Scene) -> Iterator[Change]:
    where = after.label(scene.id)
    old = next((one for one in before.scenes if one.id == scene.id), None)
    if old is None:
        yield Change(what="a new scene", where=where, after=scene.prompt)
        return
    for name in _SCENE:
        one, two = _of_field(before, old, name), _of_field(after, scene, name)
        if getattr(old, name) != getattr(scene, name):
            yield Change(what=_NAMES.get(name, name), where=where, before=one, after=two)
    if old.cast != scene.cast:
        yield Change(what="cast", where=where, before=_cast(before, old.cast), after=_cast(after, scene.cast))
    if old.lines != scene.lines:
        yield Change(what="spoken", where=where, before=_spoken(before, old), after=_spoken(after, scene))
    if old.camera != scene.camera:
        moves = [f"{one.camera.move} ({one.camera.speed})" for one in (old, scene)]
        yield Change(what="camera", where=where, before=moves[0], after=moves[1])
    if old.transition != scene.transition:
        kinds = [f"{s.transition.kind} ({s.transition.duration_s:g} s)" for s in (old, scene)]
        yield Change(what="how it begins", where=where, before=kinds[0], after=kinds[1])
    yield from _of_layout(before.layouts.get(scene.id), after.layouts.get(scene.id), where)


def _of_field(film: Film, scene: Scene, name: str) -> str:
    value = getattr(scene, name)
    if name == "place":
        return film.screenplay.entity(value).name if value else ""
    return f"{value:g} s" if name == "duration_s" else _words(value)


def _cast(film: Film, cast: tuple[Role, ...]) -> str:
    names = [(called(film.screenplay.entity(role.entity)), role) for role in cast]
    parts = [f"{role.count} × {name}" if role.count > 1 else name for name, role in names]
    states = [f" ({', '.join(role.state)})" if role.state else "" for _, role in names]
    return ", ".join(f"{part}{state}" for part, state in zip(parts, states, strict=True)) or "nobody"


def _spoken(film: Film, scene: Scene) -> str:
    said = [
        f"{film.screenplay.entity(line.speaker).name}: {line.text}" if line.speaker else line.text
        for line in scene.lines
    ]
    return " / ".join(said) or "nothing"


def _of_layout(old: Layout | None, new: Layout | None, where: str) -> Iterator[Change]:
    if old == new:
        return
    if old is None or new is None:
        yield Change(what="layout", where=where, before="laid out" if old else "", after="laid out" if new else "")
        return
    if (old.background, old.aspect_ratio) != (new.background, new.aspect_ratio):
        texts = [f"{one.background or 'any'} ({one.aspect_ratio:.3g} : 1)" for one in (old, new)]
        yield Change(what="background", where=where, before=texts[0], after=texts[1])
    was, now = {track.id: track for track in old.tracks}, {track.id: track for track in new.tracks}
    for name in [name for name in was if name not in now]:  # the same ways, gone by another
        heir = next((one for one in now.values() if one.id not in was and one.keyframes == was[name].keyframes), None)
        if heir:
            yield Change(what="who goes there", where=where, before=was.pop(name).name, after=now.pop(heir.id).name)
    for name in dict.fromkeys([*was, *now]):
        one, other = was.get(name), now.get(name)
        if one is None or other is None or (one.keyframes, one.windows) != (other.keyframes, other.windows):
            yield Change(what=f"boxes of {name}", where=where, before=way(one), after=way(other))
        elif one != other:
            yield Change(what=f"phrase for {name}", where=where, before=one.name, after=other.name)
    if old.view != new.view:
        yield Change(what="view", where=where, before=f"{len(old.view)} keyframes", after=f"{len(new.view)} keyframes")


def way(track: Track | None) -> str:
    """Return where a track goes, in percent of the frame, with its size at the beginning."""
    if track is None:
        return ""
    points = [key.box.center for key in track.keyframes]
    ends = [points[0], *([points[-1]] if points[-1] != points[0] else [])]
    middle = f" over {len(points) - 2} more" if len(points) > 2 else ""
    text = " → ".join(f"({100 * x:.0f}%, {100 * y:.0f}%)" for x, y in ends)
    box = track.keyframes[0].box
    return f"{text}{middle}, {100 * box.width:.0f}% x {100 * box.height:.0f}%{seen(track)}"

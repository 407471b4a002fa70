"""Edits of what is seen where: size and position of entities, the camera."""

from __future__ import annotations

from storyagent.editing.beside import beside
from storyagent.editing.boxes import cleared, fitting_factor, pushed_in, room, scaled, shifted, way_to, with_boxes
from storyagent.editing.edits import CameraChange, Exchange, Haste, Position, Resize, Side
from storyagent.editing.film import Film
from storyagent.editing.looks import Done
from storyagent.editing.variants import family, present, with_scenes
from storyagent.editing.words import called
from storyagent.errors import InvalidInput
from storyagent.planning.planner import Planner
from storyagent.story.camera import camera_view
from storyagent.story.layout import Box, Track
from storyagent.story.screenplay import Camera, Scene
from storyagent.story.validate import is_inside
from storyagent.story.values import Finding

_NEAR = 0.02
"""A way that ends nearer than this share of the frame to where it should is not worth a word."""


def resize(film: Film, edit: Resize, planner: Planner) -> Done:
    """Make an entity larger or smaller. See `Resize`."""
    findings, made = [], []
    for scene_id, entity_id in present(film, edit.entity, edit.scenes).items():
        layout, noun = film.layouts.get(scene_id), film.screenplay.entity(entity_id).noun
        own = [track for track in layout.tracks if track.entity == entity_id] if layout else []
        if layout is None or not own:
            continue
        factor = min(fitting_factor(track, edit.factor) for track in own)
        if factor < edit.factor * 0.99:
            findings.append(
                Finding(
                    code="edit.largest", severity="note", where=f"layouts/{scene_id}.json tracks[{own[0].id}]",
                    found=f"{edit.factor:g} times", needed=f"{factor:.3g} times, to be whole in the frame",
                )
            )  # fmt: skip
        new = {track.id: scaled(track, factor, noun) for track in own}
        layout = layout.model_copy(update={"tracks": tuple(new.get(t.id, t) for t in layout.tracks)})
        made.append(cleared(layout, list(new), film.screenplay.scene(scene_id), film.screenplay.format))
    return film.changed(layouts=made), tuple(findings)


def position(film: Film, edit: Position, planner: Planner) -> Done:
    """Move an entity's path in the frame. See `Position`."""
    if edit.beside:
        return _put_beside(film, edit, edit.beside)
    findings, made = [], []
    for scene_id, entity_id in present(film, edit.entity, edit.scenes).items():
        layout = film.layouts.get(scene_id)
        own = [track for track in layout.tracks if track.entity == entity_id] if layout else []
        if layout is None or not own:
            continue
        wanted = way_to(own, edit.spot) if edit.spot else (edit.dx, edit.dy)
        rooms = [room(track, *wanted) for track in own]
        dx, dy = (min((way[axis] for way in rooms), key=abs) for axis in (0, 1))
        if max(abs(wanted[0] - dx), abs(wanted[1] - dy)) > _NEAR:
            findings.append(
                Finding(
                    code="edit.edge", severity="note", where=f"layouts/{scene_id}.json tracks[{own[0].id}]",
                    found=f"({wanted[0]:.2f}, {wanted[1]:.2f})",
                    needed=f"({dx:.2f}, {dy:.2f}), to stay whole in the frame on its way",
                )
            )  # fmt: skip
        new = {track.id: shifted(track, dx, dy) for track in own}
        layout = layout.model_copy(update={"tracks": tuple(new.get(t.id, t) for t in layout.tracks)})
        made.append(cleared(layout, list(new), film.screenplay.scene(scene_id), film.screenplay.format))
    return film.changed(layouts=made), tuple(findings)


def _put_beside(film: Film, edit: Position, other: str) -> Done:
    """Put an entity on a side of another one wherever both are."""
    made = []
    for scene_id, entity_id in present(film, edit.entity, edit.scenes).items():
        layout, scene = film.layouts.get(scene_id), film.screenplay.scene(scene_id)
        found = tracks_beside(film, scene, entity_id, other, edit.side) if layout else ()
        if layout is None or not found:
            continue
        new = {track.id: track for track in found}
        layout = layout.model_copy(update={"tracks": tuple(new.get(t.id, t) for t in layout.tracks)})
        made.append(layout)
    if not made:
        names = (called(film.screenplay.entity(one)) for one in (edit.entity, other))
        raise InvalidInput(
            "these two are in no scene together", where=", ".join(map(film.label, edit.scenes)) or "film",
            found=" and ".join(names), hint="add the one to a scene of the other first",
        )  # fmt: skip
    return film.changed(layouts=made), ()


def tracks_beside(film: Film, scene: Scene, entity_id: str, other: str, side: Side) -> tuple[Track, ...]:
    """Return an entity's tracks of a scene on a side of another entity's; none where one of them is not there."""
    layout = film.layouts[scene.id]
    kin = [one.id for one in family(film.screenplay, film.screenplay.entity(other))]
    theirs = [track for track in layout.tracks if track.entity in kin]
    own = [track for track in layout.tracks if track.entity == entity_id]
    if not theirs or not own:
        return ()
    nouns = film.screenplay.entity(entity_id).noun, film.screenplay.entity(other).noun
    return beside(own, theirs[0], side, nouns)


def camera(film: Film, edit: CameraChange, planner: Planner) -> Done:
    """Move the camera differently. See `CameraChange`."""
    wanted = Camera(move=edit.move, speed=edit.speed)
    scenes = [scene for scene in film.scenes if not edit.scenes or scene.id in edit.scenes]
    if edit.on:
        present(film, edit.on, edit.scenes)
    layouts = [
        film.layouts[scene.id].model_copy(update={"view": camera_view(wanted, _watched(film, scene, edit.on))})
        for scene in scenes
        if scene.id in film.layouts
    ]
    changed = [scene.model_copy(update={"camera": wanted}) for scene in scenes]
    return film.changed(with_scenes(film.screenplay, changed), layouts), ()


def _watched(film: Film, scene: Scene, entity_id: str | None) -> tuple[Track, ...]:
    """Return the tracks that a camera keeps in its view: an entity's, or all where it is not there."""
    every = film.layouts[scene.id].tracks
    kin = [one.id for one in family(film.screenplay, film.screenplay.entity(entity_id))] if entity_id else []
    return tuple(track for track in every if track.entity in kin) or every


def exchange(film: Film, edit: Exchange, planner: Planner) -> Done:
    """Let two entities change places. See `Exchange`."""
    made = []
    ids = edit.scenes or tuple(scene.id for scene in film.scenes)
    pairs = [(one, _own(film, one, edit.entity), _own(film, one, edit.other)) for one in ids if one in film.layouts]
    for scene_id, first, second in pairs:
        if not first or not second:
            continue
        new = {track.id: _where(track, second[0]) for track in first} | {t.id: _where(t, first[0]) for t in second}
        layout = film.layouts[scene_id]
        layout = layout.model_copy(update={"tracks": tuple(new.get(track.id, track) for track in layout.tracks)})
        made.append(cleared(layout, list(new), film.screenplay.scene(scene_id), film.screenplay.format))
    if not made:
        names = " and ".join(called(film.screenplay.entity(one)) for one in (edit.entity, edit.other))
        raise InvalidInput(
            "these two are in no scene together", where=", ".join(map(film.label, edit.scenes)) or "film", found=names
        )
    return film.changed(layouts=made), ()


def _own(film: Film, scene_id: str, entity_id: str) -> list[Track]:
    kin = [one.id for one in family(film.screenplay, film.screenplay.entity(entity_id))]
    return [track for track in film.layouts[scene_id].tracks if track.entity in kin]


def _where(track: Track, other: Track) -> Track:
    """Return a track that goes where another one did, feet where feet were, at its own size."""
    own = track.keyframes[0].box
    keyframes = []
    for key in other.keyframes:
        box = Box(
            x0=key.box.center[0] - own.width / 2, y0=key.box.y1 - own.height,
            x1=key.box.center[0] + own.width / 2, y1=key.box.y1,
        )  # fmt: skip
        keyframes.append(key.model_copy(update={"box": pushed_in(box) if is_inside(key.box) else box}))
    return track.model_copy(update={"keyframes": tuple(keyframes), "windows": other.windows})


def haste(film: Film, edit: Haste, planner: Planner) -> Done:
    """Let an entity move faster or slower. See `Haste`."""
    made = []
    for scene_id, entity_id in present(film, edit.entity, edit.scenes).items():
        layout = film.layouts.get(scene_id)
        new = {t.id: _hastened(t, edit.factor) for t in layout.tracks if t.entity == entity_id} if layout else {}
        if layout and any(new.get(track.id, track) != track for track in layout.tracks):
            tracks = tuple(new.get(track.id, track) for track in layout.tracks)
            made.append(layout.model_copy(update={"tracks": tracks}))
    if not made:
        raise InvalidInput(
            f"{called(film.screenplay.entity(edit.entity))} does not move",
            where=", ".join(map(film.label, edit.scenes)) or "film", hint="say what it should do: walk, fly, ...",
        )  # fmt: skip
    return film.changed(layouts=made), ()


def _hastened(track: Track, factor: float) -> Track:
    boxes = [key.box for key in track.keyframes]
    if len({box.center for box in boxes}) == 1:
        return track
    if factor > 1.0:
        keyframes = tuple(key.model_copy(update={"t": round(key.t / factor, 6)}) for key in track.keyframes)
        return track.model_copy(update={"keyframes": keyframes})
    x = (min(box.center[0] for box in boxes) + max(box.center[0] for box in boxes)) / 2
    y = (min(box.center[1] for box in boxes) + max(box.center[1] for box in boxes)) / 2

    def nearer(box: Box) -> Box:
        return box.shifted((x - box.center[0]) * (1.0 - factor), (y - box.center[1]) * (1.0 - factor))

    return with_boxes(track, nearer)

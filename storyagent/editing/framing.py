"""Edits of what is seen where: size and position of entities, the camera."""

from __future__ import annotations

from storyagent.editing.beside import beside
from storyagent.editing.boxes import cleared, fitting_factor, room, scaled, shifted, way_to
from storyagent.editing.edits import CameraChange, Position, Resize, Side
from storyagent.editing.film import Film
from storyagent.editing.looks import Done
from storyagent.editing.variants import family, present, with_scenes
from storyagent.editing.words import called
from storyagent.errors import InvalidInput
from storyagent.planning.planner import Planner
from storyagent.story.camera import camera_view
from storyagent.story.layout import Track
from storyagent.story.screenplay import Camera, Scene
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
    layouts = [
        film.layouts[scene.id].model_copy(update={"view": camera_view(wanted, film.layouts[scene.id].tracks)})
        for scene in scenes
        if scene.id in film.layouts
    ]
    changed = [scene.model_copy(update={"camera": wanted}) for scene in scenes]
    return film.changed(with_scenes(film.screenplay, changed), layouts), ()

"""Repairing a screenplay and its layouts: only what has one right answer, with a note for every change."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from storyagent.story.carried import carried_states
from storyagent.story.check_screenplay import check_screenplay, counts_off, longest_transition_s, speakers_off
from storyagent.story.layout import Layout
from storyagent.story.repair import repair_layout
from storyagent.story.screenplay import FilmFormat, Role, Scene, Screenplay, Transition
from storyagent.story.validate import FASTEST, check_layout
from storyagent.story.values import Finding

REPAIRABLE = frozenset({"cast.speaker", "cast.count", "transition.first", "transition.too_long", "world.state_lost"})
CELL_PX = 8
"""A drawing of less than half of this is lost in the picture."""
CANVASES_A_SECOND = 1.5
"""What crosses the frame faster than this seems to jump."""
MOST_COUNT = 99


def repair_screenplay(
    screenplay: Screenplay, layouts: Mapping[str, Layout] | None = None
) -> tuple[Screenplay, dict[str, Layout], tuple[Finding, ...]]:
    """Return a screenplay and its layouts without repairable findings, and a note for every change.

    A cross-fade from nothing becomes a cut, a transition that is too long as long as it fits, a speaker joins the cast,
    counts follow the layouts, and a state that lasts is added to later roles. Layouts: as `repair_layout`. What could
    be meant in two ways is left as it is. Repairing twice changes nothing more.
    """
    layouts = dict(layouts or {})
    notes: list[Finding] = []
    for index in range(len(screenplay.scenes)):
        scene = _fit_transition(screenplay, index, notes)
        scene = _add_speakers(screenplay, scene, notes)
        if scene.id in layouts:
            scene = _count_tracks(scene, layouts[scene.id], notes)
        scenes = (*screenplay.scenes[:index], scene, *screenplay.scenes[index + 1 :])
        screenplay = screenplay.model_copy(update={"scenes": scenes})
    screenplay = _carry_states(screenplay, notes)
    for scene in screenplay.scenes:
        if scene.id in layouts:
            repaired, changes = repair_layout(layouts[scene.id], **layout_limits(scene, screenplay.format))
            layouts[scene.id] = repaired
            notes += [_in_file(note, scene) for note in changes]
    return screenplay, layouts, tuple(notes)


def check_film(screenplay: Screenplay, layouts: Mapping[str, Layout]) -> tuple[Finding, ...]:
    """Return everything that is wrong with a screenplay and with the layouts of its scenes, in a stable order."""
    findings = [*check_screenplay(screenplay, layouts)]
    for scene in screenplay.scenes:
        if scene.id in layouts:
            found = check_layout(layouts[scene.id], **layout_limits(scene, screenplay.format))
            findings += [_in_file(finding, scene) for finding in found]
    return tuple(findings)


def layout_limits(scene: Scene, form: FilmFormat) -> dict[str, Any]:
    """Return what a scene's layout is judged by (`grid`, `fastest`): what can be seen in this film's pictures."""
    grid = max(1, form.width_px // CELL_PX), max(1, form.height_px // CELL_PX)
    return {"grid": grid, "fastest": max(FASTEST, CANVASES_A_SECOND * scene.duration_s)}


def _in_file(finding: Finding, scene: Scene) -> Finding:
    return finding.model_copy(update={"where": f"layouts/{scene.id}.json {finding.where}".strip()})


def _note(code: str, where: str, found: str, made: str) -> Finding:
    return Finding(code=code, severity="note", where=where, found=found, hint=f"now {made}")


def _fit_transition(screenplay: Screenplay, index: int, notes: list[Finding]) -> Scene:
    scene = screenplay.scenes[index]
    where = f"scenes[{scene.id}].transition"
    if index == 0 and scene.transition.kind == "crossfade":
        notes.append(_note("transition.first", where, "crossfade", "cut"))
        return scene.model_copy(update={"transition": Transition()})
    longest_s = longest_transition_s(screenplay, index)
    if scene.transition.kind == "cut" or scene.transition.duration_s <= longest_s:
        return scene
    fitting_s = math.floor(longest_s * 100) / 100
    if fitting_s * screenplay.format.fps < 1:
        fitted, made = Transition(), "cut: there is no room for one frame"
    else:
        fitted = scene.transition.model_copy(update={"duration_s": fitting_s})
        made = f"{fitting_s:g} s"
    notes.append(_note("transition.too_long", f"{where}.duration_s", f"{scene.transition.duration_s:g} s", made))
    return scene.model_copy(update={"transition": fitted})


def _add_speakers(screenplay: Screenplay, scene: Scene, notes: list[Finding]) -> Scene:
    added = speakers_off(screenplay, scene)
    for speaker in added:
        notes.append(_note("cast.speaker", f"scenes[{scene.id}].cast", f"{speaker} speaks and is not in it", "added"))
    return scene.model_copy(update={"cast": (*scene.cast, *(Role(entity=speaker) for speaker in added))})


def _count_tracks(scene: Scene, layout: Layout, notes: list[Finding]) -> Scene:
    counts = {}
    for entity, count, tracks in counts_off(scene, layout):
        counts[entity] = min(tracks, MOST_COUNT)
        where = f"scenes[{scene.id}].cast[{entity}]"
        notes.append(_note("cast.count", where, f"count {count}", f"{counts[entity]}, as in its layout"))
    roles = (role.model_copy(update={"count": counts.get(role.entity, role.count)}) for role in scene.cast)
    return scene.model_copy(update={"cast": tuple(roles)})


def _carry_states(screenplay: Screenplay, notes: list[Finding]) -> Screenplay:
    lacking: dict[tuple[str, str], list[str]] = {}
    for one in carried_states(screenplay):
        lacking.setdefault((one.scene, one.entity), []).append(one.state)
        where = f"scenes[{one.scene}].cast[{one.entity}].state"
        notes.append(_note("world.state_lost", where, f"not {one.state}", f"{one.state}, as in scenes[{one.since}]"))
    scenes = []
    for scene in screenplay.scenes:
        cast = tuple(_with_states(role, lacking.get((scene.id, role.entity))) for role in scene.cast)
        scenes.append(scene.model_copy(update={"cast": cast}))
    return screenplay.model_copy(update={"scenes": tuple(scenes)})


def _with_states(role: Role, added: list[str] | None) -> Role:
    return role.model_copy(update={"state": (*role.state, *added)}) if added else role

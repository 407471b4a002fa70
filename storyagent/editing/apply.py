"""Apply edits to a film: the least that has to change, checked before it is handed back."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from storyagent.editing import casting, framing, looks, moments, order, setting, sounding, timing
from storyagent.editing.changes import changes_between, touched_between
from storyagent.editing.conflicts import require_compatible, scenes_of
from storyagent.editing.edited import Edited
from storyagent.editing.edits import DuplicateScene, Edit, InsertScene, MoveScene
from storyagent.editing.film import Film
from storyagent.editing.looks import Done
from storyagent.editing.variants import with_scenes
from storyagent.editing.words import called
from storyagent.errors import InvalidInput
from storyagent.planning.planner import Planner
from storyagent.story.check_screenplay import longest_transition_s
from storyagent.story.repair_screenplay import check_film
from storyagent.story.screenplay import Screenplay, Transition
from storyagent.story.values import Finding

_DO: dict[str, Callable[[Film, Any, Planner], Done]] = {
    "recolour": looks.recolour, "rename": looks.rename, "describe": looks.describe,
    "remove": casting.remove, "add": casting.add, "replace": casting.replace, "count": casting.count,
    "motion": casting.motion, "resize": framing.resize, "position": framing.position, "camera": framing.camera,
    "exchange": framing.exchange, "haste": framing.haste, "presence": moments.presence, "sentence": moments.sentence,
    "voice": sounding.voice, "ambience": sounding.ambience, "reword": sounding.reword,
    "move_scene": order.move_scene, "swap_scenes": order.swap_scenes, "delete_scenes": order.delete_scenes,
    "merge_scenes": order.merge_scenes, "split_scene": order.split_scene, "duplicate_scene": order.duplicate_scene,
    "insert_scene": order.insert_scene, "pace": timing.pace, "duration": timing.duration,
    "narration": timing.narration, "dialogue": timing.dialogue, "place": setting.place, "time": setting.time,
    "weather": setting.weather, "transition": setting.transition, "style": setting.style, "aspect": setting.aspect,
    "title": setting.title, "format": setting.format_, "music": setting.music, "reroll": setting.reroll,
}  # fmt: skip


def apply(film: Film, edits: Sequence[Edit], planner: Planner) -> Edited:
    """Return the film with all edits made, in order, or none of them.

    What an edit does not name stays as it is, to the last byte: layouts are laid out anew only where their objects or
    ways change, and there only the tracks that do. Deterministic where the planner is.

    Raises:
        InvalidInput: an edit names what is not there, contradicts another one, or would break the film.
    """
    require_compatible(edits, film)
    after = film
    findings: list[Finding] = []
    for edit in dict.fromkeys(edits):
        _require_known(edit, after)
        after, found = _DO[edit.kind](after, _renumbered(edit, film, after), planner)
        findings += found
    after = _sound(_with_fitting_transitions(film, after))
    findings += _require_sound(film, after)
    return Edited(
        film=after,
        edits=tuple(edits),
        changes=changes_between(film, after),
        touched_scenes=touched_between(film, after),
        findings=tuple(dict.fromkeys(findings)),
    )


def _renumbered(edit: Edit, asked: Film, now: Film) -> Edit:
    """Return an edit with the place in the film as it is now that its number meant when it was asked for."""
    if not isinstance(edit, MoveScene | InsertScene | DuplicateScene) or edit.to is None:
        return edit
    moved = edit.scene if isinstance(edit, MoveScene) else None
    then = [scene.id for scene in asked.scenes if scene.id != moved]
    ids = [scene.id for scene in now.scenes if scene.id != moved]
    if then == ids or edit.to > len(then) + 1:
        return edit
    following = next((one for one in then[edit.to - 1 :] if one in ids), None)
    return edit.model_copy(update={"to": ids.index(following) + 1 if following else len(ids) + 1})


def _require_known(edit: Edit, film: Film) -> None:
    """Check that the scenes and entities that an edit names are in the film."""
    labels = {scene.id: f"scene {number}" for number, scene in enumerate(film.scenes, 1)}
    for scene in scenes_of(edit):
        if scene not in labels:
            raise _missing("scene", scene, list(labels), f"{len(labels)} scenes: {', '.join(labels)}")
    names = {entity.id: called(entity) for entity in film.screenplay.entities}
    for field in ("entity", "speaker", "by", "beside", "on", "other"):
        wanted = getattr(edit, field, None)
        if wanted is not None and wanted not in names:
            raise _missing("entity", wanted, list(names), ", ".join(names))


def _missing(what: str, wanted: str, known: list[str], needed: str) -> InvalidInput:
    near = get_close_matches(wanted, known, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else ""
    return InvalidInput(f"there is no such {what}", where="edit", found=repr(wanted), needed=needed, hint=hint)


def _with_fitting_transitions(before: Film, after: Film) -> Film:
    """Shorten transitions that fitted before and are too long for what is now around them."""
    screenplay = after.screenplay
    fitted = {scene.id for k, scene in enumerate(before.scenes) if _fits(before.screenplay, k)}
    made = []
    for index, scene in enumerate(screenplay.scenes):
        if scene.id in fitted and not _fits(screenplay, index):
            longest_s = math.floor(longest_transition_s(screenplay, index) * 100) / 100
            frames = longest_s * screenplay.format.fps
            new = scene.transition.model_copy(update={"duration_s": longest_s}) if frames >= 1 else Transition()
            made.append(scene.model_copy(update={"transition": new}))
    return after.changed(with_scenes(screenplay, made)) if made else after


def _fits(screenplay: Screenplay, index: int) -> bool:
    transition = screenplay.scenes[index].transition
    return transition.kind == "cut" or transition.duration_s <= longest_transition_s(screenplay, index)


def _sound(film: Film) -> Film:
    """Return the film validated anew: edits put values together without it.

    Raises:
        InvalidInput: it is none.
    """
    try:
        return Film.model_validate(film.model_dump())
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InvalidInput(f"this edit would break the film: {first['msg']}", where=where) from error


def _require_sound(before: Film, after: Film) -> Iterator[Finding]:
    """Yield what the film's checks find now and did not before.

    Raises:
        InvalidInput: one of it is an error.
    """
    known = set(check_film(before.screenplay, before.layouts))
    for finding in check_film(after.screenplay, after.layouts):
        if finding in known or finding.severity == "note":
            continue
        if finding.severity == "error" and not finding.where.startswith("layouts/"):
            raise InvalidInput(
                f"this edit would break the film: {finding.code}", where=finding.where, found=finding.found,
                needed=finding.needed, hint=finding.hint,
            )  # fmt: skip
        yield finding

"""The gate: whether a generated clip shows its entities as they are, where they should be, and no pasted picture.

    verdict = judge(clip, pictures, earlier, Detector.load())
    verdict.passed, verdict.reasons
    remedy([verdict])           # another noise, stronger or weaker references, words alone

What is in an entity's box is compared with its pictures and with the scenes before. The detector's word counts only for
an entity that it recognises in the entity's own pictures when they are set into the clip, where and as large as the
layout has it, or in an earlier scene: of another style's drawings it knows little. Likeness alone could be had by
pasting the picture, so its ground must not appear in the clip, and things must be where the layout has them, as many as
it has.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PIL import Image
from pydantic import Field

from storyagent.bank.pictures import cut_from_box
from storyagent.evaluation.looks import look, mean_likeness
from storyagent.evaluation.pasting import pasted_share
from storyagent.evaluation.sightings import Sighting, boxes_in_view, place_of, sightings
from storyagent.evaluation.videos import BENCHMARK_NOUNS, six_frames
from storyagent.story.layout import Layout
from storyagent.story.values import UnitTime, Value
from storyagent.story.verdicts import ClipVerdict, EntityVerdict

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from storyagent.evaluation.detect import Detection, Detector
    from storyagent.evaluation.looks import Corners, Floats
    from storyagent.story.references import Reference

    Frames = NDArray[np.uint8]
    Picture = NDArray[np.uint8]

STRONGER, WEAKER, MUCH_WEAKER = 1.5, 0.67, 0.5
STRONGEST, WEAKEST = 4.0, 0.25
WHOLE = (0.02, 0.02, 0.98, 0.98)
"""An entity fills its picture, but for a border that tells its ground."""


class GateSettings(Value):
    """When a clip is made again: an entity's likeness, shares of what the detector sees, and pasted ground."""

    likeness: UnitTime = 0.75
    layout: UnitTime = 0.75
    prompt: UnitTime = 0.5
    pasted: UnitTime = Field(0.5, gt=0.0)


class ClipToJudge(NamedTuple):
    """A scene's clip: t h w 3, 8 bits, its layout, and each entity's noun by its id."""

    frames_thwc: Frames
    layout: Layout
    nouns: Mapping[str, str]


class EntityPicture(NamedTuple):
    """A picture of an entity: h w 3, 8 bits, and where in it the entity is, None for all of it."""

    picture_hwc: Picture
    box: Corners | None = None


class Remedy(Value):
    """How to try again: with noise moved on by `seed`, references of `weight` times the strength, or words alone."""

    seed: int
    weight: float
    words_only: bool = False


def judge(
    clip: ClipToJudge,
    pictures: Mapping[str, Sequence[EntityPicture]],
    earlier: Sequence[ClipToJudge],
    detector: Detector,
    settings: GateSettings | None = None,
    *,
    name: str = "",
) -> ClipVerdict:
    """Judge a clip. Deterministic.

    Args:
        clip: the clip.
        pictures: of each entity, by its id; those without any are compared with earlier scenes alone.
        earlier: clips of scenes before this one; the first scene of an entity has none with it.
        detector: what looks; its word counts where it recognises the entity (see the module).
        settings: what is good enough.
        name: what the verdict calls the clip; a hash of its frames if not given.
    """
    settings = settings or GateSettings()
    here = _seen(clip, detector)
    before = [_seen(one, detector) for one in earlier]
    found = [_entity(entity, here, before, pictures.get(entity, ()), detector) for entity in here.things]
    known = {one.entity for one in found if one.seen is not None}
    pasted = max(
        (pasted_share(here.frames, here.boxes[entity], one.picture_hwc)
         for entity in here.things for one in pictures.get(entity, ())),
        default=0.0,
    )  # fmt: skip
    layout, prompt = _in_place(here, known), _as_many(here, known)
    reasons = tuple(_reasons(found, layout, prompt, pasted, settings))
    return ClipVerdict(
        clip=name or hashlib.sha256(clip.frames_thwc.tobytes()).hexdigest(),
        entities=tuple(found),
        layout=layout,
        prompt=prompt,
        pasted=pasted,
        score=_score(found, layout, prompt, pasted),
        reasons=reasons,
    )


def entity_pictures(references: Sequence[Reference]) -> dict[str, list[EntityPicture]]:
    """Read the pictures of references by entity, and find where in them the entity is; blank ones are left out.

    Raises:
        InvalidInput: a picture cannot be used (`storyagent.diffusion.references.likenesses`).
    """
    from storyagent.bank.sheet_notes import is_blank
    from storyagent.diffusion.references import likenesses

    found: dict[str, list[EntityPicture]] = {}
    for reference in references:
        shown = tuple(one for one in reference.pictures if not is_blank(one.path))
        for one in likenesses(reference.model_copy(update={"pictures": shown})):
            height, width = one.inside_hw.shape
            rows, columns = (np.flatnonzero(one.inside_hw.max(axis=axis) > 0.5) for axis in (1, 0))
            box = (columns[0] / width, rows[0] / height, (columns[-1] + 1) / width, (rows[-1] + 1) / height)
            found.setdefault(reference.entity, []).append(EntityPicture(one.picture_hwc, box))
    return found


def remedy(verdicts: Sequence[ClipVerdict], *, weight: float = 1.0) -> Remedy:
    """Say how to try again after clips that did not pass: new noise, always; references by what was wrong last.

    Things in the wrong place, or not as many as there should be, are not what their references show, and neither
    does it help to show them more: references become much weaker, and after two such clips words alone are left, as
    after two with a pasted picture. An entity that is there and looks wrong gets stronger ones.
    """
    weights = [weight]
    for verdict in verdicts:
        change = STRONGER if _has(verdict, UNLIKE) else WEAKER
        change = WEAKER if _has(verdict, PASTED) else change
        change = MUCH_WEAKER if _has(verdict, *HARMED) else change
        weights.append(min(STRONGEST, max(WEAKEST, weights[-1] * change)))
    twice = any(sum(_has(one, *what) for one in verdicts) >= 2 for what in ((PASTED,), HARMED))
    return Remedy(seed=len(verdicts), weight=weights[-1], words_only=twice)


UNLIKE, PASTED = "does not look like", "pasted"
HARMED = ("not where the layout says", "not as many as there should be")


def _has(verdict: ClipVerdict, *beginnings: str) -> bool:
    return any(reason.startswith(beginnings) for reason in verdict.reasons)


class _Seen(NamedTuple):
    """What is seen in six frames of a clip, by entity; of several tracks of one entity all sightings."""

    frames: Frames
    seen: list[list[Detection]]
    layout: Layout
    nouns: Mapping[str, str]
    boxes: dict[str, list[list[Corners | None]]]
    things: dict[str, list[Sighting]]

    def looks(self, entity: str) -> list[Floats]:
        return [one.look for one in self.things.get(entity, ()) if one.look is not None]


def _seen(clip: ClipToJudge, detector: Detector) -> _Seen:
    frames = six_frames(clip.frames_thwc)
    seen = detector.detect(frames, among=_among(clip.nouns))
    boxes: dict[str, list[list[Corners | None]]] = {}
    things: dict[str, list[Sighting]] = {}
    for track, mine in zip(clip.layout.tracks, boxes_in_view(clip.layout, len(frames)), strict=True):
        boxes.setdefault(track.entity, []).append(mine)
        things.setdefault(track.entity, []).extend(sightings(mine, frames, seen))
    return _Seen(frames, seen, clip.layout, clip.nouns, boxes, things)


def _among(nouns: Mapping[str, str]) -> Sequence[str] | None:
    """Return what the detector chooses among, as the evaluations have it: the benchmark's nouns, if no others occur."""
    return BENCHMARK_NOUNS if set(nouns.values()) <= set(BENCHMARK_NOUNS) else None


def _entity(
    entity: str, here: _Seen, before: Sequence[_Seen], pictures: Sequence[EntityPicture], detector: Detector
) -> EntityVerdict:
    noun = here.nouns.get(entity, "")
    names = [track.name for track in here.layout.tracks if track.entity == entity]
    drawn = [found for one in pictures if (found := look(one.picture_hwc, one.box or WHOLE)) is not None]
    first = next((one for one in before if one.looks(entity)), None)
    own = here.looks(entity)
    seen = None
    if here.things[entity] and _recognises(noun, entity, pictures, here, before, detector):
        seen = fmean(one.of(noun) for one in here.things[entity])
    return EntityVerdict(
        entity=entity,
        name=names[0],
        sheet=mean_likeness(own, drawn),
        earlier=mean_likeness(own, first.looks(entity)) if first else None,
        seen=seen,
    )


def _recognises(
    noun: str,
    entity: str,
    pictures: Sequence[EntityPicture],
    here: _Seen,
    before: Sequence[_Seen],
    detector: Detector,
) -> bool:
    """Return whether the detector sees this entity for what it is: as its pictures have it, or in an earlier scene."""
    if noun not in detector.nouns:
        return False
    box = here.things[entity][0].box
    shown = [_set_in(here.frames[0], box, one) for one in pictures]
    seen = detector.detect(np.stack(shown), among=_among(here.nouns)) if shown else []
    if any(sighting.of(noun) for frame, things in zip(shown, seen, strict=True)
           for sighting in sightings([box], frame[None], [things])):  # fmt: skip
        return True
    return any(2 * sum(one.of(noun) for one in scene.things.get(entity, ())) > len(scene.things.get(entity, ()))
               for scene in before)  # fmt: skip


def _set_in(frame_hwc: Picture, box: Corners, picture: EntityPicture) -> Picture:
    """Return a frame with an entity's picture, without its ground, laid over a box."""
    height, width = picture.picture_hwc.shape[:2]
    x0, y0, x1, y1 = (round(part * side) for part, side in zip(picture.box or WHOLE, (width, height) * 2, strict=True))
    cutout = cut_from_box(picture.picture_hwc, (x0, y0, x1, y1))
    alpha = np.rint(cutout.inside_hw * 255)[..., None]
    layer = Image.fromarray(np.concatenate([cutout.rgb_hwc, alpha], axis=-1).astype(np.uint8)).crop((x0, y0, x1, y1))
    frame = Image.fromarray(frame_hwc)
    left, top, right, bottom = (
        round(part * side) for part, side in zip(box, (frame.width, frame.height) * 2, strict=True)
    )
    layer = layer.resize((max(1, right - left), max(1, bottom - top)), Image.Resampling.BILINEAR)
    frame.paste(layer, (left, top), layer)
    return np.asarray(frame)


def _in_place(here: _Seen, known: set[str]) -> float | None:
    """Return the share of looks of the thing that is least often where it should be: others do not make up for it."""
    places = [
        place.in_place
        for entity in known
        for boxes in here.boxes[entity]
        if (place := place_of(here.nouns[entity], boxes, here.seen)) is not None
    ]
    return min(places, default=None)


def _as_many(here: _Seen, known: set[str]) -> float | None:
    """Return the share of frames that show as many of each known noun as the layout has."""
    if not known:
        return None
    kinds = {here.nouns[entity] for entity in known}
    right = []
    for number, things in enumerate(here.seen):
        wanted = {
            kind: sum(
                boxes[number] is not None
                for entity, tracks in here.boxes.items()
                if here.nouns.get(entity) == kind
                for boxes in tracks
            )
            for kind in kinds
        }
        right.append(all(sum(one.noun == kind for one in things) == count for kind, count in wanted.items()))
    return fmean(right)


def _reasons(
    found: Sequence[EntityVerdict], layout: float | None, prompt: float | None, pasted: float, settings: GateSettings
) -> list[str]:
    reasons = []
    for one in found:
        for value, what in ((one.sheet, "its picture"), (one.earlier, "earlier scenes")):
            if value is not None and value < settings.likeness:
                reasons.append(f"{UNLIKE} {what}: {one.name}, {_short(value, settings.likeness)}")
    if layout is not None and layout < settings.layout:
        reasons.append(f"{HARMED[0]}: {_short(layout, settings.layout)}")
    if prompt is not None and prompt < settings.prompt:
        reasons.append(f"{HARMED[1]}: {_short(prompt, settings.prompt)}")
    if pasted >= settings.pasted:
        reasons.append(f"{PASTED}: {pasted:.2f} of an entity's own picture is in the clip")
    return reasons


def _short(value: float, needed: float) -> str:
    """Say a value that is too small, rounded down, so that it never reads as what is needed."""
    return f"{math.floor(round(value * 100, 6)) / 100:.2f} of {needed:.2f}"


def _score(found: Sequence[EntityVerdict], layout: float | None, prompt: float | None, pasted: float) -> float:
    """Return one number to compare tries by: the worst entity's likeness, less what is wrong with the rest."""
    alike = min((one.likeness for one in found if one.likeness is not None), default=1.0)
    rest = 0.6 + 0.25 * (1.0 if layout is None else layout) + 0.15 * (1.0 if prompt is None else prompt)
    return round(alike * rest * (1.0 - pasted), 6)

"""Whether entities and places stay the same over a story's scenes, with their pictures as references and without.

Stories are made by rule. Both ways begin with the same noise and follow the same layouts; the storybook detector, which
knows nothing of the generator, says what is seen, and looks (`storyagent.evaluation.looks`) are compared without
weights. An entity is kept in a scene where the thing in its box has its class and its colour in half of the frames, and
is at least as near to itself in the other scenes as to a rival: a thing of the same class in a story where it has, and
the detector sees, another colour.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from storyagent.errors import InvalidInput
from storyagent.evaluation.backdrops import Backdrop, backdrop, backdrop_likeness
from storyagent.evaluation.consistency_report import (
    ConsistencyReport,
    EntityScene,
    SceneFacts,
    Way,
    differences,
    way_score,
)
from storyagent.evaluation.kept_clips import KeptClips, weights_of
from storyagent.evaluation.looks import likeness_within, mean_likeness
from storyagent.evaluation.lvd import THINGS
from storyagent.evaluation.reference_sheets import Sheet, draw_sheets
from storyagent.evaluation.rule_stories import RuleScene, RuleStory, Told, rule_stories
from storyagent.evaluation.rules import published
from storyagent.evaluation.sightings import Sighting, boxes_in_view, place_of, sightings
from storyagent.evaluation.videos import named_objects, six_frames

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from storyagent.diffusion.models.base import VideoModel
    from storyagent.evaluation.detect import Detector
    from storyagent.evaluation.looks import Floats
    from storyagent.story.layout import Layout
    from storyagent.story.references import Reference

    Frames = NDArray[np.uint8]

WAYS: tuple[Way, ...] = ("words", "references")
LEAST_ROOM = 0.05
"""Where what an entity has within its clips is no farther than this from a rival, nothing lies between to measure."""


class ConsistencyClip(NamedTuple):
    """A clip that is there: t h w 3, 8 bits; `made` says whether it was made just now."""

    story: RuleStory
    scene: RuleScene
    seed: int
    way: Way
    frames_thwc: Frames
    made: bool


OnClip = Callable[[ConsistencyClip], object]


class _How(NamedTuple):
    """How clips are made; `weight` is that of references, 0 where there are none."""

    way: Way
    weight: float
    steps: int | None


def evaluate_consistency(
    model_id: str,
    *,
    stories: int = 20,
    seed: int = 0,
    seeds: Sequence[int] = (0,),
    told: Told = "first",
    ways: Sequence[Way] = WAYS,
    kept: Path | None = None,
    device: str | None = None,
    weight: float = 1.0,
    steps: int | None = None,
    each: OnClip | None = None,
) -> ConsistencyReport:
    """Make every scene of stories by rule in each way, and judge them.

    Args:
        model_id: see `storyagent.diffusion.models.catalog.model_spec`.
        stories: how many; an even number gives everything a rival.
        seed: of the rule; another one gives other stories.
        seeds: of the noise; two of one story are two sets of clips.
        told: whether colours are said once or in every scene.
        ways: with references, without, or both; both begin with the same noise.
        kept: a folder of clips: what is in it is not made again, what is made is added.
        device: where the model runs.
        weight: how much references count.
        steps: of denoising; the model's own if not given.
        each: called with every clip, in order.

    Raises:
        StoryagentError: a model or a detector that cannot be used; a folder with clips of other weights.
    """
    from storyagent.diffusion.models.loading import loaded
    from storyagent.evaluation.detect import Detector

    if not ways or not seeds:
        raise InvalidInput("nothing is asked for", found=f"{len(ways)} ways, {len(seeds)} seeds", needed="one of each")
    told_stories = rule_stories(stories, seed=seed, told=told)
    weights = weights_of(model_id)
    looked: dict[Way, list[_Looked]] = {way: [] for way in ways}
    started = time.perf_counter()
    with ExitStack() as stack:
        model, _ = stack.enter_context(loaded(model_id, device=device))
        model.spec.require("video")
        folder = kept or Path(stack.enter_context(TemporaryDirectory()))
        clips, detector = KeptClips(folder, weights), Detector.load()
        for way in ways:
            for story in told_stories:
                sheets = draw_sheets(model, story.entities, detector, clips, steps) if way == "references" else ()
                for number in seeds:
                    for clip in _clips(
                        model, story, number, clips, sheets, _How(way, weight if sheets else 0.0, steps)
                    ):
                        looked[way].append(_look_at(clip, detector))
                        if each:
                            each(clip)
    scores = [way_score(way, *_judged(looked[way])) for way in ways]
    by_way = {score.way: score for score in scores}
    return ConsistencyReport(
        model=model_id,
        weights=weights,
        told=told,
        stories=stories,
        seeds=len(seeds),
        ways=tuple(scores),
        differences=differences(by_way["words"], by_way["references"]) if len(by_way) == len(WAYS) else (),
        seconds_made=round(time.perf_counter() - started, 1),
    )


def _clips(
    model: VideoModel, story: RuleStory, seed: int, kept: KeptClips, sheets: Sequence[Sheet], how: _How
) -> list[ConsistencyClip]:
    """Return a story's clips; those that are not kept yet are made together."""
    from storyagent.diffusion.sampling import SampleSettings, sample

    names = {scene.id: _made_of(scene, seed, sheets, how) for scene in story.scenes}
    left = [scene for scene in story.scenes if kept.get(names[scene.id]) is None]
    if left:
        asked = [_asked(model, scene, sheets, how) for scene in left]
        made = sample(
            model,
            [one.prompt for one in asked],
            [_noise_seed(scene, seed) for scene in left],
            [one.layout for one in asked],
            SampleSettings(steps=how.steps),
            references=[one.references for one in asked] if sheets else None,
        )
        for scene, frames in zip(left, made.frames_bfhwc.numpy(), strict=True):
            kept.add(names[scene.id], frames)
    fresh = {scene.id for scene in left}
    found = []
    for scene in story.scenes:
        frames = kept.get(names[scene.id])
        assert frames is not None
        found.append(ConsistencyClip(story, scene, seed, how.way, frames, scene.id in fresh))
    return found


class _Asked(NamedTuple):
    """A scene as the model is asked for it."""

    prompt: str
    layout: Layout
    references: tuple[Reference, ...]


def _asked(model: VideoModel, scene: RuleScene, sheets: Sequence[Sheet], how: _How) -> _Asked:
    """Say a scene in the model's words, with pictures as films have it: the colours they show are said, too."""
    from storyagent.diffusion.scene_references import as_seen, references_in_models_words
    from storyagent.diffusion.scenes import in_models_words

    prompt, layout, _ = in_models_words(model, scene.prompt, scene.layout)
    given = [one.reference(how.weight) for one in sheets if one.entity in scene.cast]
    references, _ = references_in_models_words(model, given, layout, None)
    if references:
        prompt, layout, _ = as_seen(prompt, layout, references)
    return _Asked(prompt, layout, tuple(references))


def _made_of(scene: RuleScene, seed: int, sheets: Sequence[Sheet], how: _How) -> tuple[object, ...]:
    told = (*how, scene.prompt, scene.layout, _noise_seed(scene, seed))
    return (*told, *(one.name for one in sheets if one.entity in scene.cast))


def _noise_seed(scene: RuleScene, seed: int) -> int:
    return crc32(scene.id.encode(), seed)


class _Looked(NamedTuple):
    """What is seen in one clip."""

    clip: ConsistencyClip
    things: dict[str, list[Sighting]]
    facts: dict[str, tuple[float, float]]
    reason: str
    ground: Backdrop
    halves: tuple[Backdrop, Backdrop]

    def looks(self, entity: str, colour: str = "") -> list[Floats]:
        """Return what an entity looks like, or only where the detector sees it in a colour."""
        return [
            one.look
            for one in self.things.get(entity, ())
            if one.look is not None and (not colour or (one.thing is not None and one.thing.colour == colour))
        ]


def _look_at(clip: ConsistencyClip, detector: Detector) -> _Looked:
    frames = six_frames(clip.frames_thwc)
    seen = detector.detect(frames, among=tuple(THINGS))
    boxes = boxes_in_view(clip.scene.layout, len(frames))
    things, facts = {}, {}
    for track, mine in zip(clip.scene.layout.tracks, boxes, strict=True):
        things[track.entity] = sightings(mine, frames, seen)
        place = place_of(clip.story.entity(track.entity).noun, mine, seen)
        facts[track.entity] = (place.in_place, place.iou) if place else (0.0, 0.0)
    reasons = (published(task, named_objects(task, seen)) for task in clip.scene.expects)
    ground = backdrop(frames, boxes)
    half = len(frames) // 2
    halves = tuple(backdrop(frames[cut], [one[cut] for one in boxes]) for cut in (slice(half), slice(half, None)))
    return _Looked(clip, things, facts, next(filter(None, reasons), ""), ground, (halves[0], halves[1]))


def _judged(looked: Sequence[_Looked]) -> tuple[list[EntityScene], list[SceneFacts]]:
    pairs = [_entity_scene(one, entity, looked) for one in looked for entity in one.clip.scene.cast]
    return pairs, [_scene_facts(one, looked) for one in looked]


def _entity_scene(one: _Looked, entity_id: str, looked: Sequence[_Looked]) -> EntityScene:
    story, entity = one.clip.story, one.clip.story.entity(entity_id)
    mine, own = one.things[entity_id], one.looks(entity_id)
    siblings = [other for other in looked if other.clip.story.id == story.id and other.clip.seed == one.clip.seed]
    elsewhere = [look for other in siblings if other is not one for look in other.looks(entity_id)]
    rivals = [look for other in looked for rival in _rivals(other, entity.noun, entity.colour) for look in rival]
    inside = [found for other in siblings if (found := likeness_within(other.looks(entity_id))) is not None]
    across, rival = mean_likeness(own, elsewhere), mean_likeness(own, rivals)
    relative = None
    if across is not None and rival is not None and inside and fmean(inside) - rival > LEAST_ROOM:
        relative = max(-1.0, min(1.5, (across - rival) / (fmean(inside) - rival)))
    return EntityScene(
        story=story.id,
        scene=one.clip.scene.id,
        seed=one.clip.seed,
        entity=entity_id,
        noun=entity.noun,
        colour=entity.colour,
        class_kept=_mostly([sighting.of(entity.noun) for sighting in mine]),
        colour_kept=_mostly([found.thing is not None and found.thing.colour == entity.colour for found in mine]),
        in_place=one.facts[entity_id][0],
        iou=one.facts[entity_id][1],
        within=likeness_within(own),
        across=across,
        rival=rival,
        relative=relative,
    )


def _rivals(looked: _Looked, noun: str, colour: str) -> list[list[Floats]]:
    entities = (looked.clip.story.entity(entity) for entity in looked.clip.scene.cast)
    return [looked.looks(one.id, one.colour) for one in entities if one.noun == noun and one.colour != colour]


def _mostly(told: Sequence[bool]) -> bool:
    return bool(told) and 2 * sum(told) >= len(told)


def _scene_facts(one: _Looked, looked: Sequence[_Looked]) -> SceneFacts:
    clip = one.clip
    others = [
        other
        for other in looked
        if other is not one and other.clip.story.id == clip.story.id and other.clip.seed == clip.seed
    ]

    def mean_of(same: bool) -> float | None:
        found = [
            backdrop_likeness(one.ground, other.ground)
            for other in others
            if (other.clip.scene.place == clip.scene.place) is same
        ]
        return fmean(found) if found else None

    return SceneFacts(
        story=clip.story.id,
        scene=clip.scene.id,
        seed=clip.seed,
        reason=one.reason,
        place_within=backdrop_likeness(*one.halves),
        place_same=mean_of(True),
        place_other=mean_of(False),
    )

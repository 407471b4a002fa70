"""Whether entities and places stay the same over a story's scenes, with their pictures as references and without.

Stories are made by rule, and their clips as films have them made (`make_scene`): by words and layout guidance alone,
with the pictures of entities and places (`references`), the same with the gate behind it (`gated`), and where two
scenes are at one place with its picture alone (`places`). All ways begin with the same noise and follow the same
layouts; the storybook detector, which knows nothing of the generator, says what is seen, and looks
(`storyagent.evaluation.looks`) are compared without weights. An entity is kept in a scene where the thing in its box
has its class and its colour in half of the frames, and is at least as near to itself in the other scenes as to a rival:
a thing of the same class in a story where it has, and the detector sees, another colour. The gate has the same detector
as the evaluation: what it gains is what a film gains, and no other judge has confirmed it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from storyagent.errors import InvalidInput
from storyagent.evaluation.backdrops import Backdrop, backdrop, backdrop_likeness
from storyagent.evaluation.consistency_clips import WAYS, ConsistencyClip, How, story_clips
from storyagent.evaluation.consistency_report import (
    ConsistencyReport,
    EntityScene,
    SceneFacts,
    Way,
    differences,
    way_score,
)
from storyagent.evaluation.kept_clips import KeptClips
from storyagent.evaluation.looks import likeness_within, mean_likeness
from storyagent.evaluation.reference_sheets import draw_sheets
from storyagent.evaluation.rule_stories import Told, rule_stories
from storyagent.evaluation.rules import published
from storyagent.evaluation.sightings import Sighting, boxes_in_view, place_of, sightings
from storyagent.evaluation.videos import BENCHMARK_NOUNS, named_objects, six_frames

if TYPE_CHECKING:
    from storyagent.evaluation.detect import Detector
    from storyagent.evaluation.looks import Floats

LEAST_ROOM = 0.05
"""Where what an entity has within its clips is no farther than this from a rival, nothing lies between to measure."""

OnClip = Callable[[ConsistencyClip], object]


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
    """Make every scene of stories by rule in each way, and judge them; by `places` those scenes that share one.

    Args:
        model_id: see `storyagent.diffusion.models.catalog.model_spec`.
        stories: how many; an even number gives everything a rival.
        seed: of the rule; another one gives other stories.
        seeds: of the noise; two of one story are two sets of clips.
        told: whether colours are said once or in every scene.
        ways: see `Way`; all begin with the same noise.
        kept: a folder of clips: what is in it is not made again, what is made is added.
        device: where the model runs.
        weight: how much references count.
        steps: of denoising; the model's own if not given.
        each: called with every clip, in order.

    Raises:
        StoryagentError: a model or a detector that cannot be used; a folder with clips of other weights.
    """
    from storyagent.diffusion.models.catalog import model_spec
    from storyagent.diffusion.models.fingerprint import weights_fingerprint
    from storyagent.evaluation.detect import Detector

    if not ways or not seeds:
        raise InvalidInput("nothing is asked for", found=f"{len(ways)} ways, {len(seeds)} seeds", needed="one of each")
    model_spec(model_id).require("video")
    told_stories, how = rule_stories(stories, seed=seed, told=told), How(model_id, weight, steps, device)
    weights = weights_fingerprint(model_id)
    looked: dict[Way, list[_Looked]] = {way: [] for way in ways}
    started = time.perf_counter()
    with ExitStack() as stack:
        folder = kept or Path(stack.enter_context(TemporaryDirectory()))
        clips, detector = KeptClips(folder, weights), Detector.load()
        for story in told_stories:
            sheets = draw_sheets(model_id, story, clips, steps, device) if set(ways) != {"words"} else ()
            for way, number in product(ways, seeds):
                for clip in story_clips(story, way, number, sheets, clips, how, detector):
                    looked[way].append(_look_at(clip, detector))
                    if each:
                        each(clip)
    scores = {way: way_score(way, *_judged(looked[way])) for way in ways}
    return ConsistencyReport(
        model=model_id,
        weights=weights,
        told=told,
        stories=stories,
        seeds=len(seeds),
        ways=tuple(scores.values()),
        differences=tuple(
            one for way in ways if way != "words" and "words" in scores
            for one in differences(scores["words"], scores[way])
        ),
        seconds_made=round(time.perf_counter() - started, 1),
    )  # fmt: skip


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
    among = {*BENCHMARK_NOUNS, *(one.noun for one in clip.story.entities)} & set(detector.nouns)
    seen = detector.detect(frames, among=among)
    boxes = boxes_in_view(clip.layout, len(frames))
    things, facts = {}, {}
    for track, mine in zip(clip.layout.tracks, boxes, strict=True):
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

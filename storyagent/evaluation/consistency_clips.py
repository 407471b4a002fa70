"""The clips of a story by rule, made as films have them made: by words, with pictures, with the gate behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

import numpy as np

from storyagent.evaluation.consistency_report import Way
from storyagent.evaluation.gates import ClipToJudge, Remedy, entity_pictures, judge, remedy
from storyagent.evaluation.kept_clips import KeptClips
from storyagent.evaluation.reference_sheets import Sheet
from storyagent.evaluation.rule_stories import RuleScene, RuleStory
from storyagent.story.verdicts import ClipVerdict, best_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from storyagent.diffusion.scenes import SceneRequest
    from storyagent.evaluation.detect import Detector
    from storyagent.story.layout import Layout

    Frames = NDArray[np.uint8]

WAYS: tuple[Way, ...] = ("words", "references", "gated", "places")
GATED_TRIES = 2
"""How often a clip is made again that the gate does not let pass: `--gate 2` of films."""
FIRST_TRY = Remedy(seed=0, weight=1.0)


class ConsistencyClip(NamedTuple):
    """A clip that is there: t h w 3, 8 bits, and the layout it was made by; `made`: just now, not before."""

    story: RuleStory
    scene: RuleScene
    seed: int
    way: Way
    layout: Layout
    frames_thwc: Frames
    made: bool


class How(NamedTuple):
    """How clips are made; `weight` is that of references."""

    model_id: str
    weight: float
    steps: int | None
    device: str | None


def scenes_of(story: RuleStory, way: Way) -> list[RuleScene]:
    """Return a story's scenes, or those that share a place where places alone are tried."""
    places = [scene.place for scene in story.scenes]
    return [scene for scene in story.scenes if way != "places" or places.count(scene.place) > 1]


def story_clips(
    story: RuleStory, way: Way, seed: int, sheets: Sequence[Sheet], kept: KeptClips, how: How, detector: Detector
) -> Iterator[ConsistencyClip]:
    """Yield a story's scenes in order, each made now if it is not kept; `seed` is of the noise."""
    first: dict[str, ConsistencyClip] = {}
    for scene in scenes_of(story, way):
        making = _Making(story, scene, seed, way, [one for one in sheets if _is_shown(one, scene, way)], kept, how)
        if way == "gated":
            earlier = {first[who].scene.id: first[who] for who in scene.cast if who in first}
            clip = _gated(making, list(earlier.values()), detector)
        else:
            clip = making.clip(FIRST_TRY)
        for who in scene.cast:
            first.setdefault(who, clip)
        yield clip


def _is_shown(sheet: Sheet, scene: RuleScene, way: Way) -> bool:
    """Tell whether a scene is made after a picture."""
    if sheet.entity.kind == "place":
        return way != "words" and sheet.entity.id == scene.place
    return way in ("references", "gated") and sheet.entity.id in scene.cast


class _Making(NamedTuple):
    """One scene in one way."""

    story: RuleStory
    scene: RuleScene
    seed: int
    way: Way
    given: list[Sheet]
    kept: KeptClips
    how: How

    def clip(self, change: Remedy) -> ConsistencyClip:
        """Return the clip, changed as the gate has it, made now if it is not kept."""
        from storyagent.diffusion.scenes import make_scene

        weight = self.how.weight * change.weight
        request, layout = self._asked(change, weight)
        by = "words" if not self.given else "its words" if change.words_only else "film's references"
        made_of = ("film's clip", by, request.prompt, request.layout, layout, request.seed, request.frames,
                   request.size_px, self.how.steps, weight if self.given else 0.0,
                   *(one.name for one in self.given))  # fmt: skip
        frames, made = self.kept.get(made_of), False
        if frames is None:
            frames = np.stack(make_scene(self.how.model_id, request, {"device": self.how.device}, _unheard))
            self.kept.add(made_of, frames)
            made = True
        return ConsistencyClip(self.story, self.scene, self.seed, self.way, layout, frames, made)

    def _asked(self, change: Remedy, weight: float) -> tuple[SceneRequest, Layout]:
        """Return what is asked for, and the scene's layout as the model draws it."""
        from storyagent.diffusion.models.loading import loaded
        from storyagent.diffusion.sampling import SampleSettings
        from storyagent.diffusion.scenes import SceneRequest, layout_as_drawn

        scene = self.scene
        with loaded(self.how.model_id, device=self.how.device) as (model, _):
            can, size_px = model.spec.capabilities, model.spec.size_for(scene.layout.aspect_ratio)
            drawn = layout_as_drawn(model, scene.layout)
        request = SceneRequest(
            scene.prompt,
            scene.layout,
            (crc32(scene.id.encode(), self.seed) + change.seed) % 2**32,
            can.frames,
            can.fps,
            size_px,
            SampleSettings(steps=self.how.steps),
            references=tuple(one.reference(weight) for one in self.given),
            rung="description" if change.words_only else None,
        )
        return request, drawn


def _gated(making: _Making, earlier: Sequence[ConsistencyClip], detector: Detector) -> ConsistencyClip:
    """Return the best of a scene's tries: the first that passes the gate, or else the one of the highest score."""
    pictures = entity_pictures([one.reference(1.0) for one in making.given if one.entity.kind != "place"])
    clips: list[ConsistencyClip] = []
    verdicts: list[ClipVerdict] = []
    while len(clips) <= GATED_TRIES and not (verdicts and verdicts[-1].passed):
        clips.append(making.clip(remedy(verdicts) if verdicts else FIRST_TRY))
        before = [_to_judge(one) for one in earlier]
        verdicts.append(judge(_to_judge(clips[-1]), pictures, before, detector, name=making.scene.id))
    return clips[best_of(verdicts)]


def _to_judge(clip: ConsistencyClip) -> ClipToJudge:
    return ClipToJudge(clip.frames_thwc, clip.layout, {one.id: one.noun for one in clip.story.entities})


def _unheard(share: float, words: str, preview: str) -> None:
    """Take reports of progress: a command tells of whole clips."""

"""LVD's benchmark on videos: make every prompt's clip, with and without layout guidance, and let the detector judge it.

The rules are LVD's published ones; the detector stands in for OWL-ViT. Where theirs looks for what a prompt names, the
best box of each name and frame counts (all of them where things are to be counted), and so it is here; a colour is
right only if the detector, which knows nothing of the prompt, names it first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from storyagent.errors import InvalidInput
from storyagent.evaluation.clips import ClipKey, ClipScore, KeptScores, Origin, VideoReport, report_of
from storyagent.evaluation.rules import FRAMES, Seen, published
from storyagent.evaluation.task import Task
from storyagent.story.layout import Box, Layout

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from storyagent.diffusion.models.base import VideoModel
    from storyagent.evaluation.detect import Detection, Detector
    from storyagent.evaluation.layouts import LaysOut

    Frames = NDArray[np.uint8]
    Luma = NDArray[np.float32]

SQUARE = 1.0
BENCHMARK_NOUNS = ("car", "cat", "bird", "ball", "dog")
BATCH = 4
_BLUR_PX = 9
_NO_EDGE = 1e-5
"""Mean step between neighbours (0..1) below which a frame has no edges to judge."""
OnClip = Callable[["Made"], object]


class Made(NamedTuple):
    """A clip that was made and judged: t h w 3, 8 bits."""

    score: ClipScore
    layout: Layout
    frames_thwc: Frames


def evaluate_videos(
    planner: LaysOut,
    tasks: Sequence[Task],
    model_id: str,
    *,
    seeds: Sequence[int] = (0, 1),
    guided: Sequence[bool] = (True, False),
    kept: Path | None = None,
    device: str | None = None,
    batch: int = BATCH,
    each: OnClip | None = None,
) -> VideoReport:
    """Make and judge a clip of every distinct prompt for every seed, guided and not.

    Args:
        planner: lays out the prompts, on the canvas of the model's own shape.
        tasks: the prompts and their right answers; equal ones are made once.
        model_id: see `storyagent.diffusion.models.catalog.model_spec`.
        seeds: two of one prompt are two clips.
        guided: with guidance, without, or both, from the same seeds.
        kept: a file of scores, one a line: what is in it is not made again, what is made is added.
        device: where the model runs.
        batch: clips made together; no result depends on it but for rounding.
        each: called with every clip that is made.

    Raises:
        StoryagentError: a model, a detector or a planner that cannot be used; a file of scores of another evaluation.
    """
    from storyagent.diffusion.models.catalog import model_spec
    from storyagent.diffusion.models.fingerprint import weights_fingerprint
    from storyagent.diffusion.models.loading import loaded
    from storyagent.evaluation.detect import Detector, detector_fingerprint

    distinct = tuple(dict.fromkeys(tasks))
    wanted = [
        (task, ClipKey(prompt=task.prompt, seed=seed, guided=how))
        for task in distinct
        for seed in seeds
        for how in guided
    ]
    spec = model_spec(model_id)
    origin = Origin(
        model=model_id,
        weights=weights_fingerprint(model_id),
        detector=detector_fingerprint(),
        sampling=f"{spec.steps} steps, scale {spec.scale:g} in {spec.scale_until:g} of them",
    )
    with loaded(model_id, device=device) as (model, _), KeptScores(kept, origin) as scores:
        model.spec.require("video")
        left = [(task, key) for task, key in wanted if key not in scores]
        detector = Detector.load() if left else None
        for made in _made(planner, model, detector, left, batch):
            scores.add(made.score)
            if each:
                each(made)
        name = getattr(planner, "name", type(planner).__name__)
        return report_of(model_id, name, [scores[key] for _, key in wanted])


class Judged(NamedTuple):
    """Why a clip fails its task ("" if it passes), how sure the detector was, and what the picture is like."""

    reason: str
    confidence: float
    sharpness: float
    detail: float


def judge_clip(task: Task, frames_thwc: Frames, detector: Detector) -> Judged:
    """Judge a clip by its task's rule.

    The detector looks for the benchmark's things and the task's own, as OWL-ViT does, which is given words.
    Confidence is the mean of the surest thing's score over the frames in which anything is seen.
    """
    import numpy as np

    among = {*BENCHMARK_NOUNS, *(one.name for one in task.expect.objects)} & set(detector.nouns)
    seen = detector.detect(six_frames(frames_thwc), among=among)
    surest = [max(thing.score for thing in things) for things in seen if things]
    reason = published(task, named_objects(task, seen))
    confidence = float(np.mean(surest)) if surest else 0.0
    return Judged(reason, confidence, sharpness(frames_thwc), detail(frames_thwc))


def six_frames(frames_thwc: Frames) -> Frames:
    """Return the benchmark's six of a clip's frames, equally spaced, the first and the last included."""
    last = len(frames_thwc) - 1
    return frames_thwc[[round(place * last / (FRAMES - 1)) for place in range(FRAMES)]]


def named_objects(task: Task, seen: Sequence[Sequence[Detection]]) -> list[Seen]:
    """Return the objects that a task names, as they were seen frame by frame."""
    objects: list[Seen] = []
    for one in task.expect.objects:
        colour = (one.color or "").replace("grey", "gray")
        found = [
            [thing for thing in things if thing.noun == one.name and colour in ("", thing.colour)] for things in seen
        ]
        name = f"{one.color or ''} {one.name}".strip()
        most = max(map(len, found), default=0) if task.task == "numeracy" else 1
        objects += [Seen(name, tuple(_box(things, rank) for things in found)) for rank in range(most)]
    return objects


def sharpness(frames_thwc: Frames) -> float:
    """Return how sharp the edges of what is seen are, 0..1, however much of it there is.

    One minus the blur of Crete et al., "The blur effect" (SPIE 2007): an edge that a running mean over nine pixels
    softens a lot was sharp. The mean over the frames; a frame without any edge is not counted.
    """
    import numpy as np

    scores = [1 - max(blurs) for luma in _luma(frames_thwc) if (blurs := [*_blurs(luma)])]
    return float(np.mean(scores)) if scores else 0.0


def _blurs(luma_hw: Luma) -> Iterator[float]:
    """Yield the blur along columns and along rows, where there are edges."""
    import numpy as np

    for lines in (luma_hw, luma_hw.T):
        padded = np.pad(lines, ((_BLUR_PX // 2, _BLUR_PX // 2), (0, 0)), mode="edge")
        softened = np.lib.stride_tricks.sliding_window_view(padded, _BLUR_PX, axis=0).mean(-1)
        steps, soft = (np.abs(np.diff(one, axis=0)) for one in (lines, softened))
        total = float(steps.sum())
        if total > _NO_EDGE * lines.size:
            yield 1 - float(np.maximum(0.0, steps - soft).sum()) / total


def detail(frames_thwc: Frames) -> float:
    """Return the mean absolute Laplacian of the luma (0..1): how much there is to see, and how fine it is."""
    import numpy as np

    luma = _luma(frames_thwc)
    around = luma[:, :-2, 1:-1] + luma[:, 2:, 1:-1] + luma[:, 1:-1, :-2] + luma[:, 1:-1, 2:]
    return float(np.abs(around - 4 * luma[:, 1:-1, 1:-1]).mean())


def _luma(frames_thwc: Frames) -> Luma:
    import numpy as np

    luma: Luma = frames_thwc.astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32) / np.float32(255)
    return luma


def _box(things: Sequence[Detection], rank: int) -> Box | None:
    if rank >= len(things):
        return None
    x0, y0, x1, y1 = things[rank].box
    return Box(x0=x0, y0=y0, x1=x1, y1=y1)


def _made(
    planner: LaysOut,
    model: VideoModel,
    detector: Detector | None,
    wanted: Iterable[tuple[Task, ClipKey]],
    batch: int,
) -> Iterator[Made]:
    """Make clips in batches that are all guided or all not."""
    from storyagent.diffusion.room import with_room
    from storyagent.diffusion.scenes import in_models_words

    if detector is None:
        return
    can = model.spec.capabilities
    width, height = can.sizes_px[0]
    for how in (True, False):
        mine = iter([(task, key) for task, key in wanted if key.guided is how])
        while some := list(islice(mine, batch)):
            planned = [
                with_room(
                    planner.lay_out(task.prompt, width / height).layout,
                    can.least_object,
                    can.least_gap,
                    model.proportions,
                )[0]
                for task, _ in some
            ]
            worded = [
                in_models_words(model, task.prompt, layout) for (task, _), layout in zip(some, planned, strict=True)
            ]
            clips, seconds = _sampled(
                model, [(text, layout) for text, layout, _ in worded], [key.seed for _, key in some], how
            )
            for (task, key), layout, frames in zip(some, planned, clips, strict=True):
                judged = judge_clip(task, frames, detector)
                score = ClipScore(key=key, task=task.task, seconds=seconds / len(some), **judged._asdict())
                yield Made(score, layout, frames)


def _sampled(
    model: VideoModel, worded: Sequence[tuple[str, Layout]], seeds: Sequence[int], guided: bool
) -> tuple[list[Frames], float]:
    import time

    from storyagent.diffusion.sampling import SampleSettings, sample

    if not all(layout.tracks for _, layout in worded):
        raise InvalidInput("a prompt's layout has no objects", found=", ".join(text for text, _ in worded))
    started = time.perf_counter()
    layouts = [layout for _, layout in worded] if guided else None
    made = sample(model, [text for text, _ in worded], seeds, layouts, SampleSettings())
    return list(made.frames_bfhwc.numpy()), time.perf_counter() - started

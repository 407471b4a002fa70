"""Where one shot of a clip ends and the next begins: hard cuts and dissolves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from storyagent.film.encode import Picture
from storyagent.media.video.clip import clip_frames, open_clip
from storyagent.media.video.timing import silent
from storyagent.media.video.write import Progress
from storyagent.story.cuts import Cut, Cuts

Small = npt.NDArray[np.float32]
_HIGH, _WIDE = 36, 64
_LEAST_CUT, _SURE_CUT = 4.0, 14.0
"""Mean change of a pixel: below the first, no cut; above the second, one even where much else moves."""
_DISSOLVE, _STRAIGHT = 12.0, 0.3
_HALF_DISSOLVE_S = 0.2


def find_cuts(video: Path, progress: Progress = silent) -> Cuts:
    """Find the changes of shot in a clip.

    A cut is a frame far from the one before, and farther than its neighbours are from theirs. A dissolve is a stretch
    whose frames lie straight between those around them, which no movement does. Deterministic.
    """
    clip = open_clip(video)
    small = shrunk(clip_frames(clip), progress, clip.frames)
    return cuts_of(small, float(clip.fps))


def shrunk(frames: Iterable[Picture], progress: Progress = silent, total: int = 0) -> list[Small]:
    """Return frames as 36 x 64 x 3 pictures."""
    from PIL import Image

    small = []
    for number, frame in enumerate(frames):
        if total and number % 16 == 0:
            progress(number / total)
        tiny = Image.fromarray(frame).resize((_WIDE, _HIGH), Image.Resampling.BOX, reducing_gap=2.0)
        small.append(np.asarray(tiny, dtype=np.float32))
    return small


def cuts_of(small: Sequence[Small], fps: float) -> Cuts:
    """Find the changes of shot in shrunk frames."""
    steps = np.array([float(np.abs(b - a).mean()) for a, b in pairwise(small)])
    hard = _hard_cuts(steps)
    soft = _dissolves(small, max(2, round(_HALF_DISSOLVE_S * fps)), hard)
    found = [Cut(frame=n, time_s=n / fps, kind="cut", first=n, last=n) for n in hard]
    found += [Cut(frame=(a + b) // 2, time_s=(a + b) // 2 / fps, kind="dissolve", first=a, last=b) for a, b in soft]
    return Cuts(frames=len(small), fps=fps, cuts=tuple(sorted(found, key=lambda cut: cut.frame)))


def _hard_cuts(steps: npt.NDArray[np.float64]) -> list[int]:
    found = []
    for number, step in enumerate(steps):
        around = np.concatenate([steps[max(0, number - 4) : number], steps[number + 1 : number + 5]])
        highest = float(around.max(initial=0.0))
        if step > 4 * highest + _LEAST_CUT or step > 1.8 * highest + _SURE_CUT:
            found.append(number + 1)
    return found


def _dissolves(small: Sequence[Small], half: int, hard: Sequence[int]) -> list[tuple[int, int]]:
    """Return the stretches in which every frame is a mixture of the frames `half` before and after it."""
    straight = np.zeros(len(small), bool)
    for number in range(half, len(small) - half):
        if any(number - half < cut <= number + half for cut in hard):
            continue
        before, here, after = small[number - half], small[number], small[number + half]
        way = after - before
        far = float(np.abs(way).mean())
        if far < _DISSOLVE or float((np.abs(way).max(axis=-1) > 8).mean()) < 0.5:  # or a part of one picture fades in
            continue
        share = float((way * (here - before)).sum() / (way * way).sum())
        rest = float(np.abs(here - before - share * way).mean())
        straight[number] = 0.2 < share < 0.8 and rest < _STRAIGHT * far * min(share, 1 - share)
    return [
        (max(0, start - half), min(len(small) - 1, end + half))
        for start, end in _runs(straight)
        if end - start >= max(1, half // 2)
    ]


def _runs(flags: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the first and last index of each run of True, runs a frame or two apart joined."""
    runs: list[tuple[int, int]] = []
    for number in np.flatnonzero(flags).tolist():
        if runs and number - runs[-1][1] <= 3:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs

"""Frames between frames, from how things move.

For each pixel several movements are tried (what was seen to arrive there, forwards and backwards, and rest); the one is
taken along which both frames show the same. So edges stay sharp, and nothing is a mixture of two places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt

from storyagent.errors import InvalidInput
from storyagent.film.encode import Picture
from storyagent.media.opencv import opencv
from storyagent.media.video.clip import clip_frames, open_clip
from storyagent.media.video.flow import Flow, flow_between, pulled, pushed
from storyagent.media.video.sound import clip_sound
from storyagent.media.video.timing import MOST_FRAMES, silent
from storyagent.media.video.write import Progress, write_clip

_ANOTHER_SHOT = 26.0
_SAME = 1.0


class Pair:
    """Two frames that follow each other, and what lies between them."""

    def __init__(self, a: Picture, b: Picture) -> None:
        self.a, self.b = a, b
        self.alike = float(np.abs(a.astype(np.int16) - b).mean()) < _SAME / 16
        self._flows: tuple[Flow, Flow] | None = None

    def at(self, share: float) -> Picture:
        """Return the picture at a share (0..1) of the way; of two different shots, the nearer frame."""
        if share <= 0.0 or self.alike:
            return self.a
        if share >= 1.0:
            return self.b
        if self._flows is None:
            self._flows = flow_between(self.a, self.b), flow_between(self.b, self.a)
        forth, back = self._flows
        steps = (pushed(forth, share), -pushed(back, 1 - share), forth, -back, np.zeros_like(forth))
        return self._best(steps, share)

    def _best(self, steps: Sequence[Flow], share: float) -> Picture:
        cv = opencv()
        best: npt.NDArray[np.float32] | None = None
        cost: npt.NDArray[np.float32] | None = None
        for step in steps:
            early, late = (pulled(self.a, step, -share), pulled(self.b, step, 1 - share))
            apart = np.abs(early.astype(np.float32) - late).mean(axis=-1)
            unlike = cv.GaussianBlur(apart, (0, 0), 1.2) + 0.02 * np.abs(step).sum(axis=-1)
            seen = np.asarray(early * np.float32(1 - share) + late * np.float32(share), dtype=np.float32)
            if best is None or cost is None:
                best, cost = seen, unlike
            else:
                closer = unlike < cost
                best = np.where(closer[..., None], seen, best).astype(np.float32)
                cost = np.minimum(cost, unlike)
        if best is None or cost is None or float(cost.mean()) > _ANOTHER_SHOT:
            return self.a if share < 0.5 else self.b
        return np.clip(np.rint(best), 0, 255).astype(np.uint8)


def at_times(frames: Iterable[Picture], times: Sequence[float]) -> Iterator[Picture]:
    """Yield the picture at each time, counted in frames from the first; times must not fall."""
    stream = iter(frames)
    a = next(stream)
    number, pair = 0, Pair(a, next(stream, a))
    for time in times:
        while int(time) > number:
            number += 1
            pair = Pair(pair.b, next(stream, pair.b))
        yield pair.at(time - number)


def interpolate(video: Path, out: Path, factor: int, progress: Progress = silent) -> int:
    """Write the clip with `factor` times as many frames a second, as long as before; return the number of frames.

    The last frame is held for the frames after it. Sound stays as it is.

    Raises:
        InvalidInput: a factor outside 2 to 8, or a rate above 240.
    """
    clip = open_clip(video)
    fps = clip.fps * factor
    if not 2 <= factor <= 8 or fps > 240 or clip.frames * factor > MOST_FRAMES:
        raise InvalidInput(
            "so many frames cannot be put between",
            found=f"{factor} times {float(clip.fps):g} frames a second, {clip.frames * factor} frames",
            needed=f"a factor from 2 to 8, up to 240 frames a second and {MOST_FRAMES} frames",
        )
    times = [float(Fraction(place, factor)) for place in range(clip.frames * factor)]
    frames = at_times(clip_frames(clip), times)
    return write_clip(out, frames, fps, clip_sound(clip), total=len(times), progress=progress)

"""How the camera moves from frame to frame, and a shaking one held still."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from storyagent.errors import InvalidInput
from storyagent.film.encode import Picture
from storyagent.media.opencv import opencv
from storyagent.media.video.clip import Clip, clip_frames, open_clip
from storyagent.media.video.sound import clip_sound
from storyagent.media.video.timing import silent
from storyagent.media.video.write import Progress, write_clip

Step = npt.NDArray[np.float64]
"""(4,): how far the picture moves to the right and down (px), turns (radians) and grows (log), to the next frame."""
_SEEN_PX, _CORNERS, _FEWEST = 480, 300, 10


def step_between(a: Picture, b: Picture, ignore: npt.NDArray[np.float32] | None = None) -> Step | None:
    """Return how the whole picture moves from `a` to `b` by features tracked in both, None for another shot.

    `ignore` is a mask of what moves by itself. Deterministic.
    """
    cv = opencv()
    high, wide = a.shape[:2]
    scale = min(1.0, _SEEN_PX / max(high, wide))
    size = (max(16, round(wide * scale)), max(16, round(high * scale)))
    first, second = (
        cv.cvtColor(cv.resize(picture, size, interpolation=cv.INTER_AREA), cv.COLOR_RGB2GRAY) for picture in (a, b)
    )
    where = None
    if ignore is not None:
        where = (cv.resize(ignore, size, interpolation=cv.INTER_AREA) < 0.1).astype(np.uint8) * 255
    corners = cv.goodFeaturesToTrack(first, _CORNERS, 0.005, 5, mask=where)
    if corners is None or len(corners) < _FEWEST:
        return np.zeros(4) if float(np.abs(first.astype(np.int16) - second).mean()) < 4 else None
    moved, found, _ = cv.calcOpticalFlowPyrLK(first, second, corners, None, winSize=(15, 15), maxLevel=4)
    kept = found.ravel() == 1
    if kept.sum() < _FEWEST:
        return None
    cv.setRNGSeed(1)
    matrix, inside = cv.estimateAffinePartial2D(corners[kept], moved[kept], method=cv.RANSAC, ransacReprojThreshold=1.0)
    if matrix is None or inside.mean() < 0.35:
        return None
    turn, grow = np.arctan2(matrix[1, 0], matrix[0, 0]), np.log(np.hypot(matrix[0, 0], matrix[1, 0]))
    # about the middle, not the corner
    middle = np.array([size[0] / 2, size[1] / 2])
    shift = matrix[:, :2] @ middle + matrix[:, 2] - middle
    return np.array([shift[0] / scale, shift[1] / scale, turn, grow])


def stabilise(video: Path, out: Path, strength: float, progress: Progress = silent) -> int:
    """Write the clip with the shaking taken out of its camera, what is wanted of its moves kept.

    The path is smoothed over `strength` seconds; the picture is enlarged just as far as no edge is seen, at most by a
    fifth: what shakes more is held as far as that allows. Each shot is taken by itself.

    Raises:
        InvalidInput: a strength outside 0.1 to 5 s.
    """
    if not 0.1 <= strength <= 5:
        raise InvalidInput("the camera cannot be held so", found=f"{strength:g} s", needed="from 0.1 to 5 s")
    clip = open_clip(video)
    steps = [*_steps(clip, lambda share: progress(0.5 * share))]
    corrections = np.zeros((clip.frames, 4))
    for first, last in _shots(steps, clip.frames):
        path = np.cumsum([np.zeros(4), *(step for step in steps[first : last - 1] if step is not None)], axis=0)
        corrections[first:last] = smoothed(path, strength * float(clip.fps) / 2) - path
    zoom, corrections = _within(corrections, clip.width_px, clip.height_px)
    frames = _moved(clip_frames(clip), corrections, zoom)
    return write_clip(
        out, frames, clip.fps, clip_sound(clip), total=clip.frames, progress=lambda share: progress(0.5 + 0.5 * share)
    )


def smoothed(path: npt.NDArray[np.float64], sigma: float) -> npt.NDArray[np.float64]:
    """Return a path (n, k) with its shaking taken out: Gaussian, its ends mirrored about their points."""
    reach = max(1, round(3 * sigma))
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / max(sigma, 1e-6)) ** 2)
    weights /= weights.sum()
    count = len(path)
    places = np.abs(np.arange(-reach, count + reach))
    inside = np.where(places >= count, np.maximum(0, 2 * (count - 1) - places), places)
    inside = np.clip(inside, 0, count - 1)
    padded = path[inside].copy()
    before, after = np.arange(-reach, count + reach) < 0, np.arange(-reach, count + reach) >= count
    padded[before] = 2 * path[0] - padded[before]
    padded[after] = 2 * path[-1] - padded[after]
    columns = [np.convolve(padded[:, column], weights, mode="valid") for column in range(path.shape[1])]
    return np.stack(columns, axis=1)


def _steps(clip: Clip, progress: Progress) -> Iterator[Step | None]:
    before: Picture | None = None
    for number, frame in enumerate(clip_frames(clip)):
        progress(number / clip.frames)
        if before is not None:
            yield step_between(before, frame)
        before = frame


def _shots(steps: Sequence[Step | None], frames: int) -> list[tuple[int, int]]:
    borders = [0, *(number + 1 for number, step in enumerate(steps) if step is None), frames]
    return list(pairwise(borders))


def _within(
    corrections: npt.NDArray[np.float64], width_px: int, height_px: int
) -> tuple[float, npt.NDArray[np.float64]]:
    """Return how far to enlarge, and the corrections, made smaller where a fifth would not do."""
    most = 1.2

    def needed(part: npt.NDArray[np.float64]) -> float:
        turned = np.abs(np.sin(part[2])) * max(width_px, height_px) / min(width_px, height_px)
        across, down = 2 * abs(part[0]) / width_px, 2 * abs(part[1]) / height_px
        return float((1 + max(across, down) + turned) * np.exp(abs(part[3])))

    held = corrections.copy()
    for number, part in enumerate(corrections):
        if needed(part) > most:
            held[number] = part * (most - 1) / (needed(part) - 1)
    return min(most, max((needed(part) for part in held), default=1.0)), held


def _moved(frames: Iterable[Picture], corrections: npt.NDArray[np.float64], zoom: float) -> Iterator[Picture]:
    cv = opencv()
    for frame, (right, down, turn, grow) in zip(frames, corrections, strict=True):
        high, wide = frame.shape[:2]
        scale = zoom * np.exp(grow)
        cos, sin = scale * np.cos(turn), scale * np.sin(turn)
        linear = np.array([[cos, -sin], [sin, cos]])
        middle = np.array([wide / 2, high / 2])
        shift = middle + np.array([right, down]) * zoom - linear @ middle
        matrix = np.column_stack([linear, shift])
        yield np.asarray(
            cv.warpAffine(frame, matrix, (wide, high), flags=cv.INTER_CUBIC, borderMode=cv.BORDER_REPLICATE)
        )

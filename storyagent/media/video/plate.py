"""What lies behind an entity of a clip: what other frames show there, filled where none does."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from storyagent.film.encode import Picture
from storyagent.media.image.fill import fill
from storyagent.media.image.still import Mask
from storyagent.media.opencv import opencv
from storyagent.media.video.camera import step_between
from storyagent.media.video.clip import Clip, clip_frames
from storyagent.media.video.cutting import cut_out
from storyagent.media.video.timing import silent
from storyagent.media.video.where import Places
from storyagent.media.video.write import Progress

_SAMPLES = 12
_STILL_PX = 0.7


@dataclass
class Plate:
    """The clip's ground as a few frames show it, each with the mask of what hides it.

    Where the camera rests there is one ground for all frames, so that it cannot flicker.
    """

    frames: list[Picture]
    hidden: list[npt.NDArray[np.bool_]]
    ground: Picture | None = field(default=None)

    @classmethod
    def of(cls, clip: Clip, places: Places, words: str, progress: Progress = silent) -> Plate:
        """Look at frames from the whole clip."""
        frames, hidden = [], []
        for number in np.unique(np.linspace(0, clip.frames - 1, _SAMPLES).round().astype(int)).tolist():
            progress(number / clip.frames)
            picture = next(clip_frames(clip, number, number + 1))
            (cutting,) = cut_out([picture], places[number : number + 1], words)
            frames.append(picture)
            hidden.append(np.zeros(picture.shape[:2], bool) if cutting.mask is None else _grown(cutting.mask))
        return cls(frames, hidden, _one_ground(frames, hidden))

    def behind(self, frame: Picture, mask: Mask) -> Picture:
        """Return a frame without what its mask covers."""
        cv = opencv()
        hole = _grown(mask)
        soft = np.maximum(cv.GaussianBlur(hole.astype(np.float32), (0, 0), 1.5), mask)[..., None] * 1.0
        ground = self.ground if self.ground is not None else self._from_near(frame, hole)
        mixed = frame + (ground.astype(np.float32) - frame) * np.clip(soft, 0, 1)
        return np.asarray(np.clip(np.rint(mixed), 0, 255), dtype=np.uint8)

    def _from_near(self, frame: Picture, hole: npt.NDArray[np.bool_]) -> Picture:
        """Return the ground of a frame of a moving camera: other frames laid over it, then a fill."""
        cv = opencv()
        high, wide = hole.shape
        layers, known = [], []
        for picture, hidden in zip(self.frames, self.hidden, strict=True):
            step = step_between(picture, frame, hidden.astype(np.float32))
            if step is None or np.abs(step[:2]).max() > wide / 2:
                continue
            matrix = _matrix(step, wide, high)
            layers.append(cv.warpAffine(picture, matrix, (wide, high), flags=cv.INTER_LINEAR))
            seen = cv.warpAffine((~hidden).astype(np.uint8), matrix, (wide, high), flags=cv.INTER_NEAREST)
            known.append(seen > 0)
        return _merged(frame, hole, layers, known)


def _one_ground(frames: list[Picture], hidden: list[npt.NDArray[np.bool_]]) -> Picture | None:
    """Return the ground if the camera rests in all frames, else None."""
    middle = frames[len(frames) // 2]
    ignored = hidden[len(frames) // 2]
    for picture, mask in zip(frames, hidden, strict=True):
        step = step_between(middle, picture, (mask | ignored).astype(np.float32))
        if step is None or np.abs(step[:2]).max() > _STILL_PX or np.abs(step[2:]).max() > 0.003:
            return None
    once: npt.NDArray[np.bool_] = np.stack(hidden).max(axis=0)
    return _merged(middle, once, frames, [~mask for mask in hidden])


def _merged(
    frame: Picture, hole: npt.NDArray[np.bool_], layers: list[Picture], known: list[npt.NDArray[np.bool_]]
) -> Picture:
    """Return the frame with its hole filled by the median of the layers where they are known, and else from around."""
    result = frame.copy()
    places = np.argwhere(hole)
    if not len(places):
        return result
    rows, columns = places[:, 0], places[:, 1]
    left: npt.NDArray[np.bool_] = np.ones(len(places), bool)
    if layers:
        values = np.stack([layer[rows, columns] for layer in layers]).astype(np.float32)
        seen = np.stack([part[rows, columns] for part in known])
        values[~seen] = np.nan
        left = np.asarray(~seen.any(axis=0))
        median = np.nanmedian(values[:, ~left], axis=0) if (~left).any() else np.zeros((0, 3))
        result[rows[~left], columns[~left]] = np.rint(median)
    if not left.any():
        return result
    unknown = np.zeros(hole.shape, np.float32)
    unknown[rows[left], columns[left]] = 1.0
    return fill(result, unknown, grow=0.002)


def _grown(mask: Mask) -> npt.NDArray[np.bool_]:
    cv = opencv()
    reach = max(2, round(0.006 * max(mask.shape)))
    kernel = cv.getStructuringElement(cv.MORPH_ELLIPSE, (2 * reach + 1,) * 2)
    return np.asarray(cv.dilate((mask > 0.15).astype(np.uint8), kernel) > 0)


def _matrix(step: npt.NDArray[np.float64], wide: int, high: int) -> npt.NDArray[np.float64]:
    scale = np.exp(step[3])
    linear = scale * np.array([[np.cos(step[2]), -np.sin(step[2])], [np.sin(step[2]), np.cos(step[2])]])
    middle = np.array([wide / 2, high / 2])
    return np.column_stack([linear, middle + step[:2] - linear @ middle])

"""Decoded frames as 4:2:0 arrays: reading a span of a clip, mixing two frames, drawing on them.

An array is (3H/2, W) uint8 as ffmpeg lays it out: H rows of luma, then both chroma planes. Mixing is linear, so doing
it there gives the same as in RGB, at half the work.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from storyagent.film.encode import open_video

Frame420 = npt.NDArray[np.uint8]


def black(width_px: int, height_px: int) -> Frame420:
    """Return a black frame (limited range)."""
    frame = np.full((height_px * 3 // 2, width_px), 128, np.uint8)
    frame[:height_px] = 16
    return frame


def mixed(over: Frame420, under: Frame420, weight: float) -> Frame420:
    """Return `over` seen with `weight` (0..1) over `under`."""
    part = round(weight * 256)
    total = over.astype(np.uint16)
    total *= part
    total += under.astype(np.uint16) * np.uint16(256 - part)
    total += 128
    total >>= 8
    return total.astype(np.uint8)


def span(path: Path, first: int, last: int) -> Iterator[Frame420]:
    """Decode the frames `first` to `last` (exclusive) of a clip written by `VideoWriter`."""
    with open_video(path) as container:
        stream = container.streams.video[0]
        stream.thread_type = "SLICE"  # frame threads would decode ahead of what is wanted
        step = 1 / (stream.average_rate * stream.time_base)
        container.seek(int(first * step), stream=stream)
        for frame in container.decode(stream):
            number = round(frame.pts / step)
            if number >= last:
                return
            if number >= first:
                yield frame.to_ndarray()


@dataclass(frozen=True)
class Overlay:
    """A picture to be drawn on frames: what it adds, and what share of the frame stays, both over `rows`."""

    rows: slice
    chroma_rows: slice
    luma: npt.NDArray[np.uint16]
    luma_stays: npt.NDArray[np.uint16]
    chroma: npt.NDArray[np.uint16]
    chroma_stays: npt.NDArray[np.uint16]

    @classmethod
    def of(cls, picture: npt.NDArray[np.uint8]) -> Overlay | None:
        """Make an overlay of an (H, W, 4) RGBA picture as large as the frame; None if nothing is on it."""
        rows = np.flatnonzero(picture[..., 3].any(axis=1))
        if not rows.size:
            return None
        top, bottom = int(rows[0]) // 2 * 2, (int(rows[-1]) + 2) // 2 * 2
        rgba = picture[top:bottom].astype(np.float64)
        alpha = rgba[..., 3] / 255
        red, green, blue = (rgba[..., channel] for channel in range(3))
        shade = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        luma = 16 + shade * 219 / 255
        planes = [128 + (tone - shade) * 112 / 255 / (1 - part) for tone, part in ((blue, 0.0722), (red, 0.2126))]
        coarse_alpha = _halved(alpha)
        coarse = np.stack([_halved(plane * alpha) for plane in planes])
        return cls(
            slice(top, bottom),
            slice(top // 2, bottom // 2),
            np.round(luma * alpha * 256).astype(np.uint16),
            np.round((1 - alpha) * 256).astype(np.uint16),
            np.round(coarse * 256).astype(np.uint16),
            np.round((1 - coarse_alpha) * 256).astype(np.uint16),
        )

    def drawn_on(self, frame: Frame420) -> Frame420:
        """Return a frame with the picture on it."""
        result = frame.copy()
        height_px, width_px = frame.shape[0] * 2 // 3, frame.shape[1]
        luma = result[:height_px][self.rows]
        luma[:] = (luma * self.luma_stays + self.luma) >> 8
        chroma = result[height_px:].reshape(2, height_px // 2, width_px // 2)[:, self.chroma_rows]
        chroma[:] = (chroma * self.chroma_stays + self.chroma) >> 8
        return result


def _halved(plane: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    height, width = plane.shape
    coarse: npt.NDArray[np.float64] = plane.reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3))
    return coarse

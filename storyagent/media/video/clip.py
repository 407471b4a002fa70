"""Reading any clip as what a viewer sees: upright RGB pictures at one steady rate.

Whatever matrix, range, rotation or rate a file has, its pictures come out as they are meant to look; frames of a clip
with an uneven rate are held as long as a player holds them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from storyagent.errors import InvalidInput
from storyagent.film.encode import Picture, open_video

LONGEST_SIDE_PX = 8192
_BT601, _BT709, _UNSPECIFIED = (5, 6), 1, 2
_FULL_RANGE = 2
_HDR_TRANSFERS = (16, 18)
_CHUNK_BYTES = 256 * 2**20


@dataclass(frozen=True)
class Clip:
    """A clip as it is seen: even sides, whole frames at a steady rate.

    `shows[i]` is the stored frame that frame i shows, `stamps` are the stored frames' timestamps in the order they are
    shown, `keys` the numbers of those where decoding can start.
    """

    path: Path
    width_px: int
    height_px: int
    fps: Fraction
    shows: tuple[int, ...]
    stamps: tuple[int, ...]
    keys: tuple[int, ...]
    start_s: float
    turned: int = 0

    @property
    def frames(self) -> int:
        """Return the number of frames."""
        return len(self.shows)

    @property
    def duration_s(self) -> float:
        """Return the length in seconds."""
        return float(self.frames / self.fps)

    def frame_at(self, time_s: float) -> int:
        """Return the number of the frame that is seen at a time; the last one after the end."""
        return max(0, min(self.frames - 1, int(time_s * self.fps + 1e-6)))


def open_clip(path: Path) -> Clip:
    """Look at a clip without decoding more than its first picture.

    An odd last row or column is left out: films have even sides.

    Raises:
        InvalidInput: it is no video, holds no picture, is high dynamic range, or has a side above 8,192 px.
    """
    with open_video(path) as container:
        stream = container.streams.video[0]
        packets = [packet for packet in container.demux(stream) if packet.size and packet.pts is not None]
        stamps = tuple(sorted({packet.pts for packet in packets}))
        keyed = {packet.pts for packet in packets if packet.is_keyframe}
        if not stamps:
            raise InvalidInput("the video holds no picture", where=str(path), needed="at least one frame")
        if len(stamps) < 0.98 * stream.frames - 2:  # an edit list may leave out a few
            raise InvalidInput(
                "the video is cut short",
                where=str(path),
                found=f"{len(stamps)} frames",
                needed=f"{stream.frames} frames",
            )
        seconds = [float(stamp * stream.time_base) for stamp in stamps]
        fps, shows = _shown(seconds, _rate(stream, seconds))
        first = _first_frame(path)
    turned = round(first.rotation / 90) * 90 % 360
    width_px, height_px = (first.height, first.width) if turned in (90, 270) else (first.width, first.height)
    _require_size(path, width_px, height_px)
    keys = tuple(number for number, stamp in enumerate(stamps) if stamp in keyed) or (0,)
    return Clip(path, width_px // 2 * 2, height_px // 2 * 2, fps, shows, stamps, keys, seconds[0], turned)


def clip_frames(clip: Clip, first: int = 0, last: int | None = None) -> Iterator[Picture]:
    """Decode frames `first` to `last` (exclusive; the end if None), each (H, W, 3) uint8 RGB.

    Raises:
        InvalidInput: the file is damaged before the last frame.
    """
    wanted = clip.shows[first:last]
    if not wanted:
        return
    stored = _stored(clip, wanted[0], wanted[-1])
    number, picture = next(stored, (None, None))
    for place in wanted:
        while number is not None and number < place:
            following = next(stored, None)
            if following is None:
                break
            number, picture = following
        if picture is None:
            raise InvalidInput("the video cannot be decoded", where=str(clip.path), needed="an undamaged file")
        yield picture


def backwards(clip: Clip) -> Iterator[Picture]:
    """Decode the frames from the last to the first, a stretch that fits into 256 MiB at a time."""
    stretch = max(1, _CHUNK_BYTES // (clip.width_px * clip.height_px * 3))
    starts = sorted({bound for key in (*clip.keys, len(clip.stamps)) for bound in [_first_showing(clip, key)]} | {0})
    ends = [*starts[1:], clip.frames]
    for start, end in zip(reversed(starts), reversed(ends), strict=True):
        for upper in range(end, start, -stretch):
            yield from reversed(list(clip_frames(clip, max(start, upper - stretch), upper)))


def evenly(path: Path, count: int) -> NDArray[np.uint8]:
    """Read so many frames of a video, the first and the last and those evenly between: t h w 3, 8 bits RGB.

    Raises:
        InvalidInput: it cannot be read.
    """
    clip = open_clip(path)
    places = [round(place * (clip.frames - 1) / max(1, count - 1)) for place in range(count)]
    return np.stack(list(at_positions(clip_frames(clip), places)))


def at_positions(frames: Iterable[Picture], places: Sequence[int]) -> Iterator[Picture]:
    """Pick frames by their numbers, which must not fall; a number may come several times."""
    stream = enumerate(frames)
    number, picture = next(stream)
    for place in places:
        while number < place:
            number, picture = next(stream)
        yield picture


def _first_showing(clip: Clip, stored: int) -> int:
    """Return the first frame that shows this stored frame or a later one."""
    return int(np.searchsorted(np.asarray(clip.shows), stored))


def _rate(stream: Any, seconds: Sequence[float]) -> Fraction:
    rate = stream.average_rate or stream.guessed_rate or stream.base_rate
    if rate and 0 < rate <= 1000:
        return Fraction(rate).limit_denominator(1001)
    if len(seconds) > 1 and seconds[-1] > seconds[0]:
        return Fraction((len(seconds) - 1) / (seconds[-1] - seconds[0])).limit_denominator(1001)
    return Fraction(24)


def _shown(seconds: Sequence[float], fps: Fraction) -> tuple[Fraction, tuple[int, ...]]:
    """Return the clip's steady rate, and the stored frame that each of its frames shows.

    A clip whose frames come at uneven times gets the rate of its quickest ones, at most 60.
    """
    times = np.asarray(seconds) - seconds[0]
    steady = np.arange(len(times)) / float(fps)
    if np.abs(times - steady).max() < 0.5 / float(fps):  # as steady as its timestamps can say
        return fps, tuple(range(len(times)))
    steps = np.diff(times)
    fps = Fraction(max(1, min(60, round(1 / float(np.percentile(steps, 10))))))
    count = max(1, round((float(times[-1]) + float(np.median(steps))) * fps))
    moments = (np.arange(count) + 0.5) / float(fps)
    return fps, tuple(int(place) for place in np.searchsorted(times, moments, side="right") - 1)


def _require_size(path: Path, width_px: int, height_px: int) -> None:
    if min(width_px, height_px) < 2 or max(width_px, height_px) > LONGEST_SIDE_PX:
        raise InvalidInput(
            "the video's size cannot be worked on",
            where=str(path),
            found=f"{width_px}x{height_px}",
            needed=f"sides from 2 to {LONGEST_SIDE_PX} px",
        )


def _first_frame(path: Path) -> Any:
    import av

    with open_video(path) as container:
        stream = container.streams.video[0]
        if int(stream.codec_context.color_trc or 0) in _HDR_TRANSFERS:
            raise InvalidInput(
                "the video is high dynamic range",
                where=str(path),
                needed="standard dynamic range",
                hint="tone-map it first, for instance with ffmpeg's zscale and tonemap filters",
            )
        try:
            return next(container.decode(stream))
        except (StopIteration, av.FFmpegError) as error:
            raise InvalidInput("the video cannot be decoded", where=str(path), found=str(error)) from error


def _stored(clip: Clip, first: int, last: int) -> Iterator[tuple[int, Picture]]:
    """Decode the stored frames `first` to `last` (inclusive) with their numbers."""
    import av

    number_of = {stamp: number for number, stamp in enumerate(clip.stamps)}
    key = max((key for key in clip.keys if key <= first), default=0)
    reformatter = av.video.reformatter.VideoReformatter()
    with open_video(clip.path) as container:
        stream = container.streams.video[0]
        stream.thread_type = "SLICE"
        if key > 0:
            container.seek(clip.stamps[key], stream=stream)
        try:
            for frame in container.decode(stream):
                number = number_of.get(frame.pts)
                if number is None or number < first:
                    continue
                if number > last:
                    return
                yield number, _seen(frame, clip, reformatter)
        except av.FFmpegError as error:
            raise InvalidInput("the video cannot be decoded", where=str(clip.path), found=str(error)) from error


def _seen(frame: Any, clip: Clip, reformatter: Any) -> Picture:
    import av

    spaces, ranges = av.video.reformatter.Colorspace, av.video.reformatter.ColorRange
    kind = frame.format
    if kind.is_rgb or kind.has_palette or len(kind.components) == 1:
        picture = frame.to_ndarray(format="rgb24")
    else:
        full = int(frame.color_range) == _FULL_RANGE or kind.name.startswith("yuvj")
        picture = reformatter.reformat(
            frame,
            format="rgb24",
            src_colorspace=_matrix(int(frame.colorspace), frame.height, spaces),
            src_color_range=ranges.JPEG if full else ranges.MPEG,
            dst_color_range=ranges.JPEG,
        ).to_ndarray()
    picture = np.rot90(picture, clip.turned // 90) if clip.turned else picture
    return np.ascontiguousarray(picture[: clip.height_px, : clip.width_px])


def _matrix(tag: int, height_px: int, spaces: Any) -> Any:
    if tag == _UNSPECIFIED:  # as players do
        return spaces.ITU709 if height_px >= 720 else spaces.ITU601
    named = {_BT709: spaces.ITU709, 4: spaces.FCC, 7: spaces.SMPTE240M, 9: spaces.BT2020, 10: spaces.BT2020}
    return named.get(tag, spaces.ITU601)

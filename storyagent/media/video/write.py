"""Writing a clip with its sound, in the encoding that every clip of a film has."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from storyagent.errors import InvalidInput
from storyagent.film.audio import RATE_HZ
from storyagent.film.encode import Picture, VideoWriter, ffmpeg, open_video
from storyagent.media.video.clip import LONGEST_SIDE_PX
from storyagent.media.video.sound import Sound, fitted, samples_of

Progress = Callable[[float], None]
_SOUND_BITS_PER_S = 160_000
_BLOCK = 1024


def write_clip(
    path: Path,
    frames: Iterable[Picture],
    fps: Fraction,
    sound: Sound | None = None,
    *,
    total: int = 0,
    progress: Progress = lambda fraction: None,
) -> int:
    """Write pictures of one size, (H, W, 3) RGB, and their sound as an .mp4; return how many there were.

    Sound is cut, or filled with silence, to exactly the pictures' length. `total`, if known, makes `progress` tell the
    share that is done; it may raise to stop, and then there is no file.

    Raises:
        InvalidInput: a side is odd, or above 8,192 px.
        ToolFailed: there was no picture, or they differ in size.
    """
    with TemporaryDirectory(dir=path.parent, prefix=".clip-") as folder:
        silent = Path(folder) / "pictures.mp4"
        count = _write_pictures(silent, frames, fps, total, progress)
        if sound is None:
            silent.replace(path)
        else:
            heard = Path(folder) / "clip.mp4"
            _with_sound(silent, heard, fps, fitted(sound, samples_of(count, fps)))
            heard.replace(path)
    return count


def _write_pictures(path: Path, frames: Iterable[Picture], fps: Fraction, total: int, progress: Progress) -> int:
    stream = iter(frames)
    first = next(stream, None)
    height_px, width_px = first.shape[:2] if first is not None else (2, 2)
    if max(width_px, height_px) > LONGEST_SIDE_PX:
        raise InvalidInput(
            "the clip would be too large", found=f"{width_px}x{height_px}", needed=f"sides up to {LONGEST_SIDE_PX} px"
        )
    with VideoWriter(path, width_px, height_px, fps) as video:
        picture = first
        while picture is not None:
            if total and video.frames % 4 == 0:
                progress(min(1.0, video.frames / total))
            video.write(picture)
            picture = next(stream, None)
        return video.frames


def _with_sound(pictures: Path, path: Path, fps: Fraction, sound: Sound) -> None:
    av = ffmpeg()
    with open_video(pictures) as source, av.open(str(path), "w", options={"movflags": "+faststart"}) as out:
        video = out.add_stream_from_template(source.streams.video[0])
        video.time_base = 1 / fps
        audio = out.add_stream("aac", rate=RATE_HZ, layout="mono" if len(sound) == 1 else "stereo")
        audio.bit_rate = _SOUND_BITS_PER_S
        out.start_encoding()
        tracks = [_copied(source, video), _encoded(audio, sound)]
        for _, _, packet in heapq.merge(*(_timed(track, order) for order, track in enumerate(tracks))):
            out.mux(packet)


def _timed(track: Iterator[Any], order: int) -> Iterator[tuple[Fraction, tuple[int, int], Any]]:
    for number, packet in enumerate(track):
        yield packet.dts * packet.time_base, (order, number), packet


def _copied(source: Any, stream: Any) -> Iterator[Any]:
    for packet in source.demux(video=0):
        if packet.size:
            packet.stream = stream
            yield packet


def _encoded(stream: Any, sound: Sound) -> Iterator[Any]:
    import av

    layout = "mono" if len(sound) == 1 else "stereo"
    for start in range(0, sound.shape[1], _BLOCK):
        block = np.ascontiguousarray(sound[:, start : start + _BLOCK])
        frame = av.AudioFrame.from_ndarray(block, format="fltp", layout=layout)
        frame.sample_rate, frame.pts, frame.time_base = RATE_HZ, start, Fraction(1, RATE_HZ)
        yield from stream.encode(frame)
    yield from stream.encode(None)

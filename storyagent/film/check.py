"""A finished film, opened again: is it what the timeline says, and is there something to see and to hear?"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from storyagent.errors import ToolFailed
from storyagent.film.audio import RATE_HZ, Samples, read_sound, resampled
from storyagent.film.encode import VideoFacts, open_video, probe
from storyagent.film.facts import FilmFacts
from storyagent.story.timeline import Timeline

__all__ = ["FilmFacts", "check_film"]

_SAMPLES = 16
_BLACK_LUMA = 24  # 16 is black
_FLAT = 4
_STILL = 5  # the greatest change of a pixel that is no more than the encoder's noise
_SILENT = 10 ** (-60 / 20)
_AUDIBLE = 10 ** (-40 / 20)


def check_film(path: Path, timeline: Timeline, *, audio: Path | None = None, subtitles: int = 0) -> FilmFacts:
    """Open a film and compare it with what it should be.

    Args:
        path: The film.
        timeline: What it was made from.
        audio: The sound it was made from; the film must be heard wherever this is.
        subtitles: How many subtitles it should have.

    Raises:
        InvalidInput: it cannot be opened.
        ToolFailed: wrong length, no sound, silence where there should be speech, missing subtitles, black, or frozen.
    """
    found = probe(path)
    _same(path, "frames", found.frames, timeline.frames)
    _same(path, "frames a second", found.fps, float(timeline.fps))
    with ThreadPoolExecutor(1) as beside:
        looking = beside.submit(_looked_at, path, found)
        sound = _sound(path, found, timeline, audio) if audio or found.audio_codec else None
        black_share, frozen_share = looking.result()
    if black_share > 0.5:
        raise ToolFailed("the film is black", where=str(path), found=f"{black_share:.0%} of its key frames")
    if frozen_share > 0.95 and found.duration_s > 2:
        raise ToolFailed(
            "nothing moves in the film", where=str(path), found=f"{frozen_share:.0%} of its key frames alike"
        )
    texts = _count_subtitles(path) if found.subtitle_codecs else 0
    _same(path, "subtitles", texts, subtitles)
    return FilmFacts(
        frames=found.frames,
        duration_s=found.duration_s,
        width_px=found.width_px,
        height_px=found.height_px,
        fps=found.fps,
        video_codec=found.codec,
        audio_codec=found.audio_codec,
        audio_s=sound.size / RATE_HZ if sound is not None else 0.0,
        audio_rms_db=_rms_db(sound) if sound is not None else None,
        subtitle_tracks=len(found.subtitle_codecs),
        subtitles=texts,
        black_share=black_share,
        frozen_share=frozen_share,
        bytes=path.stat().st_size,
    )


def _same(path: Path, what: str, found: float, needed: float) -> None:
    if found != needed:
        raise ToolFailed(
            f"the film has the wrong number of {what}", where=str(path), found=f"{found}", needed=f"{needed}"
        )


def _sound(path: Path, found: VideoFacts, timeline: Timeline, audio: Path | None) -> Samples:
    if not found.audio_codec:
        raise ToolFailed("the film has no sound", where=str(path), needed="an audio track")
    sound = resampled(*read_sound(path))
    drift_s = sound.size / RATE_HZ - timeline.duration_s
    if not -1 / timeline.fps < drift_s < 0.05 + 1 / timeline.fps:  # AAC ends on a block of 1024 samples
        raise ToolFailed(
            "the sound is not as long as the film",
            where=str(path),
            found=f"{sound.size / RATE_HZ:.3f} s",
            needed=f"{timeline.duration_s:.3f} s",
        )
    if audio:
        wanted, heard = (_levels(samples) for samples in (resampled(*read_sound(audio)), sound))
        for second, (level, got) in enumerate(zip(wanted, heard, strict=False)):
            if level > _AUDIBLE and got < _SILENT:
                raise ToolFailed("the film is silent where something should be heard", where=f"{path} at {second} s")
    return sound


def _levels(samples: Samples) -> npt.NDArray[np.float64]:
    seconds = np.pad(samples, (0, -samples.size % RATE_HZ)).astype(np.float64).reshape(-1, RATE_HZ)
    levels: npt.NDArray[np.float64] = np.sqrt(np.mean(seconds**2, axis=1))
    return levels


def _rms_db(samples: Samples) -> float | None:
    power = float(np.mean(samples.astype(np.float64) ** 2)) if samples.size else 0.0
    return round(10 * float(np.log10(power)), 2) if power > 0 else None


def _looked_at(path: Path, found: VideoFacts) -> tuple[float, float]:
    """Return the shares of black key frames, and of key frames that look like the one before."""
    keys = found.key_frames
    chosen = {keys[round(i)] for i in np.linspace(0, len(keys) - 1, min(_SAMPLES, len(keys)))}
    pictures = _small(path, chosen)
    if not pictures:
        raise ToolFailed("no picture of the film can be decoded", where=str(path))
    dark = [float(picture.mean()) < _BLACK_LUMA and float(picture.std()) < _FLAT for picture in pictures]
    still = [int(np.abs(a - b).max()) <= _STILL for a, b in pairwise(pictures)]
    return sum(dark) / len(dark), sum(still) / len(still) if still else 0.0


def _small(path: Path, chosen: set[int]) -> Sequence[npt.NDArray[np.int16]]:
    with open_video(path) as container:
        stream = container.streams.video[0]
        stream.thread_type = "FRAME"
        packets = (packet for packet in container.demux(stream) if packet.size)
        frames = [frame for number, packet in enumerate(packets) if number in chosen for frame in packet.decode()]
        frames += stream.codec_context.decode(None)
        return [_gray(frame) for frame in frames]


def _gray(frame: Any) -> npt.NDArray[np.int16]:
    luma = frame.to_ndarray()[: frame.height]
    return luma[:: max(1, frame.height // 180), :: max(1, frame.width // 320)].astype(np.int16)  # type: ignore[no-any-return]


def _count_subtitles(path: Path) -> int:
    with open_video(path) as container:
        return sum(1 for packet in container.demux(container.streams.subtitles[0]) if packet.size > 2)

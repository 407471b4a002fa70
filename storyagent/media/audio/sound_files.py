"""Stereo sound in files: any format in, 16 bit PCM at 48 kHz out."""

from __future__ import annotations

import wave
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from storyagent.errors import InvalidInput
from storyagent.film.audio import RATE_HZ
from storyagent.film.encode import ffmpeg
from storyagent.media.audio.waves import Stereo


def read_stereo(path: Path) -> Stereo:
    """Read a sound, or the sound of a video, at 48 kHz; one channel is heard on both sides at its own level.

    Raises:
        InvalidInput: it holds no sound that can be read.
    """
    av = ffmpeg()
    try:
        with av.open(str(path), "r") as container:
            if not container.streams.audio:
                raise InvalidInput("the file holds no sound", where=str(path), needed="a sound track")
            stream = container.streams.audio[0]
            alone = stream.codec_context.channels == 1
            resampler = av.AudioResampler(format="fltp", layout="mono" if alone else "stereo", rate=RATE_HZ)
            frames = (part for frame in container.decode(stream) for part in resampler.resample(frame))
            parts = [part.to_ndarray() for part in (*frames, *resampler.resample(None))]
    except (OSError, av.FFmpegError) as error:
        raise InvalidInput("the sound cannot be read", where=str(path), found=str(error)) from error
    sound = np.concatenate(parts, axis=1) if parts else np.zeros((2, 0), np.float32)
    return np.ascontiguousarray(np.broadcast_to(sound, (2, sound.shape[1])), np.float32)


def write_stereo(path: Path, sound: Stereo) -> None:
    """Write sound as 48 kHz 16 bit PCM. The same samples give the same bytes."""
    write_parts(path, [sound])


def write_parts(path: Path, parts: Iterable[Stereo]) -> None:
    """Write sounds one after the other as one file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        for part in parts:
            pcm = np.round(np.clip(part, -1.0, 1.0) * 32767).astype("<i2")
            file.writeframes(np.ascontiguousarray(pcm.T).tobytes())

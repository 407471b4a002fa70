"""Sound: reading, loudness, writing, and the mix of a whole film.

Inside, sound is float32 in -1..1; every file is 16 bit PCM at 48 kHz. Positions are counted in samples from the film's
first one, never added up, so nothing drifts.
"""

from __future__ import annotations

import io
import wave
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from storyagent.errors import InvalidInput, ToolFailed
from storyagent.film.encode import ffmpeg
from storyagent.story.timeline import Timeline

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame

Samples = npt.NDArray[np.float32]
"""(N,) mono, -1..1."""

RATE_HZ = 48_000
SPEECH_DB = -20.0  # RMS of what is spoken, without its pauses; in both channels it is heard at about -17 LUFS
_PEAK = 10 ** (-1.5 / 20)
_BLOCK_S = 0.005
_AUDIBLE = 10 ** (-45 / 20)  # of the loudest block


def sample_at(frame: int, fps: int) -> int:
    """Return the sample at which a frame starts: frame * 48000 / fps, halves rounded up, in whole numbers.

    >>> sample_at(1, 24), sample_at(1, 7), sample_at(10**9, 7)
    (2000, 6857, 6857142857143)
    """
    return (2 * frame * RATE_HZ + fps) // (2 * fps)


def read_sound(source: Path | bytes, *, where: str = "") -> tuple[Samples, int]:
    """Read a sound of any format ffmpeg knows as mono; return it and its rate in Hz.

    Raises:
        ToolFailed: it holds no sound that can be read.
    """
    av = ffmpeg()
    name = where or (str(source) if isinstance(source, Path) else "sound")
    try:
        with av.open(io.BytesIO(source) if isinstance(source, bytes) else str(source), "r") as container:
            if not container.streams.audio:
                raise ToolFailed("the file holds no sound", where=name)
            stream = container.streams.audio[0]
            to_float = av.AudioResampler(format="fltp")
            parts = [part for frame in container.decode(stream) for part in to_float.resample(frame)]
            parts += to_float.resample(None)
            rate_hz = stream.codec_context.sample_rate
    except (OSError, av.FFmpegError) as error:
        raise ToolFailed("the sound cannot be read", where=name, found=str(error)) from error
    return _joined(parts), rate_hz


def _joined(parts: list[AudioFrame]) -> Samples:
    arrays = [part.to_ndarray().mean(axis=0) for part in parts]  # (channels, samples)
    return np.concatenate(arrays).astype(np.float32) if arrays else np.zeros(0, np.float32)


def resampled(samples: Samples, rate_hz: int) -> Samples:
    """Return mono sound at 48 kHz."""
    if rate_hz == RATE_HZ or not samples.size:
        return samples
    av = ffmpeg()
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE_HZ)
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples[None, :]), format="flt", layout="mono")
    frame.sample_rate = rate_hz
    sound = _joined([*resampler.resample(frame), *resampler.resample(None)])
    length = round(samples.size * RATE_HZ / rate_hz)
    return np.pad(sound[:length], (0, max(0, length - sound.size)))


def trimmed(samples: Samples, *, keep_s: float = 0.02) -> tuple[Samples, int]:
    """Cut silence off both ends of a 48 kHz sound; return it and the number of samples cut off its start."""
    loud = np.flatnonzero(np.abs(samples) > _AUDIBLE * 0.2 * np.max(np.abs(samples), initial=0.0))
    if not loud.size:
        return samples[:0], 0
    keep = int(keep_s * RATE_HZ)
    first = max(0, int(loud[0]) - keep)
    return samples[first : int(loud[-1]) + keep], first


def speech_level_db(samples: Samples) -> float:
    """Return the RMS in dB of full scale over the 50 ms blocks in which something is heard; -inf for silence."""
    size = RATE_HZ // 20
    padded = np.pad(samples, (0, -samples.size % size)).astype(np.float64).reshape(-1, size)
    power = np.mean(padded**2, axis=1)
    heard = power[power > _AUDIBLE**2 * np.max(power, initial=0.0)]
    return float(10 * np.log10(np.mean(heard))) if heard.size and heard.max() > 0 else float("-inf")


def levelled(samples: Samples) -> Samples:
    """Bring speech to the common loudness, its peaks held below full scale."""
    sound = samples
    for _ in range(3):  # holding the peaks takes a little loudness away
        level_db = speech_level_db(sound)
        if level_db == float("-inf"):
            return samples
        sound = limited(sound * np.float32(10 ** ((SPEECH_DB - level_db) / 20)))
    return sound


def limited(samples: Samples) -> Samples:
    """Turn the sound down around peaks above -1.5 dB, without a click and without cutting a wave.

    The gain of a 5 ms block is what its peak allows; each block takes the smallest gain of its neighbours and itself,
    and the gain runs straight from the middle of one to the next, so it is never above what the block allows.
    """
    if np.max(np.abs(samples), initial=0.0) <= _PEAK:
        return samples
    size = int(_BLOCK_S * RATE_HZ)
    blocks = np.abs(np.pad(samples, (0, -samples.size % size))).reshape(-1, size).max(axis=1)
    allowed = np.minimum(1.0, _PEAK / np.maximum(blocks, 1e-9))
    around = np.pad(allowed, 1, mode="edge")
    lowest = np.minimum(np.minimum(around[:-2], around[1:-1]), around[2:])
    middles = (np.arange(blocks.size) + 0.5) * size
    gain = np.interp(np.arange(samples.size), middles, lowest)
    sound: Samples = samples * gain.astype(np.float32)
    return sound


def faded(samples: Samples, *, fade_s: float = 0.008) -> Samples:
    """Return the sound with its first and last moment faded, so that it starts and ends without a click."""
    length = min(int(fade_s * RATE_HZ), samples.size // 2)
    if not length:
        return samples
    ramp = np.linspace(0.0, 1.0, length, dtype=np.float32)
    sound = samples.copy()
    sound[:length] *= ramp
    sound[-length:] *= ramp[::-1]
    return sound


def write_wav(path: Path, samples: Samples, channels: int = 1) -> None:
    """Write mono sound as 48 kHz 16 bit PCM, the same in every channel. The same samples give the same bytes."""
    pcm = np.round(np.clip(samples, -1.0, 1.0) * 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(np.repeat(pcm, channels).tobytes())


def mix(timeline: Timeline, speech: Mapping[str, Path]) -> Samples:
    """Put the speech of each shot (by its id) where the timeline says; return as many samples as the film lasts.

    Raises:
        InvalidInput: a shot is not in the timeline, or its speech ends after the film.
    """
    sound = np.zeros(sample_at(timeline.frames, timeline.fps), np.float32)
    shots = {shot.id: (start, shot) for shot, start in zip(timeline.shots, timeline.starts, strict=True)}
    for shot_id, path in speech.items():
        if shot_id not in shots:
            raise InvalidInput(
                "speech for a shot that is not in the film", found=shot_id, needed=f"one of {', '.join(shots)}"
            )
        start, shot = shots[shot_id]
        samples, rate_hz = read_sound(path)
        spoken = faded(resampled(samples, rate_hz))
        first = sample_at(start + shot.speech_offset_frames, timeline.fps)
        if first + spoken.size > sound.size:
            raise InvalidInput(
                "the speech ends after the film",
                where=f"shot {shot_id}",
                found=f"{(first + spoken.size) / RATE_HZ:.2f} s",
                needed=f"at most {timeline.duration_s:.2f} s",
            )
        sound[first : first + spoken.size] += spoken
    return limited(sound)

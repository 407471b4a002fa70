"""Tiny real clips whose frames say their own number, with sound whose pitch says the time."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt

from storyagent.film.encode import Picture
from storyagent.media.video.clip import clip_frames, open_clip
from storyagent.media.video.sound import Sound, clip_sound
from storyagent.media.video.write import write_clip

WIDTH_PX, HEIGHT_PX, FRAMES, FPS = 96, 64, 24, 24
_BITS = 6
EARLY_HZ, LATE_HZ = 440.0, 880.0


def numbered(number: int) -> Picture:
    """Return a picture with its number in six black or white blocks on top, and a warm ground below."""
    picture = np.zeros((HEIGHT_PX, WIDTH_PX, 3), np.uint8)
    picture[HEIGHT_PX // 2 :] = (200, 120, 40)
    for bit in range(_BITS):
        if number >> bit & 1:
            picture[: HEIGHT_PX // 2, bit * 16 : bit * 16 + 16] = 255
    return picture


def number_of(picture: npt.NDArray[np.uint8]) -> int:
    """Read the number in a picture of any size."""
    high, wide = picture.shape[:2]
    row = picture[high // 4]
    return sum(int(row[int((bit + 0.5) * wide / _BITS)].mean() > 128) << bit for bit in range(_BITS))


def numbered_clip(path: Path, frames: int = FRAMES, fps: Fraction | int = FPS, *, sound: bool = True) -> Path:
    """Write numbered frames; what is heard is 440 Hz in the first half and 880 Hz in the second."""
    rate = Fraction(fps)
    heard = two_tones(round(frames * 48_000 / rate)) if sound else None
    write_clip(path, (numbered(number) for number in range(frames)), rate, heard)
    return path


def two_tones(samples: int) -> Sound:
    """Return stereo sound, 440 Hz and then 880 Hz."""
    times = np.arange(samples) / 48_000
    hertz = np.where(np.arange(samples) < samples // 2, EARLY_HZ, LATE_HZ)
    return np.tile(0.4 * np.sin(2 * np.pi * hertz * times), (2, 1)).astype(np.float32)


def numbers_in(path: Path) -> list[int]:
    """Return the numbers that a clip's frames show."""
    return [number_of(frame) for frame in clip_frames(open_clip(path))]


def pitch_hz(path: Path, start: float, end: float) -> float:
    """Return the strongest frequency between two shares of a clip's sound."""
    sound = clip_sound(open_clip(path))
    assert sound is not None
    part = sound[0, int(start * sound.shape[1]) : int(end * sound.shape[1])]
    spectrum = np.abs(np.fft.rfft(part * np.hanning(part.size)))
    return float(np.argmax(spectrum) * 48_000 / part.size)

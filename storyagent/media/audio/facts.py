"""What a sound is like, in numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from storyagent.film.audio import RATE_HZ
from storyagent.media.audio.levels import loudness_lufs
from storyagent.media.audio.sound_files import read_stereo
from storyagent.media.audio.waves import Mono, Stereo
from storyagent.story.values import Value

_HOP = 512
_FRAME = 1024
_LEAST_FLUX = 0.22  # of bands' levels in bels: steady noise stays below it


class SoundFacts(Value):
    """A sound in numbers.

    Levels are in dB of full scale and in LUFS (None for silence); `centroid_hz` is the middle of its spectrum by power,
    `onsets_per_s` how often something begins in it.
    """

    duration_s: float
    rms_db: float | None
    peak_db: float | None
    loudness_lufs: float | None
    centroid_hz: float
    onsets_per_s: float


def sound_facts(sound: Stereo | Path) -> SoundFacts:
    """Measure a sound, or a sound file.

    Raises:
        InvalidInput: the file holds no sound that can be read.
    """
    samples = read_stereo(sound) if isinstance(sound, Path) else sound
    middle = samples.mean(axis=0)
    power = _spectra(np.pad(middle, (2 * _FRAME, 0))) ** 2
    total = power.sum(axis=0)
    frequencies = np.fft.rfftfreq(_FRAME, 1 / RATE_HZ)
    loud = loudness_lufs(samples)
    return SoundFacts(
        duration_s=samples.shape[1] / RATE_HZ,
        rms_db=_db(float(np.sqrt(np.mean(samples**2))) if samples.size else 0.0),
        peak_db=_db(float(np.max(np.abs(samples), initial=0.0))),
        loudness_lufs=loud if loud > float("-inf") else None,
        centroid_hz=float((frequencies * total).sum() / max(float(total.sum()), 1e-20)),
        onsets_per_s=_onsets(power) * RATE_HZ / max(1, middle.size),
    )


def _spectra(channel: Mono) -> Mono:
    """Return the amplitude spectra of overlapping frames, (frames, bins)."""
    padded = np.pad(channel, (0, max(0, _FRAME - channel.size)))
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FRAME)[::_HOP]
    return np.abs(np.fft.rfft(frames * np.hanning(_FRAME).astype(np.float32), axis=1))


def _onsets(power: Mono) -> int:
    """Count the moments at which many bands grow louder at once: peaks of the flux of 32 bands' levels.

    A peak is higher than 1.6 times what is usual in the half second around it, than a fifth of the greatest, and than
    what noise gives.
    """
    edges = np.unique(np.geomspace(1, power.shape[1], 33).astype(int))
    bands = np.add.reduceat(power, edges[:-1], axis=1)
    levels = np.log10(bands + 1e-4 * max(float(bands.mean()), 1e-20))
    flux = np.maximum(levels[2:] - levels[:-2], 0).mean(axis=1)
    if flux.size < 3:
        return int(flux.size > 0 and flux.max() > 0)
    around = np.convolve(np.pad(flux, 24, mode="edge"), np.ones(49) / 49, mode="valid")
    count, last, top_flux = 0, -9, float(flux.max())
    for place in range(1, flux.size - 1):
        here = flux[place]
        top = here > flux[place - 1] and here >= flux[place + 1]
        if top and here > max(1.6 * around[place], 0.2 * top_flux, _LEAST_FLUX) and place - last > 4:
            count, last = count + 1, place
    return count


def _db(value: float) -> float | None:
    return round(20 * float(np.log10(value)), 2) if value > 0 else None

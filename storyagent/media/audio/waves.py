"""What sounds are built of: coloured noise, damped tones, sweeps, bursts, and a canvas they are put on.

Inside, sound is float32 at 48 kHz, (2, N) in stereo or (N,) in one channel. Noise is made from its spectrum and so is
periodic: it can be repeated without a seam.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from storyagent.film.audio import RATE_HZ

Mono = npt.NDArray[np.float32]
"""(N,) one channel at 48 kHz."""

Stereo = npt.NDArray[np.float32]
"""(2, N) left and right at 48 kHz."""

Gain = Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]]
"""The amplitude of noise at frequencies in Hz, none of them 0."""


def samples_of(duration_s: float) -> int:
    """Return a duration as whole samples, at least one."""
    return max(1, round(duration_s * RATE_HZ))


def seconds(size: int) -> Mono:
    """Return the time of each of `size` samples, in seconds."""
    return np.arange(size, dtype=np.float32) / np.float32(RATE_HZ)


def band(low_hz: float, high_hz: float, steepness: float = 4.0) -> Gain:
    """Return the gain of a band: 1 between both frequencies, falling off below and above."""
    return lambda f: 1.0 / np.sqrt((1 + (low_hz / f) ** steepness) * (1 + (f / high_hz) ** steepness))


def noise(rng: np.random.Generator, size: int, gain: Gain) -> Mono:
    """Return periodic noise of a colour, with an RMS of 1."""
    count = size // 2 + 1
    spectrum = rng.standard_normal(count, np.float32) + 1j * rng.standard_normal(count, np.float32)
    spectrum *= gain(np.maximum(np.fft.rfftfreq(size, 1 / RATE_HZ), 1.0)).astype(np.float32)
    spectrum[0] = 0
    sound = np.fft.irfft(spectrum, size).astype(np.float32)
    level = float(np.sqrt(np.mean(sound**2))) + 1e-12
    even: Mono = sound / np.float32(level)
    return even


def sway(rng: np.random.Generator, size: int, period_s: float) -> Mono:
    """Return a slow periodic curve that wanders between 0 and 1, about once in `period_s`."""
    turns = max(1, round(size / RATE_HZ / period_s))
    phase = np.linspace(0, 2 * np.pi, 64 * turns, endpoint=False)
    parts = [np.sin(phase * turn + rng.uniform(0, 2 * np.pi)) for turn in range(1, turns + 1)]
    weights = [1.0 if 2 * turn > turns else 0.5 for turn in range(1, turns + 1)]
    curve = np.asarray(sum(part * weight for part, weight in zip(parts, weights, strict=True)), np.float64)
    curve = (curve - curve.min()) / max(float(np.ptp(curve)), 1e-9)
    places = np.arange(size) * (curve.size / size)
    slow: Mono = np.interp(places, np.arange(curve.size + 1), np.append(curve, curve[0])).astype(np.float32)
    return slow


def decay(size: int, half_s: float, attack_s: float = 0.001) -> Mono:
    """Return an envelope that rises in `attack_s` and then halves every `half_s`, faded to nothing at its end."""
    time_s = seconds(size)
    envelope: Mono = np.exp2(-time_s / np.float32(half_s))
    envelope *= np.minimum(1.0, time_s / np.float32(max(attack_s, 1e-6)))
    tail = min(size, max(1, size // 8))
    envelope[-tail:] *= np.linspace(1, 0, tail, dtype=np.float32)
    return envelope


def swell(size: int, rise: float = 0.5) -> Mono:
    """Return an envelope that rises smoothly over a share of its length, and falls over the rest."""
    place = np.linspace(0, 1, size, dtype=np.float32)
    share = np.where(place < rise, place / max(rise, 1e-6), (1 - place) / max(1 - rise, 1e-6))
    return (np.sin(share * np.pi / 2) ** 2).astype(np.float32)


def ring(pitches_hz: Sequence[float], halves_s: Sequence[float], gains: Sequence[float], duration_s: float) -> Mono:
    """Return damped tones sounding together, as of something that is struck."""
    size = samples_of(duration_s)
    time_s = seconds(size)
    sound = np.zeros(size, np.float32)
    for pitch_hz, half_s, gain in zip(pitches_hz, halves_s, gains, strict=True):
        sound += np.float32(gain) * np.sin(np.float32(2 * np.pi * pitch_hz) * time_s) * decay(size, half_s)
    return sound


def sweep(pitch_hz: npt.ArrayLike, duration_s: float, harmonics: Sequence[float] = (1.0,)) -> Mono:
    """Return a tone whose pitch follows a curve of equally spaced points, with its overtones' amplitudes."""
    size = samples_of(duration_s)
    points = np.atleast_1d(np.asarray(pitch_hz, np.float64))
    curve = np.interp(np.linspace(0, 1, size), np.linspace(0, 1, points.size), points)
    phase = 2 * np.pi * np.cumsum(curve) / RATE_HZ
    sound = np.zeros(size, np.float64)
    for number, gain in enumerate(harmonics, 1):
        if gain and points.max() * number < RATE_HZ / 2:
            sound += gain * np.sin(number * phase)
    return sound.astype(np.float32)


def burst(rng: np.random.Generator, duration_s: float, gain: Gain, half_s: float, attack_s: float = 0.001) -> Mono:
    """Return a moment of coloured noise that dies away, with an RMS near 1 at its start."""
    size = max(64, samples_of(duration_s))
    return noise(rng, size, gain) * decay(size, half_s, attack_s)


@dataclass
class Canvas:
    """A sound in the making, `size` samples in a circle: what goes over the end goes on at the start.

    Events are put into its first `span` samples. `strength` (0..1) is how heavy, loud or many; `pace` how fast.
    """

    rng: np.random.Generator
    size: int
    span: int
    strength: float = 0.6
    pace: float = 1.0
    sound: Stereo = field(init=False)

    def __post_init__(self) -> None:
        self.sound = np.zeros((2, self.size), np.float32)

    def bed(self, gain: Gain, level: float, envelope: Mono | None = None) -> None:
        """Add noise that fills the whole sound, different in both channels but from the middle, too."""
        shape = np.float32(level) if envelope is None else np.float32(level) * envelope
        middle = noise(self.rng, self.size, gain)
        for channel in range(2):
            own = noise(self.rng, self.size, gain)
            self.sound[channel] += (own * np.float32(0.75) + middle * np.float32(0.66)) * shape

    def place(self, grain: Mono, at: int, gain: float = 1.0, pan: float = 0.0) -> None:
        """Add a short sound at a sample; `pan` from -1 (left) to 1 (right), of constant power."""
        grain = grain[: self.size]
        angle = (pan + 1) * np.pi / 4
        first = at % self.size
        fits = min(grain.size, self.size - first)
        for channel, share in zip(self.sound, (np.cos(angle), np.sin(angle)), strict=True):
            part = grain * np.float32(gain * share)
            channel[first : first + fits] += part[:fits]
            channel[: grain.size - fits] += part[fits:]

    def moments(self, each_s: float) -> npt.NDArray[np.int64]:
        """Return random moments in the span, one in `each_s` on average and at least one, in order."""
        count = max(1, round(self.span / RATE_HZ / each_s))
        return np.sort(self.rng.integers(0, max(1, self.span), count))

    def beats(self, each_s: float, jitter_s: float = 0.0) -> npt.NDArray[np.int64]:
        """Return regular moments, as nearly `each_s` apart as lets them go on over the end, moved a little each."""
        count = max(1, round(self.span / RATE_HZ / each_s))
        places = np.arange(count) * (self.span / count) + self.rng.uniform(0, 1, count) * jitter_s * RATE_HZ
        return places.astype(np.int64)

    def spread(self, each_s: float, least_s: float) -> npt.NDArray[np.int64]:
        """Return irregular moments `each_s` apart on average and not much closer than `least_s`."""
        return self.beats(each_s, max(0.0, each_s - least_s))

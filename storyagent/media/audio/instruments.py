"""Instruments of a small synthesiser: a note of a pitch and length becomes sound."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from storyagent.film.audio import RATE_HZ
from storyagent.media.audio.waves import Mono, band, burst, decay, noise, ring, samples_of, seconds, sweep

Instrument = Callable[[float, float], Mono]
"""Plays a MIDI pitch (60 is middle C) for some seconds; the sound may ring on. Its peak is near 1."""

_HIGHEST_HZ = 14_000.0


def pitch_hz(note: float) -> float:
    """Return the frequency of a MIDI pitch, 440 Hz for 69."""
    return 440.0 * math.exp2((note - 69) / 12)


def piano(note: float, length_s: float) -> Mono:
    """A soft piano: overtones that die the sooner the higher they are."""
    gains = [abs(np.sin(np.pi * number / 7.3)) / number**1.15 for number in range(1, 13)]
    return _struck(note, length_s, gains, 1.3, 0.75, release_s=0.22, attack_s=0.004)


def harp(note: float, length_s: float) -> Mono:
    """A plucked string that rings."""
    return _struck(note, length_s + 0.6, [1 / number**1.3 for number in range(1, 11)], 0.55, 0.8, release_s=0.4)


def guitar(note: float, length_s: float) -> Mono:
    """A guitar: a plucked string, brighter and shorter."""
    gains = [abs(np.sin(np.pi * number / 4.6)) / number for number in range(1, 15)]
    return _struck(note, length_s + 0.1, gains, 0.42, 0.6, release_s=0.15)


def pizzicato(note: float, length_s: float) -> Mono:
    """A string plucked short."""
    gains = [1 / number**1.1 for number in range(1, 9)]
    return _struck(note, min(length_s, 0.35), gains, 0.11, 0.6, release_s=0.08)


def music_box(note: float, length_s: float) -> Mono:
    """A music box: a tone and two of its own overtones, none of them harmonic."""
    base_hz = pitch_hz(note)
    partials = [base_hz, base_hz * 2.0, base_hz * 5.4]
    heard = sum(partial < _HIGHEST_HZ for partial in partials)
    return ring(partials[:heard], [0.38, 0.2, 0.05][:heard], [0.8, 0.18, 0.12][:heard], min(length_s + 0.9, 2.2))


def bass(note: float, length_s: float) -> Mono:
    """A plucked bass."""
    return _struck(note, length_s, [1.0, 0.55, 0.3, 0.16, 0.08], 0.75, 0.5, release_s=0.1, attack_s=0.008)


def pad(note: float, length_s: float) -> Mono:
    """A warm carpet that comes and goes slowly."""
    return _bowed(note, length_s, [1 / number**1.9 for number in range(1, 8)], attack_s=0.5, release_s=0.7)


def strings(note: float, length_s: float) -> Mono:
    """A group of bowed strings."""
    gains = [1 / number**1.05 / (1 + (number * pitch_hz(note) / 3200) ** 2) for number in range(1, 13)]
    return _bowed(note, length_s, gains, attack_s=0.12, release_s=0.3, vibrato=0.004)


def flute(note: float, length_s: float) -> Mono:
    """A flute with some breath."""
    tone = _bowed(note, length_s, [1.0, 0.32, 0.1, 0.04], attack_s=0.06, release_s=0.12, vibrato=0.004, detune=0.0)
    rng = np.random.default_rng(round(note * 100))
    breath = noise(rng, tone.size, band(pitch_hz(note) * 0.8, pitch_hz(note) * 3, 2.0))
    return tone + 0.015 * breath * _held(tone.size, 0.03, 0.12)


def brass(note: float, length_s: float) -> Mono:
    """Horns: bright once they have begun."""
    gains = [1 / number**0.9 / (1 + (number * pitch_hz(note) / 2200) ** 2) for number in range(1, 11)]
    return _bowed(note, length_s, gains, attack_s=0.07, release_s=0.18, vibrato=0.002)


def clarinet(note: float, length_s: float) -> Mono:
    """A clarinet: odd overtones."""
    gains = [1.0, 0.03, 0.45, 0.03, 0.22, 0.02, 0.1]
    return _bowed(note, length_s, gains, attack_s=0.035, release_s=0.09, vibrato=0.002, detune=0.0)


def kick(note: float, length_s: float) -> Mono:
    """A soft bass drum."""
    return sweep([110, 52, 46], 0.28) * decay(samples_of(0.28), 0.06)


def snare(note: float, length_s: float) -> Mono:
    """A drum with brushes."""
    rng = np.random.default_rng(1)
    rattle = burst(rng, 0.18, band(900, 6500, 2.0), 0.035)
    return 0.25 * rattle + 0.35 * (sweep([210, 180], 0.18) * decay(samples_of(0.18), 0.025))[: rattle.size]


def shaker(note: float, length_s: float) -> Mono:
    """A shaker."""
    return 0.22 * burst(np.random.default_rng(2), 0.09, band(4500, 11_000), 0.018, 0.012)


def block(note: float, length_s: float) -> Mono:
    """A wood block."""
    return ring([880, 1410, 2300], [0.022, 0.014, 0.008], [0.8, 0.4, 0.2], 0.12)


def timpani(note: float, length_s: float) -> Mono:
    """A kettledrum, tuned."""
    base_hz = pitch_hz(note)
    partials = [base_hz, base_hz * 1.5, base_hz * 1.98, base_hz * 2.44]
    skin = 0.12 * burst(np.random.default_rng(3), 1.2, band(80, 700, 2.0), 0.03)
    return ring(partials, [0.35, 0.22, 0.15, 0.1], [1.0, 0.55, 0.3, 0.2], 1.2)[: skin.size] * 0.6 + skin


def _struck(
    note: float,
    length_s: float,
    gains: Sequence[float],
    half_s: float,
    damping: float,
    *,
    release_s: float,
    attack_s: float = 0.002,
) -> Mono:
    """Return overtones that begin at once and halve every `half_s` for middle A, higher ones sooner."""
    base_hz = pitch_hz(note)
    size = samples_of(length_s + release_s)
    time_s = seconds(size)
    sound = np.zeros(size, np.float32)
    longest_s = half_s * (440 / base_hz) ** 0.4
    for number, gain in enumerate(gains, 1):
        partial_hz = base_hz * number * (1 + 0.00004 * number**2)
        if gain > 0.004 and partial_hz < _HIGHEST_HZ:
            fading = np.exp2(-time_s / np.float32(longest_s / number**damping))
            sound += np.float32(gain) * np.sin(np.float32(2 * np.pi * partial_hz) * time_s) * fading
    return sound * _held(size, attack_s, release_s) * np.float32(0.7)


def _bowed(
    note: float,
    length_s: float,
    gains: Sequence[float],
    *,
    attack_s: float,
    release_s: float,
    vibrato: float = 0.0,
    detune: float = 0.0022,
) -> Mono:
    """Return a tone that is kept up, of one voice or, detuned, of two; vibrato is a share of the pitch."""
    size = samples_of(length_s + release_s)
    time_s = np.arange(size) / RATE_HZ
    base_hz = pitch_hz(note)
    depth = vibrato * np.clip(time_s / 0.5 - 0.3, 0, 1)
    sway = -depth * base_hz * np.cos(2 * np.pi * 5.3 * time_s) / 5.3  # the integral of the pitch's vibrato
    sound = np.zeros(size, np.float32)
    for voice in (-detune, detune) if detune else (0.0,):
        turns = base_hz * (1 + voice) * time_s + sway
        for number, gain in enumerate(gains, 1):
            if gain > 0.004 and base_hz * number < _HIGHEST_HZ:
                # whole turns are taken off before float32 loses their fraction
                phase = ((number * turns) % 1.0).astype(np.float32)
                sound += np.float32(gain) * np.sin(np.float32(2 * np.pi) * phase)
    level = 0.5 / (1 + (len(gains) > 4)) if detune else 0.5
    return sound * _held(size, attack_s, release_s) * np.float32(level)


def _held(size: int, attack_s: float, release_s: float) -> Mono:
    """Return an envelope that rises, stays, and falls over its last `release_s`."""
    rise, fall = min(samples_of(attack_s), size), min(samples_of(release_s), size)
    envelope = np.ones(size, np.float32)
    envelope[:rise] *= np.linspace(0, 1, rise, dtype=np.float32) ** 1.5
    envelope[size - fall :] *= np.linspace(1, 0, fall, dtype=np.float32) ** 1.5
    return envelope

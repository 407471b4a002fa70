"""A score becomes sound: each instrument's notes, a room around them, one loudness, the exact length."""

from __future__ import annotations

import math

import numpy as np

from storyagent.errors import InvalidInput
from storyagent.film.audio import RATE_HZ
from storyagent.media.audio import instruments
from storyagent.media.audio.composing import Note, Score, compose
from storyagent.media.audio.levels import at_loudness
from storyagent.media.audio.waves import Mono, Stereo, band, noise, samples_of, seconds
from storyagent.story.music_words import Mood

MUSIC_LUFS = -18.0
SHORTEST_S, LONGEST_S = 1.0, 4 * 3600.0
_MOVEMENT_S = 180.0
_ROOM_S = 1.9
_KEYS = (0, 5, -2, 3)  # a long film's pieces are in keys that are near each other


def music(
    mood: Mood,
    duration_s: float,
    *,
    seed: int = 0,
    tempo_bpm: float | None = None,
    pace: float = 1.0,
    key: int = 0,
) -> Stereo:
    """Compose and play music of a mood, exactly as long as asked, with an ending, at -18 LUFS.

    What is longer than three minutes is made of several pieces. The same arguments give the same samples.

    Args:
        mood: One of `MOODS`.
        duration_s: From 1 s to 4 hours.
        seed: Another one gives another theme.
        tempo_bpm: Beats a minute, 30 to 240; the mood's own, moved a little to fit, if not given.
        pace: Factor of the mood's own tempo.
        key: Semitones up or down from the mood's own key, at most 12.

    Raises:
        InvalidInput: a value is out of its range.
    """
    _require(duration_s, tempo_bpm, key)
    whole = samples_of(duration_s)
    pieces = max(1, math.ceil(duration_s / _MOVEMENT_S))
    borders = [whole * number // pieces for number in range(pieces + 1)]
    played = [
        perform(
            compose(
                mood,
                (borders[number + 1] - borders[number]) / RATE_HZ,
                seed=seed + number,
                tempo_bpm=tempo_bpm,
                pace=pace,
                key=key + _KEYS[number % len(_KEYS)],
            )
        )
        for number in range(pieces)
    ]
    return np.concatenate(played, axis=1)


def perform(score: Score) -> Stereo:
    """Play a score; (2, N) with as many samples as it lasts."""
    size = samples_of(score.duration_s)
    dry = np.zeros((2, size + RATE_HZ), np.float32)
    known: dict[tuple[str, int, float], Mono] = {}
    for note in score.notes:
        length_s = round(note.beats * 60 / score.tempo_bpm, 3)
        if note.start >= score.end:
            length_s = max(0.3, round(score.duration_s - note.start * 60 / score.tempo_bpm, 3))
        key = note.instrument, note.pitch, length_s
        if key not in known:
            known[key] = getattr(instruments, note.instrument)(note.pitch, length_s)
        _add(dry, known[key], note, samples_of(note.start * 60 / score.tempo_bpm) - 1)
    sound = _in_room(dry, score.style.room)[:, :size]
    return at_loudness(_fading_out(sound, score), MUSIC_LUFS)


def _add(dry: Stereo, played: Mono, note: Note, first: int) -> None:
    part = played[: max(0, dry.shape[1] - first)]
    angle = (note.pan + 1) * math.pi / 4
    for channel, share in zip(dry, (math.cos(angle), math.sin(angle)), strict=True):
        channel[first : first + part.size] += part * np.float32(note.loud * share)


def _in_room(dry: Stereo, wet: float) -> Stereo:
    """Add a room's reverberation: both channels sound through noise that dies away, different left and right."""
    rng = np.random.default_rng(9)
    length = samples_of(_ROOM_S)
    fading = np.exp2(-seconds(length) / np.float32(0.26))
    fading[: samples_of(0.012)] = 0
    size = _quick_size(dry.shape[1] + length)
    heard = np.fft.rfft(dry.mean(axis=0), size)
    out = np.empty_like(dry)
    for number, channel in enumerate(dry):
        room = noise(rng, length, band(180, 3800, 2.0)) * fading
        room /= np.float32(np.sqrt(np.sum(room**2)))
        echo = np.fft.irfft(heard * np.fft.rfft(room, size), size)[: dry.shape[1]]
        out[number] = channel + np.float32(2.0 * wet) * echo.astype(np.float32)
    return out


def _quick_size(size: int) -> int:
    """Return a length from `size` up whose Fourier transform is quick: 2^n, or 3 or 5 times 2^n."""
    return min(factor << max(0, math.ceil(math.log2(size / factor))) for factor in (1, 3, 5))


def _fading_out(sound: Stereo, score: Score) -> Stereo:
    """Let the last chord die away by the last sample."""
    first = min(samples_of(score.end * 60 / score.tempo_bpm), sound.shape[1] - 1)
    share = np.linspace(0, 1, sound.shape[1] - first, dtype=np.float32)
    sound[:, first:] *= np.cos(share * np.float32(np.pi / 2)).clip(0.0)
    return sound


def _require(duration_s: float, tempo_bpm: float | None, key: int) -> None:
    for name, value, least, most in (
        ("duration_s", duration_s, SHORTEST_S, LONGEST_S),
        ("tempo_bpm", tempo_bpm, 30.0, 240.0),
        ("key", key, -12, 12),
    ):
        if value is not None and not least <= value <= most:
            raise InvalidInput(
                "music cannot be made like this", where=name, found=f"{value:g}", needed=f"{least:g} to {most:g}"
            )

"""A mood and a length become a score: chords, a theme that comes back, accompaniment, bass and drums.

A piece has an opening, parts of eight bars in the order theme, theme, bridge, theme, and a cadence whose last chord
rings out. Its tempo is moved a little so that the last bar line leaves just the time for that chord.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from zlib import crc32

import numpy as np

from storyagent.media.audio.moods import MOODS, Style
from storyagent.story.music_words import Mood

PART_BARS = 8
_LEAST_RING_S, _MOST_RING_S = 1.2, 4.0
_FORM = "AABA"


@dataclass(frozen=True)
class Note:
    """One note: where it starts and how long it is in beats, its MIDI pitch, how loud (0..1), and who plays it."""

    start: float
    beats: float
    pitch: int
    loud: float
    instrument: str
    pan: float = 0.0


@dataclass(frozen=True)
class Score:
    """A piece: its notes in order, and their time. Its last chord starts at beat `end` and rings to `duration_s`."""

    style: Style
    tonic: int
    tempo_bpm: float
    bars: int
    duration_s: float
    notes: tuple[Note, ...] = field(repr=False)

    @property
    def end(self) -> float:
        """Return the beat of the last chord."""
        return float(self.bars * self.style.beats)


def compose(
    mood: Mood, duration_s: float, *, seed: int = 0, tempo_bpm: float | None = None, pace: float = 1.0, key: int = 0
) -> Score:
    """Compose a piece of a mood. The same arguments give the same score.

    Args:
        mood: One of `MOODS`.
        duration_s: Its exact length, from 1 s.
        seed: Another one gives another theme.
        tempo_bpm: Beats a minute, kept exactly; without it the mood's, moved by at most a sixth.
        pace: Factor of the mood's own tempo.
        key: Semitones up or down from the mood's own key.
    """
    style = MOODS[mood]
    bars, tempo = _fitted(style, duration_s, tempo_bpm, pace)
    writer = _Writer(style, style.tonic + key, bars, np.random.default_rng([seed, crc32(mood.encode())]))
    return Score(style, style.tonic + key, tempo, bars, duration_s, tuple(sorted(writer.notes(), key=_order)))


def _order(note: Note) -> tuple[float, str, int]:
    return note.start, note.instrument, note.pitch


def _fitted(style: Style, duration_s: float, tempo_bpm: float | None, pace: float) -> tuple[int, float]:
    """Return how many bars come before the last chord, and the tempo."""
    ring_s = min(max(0.15 * duration_s, _LEAST_RING_S), _MOST_RING_S)
    wanted = tempo_bpm or style.tempo_bpm * pace
    bars = (duration_s - ring_s) * wanted / 60 / style.beats
    if tempo_bpm is not None:
        return max(0, math.floor(bars)), tempo_bpm
    whole = max(0, round(bars))
    fitted = whole * style.beats * 60 / (duration_s - ring_s) if whole else wanted
    return whole, float(np.clip(fitted, wanted * 5 / 6, wanted * 7 / 6))


class _Writer:
    """Writes the notes of one piece."""

    def __init__(self, style: Style, tonic: int, bars: int, rng: np.random.Generator) -> None:
        self.style, self.tonic, self.bars, self.rng = style, tonic, bars, rng
        self.opening = 2 if bars >= PART_BARS + 4 else 0
        self.themes: dict[str, list[list[tuple[float, float, int]]]] = {}
        self.chords = list(self._chords())

    def notes(self) -> Iterator[Note]:
        """Yield all notes, in no order."""
        for bar, degree in enumerate(self.chords):
            swell = 0.75 if bar < self.opening else 0.9 + 0.1 * math.sin(math.pi * bar / max(1, self.bars))
            yield from self._accompaniment(bar, degree, swell)
            yield from self._bass(bar, degree, swell)
            if bar >= self.opening:
                yield from self._drums(bar, swell)
                yield from self._melody(bar)
        yield from self._ending()

    def _chords(self) -> Iterator[int]:
        """Yield the degree of each bar's chord; the last ones are a cadence."""
        for bar in range(self.bars):
            left = self.bars - bar
            if left <= len(self.style.cadence) and self.bars >= 2 * len(self.style.cadence):
                yield self.style.cadence[-left]
            elif bar < self.opening:
                yield 0
            else:
                name, place = self._place(bar)
                yield (self.style.verse if name == "A" else self.style.bridge)[place]

    def _place(self, bar: int) -> tuple[str, int]:
        """Return the part that a bar belongs to, and where in it."""
        part, place = divmod(bar - self.opening, PART_BARS)
        return _FORM[part % len(_FORM)], place

    def pitch(self, degree: int, octave: int = 0) -> int:
        """Return the MIDI pitch of a degree of the scale; degrees go on above and below the octave."""
        turns, step = divmod(degree, len(self.style.scale))
        return self.tonic + self.style.scale[step] + 12 * (turns + octave)

    def _triad(self, degree: int, octave: int = 0) -> list[int]:
        """Return a chord's three notes, turned so that they lie close around the tonic."""
        pitches = [self.pitch(degree + step, octave) for step in (0, 2, 4)]
        middle = self.tonic + 12 * octave + 5
        return sorted(pitch - 12 * round((pitch - middle) / 12) for pitch in pitches)

    def _accompaniment(self, bar: int, degree: int, swell: float) -> Iterator[Note]:
        style, start = self.style, bar * self.style.beats
        chord = self._triad(degree)
        if style.carpet:
            for number, pitch in enumerate(chord):
                yield Note(start, style.beats, pitch, 0.20 * swell, style.carpet, 0.35 * (number - 1))
        for offset, length, pitch, loud in _figure(style, chord, self.tonic):
            place = start + offset + (style.swing if (2 * offset) % 2 == 1 else 0)
            yield Note(place, length, pitch, loud * swell * float(self.rng.uniform(0.92, 1.0)), style.chords, -0.25)

    def _bass(self, bar: int, degree: int, swell: float) -> Iterator[Note]:
        root = self.pitch(degree)
        root -= 12 * math.ceil((root - 50) / 12)  # from D2 to D3
        fifth = self.pitch(degree + 4)
        fifth += 12 * round((root - fifth) / 12)
        for number, beat in enumerate(self.style.bass_beats):
            pitch = fifth if number % 2 and len(self.style.bass_beats) > 1 and self.style.step != 1 else root
            until = (*self.style.bass_beats, float(self.style.beats))[number + 1]
            yield Note(bar * self.style.beats + beat, (until - beat) * 0.9, pitch, 0.5 * swell, self.style.bass)

    def _drums(self, bar: int, swell: float) -> Iterator[Note]:
        for instrument, beats, loud in self.style.drums:
            pitch = self.pitch(0, -1) if instrument == "timpani" else 60
            pitch -= 12 if instrument == "timpani" and pitch > 50 else 0
            for beat in beats:
                accent = 1.0 if beat == 0 else float(self.rng.uniform(0.7, 0.9))
                swung = beat + (self.style.swing if beat % 1 else 0)
                yield Note(bar * self.style.beats + swung, 0.5, pitch, 0.5 * loud * accent * swell, instrument, 0.15)

    def _melody(self, bar: int) -> Iterator[Note]:
        name, place = self._place(bar)
        if name not in self.themes:
            self.themes[name] = self._theme(self.style.verse if name == "A" else self.style.bridge)
        if self.bars - bar <= 1 and self.bars > 1:
            return  # a breath before the last chord
        again = bar - self.opening >= 3 * PART_BARS
        for offset, beats, step in self.themes[name][place]:
            swung = offset + (self.style.swing if (2 * offset) % 2 == 1 else 0)
            start, length = bar * self.style.beats + swung, beats * self.style.short
            octave = self.style.lead_octave
            yield Note(start, length, self.pitch(step, octave), 0.62 if offset == 0 else 0.54, self.style.melody, 0.2)
            if again:  # the last time it is sung in thirds
                yield Note(start, length, self.pitch(step - 2, octave), 0.30, self.style.melody, -0.3)

    def _theme(self, chords: tuple[int, ...]) -> list[list[tuple[float, float, int]]]:
        """Return eight bars of melody: for each its notes as (beat, beats, degree of the scale).

        Two bars are the motif; it is answered on other chords, and the eighth bar comes to rest.
        """
        motif = [self.style.rhythms[self.rng.integers(len(self.style.rhythms))] for _ in range(2)]
        answer = self.style.rhythms[self.rng.integers(len(self.style.rhythms))]
        turns = [int(self.rng.integers(-self.style.step, self.style.step + 1)) for _ in range(12)]
        bars, here = [], int(self.rng.choice([0, 2, 4]))
        for number, chord in enumerate(chords):
            rhythm = answer if number in {3, 5} else motif[number % 2]
            rhythm = (float(self.style.beats),) if number == PART_BARS - 1 else rhythm
            notes, beat = [], 0.0
            for place, (length, turn) in enumerate(zip(rhythm, cycle(turns[4 * (number % 2) :]), strict=False)):
                if length > 0:
                    here = _toward(here + (turn or 1 if place else turn), chord, on_chord=beat in {0.0, 2.0})
                    notes.append((beat, length, here))
                beat += abs(length)
            bars.append(notes)
        return bars

    def _ending(self) -> Iterator[Note]:
        """Yield the last chord: the tonic, rolled from below, and the keynote on top."""
        start = float(self.bars * self.style.beats)
        third = self.style.scale[2]
        root = self.tonic - 12 * math.ceil((self.tonic - 50) / 12)
        long = 8.0
        yield Note(start, long, root, 0.55, self.style.bass)
        for number, pitch in enumerate((self.tonic, self.tonic + third, self.tonic + 7, self.tonic + 12)):
            yield Note(start + 0.06 * number, long, pitch, 0.36, self.style.chords, 0.2 * (number - 1.5))
            if self.style.carpet and number < 3:
                yield Note(start, long, pitch, 0.20, self.style.carpet, 0.3 * (number - 1))
        yield Note(start, long, self.tonic + 12 * self.style.lead_octave, 0.5, self.style.melody, 0.1)
        for instrument, _, loud in self.style.drums[:1]:
            yield Note(start, 1.0, root, 0.5 * loud, instrument)


def _toward(step: int, chord: int, *, on_chord: bool) -> int:
    """Return a degree of the scale, kept within a singer's range, and on strong beats moved to the chord's nearest."""
    step = step - 2 if step > 8 else step + 2 if step < -2 else step
    if not on_chord:
        return step
    near = [chord + third + 7 * octave for third in (0, 2, 4) for octave in (-2, -1, 0, 1)]
    return min(near, key=lambda one: (abs(one - step), one))


def _figure(style: Style, chord: list[int], tonic: int) -> Iterator[tuple[float, float, int, float]]:
    """Yield a bar of accompaniment as (beat, beats, pitch, loudness)."""
    beats = style.beats
    low, middle, high = chord
    match style.accompaniment:
        case "rolled":
            up_down = (low - 12, low, middle, high, low + 12, high, middle, low)
            yield from ((number / 2, 1.0, up_down[number % 8], 0.34) for number in range(2 * beats))
        case "broken":
            three = (low, middle, high, middle)
            yield from ((float(number), 1.4, three[number % 4], 0.36) for number in range(beats))
        case "strummed":
            for beat in (0.0, 1.0, 1.5, 2.5, 3.0):
                loud = 0.26 if beat % 1 else 0.32
                yield from ((beat + 0.02 * number, 0.45, pitch, loud) for number, pitch in enumerate(chord))
        case "waltz":
            yield 0.0, 1.0, low - 12, 0.36
            yield from ((float(beat), 0.8, pitch, 0.24) for beat in range(1, beats) for pitch in (middle, high))
        case "off-beat":
            yield from ((beat + 0.5, 0.3, pitch, 0.34) for beat in range(beats) for pitch in (middle, high))
        case "repeated":
            drive = (low, low, high, low, middle, low, high, low)
            yield from ((number / 2, 0.4, drive[number % 8] - 12 * (tonic > 55), 0.36) for number in range(2 * beats))

"""Moods: what a piece of music is made of so that it sounds calm, sad or heroic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from storyagent.story.music_words import Mood

MAJOR = (0, 2, 4, 5, 7, 9, 11)
MINOR = (0, 2, 3, 5, 7, 8, 10)
DORIAN = (0, 2, 3, 5, 7, 9, 10)
PHRYGIAN = (0, 1, 3, 5, 7, 8, 10)
MIXOLYDIAN = (0, 2, 4, 5, 7, 9, 10)
HARMONIC_MINOR = (0, 2, 3, 5, 7, 8, 11)

Accompaniment = Literal["rolled", "broken", "strummed", "waltz", "off-beat", "repeated"]


@dataclass(frozen=True)
class Style:
    """How a mood sounds.

    Chords are degrees of the scale, 0 for the tonic, one a bar; `verse` and `bridge` take turns. `rhythms` are bars of
    the melody as lengths in beats, negative ones silent. `drums` names what is struck, and at which beats of a bar.
    """

    scale: tuple[int, ...]
    tempo_bpm: float
    beats: int
    tonic: int
    verse: tuple[int, ...]
    bridge: tuple[int, ...]
    cadence: tuple[int, ...]
    rhythms: tuple[tuple[float, ...], ...]
    melody: str
    lead_octave: int
    chords: str
    accompaniment: Accompaniment
    carpet: str | None = None
    bass: str = "bass"
    bass_beats: tuple[float, ...] = (0.0,)
    drums: tuple[tuple[str, tuple[float, ...], float], ...] = ()
    room: float = 0.25
    swing: float = 0.0
    short: float = 0.95
    step: int = 2


MOODS: dict[Mood, Style] = {
    "calm": Style(
        MAJOR, 72, 4, 60, (0, 4, 5, 3, 0, 3, 1, 4), (3, 0, 1, 4, 5, 2, 3, 4), (3, 4),
        ((2, 1, 1), (3, -1), (2, 2), (1, 1, 2)), "flute", 1, "harp", "rolled", carpet="pad", room=0.4,
    ),
    "happy": Style(
        MAJOR, 118, 4, 62, (0, 3, 4, 0, 5, 3, 4, 4), (3, 4, 0, 5, 3, 1, 4, 4), (1, 4),
        ((1, 0.5, 0.5, 1, 1), (0.5, 0.5, 1, 0.5, 0.5, 1), (1, 1, 2), (0.5, 0.5, 0.5, 0.5, 1, 1)),
        "piano", 1, "guitar", "strummed", bass_beats=(0.0, 2.0, 3.5), room=0.16,
        drums=(("kick", (0.0, 2.0), 0.5), ("snare", (1.0, 3.0), 0.35), ("shaker", (0.5, 1.5, 2.5, 3.5), 0.7)),
    ),
    "sad": Style(
        MINOR, 60, 4, 57, (0, 5, 2, 6, 3, 0, 5, 4), (3, 0, 5, 2, 3, 0, 1, 4), (3, 4),
        ((2, 1, 1), (3, 1), (1, 1, 2), (4,)), "strings", 1, "piano", "broken", carpet="pad", room=0.42, step=1,
    ),
    "tense": Style(
        PHRYGIAN, 104, 4, 50, (0, 0, 1, 0, 0, 5, 1, 0), (5, 5, 1, 1, 3, 3, 1, 0), (1, 1),
        ((-1, 0.5, 0.5, 2), (-2, 1, 1), (0.5, 0.5, -1, 2), (-4,)), "strings", 1, "pizzicato", "repeated",
        carpet="strings", bass_beats=(0.0, 1.5, 2.0, 3.5), room=0.3, step=1,
        drums=(("timpani", (0.0, 3.5), 0.7), ("kick", (0.0, 0.5, 2.0, 2.5), 0.4)),
    ),
    "heroic": Style(
        MIXOLYDIAN, 108, 4, 58, (0, 0, 6, 3, 0, 5, 6, 4), (3, 0, 3, 6, 5, 3, 6, 6), (6, 4),
        ((1.5, 0.5, 2), (1, 1, 1.5, 0.5), (2, 1, 1), (0.75, 0.25, 1, 2)), "brass", 1, "strings", "repeated",
        carpet="strings", bass_beats=(0.0, 1.0, 2.0, 3.0), room=0.34, step=3,
        drums=(("timpani", (0.0, 2.0, 3.0, 3.5), 0.8), ("snare", (0.0, 1.0, 1.5, 2.0, 3.0), 0.5)),
    ),
    "playful": Style(
        MAJOR, 138, 4, 65, (0, 1, 4, 0, 5, 1, 4, 0), (3, 3, 0, 0, 1, 1, 4, 4), (1, 4),
        ((0.5, 0.5, 1, 0.5, 0.5, 1), (1, -1, 0.5, 0.5, 1), (0.5, -0.5, 0.5, -0.5, 1, -1), (1, 1, -2)),
        "clarinet", 0, "pizzicato", "off-beat", bass="pizzicato", bass_beats=(0.0, 2.0), room=0.14, swing=0.16,
        short=0.55, step=3, drums=(("block", (1.0, 3.0, 3.5), 0.5), ("shaker", (0.0, 2.0), 0.5)),
    ),
    "mysterious": Style(
        HARMONIC_MINOR, 84, 4, 61, (0, 5, 0, 4, 3, 0, 5, 4), (5, 5, 1, 1, 3, 3, 4, 4), (1, 4),
        ((-1, 1, 1, 1), (3, -1), (-2, 1.5, 0.5), (2, 2)), "music_box", 1, "harp", "broken", carpet="pad", room=0.5,
    ),
    "tender": Style(
        MAJOR, 92, 3, 63, (0, 3, 0, 4, 5, 3, 1, 4), (3, 0, 3, 0, 1, 5, 1, 4), (3, 4),
        ((2, 1), (1, 1, 1), (3,), (1.5, 0.5, 1)), "music_box", 1, "piano", "waltz", carpet="pad", room=0.34,
    ),
}  # fmt: skip
"""How each mood sounds."""

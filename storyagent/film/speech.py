"""A scene's lines, spoken one after the other, with the time at which each piece of them is heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from storyagent.film.audio import RATE_HZ, Samples, faded, levelled, resampled, trimmed
from storyagent.film.subtitles import pieces
from storyagent.film.voice import Utterance, Voice, open_voice
from storyagent.story.screenplay import Line
from storyagent.story.timeline import Cue

PAUSE_S = 0.35
CHANGE_OF_SPEAKER_S = 0.5
READING_LETTERS_PER_S = 15.0
_SHORTEST_CUE_S = 0.2
_GAP_S = 0.04  # two cues never touch, so that a change is seen


def speak(lines: Sequence[Line], voice: str, voices: Mapping[str, str]) -> tuple[Samples, tuple[Cue, ...]]:
    """Speak lines with the narrator's voice, or the one `voices` names for a line's speaker.

    A line without a letter or a digit ("...") is shown and not spoken: it is a pause of at least a second.

    Returns:
        48 kHz mono at the common loudness, and one cue for each piece of text that fits on screen, in seconds from the
        start. The last cue ends with the sound.

    Raises:
        Misconfigured: a voice does not exist or needs a setting.
        MissingExtra: a voice needs something that is not installed.
        Transient: a voice's server is busy.
    """
    opened: dict[str, Voice] = {}
    sounds: list[Samples] = []
    cues: list[Cue] = []
    length = 0
    for before, line in zip((None, *lines), lines, strict=False):
        if before:
            pause_s = PAUSE_S if before.speaker == line.speaker else CHANGE_OF_SPEAKER_S
            sounds.append(np.zeros(round(pause_s * RATE_HZ), np.float32))
            length += sounds[-1].size
        name = voices.get(line.speaker, voice) if line.speaker else voice
        if name not in opened:
            opened[name] = open_voice(name)
        sound, starts_s = _spoken(line.text, opened[name])
        cues += _cues(line, starts_s, length / RATE_HZ, (length + sound.size) / RATE_HZ)
        sounds.append(sound)
        length += sound.size
    return np.concatenate([np.zeros(0, np.float32), *sounds]), tuple(cues)


def _spoken(text: str, voice: Voice) -> tuple[Samples, list[float]]:
    """Return the sound of one line, and when each of its pieces starts in it."""
    spans = pieces(text)
    if any(letter.isalnum() for letter in text):
        utterance = voice.say(text)
        sound, cut = trimmed(resampled(utterance.samples, utterance.rate_hz))
        if sound.size:
            words = tuple((letter, time_s - cut / RATE_HZ) for letter, time_s in utterance.words)
            heard = Utterance(faded(levelled(sound)), RATE_HZ, words)
            return heard.samples, [_start_s(heard, text, start, end) for start, end in spans]
    pause = np.zeros(round(max(1.0, len(text) / READING_LETTERS_PER_S) * RATE_HZ), np.float32)
    silence = Utterance(pause, RATE_HZ)
    return pause, [_start_s(silence, text, start, end) for start, end in spans]


def _start_s(utterance: Utterance, text: str, start: int, end: int) -> float:
    """Return when the text from `start` to `end` is heard: from the voice's own marks, or by its share of letters."""
    if start == 0:
        return 0.0
    for letter, time_s in utterance.words:
        if start <= letter < end:
            return max(0.0, time_s)
    return utterance.samples.size / utterance.rate_hz * start / len(text)


def _cues(line: Line, starts_s: list[float], begin_s: float, end_s: float) -> list[Cue]:
    texts = [" ".join(line.text[start:end].split()) for start, end in pieces(line.text)]
    limits_s = [begin_s + time_s for time_s in starts_s] + [end_s + _GAP_S]
    cues: list[Cue] = []
    for text, (start_s, next_s) in zip(texts, pairwise(limits_s), strict=True):
        if next_s - _GAP_S - start_s < _SHORTEST_CUE_S and cues:  # too short to be read: joins the one before
            joined = cues.pop()
            cues.append(joined.model_copy(update={"text": f"{joined.text} {text}", "end_s": next_s - _GAP_S}))
        else:
            cues.append(Cue(start_s=start_s, end_s=next_s - _GAP_S, text=text, speaker=line.speaker))
    return cues

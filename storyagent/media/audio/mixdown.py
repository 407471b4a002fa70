"""The sound of a whole film: speech in front, music and the places' sounds below it, turned down while somebody speaks.

The finished mix has -16 LUFS, as films on the web have; without speech and music, places alone have -26. Its peaks are
held at -1.5 dB. Positions are counted in samples from the film's first one, as everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from storyagent.errors import InvalidInput
from storyagent.film.audio import RATE_HZ, Samples, sample_at
from storyagent.media.audio.levels import Ducking, at_loudness, ducked_gain, held, loudness_lufs
from storyagent.media.audio.waves import Mono, Stereo
from storyagent.story.timeline import Timeline

MIX_LUFS = -16.0
PLACES_LUFS = -26.0
_MUSIC_LUFS = -22.0  # beside speech at -17
UNDER_LUFS = -30.0
"""How loud sounds are under speech; places alone and mixes as a whole are brought to their own loudness."""
_MUSIC_DUCKING = Ducking(depth_db=9.0)
_SOUND_DUCKING = Ducking(depth_db=5.0)
_CUT_S = 0.3  # how long one place's sound gives way to the next at a hard cut
_CLOSE_S = 1.0


def film_mix(
    timeline: Timeline,
    speech: Samples,
    music: Stereo | None,
    heard: Mapping[str, int],
    loops: Sequence[Stereo],
) -> Stereo:
    """Return the sound of a film: its speech, as long as the film, with music and its places' sounds under it.

    Args:
        timeline: The film's shots.
        speech: One channel, every line at its place.
        music: Cut off or silent where it is not as long as the film; None for none.
        heard: The number of the sound that is heard in a shot, by shot id.
        loops: The sounds, each of which can be repeated without a seam.

    Raises:
        InvalidInput: a shot or a sound is not there.
    """
    unknown = [shot for shot in heard if shot not in {one.id for one in timeline.shots}]
    missing = [number for number in heard.values() if not 0 <= number < len(loops)]
    if unknown or missing:
        raise InvalidInput(
            "a sound is to be heard that is not there" if missing else "a sound for a shot that is not in the film",
            where="heard",
            found=", ".join(map(str, missing or unknown)),
            needed=f"sounds 0 to {len(loops) - 1}" if missing else ", ".join(shot.id for shot in timeline.shots),
        )
    size = sample_at(timeline.frames, timeline.fps)
    return mix_layers(speech, None if music is None else fitted(music, size), places_sound(timeline, heard, loops))


def mix_layers(
    speech: Samples, music: Stereo | None, sounds: Sequence[Stereo], *, target_lufs: float = MIX_LUFS
) -> Stereo:
    """Put music and sounds, all as long as the speech, under it; return the mix at a loudness.

    Speech is taken to be at its common level (`storyagent.film.audio.levelled`). Music is 5 dB below it and sounds
    13 dB, and 9 and 5 dB less than that while somebody speaks.
    """
    mixed = np.repeat(speech[None, :].astype(np.float32), 2, axis=0)
    if music is not None:
        mixed += at_loudness(music, _MUSIC_LUFS) * ducked_gain(speech, _MUSIC_DUCKING)
    if sounds:
        under = np.sum(sounds, axis=0, dtype=np.float32) if len(sounds) > 1 else sounds[0]
        mixed += under * ducked_gain(speech, _SOUND_DUCKING)
    return brought_to(mixed, target_lufs if speech.any() or music is not None else PLACES_LUFS)


def brought_to(sound: Stereo, target_lufs: float) -> Stereo:
    """Return a sound at a loudness, within 0.1 LU where its peaks, held at -1.5 dB, allow that."""
    for _ in range(3):  # holding the peaks takes a little loudness away
        measured = loudness_lufs(sound)
        if measured == float("-inf") or abs(target_lufs - measured) < 0.1:
            break
        sound = held(sound * np.float32(10 ** ((target_lufs - measured) / 20)))
    return held(sound)


def places_sound(timeline: Timeline, heard: Mapping[str, int], loops: Sequence[Stereo]) -> list[Stereo]:
    """Let each sound be heard in its shots: `heard` has the number of a shot's sound by shot id.

    Loops go round from the film's start, so that two scenes with the same sound have no seam between them. They come
    and go over the shots' transitions.
    """
    size = sample_at(timeline.frames, timeline.fps)
    made = []
    for number, loop in enumerate(loops):
        level = _level(timeline, {shot for shot, sound in heard.items() if sound == number}, size)
        if level.any():
            made.append(repeated(at_loudness(loop, UNDER_LUFS), size) * level)
    return made


def repeated(sound: Stereo, size: int) -> Stereo:
    """Return the first `size` samples of a sound that goes on from its start when it ends."""
    turns = -(-size // max(1, sound.shape[1]))
    return np.tile(sound, turns)[:, :size] if sound.shape[1] else np.zeros((2, size), np.float32)


def fitted(sound: Stereo, size: int) -> Stereo:
    """Return a sound as long as wanted: cut off with a fade of two seconds, or silent after its end."""
    if sound.shape[1] < size:
        return np.pad(sound, ((0, 0), (0, size - sound.shape[1])))
    cut = sound[:, :size].copy()
    fade = min(2 * RATE_HZ, size // 4)
    if sound.shape[1] > size and fade:
        cut[:, size - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)
    return cut


def _level(timeline: Timeline, shots: set[str], size: int) -> Mono:
    """Return how loud a sound of these shots is over the film: 1 in them, 0 elsewhere, straight in between."""
    borders = _borders(timeline, size)
    level = np.zeros(size, np.float32)
    for shot, (opening, closing) in zip(timeline.shots, pairwise(borders), strict=True):
        if shot.id not in shots:
            continue
        places = [opening[0], opening[1], closing[0], closing[1]]
        first, last = max(0, int(opening[0])), min(size, int(closing[1]) + 1)
        level[first:last] += np.interp(np.arange(first, last), places, [0.0, 1.0, 1.0, 0.0]).astype(np.float32)
    return np.minimum(level, 1.0)


def _borders(timeline: Timeline, size: int) -> list[tuple[float, float]]:
    """Return from which sample to which each shot takes over from the one before; the film's start and end as well."""
    cut = _CUT_S * RATE_HZ
    borders = [(0.0, cut)]
    for shot, start in list(zip(timeline.shots, timeline.starts, strict=True))[1:]:
        first = sample_at(start, timeline.fps)
        wide = max(sample_at(shot.transition_frames, timeline.fps), cut)
        middle = first + (wide / 2 if shot.overlap_frames else 0.0)
        borders.append((middle - wide / 2, middle + wide / 2))
    return [*borders, (size - min(_CLOSE_S * RATE_HZ, size / 4), float(size))]

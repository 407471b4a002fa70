"""A description becomes a sound: the synthesiser's sounds, layered and brought to one loudness."""

from __future__ import annotations

import math
from collections.abc import Callable
from zlib import crc32

import numpy as np

from storyagent.errors import InvalidInput
from storyagent.media.audio import sounds_living, sounds_nature, sounds_things
from storyagent.media.audio.levels import at_loudness
from storyagent.media.audio.waves import Canvas, Stereo, samples_of
from storyagent.story.sound_words import WORDS, SoundRequest, sounds_in

LONGEST_S = 3600.0
SOUND_LUFS = -20.0
_TAIL_S = 4.0  # nothing that is struck sounds longer
_LOOP_S = 30.0  # longer sounds repeat one of at most this length
_FAR_GAIN = 0.35

_MAKERS: dict[str, Callable[[Canvas], None]] = {
    name: getattr(module, name)
    for name in WORDS
    for module in (sounds_nature, sounds_living, sounds_things)
    if hasattr(module, name)
}


def synthesise(description: str, duration_s: float, *, seed: int = 0, loop: bool = False) -> Stereo:
    """Make the sound that is described, such as "heavy rain with distant thunder".

    The same arguments give the same samples. No sample is above -1.5 dB of full scale; the loudness is -20 LUFS where
    that allows it.

    Args:
        description: Names one or more of the known sounds (`storyagent.story.sound_words.WORDS`).
        duration_s: Exact length.
        seed: Another one gives other drops, birds and steps.
        loop: Whether the end goes on at the start without a seam; else it fades in and out.

    Raises:
        InvalidInput: no known sound is named, or the length cannot be made.
    """
    if not 0.05 <= duration_s <= LONGEST_S:
        raise InvalidInput(
            "a sound of this length cannot be made",
            where="duration_s",
            found=f"{duration_s:g} s",
            needed=f"0.05 to {LONGEST_S:g} s",
        )
    requests = sounds_in(description)
    whole = samples_of(duration_s)
    parts = max(1, math.ceil(duration_s / _LOOP_S))
    if parts == 1 and not loop:
        sound = sum(_layer(request, whole, seed, tail=samples_of(_TAIL_S))[:, :whole] for request in requests)
    else:
        once = math.ceil(whole / parts)
        circle = sum(_layer(request, once, seed, tail=0) for request in requests)
        sound = np.tile(circle, parts)[:, :whole]
    sound = np.asarray(sound, np.float32)
    return at_loudness(sound if loop else _with_soft_ends(sound), SOUND_LUFS)


def _layer(request: SoundRequest, span: int, seed: int, tail: int) -> Stereo:
    rng = np.random.default_rng([seed, crc32(request.name.encode())])
    canvas = Canvas(rng, span + tail, span, request.strength, request.pace)
    _MAKERS[request.name](canvas)
    sound = canvas.sound / np.float32(np.sqrt(np.mean(canvas.sound**2)) + 1e-9)
    loud = np.float32(0.5 + request.strength)
    return _from_afar(sound) * loud if request.far else sound * loud


def _from_afar(sound: Stereo) -> Stereo:
    """Return a sound as heard from a distance: quieter, its highs lost in the air, echoing a little."""
    spectrum = np.fft.rfft(sound, axis=1)
    frequencies = np.fft.rfftfreq(sound.shape[1], 1 / 48_000)
    spectrum *= 1 / (1 + (frequencies / 900) ** 2)
    near = np.fft.irfft(spectrum, sound.shape[1], axis=1).astype(np.float32)
    echoes = sum(np.roll(near, 4000 * number, axis=1)[:: (-1) ** number] * 0.5**number for number in range(4))
    far: Stereo = np.float32(_FAR_GAIN) * np.asarray(echoes, np.float32)
    return far


def _with_soft_ends(sound: Stereo) -> Stereo:
    size = sound.shape[1]
    opening, ending = min(samples_of(0.01), size // 4), min(samples_of(0.25), size // 4)
    sound[:, :opening] *= np.linspace(0, 1, opening, dtype=np.float32)
    sound[:, size - ending :] *= np.linspace(1, 0, ending, dtype=np.float32)
    return sound

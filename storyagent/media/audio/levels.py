"""Loudness: measured as broadcasters do, brought to a level, and turned down under speech."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from storyagent.film.audio import RATE_HZ
from storyagent.film.encode import ffmpeg
from storyagent.media.audio.waves import Mono, Stereo

PEAK_DB = -1.5
"""No sound that is made or mixed is above this, in dB of full scale."""

_PEAK = np.float32(10 ** (PEAK_DB / 20))
_BLOCK = 480  # samples for each step of a gain: 10 ms


def loudness_lufs(sound: Stereo) -> float:
    """Return the integrated loudness of a sound in LUFS, by EBU R 128 and ITU-R BS.1770-4 as ffmpeg measures it.

    It is -inf for silence and for less than 0.4 s, the shortest that is measured.
    """
    av = ffmpeg()
    graph = av.filter.Graph()
    source = graph.add_abuffer(format="fltp", sample_rate=RATE_HZ, layout="stereo", time_base=Fraction(1, RATE_HZ))
    meter, sink = graph.add("ebur128", "metadata=1"), graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    for start in range(0, sound.shape[1], RATE_HZ):
        part = np.ascontiguousarray(sound[:, start : start + RATE_HZ], np.float32)
        frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = RATE_HZ, start
        graph.push(frame)
    graph.push(None)
    measured = -70.0
    while True:
        try:
            measured = float(graph.pull().metadata.get("lavfi.r128.I", measured))
        except (av.EOFError, av.BlockingIOError):
            return measured if measured > -69.9 else float("-inf")


def at_loudness(sound: Stereo, target_lufs: float) -> Stereo:
    """Return a sound at a loudness, or as near below as its peaks allow: it is scaled as a whole, never limited."""
    peak = float(np.max(np.abs(sound), initial=0.0))
    if peak == 0:
        return sound
    measured = loudness_lufs(sound)
    wanted = 10 ** ((target_lufs - measured) / 20) if measured > float("-inf") else float("inf")
    return sound * np.float32(min(wanted, float(_PEAK) / peak))


def held(sound: Stereo) -> Stereo:
    """Turn a sound down around peaks above -1.5 dB, both channels alike, without a click.

    The gain of a 10 ms block is what its own and its neighbours' peaks allow; it runs straight from the middle of one
    to the next, so no sample is above the limit.
    """
    if np.max(np.abs(sound), initial=0.0) <= _PEAK:
        return sound
    peaks = _blocks(np.max(np.abs(sound), axis=0)).max(axis=1)
    allowed = np.minimum(1.0, _PEAK / np.maximum(peaks, 1e-9))
    around = np.pad(allowed, 1, mode="edge")
    lowest = np.minimum(np.minimum(around[:-2], around[1:-1]), around[2:])
    quieter: Stereo = sound * _stretched(lowest, sound.shape[1])
    return quieter


@dataclass(frozen=True)
class Ducking:
    """How what lies under speech is turned down: by `depth_db`, within `attack_s`, and back within `release_s`.

    It begins `ahead_s` before the speech, and stays through pauses shorter than `hold_s`.
    """

    depth_db: float = 12.0
    attack_s: float = 0.15
    release_s: float = 0.8
    ahead_s: float = 0.15
    hold_s: float = 0.6


def ducked_gain(speech: Mono, ducking: Ducking) -> Mono:
    """Return the gain for what lies under `speech`, sample by sample: 1 where nothing is said.

    The gain's way in dB is straight; speech is where a 10 ms block is above -45 dB of the loudest one.
    """
    power = np.mean(_blocks(speech) ** 2, axis=1)
    spoken = power > np.max(power, initial=0.0) * 10**-4.5
    if not spoken.any():
        return np.ones(speech.size, np.float32)
    target = np.where(_widened(spoken, ducking), -ducking.depth_db, 0.0)
    block_s = _BLOCK / RATE_HZ
    down, up = ducking.depth_db * block_s / ducking.attack_s, ducking.depth_db * block_s / ducking.release_s
    level_db, levels = 0.0, np.empty(target.size)
    for number, wanted in enumerate(target):
        level_db = max(wanted, level_db - down) if wanted < level_db else min(wanted, level_db + up)
        levels[number] = level_db
    return _stretched(10 ** (levels / 20), speech.size)


def _widened(spoken: npt.NDArray[np.bool_], ducking: Ducking) -> npt.NDArray[np.bool_]:
    """Return where speech is, from a little before each piece on, pauses that are short included."""
    ahead, hold = round(ducking.ahead_s * RATE_HZ / _BLOCK), round(ducking.hold_s * RATE_HZ / _BLOCK)
    wide = np.zeros(spoken.size, np.int64)
    for number in np.flatnonzero(spoken):
        wide[max(0, number - ahead) : number + hold + 1] = 1
    return wide.astype(bool)


def _blocks(channel: Mono) -> Mono:
    return np.pad(channel, (0, -channel.size % _BLOCK)).reshape(-1, _BLOCK)


def _stretched(gains: npt.NDArray[np.float64], size: int) -> Mono:
    middles = (np.arange(gains.size) + 0.5) * _BLOCK
    return np.asarray(np.interp(np.arange(size), middles, gains), np.float32)

"""A clip's sound: read in step with its pictures, and cut, turned round, repeated and played faster like them.

Inside, sound is (channels, samples) float32 in -1..1 at 48 kHz, mono or stereo, exactly as long as its clip.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from storyagent.errors import InvalidInput
from storyagent.film.audio import RATE_HZ
from storyagent.film.encode import ffmpeg
from storyagent.media.video.clip import Clip

Sound = npt.NDArray[np.float32]
_SLOWEST, _FASTEST = 0.5, 2.0


def clip_sound(clip: Clip) -> Sound | None:
    """Read the sound of a clip, silent where it starts late or ends early; None if it has none.

    More than two channels are mixed to stereo.

    Raises:
        InvalidInput: the sound cannot be decoded.
    """
    av = ffmpeg()
    length = samples_of(clip.frames, clip.fps)
    with av.open(str(clip.path)) as container:
        if not container.streams.audio:
            return None
        stream = container.streams.audio[0]
        layout = "mono" if stream.codec_context.layout.nb_channels == 1 else "stereo"
        resampler = av.AudioResampler(format="fltp", layout=layout, rate=RATE_HZ)
        try:
            decoded = list(container.decode(stream))
        except av.FFmpegError as error:
            raise InvalidInput("the video's sound cannot be decoded", where=str(clip.path), found=str(error)) from error
    channels = 1 if layout == "mono" else 2
    if not decoded:
        return np.zeros((channels, length), np.float32)
    late = round(((decoded[0].time or 0.0) - clip.start_s) * RATE_HZ)
    for frame in decoded:
        frame.pts = None
    parts = [part.to_ndarray() for frame in (*decoded, None) for part in resampler.resample(frame)]
    sound = np.concatenate(parts, axis=1) if parts else np.zeros((channels, 0), np.float32)
    sound = np.pad(sound, ((0, 0), (late, 0))) if late > 0 else sound[:, -late:]
    return fitted(sound, length)


def samples_of(frames: int, fps: Fraction) -> int:
    """Return how many samples are heard during so many frames."""
    return round(frames * RATE_HZ / fps)


def fitted(sound: Sound, length: int) -> Sound:
    """Return exactly `length` samples: the end cut off, or silence added."""
    lacking = max(0, length - sound.shape[1])
    return np.pad(sound[:, :length], ((0, 0), (0, lacking))).astype(np.float32)


def part_of(sound: Sound | None, first: int, last: int, fps: Fraction) -> Sound | None:
    """Return what is heard from frame `first` to frame `last` (exclusive), its ends without a click."""
    if sound is None:
        return None
    return without_clicks(sound[:, samples_of(first, fps) : samples_of(last, fps)])


def without_clicks(sound: Sound, fade_s: float = 0.005) -> Sound:
    """Return the sound with its first and last moments faded."""
    length = min(int(fade_s * RATE_HZ), sound.shape[1] // 2)
    if not length:
        return sound
    ramp = np.linspace(0.0, 1.0, length, dtype=np.float32)
    faded = sound.copy()
    faded[:, :length] *= ramp
    faded[:, -length:] *= ramp[::-1]
    return faded


def at_speed(sound: Sound, factor: float, length: int) -> Sound:
    """Return the sound played `factor` times as fast at the same pitch (ffmpeg's atempo), `length` samples of it."""
    av = ffmpeg()
    if not sound.shape[1]:
        return fitted(sound, length)
    graph = av.filter.Graph()
    layout = "mono" if len(sound) == 1 else "stereo"
    links = [graph.add_abuffer(sample_rate=RATE_HZ, format="fltp", layout=layout)]
    links += [graph.add("atempo", f"{step:.9f}") for step in _steps(factor)]
    links.append(graph.add("aformat", "sample_fmts=fltp"))  # atempo works on interleaved samples
    links.append(graph.add("abuffersink"))
    for source, sink in pairwise(links):
        source.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound), format="fltp", layout=layout)
    frame.sample_rate, frame.pts = RATE_HZ, 0
    links[0].push(frame)
    links[0].push(None)
    parts = []
    while True:
        try:
            parts.append(links[-1].pull().to_ndarray())
        except (av.error.EOFError, av.error.BlockingIOError):
            break
    return fitted(np.concatenate(parts, axis=1) if parts else sound[:, :0], length)


def dissolved(sound: Sound, overlap: int) -> Sound:
    """Return the sound without its first `overlap` samples, which fade in under its last ones."""
    if not overlap:
        return sound
    ramp = np.linspace(0.0, 1.0, overlap, dtype=np.float32)
    end = sound[:, -overlap:] * np.sqrt(1 - ramp) + sound[:, :overlap] * np.sqrt(ramp)
    return np.concatenate([sound[:, overlap:-overlap], end], axis=1)


def _steps(factor: float) -> list[float]:
    """Return factors that atempo takes, whose product is `factor`."""
    steps = []
    while factor < _SLOWEST:
        steps.append(_SLOWEST)
        factor /= _SLOWEST
    while factor > _FASTEST:
        steps.append(_FASTEST)
        factor /= _FASTEST
    return [*steps, factor]

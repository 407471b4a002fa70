"""Speech to text with times, by Whisper, from weights on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from storyagent.errors import MissingExtra, ToolFailed
from storyagent.film.audio import RATE_HZ, Samples, read_sound, resampled
from storyagent.film.encode import ffmpeg
from storyagent.film.subtitles import pieces
from storyagent.media.weights import weights_folder
from storyagent.story.timeline import Cue

_HEARD_HZ = 16_000
_SHORTEST_S = 0.2


def transcribe(audio: Path, model: str, language: str | None, options: Mapping[str, Any]) -> tuple[Cue, ...]:
    """Return what is said in a sound or video file, in pieces that fit on screen, with times within its length.

    Raises:
        MissingExtra: packages or weights are not there; the hint has the command. Nothing is heard without a model.
        ToolFailed: the file holds no sound, or no word was heard.
    """
    try:
        folder = weights_folder(model)
    except MissingExtra as error:
        raise MissingExtra(
            f"{error.what}; nothing is transcribed without a model",
            where=error.where,
            found=error.found,
            hint=error.hint,
        ) from error
    from transformers import pipeline

    heard = pipeline(
        "automatic-speech-recognition", model=str(folder), chunk_length_s=30, device=options.get("device", -1)
    )
    samples, rate_hz = read_sound(audio)
    sound = _at_16_khz(resampled(samples, rate_hz))
    asked = {"language": language} if language else {}
    found = heard({"raw": sound, "sampling_rate": _HEARD_HZ}, return_timestamps=True, generate_kwargs=asked)
    length_s = sound.size / _HEARD_HZ
    chunks = [(chunk["text"], *chunk["timestamp"]) for chunk in found["chunks"]]
    cues = cues_of(
        [(text, start, min(end or length_s, length_s)) for text, start, end in chunks if start < length_s - _SHORTEST_S]
    )
    if not cues:
        raise ToolFailed("no word was heard", where=str(audio), needed="speech")
    return cues


def cues_of(chunks: list[tuple[str, float, float]]) -> tuple[Cue, ...]:
    """Return (text, start, end) as cues that fit on screen, one after the other; what has no word in it is left out."""
    cues: list[Cue] = []
    for text, start_s, end_s in chunks:
        said = " ".join(text.split())
        if not any(letter.isalnum() for letter in said):
            continue
        begin_s = max(start_s, cues[-1].end_s if cues else 0.0)
        length_s = max(end_s - begin_s, _SHORTEST_S)
        for first, last in pieces(said):
            cues.append(
                Cue(
                    start_s=begin_s + length_s * first / len(said),
                    end_s=begin_s + length_s * last / len(said),
                    text=said[first:last].strip(),
                )
            )
    return tuple(cues)


def _at_16_khz(samples: Samples) -> Samples:
    import numpy as np

    av = ffmpeg()
    resampler = av.AudioResampler(format="flt", layout="mono", rate=_HEARD_HZ)
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples[None, :]), format="flt", layout="mono")
    frame.sample_rate = RATE_HZ
    parts = [part.to_ndarray()[0] for part in (*resampler.resample(frame), *resampler.resample(None))]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)

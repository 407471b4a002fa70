"""Another sound track for a video, its pictures copied as they are."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import numpy as np

from storyagent.errors import InvalidInput
from storyagent.film.audio import RATE_HZ
from storyagent.film.encode import ffmpeg, open_video, probe
from storyagent.media.audio.levels import Ducking, ducked_gain
from storyagent.media.audio.mixdown import MIX_LUFS, brought_to, fitted, repeated
from storyagent.media.audio.sound_files import read_stereo
from storyagent.media.audio.waves import Stereo

Dubbing = Literal["replace", "add"]
_SOUND_BITS_PER_S = 160_000
_BLOCK = 4096


def dub(video: Path, sound: Path, out: Path, *, how: Dubbing, loop: bool, under_db: float) -> None:
    """Write a video with another sound track, exactly as long as its pictures; picture and subtitles are copied.

    Args:
        video: Where pictures, subtitles and, for "add", the first sound come from.
        sound: What is heard: cut off with a fade if too long; if too short silent after its end, or with `loop` again.
        out: The file to write.
        how: "replace" drops the video's own sound; "add" puts the new one under it, turned down while it is loud, and
            brings both to -16 LUFS. A video without sound gets the new one.
        loop: Whether a short sound is repeated.
        under_db: For "add": how far the new sound goes down under the video's own.

    Raises:
        InvalidInput: there is no video, or no sound, to read.
    """
    facts = probe(video)
    if facts.codec in {"png", "mjpeg", "bmp", "gif"}:
        raise InvalidInput("this is a picture, not a video", where=str(video), found=facts.codec)
    size = max(1, round(facts.duration_s * RATE_HZ))
    new = read_stereo(sound)
    if not new.shape[1]:
        raise InvalidInput("the sound has no length", where=str(sound), needed="a sound")
    heard = repeated(new, size) if loop else fitted(new, size)
    if how == "add" and facts.audio_codec:
        heard = _under(fitted(read_stereo(video), size), heard, under_db)
    _write(video, out, heard)


def _under(own: Stereo, new: Stereo, under_db: float) -> Stereo:
    gain = ducked_gain(own.mean(axis=0), Ducking(depth_db=under_db))
    return brought_to(own + new * gain, MIX_LUFS)


def _write(video: Path, out: Path, sound: Stereo) -> None:
    av = ffmpeg()
    with open_video(video) as source, av.open(str(out), "w", format="mp4", options={"movflags": "+faststart"}) as film:
        film.metadata.update(source.metadata)
        copied = [one for one in source.streams if one.type in ("video", "subtitle")]
        streams = {one.index: film.add_stream_from_template(one) for one in copied}
        for one in copied:
            streams[one.index].metadata.update(one.metadata)
        audio = film.add_stream("aac", rate=RATE_HZ, layout="stereo")
        audio.bit_rate = _SOUND_BITS_PER_S
        film.start_encoding()
        tracks = [_copied(source, streams), _encoded(audio, sound)]
        for _, _, packet in heapq.merge(*(_timed(track, order) for order, track in enumerate(tracks))):
            film.mux(packet)


def _copied(source: Any, streams: dict[int, Any]) -> Iterator[Any]:
    for packet in source.demux([stream for stream in source.streams if stream.index in streams]):
        if packet.size and packet.dts is not None:
            packet.stream = streams[packet.stream.index]
            yield packet


def _encoded(stream: Any, sound: Stereo) -> Iterator[Any]:
    av = ffmpeg()
    for start in range(0, sound.shape[1], _BLOCK):
        block = np.ascontiguousarray(sound[:, start : start + _BLOCK], np.float32)
        frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE_HZ, start, Fraction(1, RATE_HZ)
        yield from stream.encode(frame)
    yield from stream.encode(None)


def _timed(track: Iterator[Any], order: int) -> Iterator[tuple[Fraction, tuple[int, int], Any]]:
    for number, packet in enumerate(track):
        yield packet.dts * packet.time_base, (order, number), packet

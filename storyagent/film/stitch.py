"""One film of many clips: packets are copied where they can be, frames are made anew only where two clips mix.

Every packet gets its place as a number of frames from the film's start, and the sound is encoded once for the whole
film, so sound and picture cannot drift apart at the joins.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from storyagent.errors import ToolFailed
from storyagent.film.audio import RATE_HZ
from storyagent.film.blend import Frame420, black, mixed, span
from storyagent.film.burn import Captions
from storyagent.film.check import check_film
from storyagent.film.clips import Clip, conform
from storyagent.film.encode import VideoWriter, ffmpeg, open_video, probe
from storyagent.film.facts import FilmFacts
from storyagent.film.joins import Copied, Made, Mixed, join
from storyagent.film.languages import three_letters
from storyagent.film.subtitles import read_srt
from storyagent.story.timeline import Cue, Timeline

_SOUND_BITS_PER_S = 160_000
_MOV_TEXT_STYLE = b"""[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Sans,18,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,0
"""

Progress = Callable[[float], None]


@dataclass(frozen=True)
class Stretch:
    """Packets `first` to `last` (exclusive) of a file in the film's encoding."""

    path: Path
    first: int
    last: int


def stitch_film(
    path: Path,
    timeline: Timeline,
    clips: Sequence[Path],
    *,
    audio: Path | None = None,
    subtitles: Path | None = None,
    burn_subtitles: bool = False,
    title: str = "",
    language: str = "en",
    progress: Progress = lambda fraction: None,
) -> FilmFacts:
    """Join one clip per shot into an .mp4, open it again and check it.

    Args:
        path: Where the film is written; it appears only when it has passed its check.
        timeline: The shots and their transitions.
        clips: One for each shot, with its number of frames; see `storyagent.film.clips.conform` for other encodings.
        audio: The sound of the whole film, encoded once as AAC.
        subtitles: An .srt file: becomes a subtitle track.
        burn_subtitles: Whether to draw them into the picture, too; every frame is then encoded anew.
        title: Written into the file.
        language: Of the sound and the subtitles, as `en`.
        progress: Called with the share of the film that is done.

    Raises:
        InvalidInput: the clips do not fit the timeline, or an input cannot be read.
        ToolFailed: the film did not pass its check.
    """
    with TemporaryDirectory(dir=path.parent, prefix=".stitch-") as folder_name:
        folder = Path(folder_name)
        conformed, size_px = conform(timeline, tuple(clips), folder)
        cues = read_srt(subtitles) if subtitles else ()
        captions = Captions(cues, *size_px, timeline.fps) if burn_subtitles and cues else None
        stretches = _stretches(timeline, conformed, size_px, captions, folder, progress)
        film = folder / "film.mp4"
        _write(film, timeline.fps, stretches, audio, cues, title, three_letters(language))
        facts = check_film(film, timeline, audio=audio, subtitles=len(cues))
        film.replace(path)
    return facts


def _stretches(
    timeline: Timeline,
    clips: Sequence[Clip],
    size_px: tuple[int, int],
    captions: Captions | None,
    folder: Path,
    progress: Progress,
) -> list[Stretch]:
    pieces = join(timeline, [() if captions else clip.key_frames for clip in clips])
    own = probe(clips[0].path).parameters
    stretches: list[Stretch] = []
    done = 0
    for number, piece in enumerate(pieces):
        if isinstance(piece, Copied):
            stretches.append(Stretch(clips[piece.clip].path, piece.first, piece.last))
        else:
            made = folder / f"made-{number}.mp4"
            with VideoWriter(made, *size_px, timeline.fps) as video:
                for count, frame in enumerate(_frames(piece, clips, size_px), start=done):
                    overlay = captions.at(count) if captions else None
                    video.write_420(overlay.drawn_on(frame) if overlay else frame)
                    progress(count / timeline.frames)
            if probe(made).parameters != own:
                raise ToolFailed(
                    "the encoder gave a transition other parameters than the clips", where=str(clips[0].path)
                )
            stretches.append(Stretch(made, 0, len(piece.frames)))
        done += stretches[-1].last - stretches[-1].first
        progress(done / timeline.frames)
    return stretches


def _frames(piece: Made, clips: Sequence[Clip], size_px: tuple[int, int]) -> Iterator[Frame420]:
    nothing = black(*size_px)
    over = _decoded([(frame.clip, frame.frame) for frame in piece.frames], clips)
    under = _decoded([frame.under for frame in piece.frames if frame.under], clips)
    for frame in piece.frames:
        yield _shown(frame, next(over), under, nothing)


def _shown(frame: Mixed, over: Frame420, under: Iterator[Frame420], nothing: Frame420) -> Frame420:
    if frame.weight == 1.0:
        return over
    return mixed(over, next(under) if frame.under else nothing, frame.weight)


def _decoded(wanted: Sequence[tuple[int, int]], clips: Sequence[Clip]) -> Iterator[Frame420]:
    """Decode frames (clip, number), opening a clip once for each run of frames that follow each other."""
    start = 0
    for end in range(1, len(wanted) + 1):
        clip, number = wanted[end - 1]
        if end == len(wanted) or wanted[end] != (clip, number + 1):
            yield from span(clips[clip].path, wanted[start][1], number + 1)
            start = end


def _write(
    path: Path,
    fps: int,
    stretches: Sequence[Stretch],
    audio: Path | None,
    cues: Sequence[Cue],
    title: str,
    language: str,
) -> None:
    av = ffmpeg()
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as film:
        if title:
            film.metadata["title"] = title
        with open_video(stretches[0].path) as first:
            video = film.add_stream_from_template(first.streams.video[0])
        video.time_base = Fraction(1, fps)
        tracks = [_pictures(video, stretches, fps)]
        if audio:
            sound = film.add_stream("aac", rate=RATE_HZ, layout="stereo")
            sound.bit_rate = _SOUND_BITS_PER_S
            sound.metadata["language"] = language
            tracks.append(_sound(sound, audio))
        if cues:
            text = film.add_stream("mov_text")
            text.codec_context.subtitle_header = _MOV_TEXT_STYLE
            text.codec_context.time_base = text.time_base = Fraction(1, 1000)
            text.metadata["language"] = language
            tracks.append(_texts(text, cues))
        film.start_encoding()
        for _, _, packet in heapq.merge(*(_timed(track, order) for order, track in enumerate(tracks))):
            film.mux(packet)


def _timed(track: Iterator[Any], order: int) -> Iterator[tuple[Fraction, tuple[int, int], Any]]:
    for number, packet in enumerate(track):
        yield packet.dts * packet.time_base, (order, number), packet


def _pictures(stream: Any, stretches: Sequence[Stretch], fps: int) -> Iterator[Any]:
    place = 0
    for stretch in stretches:
        with open_video(stretch.path) as container:
            packets = (packet for packet in container.demux(video=0) if packet.size)
            for number, packet in enumerate(packets):
                if number >= stretch.last:
                    break
                if number >= stretch.first:
                    packet.stream = stream
                    packet.time_base = Fraction(1, fps)
                    packet.pts = packet.dts = place
                    packet.duration = 1
                    place += 1
                    yield packet


def _sound(stream: Any, path: Path) -> Iterator[Any]:
    av = ffmpeg()
    with av.open(str(path), "r") as container:
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=RATE_HZ)
        place = 0
        for decoded in chain(container.decode(audio=0), (None,)):
            for frame in resampler.resample(decoded):
                frame.pts, frame.time_base = place, Fraction(1, RATE_HZ)
                place += frame.samples
                yield from stream.encode(frame)
        yield from stream.encode(None)


def _texts(stream: Any, cues: Sequence[Cue]) -> Iterator[Any]:
    av = ffmpeg()
    for cue in cues:
        text = cue.text.encode()
        packet = av.Packet(len(text).to_bytes(2, "big") + text)  # 3GPP timed text: length, then UTF-8
        packet.stream = stream
        packet.time_base = Fraction(1, 1000)
        packet.pts = packet.dts = round(cue.start_s * 1000)
        packet.duration = round(cue.end_s * 1000) - packet.pts
        yield packet

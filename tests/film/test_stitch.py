from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest

from storyagent.errors import InvalidInput
from storyagent.film.audio import Samples, read_sound, write_wav
from storyagent.film.encode import Picture, VideoWriter, probe, read_frames
from storyagent.film.stitch import stitch_film
from storyagent.film.subtitles import srt
from storyagent.story.screenplay import TransitionKind
from storyagent.story.timeline import Cue, Shot, Timeline

WIDTH_PX, HEIGHT_PX, FPS = 160, 96, 24
COLORS = [(200, 60, 40), (40, 90, 200), (60, 160, 70), (210, 190, 60)]


def picture(clip: int, frame: int, width_px: int = WIDTH_PX, height_px: int = HEIGHT_PX) -> Picture:
    """A clip's colour with a white bar that tells the frame's number."""
    canvas = np.empty((height_px, width_px, 3), np.uint8)
    canvas[:] = COLORS[clip % len(COLORS)]
    left = 4 + 2 * (frame % 60)
    canvas[20:60, left : left + 12] = 255
    return canvas


def write_clip(path: Path, clip: int, frames: int, **size: int) -> Path:
    with VideoWriter(path, size.get("width_px", WIDTH_PX), size.get("height_px", HEIGHT_PX), FPS) as video:
        for frame in range(frames):
            video.write(picture(clip, frame, **size))
    return path


def shots(*given: tuple[int, TransitionKind, int]) -> Timeline:
    return Timeline(
        fps=FPS,
        shots=tuple(
            Shot(id=f"s{i}", frames=frames, transition=kind, transition_frames=length)
            for i, (frames, kind, length) in enumerate(given)
        ),
    )


def clips_of(timeline: Timeline, folder: Path) -> list[Path]:
    return [write_clip(folder / f"{i}.mp4", i, shot.frames) for i, shot in enumerate(timeline.shots)]


def beeps(timeline: Timeline, path: Path) -> Path:
    """A tone in the first tenth of a second of every shot."""
    sound = np.zeros(round(timeline.frames * 48000 / timeline.fps), np.float32)
    tone = (0.5 * np.sin(np.arange(4800) * 0.05)).astype(np.float32)
    for start in timeline.starts:
        first = round(start * 48000 / timeline.fps)
        sound[first : first + 4800] = tone[: sound.size - first]
    write_wav(path, sound, channels=2)
    return path


def wanted(timeline: Timeline) -> list[npt.NDArray[np.float64]]:
    """Every frame of the film as it should look, from the definition of the transitions."""
    film: list[npt.NDArray[np.float64]] = [np.zeros((HEIGHT_PX, WIDTH_PX, 3)) for _ in range(timeline.frames)]
    for i, (shot, start) in enumerate(zip(timeline.shots, timeline.starts, strict=True)):
        following = timeline.shots[i + 1] if i + 1 < len(timeline.shots) else None
        dark = following.transition_frames // 2 if following and following.transition == "fade" else 0
        bright = shot.transition_frames - shot.transition_frames // 2 if shot.transition == "fade" else 0
        for frame in range(shot.frames):
            shown = picture(i, frame).astype(float)
            if frame < shot.overlap_frames:
                part = (frame + 1) / (shot.overlap_frames + 1)
                shown = part * shown + (1 - part) * film[start + frame]
            if frame < bright:
                shown *= (frame + 1) / (bright + 1)
            if frame >= shot.frames - dark:
                shown *= (shot.frames - frame) / (dark + 1)
            film[start + frame] = shown
    return film


def psnr(found: Sequence[Picture], timeline: Timeline) -> float:
    """The worst frame's peak signal-to-noise ratio, in dB."""
    needed = wanted(timeline)
    assert len(found) == len(needed)
    errors = [float(np.mean((a - b) ** 2)) for a, b in zip(found, needed, strict=True)]
    return 10 * float(np.log10(255**2 / max(errors)))


EVERYTHING = shots(
    (30, "fade", 8), (40, "crossfade", 13), (20, "cut", 0), (33, "fade", 9), (31, "crossfade", 5), (14, "crossfade", 1)
)


def test_every_frame_is_the_one_it_should_be(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    facts = stitch_film(film, EVERYTHING, clips_of(EVERYTHING, tmp_path))
    assert facts.frames == EVERYTHING.frames == probe(film).frames
    assert psnr(list(read_frames(film)), EVERYTHING) > 30


def test_hard_cuts_copy_every_packet(tmp_path: Path) -> None:
    timeline = shots((25, "cut", 0), (13, "cut", 0), (30, "cut", 0))
    clips = clips_of(timeline, tmp_path)
    stitch_film(tmp_path / "film.mp4", timeline, clips)
    assert packets(tmp_path / "film.mp4") == [packet for clip in clips for packet in packets(clip)]


def test_beside_a_cross_fade_packets_are_copied(tmp_path: Path) -> None:
    timeline = shots((48, "cut", 0), (48, "crossfade", 12), (48, "cut", 0))
    clips = clips_of(timeline, tmp_path)
    stitch_film(tmp_path / "film.mp4", timeline, clips)
    film, sources = packets(tmp_path / "film.mp4"), [packets(clip) for clip in clips]
    assert film[:36] == sources[0][:36]
    assert film[48:84] == sources[1][12:]
    assert film[84:] == sources[2]


def packets(path: Path) -> list[bytes]:
    with av.open(str(path), "r") as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.size]


def test_sound_stays_with_the_picture_over_many_clips(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", 0, 13)
    timeline = Timeline(fps=FPS, shots=tuple(Shot(id=f"s{i}", frames=13) for i in range(200)))
    facts = stitch_film(tmp_path / "film.mp4", timeline, [clip] * 200, audio=beeps(timeline, tmp_path / "mix.wav"))
    assert facts.frames == 2600
    sound, _ = read_sound(tmp_path / "film.mp4")
    for start in timeline.starts:
        assert abs(onset(sound, start / FPS - 0.1) - start / FPS) < 0.5 / FPS


def onset(sound: Samples, after_s: float) -> float:
    first = max(0, round(after_s * 48000))
    return float(first + np.flatnonzero(np.abs(sound[first:]) > 0.2)[0]) / 48000


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    timeline = shots((30, "cut", 0), (30, "crossfade", 7))
    clips, mix = clips_of(timeline, tmp_path), beeps(timeline, tmp_path / "mix.wav")
    for name in ("a.mp4", "b.mp4"):
        stitch_film(tmp_path / name, timeline, clips, audio=mix, title="Ruby")
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_title_language_and_subtitles_are_in_the_file(tmp_path: Path) -> None:
    timeline = shots((30, "cut", 0), (30, "cut", 0))
    subtitles = tmp_path / "film.srt"
    cues = (Cue(start_s=0.5, end_s=1.0, text="{Hello} café"), Cue(start_s=1.5, end_s=2.25, text="שלום"))
    subtitles.write_text(srt(cues), encoding="utf-8")
    facts = stitch_film(
        tmp_path / "film.mp4",
        timeline,
        clips_of(timeline, tmp_path),
        audio=beeps(timeline, tmp_path / "mix.wav"),
        subtitles=subtitles,
        title="Ruby & the kite",
        language="de",
    )
    assert (facts.subtitle_tracks, facts.subtitles, facts.audio_codec) == (1, 2, "aac")
    with av.open(str(tmp_path / "film.mp4"), "r") as film:
        assert film.metadata["title"] == "Ruby & the kite"
        assert [stream.language for stream in (*film.streams.audio, *film.streams.subtitles)] == ["deu", "deu"]
        shown = [packet for packet in film.demux(subtitles=0) if packet.size > 2]
        assert [bytes(packet)[2:].decode() for packet in shown] == ["{Hello} café", "שלום"]
        assert [float(packet.pts * packet.time_base) for packet in shown] == [0.5, 1.5]  # type: ignore[operator]
        assert [float(packet.duration * packet.time_base) for packet in shown] == [0.5, 0.75]  # type: ignore[operator]


def test_it_can_be_played_while_it_loads(tmp_path: Path) -> None:
    timeline = shots((30, "cut", 0))
    stitch_film(tmp_path / "film.mp4", timeline, clips_of(timeline, tmp_path))
    content = (tmp_path / "film.mp4").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_burnt_in_subtitles_are_white_on_dark_while_they_last(tmp_path: Path) -> None:
    timeline = shots((48, "cut", 0), (24, "crossfade", 8))
    subtitles = tmp_path / "film.srt"
    subtitles.write_text(srt((Cue(start_s=1.0, end_s=2.0, text="HELLO THERE"),)), encoding="utf-8")
    stitch_film(tmp_path / "film.mp4", timeline, clips_of(timeline, tmp_path), subtitles=subtitles, burn_subtitles=True)
    frames = [frame[70:].astype(int).mean(axis=2) for frame in read_frames(tmp_path / "film.mp4")]
    assert len(frames) == timeline.frames
    written = [bool(frame.max() > 225 and frame.min() < 60) for frame in frames]
    assert written == [24 <= number < 48 for number in range(timeline.frames)]


def test_clips_of_another_size_are_fitted_whole(tmp_path: Path) -> None:
    timeline = shots((24, "cut", 0), (24, "cut", 0))
    wide = write_clip(tmp_path / "0.mp4", 0, 24)
    tall = write_clip(tmp_path / "1.mp4", 1, 24, width_px=96, height_px=192)
    facts = stitch_film(tmp_path / "film.mp4", timeline, [wide, tall])
    assert (facts.width_px, facts.height_px) == (WIDTH_PX, HEIGHT_PX)
    shown = list(read_frames(tmp_path / "film.mp4"))[40]
    assert shown[:, :50].max() < 20 and shown[:, 110:].max() < 20  # black beside it
    assert abs(shown[80, 80].astype(int) - COLORS[1]).max() < 12


def test_clips_of_another_rate_and_codec_keep_their_duration(tmp_path: Path) -> None:
    timeline = shots((24, "cut", 0), (48, "cut", 0))
    foreign = tmp_path / "1.mkv"
    with av.open(str(foreign), "w") as container:
        stream = container.add_stream("mpeg4", rate=12)
        stream.width, stream.height, stream.pix_fmt, stream.bit_rate = WIDTH_PX, HEIGHT_PX, "yuv420p", 4_000_000
        for number in range(24):
            frame = av.VideoFrame.from_ndarray(picture(1, number), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 12)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    stitch_film(tmp_path / "film.mp4", timeline, [write_clip(tmp_path / "0.mp4", 0, 24), foreign])
    shown = list(read_frames(tmp_path / "film.mp4"))[24:]
    assert len(shown) == 48
    for number, seen in enumerate(shown):  # each of its frames is seen twice
        assert np.abs(seen.astype(int) - picture(1, number // 2)).mean() < 8


def test_a_clip_with_too_few_frames_is_named(tmp_path: Path) -> None:
    timeline = shots((24, "cut", 0), (24, "cut", 0))
    short = write_clip(tmp_path / "short.mp4", 1, 23)
    with pytest.raises(InvalidInput, match=r"shot s1, .*short\.mp4.*\n.*found 23 frames.*needed 24 frames"):
        stitch_film(tmp_path / "film.mp4", timeline, [write_clip(tmp_path / "0.mp4", 0, 24), short])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.mp4", "short.mp4"]


def test_each_shot_needs_a_clip(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="found 0 clips; needed 1"):
        stitch_film(tmp_path / "film.mp4", shots((24, "cut", 0)), [])


def test_a_film_that_fails_its_check_does_not_appear(tmp_path: Path) -> None:
    timeline = shots((24, "cut", 0))
    long_mix = beeps(shots((96, "cut", 0)), tmp_path / "mix.wav")
    with pytest.raises(Exception, match="the sound is not as long as the film"):
        stitch_film(tmp_path / "film.mp4", timeline, clips_of(timeline, tmp_path), audio=long_mix)
    assert not (tmp_path / "film.mp4").exists()

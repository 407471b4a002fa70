"""Clips come in as they are meant to look, frame by frame, with their sound in step."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from storyagent.errors import InvalidInput
from storyagent.film.encode import probe
from storyagent.media.video.clip import backwards, clip_frames, open_clip
from storyagent.media.video.sound import at_speed, clip_sound
from storyagent.media.video.write import write_clip
from tests.media.clips import HEIGHT_PX, WIDTH_PX, number_of, numbered, numbered_clip, numbers_in, pitch_hz, two_tones


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return numbered_clip(tmp_path_factory.mktemp("clip") / "clip.mp4")


def encoded(path: Path, codec: str, pixels: str, stamps: list[int] | None = None, **settings: Any) -> Path:
    """Write numbered frames as another program might: other codec, matrix, range, B-frames, uneven times."""
    options = {key: str(value) for key, value in settings.items() if key not in {"colorspace", "color_range"}}
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=24, options=options)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = WIDTH_PX, HEIGHT_PX, pixels
        stream.time_base = stream.codec_context.time_base = Fraction(1, 1000)
        stream.codec_context.colorspace = int(settings.get("colorspace", 2))
        stream.codec_context.color_range = int(settings.get("color_range", 0))
        for number, stamp in enumerate(stamps or [round(number * 1000 / 24) for number in range(24)]):
            frame = av.VideoFrame.from_ndarray(numbered(number), format="rgb24").reformat(
                format=pixels,
                dst_colorspace=int(settings.get("colorspace", 5)),
                dst_color_range=int(settings.get("color_range", 1)),
            )
            frame.pts, frame.time_base = stamp, Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def test_every_frame_comes_once_in_order(video: Path) -> None:
    clip = open_clip(video)
    assert (clip.width_px, clip.height_px, clip.fps, clip.frames) == (WIDTH_PX, HEIGHT_PX, Fraction(24), 24)
    assert numbers_in(video) == list(range(24))


def test_a_stretch_starts_and_ends_at_its_frames(video: Path) -> None:
    clip = open_clip(video)
    assert [number_of(frame) for frame in clip_frames(clip, 7, 15)] == list(range(7, 15))
    assert [number_of(frame) for frame in clip_frames(clip, 23)] == [23]


def test_backwards_is_forwards_turned_round(video: Path) -> None:
    assert [number_of(frame) for frame in backwards(open_clip(video))] == list(range(23, -1, -1))


def test_sound_is_as_long_as_the_pictures_and_in_step(video: Path) -> None:
    sound = clip_sound(open_clip(video))
    assert sound is not None
    assert sound.shape == (2, 48_000)
    assert pitch_hz(video, 0.1, 0.45) == pytest.approx(440, abs=5)
    assert pitch_hz(video, 0.55, 0.9) == pytest.approx(880, abs=5)


@pytest.mark.parametrize(
    ("codec", "pixels", "settings"),
    [
        ("libx264", "yuv420p", {"colorspace": 1, "color_range": 1}),
        ("libx264", "yuv420p", {"colorspace": 5, "color_range": 1}),
        ("libx264", "yuvj420p", {"colorspace": 5, "color_range": 2}),
        ("libx264", "yuv444p", {"colorspace": 1, "color_range": 2, "bf": 2, "g": 12}),
        ("mpeg4", "yuv420p", {}),
    ],
)
def test_colours_are_seen_as_they_are_meant_whatever_the_matrix_and_range(
    tmp_path: Path, codec: str, pixels: str, settings: dict[str, Any]
) -> None:
    path = encoded(tmp_path / "other.mp4", codec, pixels, **settings)
    frames = list(clip_frames(open_clip(path)))
    assert [number_of(frame) for frame in frames] == list(range(24))
    ground = frames[12][HEIGHT_PX * 3 // 4, 20:70].mean(axis=0)
    assert np.abs(ground - (200, 120, 40)).max() <= 4
    copy = tmp_path / "copy.mp4"
    write_clip(copy, frames, Fraction(24))
    again = next(clip_frames(open_clip(copy), 12))[HEIGHT_PX * 3 // 4, 20:70].mean(axis=0)
    assert np.abs(again - (200, 120, 40)).max() <= 4
    with av.open(str(copy)) as container:
        frame = next(container.decode(video=0))
        assert (int(frame.colorspace), int(frame.color_range)) == (1, 1)


def test_frames_with_uneven_times_are_held_as_a_player_holds_them(tmp_path: Path) -> None:
    stamps = [*range(0, 500, 50), *range(1000, 2400, 100)]
    clip = open_clip(encoded(tmp_path / "uneven.mp4", "libx264", "yuv420p", stamps=stamps))
    shown = [number_of(frame) for frame in clip_frames(clip)]
    assert shown == sorted(shown)
    assert set(shown) == set(range(24))
    held_s = shown.count(9) / float(clip.fps)
    assert held_s == pytest.approx(0.55, abs=2 / float(clip.fps))  # from 0.45 s to 1 s


def test_a_clip_turned_by_its_file_is_seen_upright(video: Path, tmp_path: Path) -> None:
    data = bytearray(video.read_bytes())
    at = (
        data.index(b"tkhd") + 4 + 4 + 4 * 4 + 4 + 8 + 4 * 2
    )  # version, times, track, duration, reserved, layers, volume
    quarter = (0, 1, 0, -1, 0, 0, 0, 0, 0)  # a, b, u, c, d, v, x, y, w: clockwise
    fixed = [part << 16 for part in quarter[:8]] + [1 << 30]
    data[at : at + 36] = b"".join(part.to_bytes(4, "big", signed=True) for part in fixed)
    turned = tmp_path / "turned.mp4"
    turned.write_bytes(data)
    clip = open_clip(turned)
    assert (clip.width_px, clip.height_px) == (HEIGHT_PX, WIDTH_PX)
    picture = next(clip_frames(clip, 5, 6))
    assert np.abs(picture[:, 4].astype(int) - (200, 120, 40)).max() < 20  # what was below is at the left


def test_a_broken_rate_is_kept_exactly(tmp_path: Path) -> None:
    fps = Fraction(30_000, 1001)
    path = numbered_clip(tmp_path / "ntsc.mp4", fps=fps)
    assert open_clip(path).fps == fps
    assert probe(path).frames == 24


@pytest.mark.parametrize("content", [b"", b"no video at all", b"\0\0\0\x18ftypisom" + b"\0" * 200])
def test_what_is_no_video_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.mp4"
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match=r"bad\.mp4"):
        open_clip(path)


def test_sound_alone_is_no_video(tmp_path: Path) -> None:
    path = tmp_path / "sound.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=48_000, layout="stereo")
        assert isinstance(stream, av.AudioStream)
        frame = av.AudioFrame.from_ndarray(two_tones(1024), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = 48_000, 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with pytest.raises(InvalidInput, match="no video"):
        open_clip(path)


def test_a_damaged_end_is_an_error_and_not_a_shorter_clip(video: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.mp4"
    data = video.read_bytes()
    cut.write_bytes(data[: len(data) * 2 // 3])
    with pytest.raises(InvalidInput, match="cut short"):
        list(clip_frames(open_clip(cut)))


@pytest.mark.parametrize("factor", [0.2, 0.5, 1.5, 3.0, 100.0])
def test_sound_at_another_speed_keeps_its_pitch(factor: float) -> None:
    wave = 0.4 * np.sin(2 * np.pi * 440 * np.arange(96_000 * 2) / 48_000).astype(np.float32)
    tone = np.stack([wave, np.zeros_like(wave)])
    length = round(tone.shape[1] / factor)
    played = at_speed(tone, factor, length)
    assert played.shape == (2, length)
    assert not played[1].any()
    middle = played[0, length // 4 : length * 3 // 4]
    if factor <= 3:
        spectrum = np.abs(np.fft.rfft(middle * np.hanning(middle.size)))
        assert np.argmax(spectrum) * 48_000 / middle.size == pytest.approx(440, abs=8)

from pathlib import Path

import numpy as np
import pytest

from storyagent.errors import InvalidInput, ToolFailed
from storyagent.film.audio import write_wav
from storyagent.film.check import check_film
from storyagent.film.encode import VideoWriter
from storyagent.film.stitch import stitch_film
from storyagent.story.timeline import Shot, Timeline

TIMELINE = Timeline(fps=24, shots=(Shot(id="a", frames=72),))


def write(path: Path, *, brightness: int = 180, moves: bool = True) -> Path:
    with VideoWriter(path, 96, 64, 24) as video:
        for frame in range(72):
            canvas = np.full((64, 96, 3), brightness // 2, np.uint8)
            left = frame if moves else 10
            canvas[10:40, left : left + 16] = brightness
            video.write(canvas)
    return path


def tone(path: Path, amplitude: float, duration_s: float = 3.0) -> Path:
    write_wav(path, (amplitude * np.sin(np.arange(round(duration_s * 48000)) * 0.05)).astype(np.float32), channels=2)
    return path


def test_a_good_film_gives_its_facts(tmp_path: Path) -> None:
    mix = tone(tmp_path / "mix.wav", 0.2)
    facts = stitch_film(tmp_path / "film.mp4", TIMELINE, [write(tmp_path / "a.mp4")], audio=mix)
    assert facts == check_film(tmp_path / "film.mp4", TIMELINE, audio=mix)
    assert (facts.frames, facts.duration_s, facts.fps) == (72, 3.0, 24.0)
    assert (facts.width_px, facts.height_px, facts.video_codec, facts.audio_codec) == (96, 64, "h264", "aac")
    assert facts.audio_s == pytest.approx(3.0, abs=0.03)
    assert facts.audio_rms_db == pytest.approx(20 * np.log10(0.2 / 2**0.5), abs=0.3)
    assert (facts.black_share, facts.frozen_share, facts.subtitles) == (0.0, 0.0, 0)
    assert facts.bytes == (tmp_path / "film.mp4").stat().st_size


def test_wrong_length_is_found(tmp_path: Path) -> None:
    with pytest.raises(ToolFailed, match=r"wrong number of frames\n.*found 72; needed 73"):
        check_film(write(tmp_path / "a.mp4"), Timeline(fps=24, shots=(Shot(id="a", frames=73),)))


def test_wrong_rate_is_found(tmp_path: Path) -> None:
    with pytest.raises(ToolFailed, match="frames a second"):
        check_film(write(tmp_path / "a.mp4"), Timeline(fps=25, shots=TIMELINE.shots))


def test_missing_sound_is_found(tmp_path: Path) -> None:
    with pytest.raises(ToolFailed, match="has no sound"):
        check_film(write(tmp_path / "a.mp4"), TIMELINE, audio=tone(tmp_path / "mix.wav", 0.2))


def test_silence_in_place_of_speech_is_found(tmp_path: Path) -> None:
    silent = tone(tmp_path / "silent.wav", 0.0)
    stitch_film(tmp_path / "film.mp4", TIMELINE, [write(tmp_path / "a.mp4")], audio=silent)
    with pytest.raises(ToolFailed, match="silent where something should be heard"):
        check_film(tmp_path / "film.mp4", TIMELINE, audio=tone(tmp_path / "mix.wav", 0.2))


def test_missing_subtitles_are_found(tmp_path: Path) -> None:
    with pytest.raises(ToolFailed, match=r"wrong number of subtitles\n.*found 0; needed 3"):
        check_film(write(tmp_path / "a.mp4"), TIMELINE, subtitles=3)


def test_a_black_film_is_found(tmp_path: Path) -> None:
    with pytest.raises(ToolFailed, match="the film is black"):
        check_film(write(tmp_path / "a.mp4", brightness=0), TIMELINE)


def test_a_frozen_film_is_found(tmp_path: Path) -> None:
    with pytest.raises(ToolFailed, match="nothing moves"):
        check_film(write(tmp_path / "a.mp4", moves=False), TIMELINE)


def test_a_dark_picture_is_not_black(tmp_path: Path) -> None:
    assert check_film(write(tmp_path / "a.mp4", brightness=60), TIMELINE).black_share == 0.0


def test_what_is_no_film_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_text("no film")
    with pytest.raises(InvalidInput, match="cannot open"):
        check_film(tmp_path / "a.mp4", TIMELINE)

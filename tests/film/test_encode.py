import sys
from pathlib import Path

import numpy as np
import pytest

from storyagent.errors import InvalidInput, MissingExtra, ToolFailed
from storyagent.film.encode import Picture, VideoWriter, probe, read_frames


def picture(number: int, width_px: int = 96, height_px: int = 64) -> Picture:
    """A red picture with a white bar that moves."""
    canvas = np.zeros((height_px, width_px, 3), np.uint8)
    canvas[:] = (200, 40, 30)
    canvas[:, 2 * number : 2 * number + 16] = 255
    return canvas


def write(path: Path, frames: int, fps: int = 24) -> Path:
    with VideoWriter(path, 96, 64, fps) as video:
        for number in range(frames):
            video.write(picture(number))
    return path


def test_a_clip_comes_back_as_it_went_in(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp4", 30)
    decoded = list(read_frames(path))
    assert len(decoded) == 30
    for number, shown in enumerate(decoded):
        assert abs(shown.astype(int) - picture(number)).mean() < 4
    assert abs(decoded[0][30, 80].astype(int) - (200, 40, 30)).max() <= 4  # colours are not washed out


def test_the_file_says_what_it_is(tmp_path: Path) -> None:
    facts = probe(write(tmp_path / "a.mp4", 30))
    assert (facts.width_px, facts.height_px, facts.fps, facts.frames) == (96, 64, 24.0, 30)
    assert facts.codec == "h264" and facts.regular
    assert facts.key_frames == (0, 12, 24)
    assert facts.audio_codec is None


def test_the_same_pictures_give_the_same_bytes(tmp_path: Path) -> None:
    assert write(tmp_path / "a.mp4", 20).read_bytes() == write(tmp_path / "b.mp4", 20).read_bytes()


def test_a_failed_block_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), VideoWriter(tmp_path / "a.mp4", 96, 64, 24) as video:
        video.write(picture(0))
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_a_failed_block_leaves_the_old_file_alone(tmp_path: Path) -> None:
    before = write(tmp_path / "a.mp4", 3).read_bytes()
    with (
        pytest.raises(ToolFailed, match="picture 0 does not fit"),
        VideoWriter(tmp_path / "a.mp4", 96, 64, 24) as video,
    ):
        video.write(picture(0, 48, 64))
    assert (tmp_path / "a.mp4").read_bytes() == before


def test_a_video_without_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ToolFailed, match="at least one picture"), VideoWriter(tmp_path / "a.mp4", 96, 64, 24):
        pass
    assert list(tmp_path.iterdir()) == []


def test_odd_sides_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="97x64"):
        VideoWriter(tmp_path / "a.mp4", 97, 64, 24)


def test_without_the_ffmpeg_library_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(MissingExtra, match=r'pip install "av>='):
        VideoWriter(tmp_path / "a.mp4", 96, 64, 24)


def test_what_is_no_video_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_text("no video")
    with pytest.raises(InvalidInput, match="cannot open the video"):
        probe(tmp_path / "a.mp4")


def test_the_encoder_is_told_to_leave_out_what_is_not_deterministic(tmp_path: Path) -> None:
    """x264 writes its settings into the stream; so rare a difference in bytes cannot be tested by comparing some."""
    path = tmp_path / "a.mp4"
    with VideoWriter(path, 64, 64, 12) as video:
        video.write(np.zeros((64, 64, 3), np.uint8))
    settings = path.read_bytes()
    assert b"mbtree=0" in settings
    assert b"bframes=0" in settings

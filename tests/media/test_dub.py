from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from storyagent.errors import InvalidInput
from storyagent.film.encode import probe
from storyagent.media.audio.dub import dub
from storyagent.media.audio.facts import sound_facts
from storyagent.media.audio.sound_files import read_stereo, write_stereo
from storyagent.testing import two_frame_clip
from tests.media.clips import numbered_clip, numbers_in

RATE = 48_000


def tone_file(path: Path, duration_s: float, pitch_hz: float) -> Path:
    time_s = np.arange(round(duration_s * RATE)) / RATE
    tone = (0.3 * np.sin(2 * np.pi * pitch_hz * time_s)).astype(np.float32)
    write_stereo(path, np.stack([tone, tone]))
    return path


def level_db(path: Path, pitch_hz: float, start: float = 0.0, end: float = 1.0) -> float:
    sound = read_stereo(path)[0]
    part = sound[int(start * sound.size) : int(end * sound.size)]
    wave = np.exp(-2j * np.pi * pitch_hz * np.arange(part.size) / RATE)
    return float(20 * np.log10(abs((part * wave).mean()) + 1e-9))


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return numbered_clip(tmp_path / "clip.mp4", frames=48)


def test_pictures_are_copied_and_the_sound_is_replaced(clip: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    dub(clip, tone_file(tmp_path / "a.wav", 9.0, 300), out, how="replace", loop=False, under_db=9)
    before, after = probe(clip), probe(out)
    assert (after.frames, after.parameters, after.key_frames) == (before.frames, before.parameters, before.key_frames)
    assert numbers_in(out) == numbers_in(clip)
    assert after.audio_duration_s == pytest.approx(before.duration_s, abs=0.05)
    assert level_db(out, 300) > -20
    assert level_db(out, 440, 0.0, 0.5) < -60


def test_a_short_sound_is_followed_by_silence_or_repeated(clip: Path, tmp_path: Path) -> None:
    short = tone_file(tmp_path / "a.wav", 0.5, 300)
    once, again = tmp_path / "once.mp4", tmp_path / "again.mp4"
    dub(clip, short, once, how="replace", loop=False, under_db=9)
    dub(clip, short, again, how="replace", loop=True, under_db=9)
    assert level_db(once, 300, 0.5, 1.0) < -60
    assert level_db(again, 300, 0.5, 1.0) > -20


def test_added_music_lies_under_what_was_there(clip: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    dub(clip, tone_file(tmp_path / "a.wav", 2.0, 300), out, how="add", loop=False, under_db=12)
    assert level_db(out, 440, 0.1, 0.4) - level_db(out, 300, 0.1, 0.4) == pytest.approx(
        12 + 20 * np.log10(4 / 3), abs=2
    )
    assert sound_facts(out).loudness_lufs == pytest.approx(-16, abs=0.6)


def test_a_silent_video_gets_the_sound_as_it_is(tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    silent = two_frame_clip(tmp_path / "clip.mp4", colours=((200, 40, 40),) * 24)
    dub(silent, tone_file(tmp_path / "a.wav", 1.0, 300), out, how="add", loop=False, under_db=12)
    assert probe(out).frames == 24
    assert level_db(out, 300) == pytest.approx(20 * np.log10(0.15), abs=1)


def test_what_is_no_sound_or_no_video_is_refused(clip: Path, tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("no sound")
    with pytest.raises(InvalidInput, match="cannot be read"):
        dub(clip, text, tmp_path / "out.mp4", how="add", loop=False, under_db=12)
    with pytest.raises(InvalidInput):
        dub(text, clip, tmp_path / "out.mp4", how="add", loop=False, under_db=12)
    Image.new("RGB", (20, 20)).save(tmp_path / "a.png")
    with pytest.raises(InvalidInput, match="picture"):
        dub(tmp_path / "a.png", clip, tmp_path / "out.mp4", how="add", loop=False, under_db=12)
    silent = two_frame_clip(tmp_path / "silent.mp4")
    with pytest.raises(InvalidInput, match="no sound"):
        dub(clip, silent, tmp_path / "out.mp4", how="add", loop=False, under_db=12)

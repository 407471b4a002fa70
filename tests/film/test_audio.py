import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyagent.errors import InvalidInput, ToolFailed
from storyagent.film import audio
from storyagent.story.timeline import Shot, Timeline

TIMELINE = Timeline(fps=7, shots=(Shot(id="a", frames=10), Shot(id="b", frames=15, speech_offset_frames=3)))


def tone(
    duration_s: float, amplitude: float = 0.3, rate_hz: int = audio.RATE_HZ, pitch_hz: float = 440
) -> audio.Samples:
    time_s = np.arange(round(duration_s * rate_hz)) / rate_hz
    return (amplitude * np.sin(2 * np.pi * pitch_hz * time_s)).astype(np.float32)


@given(st.integers(0, 10**7), st.integers(1, 120))
def test_a_frame_starts_at_the_nearest_sample(frame: int, fps: int) -> None:
    assert abs(audio.sample_at(frame, fps) * fps - frame * audio.RATE_HZ) * 2 <= fps


def test_written_sound_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    audio.write_wav(path, tone(0.5), channels=2)
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, 48000)
    samples, rate_hz = audio.read_sound(path)
    assert rate_hz == 48000
    assert np.abs(samples - tone(0.5)).max() < 1e-4


def test_resampling_keeps_length_pitch_and_loudness() -> None:
    sound = audio.resampled(tone(1.0, rate_hz=22050), 22050)
    assert sound.size == 48000
    assert np.abs(sound - tone(1.0))[500:-500].max() < 0.01


def test_speech_is_brought_to_one_loudness() -> None:
    for amplitude in (0.01, 0.1, 0.9):
        sound = np.concatenate([tone(1.0, amplitude), np.zeros(48000, np.float32), tone(0.5, amplitude)])
        assert audio.speech_level_db(audio.levelled(sound)) == pytest.approx(audio.SPEECH_DB, abs=0.3)


def test_silence_stays_silence() -> None:
    silence = np.zeros(1000, np.float32)
    assert np.array_equal(audio.levelled(silence), silence)
    assert audio.trimmed(silence)[0].size == 0


@given(st.lists(st.floats(-8, 8, width=32), min_size=1, max_size=3000))
def test_the_limiter_never_lets_a_peak_through(values: list[float]) -> None:
    samples = np.array(values, np.float32)
    limited = audio.limited(samples)
    assert np.abs(limited).max() <= 10 ** (-1.5 / 20) + 1e-6
    assert np.all(limited * samples >= 0)


def test_the_limiter_leaves_quiet_sound_alone() -> None:
    assert np.array_equal(audio.limited(tone(0.1)), tone(0.1))


def test_silence_at_both_ends_is_cut_off() -> None:
    nothing = np.zeros(4800, np.float32)
    sound, cut = audio.trimmed(np.concatenate([nothing, tone(0.2), nothing]))
    assert 4800 - 960 - 5 <= cut <= 4800
    assert sound.size == pytest.approx(9600 + 2 * 960, abs=20)


def test_speech_is_heard_at_its_frame_and_nowhere_else(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    audio.write_wav(path, tone(0.5))
    sound = audio.mix(TIMELINE, {"b": path})
    first = round(13 * 48000 / 7)
    assert sound.size == round(25 * 48000 / 7)
    assert np.flatnonzero(sound)[0] == pytest.approx(first, abs=3)
    assert np.flatnonzero(sound)[-1] == pytest.approx(first + 24000, abs=3)


def test_a_film_without_speech_is_silent() -> None:
    assert not audio.mix(TIMELINE, {}).any()


def test_two_loud_voices_at_once_do_not_clip(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    audio.write_wav(path, tone(1.0, 0.9))
    timeline = Timeline(
        fps=10, shots=(Shot(id="a", frames=30), Shot(id="b", frames=30, transition="crossfade", transition_frames=29))
    )
    assert np.abs(audio.mix(timeline, {"a": path, "b": path})).max() < 0.9


def test_speech_that_outlasts_the_film_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    audio.write_wav(path, tone(3.0))
    with pytest.raises(InvalidInput, match="shot b: the speech ends after the film"):
        audio.mix(TIMELINE, {"b": path})


def test_speech_of_an_unknown_shot_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="found c; needed one of a, b"):
        audio.mix(TIMELINE, {"c": tmp_path / "a.wav"})


def test_what_is_no_sound_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_text("no sound")
    with pytest.raises(ToolFailed, match="cannot be read"):
        audio.read_sound(tmp_path / "a.wav")

"""Loudness is what broadcasters measure; music and sounds give way to speech."""

import numpy as np
import pytest

from storyagent.errors import InvalidInput
from storyagent.film.audio import Samples
from storyagent.media.audio.levels import Ducking, at_loudness, ducked_gain, held, loudness_lufs
from storyagent.media.audio.mixdown import film_mix, fitted, mix_layers, places_sound, repeated
from storyagent.media.audio.waves import Stereo
from storyagent.story.timeline import Shot, Timeline

RATE = 48_000


def tone(duration_s: float, amplitude: float, pitch_hz: float = 997.0) -> Samples:
    time_s = np.arange(round(duration_s * RATE)) / RATE
    return (amplitude * np.sin(2 * np.pi * pitch_hz * time_s)).astype(np.float32)


def both(channel: Samples) -> Stereo:
    return np.stack([channel, channel])


def rms_db(sound: Stereo | Samples) -> float:
    return float(10 * np.log10(np.mean(sound.astype(np.float64) ** 2)))


def test_loudness_is_that_of_the_standards_own_examples() -> None:
    # EBU Tech 3341: a stereo sine of 1 kHz at -23 dB of full scale is -23 LUFS, and gating leaves quiet parts out
    amplitude = 10 ** (-23 / 20)
    assert loudness_lufs(both(tone(10, amplitude, 1000))) == pytest.approx(-23.0, abs=0.1)
    quiet, loud = tone(5, 10 ** (-36 / 20), 1000), tone(20, amplitude, 1000)
    assert loudness_lufs(both(np.concatenate([quiet, loud, quiet]))) == pytest.approx(-23.0, abs=0.1)


def test_silence_and_a_click_have_no_loudness() -> None:
    assert loudness_lufs(np.zeros((2, RATE), np.float32)) == float("-inf")
    assert loudness_lufs(both(tone(0.1, 0.5))) == float("-inf")
    assert not at_loudness(np.zeros((2, 100), np.float32), -20).any()


def test_a_sound_is_brought_to_a_loudness_but_never_clips() -> None:
    assert loudness_lufs(at_loudness(both(tone(2, 0.01)), -20)) == pytest.approx(-20, abs=0.1)
    spiky = both(tone(2, 0.001))
    spiky[:, 1000] = 1.0
    assert np.abs(at_loudness(spiky, -10)).max() == pytest.approx(10 ** (-1.5 / 20), rel=1e-5)


def test_peaks_are_held_without_turning_a_wave_round() -> None:
    sound = both(tone(1, 0.5))
    sound[:, 20_000:21_000] *= 3
    quieter = held(sound)
    assert np.abs(quieter).max() <= 10 ** (-1.5 / 20) + 1e-6
    assert np.all(quieter * sound >= 0)
    assert np.array_equal(quieter[:, :10_000], sound[:, :10_000])


def test_what_lies_under_speech_is_down_while_somebody_speaks_and_comes_back() -> None:
    pause = np.zeros(3 * RATE, np.float32)
    speech = np.concatenate([pause, tone(2, 0.2), np.zeros(RATE // 4, np.float32), tone(1, 0.2), pause])
    gain = ducked_gain(speech, Ducking(depth_db=12))
    assert gain[: 2 * RATE].min() == 1.0
    spoken = slice(round(3.1 * RATE), round(6.2 * RATE))
    assert gain[spoken].max() == pytest.approx(10 ** (-12 / 20), rel=0.02)
    assert gain[-RATE:].min() == 1.0
    assert np.abs(np.diff(gain)).max() < 0.001
    assert np.array_equal(ducked_gain(pause, Ducking()), np.ones_like(pause))


def test_music_is_heard_in_pauses_and_gives_way_to_speech() -> None:
    speech = np.concatenate([np.zeros(4 * RATE, np.float32), tone(4, 0.14), np.zeros(4 * RATE, np.float32)])
    music = both(tone(12, 0.3, 220))
    mixed = mix_layers(speech, music, [])
    assert loudness_lufs(mixed) == pytest.approx(-16, abs=0.3)
    assert np.abs(mixed).max() <= 10 ** (-1.5 / 20) + 1e-6

    def at_220(sound: Stereo) -> float:
        wave = np.exp(-2j * np.pi * 220 * np.arange(sound.shape[1]) / RATE)
        return float(20 * np.log10(abs((sound[0] * wave).mean())))

    before, during = mixed[:, RATE : 3 * RATE], mixed[:, 5 * RATE : 7 * RATE]
    assert at_220(before) - at_220(during) == pytest.approx(9.0, abs=0.5)


def test_a_place_is_heard_in_its_scenes_and_without_a_seam_between_two_of_them() -> None:
    shots = (
        Shot(id="title", frames=20),
        Shot(id="a", frames=40, transition="crossfade", transition_frames=10),
        Shot(id="b", frames=40),
        Shot(id="c", frames=40, transition="fade", transition_frames=10),
    )
    timeline = Timeline(fps=10, shots=shots)
    (heard,) = places_sound(timeline, {"a": 0, "b": 0}, [np.full((2, RATE), 0.1, np.float32)])
    level = heard[0] / heard[0].max()
    assert heard.shape[1] == timeline.frames * RATE // 10
    assert level[: RATE - 100].max() == 0
    assert level[round(2.1 * RATE) : round(8.4 * RATE)].min() == pytest.approx(1.0, abs=1e-4)
    assert level[round(9.6 * RATE) :].max() == 0


def test_a_film_with_only_places_is_quiet_and_one_with_nothing_is_silent() -> None:
    timeline = Timeline(fps=10, shots=(Shot(id="a", frames=50),))
    silence = np.zeros(5 * RATE, np.float32)
    rain = np.random.default_rng(0).normal(0, 0.1, (2, RATE)).astype(np.float32)
    assert loudness_lufs(film_mix(timeline, silence, None, {"a": 0}, [rain])) == pytest.approx(-26, abs=0.5)
    assert not film_mix(timeline, silence, None, {}, []).any()


def test_a_sound_for_what_is_not_there_is_refused() -> None:
    timeline = Timeline(fps=10, shots=(Shot(id="a", frames=50),))
    silence = np.zeros(5 * RATE, np.float32)
    with pytest.raises(InvalidInput, match="not in the film"):
        film_mix(timeline, silence, None, {"b": 0}, [np.zeros((2, 10), np.float32)])
    with pytest.raises(InvalidInput, match="not there"):
        film_mix(timeline, silence, None, {"a": 1}, [np.zeros((2, 10), np.float32)])


def test_sounds_are_fitted_to_a_length() -> None:
    sound = both(tone(3, 0.5))
    assert np.array_equal(repeated(sound, 7 * RATE)[:, 3 * RATE : 6 * RATE], sound)
    assert not fitted(sound, 5 * RATE)[:, 3 * RATE :].any()
    short = fitted(sound, 2 * RATE)
    assert short.shape[1] == 2 * RATE
    assert abs(rms_db(short[:, :RATE]) - rms_db(sound[:, :RATE])) < 0.1
    assert np.abs(short[:, -50:]).max() < 0.01

"""Sounds are what they are called, by their numbers."""

import numpy as np
import pytest

from storyagent.errors import InvalidInput
from storyagent.media.audio.facts import SoundFacts, sound_facts
from storyagent.media.audio.levels import loudness_lufs
from storyagent.media.audio.synthesise import synthesise
from storyagent.media.audio.waves import Stereo
from storyagent.story.sound_words import WORDS, SoundRequest, sounds_in

LENGTH_S = 4.0


@pytest.fixture(scope="module")
def sounds() -> dict[str, Stereo]:
    return {name: synthesise(name, LENGTH_S, loop=True) for name in WORDS}


@pytest.fixture(scope="module")
def facts(sounds: dict[str, Stereo]) -> dict[str, SoundFacts]:
    return {name: sound_facts(sound) for name, sound in sounds.items()}


@pytest.mark.parametrize("name", WORDS)
def test_a_sound_is_audible_stereo_and_never_clips(sounds: dict[str, Stereo], name: str) -> None:
    sound = sounds[name]
    assert sound.shape == (2, round(LENGTH_S * 48_000))
    assert sound.dtype == np.float32
    assert np.abs(sound).max() <= 10 ** (-1.5 / 20) + 1e-6
    assert -27 < loudness_lufs(sound) < -18


@pytest.mark.parametrize("name", WORDS)
def test_a_looped_sound_has_no_seam(sounds: dict[str, Stereo], name: str) -> None:
    sound = sounds[name]
    steps = np.abs(np.diff(sound, axis=1))
    assert np.abs(sound[:, 0] - sound[:, -1]).max() <= steps.max() + 1e-6


def test_struck_and_stepped_things_begin_as_often_as_they_should(facts: dict[str, SoundFacts]) -> None:
    assert facts["clock"].onsets_per_s == pytest.approx(2.0, abs=0.3)
    assert facts["bell"].onsets_per_s == pytest.approx(0.5, abs=0.3)
    assert facts["footsteps"].onsets_per_s == pytest.approx(2 / 0.56, abs=0.8)
    assert facts["horse"].onsets_per_s == pytest.approx(3 / 0.52, abs=1.0)
    for steady in ("rain", "wind", "sea", "stream", "crowd", "traffic"):
        assert facts[steady].onsets_per_s < 0.8


def test_low_sounds_are_low_and_high_ones_high(facts: dict[str, SoundFacts]) -> None:
    low = [facts[name].centroid_hz for name in ("heartbeat", "thunder", "owl", "engine")]
    middle = [facts[name].centroid_hz for name in ("wind", "crowd", "bees", "dog")]
    high = [facts[name].centroid_hz for name in ("rain", "birds", "crickets", "magic")]
    assert max(low) < 500 < min(middle)
    assert max(middle) < 2500 < min(high)


def test_thunder_ends_in_a_rumble_and_a_heart_beats_twice(sounds: dict[str, Stereo]) -> None:
    clap = synthesise("thunder", 6.0)
    loudest = int(np.argmax(np.abs(clap[0])))
    after = clap[:, loudest + 96_000 :]
    assert sound_facts(after).centroid_hz < 200
    beats = np.abs(sounds["heartbeat"][0]).reshape(-1, 4800).max(axis=1) > 0.2
    assert (np.diff(beats.astype(int)) == 1).sum() >= 8


def test_the_same_words_and_seed_give_the_same_samples_and_another_seed_others() -> None:
    assert np.array_equal(synthesise("soft rain", 1.0, seed=3), synthesise("soft rain", 1.0, seed=3))
    assert not np.array_equal(synthesise("soft rain", 1.0, seed=3), synthesise("soft rain", 1.0, seed=4))


def test_a_sound_that_is_not_looped_begins_and_ends_in_silence() -> None:
    sound = synthesise("waves", 2.0)
    assert np.abs(sound[:, 0]).max() == 0
    assert np.abs(sound[:, -1]).max() == 0


def test_a_long_sound_goes_round_and_has_its_length() -> None:
    sound = synthesise("clock", 61.0)
    assert sound.shape[1] == 61 * 48_000
    assert sound_facts(sound[:, 20 * 48_000 : 30 * 48_000]).onsets_per_s == pytest.approx(2.0, abs=0.3)


def test_heavy_is_louder_and_far_is_darker() -> None:
    near, far = synthesise("thunder", 4.0, loop=True), synthesise("distant thunder", 4.0, loop=True)
    assert sound_facts(far).centroid_hz < sound_facts(near).centroid_hz
    mixed = synthesise("heavy rain with distant bell", 4.0, loop=True)
    assert 0 < sound_facts(mixed).onsets_per_s < 4
    fast, slow = synthesise("fast footsteps", 6.0), synthesise("slow footsteps", 6.0)
    assert sound_facts(fast).onsets_per_s > 1.5 * sound_facts(slow).onsets_per_s


@pytest.mark.parametrize(
    ("description", "wanted"),
    [
        ("Heavy rain with distant thunder", (("rain", 0.95, False), ("thunder", 0.6, True))),
        ("waves and seagull birds", (("sea", 0.6, False), ("birds", 0.6, False))),
        ("a storm", (("rain", 0.6, False), ("wind", 0.6, False))),
        ("a dog barks far away", (("dog", 0.6, True),)),
        ("light wind", (("wind", 0.25, False),)),
    ],
)
def test_words_say_which_sounds_how_heavy_and_how_far(
    description: str, wanted: tuple[tuple[str, float, bool], ...]
) -> None:
    assert tuple((one.name, one.strength, one.far) for one in sounds_in(description)) == wanted


def test_quick_steps_are_quick() -> None:
    assert sounds_in("quick footsteps") == (SoundRequest("footsteps", pace=1.5),)


def test_an_unknown_sound_is_refused_with_what_is_near() -> None:
    with pytest.raises(InvalidInput, match="did you mean 'thunder'"):
        sounds_in("a lot of thundr")
    with pytest.raises(InvalidInput, match="audioldm2"):
        sounds_in("xylophone")


@pytest.mark.parametrize("duration_s", [0.0, -1.0, float("nan"), 1e9])
def test_a_length_that_cannot_be_made_is_refused(duration_s: float) -> None:
    with pytest.raises(InvalidInput, match="length"):
        synthesise("rain", duration_s)

from itertools import pairwise

import numpy as np
import pytest

from storyagent.errors import Misconfigured
from storyagent.film.audio import RATE_HZ, SPEECH_DB, speech_level_db
from storyagent.film.speech import CHANGE_OF_SPEAKER_S, PAUSE_S, speak
from storyagent.story.screenplay import Line

VOICE = "espeak:en-us"
LONG = (
    "She climbed up to the very top, but the branch was thin, and the wind blew so hard that the forest shook. "
    "Then it fell into the river."
)


def test_the_same_lines_give_the_same_sound() -> None:
    first, second = (speak([Line(text="Ruby found a red kite.")], VOICE, {}) for _ in range(2))
    assert np.array_equal(first[0], second[0])
    assert first[1] == second[1]


def test_a_sentence_takes_about_as_long_as_a_person_takes() -> None:
    sound, _ = speak([Line(text=LONG)], VOICE, {})
    words_per_minute = len(LONG.split()) / (sound.size / RATE_HZ) * 60
    assert 130 < words_per_minute < 190


def test_every_line_has_the_same_loudness_and_none_clips() -> None:
    for voice in (VOICE, "espeak:en-gb+f3", "espeak:de"):
        sound, _ = speak([Line(text="The fox ran home over the hill.")], voice, {})
        assert speech_level_db(sound) == pytest.approx(SPEECH_DB, abs=0.5)
        assert np.abs(sound).max() < 0.9


def test_cues_are_the_text_in_order_and_end_with_the_sound() -> None:
    sound, cues = speak([Line(text=LONG), Line(text="The end.")], VOICE, {})
    assert " ".join(cue.text for cue in cues) == f"{LONG} The end."
    assert all(cue.end_s < later.start_s for cue, later in pairwise(cues))
    assert cues[0].start_s == 0.0
    assert cues[-1].end_s == pytest.approx(sound.size / RATE_HZ)


def test_a_cue_starts_when_its_first_word_is_heard() -> None:
    first = "The fox ran over the green hill and home."
    _, cues = speak([Line(text=f"{first} The bird flew up into the sky.")], VOICE, {})
    alone, _ = speak([Line(text=first)], VOICE, {})
    assert cues[1].start_s == pytest.approx(alone.size / RATE_HZ, abs=0.5)


def test_a_pause_separates_lines_and_a_longer_one_speakers() -> None:
    same, _ = speak([Line(text="One."), Line(text="One.")], VOICE, {})
    other, _ = speak([Line(text="One."), Line(text="One.", speaker="fox")], VOICE, {})
    alone, _ = speak([Line(text="One.")], VOICE, {})
    assert same.size == 2 * alone.size + round(PAUSE_S * RATE_HZ)
    assert other.size == 2 * alone.size + round(CHANGE_OF_SPEAKER_S * RATE_HZ)


def test_a_speaker_has_a_voice_of_their_own() -> None:
    lines = [Line(text="I am here.", speaker="fox")]
    narrator, own = speak(lines, VOICE, {}), speak(lines, VOICE, {"fox": "espeak:en-us+f3"})
    assert own[1][0].speaker == "fox"
    assert not np.array_equal(narrator[0], own[0])


@pytest.mark.parametrize("text", ["...", "—", "?!", "☃"])
def test_what_cannot_be_spoken_is_a_pause_that_is_shown(text: str) -> None:
    sound, cues = speak([Line(text=text)], VOICE, {})
    assert sound.size >= RATE_HZ and not sound.any()
    assert [cue.text for cue in cues] == [text]


@pytest.mark.parametrize(
    ("text", "voice"),
    [("12", VOICE), ("Zoë saw 3.5 café tables!", VOICE), ("שלום עולם", "espeak:he"), ("الثعلب الأحمر", "espeak:ar")],
)
def test_numbers_and_other_scripts_are_spoken(text: str, voice: str) -> None:
    sound, cues = speak([Line(text=text)], voice, {})
    assert sound.any()
    assert [cue.text for cue in cues] == [text]


def test_no_lines_are_no_sound() -> None:
    sound, cues = speak([], VOICE, {})
    assert sound.size == 0 and cues == ()


def test_an_unknown_voice_is_named() -> None:
    with pytest.raises(Misconfigured, match="robot"):
        speak([Line(text="Hi.")], "robot", {})

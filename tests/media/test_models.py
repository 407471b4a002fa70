"""Models of the field run through the same code with random weights; without weights the error says what to do."""

from pathlib import Path

import numpy as np
import pytest

from storyagent.errors import InvalidInput, MissingExtra, ToolFailed
from storyagent.media.audio.generate import generate_music, generate_sound
from storyagent.media.audio.levels import loudness_lufs
from storyagent.media.audio.sound_files import write_stereo
from storyagent.media.audio.synthesise import synthesise
from storyagent.media.text.transcribe import cues_of, transcribe
from storyagent.media.text.translate import translate
from storyagent.media.weights import weights_folder
from tests.media.sound_twins import tiny_audioldm2, tiny_whisper
from tests.media.twins import WORDS, tiny_musicgen, tiny_translator


def silent(fraction: float, message: str = "") -> None:
    pass


def test_musicgen_plays_what_it_is_told_as_long_as_asked(tmp_path: Path) -> None:
    model = str(tiny_musicgen(tmp_path))
    played = [generate_music(model, "calm", 1.0, None, seed, {}, silent) for seed in (0, 0, 1)]
    assert played[0].shape == (2, 48_000)
    assert np.array_equal(played[0], played[1])
    assert not np.array_equal(played[0], played[2])
    assert np.abs(played[0]).max() <= 10 ** (-1.5 / 20) + 1e-6
    assert loudness_lufs(played[0]) < -17


def test_audioldm2_makes_a_sound_of_its_words_and_seed_as_long_as_asked(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    model = str(tiny_audioldm2(tmp_path))
    capfd.readouterr()
    seen: list[float] = []
    made = [
        generate_sound(model, words, 1.0, seed, {"steps": 2, "device": "cpu"}, lambda share, _: seen.append(share))
        for words, seed in (("rain", 0), ("rain", 0), ("wind", 1))
    ]
    assert made[0].shape == (2, 48_000)
    assert np.array_equal(made[0], made[1])
    assert not np.array_equal(made[0], made[2])
    assert 0.01 < np.abs(made[0]).max() <= 10 ** (-1.5 / 20) + 1e-6
    assert seen[:2] == [0.0, 0.5]
    assert capfd.readouterr().err == ""  # no bars over the caller's own


def test_a_translator_gets_each_sentence_and_keeps_paragraphs(tmp_path: Path) -> None:
    model = str(tiny_translator(tmp_path))
    seen: list[float] = []
    made = translate(
        "The fox ran. It slept.\n\nGood night.", "en", "de", model, {}, lambda share, _: seen.append(share)
    )
    first, second = made.split("\n\n")
    assert set(first.split()) | set(second.split()) <= set(WORDS)
    assert seen == [0.0]
    with pytest.raises(InvalidInput, match="nothing to translate"):
        translate(" \n", "en", "de", model, {}, silent)
    with pytest.raises(InvalidInput, match="no language's code"):
        translate("The fox ran.", "en", "film Klingon", model, {}, silent)


def test_whisper_hears_words_within_the_sounds_length_or_says_that_there_are_none(tmp_path: Path) -> None:
    model = str(tiny_whisper(tmp_path / "whisper"))
    write_stereo(tmp_path / "rain.wav", synthesise("rain", 30.0, seed=1))
    cues = transcribe(tmp_path / "rain.wav", model, "en", {})
    assert cues
    assert all(0 <= cue.start_s < cue.end_s <= 30.0 for cue in cues)
    write_stereo(tmp_path / "short.wav", synthesise("rain", 0.5, seed=1))
    with pytest.raises(ToolFailed, match="no word was heard"):
        transcribe(tmp_path / "short.wav", model, "en", {})


def test_without_weights_nothing_is_made_up(tmp_path: Path) -> None:
    with pytest.raises(MissingExtra, match="nothing is translated without"):
        translate("The fox ran.", "en", "de", "nobody/no-model", {}, silent)
    with pytest.raises(MissingExtra, match="nothing is transcribed without a model"):
        transcribe(tmp_path / "a.wav", "openai/whisper-base", None, {})
    with pytest.raises(MissingExtra, match="owner/name"):
        weights_folder("not a/repository/at all")
    with pytest.raises(MissingExtra, match="pip install"):
        weights_folder("nobody/no-model", ("no_such_package",))
    assert weights_folder(str(tmp_path)) == tmp_path


def test_what_was_heard_becomes_cues_one_after_the_other() -> None:
    cues = cues_of([(" The fox ran home.", 0.0, 2.0), (" ... ", 2.0, 2.5), (" Good night!", 1.5, 1.0)])
    assert [cue.text for cue in cues] == ["The fox ran home.", "Good night!"]
    assert cues[0].end_s <= cues[1].start_s < cues[1].end_s
    long = "The fox ran home over the hill, " * 8
    many = cues_of([(long, 1.0, 9.0)])
    assert len(many) > 2
    assert many[0].start_s == 1.0
    assert many[-1].end_s == pytest.approx(9.0)

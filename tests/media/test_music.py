"""Moods are heard, and pieces are as long as asked and have an ending."""

import itertools

import numpy as np
import pytest

from storyagent.errors import InvalidInput
from storyagent.media.audio import performing
from storyagent.media.audio.composing import Score, compose
from storyagent.media.audio.facts import SoundFacts, sound_facts
from storyagent.media.audio.levels import loudness_lufs
from storyagent.media.audio.moods import MAJOR, MIXOLYDIAN
from storyagent.media.audio.moods import MOODS as STYLES
from storyagent.media.audio.performing import music, perform
from storyagent.media.audio.waves import Stereo
from storyagent.story.music_words import MOODS, Mood, mood_in

LENGTH_S = 12.0


@pytest.fixture(scope="module")
def pieces() -> dict[Mood, Stereo]:
    return {mood: music(mood, LENGTH_S) for mood in MOODS}


@pytest.fixture(scope="module")
def facts(pieces: dict[Mood, Stereo]) -> dict[Mood, SoundFacts]:
    return {mood: sound_facts(piece) for mood, piece in pieces.items()}


def pitches(score: Score) -> set[int]:
    drums = {"kick", "snare", "shaker", "block", "timpani"}
    return {(note.pitch - score.tonic) % 12 for note in score.notes if note.instrument not in drums}


def test_every_mood_has_a_style() -> None:
    assert set(STYLES) == set(MOODS)


@pytest.mark.parametrize("mood", MOODS)
def test_a_piece_is_exactly_as_long_as_asked_loud_enough_and_never_clips(
    pieces: dict[Mood, Stereo], mood: Mood
) -> None:
    piece = pieces[mood]
    assert piece.shape == (2, round(LENGTH_S * 48_000))
    assert loudness_lufs(piece) == pytest.approx(-18, abs=1.5)
    assert np.abs(piece).max() <= 10 ** (-1.5 / 20) + 1e-6


@pytest.mark.parametrize("mood", MOODS)
def test_a_piece_ends_on_its_keynote_and_dies_away(pieces: dict[Mood, Stereo], mood: Mood) -> None:
    score = compose(mood, LENGTH_S)
    last = [note for note in score.notes if note.start >= score.end and note.instrument == score.style.melody]
    assert {(note.pitch - score.tonic) % 12 for note in last} <= {0, 3, 4, 7}
    assert any(note.pitch % 12 == score.tonic % 12 for note in last)
    levels = np.abs(pieces[mood]).max(axis=0)
    assert levels[-480:].max() < 0.02
    assert levels[-480_00:].max() < levels.max()


@pytest.mark.parametrize("mood", MOODS)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_all_notes_are_of_the_moods_scale(mood: Mood, seed: int) -> None:
    score = compose(mood, 90.0, seed=seed)
    assert pitches(score) <= set(score.style.scale) | {7}
    assert all(note.beats > 0 and 0 < note.loud <= 1 and 24 <= note.pitch <= 103 for note in score.notes)


def test_moods_differ_in_mode_tempo_and_sound(facts: dict[Mood, SoundFacts]) -> None:
    bright = {mood for mood, style in STYLES.items() if style.scale in {MAJOR, MIXOLYDIAN}}
    assert bright == {"calm", "happy", "heroic", "playful", "tender"}
    tempo = {mood: compose(mood, 60.0).tempo_bpm for mood in MOODS}
    assert tempo["sad"] < tempo["calm"] < tempo["tense"] < tempo["happy"] < tempo["playful"]
    numbers = [(facts[mood].centroid_hz, facts[mood].onsets_per_s, tempo[mood]) for mood in MOODS]
    for one, other in itertools.combinations(numbers, 2):
        ratios = [max(a, b) / max(min(a, b), 0.1) for a, b in zip(one, other, strict=True)]
        assert max(ratios) > 1.12
    assert facts["happy"].onsets_per_s > 2 * facts["calm"].onsets_per_s


def test_a_given_tempo_is_kept_exactly_and_heard() -> None:
    score = compose("playful", 12.0, tempo_bpm=120)
    assert score.tempo_bpm == 120
    assert score.end / 2 + 1.0 <= 12.0
    slow, quick = compose("calm", 60.0, pace=0.8), compose("calm", 60.0, pace=1.25)
    assert quick.tempo_bpm / slow.tempo_bpm == pytest.approx(1.25 / 0.8, rel=0.1)


def test_the_theme_comes_back() -> None:
    score = compose("happy", 80.0)
    bar = score.style.beats
    lead = [note for note in score.notes if note.instrument == score.style.melody and note.pan == 0.2]

    def part(first_bar: int) -> list[tuple[float, int]]:
        inside = [note for note in lead if first_bar * bar <= note.start < (first_bar + 7) * bar]
        return [(round(note.start - first_bar * bar, 2), note.pitch) for note in inside]

    assert part(2)
    assert part(2) == part(10)
    assert part(2) != part(18)


def test_the_same_arguments_give_the_same_samples_and_another_seed_another_theme() -> None:
    assert np.array_equal(perform(compose("tender", 4.0)), perform(compose("tender", 4.0)))
    assert compose("tender", 30.0, seed=1).notes != compose("tender", 30.0, seed=2).notes


def test_a_key_moves_every_note() -> None:
    here, above = compose("calm", 10.0), compose("calm", 10.0, key=2)
    assert above.tonic == here.tonic + 2
    assert {note.pitch % 12 for note in above.notes} == {(note.pitch + 2) % 12 for note in here.notes}


def test_a_short_piece_is_one_chord_and_a_long_one_several_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    assert compose("calm", 1.0).bars == 0
    assert music("playful", 1.0).shape[1] == 48_000
    monkeypatch.setattr(performing, "_MOVEMENT_S", 4.0)
    long = music("playful", 7.0)
    assert long.shape[1] == 7 * 48_000
    joint = long[:, 7 * 24_000 - 480 : 7 * 24_000]
    assert np.abs(joint).max() < 0.05


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("calm", ("calm", 1.0)),
        ("slow and sad", ("sad", 0.8)),
        ("Epic adventure music!", ("heroic", 1.0)),
        ("fast, funny", ("playful", 1.25)),
        ("background music", ("calm", 1.0)),
        ("piano lullaby", ("tender", 1.0)),
    ],
)
def test_words_mean_a_mood_and_a_tempo(words: str, wanted: tuple[str, float]) -> None:
    assert mood_in(words) == wanted


def test_words_without_a_mood_are_refused_with_what_is_near() -> None:
    with pytest.raises(InvalidInput, match="did you mean 'heroic'"):
        mood_in("heroik")


@pytest.mark.parametrize(("name", "value"), [("duration_s", 0.5), ("tempo_bpm", 500.0), ("key", 40)])
def test_what_cannot_be_played_is_refused(name: str, value: float) -> None:
    arguments: dict[str, float] = {"duration_s": 5.0, name: value}
    with pytest.raises(InvalidInput, match=name):
        music("calm", **arguments)  # type: ignore[arg-type]

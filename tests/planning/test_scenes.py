"""How many scenes, and how long: as many and as long as wished for, with every word told."""

from pathlib import Path

import pytest

from storyagent.errors import InvalidInput
from storyagent.planning.offline import OfflinePlanner
from storyagent.planning.planner import PlannedFilm, PlanOptions
from storyagent.planning.sentences import split_story
from storyagent.story.screenplay import Line

RUBY = (Path(__file__).parents[2] / "examples" / "ruby_and_the_red_kite.txt").read_text(encoding="utf-8")
planner = OfflinePlanner()


def words_of(film: PlannedFilm) -> str:
    return " ".join(line.text for scene in film.screenplay.scenes for line in scene.lines)


def length_s(film: PlannedFilm) -> float:
    """The film's length: cross-fades overlap."""
    scenes = film.screenplay.scenes
    overlaps = sum(scene.transition.duration_s for scene in scenes[1:] if scene.transition.kind == "crossfade")
    return sum(scene.duration_s for scene in scenes) - overlaps


def test_every_number_of_scenes_up_to_the_sentences_is_exact() -> None:
    sentences = len(split_story(RUBY).sentences)
    whole = words_of(planner.plan(RUBY))
    for wanted in (1, 2, 5, sentences - 1, sentences):
        film = planner.plan(RUBY, PlanOptions(scenes=wanted))
        assert len(film.screenplay.scenes) == len(film.layouts) == wanted
        assert words_of(film) == whole
    with pytest.raises(InvalidInput, match="number of scenes"):
        planner.plan(RUBY, PlanOptions(scenes=sentences + 1))


@pytest.mark.parametrize("minutes", [1.0, 1.25, 2.0, 3.0])
def test_a_film_has_the_length_that_is_wished_for(minutes: float) -> None:
    film = planner.plan(RUBY, PlanOptions(minutes=minutes))
    assert length_s(film) == pytest.approx(60 * minutes, rel=0.02)
    assert words_of(film) == words_of(planner.plan(RUBY))
    assert film.findings == ()


@pytest.mark.parametrize(("minutes", "hint"), [(0.2, "fewer words"), (30.0, "Tell more")])
def test_a_length_out_of_reach_is_reported_and_nothing_is_cut(minutes: float, hint: str) -> None:
    film = planner.plan(RUBY, PlanOptions(minutes=minutes))
    assert words_of(film) == words_of(planner.plan(RUBY))
    assert [finding.code for finding in film.findings] == ["film.length"]
    assert hint in film.findings[0].hint
    assert len(film.screenplay.scenes) > 1
    spoken = [sum(len(line.text.split()) for line in scene.lines) / 2.4 for scene in film.screenplay.scenes]
    assert all(scene.duration_s >= s for scene, s in zip(film.screenplay.scenes, spoken, strict=True))


def test_both_a_number_and_a_length_are_kept() -> None:
    film = planner.plan(RUBY, PlanOptions(scenes=6, minutes=1.5))
    assert len(film.screenplay.scenes) == 6
    assert length_s(film) == pytest.approx(90, rel=0.02)


def test_a_crowd_told_of_in_one_scene_is_not_shown_whole() -> None:
    animals = [
        "fox",
        "wolf",
        "bear",
        "hare",
        "deer",
        "mouse",
        "otter",
        "badger",
        "owl",
        "crow",
        "robin",
        "eagle",
        "duck",
    ]
    text = "\n\n".join(f"A {animal} sits on the hill." for animal in animals)
    film = planner.plan(text, PlanOptions(scenes=1))
    assert len(film.screenplay.scenes[0].cast) == 12
    assert [finding.code for finding in film.findings] == ["scene.crowded"]


def test_a_question_opens_an_exchange_and_short_answers_belong_to_it() -> None:
    film = planner.plan(
        'A fox met a crow in the forest.\n\n"Why are you sad?" asked the fox.\n\n"I lost my cheese," said the crow.\n\n'
        '"Where did you lose it?" asked the fox.\n\n"Under the tree," said the crow.'
    )
    scenes = [" ".join(line.text for line in scene.lines) for scene in film.screenplay.scenes]
    assert [text.count("said the crow") for text in scenes] == [0, 1, 1]


def test_who_goes_on_speaking_in_a_paragraph_is_the_same() -> None:
    film = planner.plan('Olga met a fox on the hill. "I do not hurry," said Olga. "I only never stop."')
    lines = [line for scene in film.screenplay.scenes for line in scene.lines]
    assert Line(text='"I only never stop."', speaker="olga") in lines


def test_who_dances_under_a_cloud_stays_on_the_ground() -> None:
    film = planner.plan("Two otters danced under a white cloud in the forest.")
    otters = [track for track in film.layouts[0].tracks if track.entity == "otter"]
    assert len(otters) == 2
    assert all(track.box_at(t).y1 > 0.75 for track in otters for t in (0.0, 0.5, 1.0))

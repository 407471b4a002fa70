"""What a story puts into its pictures: not what is missing, but whoever is meant, and what they are in or on."""

import pytest

from storyagent.errors import InvalidInput
from storyagent.planning.checks import check_story, reads_as_english
from storyagent.planning.frame_director import direct_offline
from storyagent.planning.offline import OfflinePlanner
from storyagent.planning.planner import PlannedFilm


def plan(text: str) -> PlannedFilm:
    return OfflinePlanner().plan(text)


def casts(film: PlannedFilm) -> list[list[str]]:
    return [sorted(role.entity for role in scene.cast) for scene in film.screenplay.scenes]


@pytest.mark.parametrize(
    "text",
    [
        "One night a star was missing.",
        "There was no star.",
        "There were never any stars.",
        "Nina could not see a star.",
        "Nina never had a star.",
        "Nina did not dream under a star.",
    ],
)
def test_what_is_absent_or_cannot_be_is_not_shown(text: str) -> None:
    film = plan(f"{text} Nina ran along the beach.")
    assert casts(film) == [["nina"]]


def test_what_was_missing_is_there_once_it_is_found() -> None:
    film = plan("One night a star was missing. Nina found the star on the beach.")
    assert [entity.traits for entity in film.screenplay.entities if entity.id == "star"] == [()]
    assert casts(film) == [["nina", "star"]]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Whiskers sat on the sill.", "Whiskers"),
        ("Mittens slept on a cushion.", "Mittens"),
        ("Boots is on the sofa.", "Boots"),
        ("Tom never saw the sea.", "Tom"),
    ],
)
def test_a_name_that_is_a_word_is_somebody(text: str, name: str) -> None:
    assert name in [entity.name for entity in plan(text).screenplay.entities if entity.kind == "character"]


@pytest.mark.parametrize(
    "text", ["Socks lay on the floor.", "Stars shone over the lake.", "Hands clapped in the hall."]
)
def test_plain_plurals_stay_plurals(text: str) -> None:
    assert not [entity for entity in plan(text).screenplay.entities if entity.kind == "character"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Le chat dort.", "French"),
        ("Der Hund schläft im Garten.", "German"),
        ("El perro corre por la playa.", "Spanish"),
        ("asdf qwer zxcv", "asdf qwer zxcv"),
    ],
)
def test_short_texts_that_are_not_english_are_refused(text: str, found: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_story(text)
    assert found in caught.value.found


@pytest.mark.parametrize(
    "text", ["a ufo", "Pikachu runs.", "El Capitan at dawn", "Two quadcopters", "Ruby ran.", "Rex!"]
)
def test_short_english_is_read(text: str) -> None:
    assert reads_as_english(text)


def test_a_sentence_without_english_is_reported_by_its_number() -> None:
    findings = plan("A dog runs across a field. Der Hund schläft. It barks at the moon.").findings
    assert [finding.where[:10] for finding in findings if finding.code == "story.not_understood"] == ["sentence 2"]


def test_its_body_keeps_the_animal_of_the_sentence_before() -> None:
    film = plan("A whale opened its mouth.\n\nThe star was on its tongue!")
    assert casts(film)[-1] == ["star", "whale"]
    assert "the whale's tongue" in film.screenplay.scenes[-1].prompt


def test_a_time_of_day_inside_a_paragraph_begins_a_scene() -> None:
    text = "A red fox walks through the forest. In the evening the fox sleeps under a tree. A frog jumps over a stone."
    film = plan(text)
    assert [scene.time for scene in film.screenplay.scenes] == ["day", "dusk"]
    assert "sleeps" in film.screenplay.scenes[1].prompt
    assert "jumps" in film.screenplay.scenes[1].prompt


def test_the_moon_and_the_air_move_no_scene() -> None:
    text = "A train drove into the garden. The moon shone above a tree. The train jumped into the air."
    assert [scene.place for scene in plan(text).screenplay.scenes] == ["garden"]


def test_a_boat_goes_where_its_sailor_goes() -> None:
    film = plan("Pip, a small robot, climbs into a red boat and sails out to sea.")
    ids = [track.id for track in film.layouts[0].tracks]
    pip, boat = (film.layouts[0].boxes(6)[ids.index(name)] for name in ("pip", "boat"))
    assert pip[-1] and boat[0] and boat[-1]
    assert boat[-1].center[0] - boat[0].center[0] > 0.3
    assert abs(pip[-1].center[0] - boat[-1].center[0]) < 0.1


def test_the_next_scene_knows_what_one_is_in_until_one_leaves_it() -> None:
    film = plan(
        "Pip climbed into a boat and sailed out to sea.\n\nPip threw a star into the sky above the sea.\n\n"
        "Pip jumped out and swam in the sea.\n\nPip waved at the sea."
    )
    assert ["boat" in cast for cast in casts(film)] == [True, True, False, False]


def test_under_the_sea_is_under_water() -> None:
    film = plan("Then Ember the dragon dived under the sea, where two fish danced.")
    assert [scene.place for scene in film.screenplay.scenes] == ["seabed"]


def test_the_boy_and_the_girl_are_the_two_children() -> None:
    film = plan("Two children built a snowman in the garden.\n\nThe boy shouted in the garden.\n\nThe girl laughed.")
    assert casts(film) == [["boy", "girl", "snowman"], ["boy"], ["girl"]]


def test_a_place_that_no_sentence_names_stands_before_what_has_a_comma() -> None:
    film = plan("Ruby sailed on the sea.\n\nThe rain stopped, and a whale waved its tail.")
    assert film.screenplay.scenes[-1].prompt.startswith("On the sea, the rain stops, and a whale")


def test_directions_know_the_names_of_the_screenplay() -> None:
    film = plan("Pip is a small blue robot. Pip climbs into a red boat and sails out to sea.")
    scene = film.screenplay.scenes[-1].model_copy(update={"prompt": "Pip climbs into a boat and sails out to sea."})
    moments = " ".join(direct_offline(scene, film.screenplay).prompts())
    assert "the pip" not in moments
    assert "blue pip" not in moments

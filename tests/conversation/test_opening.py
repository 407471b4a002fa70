"""A first request: the story, and the options in the words around it."""

from pathlib import Path

import pytest

from storyagent.conversation.opening import read_opening, require_this_film
from storyagent.errors import InvalidInput

STORY = "A red fox walks through the forest. In the evening it sleeps under a tree."


def test_a_plain_story_is_taken_word_for_word() -> None:
    opening = read_opening(STORY)
    assert opening.story == STORY
    assert opening.understood == ()


def test_options_are_read_around_the_story() -> None:
    opening = read_opening(f"make a 30-second portrait film in watercolour: {STORY}")
    assert opening.story == STORY
    assert opening.options.minutes == 0.5
    assert opening.options.format.size_px == (720, 1280)
    assert opening.options.style == "watercolor"
    assert opening.understood == ("about 30 s long", "portrait, 9:16", "style: watercolor")


@pytest.mark.parametrize(
    ("said", "story", "fields"),
    [
        ("make a film of a fox who finds a kite, in watercolour, portrait", "a fox who finds a kite",
         {"style": "watercolor", "aspect": "9:16"}),
        ("Please make me a two-minute cartoon about a boat and a whale, square and silent", "a boat and a whale",
         {"minutes": 2.0, "aspect": "1:1", "narration": False}),
        ("Make a 12-second film of this: A red fox walks.", "A red fox walks.", {"minutes": 0.2}),
        ("make a 30-second film of this, in watercolour, portrait, with happy music: A red fox walks.",
         "A red fox walks.", {"minutes": 0.5, "style": "watercolor", "aspect": "9:16", "music": "happy"}),
        ("Make a film of this, with ambience: A fox, a kite: all is well.", "A fox, a kite: all is well.",
         {"ambience": True}),
        ("make a film of this, dear friend: A fox walks.", "this, dear friend: A fox walks.", {}),
        ("20 seconds, square, 240 pixels high: A ball rolls.", "A ball rolls.",
         {"minutes": 1 / 3, "aspect": "1:1", "height_px": 240}),
        ("I'd like a short video of a cat on a wall called “Whiskers”", "a cat on a wall called “Whiskers”", {}),
        ('Create a film called "Whiskers" with 3 scenes about a cat on a wall, 12 fps', "a cat on a wall",
         {"title": "Whiskers", "scenes": 3, "fps": 12}),
    ],
)  # fmt: skip
def test_many_ways_of_asking_for_a_film(said: str, story: str, fields: dict[str, object]) -> None:
    opening = read_opening(said)
    options = opening.options.model_dump()
    assert opening.story == story
    assert {name: options.get(name, options["format"].get(name)) for name in fields} == fields


def test_a_sound_is_heard_in_every_scene_and_told() -> None:
    opening = read_opening("make a film of this, with rain sound: A red fox walks.")
    assert (opening.story, opening.sound) == ("A red fox walks.", "rain")
    assert opening.understood == ("the sound of rain in every scene",)
    both = read_opening("make a film of this, with sad music and rain sound: A red fox walks.")
    assert (both.options.music, both.sound) == ("sad", "rain")
    assert read_opening("A fox walks with the birds, and rain falls.").sound == ""


def test_what_is_to_be_made_of_the_film_is_no_part_of_the_story(tmp_path: Path) -> None:
    (tmp_path / "fox.txt").write_text(STORY)
    said = f"make a 30-second film of {tmp_path}/fox.txt, in watercolour, portrait, with rain sound, and a web page to"
    opening = read_opening(f"{said} show it")
    assert (opening.story, opening.sound, opening.options.minutes) == (STORY, "rain", 0.5)
    assert opening.options.format.aspect == "9:16"
    assert opening.after == ("a web page to show it",)
    told = read_opening(
        "make a film of a fox who meets a bird, in ink. Also make a vertical trailer, and a poster of it"
    )
    assert (told.story, told.options.style) == ("a fox who meets a bird", "ink")
    assert told.after == ("a vertical trailer", "a poster of it")
    assert read_opening("make a film with a web page: A red fox walks.").after == ("a web page",)
    assert read_opening("make a film about a fox, a bird and a poster").story == "a fox, a bird and a poster"


@pytest.mark.parametrize(
    ("said", "found"), [("make a film of this, in watercolour", "this"), ("make a film of fox.txt and sing", "sing")]
)
def test_what_cannot_be_a_film_is_asked_about(said: str, found: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_opening(said)
    assert refused.value.found == repr(found)


def test_what_a_story_tells_is_no_option() -> None:
    told = "The old fox makes a film of a portrait. For 30 seconds nothing moves, in watercolour or out of it."
    opening = read_opening(told)
    assert opening.story == told
    assert opening.options.minutes is None
    assert opening.options.format.aspect == "16:9"


def test_the_name_of_a_text_file_means_its_text(tmp_path: Path) -> None:
    path = tmp_path / "fox.txt"
    path.write_text(STORY)
    assert read_opening(str(path)).story == STORY
    opening = read_opening(f"make a 20-second film of {path}")
    assert (opening.story, opening.options.minutes) == (STORY, 20 / 60)


@pytest.mark.parametrize("said", ["hi", "Hello!", "  ", "make the fox blue", "delete scene 2", "what is in scene 2?"])
def test_what_is_no_story_is_refused_with_what_to_say(said: str) -> None:
    with pytest.raises(InvalidInput, match="no film here yet") as refused:
        read_opening(said)
    assert "30-second film" in refused.value.hint


def test_a_missing_file_is_named() -> None:
    with pytest.raises(InvalidInput, match="cannot read the file"):
        read_opening("make a film of nowhere/fox.txt")


@pytest.mark.parametrize(
    "said",
    ["make me a new film about a fox who loses his hat", "start another film: A snail wins.", "create another movie",
     "could you make a film about an owl?"],
)  # fmt: skip
def test_another_film_is_not_made_of_this_one(said: str) -> None:
    with pytest.raises(InvalidInput, match="this conversation is about one film") as caught:
        require_this_film(said)
    assert "storyagent chat" in caught.value.hint


@pytest.mark.parametrize(
    "said",
    ["make the film 20 seconds long", "make a 30 second film", "make a new version", "make a new video of scene 2",
     "make it a film about a dog", "make the fox blue"],
)  # fmt: skip
def test_a_wish_for_this_film_is_no_wish_for_another(said: str) -> None:
    require_this_film(said)

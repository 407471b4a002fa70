import pytest

from storyagent.errors import InvalidInput
from storyagent.film.place_words import PLACES
from storyagent.media.audio.ambience import ambience_of, with_sound
from storyagent.story.check_screenplay import check_screenplay
from storyagent.story.screenplay import Entity, Scene, Screenplay, TimeOfDay, Weather
from storyagent.story.sound_words import sounds_in


def place(noun: str) -> Entity:
    return Entity(id="place", name=noun, noun=noun, kind="place")


def scene(time: TimeOfDay = "day", weather: Weather = "clear", ambience: str = "") -> Scene:
    return Scene(id="one", prompt="A fox.", place="place", time=time, weather=weather, ambience=ambience)


@pytest.mark.parametrize(
    ("noun", "time", "weather", "heard"),
    [
        ("beach", "day", "clear", "waves"),
        ("forest", "day", "clear", "birds"),
        ("forest", "night", "clear", "crickets and an owl"),
        ("forest", "day", "rain", "rain"),
        ("kitchen", "day", "storm", "a soft fire, distant heavy rain with thunder"),
        ("beach", "dusk", "storm", "waves, heavy rain with thunder"),
        ("castle", "night", "clear", "a soft fire"),
        ("outer space", "day", "clear", ""),
        ("desert", "day", "wind", "wind"),
    ],
)
def test_a_scene_sounds_like_its_place_weather_and_hour(
    noun: str, time: TimeOfDay, weather: Weather, heard: str
) -> None:
    assert ambience_of(scene(time, weather), place(noun)) == heard


@pytest.mark.parametrize("noun", PLACES)
def test_what_a_place_sounds_like_can_be_made(noun: str) -> None:
    times: tuple[TimeOfDay, ...] = ("dawn", "day", "dusk", "night")
    weathers: tuple[Weather, ...] = ("clear", "cloud", "rain", "snow", "fog", "wind", "storm")
    heard = {ambience_of(scene(time, weather), place(noun)) for time in times for weather in weathers}
    assert all(sounds_in(text) for text in heard if text)


def film(**more: str) -> Screenplay:
    return Screenplay.model_validate(
        {"title": "Fox", "entities": [place("beach")], "scenes": [scene(ambience=more.pop("ambience", ""))], **more}
    )


def test_sound_is_added_where_it_is_asked_for_and_a_scenes_own_is_kept() -> None:
    assert with_sound(film()) == film()
    sounding = with_sound(film(), music="calm", ambience=True)
    assert (sounding.music, sounding.scenes[0].ambience) == ("calm", "waves")
    assert with_sound(film(ambience="a bell"), ambience=True).scenes[0].ambience == "a bell"
    with pytest.raises(InvalidInput, match="no mood"):
        with_sound(film(), music="xyz")


def test_sound_that_cannot_be_made_is_found_before_anything_runs() -> None:
    codes = {finding.code: finding for finding in check_screenplay(film(music="blue", ambience="thundr"))}
    assert codes["screenplay.music"].severity == codes["scene.ambience"].severity == "error"
    assert codes["scene.ambience"].where == "scenes[one].ambience"
    assert "thunder" in codes["scene.ambience"].hint
    assert not {"screenplay.music", "scene.ambience"} & {
        finding.code for finding in check_screenplay(film(music="calm", ambience="thunder"))
    }

from hypothesis import given
from hypothesis import strategies as st

from storyagent.film.voice_espeak import EspeakVoice
from storyagent.story.screenplay import Entity
from storyagent.story.voices import _ESPEAK, cast_voices

NARRATOR = "espeak:en-us"


def character(name: str, noun: str, **more: str) -> Entity:
    return Entity.model_validate({"id": name, "name": name, "noun": noun, "kind": "character", **more})


def test_characters_get_voices_that_suit_them_and_a_voice_that_is_set_stays() -> None:
    cast = [
        character("ada", "queen"),
        character("tom", "king"),
        character("granny", "grandmother"),
        character("mia", "girl", voice="piper:mia.onnx"),
    ]
    voices = cast_voices(cast, NARRATOR)
    assert voices["ada"].removeprefix("espeak:en-us+") in _ESPEAK["woman"]
    assert voices["tom"].removeprefix("espeak:en-us+") in _ESPEAK["man"]
    assert voices["granny"].removeprefix("espeak:en-us+") in _ESPEAK["old woman"]
    assert voices["mia"] == "piper:mia.onnx"


@given(st.lists(st.sampled_from(["fox", "king", "girl", "bear", "robot", "old woman", "mouse"]), max_size=14))
def test_voices_are_distinct_and_those_added_later_change_none(nouns: list[str]) -> None:
    cast = [character(f"c{number}", noun) for number, noun in enumerate(nouns)]
    voices = cast_voices(cast, NARRATOR)
    assert len({*voices.values(), NARRATOR}) == len(cast) + 1
    for count in range(len(cast)):
        first = cast_voices(cast[:count], NARRATOR)
        assert first == {name: voices[name] for name in first}


def test_only_characters_get_a_voice_of_their_own() -> None:
    lamp = Entity(id="lamp", name="lamp", noun="lamp", kind="prop")
    spoken = lamp.model_copy(update={"id": "talking-lamp", "voice": "espeak:en-us+f1"})
    assert cast_voices([lamp, spoken], NARRATOR) == {"talking-lamp": "espeak:en-us+f1"}


def test_the_narrators_language_and_server_are_kept() -> None:
    (german,) = cast_voices([character("a", "king")], "espeak:de+m1").values()
    assert german.startswith("espeak:de+") and german != "espeak:de+m1"
    (cloud,) = cast_voices([character("a", "king")], "openai:gpt-4o-mini-tts/onyx").values()
    assert cloud.startswith("openai:gpt-4o-mini-tts/") and cloud != "openai:gpt-4o-mini-tts/onyx"
    assert cast_voices([character("a", "king")], "piper:voice.onnx") == {}


def test_more_characters_than_voices_still_speak() -> None:
    cast = [character(f"c{number}", "king") for number in range(80)]
    voices = cast_voices(cast, NARRATOR)
    assert len(voices) == 80
    assert NARRATOR not in voices.values()


def test_every_voice_that_is_given_out_exists() -> None:
    names = sorted({name for group in _ESPEAK.values() for name in group})
    assert [EspeakVoice(f"en-us+{name}").name for name in names] == [f"en-us+{name}" for name in names]

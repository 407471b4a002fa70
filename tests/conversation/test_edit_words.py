"""Edits in words: every kind has its own, and they name scenes and entities as the film does."""

import pytest

from storyagent.conversation.edit_words import edit_words
from storyagent.conversation.model_edits import KINDS
from storyagent.editing.edits import EDIT, Edit
from storyagent.editing.film import Film
from tests.conversation.tiny import tiny_film

SAID: dict[str, dict[str, object]] = {
    "make the red fox blue in scene 1": {"kind": "recolour", "entity": "fox", "color": "blue", "scenes": [1]},
    "call the red fox Ruby": {"kind": "rename", "entity": "fox", "name": "Ruby"},
    "let the red fox look like this: a fox in a hat": {"kind": "describe", "entity": "fox",
                                                       "description": "a fox in a hat"},
    "take the blue bird out of the film": {"kind": "remove", "entity": "bird"},
    "add 2 x a red ball to scene 1, at the left": {"kind": "add", "noun": "ball", "color": "red", "count": 2,
                                                  "spot": "left", "scenes": [1]},
    "put a duck in the place of the white boat": {"kind": "replace", "entity": "boat", "noun": "duck"},
    "show 3 of the blue bird in scene 2": {"kind": "count", "entity": "bird", "count": 3, "scenes": [2]},
    "let the white boat sink": {"kind": "motion", "entity": "boat", "motion": "sink"},
    "make the red fox 1.3 times as large in scenes 1 and 3": {"kind": "resize", "entity": "fox", "factor": 1.3,
                                                              "scenes": [1, 3]},
    "put the red fox 10% of the picture left": {"kind": "position", "entity": "fox", "dx": -0.1},
    "put the red fox nearer to the blue bird": {"kind": "position", "entity": "fox", "beside": "bird",
                                                "side": "nearer"},
    "let the red fox and the blue bird change places in scene 2": {"kind": "exchange", "entity": "fox", "other": "bird",
                                                                  "scenes": [2]},
    "let the blue bird move 2 times as fast": {"kind": "haste", "entity": "bird", "factor": 2.0},
    "let the blue bird be seen from 50% of the scene until 3 s in scene 2": {
        "kind": "presence", "entity": "bird", "start": 0.5, "end_s": 3.0, "scenes": [2],
    },
    "let the red fox say “Hi.” after the narrator's 2nd sentence from the end in scene 1": {
        "kind": "sentence", "scene": 1, "number": -2, "text": "Hi.", "how": "after", "among": "narrator",
        "speaker": "fox",
    },
    "let the red fox speak with the voice of a girl": {"kind": "voice", "entity": "fox", "voice": "girl"},
    "let rain be heard in scene 1": {"kind": "ambience", "sounds": "rain", "scenes": [1]},
    "write “hen” wherever “bird” stands": {"kind": "reword", "old": "bird", "new": "hen"},
    "make scene 3 the 1st one": {"kind": "move_scene", "scene": 3, "to": 1},
    "swap scene 3 and scene 4": {"kind": "swap_scenes", "first": 3, "second": 4},
    "delete scenes 1, 2 and 3": {"kind": "delete_scenes", "scenes": [1, 2, 3]},
    "make one scene of scenes 1 and 2": {"kind": "merge_scenes", "scenes": [1, 2]},
    "make two scenes of scene 1": {"kind": "split_scene", "scene": 1},
    "copy scene 1": {"kind": "duplicate_scene", "scene": 1},
    "add a scene as the 2nd one: It rains.": {"kind": "insert_scene", "text": "It rains.", "to": 2},
    "let the film pass 2 times as fast": {"kind": "pace", "factor": 2.0},
    "make scene 1 2 s shorter": {"kind": "duration", "change_s": -2.0, "scenes": [1]},
    "let the narrator say “Hush.” in scene 3": {"kind": "narration", "text": "Hush.", "scenes": [3]},
    "let the red fox also say “Hi.” in scene 1": {"kind": "dialogue", "scene": 1, "speaker": "fox", "text": "Hi."},
    "set scene 1 in a snowy beach": {"kind": "place", "place": "a snowy beach", "scenes": [1]},
    "set every scene at night": {"kind": "time", "time": "night"},
    "weather: rain in scene 1": {"kind": "weather", "weather": "rain", "scenes": [1]},
    "camera: zoom in, medium in scene 1": {"kind": "camera", "move": "zoom in", "scenes": [1]},
    "begin scene 2 with a fade": {"kind": "transition", "transition": "fade", "scenes": [2]},
    "draw the film in this style: ink": {"kind": "style", "style": "ink"},
    "make the picture 9:16": {"kind": "aspect", "aspect": "9:16"},
    "call the film “A Walk”": {"kind": "title", "title": "A Walk"},
    "no narration, 12 frames a second": {"kind": "format", "narration": False, "fps": 12},
    "put calm music under the film": {"kind": "music", "mood": "calm"},
    "make scene 1 again with another seed": {"kind": "reroll", "scenes": [1]},
}  # fmt: skip


@pytest.fixture(scope="module")
def film() -> Film:
    return tiny_film()


def made(data: dict[str, object], film: Film) -> Edit:
    """Return an edit whose scenes are given by number."""
    ids = {number: scene.id for number, scene in enumerate(film.scenes, 1)}
    single = {name: ids[int(str(data[name]))] for name in ("scene", "first", "second") if name in data}
    scenes = data.get("scenes")
    several = {"scenes": [ids[number] for number in scenes]} if isinstance(scenes, list) else {}
    return EDIT.validate_python({**data, **single, **several})


@pytest.mark.parametrize("words", SAID)
def test_an_edit_is_said_in_words(words: str, film: Film) -> None:
    assert edit_words(made(SAID[words], film), film) == words


def test_every_kind_of_edit_has_its_words() -> None:
    assert {data["kind"] for data in SAID.values()} == set(KINDS)

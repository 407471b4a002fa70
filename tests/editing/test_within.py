"""Edits of parts of a scene, and requests in which no word may be left out."""

import pytest
from pydantic import ValidationError

from storyagent.conversation.edit_words import edit_words
from storyagent.editing.apply import apply
from storyagent.editing.diff import diff
from storyagent.editing.edits import Edit
from storyagent.editing.film import Film
from storyagent.editing.read import read_request
from storyagent.editing.within import Presence, Sentence
from storyagent.errors import InvalidInput
from storyagent.planning.offline import OfflinePlanner
from tests.editing.films import ruby, scene


def edited(*edits: Edit) -> Film:
    return apply(ruby(), edits, OfflinePlanner()).film


def spoken(film: Film, number: int) -> list[str]:
    return [line.text for line in film.scenes[number - 1].lines]


def test_one_sentence_goes_and_all_others_stay() -> None:
    before = spoken(ruby(), 2)
    film = edited(Sentence(scene=scene(2), number=-1))
    assert spoken(film, 2) == before[:-1]
    assert [spoken(film, k) for k in (1, 3, 4)] == [spoken(ruby(), k) for k in (1, 3, 4)]


@pytest.mark.parametrize(("how", "at"), [("before", 1), ("after", 2)])
def test_a_sentence_is_put_beside_another_one(how: str, at: int) -> None:
    edit = Sentence.model_validate({"scene": scene(2), "number": 2, "text": "Listen!", "how": how})
    told = spoken(edited(edit), 2)
    assert told[at] == "Listen!"
    assert [text for text in told if text != "Listen!"] == spoken(ruby(), 2)


def test_a_sentence_that_is_not_there_is_refused() -> None:
    with pytest.raises(InvalidInput, match="there is no such sentence") as caught:
        edited(Sentence(scene=scene(2), number=9))
    assert caught.value.needed == "1 to 2"


def test_a_silent_scene_gets_its_first_sentence() -> None:
    silent = apply(ruby(), read_request("nobody should talk in scene 2", ruby()).edits, OfflinePlanner()).film
    edit = Sentence(scene=scene(2), number=-1, text="Hush!", how="after")
    assert spoken(apply(silent, [edit], OfflinePlanner()).film, 2) == ["Hush!"]


def test_who_is_seen_in_a_part_of_a_scene_keeps_the_way() -> None:
    film = edited(Presence(entity="bird", start=0.5, scenes=(scene(2),)))
    (track,) = [one for one in film.layouts[scene(2)].tracks if one.entity == "bird"]
    (old,) = [one for one in ruby().layouts[scene(2)].tracks if one.entity == "bird"]
    assert track.windows == ((0.5, 1.0),)
    assert track.keyframes == old.keyframes
    assert film.layouts[scene(3)] == ruby().layouts[scene(3)]


def test_when_somebody_is_seen_is_in_the_difference() -> None:
    film = edited(Presence(entity="bird", start=0.5, scenes=(scene(2),)))
    assert ", seen from 50% to 100%" in diff(ruby(), film)


def test_seconds_of_a_scene_are_a_share_of_its_length() -> None:
    film = edited(Presence(entity="ruby", end_s=5.0, scenes=(scene(2),)))
    (track,) = [one for one in film.layouts[scene(2)].tracks if one.entity == "ruby"]
    assert track.windows == ((0.0, 5.0 / ruby().scenes[1].duration_s),)


def test_a_time_after_the_scene_is_refused() -> None:
    with pytest.raises(InvalidInput, match="the scene is over by then"):
        edited(Presence(entity="ruby", start_s=500.0, scenes=(scene(2),)))


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (Sentence, {"scene": "one", "number": 0}), (Sentence, {"scene": "one", "number": 1, "how": "after"}),
        (Sentence, {"scene": "one", "number": 1, "among": "speaker"}),
        (Presence, {"entity": "ruby", "start": 0.5, "end": 0.5}),
    ],
)  # fmt: skip
def test_what_means_nothing_is_no_edit(kind: type[Sentence | Presence], told: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        kind.model_validate(told)


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ("let the bird appear halfway through scene 2", "let the blue bird be seen from 50% of the scene in scene 2"),
        ("Ruby should leave after two seconds in scene 1", "let Ruby be seen until 2 s in scene 1"),
        ("drop the last sentence of scene 2", "take out the last sentence in scene 2"),
        (
            'Ruby should say "Oh!" at the start of scene 2',
            "let Ruby say “Oh!” before the 1st sentence in scene 2",
        ),
    ],
)
def test_such_an_edit_is_said_in_words(request_: str, words: str) -> None:
    (edit,) = read_request(request_, ruby()).edits
    assert edit_words(edit, ruby()) == words


@pytest.mark.parametrize(
    "text",
    [
        "make Ruby run until the bird comes in scene 2", "let the bird fly away only if Ruby is there",
        "rename Ruby to Fiona for example", "make the kite not red", "delete scene 2 unless it is dark",
        "let Ruby walk halfway through scene 2", "make everything blue except Ruby", "never mind the bird, but not now",
        "the narrator should be a woman in scene 2", "don't let the bird fly in scene 2",
    ],
)  # fmt: skip
def test_words_that_turn_a_meaning_are_never_passed_over(text: str) -> None:
    reading = read_request(text, ruby())
    assert not reading.edits or not reading.is_clear


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("make it snow but not in scene 3", [1, 2, 4]), ("keep scenes 1 and 2 as they are, but make it night", [3, 4]),
        ("make it rain everywhere but in the last scene", [1, 2, 3]),
    ],
)  # fmt: skip
def test_scenes_that_stay_as_they_are_are_left_out(text: str, numbers: list[int]) -> None:
    (edit,) = read_request(text, ruby()).edits
    assert edit.model_dump()["scenes"] == tuple(scene(number) for number in numbers)


def test_the_scene_of_a_complaint_holds_for_the_order_after_it() -> None:
    reading = read_request("Scene 2 is too full. Split it in two.", ruby())
    assert [edit.model_dump() for edit in reading.edits] == [
        {"kind": "split_scene", "scene": scene(2), "after": None}
    ]  # fmt: skip
    assert reading.asides == ("Scene 2 is too full",)


def test_who_is_left_alone_after_all_stays_as_they_are() -> None:
    assert not read_request("Make the bird white. Actually, leave the bird alone.", ruby()).edits


def test_parts_of_a_scene_that_is_only_being_split_are_no_scenes_yet() -> None:
    assert not read_request("split scene 2 in two, and have the bird only in the second part", ruby()).is_clear


def test_two_scenes_at_one_place_contradict_each_other() -> None:
    edits = read_request("Put scene 1 before scene 2 and scene 2 before scene 1.", ruby()).edits
    with pytest.raises(InvalidInput, match="contradict each other"):
        apply(ruby(), edits, OfflinePlanner())

"""What a model would not correct is settled by what the text says for certain, and told."""

from typing import Any

import pytest

from storyagent.planning.scene_answer import SceneAnswer, to_choreography
from storyagent.planning.scene_facts import SceneFacts, facts_of_scene
from storyagent.planning.settling import settled


def facts_of(text: str) -> SceneFacts:
    facts = facts_of_scene(text)
    assert facts is not None
    return facts


def thing(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "count": 1, "color": "", "motion": "stay", "path": [], **more}


def told(text: str, *objects: dict[str, Any]) -> tuple[SceneAnswer, tuple[str, ...]]:
    answer = SceneAnswer.model_validate({"objects": objects, "background": "meadow"})
    return settled(answer, facts_of(text))


def test_number_and_colour_are_those_of_the_text_and_each_change_is_told() -> None:
    answer, changes = told("Three white dogs run through the meadow.", thing("dog", count=2, color="brown"))
    (dog,) = answer.objects
    assert (dog.count, dog.color, dog.motion) == (3, "white", "stay")
    assert len(changes) == 2
    assert "3" in changes[0] and "white" in changes[1]


def test_a_way_and_a_time_are_those_of_the_text() -> None:
    answer, changes = told(
        "A car drives from the left to the right in the second half of the video.", thing("car", path=["center"])
    )
    (car,) = answer.objects
    assert car.path == ("left", "right")
    assert car.motion == "move"
    assert car.window == (0.5, 1.0)
    assert len(changes) == 2


def test_two_colours_of_one_noun_are_two_objects() -> None:
    answer, _ = told("A red ball and a blue ball lie in the grass.", thing("ball", count=2, color="red"))
    assert [(item.color, item.count) for item in answer.objects] == [("red", 1), ("blue", 1)]


def test_what_the_model_leaves_out_is_not_forced_on_it() -> None:
    answer, changes = told("A dog and a cat sit in the meadow.", thing("dog"))
    assert [item.name for item in answer.objects] == ["dog"]
    assert changes == ()


def test_an_object_that_the_text_does_not_show_is_left_out() -> None:
    answer, changes = told("A dog sits in the meadow.", thing("dog"), thing("robot"))
    assert [item.name for item in answer.objects] == ["dog"]
    assert len(changes) == 1 and "robot" in changes[0]


@pytest.mark.parametrize(("name", "changed"), [("boat", 1), ("pilot boat", 0)])
def test_a_thing_has_the_whole_name_of_the_text_and_that_is_told(name: str, changed: int) -> None:
    answer, changes = told("A pilot boat waits.", thing(name))
    assert [item.name for item in answer.objects] == ["pilot boat"]
    assert [change for change in changes if "whole name" in change] == ['"pilot boat" is the whole name'] * changed


def test_an_answer_of_which_nothing_would_be_left_stays_as_it_is() -> None:
    answer, changes = told("A dog sleeps.", thing("unicorn"))
    assert [item.name for item in answer.objects] == ["unicorn"]
    assert changes == ()


def test_relations_to_a_thing_of_another_name_are_kept() -> None:
    gull = thing("gull", relation={"kind": "on", "other": "boat"})
    answer, _ = told("A gull sits on a pilot boat.", thing("boat"), gull)
    choreography = to_choreography(answer, scene="scene", aspect_ratio=1.0)
    boat, bird = choreography.performers
    assert bird.start_relation is not None and bird.start_relation.other == boat.id


def test_objects_keep_the_model_s_order() -> None:
    answer, _ = told("A vase on a table.", thing("table"), thing("vase", count=2))
    assert [(item.name, item.count) for item in answer.objects] == [("table", 1), ("vase", 1)]


def test_an_answer_that_agrees_stays_as_it_is() -> None:
    fine = thing("dog", color="white", motion="move", path=["left", "right"])
    answer, changes = told("A white dog runs from the left to the right.", fine)
    assert answer.objects == SceneAnswer.model_validate({"objects": [fine]}).objects
    assert changes == ()


def test_boxes_are_the_model_s_own() -> None:
    boxed = thing("dog", count=1, color="brown", boxes=[[0.1, 0.1, 0.3, 0.3]])
    answer, changes = told("Three white dogs run through the meadow.", boxed)
    assert (answer.objects[0].count, answer.objects[0].color) == (1, "brown")
    assert changes == ()

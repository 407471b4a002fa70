"""Requests that go on from the change before."""

import pytest

from storyagent.conversation.follow_ups import corrected, following
from storyagent.conversation.history import History
from storyagent.conversation.turns import Turn
from storyagent.editing.edits import EDIT
from tests.conversation.tiny import tiny_film


def after(**edit: object) -> History:
    """Return the record of a conversation whose last change was this one."""
    turn = Turn(number=1, branch="main", request="...", state="done", edits=(EDIT.validate_python(edit),))
    return History(turns=[turn])


def changed(**edit: object) -> History:
    """Return the record of a conversation whose last turn changed the film."""
    turn = Turn(number=1, branch="main", request="...", state="done", edits=(EDIT.validate_python(edit),),
                before=1, after=2)  # fmt: skip
    return History(turns=[turn])


@pytest.mark.parametrize(
    "request_", ["the same in scene 2", "also in scene 2", "scene 2 too", "do the same in scene 2"]
)
def test_a_change_is_made_in_another_scene_too(request_: str) -> None:
    film = tiny_film()
    scenes = [film.scenes[0].id]
    (edit,) = following(request_, film, after(kind="weather", weather="rain", scenes=scenes))
    assert edit.model_dump(exclude_none=True) == {"kind": "weather", "weather": "rain", "scenes": (film.scenes[1].id,)}


@pytest.mark.parametrize("request_", ["the same for the bird", "the bird too", "do it for the bird as well"])
def test_a_change_is_made_for_another_too(request_: str) -> None:
    (edit,) = following(request_, tiny_film(), after(kind="resize", entity="fox", factor=1.3))
    assert edit.model_dump()["entity"] == "bird"


@pytest.mark.parametrize(
    ("request_", "factor"),
    [("even more", 1.44), ("a bit more", 1.2), ("that's too much", 0.8333), ("not enough", 1.44)],
)
def test_a_change_is_carried_on_or_taken_back_a_little(request_: str, factor: float) -> None:
    (edit,) = following(request_, tiny_film(), after(kind="resize", entity="fox", factor=1.44))
    assert edit.model_dump()["factor"] == pytest.approx(factor, abs=1e-3)


@pytest.mark.parametrize(
    ("request_", "factor"),
    [("even bigger", 1.3), ("make it smaller", 0.7692), ("a bit larger still", 1.1402)],
)
def test_a_change_goes_a_step_on_or_back(request_: str, factor: float) -> None:
    (edit,) = following(request_, tiny_film(), after(kind="resize", entity="fox", factor=2.0))
    assert edit.model_dump()["factor"] == pytest.approx(factor, abs=1e-3)
    assert following(request_, tiny_film(), after(kind="weather", weather="rain")) == ()


def test_what_was_just_done_is_done_elsewhere() -> None:
    film = tiny_film()
    told = "Do the same to scene 2 as you just did to scene 1."
    (edit,) = following(told, film, after(kind="time", time="night", scenes=[film.scenes[0].id]))
    assert edit.model_dump()["scenes"] == (film.scenes[1].id,)


@pytest.mark.parametrize("request_", ["make the fox blue", "what is in scene 2?", "the same", "too"])
def test_other_requests_are_read_by_themselves(request_: str) -> None:
    assert following(request_, tiny_film(), after(kind="resize", entity="fox", factor=1.3)) == ()


def test_nothing_follows_where_nothing_was_changed() -> None:
    assert following("the same in scene 2", tiny_film(), History()) == ()


@pytest.mark.parametrize(
    "request_",
    ["no, I meant the bird", "the bird I mean", "no, the other one. The bird, I mean", "not the fox, the bird",
     "oops, not it: the bird"],
)  # fmt: skip
def test_whom_a_change_should_have_been_about_is_read(request_: str) -> None:
    history = changed(kind="recolour", entity="fox", color="white")
    assert (corrected(request_, tiny_film(), history) or "").lower() == "the bird"


@pytest.mark.parametrize("request_", ["I mean the fox", "no, I meant the dragon", "I meant make it blue", "the bird"])
def test_other_words_correct_nobody(request_: str) -> None:
    history = changed(kind="recolour", entity="fox", color="white")
    assert corrected(request_, tiny_film(), history) is None


def test_nobody_is_corrected_where_nothing_was_changed() -> None:
    assert corrected("no, I meant the bird", tiny_film(), after(kind="recolour", entity="fox", color="white")) is None

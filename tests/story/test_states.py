"""The words for states: what holds on from scene to scene, what ends it, and how a prompt says it."""

import pytest

from storyagent.story.screenplay import Entity, Role, Scene
from storyagent.story.states import STATES, add_state, before_noun, carries, ends, family, lasting, said_of_end
from storyagent.story.stating import Stated, described_place, say_states, states_to_say

KITE, RUBY = ("kite", "kite"), ("Ruby", "fox")


def test_there_are_at_least_25_states_with_a_word_that_ends_each() -> None:
    opposites = {name: [word for word in state.ended if ends(word, name)] for name, state in STATES.items()}
    assert len([name for name, words in opposites.items() if words]) >= 25
    assert [name for name, words in opposites.items() if not words] == []


@pytest.mark.parametrize("name", STATES)
def test_a_state_carries_by_every_word_for_it_until_its_opposite_is_said(name: str) -> None:
    state = STATES[name]
    for word in state.said:
        assert carries(word)
        assert add_state((), word) == (word,)
        assert not any(ends(word, said) for said in state.said)
        for over in state.ended:
            assert word not in add_state((word,), over), (word, over)


def test_every_word_belongs_to_one_state_only() -> None:
    words = [word for state in STATES.values() for word in state.said]
    assert sorted(words) == sorted(set(words))


@pytest.mark.parametrize(
    ("before", "said", "after"),
    [
        (("torn",), "mended", ("mended",)),
        (("torn", "wet"), "dried", ("torn", "dried")),
        (("lit",), "out", ("out",)),
        (("open",), "closed", ("closed",)),
        (("wet",), "soaked", ("wet",)),
        (("locked",), "open", ("open",)),
        (("wearing a red hat",), "without the hat", ("without the hat",)),
        (("wearing a red hat",), "wearing a blue hat", ("wearing a blue hat",)),
        (("wearing a red hat",), "wearing a scarf", ("wearing a red hat", "wearing a scarf")),
        (("torn",), "happy", ("torn", "happy")),
    ],
)
def test_a_word_ends_what_it_is_the_opposite_of(before: tuple[str, ...], said: str, after: tuple[str, ...]) -> None:
    assert add_state(before, said) == after


def test_dirt_goes_with_time_a_lamp_burns_till_morning_and_damage_stays() -> None:
    states = ("torn", "lit", "wet", "happy", "mended", "wearing a hat")
    assert lasting(states) == ("torn", "lit", "wet", "wearing a hat")
    assert lasting(states, leap=True) == ("torn", "lit", "wearing a hat")
    assert lasting(states, morning=True) == ("torn", "wearing a hat")


def test_what_may_tell_of_an_end_is_known_in_every_inflection() -> None:
    assert {"sews", "sewn", "mending", "patched"} <= said_of_end("torn")
    assert {"blew", "blows", "extinguished"} <= said_of_end("lit")
    assert "took" in said_of_end("wearing a hat")
    assert family("drenched") == "wet" and family("purple") is None
    assert before_noun("asleep") == "sleeping"


@pytest.mark.parametrize(
    ("prompt", "who", "states", "said"),
    [
        ("Tom flies the red kite.", KITE, ("torn",), "Tom flies the torn red kite."),
        ("Tom has an old kite.", KITE, ("torn",), "Tom has a torn old kite."),
        ("A kite is in the tree.", KITE, ("open",), "An open kite is in the tree."),
        ("Tom flies a ripped kite.", KITE, ("torn",), "Tom flies a ripped kite."),
        ("Tom sews the kite.", KITE, ("torn",), "Tom sews the kite."),
        ("Tom reads a book beside the kite.", KITE, ("wet",), "Tom reads a book beside the wet kite."),
        ("Tom is at the kite shop. The kite flies.", KITE, ("wet",), "Tom is at the kite shop. The wet kite flies."),
        ("Tom waits.", KITE, ("torn", "wet"), "Tom waits. The kite is torn and wet."),
        ("Ruby runs home.", RUBY, ("wet",), "Ruby, wet, runs home."),
        ("Tom sees Ruby.", RUBY, ("wet", "muddy"), "Tom sees Ruby, wet and muddy."),
        ("The fox runs.", RUBY, ("wearing a hat",), "The fox, wearing a hat, runs."),
        ("The fox has a hat.", RUBY, ("wearing a hat",), "The fox has a hat."),
        ("The kite flies.", KITE, (), "The kite flies."),
    ],
)
def test_a_prompt_says_a_state_once_and_where_it_belongs(
    prompt: str, who: tuple[str, str], states: tuple[str, ...], said: str
) -> None:
    made = say_states(prompt, [Stated(*who, states)])
    assert made == said
    assert say_states(made, [Stated(*who, states)]) == said


def test_what_comes_about_in_the_scene_itself_is_not_said_of_its_beginning() -> None:
    role = Role(entity="kite", state=("torn", "wet", "half eaten", "happy"))
    scene = Scene(id="one", prompt="The kite hits a tree and tears.", cast=(role,))
    assert states_to_say(role, scene) == ("wet", "half eaten")


def test_a_place_is_described_in_its_state() -> None:
    meadow = Entity(id="meadow", name="meadow", kind="place", noun="meadow", description="a green meadow")
    assert described_place(meadow, ()) == "a green meadow"
    assert described_place(meadow, ("snowy",)) == "a snowy green meadow"
    assert described_place(meadow.model_copy(update={"description": "Oldtown"}), ("flooded",)) == "flooded Oldtown"

"""What a story changes is carried from scene to scene until the story changes it back, and prompts say it."""

from storyagent.planning.offline import OfflinePlanner
from storyagent.story.screenplay import Screenplay
from storyagent.story.world import check_world


def planned(story: str) -> Screenplay:
    screenplay = OfflinePlanner().plan(story).screenplay
    assert check_world(screenplay) == ()
    return screenplay


def states(screenplay: Screenplay, entity: str) -> list[tuple[str, ...]]:
    return [role.state for scene in screenplay.scenes for role in scene.cast if role.entity == entity]


def test_a_torn_kite_is_torn_until_it_is_mended() -> None:
    film = planned("""Tom flew his red kite over the field. The kite hit a tree and tore.

Tom carried the kite home. He was sad.

The next day Tom flew the kite at the beach.

His mother mended the kite in the kitchen.

Tom flew the kite over the field.""")
    assert states(film, "kite") == [("torn",), ("torn",), ("torn",), ("mended",), ()]
    assert "torn" not in film.scenes[0].prompt
    assert [("torn red kite" in scene.prompt) for scene in film.scenes[1:]] == [True, True, False, False]


def test_a_lamp_is_lit_until_it_is_blown_out_and_a_candle_till_morning() -> None:
    film = planned("""Mia lit the lamp in her bedroom at night. A moth flew around the lamp.

Mia sat beside the lamp.

Mia blew out the lamp.

Mia looked at the lamp.""")
    assert states(film, "lamp") == [("lit",), ("lit",), ("out",), ()]
    assert film.scenes[1].prompt.startswith("Mia sits beside the lit lamp")
    film = planned("Mia lit a candle at night.\n\nIn the morning a mouse ran past the candle.")
    assert states(film, "candle") == [("lit",), ()]


def test_a_hat_is_worn_until_it_is_taken_off() -> None:
    film = planned("""A fox put on a blue hat in the forest.

The fox walked to the river. A duck laughed.

The fox took off the hat.

The fox swam in the river.""")
    assert states(film, "fox") == [("wearing a blue hat",), ("wearing a blue hat",), ("without the hat",), ()]
    assert film.scenes[1].prompt.startswith("The fox, wearing a blue hat, walks")


def test_a_door_stands_open_until_it_is_closed() -> None:
    film = planned("""A knight opened the door of the castle.

A cat walked through the door into the garden.

The knight closed the door.

The cat sat before the door.""")
    assert states(film, "door") == [("open",), ("open",), ("closed",), ()]
    assert "the open door" in film.scenes[1].prompt


def test_snow_lies_until_it_melts_and_only_where_it_fell() -> None:
    film = planned("""In winter, snow fell on the meadow. A rabbit hopped in the meadow.

The next day the sun came out. The rabbit slept in the meadow.

The rabbit ran to the village.

In spring the rabbit came back to the meadow. The snow melted.""")
    assert [scene.weather for scene in film.scenes[1:]] == ["clear", "clear", "clear"]
    assert [scene.place_state for scene in film.scenes] == [("snowy",), ("snowy",), (), ()]


def test_one_who_is_tied_up_is_tied_until_it_is_freed_and_one_asleep_until_it_does_something() -> None:
    film = planned("""The hunter tied the wolf to a tree in the forest.

The wolf howled. A bird saw the wolf.

The bird untied the wolf.

The wolf ran into the forest.""")
    assert states(film, "wolf") == [("tied",), ("tied",), ("untied",), ()]
    film = planned("""A bear fell asleep in the cave.

A mouse saw the bear.

The bear danced.""")
    assert states(film, "bear") == [("asleep",), ("asleep",), ()]
    assert film.scenes[1].prompt.startswith("A mouse sees the sleeping bear")


def test_it_stays_night_until_the_morning() -> None:
    film = planned("""At night, an owl sat in the forest.

A mouse ran past the owl.

In the morning the owl slept in the forest.""")
    assert [scene.time for scene in film.scenes] == ["night", "night", "day"]


def test_what_is_only_tried_or_denied_changes_nothing() -> None:
    film = planned("""Tom tried to light the lamp in the hall.

Tom did not open the door of the hall.

Tom would break the vase in the hall.""")
    assert [role.state for scene in film.scenes for role in scene.cast] == [()] * sum(
        len(scene.cast) for scene in film.scenes
    )


def test_an_adjective_tells_a_state_and_not_what_a_thing_is_like_for_good() -> None:
    film = planned("A torn kite hung in a tree in the park.\n\nA girl mended the kite in the park.")
    kite = film.entity("kite")
    assert (kite.description, kite.traits) == ("a kite", ())
    assert states(film, "kite") == [("torn",), ("mended",)]

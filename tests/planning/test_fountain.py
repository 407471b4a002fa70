"""Fountain screenplays: every element of the format, and the plan made of one."""

from pathlib import Path

import pytest

from storyagent.planning.checks import check_story
from storyagent.planning.fountain import is_fountain, parse_fountain
from storyagent.planning.offline import OfflinePlanner
from storyagent.planning.planner import PlanOptions
from storyagent.planning.script import ScriptLine

EXAMPLES = Path(__file__).parents[2] / "examples"
FULL = """Title:
    _**The Red Kite**_
Author: Somebody
Draft date: today

= What it is about.

# Act One

INT. KITCHEN - NIGHT #1A#

MINA, a small mouse with a *blue* hat, stands on the table. [[Which table?]] The PHONE rings.
She jumps.

MINA (CONT'D)
Who calls
so late?
(whispering)
I am afraid.

@McAvoy (V.O.) ^
It is me!

/* Nobody sees
this. */

CUT TO:

.THE OLD MILL

!INT IS A WORD HERE

> FADE OUT.

EXT. BEACH - DAWN

~Row, row, row your boat

> The next year <

ÉMILE
Bonjour \\*there\\*.

DISSOLVE TO:

INT./EXT. CAR - CONTINUOUS

The car drives away.
"""


def test_every_element_is_read() -> None:
    script = parse_fountain(FULL)
    kitchen, mill, beach, car = script.scenes
    assert script.title == "The Red Kite"
    assert [scene.heading for scene in script.scenes] == [
        "INT. KITCHEN - NIGHT", "THE OLD MILL", "EXT. BEACH - DAWN", "INT./EXT. CAR - CONTINUOUS",
    ]  # fmt: skip
    assert [scene.transition for scene in script.scenes] == [None, "cut", "fade", "crossfade"]
    assert kitchen.lines == (
        ScriptLine("MINA, a small mouse with a blue hat, stands on the table. The PHONE rings. She jumps.", "action"),
        ScriptLine("Who calls so late?", "speech", "MINA"),
        ScriptLine("I am afraid.", "speech", "MINA", "whispering"),
        ScriptLine("It is me!", "speech", "McAvoy", seen=False),
    )
    assert mill.lines == (ScriptLine("INT IS A WORD HERE", "action"),)
    assert beach.lines == (
        ScriptLine("Row, row, row your boat", "narration"),
        ScriptLine("The next year", "narration"),
        ScriptLine("Bonjour *there*.", "speech", "ÉMILE"),
    )
    assert car.lines == (ScriptLine("The car drives away.", "action"),)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (FULL, True),
        ("INT. KITCHEN - DAY\n\nA cat sleeps.", True),
        ("A cat sleeps.\n\next. garden - night\n\nIt wakes.", True),
        ("Title: A Cat\n\n.The Garden\n\nA cat sleeps.", True),
        ("Title: A Cat\n\nA cat sleeps in the garden.", False),
        ("A cat sleeps.\n\nInt. is a short word, he said, and left.", False),
        ("A cat sleeps.\n\n...and wakes.", False),
    ],
)
def test_a_screenplay_is_known_by_its_text(text: str, answer: bool) -> None:
    assert is_fountain(text) is answer


def test_a_cue_needs_a_line_after_it_and_a_blank_before() -> None:
    script = parse_fountain("INT. ROOM - DAY\n\nBANG!\n\nThe door opens.\nMINA\n\nMINA\nHello.\n")
    assert [(line.kind, line.text) for line in script.scenes[0].lines] == [
        ("action", "BANG!"), ("action", "The door opens. MINA"), ("speech", "Hello."),
    ]  # fmt: skip


def test_two_blanks_keep_an_empty_line_in_a_speech() -> None:
    script = parse_fountain("INT. ROOM - DAY\n\nMINA\nOne.\n  \nTwo.\n\nThe end comes.")
    assert [line.text for line in script.scenes[0].lines] == ["One. Two.", "The end comes."]


def test_the_example_becomes_the_film_that_is_written() -> None:
    text = check_story((EXAMPLES / "the_lighthouse_keepers_cat.fountain").read_text(encoding="utf-8"))
    film = OfflinePlanner().plan(text, PlanOptions())
    play = film.screenplay
    assert play.title == "The Lighthouse Keeper's Cat"
    assert film.findings == ()
    assert [(scene.place, scene.time) for scene in play.scenes] == [
        ("beach", "dusk"), ("kitchen", "night"), ("sea", "night"), ("beach", "night"), ("beach", "dawn"),
    ]  # fmt: skip
    assert [scene.title for scene in play.scenes][:2] == ["EXT. BEACH - DUSK", "INT. KITCHEN - NIGHT"]
    assert [scene.transition.kind for scene in play.scenes[3:]] == ["cut", "fade"]
    said = [(line.speaker, line.text) for line in play.scenes[1].lines]
    assert said == [
        ("pearl", "Tom! Wake up, Tom! The lamp is out."), ("tom", "Five more minutes."),
        ("pearl", "Then I must do it myself."),
    ]  # fmt: skip
    assert play.entity("pearl").description == "a small gray cat"
    assert play.scenes[1].prompt.startswith("OLD TOM, a fisherman with a yellow coat, sleeps beside the table.")
    assert next(role for role in play.scenes[1].cast if role.entity == "pearl").state == ("whispering",)
    assert [line.text for line in play.scenes[-1].lines][-1] == "THE END"
    assert play.scenes[2].weather == "rain"


def test_who_is_only_heard_is_not_shown_and_no_rain_falls_indoors() -> None:
    film = OfflinePlanner().plan(
        "EXT. HILL - DAY\n\nRain falls on MINA, a mouse.\n\nINT. HOUSE - DAY\n\nMina sits on a chair.\n\n"
        "OWL (O.S.)\nOpen the door!\n",
        PlanOptions(),
    )
    hill, house = film.screenplay.scenes
    assert (hill.weather, house.weather) == ("rain", "clear")
    assert film.screenplay.entity(house.place or "").noun == "house interior"
    assert "owl" not in house.entity_ids
    assert house.lines[0].speaker == "owl"


def test_any_text_can_be_taken_as_fountain() -> None:
    film = OfflinePlanner().plan("A fox walks through the forest.", PlanOptions(script="fountain"))
    scene = film.screenplay.scenes[0]
    assert (scene.prompt, scene.lines) == ("A fox walks through the forest.", ())

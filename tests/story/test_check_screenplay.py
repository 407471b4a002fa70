"""Screenplays are checked for what a film would show wrong, and repaired where there is one right answer."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyagent.planning.offline import OfflinePlanner
from storyagent.story.check_screenplay import check_screenplay
from storyagent.story.colors import described_colors
from storyagent.story.layout import Layout
from storyagent.story.repair_screenplay import REPAIRABLE, check_film, repair_screenplay
from storyagent.story.screenplay import Entity, FilmFormat, Line, Role, Scene, Screenplay, Transition
from tests.story.strategies import layouts, screenplays
from tests.story.test_world import STORIES

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.txt"))
FOX = Entity(id="fox", name="Ruby", kind="character", noun="fox")
HEN = Entity(id="hen", name="hen", kind="character", noun="hen")
WOOD = Entity(id="wood", name="wood", kind="place", noun="wood")
SAID = (Line(text="The fox waits for the hen."),)


def scene(name: str = "one", **more: Any) -> Scene:
    facts = {"prompt": "A fox.", "place": "wood", "lines": SAID, "cast": (Role(entity="fox"), Role(entity="hen"))}
    return Scene(**{"id": name, **facts, **more})


def film(*scenes: Scene, entities: tuple[Entity, ...] = (FOX, HEN, WOOD), **more: Any) -> Screenplay:
    return Screenplay(title="t", entities=entities, scenes=scenes or (scene(),), **more)


def layout(*entities: str, name: str = "one") -> Layout:
    across = [0.02 + 0.08 * number for number in range(len(entities))]
    tracks = [
        {"id": f"t{n}", "entity": entity, "name": entity, "keyframes": [{"t": 0.0, "box": [x, 0.4, x + 0.07, 0.6]}]}
        for n, (x, entity) in enumerate(zip(across, entities, strict=True))
    ]
    return Layout.model_validate({"scene": name, "tracks": tracks})


def found(screenplay: Screenplay, *given: Layout) -> list[tuple[str, str]]:
    findings = check_screenplay(screenplay, {one.scene: one for one in given})
    return [(finding.code, finding.where) for finding in findings]


def like(entity: Entity, **more: Any) -> Entity:
    return entity.model_copy(update=more)


def test_a_sound_screenplay_has_no_findings() -> None:
    assert found(film(), layout("fox", "hen")) == []


OWN_PICTURE = like(FOX, images=("a.png",))
ONLY_FOX = (Role(entity="fox"),)
HEN_SPEAKS = (Line(text="Good day", speaker="hen"),)
LONG_FADE = Transition(kind="fade", duration_s=3.0)


@pytest.mark.parametrize(
    ("entities", "code", "where"),
    [
        ((FOX, HEN, WOOD, like(HEN, id="owl", name="owl")), "entity.unused", "entities[owl]"),
        ((like(FOX, color="blue", description="a small red fox"), HEN, WOOD), "entity.color", "entities[fox].color"),
        ((like(FOX, voice="siri"), HEN, WOOD), "entity.voice", "entities[fox].voice"),
        ((like(FOX, voice="openai:model"), HEN, WOOD), "entity.voice", "entities[fox].voice"),
        ((FOX, like(HEN, name="Ruby"), WOOD), "entity.same_name", "entities[fox], entities[hen]"),
        ((FOX, like(HEN, name="RUBY"), WOOD), "entity.name_case", "entities[fox], entities[hen]"),
        ((like(FOX, name="Hen", noun="fox"), like(HEN, name="owl"), WOOD), "entity.name_is_id", "entities[fox]"),
        ((OWN_PICTURE, like(HEN, images=("a.png",)), WOOD), "entity.image_twice", "entities[hen].images"),
        ((like(FOX, images=("a.png", "a.png")), HEN, WOOD), "entity.image_twice", "entities[fox].images"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_entity_is_found(entities: tuple[Entity, ...], code: str, where: str) -> None:
    assert found(film(entities=entities)) == [(code, where)]


@pytest.mark.parametrize(
    ("changed", "code", "where"),
    [
        ({"cast": ()}, "scene.empty", "scenes[one].cast"),
        ({"place": None}, "scene.no_place", "scenes[one].place"),
        ({"cast": (Role(entity="fox", count=12), Role(entity="hen"))}, "scene.crowded", "scenes[one].cast"),
        ({"duration_s": 0.2, "lines": ()}, "scene.duration", "scenes[one].duration_s"),
        ({"duration_s": 500.0, "lines": ()}, "scene.duration", "scenes[one].duration_s"),
        ({"duration_s": 60.0}, "scene.too_long", "scenes[one].duration_s"),
        ({"lines": (Line(text="word " * 60),)}, "scene.too_short", "scenes[one].duration_s"),
        ({"lines": (Line(text="word " * 120),), "duration_s": 50.0}, "scene.much_text", "scenes[one].lines"),
        ({"lines": (Line(text="字" * 300),), "duration_s": 60.0}, "scene.much_text", "scenes[one].lines"),
        ({"lines": (Line(text=" … !"),)}, "scene.no_words", "scenes[one].lines"),
        ({"cast": (Role(entity="fox"), Role(entity="fox"), Role(entity="hen"))}, "cast.twice", "scenes[one].cast[fox]"),
        ({"cast": ONLY_FOX, "lines": HEN_SPEAKS}, "cast.speaker", "scenes[one].cast"),
        ({"transition": Transition(kind="crossfade")}, "transition.first", "scenes[one].transition"),
        ({"transition": LONG_FADE}, "transition.too_long", "scenes[one].transition.duration_s"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_scene_is_found(changed: dict[str, Any], code: str, where: str) -> None:
    everybody = scene("two", prompt="Both.", transition=Transition(duration_s=0.1))
    assert found(film(scene(**changed), everybody)) == [(code, where)]


@pytest.mark.parametrize(
    ("tracks", "findings"),
    [
        (("fox", "hen", "hen"), [("cast.count", "scenes[one].cast[hen]")]),
        (("fox",), [("cast.no_track", "scenes[one].cast[hen]")]),
        (("fox", "hen", "owl"), [("cast.not_listed", "scenes[one].cast")]),
    ],
)
def test_a_cast_is_compared_with_its_layout(tracks: tuple[str, ...], findings: list[tuple[str, str]]) -> None:
    assert found(film(), layout(*tracks)) == findings


def test_titles_that_name_other_scenes_are_found() -> None:
    swapped = film(scene(title="Two"), scene("two", title="One"))
    assert [code for code, _ in found(swapped)] == ["scene.title_is_id", "scene.title_is_id"]
    assert found(film(scene(title="Hill"), scene("two", title="Hill"))) == [("scene.same_title", "scenes[two].title")]


def test_a_narrated_film_says_something() -> None:
    assert found(film(scene(lines=()))) == [("screenplay.silent", "scenes")]
    assert found(film(scene(lines=()), format=FilmFormat(narration=False))) == []


def test_a_landscape_is_no_fault_but_is_told() -> None:
    findings = check_screenplay(film(scene(), scene("two", cast=())))
    assert [(one.code, one.severity) for one in findings] == [("scene.empty", "note")]


def test_only_what_no_tool_can_do_is_an_error() -> None:
    wrong = film(scene(place=None, cast=()), entities=(like(FOX, voice="siri"), HEN, WOOD))
    assert [one.code for one in check_screenplay(wrong) if one.severity == "error"] == ["entity.voice"]


@pytest.mark.parametrize(
    ("description", "noun", "colors"),
    [
        ("a red kite", "kite", {"red"}),
        ("a small mouse wearing a blue hat", "mouse", set()),
        ("a golden, round moon", "moon", {"gold"}),
        ("a red and white ball", "ball", {"red", "white"}),
        ("a hat of green wool on a brown bear", "bear", {"brown"}),
        ("a white paper boat", "paper boat", {"white"}),
        ("an orange tree", "tree", set()),
        ("a blue-eyed cat", "cat", set()),
        ("something green", "frog", set()),
        ("", "---", set()),
    ],
)
def test_only_the_colors_of_the_thing_itself_count(description: str, noun: str, colors: set[str]) -> None:
    assert described_colors(description, noun) == colors


def test_repair_changes_what_has_one_right_answer_and_says_so() -> None:
    torn = scene(
        transition=Transition(kind="crossfade"), cast=(Role(entity="fox"), Role(entity="hen", state=("injured",)))
    )
    speaks = scene("two", cast=(Role(entity="hen", count=1),), lines=(Line(text="Good day", speaker="fox"),),
                   transition=Transition(kind="crossfade", duration_s=5.0))  # fmt: skip
    many = scene("three", cast=(Role(entity="fox", count=3), Role(entity="hen")))
    repaired, kept, notes = repair_screenplay(film(torn, speaks, many), {"three": layout("fox", "hen", name="three")})
    assert [(note.code, note.where, note.found, note.hint) for note in notes] == [
        ("transition.first", "scenes[one].transition", "crossfade", "now cut"),
        ("transition.too_long", "scenes[two].transition.duration_s", "5 s", "now 2 s"),
        ("cast.speaker", "scenes[two].cast", "fox speaks and is not in it", "now added"),
        ("cast.count", "scenes[three].cast[fox]", "count 3", "now 1, as in its layout"),
        ("world.state_lost", "scenes[two].cast[hen].state", "not injured", "now injured, as in scenes[one]"),
        ("world.state_lost", "scenes[three].cast[hen].state", "not injured", "now injured, as in scenes[one]"),
    ]
    assert {note.severity for note in notes} == {"note"}
    assert repaired.scene("two").entity_ids == ("hen", "fox")
    assert repaired.scene("three").cast == (Role(entity="fox"), Role(entity="hen", state=("injured",)))
    assert kept == {"three": layout("fox", "hen", name="three")}
    assert check_screenplay(repaired, kept) == ()


def test_a_transition_without_room_for_a_frame_becomes_a_cut() -> None:
    flash = scene("two", duration_s=0.05, lines=(), transition=Transition(kind="fade"))
    repaired, _, notes = repair_screenplay(film(scene(), flash))
    assert repaired.scene("two").transition.kind == "cut"
    assert [note.hint for note in notes] == ["now cut: there is no room for one frame"]


def test_layouts_are_repaired_with_their_file_in_the_note() -> None:
    outside = Layout.model_validate(
        {"scene": "one", "tracks": [{"id": "fox", "entity": "fox", "name": "fox",
                                     "keyframes": [{"t": 0.0, "box": [-0.1, 0.4, 0.1, 0.6]}]}]}
    )  # fmt: skip
    alone = film(scene(cast=(Role(entity="fox"),)), entities=(FOX, WOOD))
    assert [one.where for one in check_film(alone, {"one": outside})] == ["layouts/one.json tracks[fox]"]
    _, kept, notes = repair_screenplay(alone, {"one": outside})
    assert [note.where for note in notes] == ["layouts/one.json tracks[fox]"]
    assert kept["one"].tracks[0].box_at(0.0).x0 == 0.0


def without_layouts_of_others(screenplay: Screenplay, drawn: list[Layout]) -> dict[str, Layout]:
    pairs = zip(screenplay.scenes, drawn, strict=False)
    return {scene.id: one.model_copy(update={"scene": scene.id}) for scene, one in pairs}


@settings(max_examples=60, deadline=None)
@given(screenplays(), st.lists(layouts, max_size=3))
def test_after_repair_nothing_repairable_is_left_and_repairing_again_changes_nothing(
    drawn: Screenplay, drawn_layouts: list[Layout]
) -> None:
    given_layouts = without_layouts_of_others(drawn, drawn_layouts)
    check_film(drawn, given_layouts)
    repaired, kept, notes = repair_screenplay(drawn, given_layouts)
    assert [one for one in check_screenplay(repaired, kept) if one.code in REPAIRABLE] == []
    assert repair_screenplay(repaired, kept) == (repaired, kept, ())
    assert ((repaired, kept) == (drawn, given_layouts)) == (not notes)
    assert Screenplay.model_validate_json(repaired.model_dump_json()) == repaired


STATES = ["torn", "Torn", "wet", "mended", "badly broken", "lost", "asleep", "dead", "not torn"]


@st.composite
def changing_films(draw: st.DrawFn) -> Screenplay:
    """Draw films in which things change a lot."""
    states = st.lists(st.sampled_from(STATES), max_size=2, unique=True).map(tuple)
    roles = st.builds(Role, entity=st.sampled_from(["fox", "hen"]), count=st.integers(1, 2), state=states)
    prompts = st.sampled_from(["A fox sits.", "The fox eats the hen.", "She mends it.", "Night falls.", "They walk."])
    return film(
        *(
            scene(f"s{number}", prompt=draw(prompts), cast=tuple(draw(st.lists(roles, max_size=3))),
                  transition=Transition(kind=draw(st.sampled_from(["cut", "fade"]))))
            for number in range(draw(st.integers(1, 6)))
        )
    )  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(changing_films())
def test_states_carried_on_once_are_carried_on_for_good(drawn: Screenplay) -> None:
    check_screenplay(drawn)
    repaired, _, notes = repair_screenplay(drawn)
    assert [one for one in check_screenplay(repaired) if one.code in REPAIRABLE] == []
    assert repair_screenplay(repaired) == (repaired, {}, ())
    assert (repaired == drawn) == (not notes)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_the_planner_makes_of_the_examples_passes(path: Path) -> None:
    planned = OfflinePlanner().plan(path.read_text(encoding="utf-8"))
    findings = check_screenplay(planned.screenplay, {one.scene: one for one in planned.layouts})
    assert [finding for finding in findings if finding.severity != "note"] == []


@pytest.mark.parametrize("name", STORIES)
def test_what_the_planner_makes_of_other_stories_can_be_rendered(name: str) -> None:
    planned = OfflinePlanner().plan(STORIES[name])
    findings = check_film(planned.screenplay, {one.scene: one for one in planned.layouts})
    assert [finding for finding in findings if finding.severity == "error"] == []

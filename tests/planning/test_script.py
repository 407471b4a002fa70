"""Scripts: the user's own scenes and lines, kept as they are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyagent.errors import InvalidInput
from storyagent.planning.offline import OfflinePlanner
from storyagent.planning.planner import PlannedFilm, PlanOptions
from storyagent.planning.script import Script, ScriptLine, parse_script
from storyagent.story.screenplay import Scene

WORDS = st.lists(
    st.sampled_from(["fox", "Ruby", "the", "red", "kite", "flies", "over", "a", "hill", "sees", "ducks"]),
    min_size=2,
    max_size=9,
)
SENTENCES = WORDS.map(lambda words: f"The fox {' '.join(words)}.")
SCENES = st.lists(st.lists(SENTENCES, min_size=1, max_size=4), min_size=1, max_size=6)


def plan(text: str, **options: object) -> PlannedFilm:
    return OfflinePlanner().plan(text, PlanOptions.model_validate({"script": True, **options}))


def told(scene: Scene) -> str:
    return " ".join(line.text for line in scene.lines)


def headings(script: Script) -> list[str]:
    return [scene.heading for scene in script.scenes]


@settings(max_examples=30, deadline=None, derandomize=True)
@given(SCENES)
def test_a_script_is_kept_word_for_word_in_the_scenes_it_is_written_in(scenes: list[list[str]]) -> None:
    film = plan("\n\n".join("\n".join(scene) for scene in scenes))
    assert [told(scene) for scene in film.screenplay.scenes] == [" ".join(scene) for scene in scenes]
    assert [scene.prompt for scene in film.screenplay.scenes] == [" ".join(scene) for scene in scenes]


def test_rules_part_scenes_and_blank_lines_in_them_do_not() -> None:
    script = parse_script("The fox wakes.\n\nIt yawns.\n---\nThe fox runs.\n\n* * *\n\nThe fox sleeps.")
    assert [[line.text for line in scene.lines] for scene in script.scenes] == [
        ["The fox wakes.", "It yawns."], ["The fox runs."], ["The fox sleeps."],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Scene 1\nA fox runs.\nScene 2: The lake\nIt swims.", ["Scene 1", "Scene 2: The lake"]),
        ("# The forest\n\nA fox runs.\n\n# The lake\n\nIt swims.", ["The forest", "The lake"]),
        ("INT. KITCHEN - DAY\nA fox eats.", ["INT. KITCHEN - DAY"]),
        ("A fox runs.\n\nScene by scene, it grows tired.", ["", ""]),
    ],
)
def test_headings_part_scenes(text: str, expected: list[str]) -> None:
    assert headings(parse_script(text)) == expected


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Title: The Fox\nA fox runs.", "The Fox"),
        ("# The Fox\n\n## One\n\nA fox runs.", "The Fox"),
        ("The Fox\n\nA fox runs.\n\nIt sleeps.", "The Fox"),
        ("a fox runs\n\nit sleeps", None),
        ("A fox runs.\n\nIt sleeps.", None),
    ],
)
def test_a_title_is_not_a_scene(text: str, title: str | None) -> None:
    script = parse_script(text)
    assert script.title == title
    assert "The Fox" not in [line.text for scene in script.scenes for line in scene.lines]


def test_cues_are_said_by_whom_they_name() -> None:
    script = parse_script(
        "A mouse sits on a rock.\nMINA: Look: a boat!\nOld Turtle (slowly): I see it.\nNarrator: It was late.\n"
        "At 10: nothing. Note the time: late."
    )
    assert script.scenes[0].lines == (
        ScriptLine("A mouse sits on a rock."),
        ScriptLine("Look: a boat!", "speech", "MINA"),
        ScriptLine("I see it.", "speech", "Old Turtle", "slowly"),
        ScriptLine("It was late.", "narration"),
        ScriptLine("At 10: nothing."),
        ScriptLine("Note the time: late."),
    )


def test_speakers_become_entities_and_quotes_are_given_to_who_says_them() -> None:
    film = plan('Mina is a small mouse. She sits in a garden.\nMINA: Hello!\n"Good day," said a brown owl.\n')
    lines = [(line.speaker, line.text) for line in film.screenplay.scenes[0].lines]
    assert lines[2:] == [("mina", "Hello!"), ("owl", '"Good day,"'), (None, "said a brown owl.")]
    assert film.screenplay.entity("mina").noun == "mouse"
    assert film.screenplay.entity("mina").voice is None


def test_a_heading_says_where_and_when_a_scene_plays() -> None:
    film = plan("# At the Lake\n\nA fox swims.\n\n# A Surprise\n\nThe fox sleeps.")
    assert [scene.title for scene in film.screenplay.scenes] == ["At the Lake", "A Surprise"]
    assert [scene.place for scene in film.screenplay.scenes] == ["lake", "lake"]


def test_a_scene_is_never_shorter_than_what_is_said_in_it() -> None:
    words = "The fox walks on and on through the green forest and over the old bridge. " * 8
    scene = plan(words.strip()).screenplay.scenes[0]
    assert scene.duration_s > len(words.split()) / 2.4


def test_a_crowd_is_told_but_not_shown_whole() -> None:
    animals = [
        "fox",
        "wolf",
        "bear",
        "hare",
        "deer",
        "mouse",
        "otter",
        "badger",
        "owl",
        "crow",
        "robin",
        "eagle",
        "duck",
    ]
    text = " ".join(f"A {animal} sits on the hill." for animal in animals)
    film = plan(text)
    assert told(film.screenplay.scenes[0]) == text
    assert len(film.screenplay.scenes[0].cast) == 12
    assert [finding.code for finding in film.findings] == ["scene.crowded"]
    assert "duck" in film.findings[0].hint


def test_a_script_has_its_own_number_of_scenes() -> None:
    assert len(plan("A fox runs.\n\nA fox sleeps.", scenes=2).screenplay.scenes) == 2
    with pytest.raises(InvalidInput, match="scenes it is written in"):
        plan("A fox runs.\n\nA fox sleeps.", scenes=3)


def test_a_wished_length_holds_a_scripts_scenes_and_leaves_them() -> None:
    film = plan("A fox runs.\n\nA fox sleeps.", minutes=0.3)
    assert len(film.screenplay.scenes) == 2
    assert sum(scene.duration_s for scene in film.screenplay.scenes) == pytest.approx(18, abs=1)

"""Films by a scripted language model, good and sloppy: what becomes of them passes the same check as any screenplay."""

from collections.abc import Sequence
from typing import Any

import pytest
from langchain_core.messages import BaseMessage

from storyagent.errors import BadAnswer
from storyagent.planning.chat import ChatLimits
from storyagent.planning.chat_planner import ChatPlanner
from storyagent.planning.faults import ContextFull
from storyagent.planning.planner import PlannedFilm, PlanOptions
from storyagent.story.check_screenplay import check_screenplay
from storyagent.story.repair_screenplay import check_film
from storyagent.testing import scripted_chat_model

STORY = (
    "Mina was a tiny mouse with a blue hat. She built a white paper boat by the harbor.\n\n"
    "The camera zooms in on the boat. Mina's hat was torn by the wind.\n\n"
    '"Hold on tight!" shouted Otto the whale. "I will," said Mina. The boat rolled over the waves.\n\n'
    "The next morning, the boat lay on a golden beach. Mina slept beside it."
)
Answer = dict[str, Any]


def scene(
    first: int, last: int, place: str = "sea", cast: Sequence[str] = ("Mina", "paper boat"), **more: Any
) -> Answer:
    seen = " and ".join(cast) or "Water"
    return {"first": first, "last": last, "title": f"Part {first}", "prompt": f"{seen} at sea.", "place": place,
            "time": "day", "weather": "clear", "cast": list(cast), **more}  # fmt: skip


def look(name: str, noun: str, kind: str = "character", **more: str) -> Answer:
    return {
        "name": name,
        "kind": kind,
        "noun": noun,
        "color": "",
        "description": f"a nice {noun}",
        "same_as": "",
        **more,
    }


GOOD = {
    "title": "Mina",
    "scenes": [scene(1, 2, "harbor"), scene(3, 4, "harbor", ["Mina", "hat", "paper boat"]),
               scene(5, 7, "sea", ["Mina", "Otto", "paper boat"]), scene(8, 9, "beach")],
    "speakers": [{"sentence": 5, "speaker": "Otto"}, {"sentence": 6, "speaker": "Mina"}],
}  # fmt: skip
LOOKS = {"entities": [look("Mina", "mouse"), look("paper boat", "boat", "prop", color="white"), look("Otto", "whale"),
                      look("hat", "hat", "prop", color="blue")]}  # fmt: skip
STILL: Answer = {"objects": []}


def planner(script: Any = GOOD, looks: Any = LOOKS, layout: Any = STILL, **options: Any) -> ChatPlanner:
    replies = {"You divide": script, "You say what": looks, "You choreograph": layout}

    def answer(messages: Sequence[BaseMessage]) -> Any:
        reply = next(reply for head, reply in replies.items() if str(messages[0].content).startswith(head))
        return reply(messages) if callable(reply) else reply

    return ChatPlanner(scripted_chat_model(answer=answer), **options)


def told(film: PlannedFilm) -> list[str]:
    return " ".join(line.text for scene in film.screenplay.scenes for line in scene.lines).split()


def codes(film: PlannedFilm) -> list[str]:
    layouts = {layout.scene: layout for layout in film.layouts}
    return [finding.code for finding in check_film(film.screenplay, layouts) if finding.severity != "note"]


def test_a_good_answer_passes_the_check_without_a_finding() -> None:
    film = planner().plan(STORY)
    assert codes(film) == []
    assert told(film) == STORY.split()


def test_the_camera_moves_where_the_text_says_so_or_the_model() -> None:
    scenes = [scene(1, 2, camera="zoom out"), *GOOD["scenes"][1:3], scene(8, 10, camera="Pan to the left, slowly")]
    film = planner({**GOOD, "scenes": scenes}).plan(f"{STORY} The camera lingers.")
    assert [scene.camera.move for scene in film.screenplay.scenes] == ["still", "zoom in", "still", "pan left"]


def test_what_a_scene_changes_is_in_the_roles_and_lasts() -> None:
    story = STORY.replace("Mina's hat was torn by the wind.", "The hat was torn by the wind.")
    deeds = [{"who": "Mina", "state": "lay on a beach"}, {"who": "Mina", "state": "broken"}]
    changes = [{"who": "Mina", "state": "Asleep"}, "what?", *deeds]
    scenes = [scene(1, 2, "harbor"), scene(3, 4, "harbor", ["Mina", "hat"]), scene(5, 7, "sea", ["Mina", "Otto"]),
              scene(8, 9, "beach", ["Mina", "the hat"], changes=changes)]  # fmt: skip
    film = planner({**GOOD, "scenes": scenes}).plan(story)
    roles = [{role.entity: role.state for role in scene.cast} for scene in film.screenplay.scenes]
    assert roles[1]["hat"] == ("torn",)
    assert roles[3] == {"mina": ("asleep",), "hat": ("torn",), "paper-boat": ()}
    assert codes(film) == []


def test_where_and_when_a_scene_plays_is_the_texts_where_it_says_so() -> None:
    scenes = [scene(1, 2, "harbor"), scene(3, 7, "harbor"), scene(8, 9, "forest", time="night", weather="snow")]
    film = planner({**GOOD, "scenes": scenes}).plan(STORY)
    assert [one.place for one in film.screenplay.scenes] == ["harbor", "harbor", "golden-beach"]
    last = film.screenplay.scenes[-1]
    assert (last.time, last.weather) == ("day", "snow")
    assert "script.other_place" in [finding.code for finding in film.findings]


def test_a_place_that_the_story_does_not_have_is_the_one_before() -> None:
    scenes = [scene(1, 2, "castle"), scene(3, 7, "harbor"), scene(8, 9, "beach")]
    film = planner({**GOOD, "scenes": scenes}).plan(STORY)
    assert [one.place for one in film.screenplay.scenes] == ["harbor", "harbor", "beach"]
    scenes = [scene(1, 4, "harbor"), scene(5, 7, "castle"), scene(8, 9, "beach")]
    film = planner({**GOOD, "scenes": scenes}).plan(STORY)
    assert [one.place for one in film.screenplay.scenes] == ["harbor", "harbor", "beach"]
    assert [finding.where for finding in film.findings if finding.code == "script.unknown_place"] == ["sentences 5-7"]


def test_weather_and_places_are_nobody() -> None:
    cast = ["Mina", "storm", "the harbor", "happiness", "two dolphins"]
    looks = {"entities": [*LOOKS["entities"], look("dolphin", "fish")]}
    film = planner({**GOOD, "scenes": [scene(1, 9, "harbor", cast)]}, looks).plan(STORY)
    characters = {entity.id: entity.noun for entity in film.screenplay.entities if entity.kind == "character"}
    assert characters == {"mina": "mouse", "otto": "whale", "dolphin": "dolphin"}
    left_out = {finding.found for finding in film.findings if finding.code == "script.not_shown"}
    assert left_out == {"storm", "happiness"}
    assert [entity.id for entity in film.screenplay.entities if entity.kind == "place"] == ["harbor"]


def test_colours_are_those_that_the_text_gives() -> None:
    hat = look("hat", "hat", "prop", color="blue", description="a blue felt hat")
    boat = look("paper boat", "boat", "prop", color="red")
    looks = {"entities": [look("Mina", "mouse", color="blue"), boat, look("Otto", "whale"), hat]}
    film = planner(looks=looks).plan(STORY)
    colors = {entity.id: entity.color for entity in film.screenplay.entities if entity.kind != "place"}
    assert colors == {"mina": None, "paper-boat": "white", "otto": None, "hat": "blue"}


def test_a_name_with_a_title_is_the_same_as_without() -> None:
    looks = {"entities": [look("Captain Mina", "mouse"), look("Mina", "mouse")]}
    scenes = [scene(1, 4, cast=["Captain Mina"]), scene(5, 9, cast=["Mina"])]
    film = planner({**GOOD, "scenes": scenes}, looks).plan(STORY)
    assert [entity.id for entity in film.screenplay.entities if entity.noun == "mouse"] == ["captain-mina"]


def test_who_speaks_is_taken_from_the_text_where_the_model_does_not_say() -> None:
    film = planner({**GOOD, "speakers": []}).plan(STORY)
    spoken = [(line.text, line.speaker) for scene in film.screenplay.scenes for line in scene.lines if line.speaker]
    assert spoken == [('"Hold on tight!"', "otto"), ('"I will,"', "mina")]


def test_who_the_text_names_as_speaker_is_believed_more_than_the_model() -> None:
    wrong = [{"sentence": 5, "speaker": "Mina"}, {"sentence": 6, "speaker": "Otto"}]
    film = planner({**GOOD, "speakers": wrong}).plan(STORY)
    assert [line.speaker for scene in film.screenplay.scenes for line in scene.lines if line.speaker] == [
        "otto",
        "mina",
    ]
    assert [finding.code for finding in film.findings].count("script.other_speaker") == 2


@pytest.mark.parametrize(
    "scenes",
    [
        [scene(1, 9)],
        [scene(1, 2, "", []), scene(3, 9, "sea", [])],
        [scene(1, 4, "sea", ["sea", "Mina"]), scene(5, 9, "sea", ["the sea", "Otto", "Otto"])],
        [scene(1, 3), scene(2, 5), scene(7, 99)],
        [scene(9, 9), scene(1, 1)],
        [scene(n, n, f"place {n}", ["Mina"], time="night" if n % 2 else "day", weather="storm") for n in range(1, 10)],
        [scene(1, 9, "sea", ["Mina", "MINA", "mina", "two mice", "Mina the mouse"])],
        [scene(1, 5, "Mina", ["Mina"], changes=[{"who": "nobody", "state": "x" * 90}]), scene(6, 9, "mina", ["boat"])],
    ],
)
@pytest.mark.parametrize("speakers", [[], [{"sentence": 5, "speaker": "sea"}, {"sentence": 99, "speaker": "Mina"}]])
def test_sloppy_answers_become_films_that_pass_the_check_and_tell_every_word(
    scenes: list[Answer], speakers: list[Answer]
) -> None:
    film = planner({"title": "", "scenes": scenes, "speakers": speakers}).plan(STORY)
    layouts = {layout.scene: layout for layout in film.layouts}
    assert [finding for finding in check_film(film.screenplay, layouts) if finding.severity == "error"] == []
    assert told(film) == STORY.split()


@pytest.mark.parametrize("script", ["no", {}, {"scenes": []}, {"scenes": [{"first": 1}]}, {"scenes": "all"}, [1, 2]])
def test_nonsense_is_a_bad_answer_and_never_a_film(script: Any) -> None:
    with pytest.raises(BadAnswer):
        planner(script).plan(STORY)


@pytest.mark.parametrize("script", ["no", {"scenes": [{"first": 1}]}])
def test_with_fallback_nonsense_becomes_the_offline_film(script: Any) -> None:
    film = planner(script, "no", "no", fallback=True).plan(STORY)
    assert told(film) == STORY.split()
    assert [finding for finding in check_screenplay(film.screenplay) if finding.severity != "note"] == []
    assert film.findings[0].code == "planner.fallback"


def test_a_scene_of_too_many_words_is_divided_and_said() -> None:
    sentences = [f"Mina rows the paper boat around the small island number {n} and waves." for n in range(20)]
    film = planner({"scenes": [scene(1, 20)]}).plan(" ".join(sentences))
    assert len(film.screenplay.scenes) > 3
    assert told(film) == " ".join(sentences).split()
    assert "script.scene_divided" in [finding.code for finding in film.findings]


@pytest.mark.parametrize("minutes", [0.2, 0.5, 1.0])
def test_scenes_are_joined_or_divided_for_a_wished_length(minutes: float) -> None:
    film = planner().plan(STORY, PlanOptions(minutes=minutes))
    usual = len(planner().plan(STORY).screenplay.scenes)
    assert told(film) == STORY.split()
    assert len(film.screenplay.scenes) >= usual
    overlaps = sum(one.transition.duration_s for one in film.screenplay.scenes if one.transition.kind == "crossfade")
    length_s = sum(one.duration_s for one in film.screenplay.scenes) - overlaps
    missed = [finding for finding in film.findings if finding.code == "film.length"]
    assert missed or length_s == pytest.approx(60 * minutes, abs=max(1.0, 1.2 * minutes))


def test_many_short_scenes_are_joined_for_a_short_film() -> None:
    story = " ".join(f"Mina waves to boat {n}." for n in range(30))
    many = {"scenes": [scene(n, n) for n in range(1, 31)]}
    scenes = planner(many).plan(story, PlanOptions(minutes=1.1)).screenplay.scenes
    assert len(scenes) < 30
    assert sum(len(one.lines) for one in scenes) == 30


def test_a_story_that_does_not_fit_into_the_context_is_read_in_halves() -> None:
    asked: list[int] = []

    def divide(messages: Sequence[BaseMessage]) -> Any:
        numbers = [int(line[1 : line.index("]")]) for line in str(messages[-1].content).splitlines() if line[:1] == "["]
        asked.append(len(numbers))
        if len(numbers) > 3:
            return ValueError("Requested tokens (9000) exceed context window of 4096")
        return {"scenes": [scene(n, n) for n in numbers]}

    film = planner(divide).plan(STORY)
    assert told(film) == STORY.split()
    assert asked == [9, 4, 2, 2, 5, 2, 3]
    with pytest.raises(ContextFull):
        planner(lambda _: ValueError("maximum context length is 10 tokens")).plan(STORY)


def test_an_answer_that_breaks_off_is_continued_from_there() -> None:
    def divide(messages: Sequence[BaseMessage]) -> Any:
        numbers = [int(line[1 : line.index("]")]) for line in str(messages[-1].content).splitlines() if line[:1] == "["]
        whole = str({"title": "Mina", "scenes": [scene(n, n) for n in numbers]})
        return whole[: whole.index("Part 5")] if 5 in numbers and numbers[0] < 5 else whole

    film = planner(divide).plan(STORY)
    assert told(film) == STORY.split()
    assert len(film.screenplay.scenes) == 9
    assert [finding.code for finding in film.findings].count("answer.truncated") == 1


def test_a_budget_reached_in_the_middle_is_reported_and_the_rest_planned_offline() -> None:
    film = planner(fallback=True, limits=ChatLimits(max_tokens=6_000, max_output_tokens=500)).plan(STORY)
    assert told(film) == STORY.split()
    fallen = [finding for finding in film.findings if finding.code == "planner.fallback"]
    assert 1 <= len(fallen) <= 1 + len(film.screenplay.scenes)
    assert all("exceed the budget" in finding.found for finding in fallen)


@pytest.mark.parametrize("script", [True, "fountain"])
def test_a_script_is_never_rewritten(script: Any) -> None:
    text = "INT. KITCHEN - NIGHT\n\nAn OWL sits on a table. The camera pans left.\n\nOWL\nWho, who is there?\n"
    film = planner("never asked", "never asked").plan(text, PlanOptions(script=script))
    (only,) = film.screenplay.scenes
    assert [(line.text, line.speaker) for line in only.lines if line.speaker] == [("Who, who is there?", "owl")]

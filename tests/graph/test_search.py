"""Searching a small tool graph, case by case."""

from collections.abc import Mapping, Sequence
from importlib.metadata import EntryPoint
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import pytest

from storyagent.errors import InvalidInput
from storyagent.graph.plan import Collection, FileInput, Link, Literally, Plan
from storyagent.graph.registry import Registry
from storyagent.graph.search import AtHand, Budget, Constraints, Found, Goal, SearchResult, Strategy, Want, fill, search
from storyagent.graph.tool import Port, Tool, ToolContext, ToolSpec, tool
from storyagent.graph.validate import check_plan
from storyagent.story import resources as r
from storyagent.story.files import sha256_of
from storyagent.story.resources import ResourceType

Slides = Annotated[Path, ResourceType("html.slides", ".html")]
Frames = Annotated[Path, ResourceType("image.frame", ".png")]


class Split(NamedTuple):
    sound: r.Audio
    picture: r.Video


@tool(version="1", cost_s=2.0)
def make_page(film: r.Video, title: r.Text, body: r.Text, *, context: ToolContext) -> r.Html:
    """Make a web page that shows a film."""
    return context.path("a.html")


@tool(version="1", cost_s=1.0)
def write_title(text: r.Text, *, context: ToolContext) -> r.Prompt:
    """Write a title for a text."""
    return text


@tool(version="1", cost_s=4.0)
def dub(film: r.Video, voice: r.Audio, *, context: ToolContext) -> r.Video:
    """Replace the sound of a film."""
    return film


@tool(version="1", cost_s=4.0)
def restyle(film: r.Video, strength: float = 1.0, *, context: ToolContext) -> r.Video:
    """Paint a film over in watercolour."""
    return film


@tool(version="1", cost_s=3.0)
def speak(text: r.Text, pitch: int, *, context: ToolContext) -> r.SpeechAudio:
    """Speak a text."""
    return context.path("a.wav")


@tool(version="1", cost_s=3.0, extra="piper", quality=0.9)
def speak_well(text: r.Text, *, context: ToolContext) -> r.SpeechAudio:
    """Speak a text with a neural voice."""
    return context.path("a.wav")


@tool(version="1", needs={"gpu": 1}, cost_s=60.0, vram_gb=8.0, licence="CC BY-NC 4.0")
def film_text(text: r.Text, *, context: ToolContext) -> r.SceneVideo:
    """Generate a film from a text."""
    return context.path("a.mp4")


@tool(version="1", cost_s=5.0)
def join_films(films: tuple[r.Video, ...], *, context: ToolContext) -> r.FilmVideo:
    """Join films into one."""
    return films[0]


@tool(version="1", cost_s=0.5)
def split_film(film: r.Video, *, context: ToolContext) -> Split:
    """Take picture and sound of a film apart."""
    return Split(film, film)


@tool(version="1")
def frames_of(film: r.Video, *, context: ToolContext) -> tuple[Frames, ...]:
    """Take a film's frames out."""
    return (film,)


@tool(version="1")
def contact_sheet(pictures: tuple[r.Image, ...], *, context: ToolContext) -> r.BoardImage:
    """Put pictures on one sheet."""
    return pictures[0]


@tool(version="1")
def slides(pictures: tuple[r.Image, ...], sound: r.Audio | None = None, *, context: ToolContext) -> Slides:
    """Make slides of pictures, with sound if there is some."""
    return pictures[0]


ALL = (
    make_page, write_title, dub, restyle, speak, speak_well, film_text, join_films, split_film, frames_of,
    contact_sheet, slides,
)  # fmt: skip
REGISTRY = Registry(ALL)
NO_GPU = Constraints(tokens={"cpu": 2}, extras=frozenset())
VIDEO, TEXT = AtHand(name="film", type="video"), AtHand(name="words", type="text")


def goal(*wants: str, have: Sequence[AtHand] = (), request: str = "", **settings: object) -> Goal:
    asked = tuple(Want(type=want.removesuffix("*"), each=want.endswith("*")) for want in wants)
    return Goal(wants=asked, have=tuple(have), request=request, settings=settings)


def tools_of(result: SearchResult) -> list[set[str]]:
    return [set(found.tools) for found in result.plans]


def node_inputs(plan: Plan, tool_name: str) -> list[Mapping[str, object]]:
    return [node.inputs for node in plan.nodes if node.tool == tool_name]


def test_a_subtype_is_taken_where_its_parent_is_asked_for() -> None:
    found = search(goal("video", have=[TEXT], pitch=1), REGISTRY, k=1).plans[0]
    assert found.tools == ("film_text",)
    assert found.plan.results == {"video": Link(node="film_text")}


def test_a_parent_is_not_taken_where_its_subtype_is_asked_for() -> None:
    result = search(goal("image.mask", have=[AtHand(name="picture", type="image")]), REGISTRY)
    assert result.plans == ()
    assert result.unreachable is not None
    assert result.unreachable.why == "no installed tool makes image.mask"


def test_a_goal_needs_a_call_even_if_such_a_thing_is_at_hand() -> None:
    result = search(goal("video", have=[VIDEO]), REGISTRY, k=5)
    assert result.plans
    assert all(found.steps for found in result.plans)


def test_every_resource_at_hand_finds_its_use_where_that_is_possible() -> None:
    result = search(goal("html", have=[VIDEO, TEXT, AtHand(name="title", type="text")]), REGISTRY, k=1)
    (found,) = result.plans
    assert found.tools == ("make_page",)
    assert {place.field: place.sources[0].resource for place in found.open} == {
        "film": "film", "title": "title", "body": "words",
    }  # fmt: skip


def test_one_text_may_serve_twice_and_that_is_said() -> None:
    (found,) = search(goal("html", have=[VIDEO, TEXT]), REGISTRY, k=1).plans
    assert found.tools == ("make_page",)
    assert found.notes == ("make_page gets your words twice, as title and as body",)


def test_a_resource_that_is_spare_may_be_left() -> None:
    spare = AtHand(name="sound", type="audio", spare=True)
    (found,) = search(goal("html", have=[VIDEO, TEXT, spare]), REGISTRY, k=1).plans
    assert (found.tools, found.unused) == (("make_page",), ())
    (found,) = search(goal("html", have=[VIDEO, TEXT, spare.model_copy(update={"spare": False})]), REGISTRY, k=1).plans
    assert (found.tools, found.unused) == (("dub", "make_page"), ())


def test_a_step_that_gives_what_it_takes_needs_a_word_that_asks_for_it() -> None:
    have = [VIDEO, TEXT]
    (plain,) = search(goal("html", have=have, request="a web page"), REGISTRY, k=1).plans
    assert "restyle" not in plain.tools
    (asked,) = search(
        goal("html", have=have, request="a web page of the film, painted in watercolour"), REGISTRY, k=1
    ).plans
    assert asked.tools == ("restyle", "make_page")
    assert "the request says 'painted' and 'watercolour'" in asked.steps[0].why


def test_words_that_no_step_answers_to_are_named() -> None:
    (found,) = search(goal("html", have=[VIDEO, TEXT], request="a holographic page"), REGISTRY, k=1).plans
    assert found.unheard == ("holographic",)


def test_a_tool_that_takes_one_is_called_for_each_item_and_the_results_are_gathered() -> None:
    texts = AtHand(name="scenes", type="text", family="scene", items=("dawn", "dusk"))
    (found,) = search(goal("video.film", have=[texts]), REGISTRY, k=1).plans
    assert [(node.id, node.tool, node.scene) for node in found.plan.nodes] == [
        ("dawn.film_text", "film_text", "dawn"),
        ("dusk.film_text", "film_text", "dusk"),
        ("join_films", "join_films", None),
    ]
    assert node_inputs(found.plan, "join_films") == [
        {"films": Collection(items=(Link(node="dawn.film_text"), Link(node="dusk.film_text")))}
    ]
    assert found.steps[0].cost_s == 120.0


def test_one_for_each_item_can_be_wanted() -> None:
    texts = AtHand(name="scenes", type="text", items=("a", "b", "c"))
    (found,) = search(goal("video*", have=[texts]), REGISTRY, k=1).plans
    assert list(found.plan.results) == ["video.a", "video.b", "video.c"]


def test_resources_of_one_family_go_together_item_by_item() -> None:
    films = AtHand(name="films", type="video", family="scene", items=("a", "b"))
    voices = AtHand(name="voices", type="audio", family="scene", items=("a", "b"))
    (found,) = search(goal("video*", have=[films, voices]), REGISTRY, k=1).plans
    assert [(place.node, [(one.resource, one.item) for one in place.sources]) for place in found.open] == [
        ("a.dub", [("films", "a")]), ("a.dub", [("voices", "a")]),
        ("b.dub", [("films", "b")]), ("b.dub", [("voices", "b")]),
    ]  # fmt: skip


def test_resources_of_different_families_are_not_paired() -> None:
    films = AtHand(name="films", type="video", family="scene", items=("a", "b"))
    voices = AtHand(name="voices", type="audio", family="voice", items=("a", "b"))
    result = search(goal("video*", have=[films, voices]), REGISTRY)
    for found in result.plans:
        by_node = [(place.node, place.sources[0].resource) for place in found.open]
        assert not {node for node, name in by_node if name == "films"} & {
            node for node, name in by_node if name == "voices"
        }


def test_several_single_resources_are_gathered_by_a_tool_that_takes_many() -> None:
    have = [AtHand(name="one", type="video"), AtHand(name="two", type="video.scene")]
    (found,) = search(goal("video.film", have=have), REGISTRY, k=1).plans
    assert found.tools == ("join_films",)
    assert [source.resource for source in found.open[0].sources] == ["one", "two"]


def test_a_list_that_a_tool_gives_goes_whole_into_a_tool_that_takes_many() -> None:
    (found,) = search(goal("image.storyboard", have=[VIDEO]), REGISTRY, k=1).plans
    assert found.tools == ("frames_of", "contact_sheet")
    assert node_inputs(found.plan, "contact_sheet") == [{"pictures": Link(node="frames_of")}]


def test_an_optional_input_is_filled_only_with_what_would_be_left_over() -> None:
    (without,) = search(goal("html.slides", have=[VIDEO]), REGISTRY, k=1).plans
    assert "sound" not in node_inputs(without.plan, "slides")[0]
    (found,) = search(goal("html.slides", have=[VIDEO, AtHand(name="song", type="audio")]), REGISTRY, k=1).plans
    assert [(place.node, place.field) for place in found.open if place.sources[0].resource == "song"] == [
        ("slides", "sound")
    ]


def test_two_things_of_one_type_are_two_calls() -> None:
    have = [VIDEO, TEXT]
    (found,) = search(goal("html", "audio", have=have, pitch=3), REGISTRY, k=1, constraints=NO_GPU).plans
    assert set(found.plan.results) == {"html", "audio"}
    result = search(goal("audio", "audio", have=have, pitch=3), REGISTRY, k=1)
    assert result.plans[0].plan.results["audio"] != result.plans[0].plan.results["audio-2"]


def test_what_two_steps_need_is_made_once() -> None:
    (found,) = search(goal("html", have=[TEXT]), REGISTRY, k=1).plans
    assert [node.tool for node in found.plan.nodes].count("film_text") == 1


def test_a_setting_that_nobody_gave_is_asked_for_and_not_invented() -> None:
    constraints = Constraints(without=frozenset({"speak_well"}))
    (found,) = search(goal("audio.speech", have=[TEXT]), REGISTRY, k=1, constraints=constraints).plans
    assert [(asked.setting, asked.type_name, asked.nodes) for asked in found.questions] == [
        ("pitch", "int", ("speak",))
    ]
    with pytest.raises(InvalidInput, match="speak needs pitch"):
        fill(found, {"words": Literally(value="Hello.")})
    plan = fill(found, {"words": Literally(value="Hello.")}, {"pitch": 3})
    assert check_plan(plan, REGISTRY) == ()


def test_a_setting_that_was_given_is_used_wherever_it_fits() -> None:
    constraints = Constraints(without=frozenset({"speak_well"}))
    (found,) = search(goal("audio.speech", have=[TEXT], pitch=7), REGISTRY, k=1, constraints=constraints).plans
    assert found.questions == ()
    assert node_inputs(found.plan, "speak")[0]["pitch"] == Literally(value=7)


@pytest.mark.parametrize(
    ("settings", "message"),
    [({"pich": 3}, "did you mean 'pitch'"), ({"pitch": "high"}, "needed int"), ({"speak.pitch": 0.5}, "needed int")],
)
def test_a_setting_that_no_tool_can_take_is_refused(settings: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        search(Goal(wants=(Want(type="audio"),), have=(TEXT,), settings=settings), REGISTRY)


def test_known_values_make_the_plan_valid_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"film")
    film = VIDEO.model_copy(update={"given": (FileInput(path=str(path), sha256=sha256_of(path)),)})
    words = TEXT.model_copy(update={"given": (Literally(value="Once."),)})
    (found,) = search(goal("html", have=[film, words]), REGISTRY, k=1).plans
    assert found.open == ()
    assert check_plan(found.plan, REGISTRY) == ()


@pytest.mark.parametrize(
    ("constraints", "reason"),
    [
        (Constraints(tokens={"cpu": 8}), "needs 1 gpu, there is 0"),
        (Constraints(vram_gb=6.0), "needs 8 GiB on the GPU"),
        (Constraints(no_licences=frozenset({"BY-NC"})), "its licence is CC BY-NC 4.0"),
        (Constraints(max_call_s=30.0), "takes 60 s a call"),
        (Constraints(without=frozenset({"film_text"})), "it was asked to be left out"),
    ],
)
def test_a_constraint_keeps_a_tool_out_and_is_named(constraints: Constraints, reason: str) -> None:
    result = search(goal("video", have=[TEXT]), REGISTRY, constraints=constraints)
    assert result.plans == ()
    assert result.unreachable is not None
    assert [(refusal.tool, refusal.found) for refusal in result.unreachable.ways[0].refused] == [("film_text", reason)]


def test_an_extra_that_would_help_is_named_with_its_install_line() -> None:
    result = search(goal("audio", have=[TEXT]), Registry([speak_well]), constraints=NO_GPU)
    assert result.unreachable is not None
    assert result.unreachable.ways[0].refused[0].hint == "pip install 'storyagent[piper]'"


def test_what_is_missing_is_named_with_the_nearest_type() -> None:
    result = search(goal("html.slides", have=[TEXT]), REGISTRY, constraints=NO_GPU)
    assert result.unreachable is not None
    assert [(way.types, way.tools) for way in result.unreachable.ways] == [
        ((), ("film_text", "frames_of", "slides")),
        (("image",), ("slides",)),
        (("video",), ("frames_of", "slides")),
    ]
    assert [refusal.hint for refusal in result.unreachable.ways[0].refused] == ["allow gpu"]
    assert result.unreachable.nearest == "audio.speech"


def test_a_tool_that_cannot_be_loaded_is_named_where_it_might_have_helped() -> None:
    entry = EntryPoint("sing", "storyagent_sing_is_not_installed:sing", "storyagent.tools")
    result = search(goal("audio", have=[VIDEO]), Registry([write_title]).offer([entry]))
    assert result.unreachable is not None
    assert [(one.tool, one.why) for one in result.unreachable.not_loaded] == [
        ("sing", "No module named 'storyagent_sing_is_not_installed'")
    ]


def test_a_plan_that_would_take_too_long_is_said_to() -> None:
    result = search(goal("video.film", have=[TEXT]), REGISTRY, constraints=Constraints(max_total_s=61.0))
    assert result.unreachable is not None
    assert result.unreachable.why == "the nearest plan has 2 steps and takes 65 s, more than was allowed"


def test_one_where_there_are_many_is_said_to_be_each() -> None:
    texts = AtHand(name="scenes", type="text", items=("a", "b"))
    result = search(goal("text.prompt", have=[texts]), REGISTRY)
    assert result.unreachable is not None
    assert result.unreachable.why.endswith("ask for text.prompt*")


def test_an_unknown_type_has_a_near_miss() -> None:
    with pytest.raises(InvalidInput, match="did you mean 'video'"):
        search(goal("vidio", have=[TEXT]), REGISTRY)
    with pytest.raises(InvalidInput, match="at hand, x: there is no resource type 'vido'"):
        search(goal("html", have=[AtHand(name="x", type="vido")]), REGISTRY)


def test_cheaper_better_and_faster_tools_come_first_and_the_others_are_told_why_not() -> None:
    (first, second) = search(goal("audio", have=[TEXT], pitch=1), REGISTRY, k=2).plans
    assert (first.tools, second.tools) == (("speak_well",), ("speak",))
    assert {one.tool: one.why for one in first.steps[0].passed_over} == {
        "speak": "declares quality of nothing, not 0.9",
        "split_film": "every way by it costs more",
    }
    assert [one.why for one in second.steps[0].passed_over if one.tool == "speak_well"] == ["is in plan 1"]
    (slow, *_) = search(goal("audio", have=[TEXT], pitch=1), REGISTRY, k=2, costs={"speak_well": 600.0}).plans
    assert slow.tools == ("speak",)


def test_a_scorer_ranks_and_does_no_more() -> None:
    seen: list[str] = []

    def scorer(request: str, specs: Sequence[ToolSpec]) -> dict[str, float]:
        seen.extend(spec.name for spec in specs)
        return {"speak": 1.0, "speak_well": 0.0, "a_tool_that_is_not_there": 1.0}

    result = search(goal("audio", have=[TEXT], request="loud"), REGISTRY, k=1, scorer=scorer)
    assert (result.plans[0].tools, result.model_calls) == (("speak",), 1)
    assert set(seen) <= set(REGISTRY.names())
    silent = search(goal("audio", have=[TEXT]), REGISTRY, k=1, scorer=scorer, budget=Budget(model_calls=0))
    assert (silent.plans[0].tools, silent.model_calls) == (("speak_well",), 0)


@pytest.mark.parametrize("strategy", ["greedy", "beam", "adaptive", "exhaustive"])
def test_every_strategy_finds_the_way(strategy: Strategy) -> None:
    result = search(goal("html", have=[TEXT], pitch=1), REGISTRY, strategy=strategy, budget=Budget(steps=4))
    assert result.complete
    assert set(result.plans[0].tools) == {"film_text", "make_page"}
    assert len(result.plans) == (1 if strategy == "greedy" else 2)


def test_a_budget_that_is_used_up_is_said() -> None:
    result = search(goal("html", have=[TEXT]), REGISTRY, budget=Budget(expansions=1))
    assert (result.plans, result.unreachable, result.complete) == ((), None, False)


def plain(name: str, takes: Sequence[str], gives: str, quality: float = 0.5) -> Tool[..., Any]:
    inputs = {f"in_{at}": Port(f"in_{at}", Path, ResourceType(kind, ".bin")) for at, kind in enumerate(takes)}
    output = {"out": Port("out", Path, ResourceType(gives, ".bin"))}
    return Tool(lambda **inputs: None, ToolSpec(name, "1", "", inputs, output, cost_s=0.0, quality=quality))


def search_all(tools: Sequence[Tool[..., Any]], k: int, steps: int, request: str = "") -> SearchResult:
    """Search exhaustively for a `d` from an `a`."""
    asked = goal("d", have=[AtHand(name="r", type="a")], request=request)
    return search(asked, Registry(tools), k=k, strategy="exhaustive", budget=Budget(steps=steps))


def test_inputs_that_have_too_many_steps_together_are_not_considered() -> None:
    tools = [plain(f"first_{way}", ["a"], f"b{way}") for way in range(12)]
    tools += [plain(f"second_{way}", [f"b{way}"], "c") for way in range(12)]
    tools.append(plain("join", ["c", "c", "c"], "d"))
    short = search_all(tools, k=12, steps=4)
    assert len(short.plans) == 12
    assert short.complete
    assert short.expansions < 12**2
    assert search_all(tools, k=12, steps=5).plans == short.plans


def test_what_two_inputs_have_in_common_counts_once() -> None:
    shared = [plain("part", ["a"], "b"), plain("left", ["b"], "c"), plain("right", ["b"], "e")]
    shared.append(plain("whole", ["c", "e"], "d"))
    dearer = [plain(f"row_{taken}", [taken], made, 0.2) for taken, made in pairwise(("a", "f", "g", "h", "d"))]
    (found,) = search_all([*shared, *dearer], k=1, steps=4).plans
    assert set(found.tools) == {"part", "left", "right", "whole"}


def test_the_last_step_there_may_be_can_bring_in_the_last_word() -> None:
    silent = [plain("a_short", ["a"], "d"), plain("b_short", ["a"], "d")]
    ways = [plain("c_cheap", ["a"], "b"), plain("c_dear", ["a"], "b", 0.2), plain("weave", ["b"], "d")]
    found = search_all([*silent, *ways], k=2, steps=2, request="weave")
    assert tools_of(found) == [{"c_cheap", "weave"}, {"c_dear", "weave"}]


def test_two_tools_that_take_and_give_the_same_may_both_be_needed() -> None:
    have = [AtHand(name="words", type="text")]
    result = search(goal("audio", "audio", have=have, pitch=1), REGISTRY, k=1)
    assert tools_of(result) == [{"speak", "speak_well"}]


def test_the_plans_differ_in_their_tools() -> None:
    result = search(goal("audio", "html", have=[VIDEO, TEXT], pitch=1), REGISTRY, k=10)
    tools: list[tuple[str, ...]] = [tuple(sorted(found.tools)) for found in result.plans]
    assert len(set(tools)) == len(tools) > 1


def test_values_are_asked_for_by_name_and_by_number(tmp_path: Path) -> None:
    texts = AtHand(name="scenes", type="text", items=("a", "b"))
    found: Found = search(goal("video*", have=[texts]), REGISTRY, k=1).plans[0]
    with pytest.raises(InvalidInput, match="needs scenes"):
        fill(found, {})
    with pytest.raises(InvalidInput, match="one for each item"):
        fill(found, {"scenes": Literally(value="x")})
    with pytest.raises(InvalidInput, match="one for b"):
        fill(found, {"scenes": [Literally(value="x")]})
    with pytest.raises(InvalidInput, match="does not ask for 'pitch'"):
        fill(found, {"scenes": [Literally(value="x"), Literally(value="y")]}, {"pitch": 1})
    plan = fill(found, {"scenes": [Literally(value="x"), Literally(value="y")]})
    assert [node["text"] for node in node_inputs(plan, "film_text")] == [Literally(value="x"), Literally(value="y")]

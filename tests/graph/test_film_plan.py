import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from storyagent.errors import InvalidInput
from storyagent.graph.film import clip_names, film_values, report_values
from storyagent.graph.film_sheets import Artist
from storyagent.graph.plan import Collection, FileInput, Link, Literally, Node, Plan
from storyagent.graph.registry import Registry
from storyagent.graph.template import expand, load_template, template_names
from storyagent.graph.validate import check_plan
from storyagent.story.layout import Box, Keyframe, Layout, Track
from storyagent.story.screenplay import Entity, FilmFormat, Line, Role, Scene, Screenplay, TimeOfDay, Transition

Layouts = dict[str, Layout]
REGISTRY = Registry.installed()
ENTITIES = (
    Entity(id="fox", name="Ruby", kind="character", noun="fox", color="red", voice="espeak:en-gb"),
    Entity(id="kite", name="the kite", kind="prop", noun="kite"),
    Entity(id="forest", name="the forest", kind="place", noun="forest"),
)
SCENES = (
    Scene(
        id="walk",
        prompt="A fox walks.",
        place="forest",
        cast=(Role(entity="fox"),),
        lines=(Line(text="Ruby walks."), Line(text="Hello!", speaker="fox")),
    ),
    Scene(
        id="fly",
        prompt="A kite flies.",
        cast=(Role(entity="kite"), Role(entity="fox")),
        transition=Transition(kind="crossfade"),
    ),
)


def track(name: str, entity: str) -> Track:
    keyframe = Keyframe(t=0, box=Box(x0=0.1, y0=0.1, x1=0.4, y1=0.6))
    return Track(id=name, entity=entity, name=entity, keyframes=(keyframe,))


SCREENPLAY = Screenplay(title="Ruby", entities=ENTITIES, scenes=SCENES, format=FilmFormat(height_px=64, fps=8))
LAYOUTS = {
    "walk": Layout(scene="walk", tracks=(track("fox", "fox"),)),
    "fly": Layout(scene="fly", tracks=(track("kite-1", "kite"), track("kite-2", "kite"), track("fox", "fox"))),
}


@pytest.fixture
def screenplay() -> Screenplay:
    return SCREENPLAY


@pytest.fixture
def layouts() -> dict[str, Layout]:
    return LAYOUTS


def film_plan(screenplay: Screenplay, layouts: Layouts) -> Plan:
    return expand(load_template("film"), film_values(screenplay, layouts))


def nodes(plan: Plan) -> Mapping[str, Node]:
    return {node.id: node for node in plan.nodes}


def value(plan: Plan, node: str, field: str) -> Any:
    given = nodes(plan)[node].inputs[field]
    assert isinstance(given, Literally)
    return given.value


def sources(plan: Plan, node: str, field: str) -> list[str]:
    given = nodes(plan)[node].inputs[field]
    assert isinstance(given, Collection)
    return [item.node for item in given.items if isinstance(item, Link)]


def edited(screenplay: Screenplay, number: int, **changes: Any) -> Screenplay:
    scenes = list(screenplay.scenes)
    scenes[number] = scenes[number].model_copy(update=changes)
    return screenplay.model_copy(update={"scenes": tuple(scenes)})


def changed(before: Plan, after: Plan) -> set[str]:
    """Return the ids of nodes whose own inputs differ."""
    old, new = nodes(before), nodes(after)
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def test_the_film_s_plan_has_a_node_for_every_part(screenplay: Screenplay, layouts: Layouts) -> None:
    assert set(nodes(film_plan(screenplay, layouts))) == {
        "fox.drawing", "kite.drawing", "forest.day.clear.backdrop", "day.clear.backdrop",
        "walk.board", "fly.board", "storyboard", "title_shot", "title_clip", "walk.speech",
        "walk.shot", "fly.shot", "walk.clip", "fly.clip", "timeline", "audio", "subtitles", "film", "otio",
    }  # fmt: skip


def test_results_are_named_for_the_film_project(screenplay: Screenplay, layouts: Layouts) -> None:
    plan = film_plan(screenplay, layouts)
    assert {"film", "timeline", "audio", "subtitles", "otio", "storyboard"} < set(plan.results)
    assert [name for name in plan.results if name.startswith("clip.")] == ["clip.title", "clip.walk", "clip.fly"]
    assert {"board.walk", "drawing.fox", "backdrop.forest.day.clear"} < set(plan.results)
    assert clip_names(screenplay) == {"title": "00-title.mp4", "walk": "01-walk.mp4", "fly": "02-fly.mp4"}


@pytest.mark.parametrize("name", template_names())
def test_every_shipped_template_gives_a_plan_the_installed_tools_can_run(
    name: str, screenplay: Screenplay, layouts: Layouts
) -> None:
    form = screenplay.format.model_copy(update={"model": "storybook"})
    screenplay = screenplay.model_copy(update={"format": form})
    plan = expand(load_template(name), report_values(screenplay, layouts))
    assert plan.results
    assert check_plan(plan, REGISTRY) == ()


def test_the_template_in_the_documents_works_and_its_values_are_all_there_are(
    screenplay: Screenplay, layouts: Layouts, tmp_path: Path
) -> None:
    page = Path("docs/graphs.md").read_text()
    (block,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    (tmp_path / "mine.yaml").write_text(block)
    values = film_values(screenplay, layouts)
    plan = expand(load_template(tmp_path / "mine.yaml"), values)
    assert check_plan(plan, REGISTRY) == ()
    assert {"poster", "film"} < set(plan.results)
    table = page[page.index("## The film's values") :]
    assert set(re.findall(r"`\$(\w+)`", table)) == set(values)


def test_a_generated_film_is_the_film_with_other_clips(screenplay: Screenplay, layouts: Layouts) -> None:
    form = screenplay.format.model_copy(update={"model": "storybook"})
    screenplay = screenplay.model_copy(update={"format": form})
    film, generated = (expand(load_template(name), film_values(screenplay, layouts)) for name in ("film", "generated"))
    other = [node.id for node in generated.nodes if node not in film.nodes]
    assert other == ["walk.clip", "fly.clip"]
    assert [node.id for node in generated.nodes] == [node.id for node in film.nodes]
    assert generated.results == film.results
    assert value(generated, "walk.clip", "model") == "storybook"


def generated_with_sheets(screenplay: Screenplay, layouts: Layouts, root: Path = Path(), **seeds: int) -> Plan:
    artist = Artist(model="storybook", weights="a1", seeds=seeds)
    return expand(load_template("generated"), film_values(screenplay, layouts, root=root, artist=artist))


def test_one_that_is_in_two_scenes_has_one_sheet_and_both_are_made_after_it(
    screenplay: Screenplay, layouts: Layouts
) -> None:
    plan = generated_with_sheets(screenplay, layouts)
    assert [node.id for node in plan.nodes if node.tool == "draw_sheet"] == ["fox.sheet"]
    assert (value(plan, "fox.sheet", "weights"), value(plan, "fox.sheet", "style")) == ("a1", screenplay.style)
    for scene in ("walk", "fly"):
        assert nodes(plan)[f"{scene}.clip"].inputs["references"] == Collection(items=(Link(node="fox.sheet"),))
        assert value(plan, f"{scene}.clip", "reference_of") == ["fox"]
    assert check_plan(plan, REGISTRY) == ()


def test_what_a_model_sees_of_its_sheets_is_kept_for_each_scene_that_has_some(
    screenplay: Screenplay, layouts: Layouts
) -> None:
    artist = Artist(model="storybook", weights="a1", bank=True, seeds={"kite": 7})
    scenes = (screenplay.scenes[0].model_copy(update={"id": "empty", "cast": (), "place": None}), *screenplay.scenes)
    longer = screenplay.model_copy(update={"scenes": scenes})
    laid_out = {**layouts, "empty": Layout(scene="empty")}
    plan = expand(load_template("generated"), film_values(longer, laid_out, artist=artist))
    assert [node.id for node in plan.nodes if node.tool == "write_bank"] == ["walk.bank", "fly.bank"]
    bank, clip = nodes(plan)["fly.bank"].inputs, nodes(plan)["fly.clip"].inputs
    assert clip["bank"] == Link(node="fly.bank")
    assert "bank" not in nodes(plan)["empty.clip"].inputs
    shared = ("layout", "shot", "references", "reference_of", "reference_text")
    assert {name: bank[name] for name in shared} == {name: clip[name] for name in shared}
    assert {name for name in plan.results if name.startswith("bank")} == {"bank.walk", "bank.fly"}
    assert check_plan(plan, REGISTRY) == ()


def test_one_of_a_single_scene_is_drawn_only_where_a_seed_was_asked_for(
    screenplay: Screenplay, layouts: Layouts
) -> None:
    plan = generated_with_sheets(screenplay, layouts, kite=7)
    assert (value(plan, "kite.sheet", "seed"), value(plan, "fly.clip", "reference_of")) == (7, ["fox", "kite"])


def test_own_pictures_are_the_sheet_and_no_model_draws_them(
    screenplay: Screenplay, layouts: Layouts, tmp_path: Path
) -> None:
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_bytes(name.encode())
    kite = screenplay.entities[1].model_copy(update={"images": ("a.png", "b.png")})
    screenplay = screenplay.model_copy(update={"entities": (screenplay.entities[0], kite, *screenplay.entities[2:])})
    plan = generated_with_sheets(screenplay, layouts, tmp_path)
    drawn = [node for node in plan.nodes if node.tool == "draw_sheet"]
    assert [node.id for node in drawn] == ["fox.sheet", "kite.sheet", "kite.2.sheet"]
    assert [sorted(node.inputs) for node in drawn[1:]] == [["entity", "picture"]] * 2
    assert value(plan, "fly.clip", "reference_of") == ["fox", "kite", "kite"]


def at_home(screenplay: Screenplay, *hours: TimeOfDay) -> Screenplay:
    """Return the film with a further scene each at the forest, at these hours."""
    first = screenplay.scenes[0].model_copy(update={"place": "forest"})
    more = [first.model_copy(update={"id": f"more{number}", "time": hour}) for number, hour in enumerate(hours)]
    return screenplay.model_copy(update={"scenes": (first, *screenplay.scenes[1:], *more)})


def test_a_place_that_two_scenes_show_alike_has_a_sheet_and_they_are_made_after_it(
    screenplay: Screenplay, layouts: Layouts
) -> None:
    longer = at_home(screenplay, "day", "night")
    more = {f"more{number}": layouts["walk"].model_copy(update={"scene": f"more{number}"}) for number in (0, 1)}
    plan = generated_with_sheets(longer, {**layouts, **more})
    sheet = nodes(plan)["forest.sheet"]
    assert sheet.tool == "draw_sheet"
    assert value(plan, "forest.sheet", "aspect_ratio") == longer.format.aspect_ratio
    assert "aspect_ratio" not in nodes(plan)["fox.sheet"].inputs
    made_after = {node.id: node.inputs.get("place") for node in plan.nodes if node.tool == "animate_layout"}
    link = Collection(items=(Link(node="forest.sheet"),))
    assert made_after == {"walk.clip": link, "fly.clip": None, "more0.clip": link, "more1.clip": None}
    assert value(plan, "walk.clip", "place_text") == "the forest"
    assert value(plan, "walk.clip", "reference_of") == ["fox"]
    assert check_plan(plan, REGISTRY) == ()


def test_a_place_s_own_picture_is_for_all_hours_and_needs_no_second_scene(
    screenplay: Screenplay, layouts: Layouts, tmp_path: Path
) -> None:
    (tmp_path / "forest.png").write_bytes(b"forest")
    places = [
        one.model_copy(update={"images": ("forest.png",)}) if one.id == "forest" else one for one in screenplay.entities
    ]
    dark = at_home(screenplay).scenes[0].model_copy(update={"time": "night"})
    film = screenplay.model_copy(update={"entities": tuple(places), "scenes": (dark, *screenplay.scenes[1:])})
    plan = generated_with_sheets(film, layouts, tmp_path)
    assert sorted(nodes(plan)["forest.sheet"].inputs) == ["aspect_ratio", "entity", "picture"]
    assert nodes(plan)["walk.clip"].inputs["place"] == Collection(items=(Link(node="forest.sheet"),))


def test_without_one_who_draws_there_are_no_sheets(screenplay: Screenplay, layouts: Layouts) -> None:
    plan = expand(load_template("generated"), film_values(screenplay, layouts))
    assert [node for node in plan.nodes if node.tool == "draw_sheet"] == []
    assert value(plan, "walk.clip", "reference_of") == []
    assert check_plan(plan, REGISTRY) == ()


def test_a_clip_s_prompt_says_states_that_the_scene_s_words_do_not(screenplay: Screenplay, layouts: Layouts) -> None:
    role = Role(entity="fox", state=("wet",))
    scene = screenplay.scenes[0].model_copy(update={"cast": (role,), "place_state": ("snowy",)})
    values = film_values(screenplay.model_copy(update={"scenes": (scene, *screenplay.scenes[1:])}), layouts)
    assert values["scenes"][0].prompt == "A wet fox walks, the snowy forest, picture book"
    assert [backdrop.snowy for backdrop in values["backdrops"]] == [True, False]


def test_a_clip_s_prompt_says_what_is_seen_where_when_and_how(screenplay: Screenplay, layouts: Layouts) -> None:
    scene = screenplay.scenes[0].model_copy(update={"time": "night", "weather": "rain", "prompt": "A fox walks."})
    screenplay = screenplay.model_copy(update={"scenes": (scene, *screenplay.scenes[1:]), "style": "watercolour"})
    prompt = film_values(screenplay, layouts)["scenes"][0].prompt
    assert prompt == "A fox walks, the forest, at night, in the rain, watercolour"


def test_scenes_have_seeds_of_their_own_that_follow_the_film_s(screenplay: Screenplay, layouts: Layouts) -> None:
    def seeds(of: Screenplay) -> list[int]:
        return [scene.seed for scene in film_values(of, layouts)["scenes"]]

    first = seeds(screenplay)
    assert len(set(first)) == len(first)
    assert not set(first) & set(seeds(screenplay.model_copy(update={"seed": 1})))
    assert seeds(screenplay.model_copy(update={"scenes": screenplay.scenes[::-1]})) == first[::-1]


def test_the_drawings_of_a_clip_follow_its_cast(screenplay: Screenplay, layouts: Layouts) -> None:
    plan = film_plan(screenplay, layouts)
    assert value(plan, "fly.clip", "cast") == ["kite", "fox"]
    assert sources(plan, "fly.clip", "drawings") == ["kite.drawing", "fox.drawing"]
    assert sources(plan, "title_clip", "drawings") == ["fox.drawing", "kite.drawing"]


def test_a_scene_leaves_by_the_next_scene_s_transition(screenplay: Screenplay, layouts: Layouts) -> None:
    plan = film_plan(screenplay, layouts)
    assert value(plan, "walk.shot", "leaving") == value(plan, "fly.shot", "transition")
    assert value(plan, "title_shot", "leaving") == value(plan, "walk.shot", "transition")
    assert "leaving" not in nodes(plan)["fly.shot"].inputs


def test_the_title_comes_first_everywhere(screenplay: Screenplay, layouts: Layouts) -> None:
    plan = film_plan(screenplay, layouts)
    assert sources(plan, "timeline", "shots") == ["title_shot", "walk.shot", "fly.shot"]
    assert sources(plan, "film", "clips") == ["title_clip", "walk.clip", "fly.clip"]
    assert value(plan, "otio", "clip_names") == list(clip_names(screenplay).values())


def test_a_scene_may_be_called_title(screenplay: Screenplay, layouts: Layouts) -> None:
    screenplay = edited(screenplay, 0, id="title")
    plan = film_plan(screenplay, {"title": layouts["walk"].model_copy(update={"scene": "title"}), **layouts})
    assert {"clip.title", "clip.title-card"} < set(plan.results)
    assert list(clip_names(screenplay)) == ["title-card", "title", "fly"]


def test_speech_is_matched_with_its_scenes(screenplay: Screenplay, layouts: Layouts) -> None:
    plan = film_plan(screenplay, layouts)
    assert value(plan, "audio", "shot_ids") == value(plan, "subtitles", "shot_ids") == ["walk"]
    assert sources(plan, "audio", "speech") == sources(plan, "subtitles", "cues") == ["walk.speech"]
    assert nodes(plan)["walk.shot"].inputs["cues"] == Link(node="walk.speech", output="cues")
    assert "cues" not in nodes(plan)["fly.shot"].inputs
    assert value(plan, "walk.speech", "voices") == {"fox": "espeak:en-gb"}


def test_a_film_without_narration_has_silence_and_no_subtitles(screenplay: Screenplay, layouts: Layouts) -> None:
    quiet = screenplay.model_copy(update={"format": screenplay.format.model_copy(update={"narration": False})})
    plan = film_plan(quiet, layouts)
    assert not {"walk.speech", "subtitles"} & set(nodes(plan))
    assert sources(plan, "audio", "speech") == value(plan, "audio", "shot_ids") == []
    assert "subtitles" not in nodes(plan)["film"].inputs
    assert "subtitles" not in plan.results
    assert check_plan(plan, REGISTRY) == ()


def test_editing_narration_changes_only_its_speech(screenplay: Screenplay, layouts: Layouts) -> None:
    after = edited(screenplay, 0, lines=(Line(text="Ruby runs."), Line(text="Hello!", speaker="fox")))
    assert changed(film_plan(screenplay, layouts), film_plan(after, layouts)) == {"walk.speech"}


def test_editing_a_prompt_changes_only_the_board_s_caption(screenplay: Screenplay, layouts: Layouts) -> None:
    after = edited(screenplay, 1, prompt="A kite flies high.", title="High")
    assert changed(film_plan(screenplay, layouts), film_plan(after, layouts)) == {"storyboard"}


def test_editing_a_layout_changes_only_its_scene(screenplay: Screenplay, layouts: Layouts) -> None:
    moved = layouts["fly"].tracks[0].model_copy(update={"windows": ((0.0, 0.5),)})
    fly = layouts["fly"].model_copy(update={"tracks": (moved, *layouts["fly"].tracks[1:])})
    after = film_plan(screenplay, {**layouts, "fly": fly})
    assert changed(film_plan(screenplay, layouts), after) == {"fly.clip", "fly.board"}


def test_giving_an_entity_a_voice_does_not_draw_it_again(screenplay: Screenplay, layouts: Layouts) -> None:
    fox = screenplay.entities[0].model_copy(update={"voice": "espeak:en-us"})
    after = screenplay.model_copy(update={"entities": (fox, *screenplay.entities[1:])})
    assert changed(film_plan(screenplay, layouts), film_plan(after, layouts)) == {"walk.speech"}


def test_the_storyboard_s_nodes_are_the_film_s(screenplay: Screenplay, layouts: Layouts) -> None:
    board = nodes(expand(load_template("storyboard"), film_values(screenplay, layouts)))
    film = nodes(film_plan(screenplay, layouts))
    assert {**film, **board} == film
    report = nodes(expand(load_template("report"), report_values(screenplay, layouts)))
    assert {**board, "report": report["report"]} == report


def test_scenes_share_a_backdrop_of_the_same_place_time_and_weather(screenplay: Screenplay, layouts: Layouts) -> None:
    plan = film_plan(edited(screenplay, 1, place="forest"), layouts)
    backdrops = [node.id for node in plan.nodes if node.tool == "draw_place"]
    assert backdrops == ["forest.day.clear.backdrop"]
    plan = film_plan(edited(screenplay, 1, place="forest", time="night"), layouts)
    assert "forest.night.clear.backdrop" in nodes(plan)


def test_a_user_s_picture_is_passed_as_a_file(screenplay: Screenplay, layouts: Layouts, tmp_path: Path) -> None:
    (tmp_path / "ruby.png").write_bytes(b"picture")
    fox = screenplay.entities[0].model_copy(update={"images": ("ruby.png",)})
    screenplay = screenplay.model_copy(update={"entities": (fox, *screenplay.entities[1:])})
    plan = expand(load_template("film"), film_values(screenplay, layouts, root=tmp_path))
    given = nodes(plan)["fox.drawing"].inputs["picture"]
    assert given == FileInput(path=str(tmp_path / "ruby.png"), sha256=hashlib.sha256(b"picture").hexdigest())
    assert value(plan, "fox.drawing", "entity")["images"] == []
    assert check_plan(plan, REGISTRY) == ()


def test_a_missing_picture_is_named(screenplay: Screenplay, layouts: Layouts, tmp_path: Path) -> None:
    fox = screenplay.entities[0].model_copy(update={"images": ("gone.png",)})
    screenplay = screenplay.model_copy(update={"entities": (fox, *screenplay.entities[1:])})
    with pytest.raises(InvalidInput, match=r"picture of 'fox'"):
        film_values(screenplay, layouts, root=tmp_path)


def test_a_scene_without_a_layout_is_named(screenplay: Screenplay, layouts: Layouts) -> None:
    with pytest.raises(InvalidInput, match=r"'fly' has no layout(.|\n)*layouts/fly\.json"):
        film_values(screenplay, {"walk": layouts["walk"]})


def test_a_layout_of_an_unknown_entity_is_named(screenplay: Screenplay, layouts: Layouts) -> None:
    stray = layouts["fly"].tracks[0].model_copy(update={"entity": "dragon"})
    with pytest.raises(InvalidInput, match="dragon"):
        film_values(screenplay, {**layouts, "fly": Layout(scene="fly", tracks=(stray,))})


@pytest.mark.parametrize(("aspect", "size"), [("16:9", (640, 360)), ("9:16", (360, 640)), ("1:1", (640, 640))])
def test_boards_keep_the_film_s_aspect(
    screenplay: Screenplay, layouts: Layouts, aspect: str, size: tuple[int, int]
) -> None:
    form = screenplay.format.model_copy(update={"aspect": aspect, "height_px": 720})
    plan = film_plan(screenplay.model_copy(update={"format": form}), layouts)
    assert (value(plan, "fly.board", "width_px"), value(plan, "fly.board", "height_px")) == size


@pytest.mark.parametrize(("height_px", "drawing_px"), [(64, 128), (720, 640), (2160, 1920)])
def test_drawings_are_as_sharp_as_the_film_is_high(
    screenplay: Screenplay, layouts: Layouts, height_px: int, drawing_px: int
) -> None:
    form = screenplay.format.model_copy(update={"height_px": height_px})
    plan = film_plan(screenplay.model_copy(update={"format": form}), layouts)
    assert value(plan, "fox.drawing", "size_px") == drawing_px

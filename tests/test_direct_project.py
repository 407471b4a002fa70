"""Scenes of a project are directed, the directions may be edited, and a video model hears them."""

import json
from pathlib import Path

import pytest

from storyagent import FilmProject, StoryAgent
from storyagent.agent import plan_options
from storyagent.direct_project import direct_project
from storyagent.errors import InvalidInput
from storyagent.graph.plan import Literally
from storyagent.planning.chat_planner import ChatPlanner
from storyagent.planning.offline import OfflinePlanner
from storyagent.planning.scripted_model import ScriptedChatModel
from storyagent.story.directions import FrameDirections
from tests.diffusion import tiny

STORY = "A bird lands on a branch, a cat wakes, and the bird flies off."


@pytest.fixture
def project(tmp_path: Path) -> FilmProject:
    options = plan_options(model="storybook", height_px=96)
    return StoryAgent().plan(STORY, tmp_path / "bird", options=options)


def told(project: FilmProject) -> list[str]:
    """Return the deltas that the project's only clip is to hear."""
    (clip,) = (node for node in StoryAgent().expand(project).nodes if node.tool == "animate_layout")
    given = clip.inputs.get("directions")
    assert given is None or isinstance(given, Literally)
    return [one["text"] for one in given.value["deltas"]] if given else []


def test_a_video_model_hears_what_happens_one_after_another(project: FilmProject) -> None:
    assert len(told(project)) == 3
    assert "flies off" in told(project)[-1]


def test_a_scene_in_which_one_thing_happens_is_not_directed(tmp_path: Path) -> None:
    project = StoryAgent().plan("A bird flies.", tmp_path / "one", options=plan_options(model="storybook"))
    assert told(project) == []


def test_written_directions_are_heard_as_they_are_edited(project: FilmProject) -> None:
    (scene,) = (scene.id for scene in project.screenplay().scenes)
    written = json.loads(project.directions_path(scene).read_text()) if direct_without_model(project) else {}
    written["deltas"][1]["text"] = "a cat opens one eye"
    project.directions_path(scene).write_text(json.dumps(written))
    assert told(project)[1] == "a cat opens one eye"


def direct_without_model(project: FilmProject) -> bool:
    form = project.screenplay().format.model_copy(update={"model": None})
    screenplay = project.screenplay().model_copy(update={"format": form})
    project.rewrite(screenplay, {})
    made = direct_project(project, OfflinePlanner())
    project.rewrite(screenplay.model_copy(update={"format": form.model_copy(update={"model": "storybook"})}), {})
    return len(made) == 1


def test_directions_of_an_older_prompt_are_left_out_and_told_of(project: FilmProject) -> None:
    scene = project.screenplay().scenes[0]
    old = FrameDirections.evenly(("a", "b"), prompt="Something else.")
    project.directions_path(scene.id).parent.mkdir()
    project.directions_path(scene.id).write_text(old.model_dump_json())
    found, outdated = project.directions(project.screenplay())
    assert not found
    assert [(one.code, one.found) for one in outdated] == [("directions.outdated", "Something else.")]
    assert len(told(project)) == 3


def test_a_language_model_directs_within_the_video_model_s_tokens(tmp_path: Path) -> None:
    model = str(tiny.save_storybook(tmp_path / "book"))
    project = StoryAgent().plan(STORY, tmp_path / "bird", options=plan_options(model=model))
    good = {"fixed": "a bird and a cat", "moments": ["a bird lands", "a cat wakes", "a bird flies off"]}
    long = {**good, "moments": ["a bird lands " * 30, "a cat wakes", "a bird flies off"]}
    scripted = ScriptedChatModel(replies=[long, good])
    made = direct_project(project, ChatPlanner(scripted), moments=3)
    assert [one.text for directions in made.values() for one in directions.deltas] == good["moments"]
    assert "tokens with the fixed part" in str(scripted.requests[1][-1].content)


def test_a_wrong_number_of_moments_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    project = StoryAgent().plan(STORY, tmp_path / "bird")
    with pytest.raises(InvalidInput) as caught:
        direct_project(project, OfflinePlanner(), moments=8)
    assert (caught.value.found, caught.value.needed) == ("3", "8")
    assert caught.value.where == project.screenplay().scenes[0].id
    assert "--moments" in caught.value.hint
    assert not (project.root / "directions").exists()


def test_a_broken_file_of_directions_is_named(project: FilmProject) -> None:
    scene = project.screenplay().scenes[0]
    project.directions_path(scene.id).parent.mkdir()
    project.directions_path(scene.id).write_text('{"deltas": []}')
    with pytest.raises(InvalidInput, match="directions"):
        StoryAgent().expand(project)

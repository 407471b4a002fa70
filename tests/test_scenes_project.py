"""Scenes of a film made by themselves: with a model's and without, by the library and by the command line."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from storyagent import StoryAgent
from storyagent.agent import plan_options
from storyagent.cli import cli
from storyagent.errors import InvalidInput
from storyagent.graph.part import part_of
from storyagent.project import FilmProject
from storyagent.settings import Settings
from storyagent.story.files import sha256_of

STORY = "A red fox walks through the forest. A blue bird sits on a tall tree in the park."


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StoryAgent:
    monkeypatch.setenv("STORYAGENT_HOME", str(tmp_path / "home"))
    return StoryAgent(settings=Settings.load())


@pytest.fixture
def planned(agent: StoryAgent, tmp_path: Path) -> FilmProject:
    options = plan_options(height_px=96, fps=6, scenes=2, narration=False)
    return agent.plan(STORY, tmp_path / "film", options=options)


def test_a_scene_is_made_before_there_is_a_film(agent: StoryAgent, planned: FilmProject) -> None:
    made = agent.render_scenes(planned, ["2"])
    (path,) = made.clips.values()
    assert path.name.startswith("02-the-blue-bird")
    assert path.stat().st_size > 1000
    assert [file.name for file in (planned.root / "clips").iterdir()] == [path.name]
    assert not planned.film_path.exists()
    again = agent.render_scenes(planned, list(made.clips))
    assert (again.ran, again.from_cache) == (0, made.ran)
    clip = sha256_of(path)
    film = agent.render(planned)
    assert film.from_cache == made.ran
    assert sha256_of(path) == clip


def test_a_clip_of_the_same_place_in_an_earlier_order_goes(agent: StoryAgent, planned: FilmProject) -> None:
    agent.render_scenes(planned, ["1", "2"])
    agent.edit(planned, "swap scenes 1 and 2")
    agent.render_scenes(planned, ["1"])
    names = sorted(path.name[:11] for path in (planned.root / "clips").iterdir())
    assert names == ["01-the-blue", "02-the-blue"]


def test_a_film_of_other_files_is_not_done_though_all_of_it_is_kept(agent: StoryAgent, planned: FilmProject) -> None:
    plain = planned.screenplay_path.read_text()
    agent.render(planned)
    planned.screenplay_path.write_text(plain.replace("color: red", "color: green"))
    agent.render(planned)
    assert agent.status(planned).state == "done"
    planned.screenplay_path.write_text(plain)
    assert {node.state for node in agent.status(planned).nodes} == {"done"}
    assert agent.status(planned).state == "unfinished"
    agent.render(planned)
    assert agent.status(planned).state == "done"


@pytest.mark.parametrize("scenes", [["3"], ["nowhere"], []])
def test_a_scene_that_is_not_there_is_refused_before_anything_runs(
    agent: StoryAgent, planned: FilmProject, scenes: list[str]
) -> None:
    with pytest.raises(InvalidInput, match="scene"):
        agent.render_scenes(planned, scenes)
    assert not (planned.root / "clips").exists()


def test_the_part_of_a_plan_has_what_its_results_need_and_no_more(agent: StoryAgent, planned: FilmProject) -> None:
    whole = agent.expand(planned)
    scene = planned.screenplay().scenes[1].id
    part = part_of(whole, [f"clip.{scene}"])
    assert {node.scene for node in part.nodes} <= {None, scene}
    assert f"clip.{scene}" in part.results
    assert "film" not in part.results
    assert {node.id for node in part.nodes} >= {link.node for link in part.results.values()}
    assert part_of(whole, whole.results).results == whole.results


def test_a_models_clip_needs_its_sheets_too(agent: StoryAgent, tmp_path: Path) -> None:
    story = "A red ball rolls along the beach. A brown dog sits beside the red ball."
    project = agent.plan(story, tmp_path / "modelled", options=plan_options(scenes=2, model="storybook", gate=1))
    scene = project.screenplay().scenes[0].id
    part = part_of(agent.expand(project), [f"clip.{scene}"])
    tools = {node.tool for node in part.nodes}
    assert {"animate_layout", "draw_sheet", "gate_clip", "keep_best"} <= tools
    assert not tools & {"stitch", "mix_audio", "title_card"}
    assert any(name.startswith("sheet.") for name in part.results)


def test_the_command_makes_a_scene_and_says_that_the_film_is_as_it_was(planned: FilmProject) -> None:
    done = CliRunner().invoke(cli, ["render", str(planned.root), "--scene", "1"])
    assert done.exit_code == 0, done.output
    assert "clips/01-the-red-fox" in done.output
    assert "The film itself is as it was" in done.output
    both = CliRunner().invoke(cli, ["render", str(planned.root), "--scene", "1", "-o", "film.mp4"])
    assert isinstance(both.exception, InvalidInput)

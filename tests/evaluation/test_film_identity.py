"""Who stays the same in a film: the scene in which an entity changes is named, and no other."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from storyagent.cli import cli
from storyagent.errors import InvalidInput
from storyagent.evaluation.film_identity import FilmIdentity, film_identity
from storyagent.project import FilmProject
from storyagent.story.screenplay import Entity, FilmFormat, Role, Scene, Screenplay
from tests.evaluation.drawn_clips import layout, saved, scene

PLACES = ("meadow", "beach", "street", "meadow")


def film(root: Path, colours: Sequence[str], *, clips: int | None = None, model: str | None = "storybook") -> Path:
    """Write a film of one ball, red by its screenplay, and clips in which it has these colours."""
    scenes = [f"scene-{number}" for number in range(1, len(colours) + 1)]
    screenplay = Screenplay(
        title="The Ball",
        format=FilmFormat(model=model),
        entities=(
            Entity(id="it", name="Bo", kind="prop", noun="ball", description="a red ball", color="red"),
            Entity(id="meadow", name="meadow", kind="place", noun="meadow", description="a meadow"),
        ),
        scenes=tuple(
            Scene(id=one, title=one, prompt="A red ball is in a meadow.", place="meadow", cast=(Role(entity="it"),))
            for one in scenes
        ),
    )
    project = FilmProject(root)
    project.write(screenplay, [layout().model_copy(update={"scene": one}) for one in scenes], planner="test")
    (root / "clips").mkdir()
    for number, (one, colour) in enumerate(zip(scenes[:clips], colours, strict=False), start=1):
        saved(scene("ball", colour, PLACES[number - 1]), root / "clips" / f"{number:02d}-{one}.mp4")
    return root


def judged(root: Path, *options: str) -> FilmIdentity:
    told = CliRunner().invoke(cli, ["eval", "film", str(root), "--json", *options])
    assert told.exit_code == 0, told.output
    return FilmIdentity.model_validate_json(told.output)


def test_an_entity_that_changes_is_not_kept_in_that_scene(tmp_path: Path) -> None:
    (ball,) = judged(film(tmp_path / "film", ["red", "red", "blue", "red"])).entities
    assert [row.kept for row in ball.scenes] == [True, True, False, True]
    assert ball.kept == 3
    same, other = ball.scenes[0], ball.scenes[2]
    assert (same.coloured, other.coloured) == (1.0, 0.0)
    assert same.across is not None and other.across is not None and same.across > other.across + 0.1


def test_what_is_asked_for_can_be_more_than_any_film_has(tmp_path: Path) -> None:
    (ball,) = judged(film(tmp_path / "film", ["red", "red"]), "--likeness", "1.0").entities
    assert ball.kept == 0


def test_the_command_tells_it_as_a_table_and_as_json(tmp_path: Path) -> None:
    root = film(tmp_path / "film", ["red", "red", "blue"])
    told = CliRunner().invoke(cli, ["eval", "film", str(root)])
    assert told.exit_code == 0, told.output
    assert "Bo (red ball): the same in 2 of 3 scenes" in told.output
    assert [line.endswith("not kept") for line in told.output.splitlines() if " scene-" in line] == [False, False, True]
    found = json.loads(CliRunner().invoke(cli, ["eval", "film", str(root), "--json"]).output)
    assert [row["kept"] for row in found["entities"][0]["scenes"]] == [True, True, False]


def test_who_is_in_one_scene_is_not_judged(tmp_path: Path) -> None:
    report = judged(film(tmp_path / "film", ["red"]))
    assert report.entities == ()
    assert "nobody and nothing is in two scenes" in report.to_text()


def test_a_film_that_was_not_made_says_how_to_make_it(tmp_path: Path) -> None:
    root = film(tmp_path / "film", ["red", "red"], clips=1)
    told = CliRunner().invoke(cli, ["eval", "film", str(root)])
    assert isinstance(told.exception, SystemExit | InvalidInput)
    assert "scenes[scene-2]: a scene has no clip" in f"{told.exception}{told.output}"
    assert f"storyagent render {root}" in f"{told.exception}{told.output}"
    told = CliRunner().invoke(cli, ["eval", "film", str(tmp_path)])
    assert "not a film project" in f"{told.exception}{told.output}"


def test_clips_go_with_scenes(tmp_path: Path) -> None:
    screenplay = FilmProject(film(tmp_path / "film", ["red", "red"])).screenplay()
    with pytest.raises(InvalidInput, match="a film has a clip for each scene"):
        film_identity(screenplay, [scene("ball", "red", "meadow")])


def test_a_drawn_film_is_refused(tmp_path: Path) -> None:
    told = CliRunner().invoke(cli, ["eval", "film", str(film(tmp_path / "film", ["red", "red"], model=None))])
    assert "a drawn film has one drawing of each entity" in f"{told.exception}{told.output}"


def test_of_another_models_film_only_likenesses_are_judged(tmp_path: Path) -> None:
    root = film(tmp_path / "film", ["red", "red", "blue"], model="Wan-AI/Wan2.1-T2V-1.3B-Diffusers")
    (ball,) = judged(root, "--likeness", "0.7").entities
    assert {(row.seen, row.coloured) for row in ball.scenes} == {(None, None)}
    values = [row.across for row in ball.scenes if row.across is not None]
    assert len(values) == 3
    assert min(values) == values[2]
    told = CliRunner().invoke(cli, ["eval", "film", str(root)])
    assert told.output.count("  -") >= 6

"""Checking and repairing a film project on disk, from the library and from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from storyagent import FilmProject, StoryAgent
from storyagent.cli import main
from storyagent.errors import InvalidInput
from storyagent.story.files import read_text, write_text, write_yaml
from storyagent.story.layout import Box, Keyframe, Layout, Track
from storyagent.story.repair_screenplay import REPAIRABLE
from storyagent.story.screenplay import Entity, Line, Role, Scene, Screenplay, Transition

STORY = "A fox sits in the forest."
SCREENPLAY = Screenplay(
    title="The fox",
    entities=(
        Entity(id="fox", name="fox", kind="character", noun="fox"),
        Entity(id="forest", name="forest", kind="place", noun="forest"),
    ),
    scenes=(
        Scene(id="one", prompt="A fox sits.", place="forest", cast=(Role(entity="fox"),), lines=(Line(text=STORY),)),
        Scene(id="two", prompt="The fox waits.", place="forest", cast=(Role(entity="fox"),),
              transition=Transition(kind="crossfade", duration_s=0.6)),
    ),
)  # fmt: skip
BOX = Box(x0=0.4, y0=0.4, x1=0.6, y1=0.7)
TRACK = Track(id="fox", entity="fox", name="fox", keyframes=(Keyframe(t=0.0, box=BOX),))


@pytest.fixture
def project(tmp_path: Path) -> FilmProject:
    project = FilmProject(tmp_path / "film")
    project.write(SCREENPLAY, [Layout(scene=name, tracks=(TRACK,)) for name in ("one", "two")], planner="offline")
    return project


def edit(project: FilmProject, old: str, new: str, times: int = 1) -> None:
    text = read_text(project.screenplay_path)
    assert old in text
    write_text(project.screenplay_path, text.replace(old, new, times))


def break_transition(project: FilmProject) -> None:
    edit(project, "    kind: crossfade\n    duration_s: 0.6", "    kind: crossfade\n    duration_s: 2.5")


def check(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    try:
        main(("check", *arguments))
        code = 0
    except SystemExit as error:
        code = int(error.code or 0)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_a_sound_project_has_no_findings(project: FilmProject, capsys: pytest.CaptureFixture[str]) -> None:
    assert StoryAgent().check(project).findings == ()
    code, out, _ = check(capsys, str(project.root))
    assert (code, out) == (0, f"{project.root}: 0 findings, 0 of them errors\n")


def test_warnings_are_printed_and_change_nothing(project: FilmProject, capsys: pytest.CaptureFixture[str]) -> None:
    break_transition(project)
    before = read_text(project.screenplay_path)
    code, out, _ = check(capsys, str(project.root))
    assert code == 0
    assert "warning: transition.too_long at scenes[" in out
    assert read_text(project.screenplay_path) == before


def test_errors_end_with_2_and_stop_a_film_before_anything_runs(
    project: FilmProject, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(project, "noun: fox", "noun: fox\n  voice: siri")
    code, out, _ = check(capsys, str(project.root), "--json")
    data: dict[str, Any] = json.loads(out)
    assert code == 2
    assert list(data) == ["project", "findings", "repairs", "written"]
    assert [one["code"] for one in data["findings"] if one["severity"] == "error"] == ["entity.voice"]
    with pytest.raises(InvalidInput, match=r"entity\.voice(.|\n)*'siri'(.|\n)*espeak:VOICE"):
        StoryAgent().render(project)
    assert not project.film_path.exists()


def test_a_repair_is_written_told_and_kept_from_the_planner(
    project: FilmProject, capsys: pytest.CaptureFixture[str]
) -> None:
    break_transition(project)
    code, out, _ = check(capsys, str(project.root), "--repair")
    assert code == 0
    assert "repaired transition.too_long at scenes[" in out
    assert "written: screenplay.yaml\n" in out
    assert project.edited_files() == ("screenplay.yaml",)
    with pytest.raises(InvalidInput, match="edited by hand"):
        StoryAgent().plan(STORY, project)
    again = StoryAgent().check(project, repair=True)
    assert (again.repairs, again.written) == ((), ())
    assert not REPAIRABLE & {finding.code for finding in again.findings}


def test_a_repair_keeps_a_persons_own_form_beside_the_new_file(project: FilmProject) -> None:
    break_transition(project)
    edited = "# my own words\n" + read_text(project.screenplay_path).replace("version: 1\n", "version: 0x1\n")
    write_text(project.screenplay_path, edited)
    assert StoryAgent().check(project, repair=True).written == ("screenplay.yaml.bak1", "screenplay.yaml")
    assert read_text(project.root / "screenplay.yaml.bak1") == edited


def test_a_layout_that_leaves_the_frame_is_repaired_in_its_file(project: FilmProject) -> None:
    path = next((project.root / "layouts").glob("*.json"))
    data = json.loads(read_text(path))
    data["tracks"][0]["keyframes"] = [{"t": 0.0, "box": [-0.1, 0.4, 0.1, 0.6]}]
    write_text(path, json.dumps(data))
    checked = StoryAgent().check(project, repair=True)
    assert checked.written == (f"layouts/{path.name}",)
    assert {note.where.split(" ")[0] for note in checked.repairs} == {f"layouts/{path.name}"}
    assert json.loads(read_text(path))["tracks"][0]["keyframes"][0]["box"][0] == 0.0
    assert project.edited_files() == (f"layouts/{path.name}",)


def test_the_warnings_are_with_the_parts_of_a_film(project: FilmProject) -> None:
    from storyagent.film_parts import read_parts
    from storyagent.planning.offline import OfflinePlanner

    break_transition(project)
    codes = [finding.code for finding in read_parts(project, OfflinePlanner).findings]
    assert codes == ["transition.too_long"]


@pytest.mark.parametrize(
    ("style", "model", "told"),
    [("cubist", None, True), ("soft watercolor", None, False), ("cubist", "storybook", False)],
)
def test_a_style_that_places_cannot_be_painted_in_is_told(
    project: FilmProject, style: str, model: str | None, told: bool
) -> None:
    form = SCREENPLAY.format.model_copy(update={"model": model})
    write_yaml(project.screenplay_path, SCREENPLAY.model_copy(update={"style": style, "format": form}))
    codes = [finding.code for finding in StoryAgent().check(project).findings]
    assert ("style.unknown" in codes) == told


def test_a_folder_without_a_screenplay_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, said = check(capsys, str(tmp_path))
    assert code == 2
    assert "this is not a film project" in said

from pathlib import Path

import pytest

from storyagent.errors import InvalidInput
from storyagent.project import FilmProject
from storyagent.story.files import to_yaml, write_yaml
from storyagent.story.layout import Box, Keyframe, Layout, Track
from storyagent.story.screenplay import Entity, Role, Scene, Screenplay

FOX = Entity(id="fox", name="Ruby", kind="character", noun="fox")
SCREENPLAY = Screenplay(
    title="Ruby", entities=(FOX,), scenes=(Scene(id="s1", prompt="A fox.", cast=(Role(entity="fox"),)),)
)
TRACK = Track(id="fox", entity="fox", name="fox", keyframes=(Keyframe(t=0, box=Box(x0=0.1, y0=0.1, x1=0.4, y1=0.6)),))
LAYOUT = Layout(scene="s1", tracks=(TRACK,))


@pytest.fixture
def project(tmp_path: Path) -> FilmProject:
    project = FilmProject(tmp_path / "film")
    project.write(SCREENPLAY, [LAYOUT], planner="test")
    return project


def test_what_the_planner_writes_is_read_back(project: FilmProject) -> None:
    screenplay = project.screenplay()
    assert screenplay == SCREENPLAY
    assert project.layouts(screenplay) == {"s1": LAYOUT}
    assert project.edited_files() == ()


def test_planning_again_never_overwrites_a_hand_edit(project: FilmProject) -> None:
    project.write(SCREENPLAY, [LAYOUT], planner="test")
    edited = to_yaml(SCREENPLAY).replace("title: Ruby", "title: Ruby flies")
    project.screenplay_path.write_text(edited)
    with pytest.raises(InvalidInput, match=r"edited by hand(.|\n)*screenplay\.yaml"):
        project.write(SCREENPLAY, [LAYOUT], planner="test")
    assert project.screenplay_path.read_text() == edited


def test_a_screenplay_made_by_hand_is_never_overwritten(tmp_path: Path) -> None:
    project = FilmProject(tmp_path)
    write_yaml(project.screenplay_path, SCREENPLAY)
    with pytest.raises(InvalidInput, match="edited by hand"):
        project.write(SCREENPLAY, [], planner="test")


@pytest.mark.parametrize("image", ["../secret.png", "/etc/passwd", "link/../../secret.png"])
def test_a_picture_outside_the_project_is_refused(project: FilmProject, image: str) -> None:
    (project.root.parent / "secret.png").write_bytes(b"png")
    fox = FOX.model_copy(update={"images": (image,)})
    write_yaml(project.screenplay_path, SCREENPLAY.model_copy(update={"entities": (fox,)}))
    with pytest.raises(InvalidInput, match=r"entities\[fox\]\.images: a picture lies outside"):
        project.screenplay()


def test_a_link_that_leads_outside_is_refused(project: FilmProject) -> None:
    (project.root.parent / "secret.png").write_bytes(b"png")
    (project.root / "fox.png").symlink_to(project.root.parent / "secret.png")
    fox = FOX.model_copy(update={"images": ("fox.png",)})
    write_yaml(project.screenplay_path, SCREENPLAY.model_copy(update={"entities": (fox,)}))
    with pytest.raises(InvalidInput, match="outside the film project"):
        project.screenplay()


def test_a_missing_picture_is_reported_before_anything_runs(project: FilmProject) -> None:
    fox = FOX.model_copy(update={"images": ("fox.png",)})
    write_yaml(project.screenplay_path, SCREENPLAY.model_copy(update={"entities": (fox,)}))
    with pytest.raises(InvalidInput, match=r"a picture is missing(.|\n)*put the file at"):
        project.screenplay()


def test_a_layout_of_another_cast_is_refused(project: FilmProject) -> None:
    text = project.layout_path("s1").read_text().replace('"entity": "fox"', '"entity": "owl"')
    project.layout_path("s1").write_text(text)
    with pytest.raises(InvalidInput, match=r"entities owl(.|\n)*needed scene 's1' with entities fox"):
        project.layouts(project.screenplay())


def test_a_folder_without_a_screenplay_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="not a film project"):
        FilmProject(tmp_path).screenplay()


def test_clips_of_an_earlier_plan_are_removed_and_nothing_else(project: FilmProject, tmp_path: Path) -> None:
    made = tmp_path / "made.mp4"
    made.write_bytes(b"clip")
    project.keep_clips({"01-s1.mp4": made, "02-s2.mp4": made})
    (project.root / "clips" / "mine.mp4").write_bytes(b"the user's own")
    project.keep_clips({"01-s1.mp4": made})
    assert sorted(path.name for path in (project.root / "clips").iterdir()) == ["01-s1.mp4", "mine.mp4"]

from pathlib import Path

import pytest

from storyagent.errors import InvalidInput
from storyagent.project import FilmProject
from storyagent.story.files import to_json, to_yaml, write_text, write_yaml
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


@pytest.mark.parametrize("written", range(5))
def test_planning_that_is_cut_short_can_be_done_again(
    project: FilmProject, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    """Whatever was on disk when the power went: the old plan or the new one is used, or planning again is asked for."""
    second = Scene(id="s2", prompt="A fox sleeps.", cast=(Role(entity="fox"),))
    longer = SCREENPLAY.model_copy(update={"scenes": (*SCREENPLAY.scenes, second)})
    layouts = [LAYOUT, LAYOUT.model_copy(update={"scene": "s2"})]
    calls = iter(range(9))

    def write_or_die(path: Path, text: str) -> None:
        if next(calls) == written:
            raise KeyboardInterrupt
        write_text(path, text)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("storyagent.project.write_text", write_or_die)
        patch.setattr("storyagent.project.write_json", lambda path, value: write_or_die(path, to_json(value)))
        project.write(longer, layouts, planner="test")
    try:
        assert project.screenplay() in (SCREENPLAY, longer)
    except InvalidInput as error:
        assert "interrupted" in str(error)
    project.write(longer, layouts, planner="test")
    assert project.screenplay() == longer
    assert set(project.layouts(longer)) == {"s1", "s2"}


def test_layouts_of_scenes_that_are_gone_are_removed_with_them(project: FilmProject) -> None:
    renamed = SCREENPLAY.model_copy(update={"scenes": (SCREENPLAY.scenes[0].model_copy(update={"id": "other"}),)})
    project.write(renamed, [LAYOUT.model_copy(update={"scene": "other"})], planner="test")
    assert [path.name for path in (project.root / "layouts").iterdir()] == ["other.json"]


def test_a_layout_added_for_a_scene_written_by_hand_counts_as_planned(project: FilmProject) -> None:
    project.add_layout(LAYOUT.model_copy(update={"scene": "s2"}))
    assert project.edited_files() == ()


def test_a_planned_file_outside_the_project_is_refused(project: FilmProject) -> None:
    path = project.root / "planned.json"
    path.write_text(path.read_text().replace("layouts/s1.json", "layouts/../../x.json"))
    with pytest.raises(InvalidInput, match=r"planned\.json"):
        project.write(SCREENPLAY, [LAYOUT], planner="test")

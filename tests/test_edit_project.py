"""A film project changed by plain requests, rendered before and after."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from storyagent import FilmProject, StoryAgent
from storyagent.agent import plan_options
from storyagent.cli import cli
from storyagent.errors import InvalidInput
from storyagent.events import NodeStarted
from storyagent.story.files import write_json
from storyagent.story.screenplay import Screenplay
from storyagent.testing import Recorder

STORY = """Ruby the little fox walks through the forest with a red kite.

The next morning a boat sails on the sea.

In the evening Ruby sleeps in a cave."""
FILM_NODES = {"timeline", "audio", "subtitles", "film", "otio", "storyboard", "report"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A finished film, and the home with the store it was made in."""
    home, root = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("films") / "ruby"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORYAGENT_HOME", str(home))
        StoryAgent().make(STORY, root.with_suffix(".mp4"), options=plan_options(height_px=96, fps=6))
    return root, home


@pytest.fixture
def project(made: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FilmProject:
    """A copy of the finished film that may be edited."""
    root, home = made
    monkeypatch.setenv("STORYAGENT_HOME", str(home))
    shutil.copytree(root, tmp_path / "ruby")
    return FilmProject(tmp_path / "ruby")


def rendered(project: FilmProject) -> set[str]:
    """Render a project and return the nodes that ran, by its journal and its events alike."""
    agent, recorder = StoryAgent(), Recorder()
    before = {node.id: node.runs for node in agent.status(project).nodes}
    StoryAgent(listener=recorder).render(project)
    ran = {node.id for node in agent.status(project).nodes if node.runs != before.get(node.id)}
    started = {event.node for event in recorder.events if isinstance(event, NodeStarted)}
    assert ran == started - {"report"}
    return ran


def texts(project: FilmProject) -> dict[str, bytes]:
    paths = [project.screenplay_path, *(project.root / "layouts").glob("*.json")]
    return {path.name: path.read_bytes() for path in paths}


def test_only_the_scene_that_was_touched_is_made_again(project: FilmProject) -> None:
    edited = StoryAgent().edit(project, "make Ruby blue in scene 1 and the boat bigger")
    first, second, third = (scene.id for scene in project.screenplay().scenes)
    assert edited.touched_scenes == (first, second)
    ran = rendered(project)
    assert {f"{first}.clip", f"{second}.clip", "ruby-blue.drawing", "film"} <= ran
    assert not [node for node in ran if node.startswith(third)]
    assert not [node for node in ran if node.endswith((".speech", ".backdrop"))]


def test_scenes_that_change_places_are_not_made_again(project: FilmProject) -> None:
    scenes = project.screenplay().scenes
    assert scenes[1].transition != scenes[2].transition
    StoryAgent().edit(project, "swap scenes 2 and 3")
    ran = rendered(project)
    assert not [node for node in ran if node.endswith((".speech", ".drawing", ".backdrop"))]
    assert [scene.id for scene in project.screenplay().scenes] == [scenes[0].id, scenes[2].id, scenes[1].id]


def test_a_new_seed_draws_one_place_anew(project: FilmProject) -> None:
    StoryAgent().edit(project, "redo scene 2 with another seed")
    second = project.screenplay().scenes[1].id
    ran = rendered(project)
    own = {f"{second}.clip", f"{second}.board"}
    assert own <= ran
    (place,) = {node for node in ran if node.endswith(".backdrop")}
    assert "seed-1" in place
    assert ran - own - {place} <= FILM_NODES


def test_a_deleted_scene_takes_its_layout_along_and_a_new_one_brings_its_own(project: FilmProject) -> None:
    gone = project.screenplay().scenes[1].id
    StoryAgent().edit(project, "delete scene 2 and add a scene where Ruby dances on a beach at the end")
    new = project.screenplay().scenes[-1].id
    assert not project.layout_path(gone).exists()
    assert project.layout_path(new).is_file()
    assert "screenplay.yaml" in project.edited_files()
    assert not (project.root / ".rewriting.json").exists()


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ("do the laundry", "not understood"),
        ("make the kite blue and do the laundry", "do the laundry"),
        ("make it blue", "leaves a question open"),
        ("delete scene 7", "no such scene"),
        ("make it a gif", "no edit of the film's plan"),
        ("what is in scene 2?", "no edit of the film's plan"),
        ("make the kite blue and red", "contradict each other"),
        ("", "no edit of the film's plan"),
    ],
)
def test_what_is_no_edit_writes_nothing(project: FilmProject, request_: str, words: str) -> None:
    before = texts(project)
    with pytest.raises(InvalidInput, match=words):
        StoryAgent().edit(project, request_)
    assert texts(project) == before


def test_an_interrupted_rewriting_is_ended_by_the_next_one_who_may(project: FilmProject) -> None:
    old = project.screenplay()
    new = old.model_copy(update={"title": "Wind"})
    gone = old.scenes[2].id
    from storyagent.story.files import to_yaml

    shorter = new.model_copy(update={"scenes": new.scenes[:2]})
    pending = {"texts": {"screenplay.yaml": to_yaml(shorter)}, "removed": [f"layouts/{gone}.json"]}
    (project.root / ".rewriting.json").write_text(json.dumps(pending))
    StoryAgent().edit(project, "make the kite blue", dry_run=True)
    assert project.screenplay() == shorter
    assert not project.layout_path(gone).exists()
    assert not (project.root / ".rewriting.json").exists()


def test_a_rewriting_names_no_file_outside_of_what_is_edited(project: FilmProject) -> None:
    pending = {"texts": {"../../evil": "x"}}
    (project.root / ".rewriting.json").write_text(json.dumps(pending))
    with pytest.raises(InvalidInput, match="texts"):
        project.finish_rewriting()


def test_rewriting_keeps_a_persons_comments(project: FilmProject) -> None:
    project.screenplay_path.write_text(f"# mine\n{project.screenplay_path.read_text()}")
    StoryAgent().edit(project, "make the kite blue")
    assert project.screenplay_path.read_text().startswith("# mine\n")
    assert not (project.root / "screenplay.yaml.bak1").exists()


def test_rewriting_keeps_a_text_of_another_form_beside_the_new_one(project: FilmProject) -> None:
    text = project.screenplay_path.read_text().replace("version: 1\n", "version: 0x1\n")
    project.screenplay_path.write_text(text)
    StoryAgent().edit(project, "make the kite blue")
    assert (project.root / "screenplay.yaml.bak1").read_text() == text


def test_the_command_says_what_it_understood_and_what_is_made_again(project: FilmProject) -> None:
    result = CliRunner().invoke(cli, ["edit", str(project.root), "make the kite blue"])
    assert result.exit_code == 0
    assert "recolour the red kite, color blue" in result.output
    assert "+  description: a blue kite" in result.output
    assert "Made again: scene 1. Kept: scene 2, scene 3." in result.output
    assert project.screenplay().entity("kite").color == "blue"


def test_a_dry_run_writes_nothing_and_a_machine_can_read_it(project: FilmProject) -> None:
    before = texts(project)
    result = CliRunner().invoke(cli, ["edit", str(project.root), "make the kite blue", "--dry-run", "--json"])
    data = json.loads(result.output)
    assert data["edits"] == [{"kind": "recolour", "entity": "kite", "color": "blue", "scenes": []}]
    assert (data["written"], data["touched_scenes"]) == (False, [project.screenplay().scenes[0].id])
    assert texts(project) == before


def test_a_folder_without_a_film_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="not a film project"):
        StoryAgent().edit(tmp_path, "make the kite blue")


def test_a_film_made_by_hand_without_layouts_can_be_edited(tmp_path: Path) -> None:
    screenplay = Screenplay.model_validate(
        {
            "title": "By hand",
            "entities": [{"id": "cat", "name": "cat", "kind": "character", "noun": "cat", "description": "a cat"}],
            "scenes": [{"id": "one", "prompt": "A cat sits there.", "cast": [{"entity": "cat"}]}],
        }
    )
    write_json(tmp_path / "screenplay.yaml", screenplay)  # JSON is YAML, too
    edited = StoryAgent().edit(tmp_path, "make the cat black and add a dog to scene 1")
    assert edited.touched_scenes == ("one",)
    assert not (tmp_path / "layouts").exists()
    assert FilmProject(tmp_path).screenplay().scenes[0].entity_ids == ("cat", "dog")

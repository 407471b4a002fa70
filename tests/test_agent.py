"""From story to film and back to its files: the whole way, at a small size."""

import json
from pathlib import Path

import av
import opentimelineio as otio  # type: ignore[import-untyped]
import pytest

from storyagent import FilmProject, StoryAgent
from storyagent.agent import Film, plan_options
from storyagent.errors import Cancelled, InvalidInput, MissingExtra
from storyagent.events import Event, NodeFinished, NodeStarted, RunFinished
from storyagent.story.files import sha256_of
from storyagent.testing import Recorder

STORY = """Ruby the little fox walks through the forest with a red kite.

The next morning Ruby stands on a hill. The red kite flies up into the sky, and a blue bird follows it.

In the evening the bird sleeps in a tree."""
SMALL = plan_options(height_px=96, fps=6)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Film, Path]:
    """A film, and the store it was made in."""
    home = tmp_path_factory.mktemp("shared-home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORYAGENT_HOME", str(home))
        film = StoryAgent().make(STORY, tmp_path_factory.mktemp("films") / "ruby.mp4", options=SMALL)
    return film, home


@pytest.fixture
def agent_and_project(
    made: tuple[Film, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[StoryAgent, FilmProject, Recorder]:
    """A copy of the finished project that may be edited, and a recorder of what runs."""
    import shutil

    film, home = made
    monkeypatch.setenv("STORYAGENT_HOME", str(home))
    root = tmp_path / "ruby"
    shutil.copytree(film.project, root)
    recorder = Recorder()
    return StoryAgent(listener=recorder), FilmProject(root), recorder


def started(recorder: Recorder) -> set[str]:
    return {event.node for event in recorder.events if isinstance(event, NodeStarted)}


def test_a_film_has_picture_sound_and_subtitles(made: tuple[Film, Path]) -> None:
    film, _ = made
    with av.open(str(film.path)) as container:
        kinds = [stream.type for stream in container.streams]
        video = container.streams.video[0]
        assert kinds == ["video", "audio", "subtitle"]
        assert (video.codec_context.name, container.streams.audio[0].codec_context.name) == ("h264", "aac")
        assert (video.width, video.height) == (170, 96)
        assert sum(1 for _ in container.decode(video)) == film.facts.frames


def test_a_project_has_every_file_that_is_promised(made: tuple[Film, Path]) -> None:
    film, _ = made
    names = {path.relative_to(film.project).as_posix() for path in film.project.rglob("*") if path.is_file()}
    scenes = FilmProject(film.project).screenplay().scenes
    expected = {
        "screenplay.yaml", "journal.sqlite", "film.mp4", "film.srt", "film.otio", "report.html", "storyboard.png",
        "audio.wav", "planned.json", "storyagent.log", "clips/00-title.mp4",
        *(f"layouts/{scene.id}.json" for scene in scenes),
        *(f"clips/{number:02d}-{scene.id}.mp4" for number, scene in enumerate(scenes, 1)),
    }  # fmt: skip
    assert expected <= names
    assert not [name for name in names if name.endswith(".part")]
    assert sha256_of(film.path) == sha256_of(film.project / "film.mp4")


def test_the_editor_timeline_finds_its_clips(made: tuple[Film, Path]) -> None:
    film, _ = made
    timeline = otio.adapters.read_from_file(str(film.project / "film.otio"))
    urls = [clip.media_reference.target_url for clip in timeline.find_clips()]
    assert len(urls) > 4
    assert all((film.project / url).is_file() for url in urls)


def test_narration_says_the_whole_story(made: tuple[Film, Path]) -> None:
    film, _ = made
    lines = (film.project / "film.srt").read_text().splitlines()
    spoken = " ".join(line for line in lines if line and not line.isdigit() and "-->" not in line)
    assert "".join(spoken.split()) == "".join(STORY.split())


def test_rendering_again_makes_nothing(agent_and_project: tuple[StoryAgent, FilmProject, Recorder]) -> None:
    agent, project, recorder = agent_and_project
    before = sha256_of(project.film_path)
    film = agent.render(project)
    assert film.ran == 0
    assert not started(recorder)
    assert sha256_of(project.film_path) == before
    assert agent.status(project).state == "done"


def test_an_edited_narration_makes_only_what_hears_it(
    agent_and_project: tuple[StoryAgent, FilmProject, Recorder],
) -> None:
    agent, project, recorder = agent_and_project
    scene = project.screenplay().scenes[0]
    text = project.screenplay_path.read_text()
    assert "with a red kite" in text
    project.screenplay_path.write_text(text.replace("with a red kite", "with a big red kite"))
    stale = {node.id for node in agent.status(project).nodes if node.state != "done"}
    agent.render(project)
    ran = started(recorder) - {"report"}
    assert ran <= stale
    assert f"{scene.id}.speech" in ran
    own = {f"{scene.id}.speech", f"{scene.id}.shot", f"{scene.id}.clip", f"{scene.id}.board"}
    assert ran - own <= {"timeline", "audio", "subtitles", "film", "otio", "storyboard"}


def test_an_edited_box_makes_only_its_clip(agent_and_project: tuple[StoryAgent, FilmProject, Recorder]) -> None:
    agent, project, recorder = agent_and_project
    scene = project.screenplay().scenes[0]
    path = project.layout_path(scene.id)
    layout = json.loads(path.read_text())
    box = layout["tracks"][0]["keyframes"][-1]["box"]
    layout["tracks"][0]["keyframes"][-1]["box"] = [box[0] - 0.02, box[1] - 0.02, box[2] - 0.02, box[3] - 0.02]
    path.write_text(json.dumps(layout))
    before = {node.id: node.runs for node in agent.status(project).nodes}
    agent.render(project)
    made = {f"{scene.id}.clip", f"{scene.id}.board", "storyboard", "film"}
    assert started(recorder) - {"report"} == made
    after = {node.id: node.runs for node in agent.status(project).nodes}
    assert {node for node in after if after[node] != before[node]} == made


def test_a_scene_added_by_hand_is_laid_out(agent_and_project: tuple[StoryAgent, FilmProject, Recorder]) -> None:
    agent, project, _ = agent_and_project
    text = project.screenplay_path.read_text()
    scenes = "\nscenes:\n"
    added = "- id: by-hand\n  prompt: Ruby walks from left to right.\n  cast: [{entity: ruby}]\n"
    assert scenes in text
    project.screenplay_path.write_text(text.replace(scenes, scenes + added))
    agent.render(project)
    assert project.layout_path("by-hand").is_file()
    assert (project.root / "clips/01-by-hand.mp4").is_file()
    assert agent.status(project).state == "done"


def test_further_results_of_a_template_of_ones_own_lie_in_the_project(
    agent_and_project: tuple[StoryAgent, FilmProject, Recorder], tmp_path: Path
) -> None:
    _, project, _ = agent_and_project
    template = tmp_path / "staged.yaml"
    template.write_text(
        "name: staged\ninclude: [film]\nnodes:\n- {id: stage, tool: draw_place, with: {width_px: 64, height_px: 36}}\n"
        "results: {stage: '@stage'}\n"
    )
    film = StoryAgent(graph=template).render(project)
    assert film.others == (project.root / "made/stage.png",)
    assert film.others[0].is_file()


def test_without_narration_there_are_no_subtitles_left(
    agent_and_project: tuple[StoryAgent, FilmProject, Recorder],
) -> None:
    agent, project, _ = agent_and_project
    text = project.screenplay_path.read_text()
    project.screenplay_path.write_text(text.replace("format:\n", "format:\n  narration: false\n"))
    agent.render(project)
    assert not (project.root / "film.srt").exists()
    with av.open(str(project.film_path)) as container:
        assert [stream.type for stream in container.streams] == ["video", "audio"]


def test_the_users_own_picture_wins(agent_and_project: tuple[StoryAgent, FilmProject, Recorder]) -> None:
    from PIL import Image

    agent, project, recorder = agent_and_project
    Image.new("RGBA", (60, 60), (255, 0, 255, 255)).save(project.root / "mine.png")
    text = project.screenplay_path.read_text()
    project.screenplay_path.write_text(text.replace("- id: ruby\n", "- id: ruby\n  images: [mine.png]\n"))
    agent.render(project)
    assert "ruby.drawing" in started(recorder)
    with av.open(str(project.root / "clips" / sorted(p.name for p in (project.root / "clips").iterdir())[1])) as clip:
        pictures = [frame.to_ndarray(format="rgb24") for frame in clip.decode(video=0)]
    red, green, blue = (pictures[len(pictures) // 2][..., channel].astype(int) for channel in range(3))
    assert ((red > 180) & (green < 90) & (blue > 180)).sum() > 50


def test_a_cancelled_run_says_how_to_go_on(tmp_path: Path) -> None:
    from storyagent.engine.cancel import CancelToken

    cancel = CancelToken()

    def stop_after_three(event: Event) -> None:
        if isinstance(event, NodeFinished) and event.sequence > 6:
            cancel.cancel()

    agent = StoryAgent(listener=stop_after_three, cancel=cancel)
    with pytest.raises(Cancelled, match=r"storyagent render"):
        agent.make(STORY, tmp_path / "ruby.mp4", options=SMALL)
    assert not (tmp_path / "ruby.mp4").exists()
    recorder = Recorder()
    film = StoryAgent(listener=recorder).render(tmp_path / "ruby")
    assert film.from_cache >= 1
    (finished, *_) = [event for event in recorder.events if isinstance(event, RunFinished)]
    assert finished.state == "done"


def test_options_out_of_range_are_named() -> None:
    with pytest.raises(InvalidInput, match="--fps"):
        plan_options(fps=0)


def test_the_same_story_makes_the_same_film(made: tuple[Film, Path], tmp_path: Path) -> None:
    film = StoryAgent().make(STORY, tmp_path / "again.mp4", options=SMALL)
    assert film.from_cache == 0
    assert sha256_of(film.path) == sha256_of(made[0].path)


@pytest.mark.parametrize(("aspect", "size_px"), [("16:9", (1280, 720)), ("9:16", (720, 1280)), ("1:1", (720, 720))])
def test_the_shorter_side_has_720_pixels_unless_told_otherwise(aspect: str, size_px: tuple[int, int]) -> None:
    assert plan_options(aspect=aspect).format.size_px == size_px
    assert plan_options(aspect=aspect, height_px=360).format.height_px == 360


def test_names_in_any_script_become_a_film(tmp_path: Path) -> None:
    story = "מאיה was a little girl. מאיה walked in the park with her dog Łukasz. Then Ångström, a grey cat, came."
    film = StoryAgent().make(story, tmp_path / "maya.mp4", options=SMALL)
    screenplay = FilmProject(film.project).screenplay()
    assert {"מאיה", "Łukasz", "Ångström"} <= {entity.name for entity in screenplay.entities}
    assert all(entity.id.isascii() for entity in screenplay.entities)
    # an English sentence that begins with a Hebrew name is marked, so that no player turns it round
    assert "\u202aמאיה was a little girl.\u202c" in (film.project / "film.srt").read_text()
    assert "מאיה" in film.report.read_text()


def test_a_film_of_a_video_model_says_so_in_its_screenplay_and_fails_before_anything_is_made(tmp_path: Path) -> None:
    agent, options = StoryAgent(), plan_options(model="cerspense/zeroscope_v2_576w")
    project = agent.plan("A fox sits in a forest.", tmp_path / "fox", options=options)
    assert project.screenplay().format.model == "cerspense/zeroscope_v2_576w"
    tools = {node.id: node.tool for node in agent.expand(project).nodes if node.id.endswith(".clip")}
    assert set(tools.values()) == {"animate_layout"}
    assert {node.tool for node in StoryAgent(model="none").expand(project).nodes} & {"animate_cutouts"}
    with pytest.raises(MissingExtra, match="hf download cerspense"):
        agent.render(project)
    assert not project.journal_path.exists() or not agent.status(project).nodes[0].runs
    with pytest.raises(InvalidInput, match="no model of this name"):
        agent.make("A fox sits.", tmp_path / "other.mp4", options=plan_options(model="zeroscope"))
    assert not (tmp_path / "other").exists()


def test_a_video_model_may_be_chosen_for_one_render(tmp_path: Path) -> None:
    project = StoryAgent().plan("A fox sits in a forest.", tmp_path / "fox", options=SMALL)
    before = project.screenplay_path.read_text()
    tools = {node.tool for node in StoryAgent(model="storybook").expand(project).nodes}
    assert "animate_layout" in tools
    assert "animate_cutouts" not in tools
    assert project.screenplay_path.read_text() == before

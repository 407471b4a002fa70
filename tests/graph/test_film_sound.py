"""A film's music and its places' sounds, from the screenplay to the plan and the report."""

from pathlib import Path

import pytest
from PIL import Image

from storyagent.errors import InvalidInput
from storyagent.film.report import ReportContent, report_html
from storyagent.graph.film import film_values
from storyagent.graph.plan import Collection, Link, Plan
from storyagent.graph.registry import Registry
from storyagent.graph.template import expand, load_template
from storyagent.graph.validate import check_plan
from storyagent.story.files import read_yaml, write_yaml
from storyagent.story.layout import Layout
from storyagent.story.screenplay import Entity, Line, Role, Scene, Screenplay

HEARD = ("rain", "", "rain", "a bell")


def film(music: str | None = None, heard: tuple[str, ...] = HEARD) -> Screenplay:
    return Screenplay(
        title="Fox",
        music=music,
        entities=(
            Entity(id="fox", name="Ruby", kind="character", noun="fox"),
            Entity(id="owl", name="Owl", kind="character", noun="owl"),
        ),
        scenes=tuple(
            Scene(
                id=f"s{number}",
                prompt="A fox walks.",
                ambience=text,
                cast=(Role(entity="fox"), Role(entity="owl")),
                lines=(Line(text="Hello.", speaker="fox"), Line(text="Good night.", speaker="owl")),
            )
            for number, text in enumerate(heard)
        ),
    )


def plan_of(screenplay: Screenplay) -> Plan:
    layouts = {scene.id: Layout(scene=scene.id) for scene in screenplay.scenes}
    return expand(load_template("film"), film_values(screenplay, layouts))


def test_scenes_with_the_same_words_share_one_sound_and_the_mix_knows_where_each_is_heard() -> None:
    plan = plan_of(film("calm"))
    assert check_plan(plan, Registry.installed()) == ()
    nodes = {node.id: node for node in plan.nodes}
    assert sorted(node.id for node in plan.nodes if node.tool == "make_sound") == ["sound-1.sound", "sound-2.sound"]
    mix = nodes["audio"].inputs
    assert mix["heard"].model_dump()["value"] == {"s0": 0, "s2": 0, "s3": 1}
    assert isinstance(mix["music"], Link) and mix["music"].node == "music"
    assert isinstance(mix["sounds"], Collection) and len(mix["sounds"].items) == 2
    assert isinstance(nodes["music"].inputs["timeline"], Link)


def test_a_film_without_music_and_sounds_has_no_step_for_them() -> None:
    plan = plan_of(film(heard=("", "")))
    assert not {"make_sound", "compose_music"} & {node.tool for node in plan.nodes}
    mix = next(node for node in plan.nodes if node.id == "audio").inputs
    assert "music" not in mix


def test_every_speaker_has_one_voice_over_the_whole_film() -> None:
    spoken = [
        node.inputs["voices"].model_dump()["value"] for node in plan_of(film()).nodes if node.tool == "speak_text"
    ]
    assert len(spoken) == len(HEARD)
    assert all(voices == spoken[0] for voices in spoken)
    assert len({*spoken[0].values(), "espeak:en-us"}) == 3


def test_music_and_sounds_are_kept_in_the_file_and_told_in_the_report(tmp_path: Path) -> None:
    path = tmp_path / "screenplay.yaml"
    write_yaml(path, film("slow and sad"))
    read = read_yaml(path, Screenplay)
    assert read == film("slow and sad")
    assert "ambience: rain" in path.read_text(encoding="utf-8")
    picture = Image.new("RGB", (64, 36))
    layouts = [Layout(scene=scene.id) for scene in read.scenes]
    report = report_html(ReportContent(screenplay=read, layouts=layouts, pictures=[picture] * len(layouts)))
    assert "slow and sad" in report
    assert report.count("sound: rain") == 2


def test_options_bring_music_and_sounds_into_the_plan(tmp_path: Path) -> None:
    from storyagent.agent import StoryAgent, plan_options

    agent = StoryAgent()
    story = "A fox walks along the beach. At night the fox sleeps in the forest."
    project = agent.plan(story, tmp_path / "fox", options=plan_options(music="tender", ambience=True))
    screenplay = project.screenplay()
    assert screenplay.music == "tender"
    assert [scene.ambience for scene in screenplay.scenes] == ["waves", "crickets and an owl"]
    with pytest.raises(InvalidInput, match="no mood"):
        agent.plan(story, tmp_path / "other", options=plan_options(music="polka"))

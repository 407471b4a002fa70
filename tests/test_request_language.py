"""The languages that a request names: heeded by its plan, or answered before anything runs."""

from pathlib import Path

import pytest

from storyagent.agent import StoryAgent
from storyagent.errors import InvalidInput
from storyagent.graph.plan import Literally
from storyagent.requests import Requests
from storyagent.settings import Settings
from storyagent.testing import two_frame_clip


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StoryAgent:
    monkeypatch.chdir(tmp_path)
    two_frame_clip(tmp_path / "clip.mp4")
    return StoryAgent(settings=Settings(home=tmp_path / "home", cpus=1))


@pytest.mark.parametrize(
    ("request_", "name"),
    [
        ("translate 'Good morning' to Elvish", "Elvish"),
        ("translate 'good morning' into klingon, please", "klingon"),
        ("dub clip.mp4 in Klingon", "Klingon"),
        ("read 'Good morning' aloud in Dothraki", "Dothraki"),
        ("translate 'Good morning' to plain words", "words"),
    ],
)
def test_a_language_that_is_not_known_is_told_with_those_that_are(
    agent: StoryAgent, tmp_path: Path, request_: str, name: str
) -> None:
    with pytest.raises(InvalidInput, match="no language that is known here") as told:
        agent.do(request_, out=tmp_path / "out")
    assert name in told.value.found
    assert {"French", "German", "Japanese"} <= set(told.value.needed.replace("one of ", "").split(", "))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "request_",
    ["dub clip.mp4 in German", "read 'Guten Morgen' aloud in German", "translate 'Hallo' from German to French"],
)
def test_a_language_that_no_tool_would_be_told_is_refused(agent: StoryAgent, request_: str) -> None:
    with pytest.raises(InvalidInput, match="no tool here does that in"):
        Requests(agent).plan(request_)


def test_a_language_that_is_known_is_given_to_the_tool(agent: StoryAgent) -> None:
    (node,) = Requests(agent).plan("translate 'Good morning' to Danish").plan.nodes
    assert node.inputs["target"] == Literally(value="da")


@pytest.mark.parametrize(
    ("request_", "setting", "value"),
    [
        ("read 'Guten Morgen' aloud in German", "voice", "espeak:de"),
        ("translate 'Good morning' to Swahili", "target", "swh_Latn"),
    ],
)
def test_a_language_that_is_set_by_its_code_is_enough(
    agent: StoryAgent, request_: str, setting: str, value: str
) -> None:
    (node,) = Requests(agent, settings={setting: value}).plan(request_).plan.nodes
    assert node.inputs[setting] == Literally(value=value)


@pytest.mark.parametrize(
    "request_", ["read 'we went to Klingon' aloud", "write a title card", "dub clip.mp4 with sad music"]
)
def test_words_that_stand_where_no_language_would_are_left_alone(agent: StoryAgent, request_: str) -> None:
    assert Requests(agent).plan(request_).plan.nodes

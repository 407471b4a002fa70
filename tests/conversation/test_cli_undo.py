"""`storyagent undo` and `storyagent redo` as people and scripts use them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from storyagent.cli import cli
from storyagent.conversation.snapshots import read_files
from storyagent.errors import InvalidInput
from storyagent.project import FilmProject
from storyagent.story.files import sha256_of
from tests.conversation.test_session import by_hand
from tests.conversation.tiny import talking


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


@pytest.fixture
def changed(copied: Callable[[], Path]) -> Path:
    """A film whose third scene was first at dusk, then foggy; each made in a turn."""
    root = copied()
    with talking(root) as (conversation, _):
        for old, new in (("time: night", "time: dusk"), ("time: dusk", "time: dusk\n  weather: fog")):
            by_hand(root, old, new)
            assert conversation.say("go on").state == "done"
    return root


def test_changes_are_taken_back_and_made_again(copied: Callable[[], Path], changed: Path) -> None:
    files, film = read_files(FilmProject(changed)), sha256_of(changed / "film.mp4")
    undone = run("undo", str(changed))
    assert undone.exit_code == 0
    assert "undo the last change: “edited by hand”" in undone.output
    assert "-  weather: fog" in undone.output
    assert "time: dusk" in (changed / "screenplay.yaml").read_text()
    assert sha256_of(changed / "film.mp4") != film
    assert run("undo", str(changed)).exit_code == 0
    assert "time: night" in (changed / "screenplay.yaml").read_text()
    redone = run("redo", str(changed), "--count", "2")
    assert redone.exit_code == 0
    assert (read_files(FilmProject(changed)), sha256_of(changed / "film.mp4")) == (files, film)


def test_json_prints_the_turn(changed: Path) -> None:
    done = run("undo", str(changed), "-n", "2", "--json")
    turn = json.loads(done.stdout)
    assert (turn["state"], turn["request"], turn["after"]) == ("done", "undo the last 2 changes", 1)
    assert turn["outcome"]["files"][0]["path"] == "film.mp4"
    refused = run("undo", str(changed), "--json")
    assert refused.exit_code == 2
    assert json.loads(refused.stdout)["error"]["what"] == "there is nothing to undo"


def test_approve_asks_first_and_no_answer_is_no(changed: Path) -> None:
    files = read_files(FilmProject(changed))
    done = run("undo", str(changed), "--approve")
    assert done.exit_code == 0
    assert "Do it? [y/n]" in done.output
    assert "Nothing was done." in done.output
    assert read_files(FilmProject(changed)) == files


def test_a_folder_without_a_film_is_refused_and_left_alone(tmp_path: Path) -> None:
    done = run("undo", str(tmp_path))
    assert isinstance(done.exception, InvalidInput)
    assert not list(tmp_path.iterdir())


def test_the_turns_are_those_of_the_conversation(changed: Path) -> None:
    run("undo", str(changed))
    with talking(changed) as (conversation, _):
        assert conversation.turns[-1].request == "undo"
        assert conversation.say("redo").state == "done"
        turn = conversation.undo(2)
    assert turn.understood[0].startswith("undo the last 2 changes")

"""`storyagent chat` as people and scripts use it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from storyagent import StoryAgent
from storyagent.cli import cli
from storyagent.cli_chat import free_folder
from storyagent.conversation.snapshots import read_files
from storyagent.errors import Cancelled
from storyagent.project import FilmProject


def chat(*arguments: str, lines: str = "") -> Result:
    return CliRunner().invoke(cli, ["chat", *arguments, "--llm", "offline"], input=lines)


def test_requests_come_from_a_pipe_and_remarks_are_left_out(copied: Callable[[], Path]) -> None:
    root = copied()
    done = chat(str(root), lines="# a remark\n\nhow long is it?\nwhat is in scene 4?\n")
    assert done.exit_code == 0
    assert "4 scenes. Say what is to be different" in done.output
    assert "> how long is it?" in done.output
    assert "white boat" in done.output
    assert "remark" not in done.output


def test_one_json_object_a_turn(copied: Callable[[], Path]) -> None:
    done = chat(str(copied()), "--json", "--say", "who is in it?", "--say", "delete scene 9")
    turns = [json.loads(line) for line in done.stdout.splitlines()]
    assert [turn["state"] for turn in turns] == ["answered", "refused"]
    assert turns[1]["error"]["needed"] == "scene 1 to 4"
    assert done.exit_code == 2


def test_ctrl_c_ends_a_script(copied: Callable[[], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def cancelled(*_: object) -> None:
        raise Cancelled("cancelled")

    monkeypatch.setattr(StoryAgent, "render", cancelled)
    done = chat(str(copied()), lines="delete scene 2\nhow long is it?\n")
    assert done.exit_code == 130
    assert "> delete scene 2" in done.output
    assert "how long" not in done.output


@pytest.mark.parametrize("answer", ["no", ""])
def test_approve_asks_and_a_no_writes_nothing(copied: Callable[[], Path], answer: str) -> None:
    root = copied()
    files = read_files(FilmProject(root))
    done = chat(str(root), "--approve", lines=f"swap scenes 1 and 2\n{answer}\n")
    assert done.exit_code == 0
    assert "swap scene 1 and scene 2" in done.output
    assert "To be made:" in done.output
    assert "Do it? [y/n] no" in done.output
    assert "Nothing was done." in done.output
    assert read_files(FilmProject(root)) == files


def test_approve_goes_on_after_a_yes(copied: Callable[[], Path]) -> None:
    root = copied()
    done = chat(str(root), "--approve", lines="save this as draft\nswitch to draft\nyes\nbranches\n")
    assert done.exit_code == 0
    assert "Nothing had to be made again." in done.output
    assert "* draft" in done.output


def test_what_is_not_understood_ends_with_the_code_of_bad_input(copied: Callable[[], Path]) -> None:
    done = chat(str(copied()), "--say", "sing me a song about tax returns")
    assert done.exit_code == 2
    assert "I did not understand" in done.output


def test_with_no_film_the_first_request_must_tell_one(tmp_path: Path) -> None:
    done = chat(str(tmp_path / "new"), "--say", "hello")
    assert done.exit_code == 2
    assert "there is no film here yet" in done.output
    assert "tell one, name a text file" in done.output


def test_a_folder_is_found_for_who_names_none(tmp_path: Path) -> None:
    assert free_folder(tmp_path) == tmp_path / "film"
    (tmp_path / "film").mkdir()
    assert free_folder(tmp_path) == tmp_path / "film-2"
    (tmp_path / "screenplay.yaml").touch()
    assert free_folder(tmp_path) == tmp_path


def test_help_says_how_to_use_it() -> None:
    done = CliRunner().invoke(cli, ["chat", "--help"])
    assert done.exit_code == 0
    assert "storyagent chat film < requests.txt" in done.output

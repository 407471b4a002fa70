"""kill -9 at any point of a turn: the film's files are whole, of before or after, and the conversation goes on."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from storyagent.conversation.snapshots import read_files
from storyagent.project import FilmProject
from storyagent.story.files import sha256_of
from tests.conversation import killable
from tests.conversation.tiny import talking


@pytest.mark.parametrize("point", ["moved", "writing", "rendering", "ending"])
def test_a_killed_turn_is_whole_when_the_conversation_goes_on(copied: Callable[[], Path], point: str) -> None:
    root = copied()
    project = FilmProject(root)
    old, film = read_files(project), sha256_of(root / "film.mp4")
    text = project.screenplay_path.read_text()
    project.screenplay_path.write_text(text.replace("time: night", "time: dusk"))
    new = read_files(project)
    with talking(root) as (conversation, _):
        conversation.say("status")
    killed = subprocess.run(
        [sys.executable, killable.__file__, str(root), "undo", point], capture_output=True, text=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert set(read_files(project).values()) <= {*old.values(), *new.values()}
    with talking(root) as (conversation, _):
        (cut,) = conversation.resume()
        assert (cut.request, cut.state) == ("undo", "interrupted")
        assert (cut.before, cut.after) == (2, 1)
        assert read_files(project) == old
        assert conversation.resume() == ()
        made = conversation.say("go on")
        assert made.state == "done"
        assert sha256_of(root / "film.mp4") == film
        assert [turn.state for turn in conversation.turns] == ["done", "answered", "interrupted", "done"]

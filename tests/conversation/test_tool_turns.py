"""Turns that ask for a change and for something made of the film beside it."""

from collections.abc import Callable
from pathlib import Path

from storyagent.conversation.snapshots import read_files
from storyagent.conversation.telling import turn_text
from storyagent.events import NodeStarted
from storyagent.project import FilmProject
from tests.conversation.tiny import STORY, talking


def test_a_first_request_may_ask_for_a_page_too(copied: Callable[[], Path], tmp_path: Path) -> None:
    copied()  # the steps of its film are in the store
    root = tmp_path / "new"
    (tmp_path / "fox.txt").write_text(STORY)
    with talking(root) as (conversation, _):
        turn = conversation.say(
            f"make a film of {tmp_path}/fox.txt, in 4 scenes, silent, 96 pixels high, 6 fps, and a web page to show it"
        )
        assert (turn.state, turn.after) == ("done", 1)
        assert "then: a web page to show it" in turn.understood
        assert turn.outcome is not None
        files = {made.path: made.bytes for made in turn.outcome.files}
        assert files["film.mp4"] == (root / "film.mp4").stat().st_size
        page = next(path for path in files if path.endswith(".html") and path.startswith("made/"))
        assert "A red fox walks through the forest." in (root / page).read_text()
        assert len(conversation.film.scenes if conversation.film else ()) == 4


def test_what_no_tool_can_do_is_said_before_the_film_is_changed(copied: Callable[[], Path]) -> None:
    root = copied()
    before = read_files(FilmProject(root))
    with talking(root) as (conversation, recorder):
        turn = conversation.say("make the fox blue and export it as a pdf")
        assert turn.state == "refused"
        assert turn_text(turn).endswith("Nothing was changed.")
        assert read_files(FilmProject(root)) == before
        assert not recorder.of(NodeStarted)

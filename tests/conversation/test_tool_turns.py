"""Turns that ask for a change and for something made of the film beside it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from storyagent.conversation.snapshots import read_files
from storyagent.conversation.telling import turn_text
from storyagent.conversation.turns import Proposal
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


@pytest.mark.parametrize(
    "request_", ["dub it in Klingon", "translate it to Elvish", "make the fox blue and dub it in Klingon"]
)
def test_an_unknown_language_is_answered_before_anything_is_proposed(copied: Callable[[], Path], request_: str) -> None:
    root = copied()
    before = read_files(FilmProject(root))
    asked: list[Proposal] = []

    def yes(proposal: Proposal) -> bool:
        asked.append(proposal)
        return True

    with talking(root, decide=yes) as (conversation, recorder):
        turn = conversation.say(request_)
    assert turn.state == "refused"
    assert "no language that is known here" in turn_text(turn)
    assert "French, German" in turn_text(turn)
    assert (asked, recorder.of(NodeStarted)) == ([], [])
    assert read_files(FilmProject(root)) == before


@pytest.mark.parametrize("request_", ["make a gif of the boat", "make a 7 minute poster", "add subtitles in German"])
def test_what_tools_would_leave_out_is_no_reason_to_begin(copied: Callable[[], Path], request_: str) -> None:
    root = copied()
    with talking(root) as (conversation, recorder):
        turn = conversation.say(request_)
    assert turn.state == "refused"
    assert not recorder.of(NodeStarted)


def test_words_by_the_way_are_told_and_the_rest_is_made(copied: Callable[[], Path]) -> None:
    with talking(copied()) as (conversation, _):
        turn = conversation.say("give me a cosy gif of the boat scene for twitter")
    assert turn.state == "done"
    assert [(one.code, one.found) for one in turn.findings] == [("tool.without_effect", "“cosy”, “twitter”")]
    assert turn.outcome is not None
    (made,) = (one for one in turn.outcome.files if one.path.endswith(".gif"))
    assert made.bytes > 0


def test_why_is_answered_with_what_the_files_say(copied: Callable[[], Path]) -> None:
    with talking(copied()) as (conversation, recorder):
        turn = conversation.say("why is the boat white?")
    assert turn.said.startswith("Why is not written down")
    assert "white boat" in turn.said
    assert not recorder.of(NodeStarted)


def test_a_correction_is_undone_and_made_of_the_other(copied: Callable[[], Path]) -> None:
    with talking(copied()) as (conversation, _):
        conversation.say("make the fox green")
        first, second = conversation.hear("no, I meant the bird")
        assert (first.state, second.state) == ("done", "done")
        film = conversation.film
        assert film is not None
        assert [film.screenplay.entity(one).color for one in ("fox", "bird")] == ["red", "green"]

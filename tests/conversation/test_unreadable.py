"""Files that are no UTF-8 text: each turn says which file, where and what to do; nothing is lost or run."""

from collections.abc import Callable
from pathlib import Path

import pytest

from storyagent.cli_chat import greet
from storyagent.conversation.telling import turn_text
from tests.conversation.tiny import talking

BROKEN: dict[str, tuple[Callable[[str], bytes], str]] = {
    "Latin-1": (lambda text: text.replace("title: The", "title: Thé").encode("latin-1"), "byte 0xe9 at 20"),
    "a mark": (lambda text: text.encode("utf-8-sig"), "bytes 0xef 0xbb 0xbf at 0"),
    "UTF-16": (lambda text: text.encode("utf-16"), "UTF-16 text"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_an_unreadable_screenplay_is_told_in_the_turn_and_the_conversation_goes_on(
    copied: Callable[[], Path], name: str
) -> None:
    root, (spoil, found) = copied(), BROKEN[name]
    path = root / "screenplay.yaml"
    text = path.read_text()
    path.write_bytes(spoil(text))
    spoilt = path.read_bytes()
    with talking(root) as (conversation, recorder):
        for request in ("what is in scene 2?", "make the fox blue", "undo", "go on"):
            turn = conversation.say(request)
            assert turn.state == "refused"
            assert turn.error is not None
            assert turn.error["error"] == "InvalidInput"
            assert str(path) in turn_text(turn)
            assert found in turn_text(turn)
            assert "save it as UTF-8" in turn_text(turn)
        assert conversation.say("help").state == "answered"
        assert not recorder.events
        assert path.read_bytes() == spoilt
        path.write_text(text)
        assert conversation.say("what is in scene 2?").state == "answered"


def test_an_unreadable_layout_is_named(copied: Callable[[], Path]) -> None:
    root = copied()
    path = next((root / "layouts").glob("*.json"))
    path.write_bytes(path.read_bytes().decode().encode("utf-16-be"))
    with talking(root) as (conversation, _):
        turn = conversation.say("make the fox blue")
    assert f"{path}: this file is not UTF-8 text" in turn_text(turn)


def test_a_conversation_over_a_broken_film_opens_and_undo_brings_the_film_back(
    copied: Callable[[], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    root = copied()
    text = (root / "screenplay.yaml").read_text()
    (root / "screenplay.yaml").write_text("format: [")
    with talking(root) as (conversation, _):
        conversation.say("what is in scene 2?")
    with talking(root) as (conversation, _):
        greet(conversation, root, terminal=False)
        assert "screenplay.yaml: the file is broken" in capsys.readouterr().out
        (turn,) = conversation.hear("undo")
    assert turn.state == "done"
    assert (root / "screenplay.yaml").read_text() == text

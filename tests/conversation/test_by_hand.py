"""Edits by hand at the worst moments: while a turn asks, while it renders, and after one that died."""

from collections.abc import Callable
from pathlib import Path

import pytest

from storyagent.conversation.snapshots import put_files, read_files
from storyagent.conversation.turns import Proposal
from storyagent.errors import ToolFailed
from storyagent.project import FilmProject
from storyagent.story.files import write_text
from tests.conversation.test_session import by_hand, started
from tests.conversation.tiny import talking


class _Dead(BaseException):
    """The process died here."""


def test_files_edited_while_a_turn_asks_are_not_written_over(copied: Callable[[], Path]) -> None:
    root = copied()

    def edit_and_agree(_: Proposal) -> bool:
        by_hand(root, "time: night", "time: dusk")
        return True

    with talking(root, decide=edit_and_agree) as (conversation, recorder):
        turn = conversation.say("make the fox blue")
        assert turn.state == "refused"
        assert turn.error is not None
        assert turn.error["what"] == "the film's files were edited by hand meanwhile"
    text = (root / "screenplay.yaml").read_text()
    assert "time: dusk" in text
    assert "blue fox" not in text
    assert not started(recorder)


@pytest.mark.parametrize("written", [False, True])
def test_files_edited_after_a_turn_died_are_kept_and_its_change_is_one_undo_away(
    copied: Callable[[], Path], monkeypatch: pytest.MonkeyPatch, written: bool
) -> None:
    root = copied()
    old = read_files(FilmProject(root))

    def die(project: FilmProject, files: dict[str, str]) -> None:
        name = next(name for name in sorted(files) if old.get(name) != files[name])
        if written:
            write_text(project.root / name, files[name])
        raise _Dead

    with talking(root) as (conversation, _), monkeypatch.context() as patch:
        patch.setattr("storyagent.conversation.archive.put_files", die)
        with pytest.raises(_Dead):
            conversation.say("make the fox blue")
    by_hand(root, "time: night", "time: dusk")
    edited = read_files(FilmProject(root))
    asked: list[Proposal] = []

    def no(proposal: Proposal) -> bool:
        asked.append(proposal)
        return False

    with talking(root, decide=no) as (conversation, _):
        (cut,) = conversation.resume()
        assert cut.state == "interrupted"
        assert read_files(FilmProject(root)) == edited
        assert conversation.say("undo").state == "declined"
        assert asked[0].understood == ("undo the last change: “edited by hand”",)
        assert "+  time: night" in asked[0].diff
        conversation.say("undo the last two changes")
        assert asked[1].understood == ("undo the last 2 changes: “edited by hand”; “make the fox blue”",)
    assert read_files(FilmProject(root)) == edited


def test_files_edited_while_a_render_fails_are_two_redos_away(
    copied: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copied()
    old = read_files(FilmProject(root))

    def edit_and_fail(*_: object, **__: object) -> None:
        text = (root / "screenplay.yaml").read_text()
        if "title: Night" in text and "time: night" in text:
            by_hand(root, "time: night", "time: dusk")
        raise ToolFailed("the disk is full", where="film.mp4")

    with talking(root) as (conversation, _):
        with monkeypatch.context() as patch:
            patch.setattr(conversation.agent, "render", edit_and_fail)
            failed = conversation.say('call the film "Night"')
            assert (failed.state, failed.after) == ("failed", failed.before)
            assert read_files(FilmProject(root)) == old
        assert conversation.say("redo the last two").state == "done"
    text = (root / "screenplay.yaml").read_text()
    assert "title: Night" in text
    assert "time: dusk" in text


def test_ctrl_c_while_files_are_written_leaves_the_film_before(
    copied: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copied()
    old = read_files(FilmProject(root))
    calls: list[int] = []

    def interrupted(project: FilmProject, files: dict[str, str]) -> tuple[str, ...]:
        calls.append(1)
        if len(calls) == 1:
            name = next(name for name in sorted(files) if old.get(name) != files[name])
            write_text(project.root / name, files[name])
            raise KeyboardInterrupt
        return put_files(project, files)

    with talking(root) as (conversation, recorder), monkeypatch.context() as patch:
        patch.setattr("storyagent.conversation.archive.put_files", interrupted)
        turn = conversation.say("make the fox blue")
        assert turn.state == "refused"
        assert read_files(FilmProject(root)) == old
        undone = conversation.say("undo")
        assert undone.error is not None
        assert undone.error["what"] == "there is nothing to undo"
    assert not started(recorder)

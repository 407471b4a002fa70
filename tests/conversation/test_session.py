"""Turns over a real film: what is made, kept, undone, refused, and what is left when something fails."""

from collections.abc import Callable
from pathlib import Path

import pytest

from storyagent.conversation.snapshots import read_files
from storyagent.conversation.turns import Proposal, Turn
from storyagent.engine.lock import project_lock
from storyagent.errors import InvalidInput, ToolFailed
from storyagent.events import NodeStarted
from storyagent.project import FilmProject
from storyagent.story.files import sha256_of
from storyagent.testing import Recorder
from tests.conversation.tiny import STORY, talking


def started(recorder: Recorder) -> set[str]:
    return {event.node for event in recorder.of(NodeStarted)}


def by_hand(root: Path, old: str, new: str) -> None:
    path = root / "screenplay.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def no_space(*_: object) -> None:
    raise ToolFailed("the disk is full", where="film.mp4")


def test_the_first_turn_plans_and_makes_the_film(told: tuple[Path, Path, Turn]) -> None:
    root, _, turn = told
    assert turn.state == "done"
    assert turn.understood[0].endswith("of 4 scenes")
    assert {"4 scenes", "no narration", "96 pixels high", "6 frames a second"} <= set(turn.understood)
    assert turn.outcome is not None
    assert [work.number for work in turn.outcome.ran] == [0, 1, 2, 3, 4]
    film = turn.outcome.files[0]
    assert film.path == "film.mp4"
    assert film.bytes == (root / "film.mp4").stat().st_size > 1000
    assert film.duration_s is not None
    assert film.duration_s > 10
    assert (film.width_px, film.height_px) == (170, 96)
    assert FilmProject(root).screenplay().format.narration is False
    assert STORY.split(".")[0] in FilmProject(root).screenplay_path.read_text()


def test_undoing_a_hand_edit_brings_back_every_byte_and_makes_nothing(copied: Callable[[], Path]) -> None:
    root = copied()
    before, film = read_files(FilmProject(root)), sha256_of(root / "film.mp4")
    by_hand(root, "time: night", "time: night\n  weather: fog  # nicer")
    edited = read_files(FilmProject(root))
    with talking(root) as (conversation, recorder):
        made = conversation.say("go on")
        assert made.state == "done"
        assert made.outcome is not None
        assert [work.number for work in made.outcome.ran] == [3]
        assert sha256_of(root / "film.mp4") != film
        recorder.events.clear()
        undone = conversation.say("undo")
        assert (undone.state, undone.after) == ("done", 1)
        assert read_files(FilmProject(root)) == before
        assert started(recorder) - {"report"} == set()
        assert sha256_of(root / "film.mp4") == film
        redone = conversation.say("redo")
        assert read_files(FilmProject(root)) == edited
        assert started(recorder) - {"report"} == set()
        assert redone.outcome is not None
        assert redone.outcome.steps_kept > 10


def test_branches_are_versions_by_name(copied: Callable[[], Path]) -> None:
    root = copied()
    first = read_files(FilmProject(root))
    with talking(root) as (conversation, _):
        assert conversation.say("save this as draft").state == "done"
        by_hand(root, "time: night", "time: dusk")
        assert conversation.say("go on").branch == "main"
        second = read_files(FilmProject(root))
        assert conversation.say("switch to draft").branch == "draft"
        assert read_files(FilmProject(root)) == first
        assert "* draft: version 1" in conversation.say("branches").said
        assert conversation.say("switch to branch nowhere").error is not None
        conversation.say("switch to main")
        assert read_files(FilmProject(root)) == second
        assert conversation.say("save this as draft").state == "refused"


def test_nothing_to_undo_or_redo_is_said(copied: Callable[[], Path]) -> None:
    with talking(copied()) as (conversation, recorder):
        undone, redone = conversation.say("undo"), conversation.say("redo the last two")
    assert undone.error is not None
    assert redone.error is not None
    assert (undone.state, undone.error["what"]) == ("refused", "there is nothing to undo")
    assert (redone.state, redone.error["what"]) == ("refused", "there is nothing to redo")
    assert not recorder.events


def test_a_no_leaves_everything_as_it_was(copied: Callable[[], Path]) -> None:
    root = copied()
    by_hand(root, "time: night", "time: dawn")
    asked: list[Proposal] = []

    def no(proposal: Proposal) -> bool:
        asked.append(proposal)
        return False

    files, film = read_files(FilmProject(root)), sha256_of(root / "film.mp4")
    with talking(root, decide=no) as (conversation, recorder):
        turn = conversation.say("go on")
    assert (turn.state, turn.approved) == ("declined", False)
    assert asked[0].work is not None
    assert [work.number for work in asked[0].work.remade] == [3]
    assert [work.number for work in asked[0].work.kept] == [0, 1, 2, 4]
    assert not recorder.events
    assert (read_files(FilmProject(root)), sha256_of(root / "film.mp4")) == (files, film)


def test_the_conversation_is_there_when_it_is_opened_again(copied: Callable[[], Path]) -> None:
    root = copied()
    by_hand(root, "time: night", "time: dusk")
    with talking(root) as (conversation, _):
        conversation.say("go on")
        turns = conversation.turns
    with talking(root) as (conversation, _):
        assert conversation.turns == turns
        assert conversation.say("undo").state == "done"


def test_a_busy_project_is_left_alone(copied: Callable[[], Path]) -> None:
    root = copied()
    by_hand(root, "time: night", "time: dusk")
    with talking(root) as (conversation, recorder), project_lock(root / ".lock"):
        turn = conversation.say("go on")
        assert conversation.say("help").state == "answered"
    assert turn.state == "refused"
    assert turn.error is not None
    assert turn.error["error"] == "ProjectBusy"
    assert not recorder.events


def test_a_folder_that_cannot_be_written_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "film").write_text("a file")
    with pytest.raises(InvalidInput, match="cannot use the conversation"), talking(tmp_path / "film"):
        pass


def test_files_that_cannot_be_written_leave_the_film_before(copied: Callable[[], Path]) -> None:
    root = copied()
    by_hand(root, "time: night", "time: dusk")
    with talking(root) as (conversation, _):
        conversation.say("go on")
        layouts = root / "layouts"
        kept = root / "kept"
        layouts.rename(kept)
        layouts.write_text("in the way")
        broken = conversation.say("undo")
        layouts.unlink()
        kept.rename(layouts)
        assert broken.state == "refused"
        assert conversation.say("undo").state == "done"


def test_a_failing_render_leaves_the_film_before_and_the_next_turn_works(
    copied: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copied()
    with talking(root) as (conversation, _):
        by_hand(root, "time: night", "time: dusk")
        conversation.say("go on")
        conversation.say("undo")
    film, files = sha256_of(root / "film.mp4"), read_files(FilmProject(root))
    with talking(root) as (conversation, _), monkeypatch.context() as patch:
        patch.setattr("storyagent.agent.deliver", no_space)
        failed = conversation.say("redo")
        assert (failed.state, failed.after) == ("failed", failed.before)
        assert failed.error is not None
        assert sha256_of(root / "film.mp4") == film
        assert read_files(FilmProject(root)) == files
        patch.undo()
        assert conversation.say("redo").state == "done"
        assert sha256_of(root / "film.mp4") != film


def test_questions_and_help_run_nothing(copied: Callable[[], Path]) -> None:
    with talking(copied()) as (conversation, recorder):
        assert "swap scenes" in conversation.say("help").said
        assert conversation.say("status").said.startswith("The film is done: ")
        assert "make a film in 4 scenes" in conversation.say("history").said
    assert not recorder.events


@pytest.mark.parametrize(
    ("broken", "place"), [("format: [", "screenplay.yaml"), ("scenes: []\n", "screenplay.yaml at scenes")]
)
def test_a_file_broken_by_hand_is_named_and_can_be_undone(
    copied: Callable[[], Path], broken: str, place: str
) -> None:  # fmt: skip
    root = copied()
    files = read_files(FilmProject(root))
    (root / "screenplay.yaml").write_text(f"version: 1\ntitle: x\n{broken}")
    with talking(root) as (conversation, recorder):
        refused = conversation.say("make the fox blue")
        assert refused.state == "refused"
        assert refused.error is not None
        assert place in str(refused.error["where"])
        assert not recorder.events
        assert conversation.say("undo").state == "done"
    assert read_files(FilmProject(root)) == files


def test_a_question_is_answered_with_one_of_its_choices(copied: Callable[[], Path]) -> None:
    with talking(copied(), decide=lambda _: False) as (conversation, _):
        asked = conversation.say("make it bigger in scene 3")
        assert asked.state == "asked"
        assert "the red fox" in asked.questions[0].choices
        answered = conversation.say("the red fox")
    assert answered.state == "declined"
    assert answered.understood == ("make the red fox 1.3 times as large in scene 3",)


def test_comments_are_kept_another_form_is_not_and_that_is_told_and_undone(copied: Callable[[], Path]) -> None:
    root = copied()
    by_hand(root, "time: night", "time: night  # so late")
    with talking(root) as (conversation, _):
        turn = conversation.say('call the film "Night"')
        assert turn.findings == ()
        assert "time: night  # so late" in (root / "screenplay.yaml").read_text()
        by_hand(root, "title: Night", "title: 'Night'")
        files = read_files(FilmProject(root))
        turn = conversation.say('call the film "Day"')
        assert [finding.code for finding in turn.findings] == ["screenplay.form"]
        conversation.say("undo")
    assert read_files(FilmProject(root)) == files

"""Turns that make some scenes and not the film: by journal, files and what is told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from storyagent.conversation.snapshots import read_files
from storyagent.conversation.telling import proposal_text, turn_text
from storyagent.conversation.turns import Proposal, Turn
from storyagent.project import FilmProject
from storyagent.story.files import sha256_of
from tests.conversation.test_session import by_hand, no_space, started
from tests.conversation.tiny import talking


def clips(root: Path) -> dict[str, str]:
    return {path.name[:2]: sha256_of(path) for path in (root / "clips").iterdir()}


def told(turn: Turn) -> list[str]:
    assert turn.outcome is not None
    return [file.path[:8] for file in turn.outcome.files]


def test_only_the_scenes_that_are_asked_for_are_made(copied: Callable[[], Path]) -> None:
    root = copied()
    by_hand(root, "time: night", "time: dawn\n  weather: wind")  # as no other test has it: it is in no store
    by_hand(root, "color: white", "color: green")
    film, before = sha256_of(root / "film.mp4"), clips(root)
    asked: list[Proposal] = []

    def yes(proposal: Proposal) -> bool:
        asked.append(proposal)
        return True

    with talking(root, decide=yes) as (conversation, recorder):
        turn = conversation.say("render only scene 3")
        assert turn.state == "done"
        assert turn.outcome is not None
        assert [work.number for work in turn.outcome.ran] == [3]
        assert turn.outcome.kept == ()
        assert told(turn) == ["clips/03"]
        made = started(recorder)
        assert {name.partition(".")[0] for name in made} <= {"the-red-fox-sleeps-in-a-meadow", "backdrop", "meadow"}
        assert "scene 3" in proposal_text(asked[0])
        assert "report" not in proposal_text(asked[0])
        assert "say go on" in turn_text(turn)
        assert sha256_of(root / "film.mp4") == film
        after = clips(root)
        assert {name for name in after if after[name] != before[name]} == {"03"}
        recorder.events.clear()
        again = conversation.say("show only scene 3")
        assert (again.state, started(recorder), told(again)) == ("done", set(), ["clips/03"])
        whole = conversation.say("go on")
        assert whole.outcome is not None
        assert [work.number for work in whole.outcome.ran if "clip" in work.steps] == [4]
        assert sha256_of(root / "film.mp4") != film
        assert "say go on" not in turn_text(conversation.say("show me scene 4"))


def test_a_change_is_written_whole_and_made_in_one_scene(copied: Callable[[], Path]) -> None:
    root = copied()
    film = sha256_of(root / "film.mp4")
    with talking(root) as (conversation, _):
        turn = conversation.say("make the fox orange but render only scene 1")
        assert turn.changed
        assert "make only scene 1, and not the film" in turn.understood
        assert turn.outcome is not None
        assert [work.number for work in turn.outcome.ran] == [1]
        assert "orange fox" in (root / "screenplay.yaml").read_text()
        assert sha256_of(root / "film.mp4") == film


def test_undo_between_changes_made_in_part_makes_no_film(copied: Callable[[], Path]) -> None:
    root = copied()
    files, before = read_files(FilmProject(root)), clips(root)
    with talking(root) as (conversation, recorder):
        conversation.say("make the fox purple but render only scene 1")
        purple, first = read_files(FilmProject(root)), clips(root)
        conversation.say("make it dusk in scene 3 and render only scene 3")
        recorder.events.clear()
        undone = conversation.undo()
        assert undone.state == "done"
        assert read_files(FilmProject(root)) == purple
        assert "film" not in started(recorder)
        assert clips(root)["01"] == first["01"]
        assert told(undone) == ["clips/01", "clips/03"]
        whole = conversation.undo()
        assert told(whole)[0] == "film.mp4"
        assert (read_files(FilmProject(root)), clips(root)) == (files, before)


def test_a_scene_that_cannot_be_made_leaves_the_plan_before(
    copied: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copied()
    files, before = read_files(FilmProject(root)), clips(root)
    with talking(root) as (conversation, _):
        with monkeypatch.context() as patch:
            patch.setattr("storyagent.agent.deliver_clips", no_space)
            failed = conversation.say("make the fox purple but render only scene 1")
        assert (failed.state, failed.after) == ("failed", failed.before)
        assert (read_files(FilmProject(root)), clips(root)) == (files, before)
        assert conversation.redo().state == "done"


def test_a_scene_that_the_change_takes_away_is_refused(copied: Callable[[], Path]) -> None:
    root = copied()
    files = read_files(FilmProject(root))
    with talking(root) as (conversation, recorder):
        turn = conversation.say("delete scene 2 and render only scene 2")
        assert (turn.state, recorder.events) == ("refused", [])
    assert read_files(FilmProject(root)) == files


def test_what_is_made_of_a_film_that_is_not_made_yet_is_told(copied: Callable[[], Path]) -> None:
    root = copied()
    with talking(root, decide=lambda proposal: proposal.turn == 1 or not proposal.findings) as (conversation, _):
        conversation.say("make a gif of it")
        by_hand(root, "time: night", "time: dusk")
        conversation.say("render only scene 3")
        turn = conversation.say("make a gif of it")
        assert [finding.code for finding in turn.findings] == ["chat.film_before"]
        assert turn.state == "declined"


def test_who_wants_the_whole_film_gets_it(copied: Callable[[], Path]) -> None:
    root = copied()
    by_hand(root, "time: night", "time: dusk")
    with talking(root) as (conversation, _):
        turn = conversation.say("render all scenes")
        assert (turn.state, told(turn)[0]) == ("done", "film.mp4")

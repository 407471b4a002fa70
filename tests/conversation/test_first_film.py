"""A conversation's first film: all of its files are there, or there is no film."""

from collections.abc import Callable
from pathlib import Path

import pytest

from storyagent.conversation.archive import Archive
from storyagent.errors import InvalidInput
from storyagent.project import FilmProject
from storyagent.story.files import write_text
from tests.conversation.tiny import OPENING, talking

IN_THE_WAY: dict[str, Callable[[Path], object]] = {
    "planned.json": Path.mkdir,
    "layouts": lambda path: path.write_text("a file"),
}
"""What keeps which file from being written: the first one, all but that."""


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that has no room for a screenplay, the last file of a plan."""

    def write(path: Path, text: str) -> None:
        if path.name == "screenplay.yaml":
            raise InvalidInput("cannot write the file", where=str(path), found="No space left on device")
        write_text(path, text)

    monkeypatch.setattr("storyagent.project.write_text", write)


@pytest.mark.parametrize("name", IN_THE_WAY)
def test_a_first_film_that_cannot_be_written_leaves_no_version_and_no_file(
    copied: Callable[[], Path], tmp_path: Path, name: str
) -> None:
    copied()  # the steps of its film are in the store
    root = tmp_path / "new"
    root.mkdir()
    IN_THE_WAY[name](root / name)
    with talking(root) as (conversation, recorder):
        turn = conversation.say(OPENING)
        assert (turn.state, turn.before, turn.after) == ("refused", None, None)
        assert turn.error is not None
        assert name in str(turn.error["where"])
        assert conversation.film is None
        assert "there is no film here yet" in str(conversation.say("undo").error)
        assert not recorder.events
    assert plan_in(root) == {name}
    archive = Archive(FilmProject(root))
    assert (archive.history.versions, archive.history.branches) == ({}, {})
    archive.close()


@pytest.mark.usefixtures("full")
def test_a_disk_that_is_full_before_the_last_file_leaves_none(copied: Callable[[], Path], tmp_path: Path) -> None:
    copied()
    root = tmp_path / "new"
    with talking(root) as (conversation, _):
        turn = conversation.say(OPENING)
        assert turn.state == "refused"
        assert turn.error is not None
        assert turn.error["found"] == "No space left on device"
        assert conversation.film is None
    assert plan_in(root) == set()


def plan_in(root: Path) -> set[str]:
    return {path.name for path in root.rglob("*")} & {"planned.json", "layouts", "screenplay.yaml"}


def test_what_was_in_the_way_is_removed_and_the_film_is_made(copied: Callable[[], Path], tmp_path: Path) -> None:
    copied()
    root = tmp_path / "new"
    root.mkdir()
    (root / "layouts").write_text("a file")
    with talking(root) as (conversation, _):
        assert conversation.say(OPENING).state == "refused"
    (root / "layouts").unlink()
    with talking(root) as (conversation, _):
        turn = conversation.say(OPENING)
        assert (turn.state, turn.after) == ("done", 1)
        assert conversation.say("undo").state == "refused"


@pytest.mark.usefixtures("full")
def test_files_that_were_there_are_as_they_were(copied: Callable[[], Path], tmp_path: Path) -> None:
    copied()
    root = tmp_path / "new"
    (root / "layouts").mkdir(parents=True)
    (root / "layouts" / "the-red-fox-walks-through-the-forest.json").write_text("{}")
    with talking(root) as (conversation, _):
        assert conversation.say(OPENING).state == "refused"
    (kept,) = (root / "layouts").iterdir()
    assert kept.read_text() == "{}"


def test_ctrl_c_while_the_first_film_is_written_leaves_none(
    copied: Callable[[], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied()
    root = tmp_path / "new"
    write = FilmProject.write

    def interrupted(self: FilmProject, *args: object, **named: object) -> None:
        write(self, *args, **named)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with talking(root) as (conversation, _), monkeypatch.context() as patch:
        patch.setattr(FilmProject, "write", interrupted)
        assert conversation.say(OPENING).state == "refused"
        assert conversation.film is None
    assert not (root / "screenplay.yaml").exists()

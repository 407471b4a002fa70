"""kill -9 at any moment: what had finished is never made again, and the film is the same."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from storyagent import StoryAgent
from storyagent.agent import plan_options
from storyagent.project import FilmProject
from storyagent.story.files import sha256_of

STORY = (
    "A red fox walks through the forest.\n\nIn the evening the fox sleeps under a tree on a hill. A bird flies over it."
)
SIZE = ("--height", "96", "--fps", "6")
KILLS = 12


def make(tmp_path: Path, home: Path, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "storyagent.cli", *arguments],
        cwd=tmp_path,
        env={**os.environ, "STORYAGENT_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def runs_by_key(journal: Path) -> dict[str, tuple[int, int]]:
    """Return how often each key was started, and how often it ended well."""
    with sqlite3.connect(journal) as connection:
        rows = connection.execute(
            "SELECT key, SUM(state = 'started'), SUM(state = 'done' AND from_cache = 0) FROM lines GROUP BY key"
        ).fetchall()
    return {key: (starts, dones) for key, starts, dones in rows if key}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, int]:
    """The film of an uninterrupted run, and how many events it gives."""
    folder = tmp_path_factory.mktemp("whole")
    process = make(folder, folder / "home", "make", STORY, "-o", "film.mp4", "--json", *SIZE)
    out, _ = process.communicate()
    assert process.returncode == 0, out.decode()
    return sha256_of(folder / "film.mp4"), len(out.splitlines())


def test_killed_again_and_again_a_film_is_still_made_once(whole: tuple[str, int], tmp_path: Path) -> None:
    expected, events = whole
    dice = random.Random(20261121)
    home, project = tmp_path / "home", FilmProject(tmp_path / "film")
    killed = 0
    for _ in range(KILLS):
        command = ("render", "film") if project.screenplay_path.exists() else ("make", STORY, "-o", "film.mp4", *SIZE)
        process = make(tmp_path, home, *command, "--json")
        assert process.stdout is not None
        for _ in range(dice.randint(0, max(2, events // 6))):
            if not process.stdout.readline():
                break
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            killed += 1
        process.communicate()
    process = make(tmp_path, home, "render", "film", "--json")
    out, _ = process.communicate()
    assert process.returncode == 0, out.decode()
    assert killed >= KILLS // 3
    assert sha256_of(project.film_path) == expected
    for key, (_, finished) in runs_by_key(project.journal_path).items():
        assert finished <= 1, f"{key} was made {finished} times"


def test_ctrl_c_stops_cleanly_and_says_how_to_go_on(whole: tuple[str, int], tmp_path: Path) -> None:
    expected, _ = whole
    process = make(tmp_path, tmp_path / "home", "make", STORY, "-o", "film.mp4", "--json", *SIZE)
    assert process.stdout is not None
    for line in process.stdout:
        if b'"node_finished"' in line:
            process.send_signal(signal.SIGINT)
            break
    out, _ = process.communicate()
    assert process.returncode == 130, out.decode()
    assert b"storyagent render film" in out
    assert b"Traceback" not in out
    assert not (tmp_path / "film.mp4").exists()
    process = make(tmp_path, tmp_path / "home", "render", "film", "--quiet")
    process.communicate()
    assert process.returncode == 0
    assert sha256_of(tmp_path / "film/film.mp4") == expected


def test_a_result_that_was_stored_is_not_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The moment between a result and the journal's line about it is the one where bookkeeping is lost."""
    from storyagent.engine.journal import Journal

    class LostPower(BaseException):
        pass

    def lose_power(self: Journal, line: object) -> None:
        if getattr(line, "state", "") == "done" and getattr(line, "node", "").endswith(".clip"):
            raise LostPower
        add(self, line)  # type: ignore[arg-type]

    monkeypatch.setenv("STORYAGENT_CPUS", "1")  # another clip that runs beside would rightly be started again
    add = Journal.add
    with monkeypatch.context() as patch, pytest.raises(LostPower):
        patch.setattr(Journal, "add", lose_power)
        StoryAgent().make(STORY, tmp_path / "film.mp4", options=plan_options(height_px=96, fps=6))
    agent = StoryAgent()
    agent.render(tmp_path / "film")
    clips = [node for node in agent.status(tmp_path / "film").nodes if node.tool == "animate_cutouts"]
    assert clips
    assert [node.runs for node in clips] == [1] * len(clips)

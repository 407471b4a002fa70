"""The journal counts executions over the project's whole life, whatever happens to the process."""

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from storyagent.engine.calls import prepare
from storyagent.engine.crash import memory_kills
from storyagent.engine.journal import MAX_CRASHES, Journal, Line
from storyagent.errors import InvalidInput, ToolFailed
from tests.engine.world import World, chain

START_AND_DIE = """
import os, signal, sys
from storyagent.engine.journal import Journal, Line
journal = Journal(sys.argv[1])
with journal.running() as run:
    journal.add(Line(run, sys.argv[2], "step@1", sys.argv[3], "started"))
    journal.flush()
    os.kill(os.getpid(), int(sys.argv[4]))
"""


def die(path: Path, key: str, number: int, node: str = "a") -> None:
    """Start a node in another process, which then dies by a signal."""
    process = subprocess.run(
        [sys.executable, "-c", START_AND_DIE, str(path), node, key, str(number)], stderr=subprocess.DEVNULL, check=False
    )
    assert process.returncode == -number


def key_of(world: World) -> str:
    """The key of the only node of `chain("a")`."""
    return prepare(chain("a"), world.tools)["a"].key({})


def test_a_node_that_crashes_the_process_again_and_again_is_refused_until_forgiven(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        key = key_of(world)
        for _ in range(MAX_CRASHES):
            die(tmp_path / "journal.sqlite", key, signal.SIGSEGV)
        result = world.run(chain("a"))
        assert isinstance(result.nodes["a"].error, ToolFailed)
        assert "made the whole process die" in str(result.nodes["a"].error)
        assert world.log == []
        assert world.status(chain("a"))["a"].runs == MAX_CRASHES
        world.journal.forgive("a")
        assert world.run(chain("a")).state == "done"


def test_changed_inputs_clear_the_crashes(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        key = key_of(world)
        for _ in range(MAX_CRASHES):
            die(tmp_path / "journal.sqlite", "k1-another" + key, signal.SIGABRT)
        assert world.run(chain("a")).state == "done"


def test_being_killed_from_outside_never_counts_against_a_node(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        key = key_of(world)
        before = memory_kills()
        for _ in range(MAX_CRASHES + 1):
            die(tmp_path / "journal.sqlite", key, signal.SIGKILL)
        assert memory_kills() == before, "the kernel killed something meanwhile; this test cannot tell"
        assert world.run(chain("a")).state == "done"
        assert world.status(chain("a"))["a"].runs == MAX_CRASHES + 2


def test_a_line_lost_between_store_and_journal_does_not_change_the_count(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.run(chain("a", "b"))
        world.journal._database.write("DELETE FROM lines WHERE state = 'done'")
        assert [(node.state, node.runs) for node in world.status(chain("a", "b")).values()] == [("done", 1)] * 2
        result = world.run(chain("a", "b"))
        assert (result.ran, world.log) == (0, [])
        assert [node.runs for node in world.status(chain("a", "b")).values()] == [1, 1]


def test_a_journal_of_a_newer_storyagent_is_refused(tmp_path: Path) -> None:
    Journal(tmp_path / "j.sqlite").close()
    with sqlite3.connect(tmp_path / "j.sqlite") as connection:
        connection.execute("UPDATE schema_version SET version = 99")
    connection.close()
    with pytest.raises(InvalidInput, match="another version of storyagent") as caught:
        Journal(tmp_path / "j.sqlite")
    assert (caught.value.found, caught.value.needed) == ("format 99", "format 1")


def test_a_file_that_is_no_journal_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "j.sqlite").write_bytes(b"my diary " * 200)
    with pytest.raises(InvalidInput, match="the journal is damaged"):
        Journal(tmp_path / "j.sqlite")
    assert (tmp_path / "j.sqlite").read_bytes() == b"my diary " * 200


def test_a_run_of_this_process_lives_and_one_of_a_dead_process_does_not(tmp_path: Path) -> None:
    die(tmp_path / "j.sqlite", "k", signal.SIGKILL)
    with Journal(tmp_path / "j.sqlite") as journal:
        assert journal.live_runs() == set()
        with journal.running() as run:
            assert journal.live_runs() == {run}
            journal.end_run(run, "done")
        assert journal.live_runs() == set()


def test_lines_are_never_changed_or_removed_by_a_run(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        seen: list[tuple[object, ...]] = []
        for broken in ({"b"}, set(), {"a"}):
            world.broken = broken
            world.run(chain("a", "b"))
            rows = world.journal._database.rows("SELECT * FROM lines ORDER BY id")
            assert rows[: len(seen)] == seen
            seen = rows


def test_a_failed_node_is_noted_with_its_error(tmp_path: Path) -> None:
    with Journal(tmp_path / "j.sqlite") as journal:
        error = ToolFailed("no voice", where="speak", hint="install one")
        journal.add(Line("r", "speak", "speak@1", "k", "failed", seconds=2.0, attempts=3, error=error, traceback="T"))
        history = journal.histories()["speak"]
        assert (history.last_state, history.last_seconds, history.runs) == ("failed", 2.0, 0)
        assert '"hint": "install one"' in (history.last_error or "")
        assert journal.tracebacks("speak") == ["T"]
    assert [found.name for found in tmp_path.iterdir()] == ["j.sqlite"]

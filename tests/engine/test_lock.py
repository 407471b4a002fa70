"""One run at a time per project."""

import subprocess
import sys
from pathlib import Path

import pytest

from storyagent.engine.lock import project_lock
from storyagent.errors import InvalidInput, ProjectBusy

HOLD = """
import sys
from pathlib import Path
from storyagent.engine.lock import project_lock
with project_lock(Path(sys.argv[1])):
    print(flush=True)
    sys.stdin.read()
"""


def hold(path: Path) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    return process


def test_a_second_run_is_refused_with_the_first_ones_process(tmp_path: Path) -> None:
    with hold(tmp_path / "lock") as process:
        with pytest.raises(ProjectBusy, match=f"process {process.pid}"), project_lock(tmp_path / "lock"):
            pass
        process.kill()


def test_a_second_run_waits_if_asked_to(tmp_path: Path) -> None:
    with hold(tmp_path / "lock") as process:
        waits: list[float] = []

        def sleep(seconds: float) -> None:
            waits.append(seconds)
            if len(waits) == 3:
                process.kill()
                process.wait()

        with project_lock(tmp_path / "lock", wait_s=1000, sleep=sleep):
            assert len(waits) == 3


def test_a_killed_run_leaves_no_lock(tmp_path: Path) -> None:
    with hold(tmp_path / "lock") as process:
        process.kill()
        process.wait()
    with project_lock(tmp_path / "lock"):
        pass


def test_a_lock_is_free_again_after_its_block(tmp_path: Path) -> None:
    path = tmp_path / "new" / "lock"
    for _ in range(2):
        with project_lock(path), pytest.raises(ProjectBusy), project_lock(path):
            pass


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InvalidInput, match="cannot write here"), project_lock(tmp_path / "file" / "lock"):
        pass

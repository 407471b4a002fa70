import subprocess
import sys
from pathlib import Path

import pytest

from storyagent.errors import InvalidInput
from storyagent.scaffold import write_tool


def test_a_new_tool_passes_its_own_test(tmp_path: Path) -> None:
    made = write_tool("make_grey", tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(made.test)],
        capture_output=True,
        text=True,
        cwd=made.root,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


def test_a_new_tool_is_found_once_it_is_installed(tmp_path: Path) -> None:
    made = write_tool("make_grey", tmp_path)
    site = tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index",
         "--disable-pip-version-check", "--target", str(site), str(made.root)],
        check=True, capture_output=True,
    )  # fmt: skip
    code = (
        f"import sys; sys.path.insert(0, {str(site)!r})\n"
        "from storyagent.cli import main\nmain(['tools', 'show', 'make_grey'])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Fade a picture towards grey" in shown.stdout
    assert "image" in shown.stdout


@pytest.mark.parametrize("name", ["Make", "1tool", "make-grey", "../evil", "class", "x", ""])
def test_a_name_that_cannot_be_a_tools_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidInput, match="cannot be the name of a tool"):
        write_tool(name, tmp_path)
    assert not list(tmp_path.iterdir())


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "make_grey").mkdir()
    with pytest.raises(InvalidInput, match="there is something already"):
        write_tool("make_grey", tmp_path)

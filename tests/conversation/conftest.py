"""The tiny film, made once by a conversation's first turn and copied for each test that changes it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from storyagent.conversation.turns import Turn
from tests.conversation.tiny import OPENING, talking


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Turn]:
    """The project of a conversation whose first turn made the tiny film, the store's home, and that turn."""
    home, root = tmp_path_factory.mktemp("told-home"), tmp_path_factory.mktemp("told") / "film"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORYAGENT_HOME", str(home))
        with talking(root) as (conversation, _):
            turn = conversation.say(OPENING)
    return root, home, turn


@pytest.fixture
def copied(told: tuple[Path, Path, Turn], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Path]:
    """Copies the project; the copies share the store, as all projects of a machine do."""
    root, home, _ = told
    monkeypatch.setenv("STORYAGENT_HOME", str(home))

    def copy() -> Path:
        return shutil.copytree(root, tmp_path / "film")

    return copy

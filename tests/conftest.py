"""All state of a test lives in its temporary folder."""

import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples everywhere, and a slow machine is no failure.
settings.register_profile("storyagent", derandomize=True, deadline=None, database=None)
settings.load_profile("storyagent")

# A shell starts what runs in its background with Ctrl-C ignored, and that is handed down; tests send Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point the store and the config at a fresh folder, and drop the user's own settings."""
    for name in [name for name in os.environ if name.startswith("STORYAGENT_")]:
        monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("STORYAGENT_HOME", str(home))
    monkeypatch.setenv("STORYAGENT_CONFIG", str(home / "config.toml"))
    return home

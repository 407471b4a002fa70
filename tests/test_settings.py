import os
from pathlib import Path

import pytest

from storyagent.errors import Misconfigured
from storyagent.settings import Settings


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('voice = "espeak:en-gb"\ncpus = 3\n')
    settings = Settings.load({"STORYAGENT_CONFIG": str(config), "STORYAGENT_CPUS": "5"})
    assert (settings.voice, settings.cpus) == ("espeak:en-gb", 5)
    assert Settings.load({"STORYAGENT_CONFIG": str(tmp_path / "none.toml")}).cpus == os.cpu_count()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("cpus = 0", "setting cpus"),
        ("colour = 1", "needed one of cpus, home"),
        ("cpus = ", "cannot read the config file"),
    ],
)
def test_a_wrong_config_file_is_one_clear_error(tmp_path: Path, text: str, message: str) -> None:
    config = tmp_path / "config.toml"
    config.write_text(text)
    with pytest.raises(Misconfigured, match=message) as caught:
        Settings.load({"STORYAGENT_CONFIG": str(config)})
    assert str(config) in str(caught.value)
    assert caught.value.exit_code == 3


def test_a_wrong_variable_is_named() -> None:
    with pytest.raises(Misconfigured, match="STORYAGENT_CPUS: setting cpus"):
        Settings.load({"STORYAGENT_CPUS": "many"})

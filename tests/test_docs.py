"""What the documents say is run: Python blocks as they stand, commands against the real options."""

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from storyagent.cli import cli

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
PYTHON = [
    pytest.param(block, id=f"{page.stem}-{number}")
    for page in PAGES
    for number, block in enumerate(re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL))
]


@pytest.mark.parametrize("block", PYTHON)
def test_python_in_the_documents_runs(block: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", block], cwd=tmp_path, env=os.environ, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_commands_in_the_documents_exist(page: Path) -> None:
    for line in re.findall(r"^(?: {4}|\$ |)storyagent (.+)$", page.read_text(), re.MULTILINE):
        words = line.split("#")[0].split(" -- ")[0].split()
        command: click.Command = cli
        while words and isinstance(command, click.Group):
            name = words.pop(0)
            assert name in command.commands, f"{page.name}: storyagent {line}"
            command = command.commands[name]
            if isinstance(command, click.Group):  # its own arguments stand before its commands: entities DIR list
                words = words[sum(isinstance(parameter, click.Argument) for parameter in command.params) :]
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word.partition("=")[0] for word in words if word.startswith("--")} <= known, line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_in_the_documents_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text()):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"

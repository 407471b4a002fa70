"""The ways a tool can do its work: which is in force, which is ready, and what the others lack."""

from pathlib import Path

import pytest

from storyagent.graph.registry import Registry
from storyagent.graph.rungs import Rung, rung_rows
from storyagent.graph.show import tool_as_text
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r

PLAIN = Rung("embedded", "shouts by itself")
LARGE = Rung("someone/large", "shouts better", packages=("json",), weights="someone/large", licence="MIT")
ABSENT = Rung("other", "whispers", packages=("no_such_package",), extra="edit")


@tool(version="1", rungs=(PLAIN, LARGE, ABSENT))
def shout_again(text: r.Text, model: str = "embedded", *, context: ToolContext) -> r.Text:
    """Write a text in capitals."""
    return text.upper()


def test_a_tool_is_shown_with_the_rung_in_force_and_what_the_others_lack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    shown = tool_as_text("shout_again", Registry([shout_again]))
    assert "shouts by itself" in shown
    lines = {line.split()[0]: line for line in shown.splitlines() if line.startswith("  ")}
    assert lines["embedded"].endswith("in force")
    assert lines["someone/large"].endswith("shouts better (MIT)  not here: hf download someone/large")
    assert lines["other"].endswith("not here: pip install 'storyagent[edit]'")


def test_weights_in_the_cache_make_a_rung_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    (tmp_path / "models--someone--large" / "snapshots" / "abc").mkdir(parents=True)
    assert rung_rows([LARGE], "embedded")[0][2] == "ready: model=someone/large"


def test_a_tool_whose_rungs_no_setting_chooses_is_refused() -> None:
    with pytest.raises(TypeError, match="setting `model`"):

        @tool(version="1", rungs=(PLAIN,))
        def shout_blindly(text: r.Text, *, context: ToolContext) -> r.Text:
            """Write a text in capitals."""
            return text.upper()

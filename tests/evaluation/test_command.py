"""`storyagent eval layouts`."""

import json
from pathlib import Path

import pytest

from storyagent.cli import main

SET = """
{"prompt": "A red ball rolls from left to right.", "expect": {"objects": [{"name": "ball", "direction": "right"}]}}
{"prompt": "Two cats sit on a mat.", "expect": {"objects": [{"name": "cat", "count": 3}], "may_show": ["mat"]}}
"""


def test_a_set_of_ones_own_is_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(SET)
    main(["eval", "layouts", "--set", str(path), "--json"])
    report = json.loads(capsys.readouterr().out)
    assert report["planner"] == "offline"
    assert [(one["task"], one["published"], one["strict"]) for one in report["scores"]] == [
        ("dynamics", 1, 0),  # the ball is red, and the answer does not say so
        ("numeracy", 1, 0),  # the mat is counted as LVD counts
    ]


def test_the_table_shows_what_failed(capsys: pytest.CaptureFixture[str]) -> None:
    main(["eval", "layouts", "--limit", "1"])
    out = capsys.readouterr().out
    assert "sequential" in out
    assert "5/5" in out


def test_an_unknown_set_is_the_users_to_change(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["eval", "layouts", "--set", "nothing"])
    assert caught.value.code == 2
    assert "there is no set of this name" in capsys.readouterr().err

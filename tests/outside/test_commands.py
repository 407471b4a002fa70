"""The commands that add tools from outside, list them, and take them away."""

import json

import pytest

from storyagent.cli import main
from tests.outside.desk import plain_server


def test_a_server_is_added_listed_shown_changed_and_removed(capsys: pytest.CaptureFixture[str]) -> None:
    command = plain_server().command
    main(["tools", "add", "mcp", "plain", "--time-limit", "30", "--gives", "drawImage=image.entity", "--", *command])
    added = capsys.readouterr().out
    assert added.startswith("plain: 3 tools of plain 0.9\n  plain.shout\n")
    assert "plain.look cannot be used: two parameters have names" in added
    main(["tools", "sources", "--json"])
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["name"], row["kind"], row["tools"]) == ("plain", "mcp", 4)
    main(["tools", "show", "plain.draw_image"])
    shown = capsys.readouterr().out
    assert "image.entity" in shown
    assert "its own, 30 s at most, 4 GiB at most" in shown
    assert f"mcp: {' '.join(command)}" in shown
    main(["tools", "list"])
    listed = capsys.readouterr().out
    assert "Say it." in listed.partition("\nbroken\n")[0]
    assert "plain.look" in listed.partition("\nbroken\n")[2]
    main(["tools", "add", "mcp", "plain", "--replace", "--", *plain_server("poor").command])
    assert "shout: is gone" in capsys.readouterr().out
    main(["tools", "remove", "plain"])
    capsys.readouterr()
    main(["tools", "sources"])
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["add", "mcp", "plain"], "by a command or by its URL"),
        (["add", "mcp", "plain", "--url", "http://127.0.0.1:9/mcp", "--", "python"], "by a command or by its URL"),
        (["add", "mcp", "Plain Name", "--", "python"], "name: String should match pattern"),
        (["add", "langchain", "nowhere_at_all:thing"], "there is no such object"),
        (["remove", "plain"], "there is no source called 'plain'"),
    ],
)
def test_what_cannot_be_added_is_said(arguments: list[str], what: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["tools", *arguments])
    assert ended.value.code == 2
    assert what in capsys.readouterr().err

"""Tools of MCP servers: added, described as tools of the graph, called, and failing in every way there is."""

import json
import os
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from storyagent.engine.cancel import CancelToken
from storyagent.engine.process_tree import descendants
from storyagent.errors import InvalidInput, Misconfigured, StoryagentError, ToolFailed, Transient
from storyagent.events import NodeStarted
from storyagent.graph.registry import Registry
from storyagent.graph.tool import Tool
from storyagent.outside.mcp_client import offered
from storyagent.outside.sources import Source
from tests.outside import plain_server as plain
from tests.outside.desk import HERE, Desk, plain_server


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="module")
def painter() -> Source:
    """What an official server offers."""
    return offered(Source(name="paint", kind="mcp", command=(sys.executable, str(HERE / "server.py"))))


def ports(tool: Tool[..., Any]) -> dict[str, str]:
    """Types of a tool's inputs and results by name."""
    return {port.name: port.type_name for port in (*tool.spec.inputs.values(), *tool.spec.outputs.values())}


def test_an_official_servers_tools_have_the_types_of_their_schemas(painter: Source) -> None:
    from storyagent.outside.made import tool_of

    tools = {offer.name: tool_of(painter, offer) for offer in painter.offers}
    assert (painter.server, painter.server_version) == ("painter", "2.1")
    assert ports(tools["shout"]) == {
        "text": "text",
        "times": "Annotated[int, Ge(ge=1), Le(le=5)]",
        "end": "'!' | '?'",
        "result": "text",
    }
    assert ports(tools["draw_picture"]) == {"prompt": "text", "colour": "str", "result": "image"}
    assert ports(tools["describe"]) == {"image_path": "image", "result": "text.json"}
    assert ports(tools["convert_picture"]) == {"image_path": "image", "result": "image"}
    assert ports(tools["make_sound"]) == {"seconds": "float", "result": "audio"}
    assert tools["shout"].spec.summary == "Say a text louder."
    assert tools["shout"].spec.version.startswith("2.1+")


def test_an_official_servers_tool_runs_in_a_process_of_its_own_and_hands_a_file_on(desk: Desk, painter: Source) -> None:
    from storyagent.outside.sources import keep

    keep(painter, desk.home, replace=False)
    white = desk.home / "white.png"
    Image.new("RGB", (4, 4), (255, 255, 255)).save(white)
    turned = desk.run({"n": ("paint.convert_picture", {"image_path": white})}, isolate="declared")
    assert turned.state == "done", turned.nodes
    with Image.open(turned.outputs["n"]) as picture:
        assert picture.convert("RGB").getpixel((0, 0)) == (0, 0, 0)


def test_a_servers_tools_are_installed_tools_and_what_it_says_is_data(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = desk.add(plain_server())
    assert added.tools == ("plain.shout", "plain.misbehave", "plain.draw_image")
    assert "two parameters have names that differ in signs only" in added.broken["plain.look"]
    monkeypatch.setenv("STORYAGENT_HOME", str(desk.home))
    registry = Registry.installed()
    shout = registry.spec("plain.shout")
    assert shout.summary == "Say it."
    assert shout.version.startswith("0.9+")
    assert registry.origin("plain.shout").startswith("mcp: ")
    assert [broken.name for broken in registry.broken()] == ["plain.look"]
    said = desk.run({"n": ("plain.shout", {"text": "a fox"})})
    assert said.outputs["n"] == "A FOX\n!"


GIVEN = ["good", "link", "embedded", "uri"]
REFUSED = {
    "two": "2 of them",
    "none": "the text 'I am sorry'",
    "nothing": "nothing",
    "garbage": "b'no picture'",
    "coded": "%%%",
    "passwd": "UnidentifiedImageError",
}


def test_pictures_come_in_many_ways_and_what_is_none_is_refused(desk: Desk) -> None:
    desk.add(plain_server())
    calls: dict[str, tuple[str, dict[str, Any]]] = {
        how: ("plain.draw_image", {"how": how}) for how in [*GIVEN, *REFUSED]
    }
    result = desk.run(calls)
    for how in GIVEN:
        assert result.outputs[how].read_bytes() == plain.PNG, result.nodes[how].error
    for how, found in REFUSED.items():
        error = result.nodes[how].error
        assert isinstance(error, ToolFailed)
        assert found in error.found, how


FAILURES = {
    "error": (ToolFailed, "the tool reported an error", "the paint is dry"),
    "crash": (ToolFailed, "the MCP server ended before it answered", "out of paint"),
    "hang": (ToolFailed, "the MCP server did not answer in time", "nothing after 3 s"),
    "huge": (ToolFailed, "the answer is too long", "5242880 characters"),
    "noise": (ToolFailed, "the server sends what are no messages", "lines of it"),
    "shape": (ToolFailed, "the MCP server", ""),
}


def test_every_way_to_fail_is_an_error_of_ours_and_the_others_are_made(desk: Desk) -> None:
    desk.add(plain_server(time_limit_s=3.0))
    calls: dict[str, tuple[str, dict[str, Any]]] = {how: ("plain.misbehave", {"how": how}) for how in FAILURES}
    result = desk.run({**calls, "sound": ("plain.shout", {"text": "a"})})
    for how, (kind, what, found) in FAILURES.items():
        error = result.nodes[how].error
        assert type(error) is kind, how
        assert error.what.startswith(what), how
        assert found in error.found, how
        assert error.where == "plain.misbehave", how
    assert result.outputs["sound"] == "A\n!"


def test_a_cancelled_run_ends_a_call_and_its_server(desk: Desk) -> None:
    desk.add(plain_server())
    cancel, before = CancelToken(), set(descendants(os.getpid()))
    result = desk.run(
        {"n": ("plain.misbehave", {"how": "hang"})},
        cancel=cancel,
        listener=lambda event: cancel.cancel() if isinstance(event, NodeStarted) else None,
    )
    assert result.state == "cancelled"
    assert set(descendants(os.getpid())) <= before


@pytest.mark.parametrize(
    ("source", "kind", "what"),
    [
        (plain_server("dies"), ToolFailed, "ended before it answered"),
        (plain_server("noise"), ToolFailed, "sends what are no messages"),
        (plain_server("endless"), ToolFailed, "list of tools has no end"),
        (plain_server(command=("no-such-server",)), Misconfigured, "cannot be started"),
        (plain_server(env=("PAINT_THAT_IS_NOT_SET",)), Misconfigured, "a variable that is not set"),
        (plain_server(command=(), url="http://127.0.0.1:9/mcp"), Transient, "cannot be reached"),
    ],
    ids=["dies", "noise", "endless", "missing", "variable", "unreachable"],
)
def test_a_server_that_cannot_be_used_is_not_kept(
    desk: Desk, source: Source, kind: type[StoryagentError], what: str
) -> None:
    with pytest.raises(kind, match=what):
        desk.add(source)
    assert not list(desk.home.rglob("*.json"))


def test_a_changed_schema_is_refused_until_it_is_taken_and_said(desk: Desk) -> None:
    desk.add(plain_server())
    (kept,) = (desk.home / "tools").glob("*.json")
    before = desk.tools()["plain.shout"].spec.version
    for how, what in (("changed", "describes this tool differently"), ("poor", "no longer has this tool")):
        data = json.loads(kept.read_text())
        kept.write_text(json.dumps({**data, "command": plain_server(how).command}))
        error = desk.run({"n": ("plain.shout", {"text": how})}).nodes["n"].error
        assert isinstance(error, ToolFailed)
        assert what in error.what
        assert "--replace" in error.hint
    with pytest.raises(InvalidInput, match="there is a source called 'plain' already"):
        desk.add(plain_server("changed"))
    added = desk.add(plain_server("changed"), replace=True)
    assert "shout: another input schema" in added.changes
    assert desk.tools()["plain.shout"].spec.version != before
    assert desk.run({"n": ("plain.shout", {"text": "a"})}).state == "done"


def test_a_file_changed_by_hand_is_broken_and_harms_no_other(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.add(plain_server())
    desk.add(plain_server(name="second"))
    kept = desk.home / "tools" / "plain.json"
    kept.write_text(kept.read_text().replace('"text"', '"txt"', 1))
    monkeypatch.setenv("STORYAGENT_HOME", str(desk.home))
    registry = Registry.installed()
    assert "second.shout" in registry
    assert "plain.shout" not in registry
    assert "this file was changed since the source was added" in str(registry.broken()[0].error)


def test_a_variable_reaches_the_server_only_if_it_is_named(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAINT", "green")
    desk.add(plain_server())
    desk.add(plain_server(name="second", env=("PAINT",)))
    result = desk.run({"a": ("plain.misbehave", {"how": "not"}), "b": ("second.misbehave", {"how": "not"})})
    assert (result.outputs["a"], result.outputs["b"]) == ("no PAINT", "green")
    assert "green" not in "".join(path.read_text() for path in desk.home.rglob("*.json"))


def test_types_may_be_chosen_and_unknown_ones_are_refused(desk: Desk) -> None:
    desk.add(plain_server(), gives=("drawImage=image.entity*",), takes=("misbehave.how=setting",))
    tools = desk.tools()
    assert ports(tools["plain.draw_image"]) == {"how": "text", "result": "many image.entity"}
    assert ports(tools["plain.misbehave"]) == {"how": "str", "result": "text"}
    assert len(desk.run({"n": ("plain.draw_image", {"how": "two"})}).outputs["n"]) == 2
    for gives, takes, what in (
        (("drawImage=picture",), (), "can have the type 'picture'"),
        (("draw=image",), (), "no tool 'draw'"),
        (("drawImage",), (), "TOOL=TYPE"),
        ((), ("drawImage.where=image",), "there is no such parameter"),
    ):
        name = f"other{len(what)}"
        if what == "there is no such parameter":
            assert what in desk.add(plain_server(name=name), takes=takes).broken[f"{name}.drawImage"]
        else:
            with pytest.raises(InvalidInput, match=what):
                desk.add(plain_server(name=name), gives=gives, takes=takes)


class Handler(BaseHTTPRequestHandler):
    """The plain server over HTTP; it wants a token, and is busy once when told so."""

    busy = 0

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Authorization") != "Bearer secret":
            self._send(401, b"")
        elif type(self).busy:
            type(self).busy -= 1
            self._send(503, b"")
        else:
            said = plain.response(json.loads(body), "")
            self._send(202 if said is None else 200, b"" if said is None else json.dumps(said).encode())

    def do_DELETE(self) -> None:
        self._send(200, b"")

    def do_GET(self) -> None:
        self._send(405, b"")

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- named so by the class above
        """Say nothing."""


def test_a_server_is_reached_by_its_url_with_a_token(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        serving.start()
        try:
            url = f"http://127.0.0.1:{server.server_port}/mcp"
            source = Source(name="web", kind="mcp", url=url, token_env="PAINT_TOKEN")
            monkeypatch.setenv("PAINT_TOKEN", "wrong")
            with pytest.raises(Misconfigured, match="the MCP server wants another token"):
                desk.add(source)
            monkeypatch.setenv("PAINT_TOKEN", "secret")
            desk.add(source)
            Handler.busy = 2
            said = desk.run({"n": ("web.shout", {"text": "a fox"})})
            assert said.state == "done", said.nodes["n"].error
            assert said.outputs["n"] == "A FOX\n!"
            assert said.nodes["n"].attempts == 2
            assert desk.tools()["web.shout"].spec.needs == {}
        finally:
            server.shutdown()
            serving.join()

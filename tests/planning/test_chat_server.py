"""A server that speaks OpenAI's protocol, well or badly: what comes of each fault."""

import json
import threading
from pathlib import Path

import pytest

from storyagent.errors import BadAnswer, Misconfigured, StoryagentError, Transient
from storyagent.planning.chat import Answer, Chat, ChatLimits
from storyagent.planning.chat_models import open_model
from storyagent.planning.prompt import parse_prompt
from tests.planning.chat_server import Reply, failing, saying, serving

PROMPT = parse_prompt(
    "---\nname: add\nversion: 1\ndescription: Adds.\ninputs: [sum]\n---\n## system\nAdd.\n## user\nWhat is {{sum}}?"
)


class Total(Answer):
    total: int


def opened(url: str, home: Path | None = None, timeout_s: float = 5.0) -> tuple[Chat, list[float]]:
    naps: list[float] = []
    model = open_model(url=url, name="tiny", timeout_s=timeout_s, max_output_tokens=300)
    return Chat(model, limits=ChatLimits(retries=2, repairs=2), home=home, sleep=naps.append), naps


def ask(chat: Chat) -> int:
    return chat.ask(PROMPT, {"sum": "2 + 2"}, Total).value.total


def test_a_server_that_calls_functions_is_asked_to() -> None:
    with serving(saying(None, '{"total": 4}')) as server:
        chat, _ = opened(server.url)
        assert ask(chat) == 4
    (body,) = server.bodies
    assert body["tool_choice"]["function"]["name"] == "add"
    assert (body["model"], body["max_tokens"], body["temperature"]) == ("tiny", 300, 0.0)
    assert (chat.usage.input_tokens, chat.usage.output_tokens, chat.usage.estimated) == (30, 7, False)


def test_no_key_of_the_environment_goes_to_another_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    with serving(saying(None, '{"total": 4}')) as server:
        ask(opened(server.url)[0])
    assert server.keys == ["Bearer none"]


def test_what_a_server_can_is_found_out_once(tmp_path: Path) -> None:
    refusals = [failing(400, "tools are not supported"), failing(422, "json_schema is not known")]
    with serving(*refusals, saying('{"total": 4}')) as server:
        assert ask(opened(server.url, tmp_path)[0]) == 4
        chat, _ = opened(server.url, tmp_path)
        assert chat.ask(PROMPT, {"sum": "1 + 3"}, Total).value.total == 4
    forms = [
        body.get("response_format", {}).get("type", "tools" if "tools" in body else "text") for body in server.bodies
    ]
    assert forms == ["tools", "json_schema", "json_object", "json_object"]
    assert list(json.loads((tmp_path / "servers.json").read_text(encoding="utf-8")).values()) == ["json_object"]


def test_a_server_that_refuses_every_form_gives_a_bad_answer() -> None:
    with serving(failing(400, "not today")) as server, pytest.raises(BadAnswer, match="not today"):
        ask(opened(server.url)[0])
    assert len(server.bodies) == 4


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_passes_is_tried_again_after_a_pause(status: int) -> None:
    with serving(failing(status), failing(status), saying(None, '{"total": 4}')) as server:
        chat, naps = opened(server.url)
        assert ask(chat) == 4
    assert naps == sorted(naps)
    assert len(naps) == 2
    assert min(naps) >= 1.0


def test_what_does_not_pass_is_given_up_and_then_not_tried_again() -> None:
    with serving(failing(503)) as server:
        chat, naps = opened(server.url)
        for _ in range(2):
            with pytest.raises(Transient):
                ask(chat)
        assert (len(server.bodies), len(naps)) == (3, 2)
        chat.renew()
        with pytest.raises(Transient):
            ask(chat)
        assert len(server.bodies) == 6


def test_silence_is_a_timeout() -> None:
    with serving((200, ""), delay=threading.Event()) as server:
        chat, _ = opened(server.url, timeout_s=0.05)
        with pytest.raises(Transient, match="cannot be reached"):
            ask(chat)


def test_nobody_there_is_a_network_fault() -> None:
    with serving((200, "")) as server:
        url = server.url
    chat, naps = opened(url)
    with pytest.raises(Transient, match="cannot be reached") as caught:
        ask(chat)
    assert caught.value.exit_code == 4
    assert len(naps) == 2


@pytest.mark.parametrize(
    ("reply", "error", "words"),
    [
        (failing(401), Misconfigured, "refuses the key"),
        (failing(403), Misconfigured, "refuses the key"),
        (failing(402), Misconfigured, "used up"),
        (failing(429, "insufficient_quota"), Misconfigured, "used up"),
        (failing(404, "model not found"), Misconfigured, "does not know this model"),
        (failing(400, "This model's maximum context length is 4096 tokens"), BadAnswer, "context"),
        ((200, "<html>It works!</html>"), BadAnswer, "no known form"),
        ((200, "<html>It works!</html>", {"Content-Type": "text/html"}), BadAnswer, "no known form"),
        ((200, "2 + 2 = 4", {"Content-Type": "text/plain"}), BadAnswer, "no known form"),
        ((200, "\x00\x01", {"Content-Type": "application/octet-stream"}), BadAnswer, "no known form"),
        ((200, ""), BadAnswer, "no known form"),
        ((200, '{"choices": []}'), BadAnswer, "no known form"),
        ((200, "null"), BadAnswer, "no known form"),
        (saying("No idea."), BadAnswer, "no answer that can be used"),
        (saying(""), BadAnswer, "no answer that can be used"),
        (saying("  \n"), BadAnswer, "no answer that can be used"),
        (saying("La suma es cuatro."), BadAnswer, "no answer that can be used"),
        (saying('{"suma": 4}'), BadAnswer, "total: Field required"),
        (saying("{" * 5_000), BadAnswer, "no answer that can be used"),
        (saying(None, '{"total": "viele"}'), BadAnswer, "valid integer"),
    ],
)
def test_every_other_fault_is_a_typed_error(reply: Reply, error: type[StoryagentError], words: str) -> None:
    with serving(reply) as server:
        chat, naps = opened(server.url)
        with pytest.raises(error, match=words):
            ask(chat)
    assert naps == []
    assert len(server.bodies) <= 4


@pytest.mark.parametrize(
    ("headers", "pause_s"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "Sat, 21 Nov 2026 10:00:09 GMT", "Date": "Sat, 21 Nov 2026 10:00:00 GMT"}, 9.0),
        ({"Retry-After": "0"}, 1.0),
        ({"Retry-After": "soon"}, 1.0),
    ],
)
def test_a_server_that_says_when_to_come_back_is_left_alone_for_as_long(
    headers: dict[str, str], pause_s: float
) -> None:
    status, text, *_ = failing(429, "rate limit")
    with serving((status, text, headers), saying(None, '{"total": 4}')) as server:
        chat, naps = opened(server.url)
        assert ask(chat) == 4
    assert naps == [pause_s]


def test_a_server_that_asks_for_an_hour_is_not_waited_for() -> None:
    status, text, *_ = failing(429, "rate limit")
    with serving((status, text, {"Retry-After": "3600"})) as server:
        chat, naps = opened(server.url)
        with pytest.raises(Transient, match="come back in 3600 s"):
            ask(chat)
    assert (naps, len(server.bodies)) == ([], 1)


@pytest.mark.parametrize("status", [400, 404])
def test_a_model_that_the_server_has_not_is_named_with_those_that_it_has(status: int) -> None:
    with serving(failing(status, "The model `tiny` does not exist")) as server:
        server.models = ("qwen-coder", "llama-small")
        chat, _ = opened(server.url)
        with pytest.raises(Misconfigured, match="one of llama-small, qwen-coder") as caught:
            ask(chat)
    assert caught.value.exit_code == 3
    assert len(server.bodies) == 1


def test_a_refused_form_is_no_unknown_model() -> None:
    with serving(failing(400, "this model has no tool calling"), saying('{"total": 4}')) as server:
        server.models = ("another-name.gguf",)
        assert ask(opened(server.url)[0]) == 4


def test_every_answer_that_was_paid_for_is_kept(tmp_path: Path) -> None:
    with serving(saying("No idea."), saying("Still none."), failing(503)) as server:
        with pytest.raises(Transient):
            ask(opened(server.url, tmp_path)[0])
        server.replies = [saying('{"total": 4}')]
        chat, _ = opened(server.url, tmp_path)
        assert ask(chat) == 4
    assert (chat.usage.cached, chat.usage.calls) == (2, 1)


def test_a_model_that_failed_before_gets_another_chance(tmp_path: Path) -> None:
    with serving(saying("No idea.")) as server:
        with pytest.raises(BadAnswer):
            ask(opened(server.url, tmp_path)[0])
        server.replies = [saying('{"total": 4}')]
        chat, _ = opened(server.url, tmp_path)
        assert ask(chat) == 4
    assert (chat.usage.cached, chat.usage.calls) == (3, 1)

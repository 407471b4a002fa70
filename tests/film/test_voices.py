import io
import json
import threading
import wave
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import pytest

from storyagent.errors import Misconfigured, MissingExtra, ToolFailed, Transient
from storyagent.film.voice import open_voice


def test_espeak_says_when_each_word_starts() -> None:
    utterance = open_voice("espeak:en-us").say("Zoë met the fox.")
    assert [letter for letter, _ in utterance.words] == [0, 4, 8, 12]
    times = [time_s for _, time_s in utterance.words]
    assert times == sorted(times) and times[-1] < utterance.samples.size / utterance.rate_hz


def test_an_unknown_language_names_a_near_one() -> None:
    with pytest.raises(Misconfigured, match="did you mean espeak:en-us"):
        open_voice("espeak:en-uss")


def test_an_unknown_variant_is_not_ignored() -> None:
    with pytest.raises(Misconfigured, match="found 'zz'"):
        open_voice("espeak:en-us+zz")


@pytest.mark.parametrize("language", ["en-gb", "zh", "no", "fr-fr", "PT-br"])
def test_a_language_is_found_by_its_tag_whatever_its_file_is_called(language: str) -> None:
    assert open_voice(f"espeak:{language}+f3").say("Hello 12.").samples.any()


@pytest.mark.parametrize("name", ["", "espeak", "espeak:", "flute:en"])
def test_a_name_that_is_no_voice_is_refused(name: str) -> None:
    with pytest.raises(Misconfigured, match="needed espeak:VOICE"):
        open_voice(name)


def test_piper_says_what_to_install_or_which_file_it_misses() -> None:
    with pytest.raises((MissingExtra, Misconfigured), match=r"storyagent\[piper\]|missing.onnx"):
        open_voice("piper:missing.onnx")


class _Server(BaseHTTPRequestHandler):
    """Answers like OpenAI's speech service; the model's name says how."""

    asked: list[tuple[str, str | None, dict[str, str]]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.path, self.headers["Authorization"], body))
        status = int(body["model"])
        self.send_response(status)
        self.end_headers()
        self.wfile.write(_wav() if status == 200 and body["voice"] != "mute" else b"no")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _wav() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(24000)
        sound.writeframes((np.sin(np.arange(12000) / 9) * 9000).astype("<i2").tobytes())
    return file.getvalue()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[_Server]]:
    with HTTPServer(("127.0.0.1", 0), _Server) as http:
        thread = threading.Thread(target=http.serve_forever, args=(0.01,))
        thread.start()
        monkeypatch.setenv("OPENAI_API_KEY", "secret")
        monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{http.server_port}/v1")
        _Server.asked.clear()
        yield _Server
        http.shutdown()
        thread.join()


def test_a_cloud_voice_asks_as_openai_wants_and_gives_the_sound(server: type[_Server]) -> None:
    utterance = open_voice("openai:200/alloy").say("Hello.")
    assert (utterance.rate_hz, utterance.samples.size) == (24000, 12000)
    assert np.abs(utterance.samples).max() == pytest.approx(9000 / 32768, abs=0.01)
    body = {"model": "200", "voice": "alloy", "input": "Hello.", "response_format": "wav"}
    assert server.asked == [("/v1/audio/speech", "Bearer secret", body)]


@pytest.mark.parametrize(
    ("voice", "error"),
    [
        ("429/alloy", Transient),
        ("503/alloy", Transient),
        ("401/alloy", Misconfigured),
        ("400/alloy", ToolFailed),
        ("200/mute", ToolFailed),
    ],
)
def test_a_cloud_voice_that_fails_says_what_happens_next(
    server: type[_Server], voice: str, error: type[Exception]
) -> None:
    with pytest.raises(error, match=f"openai:{voice}"):
        open_voice(f"openai:{voice}").say("Hello.")


def test_a_server_that_is_not_there_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1")
    with pytest.raises(Transient, match="cannot be reached"):
        open_voice("openai:m/v").say("Hello.")


def test_a_cloud_voice_needs_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(Misconfigured, match="OPENAI_API_KEY"):
        open_voice("openai:m/v")


def test_a_server_address_must_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    monkeypatch.setenv("OPENAI_BASE_URL", "file:///etc")
    with pytest.raises(Misconfigured, match="no web address"):
        open_voice("openai:m/v")

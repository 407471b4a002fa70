"""A cloud voice: any server with OpenAI's `/audio/speech`, at `OPENAI_BASE_URL`."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request

from storyagent.errors import Misconfigured, ToolFailed, Transient
from storyagent.film.audio import read_sound
from storyagent.film.voice import Utterance

_TIMEOUT_S = 120
_TRY_AGAIN = {408, 409, 425, 429}
_NOT_ALLOWED = {401, 403}


class OpenAIVoice:
    """A model's voice (`gpt-4o-mini-tts/alloy`), with the key in `OPENAI_API_KEY`.

    Not deterministic: the result is kept by the store, not made again.
    """

    def __init__(self, name: str) -> None:
        self._where = f"openai:{name}"
        self._model, slash, self._voice = name.rpartition("/")
        if not slash or not self._model or not self._voice:
            raise Misconfigured(
                "a cloud voice is MODEL/VOICE", where=self._where, needed="openai:gpt-4o-mini-tts/alloy"
            )
        self._key = os.environ.get("OPENAI_API_KEY", "")
        if not self._key:
            raise Misconfigured("the cloud voice needs a key", where=self._where, needed="OPENAI_API_KEY to be set")
        self._url = os.environ.get("OPENAI_BASE_URL", "https://api.openai.com/v1").rstrip("/") + "/audio/speech"
        if not self._url.startswith(("https://", "http://")):
            raise Misconfigured("OPENAI_BASE_URL is no web address", where=self._where, found=self._url)

    def say(self, text: str) -> Utterance:
        """Speak a text.

        Raises:
            Transient: the server is busy, or cannot be reached.
            Misconfigured: the server does not accept the key.
            ToolFailed: the server refuses the request, or answers with something that is no sound.
        """
        body = {"model": self._model, "voice": self._voice, "input": text, "response_format": "wav"}
        request = urllib.request.Request(
            self._url,
            data=json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as answer:
                sound = answer.read()
        except urllib.error.HTTPError as error:
            raise self._refused(error) from error
        except OSError as error:
            raise Transient("the voice's server cannot be reached", where=self._where, found=str(error)) from error
        samples, rate_hz = read_sound(sound, where=self._where)
        return Utterance(samples, rate_hz)

    def _refused(self, error: urllib.error.HTTPError) -> Transient | Misconfigured | ToolFailed:
        with error:
            found = f"HTTP {error.code}: {error.read(500).decode(errors='replace')}"
        if error.code in _TRY_AGAIN or error.code >= 500:
            return Transient("the voice's server is busy", where=self._where, found=found)
        if error.code in _NOT_ALLOWED:
            return Misconfigured(
                "the voice's server does not accept the key",
                where=self._where,
                found=found,
                hint="check OPENAI_API_KEY",
            )
        return ToolFailed("the voice's server refuses the request", where=self._where, found=found)

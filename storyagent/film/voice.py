"""Voices: text in, sound out. `espeak:` is there offline; `piper:` and `openai:` sound better, if the user has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from storyagent.errors import Misconfigured
from storyagent.film.audio import Samples


@dataclass(frozen=True)
class Utterance:
    """Spoken text. `words` says when a word starts: (letter of the text, seconds); it may be empty."""

    samples: Samples
    rate_hz: int
    words: tuple[tuple[int, float], ...] = ()


class Voice(Protocol):
    """One way of speaking."""

    def say(self, text: str) -> Utterance:
        """Speak a text that has at least one letter or digit.

        Raises:
            Transient: likely to work when tried again.
            ToolFailed: there is no sound for it.
        """


def open_voice(name: str) -> Voice:
    """Return the voice of a name: `espeak:en-us`, `piper:MODEL.onnx` or `openai:MODEL/VOICE`.

    Raises:
        Misconfigured: there is no such voice.
        MissingExtra: what it needs is not installed.
    """
    kind, _, rest = name.partition(":")
    if kind == "espeak" and rest:
        from storyagent.film.voice_espeak import EspeakVoice

        return EspeakVoice(rest)
    if kind == "piper" and rest:
        from storyagent.film.voice_piper import PiperVoice

        return PiperVoice(rest)
    if kind == "openai" and rest:
        from storyagent.film.voice_openai import OpenAIVoice

        return OpenAIVoice(rest)
    raise Misconfigured(
        "there is no such voice",
        found=repr(name),
        needed="espeak:VOICE, piper:MODEL.onnx or openai:MODEL/VOICE",
        hint="the narrator's is set by STORYAGENT_VOICE, a character's by `voice` of its entity",
    )

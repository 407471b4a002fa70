"""Narration and dialogue."""

from __future__ import annotations

from typing import NamedTuple

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


class Speech(NamedTuple):
    """A scene's speech, and when each piece of it is heard, in seconds from its start."""

    audio: r.SpeechAudio
    cues: r.Cues


@tool(version="1", cost_s=0.11)
def speak_text(
    lines: r.Lines,
    voice: str = "espeak:en-us",
    voices: dict[str, str] = {},  # noqa: B006 -- read only, and it is part of the schema
    *,
    context: ToolContext,
) -> Speech:
    """Speak a scene's lines, each with its speaker's voice."""
    from storyagent.film.audio import write_wav
    from storyagent.film.speech import speak

    samples, cues = speak(lines, voice, voices)
    path = context.path("speech.wav")
    write_wav(path, samples)
    return Speech(path, cues)

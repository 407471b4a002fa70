"""Any text, read aloud."""

from __future__ import annotations

import re

from storyagent.errors import InvalidInput
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", cost_s=0.3)
def read_aloud(text: r.Text, voice: str = "espeak:en-us", *, context: ToolContext) -> r.SpeechAudio:
    """Read a text aloud: speech in one voice, a short pause between paragraphs.

    Raises:
        InvalidInput: the text has nothing to be spoken.
        Misconfigured: the voice does not exist or needs a setting.
    """
    from storyagent.film.audio import write_wav
    from storyagent.film.speech import speak
    from storyagent.story.screenplay import Line

    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text)]
    lines = [Line(text=part) for part in paragraphs if any(character.isalnum() for character in part)]
    if not lines:
        raise InvalidInput("there is nothing to read aloud", where="text", found=repr(text[:60]), needed="a word")
    samples, _ = speak(lines, voice, {})
    path = context.path("speech.wav")
    write_wav(path, samples)
    return path

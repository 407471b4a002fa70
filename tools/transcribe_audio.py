"""The tool that writes down what is said."""

from __future__ import annotations

from typing import NamedTuple

from storyagent.graph.rungs import Rung
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r
from storyagent.story.languages import Language


class Transcript(NamedTuple):
    """What is said, when, and as a subtitle file."""

    text: r.Text
    cues: r.Cues
    subtitles: r.Subtitles


@tool(
    version="1",
    cost_s=3.3,
    cost_estimated=True,
    extra="diffusion",
    rungs=(
        Rung(
            "openai/whisper-base",
            "99 languages, by Whisper",
            packages=("torch", "transformers"),
            extra="diffusion",
            weights="openai/whisper-base",
            licence="Apache 2.0",
        ),
    ),
)
def transcribe_audio(
    audio: r.Audio, language: Language | None = None, model: str = "openai/whisper-base", *, context: ToolContext
) -> Transcript:
    """Transcribe speech to text with times: what is said in a recording, also as subtitles.

    There is no way to do it without a model's weights.

    Raises:
        MissingExtra: the model's packages or weights are not there; the hint has the command.
        ToolFailed: the file holds no sound, or no word was heard.
    """
    from storyagent.film.subtitles import srt
    from storyagent.media.text.transcribe import transcribe

    cues = transcribe(audio, model, language, context.options)
    path = context.path("speech.srt")
    path.write_text(srt(cues), encoding="utf-8", newline="\n")
    return Transcript(" ".join(cue.text for cue in cues), cues, path)

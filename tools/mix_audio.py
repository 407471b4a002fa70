"""The film's sound."""

from __future__ import annotations

from storyagent.errors import InvalidInput
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1")
def mix_audio(
    timeline: r.Timeline, shot_ids: tuple[str, ...], speech: tuple[r.SpeechAudio, ...], *, context: ToolContext
) -> r.MixAudio:
    """Put each scene's speech at its place in one sound track, exactly as long as the film."""
    from storyagent.film.audio import mix, write_wav

    if len(shot_ids) != len(speech) or len(set(shot_ids)) != len(shot_ids):
        raise InvalidInput(
            "each speech belongs to one shot",
            where="mix_audio",
            found=f"{len(speech)} for shots {', '.join(shot_ids) or 'none'}",
            needed="as many speeches as shots, no shot twice",
        )
    path = context.path("mix.wav")
    write_wav(path, mix(timeline, dict(zip(shot_ids, speech, strict=True))), channels=2)
    return path

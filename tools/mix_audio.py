"""The film's sound."""

from __future__ import annotations

from storyagent.errors import InvalidInput
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="2", cost_s=0.1)
def mix_audio(
    timeline: r.Timeline,
    shot_ids: tuple[str, ...],
    speech: tuple[r.SpeechAudio, ...],
    music: r.MusicAudio | None = None,
    sounds: tuple[r.SoundAudio, ...] = (),
    heard: dict[str, int] = {},  # noqa: B006 -- read only, and it is part of the schema
    *,
    context: ToolContext,
) -> r.MixAudio:
    """Put each scene's speech at its place in one sound track, exactly as long as the film.

    Music lies under all of it and `sounds[heard[shot]]` under a shot, both turned down while somebody speaks; with
    either of them the mix is brought to -16 LUFS. Music that is shorter than the film is not repeated.

    Raises:
        InvalidInput: a speech belongs to no shot, or a sound to none or to none that is there.
    """
    from storyagent.film.audio import mix, write_wav
    from storyagent.media.audio.mixdown import film_mix
    from storyagent.media.audio.sound_files import read_stereo, write_stereo

    if len(shot_ids) != len(speech) or len(set(shot_ids)) != len(shot_ids):
        raise InvalidInput(
            "each speech belongs to one shot",
            where="mix_audio",
            found=f"{len(speech)} for shots {', '.join(shot_ids) or 'none'}",
            needed="as many speeches as shots, no shot twice",
        )
    path = context.path("mix.wav")
    spoken = mix(timeline, dict(zip(shot_ids, speech, strict=True)))
    if music is None and not heard:
        write_wav(path, spoken, channels=2)
        return path
    loops = [read_stereo(sound) for sound in sounds]
    write_stereo(path, film_mix(timeline, spoken, read_stereo(music) if music else None, heard, loops))
    return path

"""The tool that puts music and sounds under speech."""

from __future__ import annotations

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", cost_s=0.6)
def duck_music(
    speech: r.SpeechAudio,
    music: r.MusicAudio | None = None,
    sounds: tuple[r.SoundAudio, ...] = (),
    loudness_lufs: float = -16.0,
    *,
    context: ToolContext,
) -> r.MixAudio:
    """Mix speech with background music and sound effects, which go down while somebody speaks.

    The mix is as long as the speech: music is cut off with a fade, sounds are repeated. Music is 5 dB below the speech,
    sounds are 13 dB below it, and 9 and 5 dB less while somebody speaks; the whole has `loudness_lufs`.

    Raises:
        InvalidInput: a file holds no sound.
    """
    from storyagent.film.audio import levelled, read_sound, resampled
    from storyagent.media.audio.levels import at_loudness
    from storyagent.media.audio.mixdown import UNDER_LUFS, fitted, mix_layers, repeated
    from storyagent.media.audio.sound_files import read_stereo, write_stereo

    spoken = levelled(resampled(*read_sound(speech)))
    under = [at_loudness(repeated(read_stereo(sound), spoken.size), UNDER_LUFS) for sound in sounds]
    played = fitted(read_stereo(music), spoken.size) if music else None
    path = context.path("mix.wav")
    write_stereo(path, mix_layers(spoken, played, under, target_lufs=loudness_lufs))
    return path

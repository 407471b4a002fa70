"""The tool that composes music."""

from __future__ import annotations

from storyagent.graph.rungs import Rung
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(
    version="1",
    cost_s=0.8,
    rungs=(
        Rung("composer", "eight moods, composed and played by a small synthesiser; offline"),
        Rung(
            "facebook/musicgen-small",
            "music of any description, by MusicGen",
            packages=("torch", "transformers"),
            extra="diffusion",
            weights="facebook/musicgen-small",
            licence="CC BY-NC 4.0",
        ),
    ),
)
def compose_music(
    mood: str = "calm",
    duration_s: float = 30.0,
    timeline: r.Timeline | None = None,
    tempo_bpm: float | None = None,
    key: int = 0,
    seed: int = 0,
    model: str = "composer",
    *,
    context: ToolContext,
) -> r.MusicAudio:
    """Compose background music in a mood: calm, happy, sad, tense, heroic, playful, mysterious or tender.

    `mood` may be other words for one of these ("spooky", "slow lullaby"). The music lasts exactly `duration_s`, or as
    long as the film of a timeline, and has an ending. `key` is in semitones from the mood's own. Deterministic by seed.

    Raises:
        InvalidInput: no mood is named, or a value is out of its range.
        MissingExtra: the model's packages or weights are not there; the hint has the command.
    """
    from storyagent.media.audio.sound_files import write_stereo

    length_s = timeline.duration_s if timeline else duration_s
    if model == "composer":
        from storyagent.media.audio.performing import music
        from storyagent.story.music_words import mood_in

        known, pace = mood_in(mood)
        sound = music(known, length_s, seed=seed, tempo_bpm=tempo_bpm, pace=pace, key=key)
    else:
        from storyagent.media.audio.generate import generate_music

        sound = generate_music(model, mood, length_s, tempo_bpm, seed, context.options, context.progress)
    path = context.path("music.wav")
    write_stereo(path, sound)
    return path

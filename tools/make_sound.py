"""The tool that makes sound effects."""

from __future__ import annotations

from storyagent.graph.rungs import Rung
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(
    version="1",
    cost_s=0.2,
    rungs=(
        Rung("synthesiser", "27 sounds made of noise, grains and tones; offline"),
        Rung(
            "cvssp/audioldm2",
            "any sound, by AudioLDM 2",
            packages=("torch", "diffusers", "transformers"),
            extra="diffusion",
            weights="cvssp/audioldm2",
            licence="CC BY-NC-SA 4.0",
        ),
    ),
)
def make_sound(
    description: r.Prompt,
    duration_s: float = 5.0,
    seed: int = 0,
    loop: bool = False,
    model: str = "synthesiser",
    *,
    context: ToolContext,
) -> r.SoundAudio:
    """Make a sound effect from its description, such as "heavy rain with distant thunder".

    The synthesiser knows rain, wind, thunder, sea, stream, fire, birds, crickets, owl, footsteps, horse, engine, train,
    bell, clock, door, crowd, applause and more (`storyagent.story.sound_words`); heavy or soft, fast or slow, distant.
    With `loop` its end goes on at its start without a seam. Deterministic by seed.

    Raises:
        InvalidInput: no known sound is named, or the length cannot be made.
        MissingExtra: the model's packages or weights are not there; the hint has the command.
    """
    from storyagent.media.audio.sound_files import write_stereo

    if model == "synthesiser":
        from storyagent.media.audio.synthesise import synthesise

        sound = synthesise(description, duration_s, seed=seed, loop=loop)
    else:
        from storyagent.media.audio.generate import generate_sound

        sound = generate_sound(model, description, duration_s, seed, context.options, context.progress)
    path = context.path("sound.wav")
    write_stereo(path, sound)
    return path

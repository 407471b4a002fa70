"""Music and sounds by the field's models: MusicGen and AudioLDM 2, from weights on this machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from storyagent.film.audio import RATE_HZ, resampled
from storyagent.media.audio.levels import at_loudness
from storyagent.media.audio.performing import MUSIC_LUFS
from storyagent.media.audio.synthesise import SOUND_LUFS
from storyagent.media.audio.waves import Mono, Stereo, samples_of
from storyagent.media.weights import weights_folder
from storyagent.quiet import quietly

if TYPE_CHECKING:
    from torch import Tensor

Progress = Callable[[float, str], None]
_MOST_MUSIC_S, _MOST_SOUND_S = 30.0, 10.0  # what the models were trained on
_OVERLAP_S = 2.0


def generate_music(
    model: str,
    description: str,
    duration_s: float,
    tempo_bpm: float | None,
    seed: int,
    options: Mapping[str, Any],
    progress: Progress,
) -> Stereo:
    """Generate music with MusicGen, by repository or folder.

    More than 30 s are that much, generated once and repeated with cross-fades of two seconds. Deterministic by seed on
    one kind of device.

    Raises:
        MissingExtra: packages or weights are not there; the hint has the command.
    """
    folder = weights_folder(model)
    import torch
    from transformers import AutoTokenizer, MusicgenForConditionalGeneration

    device = options.get("device") or ("cuda" if torch.cuda.is_available() else "cpu")
    with quietly():
        player = MusicgenForConditionalGeneration.from_pretrained(folder).to(device).eval()
    words = f"{description} background music, instrumental" + (f", {tempo_bpm:g} bpm" if tempo_bpm else "")
    tokens = AutoTokenizer.from_pretrained(folder)([words], return_tensors="pt").to(device)
    codec = player.config.audio_encoder
    length_s = min(duration_s, _MOST_MUSIC_S)
    progress(0.1, f"{model} plays {length_s:.0f} s")
    with torch.random.fork_rng(devices=[]), torch.inference_mode():
        torch.manual_seed(seed)
        steps = max(1, round(length_s * codec.frame_rate))
        codes = player.generate(
            input_ids=tokens["input_ids"],
            attention_mask=tokens["attention_mask"],
            do_sample=True,
            guidance_scale=3.0,
            max_new_tokens=steps + player.config.decoder.num_codebooks,
        )
    return _as_long(_stereo(codes[0], codec.sampling_rate), samples_of(duration_s), MUSIC_LUFS)


def generate_sound(
    model: str, description: str, duration_s: float, seed: int, options: Mapping[str, Any], progress: Progress
) -> Stereo:
    """Generate a sound with AudioLDM 2, by repository or folder.

    More than 10 s are that much, generated once and repeated with cross-fades. Deterministic by seed on one kind of
    device.

    Raises:
        MissingExtra: packages or weights are not there; the hint has the command.
    """
    folder = weights_folder(model, ("torch", "transformers", "diffusers"))
    import torch
    from diffusers import AudioLDM2Pipeline
    from transformers import GPT2LMHeadModel

    device = options.get("device") or ("cuda" if torch.cuda.is_available() else "cpu")
    with quietly("transformers", "diffusers"):
        # the published weights name GPT2Model, which has no generation any more (huggingface/diffusers#12630)
        language = GPT2LMHeadModel.from_pretrained(folder / "language_model")
        pipeline = AudioLDM2Pipeline.from_pretrained(folder, language_model=language).to(device)
    pipeline.set_progress_bar_config(disable=True)
    steps = int(options.get("steps", 100))

    def report(step: int, *_: Any) -> None:
        progress(step / steps, "")

    made = pipeline(
        description,
        audio_length_in_s=min(duration_s, _MOST_SOUND_S),
        num_inference_steps=steps,
        generator=torch.Generator("cpu").manual_seed(seed),
        callback=report,
        output_type="pt",
    ).audios[0]
    rate_hz = pipeline.vocoder.config.sampling_rate
    return _as_long(_stereo(made, rate_hz), samples_of(duration_s), SOUND_LUFS)


def _stereo(sound: Tensor, rate_hz: int) -> Stereo:
    channels = np.atleast_2d(sound.float().cpu().numpy()).astype(np.float32)
    both: list[Mono] = [resampled(channels[min(number, len(channels) - 1)], rate_hz) for number in range(2)]
    return np.stack(both)


def _as_long(sound: Stereo, size: int, target_lufs: float) -> Stereo:
    """Return a sound cut off with a fade, or repeated with cross-fades, at a loudness."""
    fade = min(samples_of(_OVERLAP_S), sound.shape[1] // 4)
    ramp = np.linspace(0, 1, fade, dtype=np.float32)
    whole = sound
    while whole.shape[1] < size and sound.shape[1] > fade:
        joined = whole[:, whole.shape[1] - fade :] * ramp[::-1] + sound[:, :fade] * ramp
        whole = np.concatenate([whole[:, : whole.shape[1] - fade], joined, sound[:, fade:]], axis=1)
    cut = np.array(whole[:, :size])
    ending = min(RATE_HZ, size // 4)
    cut[:, size - ending :] *= np.linspace(1, 0, ending, dtype=np.float32)
    return at_loudness(cut, target_lufs)

"""Piper: a neural voice from a model file, offline."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from storyagent.errors import Misconfigured, MissingExtra, ToolFailed
from storyagent.film.voice import Utterance


class PiperVoice:
    """A Piper model (`.onnx`, with its `.onnx.json` beside it).

    Speaks without the model's noise, so that the same text gives the same samples.
    """

    def __init__(self, model: str) -> None:
        path = Path(model).expanduser()
        try:
            from piper import PiperVoice as Model  # type: ignore[import-not-found, unused-ignore]
        except ImportError as error:
            raise MissingExtra(
                "Piper is not installed",
                where=f"piper:{model}",
                found=str(error),
                hint="install it with: pip install 'storyagent[piper]'",
            ) from error
        for needed in (path, path.with_name(path.name + ".json")):
            if not needed.is_file():
                raise Misconfigured("the voice's model is not there", where=f"piper:{model}", needed=f"a file {needed}")
        self._path = path
        self._model = Model.load(path)

    def say(self, text: str) -> Utterance:
        """Speak a text.

        Raises:
            ToolFailed: the model gives no sound for it.
        """
        from piper import SynthesisConfig

        quiet = SynthesisConfig(noise_scale=0.0, noise_w_scale=0.0)
        parts = [(chunk.audio_float_array, chunk.sample_rate) for chunk in self._model.synthesize(text, quiet)]
        if not parts:
            raise ToolFailed("Piper gives no sound for this text", where=f"piper:{self._path.name}", found=repr(text))
        return Utterance(np.concatenate([sound for sound, _ in parts]).astype(np.float32), parts[0][1])

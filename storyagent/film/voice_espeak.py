"""The offline voice: espeak-ng, from the library and data of `espeakng-loader`."""

from __future__ import annotations

import json
import subprocess
import sys
from difflib import get_close_matches
from pathlib import Path

import numpy as np

from storyagent.errors import Misconfigured, MissingExtra, ToolFailed
from storyagent.film import espeak_process
from storyagent.film.voice import Utterance

WORDS_PER_MINUTE = 150
_TIMEOUT_S = 300


class EspeakVoice:
    """A voice of espeak-ng by language and variant: `en-us`, `de`, `en-gb+f3`.

    Deterministic: the same text gives the same samples.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        try:
            import espeakng_loader  # type: ignore[import-untyped]
        except ImportError as error:
            raise MissingExtra(
                "the espeak-ng library is not installed",
                found=str(error),
                hint="install it with: pip install espeakng-loader",
            ) from error
        self._library = str(espeakng_loader.get_library_path())
        self._data = Path(espeakng_loader.get_data_path())
        variant = name.partition("+")[2]
        variants = sorted(path.name for path in (self._data / "voices" / "!v").iterdir())
        if variant and variant not in variants:  # espeak-ng itself would speak on without it
            raise Misconfigured(
                "espeak-ng has no such variant",
                where=f"espeak:{name}",
                found=repr(variant),
                needed=f"one of {', '.join(variants)}",
            )

    def say(self, text: str) -> Utterance:
        """Speak a text.

        Raises:
            Misconfigured: there is no voice of this name.
            ToolFailed: espeak-ng stopped.
        """
        program = [sys.executable, "-I", "-S", espeak_process.__file__]
        done = subprocess.run(
            [*program, self._library, str(self._data), self.name, str(WORDS_PER_MINUTE)],
            input=text.encode(),
            capture_output=True,
            timeout=_TIMEOUT_S,
            start_new_session=True,  # Ctrl-C is for the run, which stops between two calls
            check=False,
        )
        if done.returncode == espeak_process.NO_SUCH_VOICE:
            raise self._no_such_voice()
        if done.returncode:
            raise ToolFailed(
                "espeak-ng could not speak the text",
                where=f"espeak:{self.name}",
                found=f"exit code {done.returncode}: {done.stderr.decode(errors='replace').strip()[-300:]}",
            )
        header, _, sound = done.stdout.partition(b"\n")
        facts = json.loads(header)
        words = tuple((int(letter), sample / facts["rate_hz"]) for letter, sample in facts["words"])
        return Utterance(np.frombuffer(sound, "<i2").astype(np.float32) / np.float32(32768), facts["rate_hz"], words)

    def _no_such_voice(self) -> Misconfigured:
        language = self.name.partition("+")[0].lower()
        spoken = self.languages()
        near = get_close_matches(language, spoken, 3)
        return Misconfigured(
            "espeak-ng has no such voice",
            where=f"espeak:{self.name}",
            needed=f"one of {', '.join(spoken)}",
            hint=f"did you mean {', '.join('espeak:' + name for name in near)}?" if near else "",
        )

    def languages(self) -> tuple[str, ...]:
        """Return the languages espeak-ng speaks, as in `espeak:LANGUAGE`."""
        found = set()
        for path in (self._data / "lang").rglob("*"):
            if path.is_file():
                lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
                found |= {
                    line.split()[1].lower() for line in lines if line.startswith("language ") and line.split()[1:]
                }
        return tuple(sorted(found))

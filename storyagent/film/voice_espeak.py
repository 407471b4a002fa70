"""The offline voice: espeak-ng, from the library and data of `espeakng-loader`."""

from __future__ import annotations

import json
import subprocess
import sys
from difflib import get_close_matches
from functools import cache
from pathlib import Path

import numpy as np

from storyagent.errors import Misconfigured, MissingExtra, ToolFailed
from storyagent.film import espeak_process
from storyagent.film.voice import Utterance

WORDS_PER_MINUTE = 130  # as espeak-ng counts; a listener counts about 155
_TIMEOUT_S = 300


class EspeakVoice:
    """A voice of espeak-ng by language and variant: `en-us`, `de`, `en-gb+f3`.

    Deterministic: the same text gives the same samples.

    Raises:
        Misconfigured: there is no such language or variant.
        MissingExtra: espeak-ng is not installed.
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
        language, plus, variant = name.partition("+")
        variants = sorted(path.name for path in (self._data / "voices" / "!v").iterdir())
        if plus and variant not in variants:  # espeak-ng itself would speak on without it
            raise Misconfigured(
                "espeak-ng has no such variant",
                where=f"espeak:{name}",
                found=repr(variant),
                needed=f"one of {', '.join(variants)}",
            )
        files = _language_files(self._data / "lang")
        if language.lower() not in files:
            near = get_close_matches(language.lower(), files, 3)
            raise Misconfigured(
                "espeak-ng does not speak this language",
                where=f"espeak:{name}",
                needed=f"one of {', '.join(sorted(files))}",
                hint=f"did you mean {', '.join('espeak:' + name for name in near)}?" if near else "",
            )
        self._voice = files[language.lower()] + plus + variant

    def say(self, text: str) -> Utterance:
        """Speak a text.

        Raises:
            ToolFailed: espeak-ng stopped.
        """
        program = [sys.executable, "-I", "-S", espeak_process.__file__]
        try:
            done = subprocess.run(
                [*program, self._library, str(self._data), self._voice, str(WORDS_PER_MINUTE)],
                input=text.encode(),
                capture_output=True,
                timeout=_TIMEOUT_S,
                start_new_session=True,  # Ctrl-C is for the run, which stops between two calls
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ToolFailed("espeak-ng did not answer", where=f"espeak:{self.name}", found=str(error)) from error
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


@cache
def _language_files(folder: Path) -> dict[str, str]:
    """Return the voice file (below `folder`) of each language: the one named like it, or the first in priority."""
    best: dict[str, tuple[int, str]] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        offers = [(path.name.lower(), 0)]
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            word, *rest = line.split() or [""]
            if word == "language" and rest:
                offers.append((rest[0].lower(), int(rest[1]) if len(rest) > 1 and rest[1].isdigit() else 5))
        for tag, priority in offers:
            best[tag] = min(best.get(tag, (priority, name)), (priority, name))
    return {tag: name for tag, (_, name) in best.items()}

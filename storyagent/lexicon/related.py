"""Words that belong together: what is derived from a verb or adjective, and what means the same.

The data is Princeton WordNet 3.0, as `training/build_related.py` writes it, read at the first question and kept.
"""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files


@cache
def _related() -> dict[str, str]:
    data = files("storyagent.lexicon").joinpath("related.tsv.gz").read_bytes()
    return dict(line.split("\t", 1) for line in gzip.decompress(data).decode().splitlines())


def _column(word: str, place: int) -> tuple[str, ...]:
    listed = _related().get(word, "\t").split("\t")[place]
    return tuple(listed.split("|")) if listed else ()


def derived(word: str) -> tuple[str, ...]:
    """Return the words derived from a base form, or from which it is derived: "transcribe", "transcription"."""
    return _column(word, 0)


def synonyms(word: str) -> tuple[str, ...]:
    """Return what means the same as a verb or adjective in one of its frequent senses; phrases of two words, too."""
    return _column(word, 1)

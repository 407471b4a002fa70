"""Which weights a model has, without reading all of them."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from storyagent.diffusion.models.catalog import model_spec
from storyagent.diffusion.models.loading import find_weights
from storyagent.diffusion.models.low_rank import ADDITIONS
from storyagent.diffusion.models.storybook_words import packaged_weights

_SAMPLE_BYTES = 1 << 20
_WEIGHTS = ("*.safetensors", "*.bin")


def weights_fingerprint(model_id: str) -> str:
    """Return a hash of a model's weights: of the files' names and sizes, and of the first and last MiB of each.

    Weights that were trained further have another one, whatever the folder is called; a folder that was moved has the
    same.

    Raises:
        InvalidInput: there is no such model.
        MissingExtra: its weights are not on this machine; the hint has the command.
    """
    spec = model_spec(model_id)
    with ExitStack() as stack:
        own = find_weights(spec)
        whole = own and not (own[0] / ADDITIONS).is_file()
        folders = own if whole else (*own, stack.enter_context(packaged_weights()))
        return _digest(spec.family, tuple(file for folder in folders for file in _files(folder)))


def _files(folder: Path) -> list[_File]:
    paths = sorted({file for pattern in _WEIGHTS for file in folder.rglob(pattern)})
    facts = [(path, path.stat()) for path in paths]
    return [_File(path, path.relative_to(folder).as_posix(), fact.st_size, fact.st_mtime_ns) for path, fact in facts]


class _File(NamedTuple):
    path: Path
    name: str
    size: int
    changed_ns: int


@lru_cache(maxsize=32)
def _digest(family: str, files: tuple[_File, ...]) -> str:
    """Return the hash; a plan asks for it at every step, so files that have not changed are not read again."""
    found = hashlib.sha256(family.encode())
    for file in files:
        found.update(f"{file.name} {file.size}".encode())
        found.update(_sample(file.path))
    return found.hexdigest()


def _sample(file: Path) -> bytes:
    with file.open("rb") as opened:
        first = opened.read(_SAMPLE_BYTES)
        opened.seek(max(0, file.stat().st_size - _SAMPLE_BYTES))
        return first + opened.read(_SAMPLE_BYTES)

"""Which weights a model has, without reading all of them."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from pathlib import Path

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
    found = hashlib.sha256(spec.family.encode())
    with ExitStack() as stack:
        own = find_weights(spec)
        whole = own and not (own[0] / ADDITIONS).is_file()
        for folder in own if whole else (*own, stack.enter_context(packaged_weights())):
            files = sorted({file for pattern in _WEIGHTS for file in folder.rglob(pattern)})
            for file in files:
                found.update(f"{file.relative_to(folder).as_posix()} {file.stat().st_size}".encode())
                found.update(_sample(file))
    return found.hexdigest()


def _sample(file: Path) -> bytes:
    with file.open("rb") as opened:
        first = opened.read(_SAMPLE_BYTES)
        opened.seek(max(0, file.stat().st_size - _SAMPLE_BYTES))
        return first + opened.read(_SAMPLE_BYTES)

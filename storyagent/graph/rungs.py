"""The ways in which one tool can do its work, and which of them this machine can take.

    @tool(version="1", rungs=(
        Rung("embedded", "cuts the named thing out by its colours", packages=("cv2",), extra="edit"),
        Rung("facebook/sam-vit-base", "Segment Anything", packages=("torch", "transformers"), extra="diffusion",
             weights="facebook/sam-vit-base"),
    ))
    def segment_entity(..., model: str = "embedded", ...): ...

A rung is chosen by the setting `model`; its default is in force where nobody chooses. Nothing is imported or loaded to
tell whether a rung can be taken.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Rung:
    """One way to do a tool's work: the value of `model` that chooses it, and what it does, in words.

    `packages` must be importable and come with `storyagent[extra]`; `weights` is a repository of Hugging Face, or
    empty. `licence` is that of the weights.
    """

    name: str
    does: str
    packages: tuple[str, ...] = ()
    extra: str = ""
    weights: str = ""
    licence: str = ""

    @property
    def lacks(self) -> str:
        """Return the command that installs or downloads what this machine lacks for it, or nothing."""
        if any(not _importable(package) for package in self.packages):
            return f"pip install 'storyagent[{self.extra}]'" if self.extra else f"pip install {' '.join(self.packages)}"
        if self.weights and not _has_weights(self.weights):
            return f"hf download {self.weights}"
        return ""


def rung_rows(rungs: Sequence[Rung], default: Any) -> list[list[str]]:
    """Return a row for each rung: its name, what it does, whether it is in force, ready, or what it lacks."""
    return [
        [rung.name, rung.does + (f" ({rung.licence})" if rung.licence else ""), _state(rung, default)] for rung in rungs
    ]


def _state(rung: Rung, default: Any) -> str:
    lacks = rung.lacks
    if lacks:
        return f"not here: {lacks}"
    return "in force" if rung.name == default else f"ready: model={rung.name}"


def _importable(package: str) -> bool:
    return find_spec(package) is not None


def _has_weights(repository: str) -> bool:
    """Return whether some version of a repository lies in Hugging Face's cache, or is a folder of this machine."""
    if Path(repository).is_dir():
        return True
    snapshots = _cache() / f"models--{repository.replace('/', '--')}" / "snapshots"
    return snapshots.is_dir() and any(snapshots.iterdir())


def _cache() -> Path:
    """Return where Hugging Face keeps what it has downloaded, by its own variables."""
    if cache := os.environ.get("HF_HUB_CACHE"):
        return Path(cache)
    home = os.environ.get("HF_HOME") or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "huggingface"
    return Path(home) / "hub"

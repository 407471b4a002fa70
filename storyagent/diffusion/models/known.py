"""What is known of a model without loading it: enough to say where it is asked to draw a layout's things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from storyagent.diffusion.models.catalog import model_spec
from storyagent.diffusion.models.spec import ModelSpec
from storyagent.diffusion.models.storybook_words import KnownText, in_storybook_words, proportions, shapes


class Known(Protocol):
    """A model, loaded or not, as far as scenes are fitted to it."""

    @property
    def spec(self) -> ModelSpec:
        """Return its specification."""

    @property
    def proportions(self) -> Mapping[str, float]:
        """Return width over height of things that it always draws in the same proportions, by their nouns."""

    def in_known_words(self, text: str) -> KnownText:
        """Return a text in words it knows."""


@dataclass(frozen=True)
class Unloaded:
    """A model that is not loaded; `taught` is the folder of one that tells which words it was taught."""

    spec: ModelSpec
    taught: Path | None = None

    @property
    def proportions(self) -> Mapping[str, float]:
        """Return those of the drawings that it was taught with."""
        return proportions(self.taught) if self._tells else {}

    def in_known_words(self, text: str) -> KnownText:
        """Return a text with unknown words replaced by the nearest known ones, if the model tells which it knows."""
        return in_storybook_words(text, self.taught) if self._tells else KnownText(text=text)

    @property
    def _tells(self) -> bool:
        return self.spec.family == "storybook"


def known_model(model_id: str) -> Unloaded:
    """Return what is known of a model without loading it.

    Raises:
        InvalidInput: there is no such model.
    """
    spec = model_spec(model_id)
    if spec.family != "storybook":
        return Unloaded(spec)
    taught = Path(spec.repo) if spec.repo else None
    return Unloaded(spec.in_shapes(shapes(taught)), taught)

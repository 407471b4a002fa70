"""Read a plain request about a film. Deterministic; no model, no key, no network."""

from __future__ import annotations

from storyagent.editing.film import Film
from storyagent.editing.reading import Reading


def read_request(text: str, film: Film) -> Reading:
    """Return what a request asks for."""
    raise NotImplementedError

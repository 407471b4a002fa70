"""The setting of tools that names a video model."""

from __future__ import annotations

from typing import Annotated

from storyagent.errors import StoryagentError
from storyagent.story.resources import ByContent


def _weights(model_id: str) -> str:
    """Return the hash of a model's weights; "" for none, or where they are not there, which its tool tells better."""
    from storyagent.diffusion.models.fingerprint import weights_fingerprint

    try:
        return weights_fingerprint(model_id) if model_id else ""
    except StoryagentError:
        return ""


ModelName = Annotated[str, ByContent(_weights)]
"""An id of `catalog.MODELS` or a folder with a model: what is made with other weights is not the same."""

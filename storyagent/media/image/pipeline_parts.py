"""How a pipeline of diffusers is loaded and called, read from its own weights and classes rather than from its name."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def number_type(folder: Path, device: str) -> Any:
    """Return the type of numbers that a pipeline computes in: half precision on a GPU.

    Weights that were published in bfloat16 are computed in it: in float16 their activations overflow.
    """
    import torch
    from safetensors import safe_open

    if not device.startswith("cuda"):
        return torch.float32
    for path in folder.glob("*/*.safetensors"):
        with safe_open(path, "pt") as weights:
            if any(weights.get_slice(name).get_dtype() == "BF16" for name in weights.keys()):  # noqa: SIM118
                return torch.bfloat16
    return torch.float16


def readers_of_stills(folder: Path, parts: Mapping[str, Any]) -> dict[str, Any]:
    """Return those parts of a pipeline that read words, pictures and videos, without videos: these need torchvision."""
    import transformers

    found = {}
    for name, of in parts.items():
        whole = getattr(transformers, str(of[1]), None) if isinstance(of, list) and of[0] == "transformers" else None
        if whole is not None and "video_processor" in inspect.signature(whole).parameters:
            found[name] = _of_stills(whole).from_pretrained(folder, subfolder=name)
    return found


def _of_stills(whole: Any) -> Any:
    class OfStills(whole):  # type: ignore[misc]
        """Its parts are the parameters of `__init__`."""

        def __init__(self, image_processor: Any, tokenizer: Any, chat_template: Any = None, **kwargs: Any) -> None:
            super().__init__(image_processor, tokenizer, None, chat_template, **kwargs)

    return OfStills


def unsaid(pipeline: Any) -> dict[str, str]:
    """Return the empty prompt for a pipeline that is guided by words only against one that it is given."""
    return {"negative_prompt": " "} if "true_cfg_scale" in inspect.signature(pipeline.__call__).parameters else {}

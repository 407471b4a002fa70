"""Finding out where numbers stop being numbers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from storyagent.errors import ToolFailed


def not_finite(module: nn.Module, run: Callable[[], object], *, step: int, otherwise: str) -> ToolFailed:
    """Return the error that names the step and the first module whose output is not finite.

    `run` repeats the pass that went wrong; if every output in it is finite, `otherwise` says what was not.
    """
    culprit = _first_bad_module(module, run)
    return ToolFailed(
        "the model's numbers stopped being finite",
        where=f"step {step}, {culprit or otherwise}",
        found="NaN or infinity",
        hint="use a wider number format (bfloat16 or float32), or a smaller guidance step",
    )


class _Found(Exception):
    """Ends the search."""


def _first_bad_module(module: nn.Module, run: Callable[[], object]) -> str | None:
    def look(name: str, _module: nn.Module, _inputs: Any, output: Any) -> None:
        tensors = output if isinstance(output, tuple | list) else (output,)
        if any(isinstance(one, Tensor) and not torch.isfinite(one).all() for one in tensors):
            raise _Found(name)

    leaves = [(name, part) for name, part in module.named_modules() if not any(part.children())]
    handles = [part.register_forward_hook(partial(look, name)) for name, part in leaves]
    try:
        with torch.no_grad():
            run()
    except _Found as found:
        return str(found)
    finally:
        for handle in handles:
            handle.remove()
    return None

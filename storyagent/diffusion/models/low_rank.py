"""More words for a finished model: what is added to its weights, in one small file.

    add_to({"unet": unet, "text_encoder": text_encoder}, read_additions(folder / "additions.safetensors"))

Where `NAME` is a weight of a part, the file has `PART.NAME.up` (o r) and `PART.NAME.down` (r i), whose product is added
to the weight as a matrix (LoRA, Hu et al. 2021, arXiv 2106.09685), or `PART.NAME.rows.FIRST` (k c), which take the
place of the rows from number FIRST. Adding costs nothing at sampling: the sum is an ordinary weight.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from storyagent.errors import Misconfigured

if TYPE_CHECKING:
    from torch import Tensor, nn

ADDITIONS = "additions.safetensors"


def read_additions(path: Path) -> dict[str, Tensor]:
    """Read the file in 32-bit precision."""
    from safetensors.torch import load_file

    return {name: value.float() for name, value in load_file(path).items()}


def add_to(parts: Mapping[str, nn.Module], additions: Mapping[str, Tensor]) -> None:
    """Add to the weights of parts, in place.

    Raises:
        Misconfigured: an addition is for a weight that is not there, or of another shape; nothing is changed.
    """
    import torch

    weights = {f"{part}.{name}": weight for part, module in parts.items() for name, weight in module.named_parameters()}
    sums = [_sum(weights, name, value, additions) for name, value in additions.items() if not name.endswith(".down")]
    with torch.no_grad():
        for weight, changed in sums:
            weight.copy_(changed)


def _sum(
    weights: Mapping[str, Tensor], name: str, value: Tensor, additions: Mapping[str, Tensor]
) -> tuple[Tensor, Tensor]:
    """Return a weight and what it becomes."""
    if name.endswith(".up"):
        weight = _weight(weights, name.removesuffix(".up"))
        product = value @ additions[name.removesuffix(".up") + ".down"]
        _require(name, product.numel() == weight.numel() and len(product) == len(weight), weight, product)
        return weight, weight + product.view(weight.shape)
    known, _, first = name.rpartition(".rows.")
    weight = _weight(weights, known)
    end = int(first) + len(value)
    _require(name, end <= len(weight) and value.shape[1:] == weight.shape[1:], weight, value)
    changed = weight.clone()
    changed[int(first) : end] = value
    return weight, changed


def _weight(weights: Mapping[str, Tensor], name: str) -> Tensor:
    if name not in weights:
        raise Misconfigured("an addition is for a weight that the model does not have", found=name)
    return weights[name]


def _require(name: str, fits: bool, weight: Tensor, found: Tensor) -> None:
    if not fits:
        raise Misconfigured(
            "an addition does not fit the model's weight",
            where=name,
            found=" x ".join(map(str, found.shape)),
            needed=" x ".join(map(str, weight.shape)),
        )

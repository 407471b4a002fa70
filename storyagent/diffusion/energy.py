"""How far a model's attention is from a layout, as a number with a gradient.

After LVD (Lian et al., ICLR 2024, section on DSL-grounded guidance) and LMD, with every term a mean over frames, heads
and weights, in units of the picture's sides: a threshold means the same for any model, grid and length. All objects,
frames and tokens are handled at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from storyagent.diffusion.regions import Regions

_TINY = 1e-12


@dataclass(frozen=True)
class EnergyWeights:
    """What counts how much.

    `inside` asks the `inside_top` share of a box's cells that are attended most to be attended fully; `outside` asks
    the `outside_top` share of the other cells to be ignored; `center` draws the middle of the attention to the box's
    middle, and its way over a fifth of the clip to the box's way.
    """

    inside: float = 1.0
    outside: float = 4.0
    center: float = 0.3
    inside_top: float = 0.75
    outside_top: float = 0.75


def energy(attention_bnfap: Tensor, regions: Regions, share_bn: Tensor, weights: EnergyWeights) -> Tensor:
    """Return each sample's energy (b) for one layer's maps. Computed in float32."""
    attention = attention_bnfap.float()
    ordered, order = attention.sort(dim=-1, descending=True)
    inside = _top_mean(ordered, order, regions.inside_bnfp, weights.inside_top)  # b n f a
    outside = _top_mean(ordered, order, regions.outside_bnfp, weights.outside_top)
    present = regions.present_bnf[..., None].float()
    cost = weights.inside * present * (1.0 - inside) + weights.outside * outside
    per_token = cost.mean((-2, -1))
    if weights.center > 0.0:
        per_token = per_token + weights.center * _off_center(attention, regions)
    return (per_token * share_bn).sum(-1)


def _top_mean(ordered: Tensor, order: Tensor, region_bnfp: Tensor, top: float) -> Tensor:
    """Return the mean over the most attended cells that together make up the `top` share of a soft region.

    At least one cell's worth is taken, and 0 returned for an empty region.
    """
    total = region_bnfp.sum(-1, keepdim=True)
    wanted = (top * total).clamp(min=1.0).minimum(total)[..., None, :]  # b n f 1 1
    weight = region_bnfp[..., None, :].expand_as(order).gather(-1, order)
    before = weight.cumsum(-1) - weight
    taken = (wanted - before).clamp(min=0.0).minimum(weight)
    return (ordered * taken).sum(-1) / wanted.squeeze(-1).clamp(min=_TINY)


def _off_center(attention: Tensor, regions: Regions) -> Tensor:
    """Return b n: squared distances of the attention's middle, and of its way, from the box's, where it is there."""
    own = attention * regions.territory_bnfp[..., None, :]
    middle = (own @ regions.cells_p2) / own.sum(-1, keepdim=True).clamp(min=_TINY)  # b n f a 2
    off = middle - regions.center_bnf2[..., None, :]
    present = regions.present_bnf
    cost = _mean_where(off.square().sum(-1).mean(-1), present)
    frames = attention.shape[2]
    span = max(1, round((frames - 1) / 5))
    if frames > span:
        drift = off[:, :, span:] - off[:, :, :-span]
        cost = cost + _mean_where(drift.square().sum(-1).mean(-1), present[:, :, span:] & present[:, :, :-span])
    return cost


def _mean_where(values_bnf: Tensor, counted_bnf: Tensor) -> Tensor:
    return torch.where(counted_bnf, values_bnf, 0.0).sum(-1) / values_bnf.shape[-1]

"""Where the objects of a layout lie on a model's attention grid.

Every object has one box per latent frame and a flag that says whether it is there; how large a box is never decides
that. Masks are soft: a cell counts by the share of it that the box covers, and a box is at least one cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from storyagent.story.layout import Box, Layout


class Boxes(NamedTuple):
    """The boxes of one layout: x0, y0, x1, y1 of each object (o f 4) and whether it is there (o f)."""

    corners_of4: Tensor
    present_of: Tensor


class Targets(NamedTuple):
    """What the tokens of a batch of prompts should attend to; each sample's list of tokens is padded to n.

    `tokens_bn` are columns of the text, `share_bn` how much each counts (sums to 1 in a sample with objects, 0 for
    padding), `corners_bnf4` and `present_bnf` the boxes of the token's object.
    """

    tokens_bn: Tensor
    share_bn: Tensor
    corners_bnf4: Tensor
    present_bnf: Tensor


class Regions(NamedTuple):
    """Targets on a grid of h w cells, p = h w.

    `inside_bnfp` is the share of each cell within the object's box (0 everywhere when absent), `outside_bnfp` the share
    outside of all boxes that have the same token, `territory_bnfp` marks the cells that are nearest to this object
    among those of the same token, `center_bnf2` is the box's middle (x, y) and `cells_p2` the middles of the cells.
    """

    inside_bnfp: Tensor
    outside_bnfp: Tensor
    territory_bnfp: Tensor
    center_bnf2: Tensor
    cells_p2: Tensor
    present_bnf: Tensor


def layout_boxes(layout: Layout, frames: int, groups: Sequence[range] | None = None) -> Boxes:
    """Return the boxes as the camera sees them, clipped to the picture.

    With `groups`, each latent frame stands for several frames of the clip: its box is their mean, and the object is
    there if it is in at least half of them.
    """
    groups = groups if groups is not None else [range(i, i + 1) for i in range(frames)]
    corners = torch.zeros(len(layout.tracks), frames, 4)
    present = torch.zeros(len(layout.tracks), frames, dtype=torch.bool)
    for frame, moment in enumerate(layout.moments(frames)):
        for shown in moment.shown:
            seen = _seen(shown.box, moment.view)
            if seen is not None:
                corners[shown.track, frame] = torch.tensor(seen)
                present[shown.track, frame] = True
    counts = torch.stack([present[:, list(group)].sum(1) for group in groups], 1)
    sums = torch.stack([corners[:, list(group)].sum(1) for group in groups], 1)
    sizes = torch.tensor([len(group) for group in groups])
    return Boxes(sums / counts.clamp(min=1)[..., None], (counts > 0) & (2 * counts >= sizes))


def _seen(box: Box, view: Box) -> tuple[float, float, float, float] | None:
    x0, x1 = (min(max((x - view.x0) / view.width, 0.0), 1.0) for x in (box.x0, box.x1))
    y0, y1 = (min(max((y - view.y0) / view.height, 0.0), 1.0) for y in (box.y0, box.y1))
    return (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None


def regions(targets: Targets, height: int, width: int) -> Regions:
    """Lay the targets on a grid."""
    corners = _at_least_one_cell(targets.corners_bnf4, height, width)
    x0, y0, x1, y1 = corners.unbind(-1)
    present = targets.present_bnf
    inside = coverage(targets.corners_bnf4, height, width) * present[..., None]
    center = torch.stack([(x0 + x1) / 2, (y0 + y1) / 2], -1)
    cells = _cells(height, width, corners)
    away = (cells - center[..., None, :]).square().sum(-1).masked_fill(~present[..., None], torch.inf)
    group = _first_with_same_token(targets)
    union = _by_group(inside, group, "sum").clamp(max=1.0)
    nearest = away <= _by_group(away, group, "amin")
    return Regions(inside, 1.0 - union, nearest.to(corners.dtype), center, cells, present)


def coverage(corners: Tensor, height: int, width: int) -> Tensor:
    """Return the share of each cell of a grid that boxes ... 4 cover, ... p. A box is at least one cell."""
    x0, y0, x1, y1 = _at_least_one_cell(corners, height, width).unbind(-1)
    return (_coverage(y0, y1, height)[..., :, None] * _coverage(x0, x1, width)[..., None, :]).flatten(-2)


def free_share(corners_bof4: Tensor, present_bof: Tensor, height: int, width: int, margin: float = 0.5) -> Tensor:
    """Return the share of each cell of a grid, b f p, that no box nor so many cells around one cover."""
    across, down = margin / width, margin / height
    grown = corners_bof4.new_tensor([-across, -down, across, down])
    taken = coverage((corners_bof4 + grown).clamp(0.0, 1.0), height, width) * present_bof[..., None]
    return 1.0 - functional.pad(taken, (0, 0, 0, 0, 0, 1)).amax(1)  # one more box of nothing, for clips without any


def _at_least_one_cell(corners: Tensor, height: int, width: int) -> Tensor:
    """Widen boxes below one cell about their middle, without leaving the picture."""
    least = corners.new_tensor([1.0 / width, 1.0 / height])
    size = (corners[..., 2:] - corners[..., :2]).maximum(least)
    center = (corners[..., 2:] + corners[..., :2]) / 2
    start = (center - size / 2).clamp(min=0.0).minimum(1.0 - size)
    return torch.cat([start, start + size], -1)


def _coverage(start: Tensor, end: Tensor, cells: int) -> Tensor:
    """Return how much of each of a row's cells lies between start and end, from 0 to 1."""
    left = torch.arange(cells, device=start.device, dtype=start.dtype) / cells
    return ((end[..., None].minimum(left + 1 / cells) - start[..., None].maximum(left)) * cells).clamp(0.0, 1.0)


def _cells(height: int, width: int, like: Tensor) -> Tensor:
    y = (torch.arange(height, device=like.device, dtype=like.dtype) + 0.5) / height
    x = (torch.arange(width, device=like.device, dtype=like.dtype) + 0.5) / width
    return torch.stack([x.repeat(height), y.repeat_interleave(width)], -1)


def _first_with_same_token(targets: Targets) -> Tensor:
    """Return, for each entry b n, the index of the first entry of its sample on the same token; padding is alone."""
    tokens = targets.tokens_bn.masked_fill(targets.share_bn == 0.0, -1)
    own = torch.arange(tokens.shape[1], device=tokens.device)
    same = (tokens[:, :, None] == tokens[:, None, :]) & (tokens >= 0)[:, :, None]
    return torch.where(tokens >= 0, same.int().argmax(-1), own)


def _by_group(values: Tensor, group_bn: Tensor, reduce: str) -> Tensor:
    """Reduce b n f p over the entries of a group, and give each entry its group's result."""
    index = group_bn[..., None, None].expand_as(values)
    empty = torch.zeros_like(values)
    return empty.scatter_reduce(1, index, values, reduce, include_self=False).gather(1, index)

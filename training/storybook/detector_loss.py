"""What the detector is told of a frame, and how wrong it was."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from storyagent.evaluation.detector_net import Maps, cell_centres
from training.storybook.nouns import COLOURS, NOUN, NOUNS
from training.storybook.world import Batch

NAMED = COLOURS[1:]
"""The colours the detector tells apart: LVD's eleven."""
CORE = 0.36
"""How much of a box, around its middle, is asked for its noun, colour and sides."""


class Targets(NamedTuple):
    """Truth of n frames: `things` n h w in 0..1, and for the m cells in the core of a thing what it is."""

    things: Tensor
    cells: Tensor
    """m 3: frame, row, column."""
    nouns: Tensor
    """m."""
    colours: Tensor
    """m, -1 where the drawing's own colours have no one name."""
    boxes: Tensor
    """m 4."""


def targets(batch: Batch) -> Targets:
    """Return the truth of a batch, its clips' frames one after the other."""
    frames = batch.frames.shape[1]
    boxes, present = batch.boxes.flatten(0, 1), batch.present.flatten(0, 1)  # n o 4, n o
    nouns = batch.nouns.repeat_interleave(frames, dim=0)
    colours = named_colours(batch).repeat_interleave(frames, dim=0)
    at = cell_centres(boxes.device)[None, None]  # 1 1 h w 2
    middle = ((boxes[..., :2] + boxes[..., 2:]) / 2)[:, :, None, None]
    extent = (boxes[..., 2:] - boxes[..., :2]).clamp_min(1e-3)[:, :, None, None]
    away = ((at - middle) / extent).square().sum(-1)  # n o h w, in sizes
    height = torch.exp(-away / (2 * 0.16**2)) * present[:, :, None, None]
    nearest = away == away.flatten(-2).amin(-1)[..., None, None]
    height = torch.where(nearest & present[:, :, None, None], 1.0, height)
    here = (away < (CORE / 2) ** 2) | nearest
    owner = torch.where(present[:, :, None, None], away, torch.inf).argmin(1)  # n h w: the nearest thing
    owned = functional.one_hot(owner, boxes.shape[1]).permute(0, 3, 1, 2).bool()
    n, o, row, column = (here & owned & present[:, :, None, None]).nonzero(as_tuple=True)
    return Targets(height.amax(1), torch.stack([n, row, column], 1), nouns[n, o], colours[n, o], boxes[n, o])


def named_colours(batch: Batch) -> Tensor:
    """Return the index into NAMED of each thing's colour, -1 where nobody could say: b o."""
    own = [NAMED.index(NOUN[name].own) if NOUN[name].own else -1 for name in NOUNS]
    known = torch.tensor(own, device=batch.nouns.device)[batch.nouns]
    return torch.where(batch.colours > 0, batch.colours - 1, known)


def losses(maps: Maps, truth: Targets) -> dict[str, Tensor]:
    """Return the terms: a focal loss of the things, and of noun, colour and box where there is one."""
    n, row, column = truth.cells.unbind(1)
    count = max(1.0, float((truth.things == 1).sum()))
    cells = max(1, len(n))
    boxes = maps.boxes[n, row, column]
    colours = functional.cross_entropy(maps.colours[n, row, column], truth.colours, ignore_index=-1, reduction="sum")
    return {
        "things": _focal(maps.things, truth.things) / count,
        "nouns": functional.cross_entropy(maps.nouns[n, row, column], truth.nouns, reduction="sum") / cells,
        "colours": 0.5 * colours / cells,
        "boxes": (2 * _one_minus_iou(boxes, truth.boxes) + 5 * (boxes - truth.boxes).abs().mean(1)).sum() / cells,
    }


def _focal(logits: Tensor, heights: Tensor) -> Tensor:
    """Return the penalty-reduced focal loss of Law and Deng, CornerNet (2018), equation 1."""
    found = torch.sigmoid(logits)
    hit = -((1 - found) ** 2) * functional.logsigmoid(logits)
    miss = -((1 - heights) ** 4) * found**2 * functional.logsigmoid(-logits)
    return torch.where(heights == 1, hit, miss).sum()


def _one_minus_iou(a: Tensor, b: Tensor) -> Tensor:
    """Return 1 - generalised IoU of boxes m 4 (Rezatofighi et al. 2019)."""
    low, high = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    shared = (high - low).clamp_min(0).prod(1)
    both = (a[:, 2:] - a[:, :2]).prod(1) + (b[:, 2:] - b[:, :2]).prod(1) - shared
    around = (torch.maximum(a[:, 2:], b[:, 2:]) - torch.minimum(a[:, :2], b[:, :2])).prod(1).clamp_min(1e-6)
    return 1 - shared / both.clamp_min(1e-6) + (around - both) / around

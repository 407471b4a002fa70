"""The network of the storybook detector: one look at a frame, a map of what is where."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

INPUT_PX = 128
CELLS = 16
WIDTHS = (24, 48, 96, 160)


class Maps(NamedTuple):
    """What the network says of each cell (b images, h = w = 16): logits, but for the boxes."""

    things: Tensor
    """b h w, whether the middle of a thing lies in this cell."""
    nouns: Tensor
    """b h w n."""
    colours: Tensor
    """b h w c, the named colours."""
    boxes: Tensor
    """b h w 4, x0 y0 x1 y1 in frames; may reach a little outside 0..1."""


class DetectorNet(nn.Module):
    """A small convolutional network with one coarser level added back; anchor-free."""

    def __init__(self, nouns: int, colours: int) -> None:
        super().__init__()
        a, b, c, d = WIDTHS
        self.counts = [1, nouns, colours, 4]
        self.fine = nn.Sequential(_layer(3, a, 2), _layer(a, b, 2), _Block(b), _layer(b, c, 2), _Block(c))
        self.coarse = nn.Sequential(_layer(c, d, 2), _Block(d), _Block(d))
        self.across = nn.Conv2d(d, c, 1)
        self.neck = nn.Sequential(_layer(c, 128, 1), _layer(128, 128, 1))
        self.head = nn.Conv2d(128, sum(self.counts), 1)

    def forward(self, frames: Tensor) -> Maps:
        """Read frames b 3 128 128 in -1..1."""
        fine = self.fine(frames)
        seen = fine + functional.interpolate(self.across(self.coarse(fine)), scale_factor=2.0)
        told = self.head(self.neck(seen)).permute(0, 2, 3, 1).float()
        things, nouns, colours, sides = told.split(self.counts, dim=-1)
        return Maps(things[..., 0] - 4.0, nouns, colours, _boxes(sides))  # hardly any cell holds a thing


def cell_centres(device: torch.device) -> Tensor:
    """Return the middle of each cell, h w 2 (x, y) in 0..1."""
    line = (torch.arange(CELLS, device=device) + 0.5) / CELLS
    return torch.stack(torch.meshgrid(line, line, indexing="xy"), dim=-1)


def _boxes(sides: Tensor) -> Tensor:
    """Return boxes b h w 4 from what was said of how far each side is from the middle of its cell."""
    reach = 0.3 * functional.softplus(sides)
    middle = cell_centres(sides.device)
    return torch.cat([middle - reach[..., :2], middle + reach[..., 2:]], dim=-1)


def _layer(inside: int, outside: int, stride: int) -> nn.Sequential:
    convolution = nn.Conv2d(inside, outside, 3, stride, 1, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(outside), nn.SiLU(inplace=True))


class _Block(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(_layer(width, width, 1), _layer(width, width, 1))

    def forward(self, x: Tensor) -> Tensor:
        changed: Tensor = self.layers(x)
        return x + changed

"""A world of coloured squares on two grounds: as small as a world can be that the stages learn from."""

from __future__ import annotations

import torch

from training.storybook.world import Batch

COLOURS = {"red": (1.0, -1.0, -1.0), "green": (-1.0, 1.0, -1.0), "blue": (-1.0, -1.0, 1.0)}


class Squares:
    """One square a clip, which moves to the right; captions say its colour."""

    def __init__(self, size_px: int) -> None:
        self.size_px = size_px

    def captions(self, count: int, *, still: bool, seed: int) -> list[str]:
        """Return what `sample` says."""
        verb = "is" if still else "moves"
        return [f"A {colour} square {verb} here." for colour in self._colours(count, seed)]

    def sample(self, count: int, *, frames: int = 1, fps: int = 8, seed: int) -> Batch:
        """Draw the squares, a quarter of the frame wide, half way down."""
        names = list(COLOURS)
        colours = self._colours(count, seed)
        dice = torch.Generator().manual_seed(seed)
        left = torch.rand(count, 1, generator=dice) * 0.5 + torch.linspace(0, 0.25, frames)
        boxes = torch.zeros(count, frames, 4, 4)
        boxes[:, :, 0] = torch.stack([left, torch.full_like(left, 0.5), left + 0.25, torch.full_like(left, 0.75)], -1)
        line = (torch.arange(self.size_px) + 0.5) / self.size_px
        x0, y0, x1, y1 = (side[..., None, None] for side in boxes[:, :, 0].unbind(-1))
        inside = (line >= x0) & (line < x1) & (line[:, None] >= y0) & (line[:, None] < y1)
        ink = torch.tensor([COLOURS[colour] for colour in colours])[:, None, :, None, None]
        present = torch.zeros(count, frames, 4, dtype=torch.bool)
        present[:, :, 0] = True
        nouns = torch.full((count, 4), -1)
        nouns[:, 0] = 0
        return Batch(
            frames=torch.where(inside[:, :, None], ink, torch.full((3, 1, 1), 0.2)),
            captions=self.captions(count, still=frames == 1, seed=seed),
            boxes=boxes,
            present=present,
            nouns=nouns,
            colours=torch.tensor([[names.index(colour), 0, 0, 0] for colour in colours]),
            places=torch.zeros(count, dtype=torch.long),
            spans=[[(2, 2 + len(f"{colour} square"))] for colour in colours],
        )

    def _colours(self, count: int, seed: int) -> list[str]:
        dice = torch.Generator().manual_seed(seed)
        names = list(COLOURS)
        return [names[number] for number in torch.randint(3, (count,), generator=dice).tolist()]

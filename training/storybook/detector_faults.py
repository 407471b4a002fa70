"""A generator's faults, put on rendered frames so that the detector reads generated ones too."""

from __future__ import annotations

from math import pi

import torch
from torch import Tensor
from torch.nn import functional

BLOCK_PX = 8


def spoiled(frames: Tensor, dice: torch.Generator) -> Tensor:
    """Return frames b 3 h w (-1..1) with random faults, each frame its own; a quarter of them are left as they are."""
    out = _blended(frames, _warped(frames, dice), 0.35, dice)
    out = _blended(out, _coarse(out, dice), 0.4, dice)
    out = _blended(out, _recompressed(out, dice), 0.2, dice)
    out = _tinted(out, dice)
    noise = torch.randn(out.shape, generator=dice, device=out.device)
    out = out + noise * (0.16 * _rand(out, dice) * (_rand(out, dice) < 0.5))
    out = torch.where(_rand(out, dice) < 0.25, frames, out)
    return out.clamp(-1, 1)


def _rand(frames: Tensor, dice: torch.Generator, channels: int = 1) -> Tensor:
    return torch.rand(len(frames), channels, 1, 1, generator=dice, device=frames.device)


def _blended(frames: Tensor, other: Tensor, share: float, dice: torch.Generator) -> Tensor:
    return torch.where(_rand(frames, dice) < share, other, frames)


def _warped(frames: Tensor, dice: torch.Generator) -> Tensor:
    """Bend the outlines by up to about three pixels of 128."""
    count, _, height, width = frames.shape
    shifts = torch.randn(count, 2, 7, 7, generator=dice, device=frames.device) * 0.022
    shifts = functional.interpolate(shifts, size=(height, width), mode="bicubic").permute(0, 2, 3, 1)
    still = torch.eye(2, 3, device=frames.device).expand(count, 2, 3)
    grid = functional.affine_grid(still, [count, 3, height, width], align_corners=False)
    bent: Tensor = functional.grid_sample(frames, grid + shifts, padding_mode="border", align_corners=False)
    return bent


def _coarse(frames: Tensor, dice: torch.Generator) -> Tensor:
    """Lose detail: down to a half or less, and smoothly up again."""
    height, width = frames.shape[-2:]
    share = float(torch.empty((), device=frames.device).uniform_(0.25, 0.7, generator=dice))
    small = functional.interpolate(frames, scale_factor=share, mode="bilinear", antialias=True)
    return functional.interpolate(small, size=(height, width), mode="bicubic")


def _recompressed(frames: Tensor, dice: torch.Generator) -> Tensor:
    """Round the cosine transform of blocks, coarser for higher frequencies, as JPEG does."""
    k = torch.arange(BLOCK_PX, device=frames.device, dtype=frames.dtype)
    basis = torch.cos(pi / BLOCK_PX * (k[None] + 0.5) * k[:, None]) * (2 / BLOCK_PX) ** 0.5
    basis[0] /= 2**0.5
    blocks = frames.unfold(2, BLOCK_PX, BLOCK_PX).unfold(3, BLOCK_PX, BLOCK_PX)  # b 3 n m 8 8
    step = (0.06 + 0.05 * (k[:, None] + k[None])) * (0.3 + 2 * _rand(frames, dice)[..., None, None])
    kept = ((basis @ blocks @ basis.T) / step).round() * step
    whole: Tensor = basis.T @ kept @ basis
    return whole.permute(0, 1, 2, 4, 3, 5).reshape(frames.shape)


def _tinted(frames: Tensor, dice: torch.Generator) -> Tensor:
    """Change contrast, brightness and the balance of colours."""
    gain = 1 + 0.12 * (2 * _rand(frames, dice, 3) - 1)
    contrast = 0.7 + 0.4 * _rand(frames, dice)
    return frames * gain * contrast + 0.12 * (2 * _rand(frames, dice) - 1)

"""Teach the words where their things are: attention of a thing's words is to lie inside its box.

A small term beside the denoising loss, after TokenCompose (arXiv 2312.03626) with boxes for masks. It is meant to bind
words to things in fewer pictures, and to make the maps that layout guidance reads mean what guidance takes them for.
"""

from __future__ import annotations

from typing import Any

import torch
from diffusers.models.attention_processor import Attention
from torch import Tensor, nn

from training.storybook.world import Batch


class MapKeeper:
    """An attention processor that computes plain attention and keeps its probabilities, averaged over heads."""

    def __init__(self, maps: list[Tensor]) -> None:
        self.maps = maps

    def __call__(
        self, attn: Attention, hidden_states: Tensor, encoder_hidden_states: Tensor | None = None, **_: Any
    ) -> Tensor:
        """Attend from cells (b n c) to words (b t c); appends b n t to the kept maps."""
        assert encoder_hidden_states is not None
        query = attn.head_to_batch_dim(attn.to_q(hidden_states))
        key = attn.head_to_batch_dim(attn.to_k(encoder_hidden_states))
        value = attn.head_to_batch_dim(attn.to_v(encoder_hidden_states))
        shares = attn.get_attention_scores(query, key)  # b*heads n t
        self.maps.append(shares.view(-1, attn.heads, *shares.shape[1:]).mean(1).float())
        attended = attn.batch_to_head_dim(torch.bmm(shares, value))
        return attn.to_out[1](attn.to_out[0](attended))  # type: ignore[no-any-return]


def keep_maps(unet: nn.Module) -> list[Tensor]:
    """Make the text attention of a UNet append its maps to the list that is returned; empty it at every step."""
    maps: list[Tensor] = []
    for name, module in unet.named_modules():
        if name.endswith("attn2") and "motion_modules" not in name:
            module.set_processor(MapKeeper(maps))
    return maps


def word_masks(batch: Batch, offsets: Tensor) -> Tensor:
    """Return which tokens are a thing's own: b o t, from tokens' character `offsets` (b t 2)."""
    things = batch.nouns.shape[1]
    padded = [[*spans, *[(0, 0)] * (things - len(spans))] for spans in batch.spans]
    begins, ends = torch.tensor(padded)[:, :, None].unbind(-1)  # b o 1
    first, last = offsets[:, None].unbind(-1)  # b 1 t
    return ((first >= begins) & (last <= ends) & (last > first)).float()


def cell_masks(boxes: Tensor, rows: int, columns: int) -> Tensor:
    """Return how much of each cell of a grid a box covers: ... n from ... 4, each 0..1."""
    covered = []
    for cells, low, high in ((columns, 0, 2), (rows, 1, 3)):
        edges = torch.arange(cells + 1, device=boxes.device) / cells
        shared = torch.minimum(edges[1:], boxes[..., high, None]) - torch.maximum(edges[:-1], boxes[..., low, None])
        covered.append(shared.clamp(0) * cells)
    return (covered[1][..., :, None] * covered[0][..., None, :]).flatten(-2)


def grounding_loss(maps: list[Tensor], batch: Batch, words: Tensor, weight: Tensor) -> Tensor:
    """Return how much of the things' attention lies outside their boxes, 0..1.

    Args:
        maps: each (b f) n t, of the clips' frames.
        batch: boxes and presence. Things said with the same words share the union of their boxes.
        words: b o t, the tokens of each thing.
        weight: b, how much each clip counts: little where noise hides everything.
    """
    shared = (words[:, :, None] == words[:, None]).all(-1).float()  # b o o
    frames = batch.boxes.shape[1]
    height, width = batch.frames.shape[-2:]
    terms = []
    for shares in maps:
        rows = round((shares.shape[1] * height / width) ** 0.5)
        covered = cell_masks(batch.boxes, rows, shares.shape[1] // rows) * batch.present[..., None]  # b f o n
        inside = (torch.einsum("bop,bfpn->bfon", shared, covered) > 0).float()
        seen = torch.einsum("bfnt,bot->bfon", shares.view(-1, frames, *shares.shape[1:]), words)
        outside = 1 - (seen * inside).sum(-1) / seen.sum(-1).clamp(min=1e-6)
        counts = batch.present * weight[:, None, None] * (words.sum(-1)[:, None] > 0)
        terms.append((outside.square() * counts).sum() / counts.sum().clamp(min=1e-6))
    return torch.stack(terms).mean()

"""Dual-softmax filtering: how surely a place of one frame and a place of another belong together.

P_ij = softmax_j(S)_ij * softmax_i(S)_ij for S = Q K^T / sqrt(d), as LoFTR matches pictures and DirecT2V (arXiv
2305.14330, section on dual-softmax filtering) frames. A query's confidence is the mean, or the largest, of its row.
Nothing of the size n x n is kept: with the rows' and columns' log-sum-exp L^r and L^c,

    sum_j P_ij = exp(LSE_j(2 S_ij - L^c_j) - L^r_i)        max_j P_ij = exp(max_j(2 S_ij - L^c_j) - L^r_i)

so two passes over chunks of queries do.
"""

from __future__ import annotations

import math
from typing import Literal

import torch
from torch import Tensor

Confidence = Literal["mean", "max"]
CHUNK = 256


def confidences(query: Tensor, key: Tensor, how: Confidence = "mean", *, chunk: int = CHUNK) -> Tensor:
    """Return each query's confidence: ... q from ... q d and ... k d, in 32 bits."""
    query, key = query.float() / math.sqrt(query.shape[-1]), key.float().transpose(-1, -2)
    parts = torch.split(query, chunk, dim=-2)
    columns = torch.full((*key.shape[:-2], key.shape[-1]), -torch.inf, device=key.device)
    rows, last = [], None
    for some in parts:
        last = some @ key  # ... chunk k
        rows.append(last.logsumexp(-1))
        columns = torch.logaddexp(columns, last.logsumexp(-2))
    found = []
    for some, row in zip(parts, rows, strict=True):
        scores = last if last is not None and len(parts) == 1 else some @ key
        doubled = 2 * scores - columns[..., None, :]
        best = doubled.amax(-1) if how == "max" else doubled.logsumexp(-1) - math.log(key.shape[-1])
        found.append((best - row).exp())
    return torch.cat(found, dim=-1)


def surest(confidence: Tensor, filtered: float) -> Tensor:
    """Return which queries are kept when the least sure share is filtered out: rows a q, a share of each row's a q.

    0 filters out none and 1 all.
    """
    flat = confidence.flatten(1)
    out = round(filtered * flat.shape[1])
    kept = torch.ones_like(flat, dtype=torch.bool)
    kept.scatter_(1, flat.argsort(dim=1, stable=True)[:, :out], value=False)
    return kept.view_as(confidence)

"""Frame directing: each stretch of a clip hears a prompt of its own.

The prompts of all stretches stand one behind the other as one long text. Where a layer attends from a frame to the
text, each prompt's tokens get a penalty: none within its own stretch, growing beyond it. So every family of models can
be directed, those whose latent frames stand for several frames as well, and a model that is not directed is not
touched. After Prompt Relay (arXiv 2604.10030); with a sharp border every frame hears its own prompt alone, as in
DirecT2V (arXiv 2305.14330).

The penalties of a frame are shifted so that its prompts together weigh as much as one: with equal prompts the model
computes exactly what it would with one prompt, also where text and picture share a softmax.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from storyagent.diffusion.attention import Call
from storyagent.errors import InvalidInput
from storyagent.story.directions import FrameDirections

WEIGHT_AT_TAIL = 1e-3
"""What is left of a prompt's weight `tail` latent frames beyond its stretch."""
MOST = 60.0
"""The largest penalty: a weight of 1e-26, and still a number in half precision."""


def penalties(directions: FrameDirections, frames: int, tail: float = 0.0) -> Tensor:
    """Return the penalty of each prompt in each latent frame: f k, natural log of one over its weight.

    Args:
        directions: K stretches, in shares of the clip.
        frames: latent frames.
        tail: latent frames beyond a stretch until little of its prompt is left; 0 is a sharp border.
    """
    spans = torch.tensor([(one.start * frames, one.end * frames) for one in directions.deltas])
    middle = torch.arange(frames)[:, None] + 0.5
    if tail <= 0.0:
        inside = (spans[None, :, 0] <= middle) & (middle < spans[None, :, 1])
        inside[-1, -1] = True
        raw = torch.where(inside, 0.0, MOST)
    else:
        edge = torch.maximum(spans[None, :, 0] + 0.5 - middle, middle - spans[None, :, 1] + 0.5).clamp(min=0.0)
        sigma = tail / math.sqrt(2 * math.log(1 / WEIGHT_AT_TAIL))
        raw = (edge.square() / (2 * sigma**2)).clamp(max=MOST)
    return raw + torch.logsumexp(-raw, dim=-1, keepdim=True)


def clips_penalties(directions: Sequence[FrameDirections] | None, frames: int, tail: float) -> Tensor | None:
    """Return the penalties of each clip of a batch, b f k, or None where nothing is directed.

    Raises:
        InvalidInput: clips with different numbers of directions, or more than there are latent frames.
    """
    if directions is None:
        return None
    counts = {len(one.deltas) for one in directions}
    if len(counts) > 1:
        raise InvalidInput("clips of one batch need as many directions each", found=", ".join(map(str, sorted(counts))))
    if max(counts) > frames:
        raise InvalidInput(
            "more directions than the model has frames to tell apart",
            found=str(max(counts)),
            needed=f"at most {frames}",
            hint="fewer directions, or a longer clip",
        )
    return torch.stack([penalties(one, frames, tail) for one in directions])


def heard_behind(penalty_bfk: Tensor, ahead: int) -> Tensor:
    """Return penalties where so many latent frames come before the clips' and hear all prompts alike."""
    batch, _, prompts = penalty_bfk.shape
    alike = penalty_bfk.new_full((batch, ahead, prompts), math.log(prompts))
    return torch.cat([alike, penalty_bfk], dim=1)


def gated_by_rows(call: Call, penalty_bfk: Tensor, length: int) -> Call:
    """Return a call whose rows (b f) a q d are frames, with its prompts penalised; other calls as they are."""
    if call.key.shape[-2] != penalty_bfk.shape[-1] * length:
        return call
    rows = penalty_bfk.flatten(0, 1)
    bias = -rows.repeat_interleave(length, dim=-1)[:, None, None]  # (b f) 1 1 t
    return _with_bias(call, bias)


def gated_in_sequence(call: Call, penalty_bfk: Tensor, length: int, *, joint: bool) -> Call:
    """Return a call whose rows are clips b a (f p) d, with its prompts penalised; other calls as they are.

    With `joint` attention the text comes first in the keys, and in the queries if they have it; each prompt then
    attends to itself and the video.
    """
    batch, frames, prompts = penalty_bfk.shape
    text = prompts * length
    video = call.key.shape[-2] - text if joint else call.query.shape[-2]
    if call.key.shape[-2] != text + (video if joint else 0) or call.query.shape[-2] not in (video, text + video):
        return call
    cells = -penalty_bfk.repeat_interleave(video // frames, dim=1).repeat_interleave(length, dim=-1)  # b (f p) t
    if joint:
        if call.query.shape[-2] > video:
            own = torch.arange(text, device=cells.device) // length
            among = torch.where(own[:, None] == own[None], 0.0, -MOST).expand(batch, -1, -1)
            cells = torch.cat([among.to(cells.dtype), cells], dim=1)
        cells = torch.cat([cells, cells.new_zeros(*cells.shape[:2], video)], dim=2)
    return _with_bias(call, cells[:, None])


def _with_bias(call: Call, bias: Tensor) -> Call:
    bias = bias.to(call.query)
    if call.mask is None:
        return call._replace(mask=bias)
    mask = call.mask
    if mask.dtype == torch.bool:
        mask = torch.zeros_like(mask, dtype=bias.dtype).masked_fill(~mask, -torch.inf)
    return call._replace(mask=mask + bias)

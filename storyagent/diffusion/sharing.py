"""Frames that attend to each other: policies of sharing self-attention, by which frames drawn alone become a clip.

For models whose self-attention stays within a frame, frames being rows of a batch. Training-free; the model is
bit-identical afterwards.

| policy | keys and values of frame i |
|---|---|
| `self` | its own: none are shared |
| `first` | those of frame 0 (Text2Video-Zero, arXiv 2303.13439) |
| `previous` | those of frame i - 1 |
| `self_first_previous` | those of i, 0 and i - 1 together (Free-Bloom, arXiv 2309.14494) |
| `middle` | those of i, of the middle frame and of i's neighbour on its way there: no frame is left to itself |
| `rotate` | those of frame floor(step / period) mod frames (rotational value mapping, DirecT2V, arXiv 2305.14330) |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Literal, Self

import torch
from pydantic import Field, model_validator
from torch import Tensor, nn
from torch.nn import functional

from storyagent.diffusion.attention import Call, altered, replaced_forward
from storyagent.diffusion.dual_softmax import Confidence, confidences, surest
from storyagent.diffusion.models.spec import SharingPolicy
from storyagent.errors import InvalidInput
from storyagent.story.values import UnitTime, Value

_SELF = re.compile(r"(down_blocks|mid_block|up_blocks)(?:\.(\d+))?\.attentions\.\d+\.transformer_blocks\.\d+\.attn1")


class Sharing(Value):
    """How frames share self-attention.

    `source` "v" takes only the values from the other frame and matches by the frame's own keys. `layers`: "fine" are
    the levels of the way up but the coarsest, as DirecT2V has it. From `start` to `until` of the denoising steps.
    `filtered` is the share of queries, frame by frame, that are least sure of their match and attend to their own
    frame instead (dual-softmax filtering); 0 is off.
    """

    policy: SharingPolicy = "first"
    period: int = Field(4, ge=1)
    source: Literal["kv", "v"] = "kv"
    layers: Literal["all", "up", "fine"] = "all"
    start: UnitTime = 0.0
    until: UnitTime = 1.0
    filtered: UnitTime = 0.0
    confidence: Confidence = "mean"

    @model_validator(mode="after")
    def _values_from_one_frame(self) -> Self:
        if self.source == "v" and self.policy in ("self_first_previous", "middle"):
            raise ValueError("values alone can come from one other frame, not from several")
        return self

    def active(self, step: int, steps: int) -> bool:
        """Return whether frames share at a denoising step, counted from 0."""
        return self.start * steps <= step < self.until * steps

    def anchor(self, step: int, frames: int) -> int:
        """Return the frame that all look at in a step, counted from 0, for the policies that have one."""
        return step // self.period % frames if self.policy == "rotate" else 0

    def sources(self, step: int, frames: int) -> tuple[tuple[int, ...], ...]:
        """Return, for each frame, the frames whose keys and values it attends to."""
        if self.policy == "previous":
            return tuple((max(0, frame - 1),) for frame in range(frames))
        if self.policy == "self_first_previous":
            return tuple((frame, 0, max(0, frame - 1)) for frame in range(frames))
        if self.policy == "middle":
            middle = frames // 2
            return tuple((frame, middle, frame + (1 if frame < middle else -1)) for frame in range(frames))
        return ((self.anchor(step, frames),),) * frames


@contextmanager
def sharing(unet: nn.Module, settings: Sharing, *, step: int, steps: int, frames: int) -> Iterator[None]:
    """Let the frames of a UNet's rows (b f) share self-attention during one denoising step, counted from 0.

    Raises:
        InvalidInput: the model has no self-attention that stays within a frame.
    """
    if frames == 1 or settings.policy == "self" or not settings.active(step, steps):
        yield
        return
    layers = self_layers(unet, settings.layers)
    if not layers:
        raise InvalidInput(
            "this model's frames have no attention of their own to share",
            found=type(unet).__name__,
            needed="a UNet that sees frames as pictures",
        )
    anchored = settings.policy in ("first", "rotate") and settings.filtered == 0.0
    with ExitStack() as stack:
        if anchored:
            anchor = settings.anchor(step, frames)
            for layer in layers:
                _project_anchor(stack, unet.get_submodule(layer), settings, anchor, frames)
        else:
            sources = settings.sources(step, frames)
            stack.enter_context(altered(unet, layers, lambda _, call: _shared(call, settings, sources)))
        yield


def self_layers(unet: nn.Module, which: Literal["all", "up", "fine"] = "all") -> tuple[str, ...]:
    """Return the names of the layers in which each frame attends to itself."""
    found = [
        (match[1], int(match[2] or 0), name) for name, _ in unet.named_modules() if (match := _SELF.fullmatch(name))
    ]
    if which == "all":
        return tuple(name for *_, name in found)
    up = [(block, name) for room, block, name in found if room == "up_blocks"]
    coarsest = min((block for block, _ in up), default=0)
    if which == "fine" and len({block for block, _ in up}) > 1:
        up = [(block, name) for block, name in up if block != coarsest]
    return tuple(name for _, name in up)


def _project_anchor(stack: ExitStack, layer: Any, settings: Sharing, anchor: int, frames: int) -> None:
    """Project the anchor frame alone to keys and values, and give them to all frames."""

    def wrap(project: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
        def once(states: Tensor) -> Tensor:
            of_anchor = states.view(-1, frames, *states.shape[1:])[:, anchor]
            return project(of_anchor).repeat_interleave(frames, dim=0)

        return once

    for name in ("to_v",) if settings.source == "v" else ("to_k", "to_v"):
        stack.enter_context(replaced_forward(getattr(layer, name), wrap))


def _shared(call: Call, settings: Sharing, sources: tuple[tuple[int, ...], ...]) -> Call | Tensor:
    """Return self-attention (b f) a n d over other frames' keys and values."""
    frames = len(sources)
    rows = torch.tensor(sources, device=call.key.device)  # f s
    clips = torch.arange(call.key.shape[0] // frames, device=rows.device) * frames
    index = (clips[:, None, None] + rows).flatten(0, 1)  # (b f) s

    def taken(states: Tensor) -> Tensor:
        return states[index].transpose(1, 2).flatten(2, 3)  # (b f) a (s n) d

    key = call.key if settings.source == "v" else taken(call.key)
    value = taken(call.value)
    if settings.filtered == 0.0:
        return call._replace(key=key, value=value)
    across = functional.scaled_dot_product_attention(call.query, key, value, scale=call.scale)
    own = functional.scaled_dot_product_attention(call.query, call.key, call.value, scale=call.scale)
    kept = surest(confidences(call.query, key, settings.confidence), settings.filtered)
    return torch.where(kept[..., None], across, own)

"""Layout guidance: objects are drawn where the layout says, by a model that was never trained for it.

At each of the first denoising steps, the noisy latents are moved so that the words that name an object are attended to
inside its box and not outside. Training-free, after LVD (Lian et al., ICLR 2024). What differs: the energy is measured
afresh at every guided step, the way is normalised so that one step size suits every model and number format, and only
the part of the model up to the last map is run.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

import torch
from pydantic import Field
from torch import Tensor, nn

from storyagent.diffusion.attention import MapRequest, Maps, checkpointed, frozen, quick_gradients, reading
from storyagent.diffusion.energy import EnergyWeights, energy
from storyagent.diffusion.finite import not_finite
from storyagent.diffusion.regions import Boxes, Regions, Targets, regions
from storyagent.errors import InvalidInput, OutOfMemory
from storyagent.story.values import UnitTime, Value

HALF_SCALE = 2.0**14
"""Lifts a half-precision gradient out of the range where it would round to zero; the normalised step is unchanged."""

Predict = Callable[[Tensor], object]
"""Runs the model on latents b c f h w (float32) with the prompts alone, without the empty prompt's half."""


class GuidanceSettings(Value):
    """How strongly, and for how long, a layout steers.

    `until` is the share of the denoising steps that are guided, `iterations` the most updates within the first of them,
    falling to one in the last, `step` the length of an update as a share of the noise level. A sample whose energy is
    at or below `threshold` is left alone. `background` is the share of the steps in which what no box covers is drawn
    once for all frames (`storyagent.diffusion.background`), by default the model's own. The weights and shares are
    those of `EnergyWeights`.
    """

    until: UnitTime = 0.24
    iterations: int = Field(2, ge=1, le=50)
    step: float = Field(0.12, gt=0.0, le=2.0)
    threshold: float = Field(0.0, ge=0.0)
    inside: float = Field(1.0, ge=0.0)
    outside: float = Field(4.0, ge=0.0)
    center: float = Field(0.3, ge=0.0)
    inside_top: float = Field(0.75, gt=0.0, le=1.0)
    outside_top: float = Field(0.75, gt=0.0, le=1.0)
    background: UnitTime | None = None
    checkpoint: bool = Field(False, description="compute blocks twice instead of keeping their insides: less memory")

    def iterations_in(self, step: int, steps: int) -> int:
        """Return the most updates within a denoising step (from 0) of so many: what goes where is decided early."""
        guided = min(steps, round(self.until * steps))
        return math.ceil(self.iterations * (1.0 - step / guided)) if step < guided else 0

    def weights(self) -> EnergyWeights:
        """Return the weights of the energy's terms."""
        return EnergyWeights(self.inside, self.outside, self.center, self.inside_top, self.outside_top)


def make_targets(columns: Sequence[Sequence[Sequence[int]]], boxes: Sequence[Boxes], device: torch.device) -> Targets:
    """Join the tokens and boxes of several prompts into one batch.

    Args:
        columns: by prompt and object, the columns of the tokens that name it (`token_columns`).
        boxes: by prompt, the boxes of its objects (`layout_boxes`), all with the same number of frames.
        device: where the model is.

    Raises:
        InvalidInput: a prompt has not as many names as objects.
    """
    for own, box in zip(columns, boxes, strict=True):
        if len(own) != len(box.corners_of4):
            raise InvalidInput("each object needs a name", found=str(len(own)), needed=str(len(box.corners_of4)))
    entries = [
        [(object_, column, 1.0 / len(own) / len(tokens)) for object_, tokens in enumerate(own) for column in tokens]
        for own in columns
    ]
    length = max(1, *map(len, entries))
    frames = boxes[0].corners_of4.shape[1]
    tokens_bn = torch.zeros(len(entries), length, dtype=torch.int64)
    share_bn = torch.zeros(len(entries), length)
    corners = torch.zeros(len(entries), length, frames, 4)
    present = torch.zeros(len(entries), length, frames, dtype=torch.bool)
    for sample, (listed, own_boxes) in enumerate(zip(entries, boxes, strict=True)):
        if listed:
            objects, tokens, shares = (torch.tensor(column) for column in zip(*listed, strict=True))
            tokens_bn[sample, : len(listed)], share_bn[sample, : len(listed)] = tokens, shares
            corners[sample, : len(listed)] = own_boxes.corners_of4[objects]
            present[sample, : len(listed)] = own_boxes.present_of[objects]
    return Targets(*(part.to(device) for part in (tokens_bn, share_bn, corners, present)))


@dataclass(frozen=True)
class Guided:
    """Latents after a guided step, and each iteration's energies (b) as measured before its update."""

    latents: Tensor
    energies: tuple[Tensor, ...]


class LayoutGuidance:
    """Steers the latents of one batch.

    Args:
        model: the denoiser.
        layers: names of its attention layers to read, in the order in which they run.
        targets: what the tokens should attend to; frames are latent frames.
        settings: how strongly.
        text_length: columns of the text as the layers see it.
        joint: the layers attend to text and video at once, the text first.
        blocks: names of the blocks that may be checkpointed.
        ahead: latent frames that the model sees before those of the targets, and that are not steered.
    """

    def __init__(
        self,
        model: nn.Module,
        layers: Sequence[str],
        targets: Targets,
        settings: GuidanceSettings,
        *,
        text_length: int,
        joint: bool = False,
        blocks: Sequence[str] = (),
        ahead: int = 0,
    ) -> None:
        self.model = model
        self.ahead = ahead
        self.targets = targets
        self.settings = settings
        self.blocks = tuple(blocks)
        self.request = MapRequest(
            layers=tuple(layers),
            tokens_bn=targets.tokens_bn,
            frames=ahead + targets.present_bnf.shape[2],
            text_length=text_length,
            joint=joint,
        )
        self._regions: dict[tuple[int, int], Regions] = {}
        self._guides = bool((targets.share_bn > 0.0).any())

    def guide(
        self, latents: Tensor, noise_level: float, predict: Predict, *, step: int, iterations: int | None = None
    ) -> Guided:
        """Move the latents b c f h w towards the layout, and return them in float32.

        Without any object they are returned as they are, at no cost.

        Args:
            latents: the noisy latents of denoising step `step`.
            noise_level: standard deviation of the noise in them.
            predict: runs the model on latents.
            step: names the step in errors.
            iterations: the most updates; by default those of the settings.

        Raises:
            ToolFailed: the energy or its gradient is not finite; it names the step and the first module at fault.
            OutOfMemory: the device has not enough memory for the gradient.
        """
        latents = before = latents.float()
        if not self._guides:
            return Guided(latents, ())
        energies = []
        try:
            with frozen(self.model):
                for _ in range(self.settings.iterations if iterations is None else iterations):
                    found, way = self._slope(latents, predict, step)
                    energies.append(found)
                    moving = (found > self.settings.threshold) & (self.targets.share_bn.sum(-1) > 0.0)
                    if not moving.any():
                        break
                    move = self.settings.step * noise_level * moving.float()
                    latents = latents - move.view(-1, 1, 1, 1, 1) * way
        except torch.OutOfMemoryError as error:
            raise OutOfMemory(
                "not enough memory for layout guidance",
                where=f"step {step}",
                needed="less memory: checkpointing, fewer frames or a smaller picture",
                hint="set checkpoint in the guidance settings",
            ) from error
        return Guided(_like(before, latents), tuple(energies))

    def measure(self, latents: Tensor, predict: Predict) -> Tensor:
        """Return each sample's energy (b) without changing anything."""
        with torch.no_grad(), reading(self.model, self.request) as read:
            return self._energy(latents, read(partial(predict, latents)))

    def _slope(self, latents: Tensor, predict: Predict, step: int) -> tuple[Tensor, Tensor]:
        """Return the energies b and the direction in which each sample's grows, of root mean square 1."""
        half = next(self.model.parameters()).dtype == torch.float16
        # a scale that is too large overflows: then the next smaller one is tried
        for scale in (HALF_SCALE, HALF_SCALE / 2**8, 1.0) if half else (1.0,):
            found, gradient = self._gradient(latents, predict, scale)
            if not torch.isfinite(found).all():
                raise not_finite(self.model, partial(predict, latents), step=step, otherwise="the layout energy")
            if torch.isfinite(gradient).all():
                size = gradient.flatten(1).square().mean(-1).sqrt().view(-1, 1, 1, 1, 1)
                return found, gradient / size.clamp(min=torch.finfo(torch.float32).tiny)
        raise not_finite(
            self.model, partial(predict, latents), step=step, otherwise="the gradient of the layout energy"
        )

    def _gradient(self, latents: Tensor, predict: Predict, scale: float) -> tuple[Tensor, Tensor]:
        with ExitStack() as stack:
            stack.enter_context(torch.enable_grad())
            if self.settings.checkpoint:
                stack.enter_context(checkpointed(self.model, self.blocks, self.request.layers[-1]))
            else:  # which takes more memory
                stack.enter_context(quick_gradients(latents.device))
            read = stack.enter_context(reading(self.model, self.request))
            leaf = latents.detach().requires_grad_()
            found = self._energy(leaf, read(partial(predict, leaf)))
            (gradient,) = torch.autograd.grad(found.sum() * scale, leaf)
            return found.detach(), gradient

    def _energy(self, latents: Tensor, maps: Maps) -> Tensor:
        height, width = latents.shape[-2:]
        weights = self.settings.weights()
        per_layer = [
            energy(own, self._grid(grid_of(own.shape[-1], height, width)), self.targets.share_bn, weights)
            for own in (attention[:, :, self.ahead :] for attention in maps.values())
        ]
        return torch.stack(per_layer).mean(0)

    def _grid(self, size: tuple[int, int]) -> Regions:
        if size not in self._regions:
            self._regions[size] = regions(self.targets, *size)
        return self._regions[size]


def _like(before: Tensor, after: Tensor) -> Tensor:
    """Give moved latents the mean and spread that each channel had: those the model expects at this noise level.

    Without it, backgrounds take on a tint and grain: updates add up in the flat parts of the picture.
    """
    axes = (2, 3, 4)
    mean, spread = before.mean(axes, keepdim=True), before.std(axes, keepdim=True)
    deviation = after - after.mean(axes, keepdim=True)
    restored = deviation * (spread / deviation.std(axes, keepdim=True).clamp(min=1e-6)) + mean
    moved = (after != before).flatten(1).any(1).view(-1, 1, 1, 1, 1)
    return torch.where(moved, restored, before)


def grid_of(positions: int, height: int, width: int) -> tuple[int, int]:
    """Return the rows and columns of an attention map over latents of this size: halved some number of times.

    Raises:
        InvalidInput: no number of halvings gives that many positions.
    """
    h, w = height, width
    while h * w > positions and h * w > 1:
        h, w = -(-h // 2), -(-w // 2)
    if h * w != positions:
        raise InvalidInput(
            "an attention map does not fit the latents",
            found=f"{positions} positions",
            needed=f"{height} x {width}, halved some number of times",
            hint="choose a picture size that is a multiple of the model's",
        )
    return h, w

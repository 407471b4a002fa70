"""The denoising loop that all families share: sampler steps, prompts against the empty prompt, guidance, progress."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import torch
from pydantic import Field
from torch import Tensor

from storyagent.diffusion.finite import not_finite
from storyagent.diffusion.guidance import GuidanceSettings, LayoutGuidance, make_targets
from storyagent.diffusion.models.base import Text, VideoModel
from storyagent.diffusion.phrases import phrase_spans, token_columns
from storyagent.diffusion.regions import Targets, layout_boxes
from storyagent.errors import InvalidInput, OutOfMemory
from storyagent.story.layout import Layout
from storyagent.story.values import Value


class SampleSettings(Value):
    """How a clip is made. What is None is the model's own.

    `preview_every` sends a small picture with the report of every so many steps, 0 none. `split` runs prompt and empty
    prompt one after the other: less memory, the same result.
    """

    frames: int | None = Field(None, ge=1)
    width_px: int | None = Field(None, ge=8)
    height_px: int | None = Field(None, ge=8)
    steps: int | None = Field(None, ge=1, le=1000)
    scale: float | None = Field(None, ge=1.0, le=50.0)
    negative: str | None = None
    guidance: GuidanceSettings | None = GuidanceSettings()
    preview_every: int = Field(0, ge=0)
    split: bool = False


@dataclass(frozen=True)
class StepReport:
    """A step that was done, counted from 1: the energies (b) before each update, and a preview h w 3 (8 bits)."""

    step: int
    steps: int
    energies: tuple[Tensor, ...] = ()
    preview_hwc: Tensor | None = None


@dataclass(frozen=True)
class Clips:
    """What was made: frames b f h w 3 (8 bits, CPU), final latents b c f h w, and every step's layout energies."""

    frames_bfhwc: Tensor
    latents: Tensor
    energies: tuple[tuple[Tensor, ...], ...] = field(default=())


OnStep = Callable[[StepReport], None]
"""Called after each step; what it raises (`Cancelled`, for one) ends the sampling."""


@torch.no_grad()
def sample(
    model: VideoModel,
    prompts: Sequence[str],
    seeds: Sequence[int],
    layouts: Sequence[Layout] | None = None,
    settings: SampleSettings | None = None,
    on_step: OnStep | None = None,
) -> Clips:
    """Make one clip per prompt. A clip depends on its own prompt, seed and layout alone, not on the batch.

    Args:
        model: what makes them.
        prompts: what is seen; names the objects of the layout.
        seeds: one each.
        layouts: one each, where guided.
        settings: how.
        on_step: called after each step.

    Raises:
        InvalidInput: an option the model cannot do; an object of a layout that its prompt does not name.
        ToolFailed: numbers stopped being finite; it names the step and the module.
        OutOfMemory: the device has not enough memory.
    """
    settings = settings or SampleSettings()
    if not len(prompts) == len(seeds) == len(layouts if layouts is not None else prompts):
        raise InvalidInput("each prompt needs a seed, and a layout where guided", found=f"{len(prompts)} prompts")
    try:
        return _Sampling(model, prompts, seeds, layouts, settings).run(on_step)
    except torch.OutOfMemoryError as error:
        raise OutOfMemory(
            "not enough memory to make the clip",
            where=model.spec.id,
            hint="fewer frames, a smaller picture, or one clip at a time",
        ) from error


class _Sampling:
    """One run of the loop."""

    def __init__(
        self,
        model: VideoModel,
        prompts: Sequence[str],
        seeds: Sequence[int],
        layouts: Sequence[Layout] | None,
        settings: SampleSettings,
    ) -> None:
        self.model, self.settings = model, settings
        spec = model.spec
        width, height = spec.capabilities.sizes_px[0]
        self.frames = settings.frames or (spec.capabilities.frames if spec.capabilities.video else 1)
        shape = model.latents_shape(self.frames, settings.height_px or height, settings.width_px or width)
        self.steps = settings.steps or spec.steps
        self.scale = settings.scale if settings.scale is not None else spec.scale
        self.text = model.encode(prompts)
        negative = spec.negative if settings.negative is None else settings.negative
        self.unsaid = model.encode([negative] * len(prompts)) if self.scale > 1.0 else None
        self.scheduler = model.scheduler(self.steps, shape)
        self.latents = model.first_noise(shape, seeds) * float(getattr(self.scheduler, "init_noise_sigma", 1.0))
        self.guides = self._guides(prompts, layouts) if layouts is not None and settings.guidance else []

    def run(self, on_step: OnStep | None) -> Clips:
        energies = []
        for step, time in enumerate(self.scheduler.timesteps):
            energies.append(self._steer(step, time))
            answer = self._predict(time)
            last = self.latents
            self.latents = self.scheduler.step(answer, time, last, return_dict=False)[0].float()
            if not torch.isfinite(self.latents).all():
                again = partial(self._run, last, time, self.text)
                raise not_finite(self.model.denoiser, again, step=step + 1, otherwise="the sampler")
            if on_step is not None:
                on_step(StepReport(step + 1, self.steps, energies[-1], self._preview(step, time, answer, last)))
        return Clips(self.model.decode(self.latents), self.latents, tuple(energies))

    def _guides(self, prompts: Sequence[str], layouts: Sequence[Layout]) -> list[tuple[slice, LayoutGuidance]]:
        """Return the guidance of each window of latent frames."""
        self.model.spec.require("layout_guidance")
        assert self.settings.guidance is not None
        targets = layout_targets(self.model, prompts, layouts, self.frames)
        guides = []
        for window in self.model.windows(self.latents.shape[2]):
            part = targets._replace(
                corners_bnf4=targets.corners_bnf4[:, :, window], present_bnf=targets.present_bnf[:, :, window]
            )
            guides.append((window, layout_guidance(self.model, part, self.settings.guidance)))
        return guides

    def _steer(self, step: int, time: Tensor) -> tuple[Tensor, ...]:
        count = self.guides[0][1].settings.iterations_in(step, self.steps) if self.guides else 0
        if not count:
            return ()
        level = noise_level(self.scheduler, step, time)
        energies: tuple[Tensor, ...] = ()
        for window, guide in self.guides:
            predict = partial(self._run, time=time, text=self.text)
            guided = guide.guide(self.latents[:, :, window], level, predict, step=step + 1, iterations=count)
            self.latents[:, :, window] = guided.latents
            energies += guided.energies
        return energies

    def _predict(self, time: Tensor) -> Tensor:
        if self.unsaid is None:
            return self._run(self.latents, time, self.text)
        if self.settings.split:
            said, unsaid = (self._run(self.latents, time, text) for text in (self.text, self.unsaid))
        else:
            both = self._run(torch.cat([self.latents] * 2), time, self.text.joined(self.unsaid))
            said, unsaid = both.chunk(2)
        return unsaid + self.scale * (said - unsaid)

    def _run(self, latents: Tensor, time: Tensor, text: Text) -> Tensor:
        if hasattr(self.scheduler, "scale_model_input"):
            latents = self.scheduler.scale_model_input(latents, time)
        return self.model.predict(latents, time, text)

    def _preview(self, step: int, time: Tensor, answer: Tensor, noisy: Tensor) -> Tensor | None:
        """Paint the first clip's middle frame as the model expects it to become."""
        every = self.settings.preview_every
        if not every or (step + 1) % every:
            return None
        middle = slice(noisy.shape[2] // 2, noisy.shape[2] // 2 + 1)
        clean = clean_estimate(self.scheduler, step, time, noisy[:1, :, middle], answer[:1, :, middle])
        return self.model.decode(clean)[0, 0]


def layout_targets(model: VideoModel, prompts: Sequence[str], layouts: Sequence[Layout], frames: int) -> Targets:
    """Return what the words of the prompts should attend to, by latent frames.

    Raises:
        InvalidInput: an object is not named in its prompt, or beyond what the text encoder reads.
    """
    columns, boxes = [], []
    for prompt, layout in zip(prompts, layouts, strict=True):
        said = model.prompt(prompt)
        spans = phrase_spans(said, [track.name for track in layout.tracks])
        columns.append(token_columns(model.tokenizer, said, spans, max_length=model.text_length))
        boxes.append(layout_boxes(layout, frames, model.frame_groups(frames)))
    return make_targets(columns, boxes, model.device)


def layout_guidance(model: VideoModel, targets: Targets, settings: GuidanceSettings) -> LayoutGuidance:
    """Return guidance of a model towards targets."""
    return LayoutGuidance(
        model.denoiser,
        model.map_layers(),
        targets,
        settings,
        text_length=model.text_length,
        joint=model.joint,
        blocks=model.blocks(),
    )


def clean_estimate(scheduler: Any, step: int, time: Tensor, noisy: Tensor, answer: Tensor) -> Tensor:
    """Return what the model thinks is behind the noise."""
    level, kind = noise_level(scheduler, step, time), str(scheduler.config.get("prediction_type", "flow_prediction"))
    scaled = float(getattr(scheduler, "init_noise_sigma", 1.0)) > 1.0
    if kind == "flow_prediction" or scaled:
        return noisy - level * answer
    kept = math.sqrt(max(0.0, 1.0 - level**2))
    if kind == "v_prediction":
        return kept * noisy - level * answer
    if kind == "epsilon":
        return (noisy - level * answer) / max(kept, 1e-3)
    return answer


def noise_level(scheduler: Any, step: int, time: Tensor) -> float:
    """Return the standard deviation of the noise in the latents before a step, in the latents' own units."""
    config = getattr(scheduler, "config", {})
    cumulative = getattr(scheduler, "alphas_cumprod", None)
    flow = config.get("prediction_type") == "flow_prediction" or config.get("use_flow_sigmas", False)
    scaled = float(getattr(scheduler, "init_noise_sigma", 1.0)) > 1.0  # noise is added to the picture at full strength
    if cumulative is None or flow or scaled:
        return float(scheduler.sigmas[step])
    return math.sqrt(1.0 - float(cumulative[int(time)]))

"""The denoising loop that all families share: sampler steps, prompts against the empty prompt, guidance, progress."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial

import torch
from pydantic import Field
from torch import Tensor

from storyagent.diffusion.background import camera_rests, free_cells, with_one_background
from storyagent.diffusion.conditioning import bank_of, best_rung, by_adapter, by_bank, by_pictures
from storyagent.diffusion.directing import clips_penalties, heard_behind
from storyagent.diffusion.finite import not_finite
from storyagent.diffusion.given import FirstPicture, Given, Pictures
from storyagent.diffusion.guidance import GuidanceSettings, LayoutGuidance, make_targets
from storyagent.diffusion.held_place import HeldPlaces
from storyagent.diffusion.identity import Bank, BankSettings
from storyagent.diffusion.keyframe import Held
from storyagent.diffusion.models.base import Text, VideoModel
from storyagent.diffusion.motion_field import MotionField, moved, noised_again
from storyagent.diffusion.noise import clean_estimate, noise_level
from storyagent.diffusion.phrases import phrase_spans, token_columns
from storyagent.diffusion.regions import Boxes, Targets, layout_boxes
from storyagent.diffusion.sharing import Sharing, sharing
from storyagent.errors import InvalidInput, OutOfMemory
from storyagent.story.directions import FrameDirections
from storyagent.story.layout import Layout
from storyagent.story.references import Reference, Rung
from storyagent.story.values import UnitTime, Value


class SampleSettings(Value):
    """How a clip is made. What is None is the model's own.

    `preview_every` sends a small picture with the report of every so many steps, 0 none. `split` runs prompt and empty
    prompt one after the other: less memory, the same result. `sharing`, `shared_noise` (share of the first noise's
    variance that all frames have in common) and `motion` tie frames to each other; `tail` is how many latent frames
    one prompt of a directed clip takes to give way to the next, 0 a sharp border. `bank` says what is kept of
    references.
    """

    frames: int | None = Field(None, ge=1)
    width_px: int | None = Field(None, ge=8)
    height_px: int | None = Field(None, ge=8)
    steps: int | None = Field(None, ge=1, le=1000)
    scale: float | None = Field(None, ge=1.0, le=50.0)
    scale_until: UnitTime | None = None
    negative: str | None = None
    guidance: GuidanceSettings | None = GuidanceSettings()
    preview_every: int = Field(0, ge=0)
    split: bool = False
    sharing: Sharing | None = None
    shared_noise: UnitTime | None = None
    motion: MotionField | None = None
    tail: float = Field(1.0, ge=0.0, le=100.0)
    bank: BankSettings = BankSettings()


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
    *,
    directions: Sequence[FrameDirections] | None = None,
    references: Sequence[Sequence[Reference]] | None = None,
    rung: Rung | None = None,
    first: Sequence[FirstPicture] | None = None,
    bank: Bank | None = None,
) -> Clips:
    """Make one clip per prompt. A clip depends on its own prompt, seed and layout alone, not on the batch.

    Args:
        model: what makes them.
        prompts: what is seen; names the objects of the layout.
        seeds: one each.
        layouts: one each, where guided.
        settings: how.
        on_step: called after each step.
        directions: one each, where directed; they are heard in place of the prompts, and each of their prompts names
            the objects of the layout. With them a model of stills makes clips.
        references: of each clip, what entities of its layout look like.
        rung: how the model is shown them, by default in the surest way it has.
        first: the pictures that the clips begin with.
        bank: what the model saw of these references (`bank_of`), where they are shown to it by a bank; without one it
            looks at them first.

    Raises:
        InvalidInput: an option the model cannot do; an object of a layout that its prompt does not name; clips of one
            batch with different numbers of directions; a bank of another model.
        ToolFailed: numbers stopped being finite; it names the step and the module.
        OutOfMemory: the device has not enough memory.
    """
    settings = settings or SampleSettings()
    if not len(prompts) == len(seeds) == len(layouts if layouts is not None else prompts):
        raise InvalidInput("each prompt needs a seed, and a layout where guided", found=f"{len(prompts)} prompts")
    try:
        said = [one.prompts() for one in directions] if directions is not None else [(text,) for text in prompts]
        sampling = _Sampling(model, said, seeds, layouts, settings, directions)
        sampling.show(references, layouts, rung, bank)
        sampling.begin_with(first or ())
        sampling.guide_by(said, layouts)
        return sampling.run(on_step)
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
        prompts: Sequence[tuple[str, ...]],
        seeds: Sequence[int],
        layouts: Sequence[Layout] | None,
        settings: SampleSettings,
        directions: Sequence[FrameDirections] | None = None,
    ) -> None:
        self.model, self.settings, self.seeds = model, settings, seeds
        spec = model.spec
        width, height = spec.capabilities.sizes_px[0]
        self.frames = settings.frames or (spec.capabilities.frames if spec.capabilities.video else 1)
        alone = directions is not None and not spec.capabilities.video  # each frame a still
        shape = model.latents_shape(
            1 if alone else self.frames, settings.height_px or height, settings.width_px or width
        )
        if alone:
            shape = (shape[0], self.frames, *shape[2:])
        if settings.sharing is not None:
            spec.require("frame_attention")
        self.steps = settings.steps or spec.steps
        self.step = 0
        self.scale = settings.scale if settings.scale is not None else spec.scale
        self.shape = shape
        self.penalty = clips_penalties(directions, shape[1], settings.tail)
        self.text = self._encode(prompts)
        until = settings.scale_until if settings.scale_until is not None else spec.scale_until
        self.scaled_steps = round(until * self.steps)
        negative = spec.negative if settings.negative is None else settings.negative
        self.unsaid = self._encode([(negative,) * len(some) for some in prompts]) if self.scale > 1.0 else None
        self.scheduler = model.scheduler(self.steps, shape)
        self.free, self.background = self._background(layouts if settings.guidance else None)
        self.latents = self._first_noise(layouts) * self._first_scale
        self.held: Held | None = None
        self.places: HeldPlaces | None = None
        self.given: Given | None = None
        self.pictures = Pictures(len(seeds), self.frames, self.size_px)
        self.guides: list[tuple[slice, LayoutGuidance]] = []

    def show(
        self,
        references: Sequence[Sequence[Reference]] | None,
        layouts: Sequence[Layout] | None,
        rung: Rung | None,
        bank: Bank | None = None,
    ) -> None:
        """Let the model see what entities look like."""
        if not references or not any(references):
            return
        if layouts is None or len(references) != len(layouts):
            raise InvalidInput(
                "references say what the objects of layouts look like",
                where="references",
                found=f"those of {len(references)} clips",
                needed="as many layouts",
            )
        chosen = best_rung(self.model, rung)
        if chosen == "reference_video":
            self.pictures = by_pictures(self.pictures, references, layouts)
        if chosen == "ip_adapter":
            pictured = by_adapter(
                self.model, references, layouts, frames=self.frames, size=(self.shape[2], self.shape[3])
            )
            self.text = replace(self.text, pictured=pictured)
            if self.unsaid is not None and pictured is not None:
                self.unsaid = replace(self.unsaid, pictured=pictured.unsaid())
        if chosen == "bank":
            frames, size_px, kept = self.frames, self.size_px, self.settings.bank
            if bank is None:
                bank = bank_of(
                    self.model, references, layouts, frames=frames, steps=self.steps, size_px=size_px, settings=kept
                )
            seen = by_bank(self.model, references, layouts, bank, frames=frames, size_px=size_px, settings=kept)
            if any(one.place for some in references for one in some):
                noise = self.latents / self._first_scale
                self.places = HeldPlaces(self.model, references, layouts, self.size_px, noise)
            self.text = replace(self.text, seen=seen)
            if self.unsaid is not None and seen is not None:
                self.unsaid = replace(self.unsaid, seen=replace(seen, unsaid_b=~seen.unsaid_b))

    def begin_with(self, first: Sequence[FirstPicture]) -> None:
        """Let the clips begin with pictures, if there are any, and give the denoiser what it takes of all pictures."""
        if first and (len(first) != len(self.seeds) or self.settings.motion is not None):
            raise InvalidInput(
                "each clip begins with one picture, and does not move copies of it",
                where="first",
                found=f"{len(first)} pictures" + (" and a motion field" if self.settings.motion else ""),
                needed=f"{len(self.seeds)} pictures and no motion field",
            )
        if first:
            self.model.spec.require("keyframe")
        if first and not self.model.takes_first:
            self.held = Held(self.model, first, self.size_px, self.latents / self._first_scale)
        self.given = self.model.give(replace(self.pictures, first=tuple(first)))
        if self.given is not None:
            self._take(self.given)

    def _take(self, given: Given) -> None:
        """Give the denoiser pictures, with the prompts and with the empty ones; references get latents of their own."""
        if self.settings.motion is not None:
            raise InvalidInput(
                "this model makes clips as a whole, not from one moved picture",
                where="motion",
                found=self.model.spec.id,
            )
        heard = None if self.penalty is None else heard_behind(self.penalty, given.ahead).to(self.model.device)
        self.text = replace(self.text, given=given, penalty_bfk=heard)
        if self.unsaid is not None:
            self.unsaid = replace(self.unsaid, given=given, penalty_bfk=heard)
        if given.ahead:
            channels, _, *size = self.shape
            shape = (channels, given.ahead, size[0], size[1])
            noise = self.model.first_noise(shape, [seed + 1 for seed in self.seeds], 0.0)
            self.latents = torch.cat([noise * self._first_scale, self.latents], dim=2)

    @property
    def _ahead(self) -> int:
        """Return how many latent frames are references, before those of the clips."""
        return self.given.ahead if self.given is not None else 0

    @property
    def size_px(self) -> tuple[int, int]:
        """Return width and height of the clips."""
        height, width = (side * self.model.spec.capabilities.spatial_compression for side in self.shape[2:])
        return width, height

    @property
    def _first_scale(self) -> float:
        return float(getattr(self.scheduler, "init_noise_sigma", 1.0))

    def _background(self, layouts: Sequence[Layout] | None) -> tuple[Tensor | None, float]:
        """Return which cells show the background alone, b 1 f h w, and in which share of the steps they are tied."""
        own = self.settings.guidance.background if self.settings.guidance else None
        share = self.model.spec.background if own is None else own
        if layouts is None or share == 0.0 or self.shape[1] != self.frames or self.frames == 1:
            return None, 0.0
        boxes = [layout_boxes(layout, self.frames) for layout in layouts]
        return free_cells(layouts, boxes, *self.shape[2:]).to(self.model.device), share

    def _first_noise(self, layouts: Sequence[Layout] | None) -> Tensor:
        """Draw each clip's noise; all frames have it in common where they are to have one background."""
        shares = [self.settings.shared_noise] * len(self.seeds)
        if self.free is not None and self.settings.shared_noise is None and layouts is not None:
            shares = [1.0 if camera_rests(layout) else None for layout in layouts]
        drawn = [
            self.model.first_noise(self.shape, [seed], share) for seed, share in zip(self.seeds, shares, strict=True)
        ]
        return torch.cat(drawn)

    def _encode(self, prompts: Sequence[tuple[str, ...]]) -> Text:
        if self.penalty is None:
            return self.model.encode([text for (text,) in prompts])
        return self.model.encode_directed(prompts, self.penalty)

    def run(self, on_step: OnStep | None) -> Clips:
        energies = []
        moving = self.settings.motion if self.shape[1] > 1 else None
        more, done = self._begin_as_one(moving, on_step) if moving is not None else (0, 0)
        for step, time in list(enumerate(self.scheduler.timesteps))[done:]:
            self.step = step
            if self.places is not None and step < self.settings.bank.held * self.steps:
                self.latents = self.places.at(self.latents, self.steps, time)
            self.latents = self._begun(self.latents, time)
            energies.append(self._steer(step, time))
            if self.free is not None and step < self.background * self.steps:
                self.latents = with_one_background(self.latents, self.free)
            answer = self._predict(time, self.latents)
            last = self.latents
            self.latents = self.scheduler.step(answer, time, last, return_dict=False)[0].float()
            if not torch.isfinite(self.latents).all():
                again = partial(self._run, last, time, self.text)
                raise not_finite(self.model.denoiser, again, step=step + 1, otherwise="the sampler")
            if on_step is not None:
                preview = self._preview(step, time, answer, last)
                on_step(StepReport(more + step + 1, more + self.steps, energies[-1], preview))
        clips = self._begun(self.latents, None)[:, :, self._ahead :]
        return Clips(self.model.decode(clips), clips, tuple(energies))

    def _begun(self, latents: Tensor, time: Tensor | None) -> Tensor:
        """Return latents whose clips begin with their pictures, at a time of the sampler or at its end."""
        if self.held is not None:
            return self.held.at(latents, self.steps, time)
        return latents if self.given is None else self.given.over(latents)

    def _begin_as_one(self, field: MotionField, on_step: OnStep | None) -> tuple[int, int]:
        """Denoise the first frame alone, move copies of it, and give them noise again.

        Returns:
            How many steps are done once more than the sampler has, and how many count as done.
        """
        kept = getattr(self.scheduler, "alphas_cumprod", None)
        if kept is None or not hasattr(self.scheduler, "set_begin_index"):
            raise InvalidInput(
                "this model's sampler cannot begin anew in the middle",
                where="motion",
                found=type(self.scheduler).__name__,
                needed="a diffusion sampler that knows its cumulated alphas",
            )
        ahead, done = field.borders(self.steps)
        first = self.latents[:, :, :1]
        for step, time in enumerate(self.scheduler.timesteps[:ahead]):
            first = self.scheduler.step(self._predict(time, first), time, first, return_dict=False)[0].float()
            if on_step is not None:
                on_step(StepReport(step + 1, self.steps + ahead - done))
        self.scheduler = self.model.scheduler(self.steps, self.shape)
        self.scheduler.set_begin_index(done)
        now, then = (float(kept[int(self.scheduler.timesteps[index])]) for index in (ahead, done))
        noise = self.model.first_noise(self.shape, [seed + 1 for seed in self.seeds], self.settings.shared_noise)
        self.latents = noised_again(moved(first, self.shape[1], field), now, then, noise)
        return ahead - done, done

    def guide_by(self, prompts: Sequence[tuple[str, ...]], layouts: Sequence[Layout] | None) -> None:
        """Let each window of latent frames be guided by the layouts, where there are any."""
        guidance = self.settings.guidance
        if layouts is None or guidance is None:
            return
        self.model.spec.require("layout_guidance")
        targets = layout_targets(self.model, prompts, layouts, self.frames, self.penalty)
        for window in self.model.windows(self.shape[1]):
            part = targets._replace(
                corners_bnf4=targets.corners_bnf4[:, :, window], present_bnf=targets.present_bnf[:, :, window]
            )
            tokens = self.model.text_length * len(prompts[0])
            self.guides.append((window, layout_guidance(self.model, part, guidance, tokens, self._ahead)))

    def _steer(self, step: int, time: Tensor) -> tuple[Tensor, ...]:
        count = self.guides[0][1].settings.iterations_in(step, self.steps) if self.guides else 0
        if not count:
            return ()
        level = noise_level(self.scheduler, step, time)
        energies: tuple[Tensor, ...] = ()
        ahead = self._ahead
        before, clips = self.latents[:, :, :ahead], self.latents[:, :, ahead:]
        for window, guide in self.guides:
            text = self._heard(self.text, time)
            text = text if ahead else text.at(window)  # who takes references sees the clip whole
            with self._sharing(window.stop - window.start), self.model.directed(text):
                predict = partial(self._denoise_behind, before, time, text.alone())
                guided = guide.guide(clips[:, :, window], level, predict, step=step + 1, iterations=count)
            clips[:, :, window] = guided.latents
            energies += guided.energies
        return energies

    def _predict(self, time: Tensor, latents: Tensor) -> Tensor:
        frames = slice(0, latents.shape[2])
        text = self.text.at(frames)
        if self.unsaid is None or self.step >= self.scaled_steps:
            return self._run(latents, time, text)
        unsaid = self.unsaid.at(frames)
        if self.settings.split:
            with_words, without = (self._run(latents, time, words) for words in (text, unsaid))
        else:
            both = self._run(torch.cat([latents] * 2), time, text.joined(unsaid))
            with_words, without = both.chunk(2)
        return without + self.scale * (with_words - without)

    def _run(self, latents: Tensor, time: Tensor, text: Text) -> Tensor:
        window = self.model.windows(latents.shape[2])[0]
        with self._sharing(window.stop - window.start):
            return self._denoise(latents, time, self._heard(text, time))

    def _denoise(self, latents: Tensor, time: Tensor, text: Text) -> Tensor:
        if hasattr(self.scheduler, "scale_model_input"):
            latents = self.scheduler.scale_model_input(latents, time)
        return self.model.predict(latents, time, text)

    def _denoise_behind(self, before: Tensor, time: Tensor, text: Text, latents: Tensor) -> Tensor:
        return self._denoise(torch.cat([before, latents], dim=2), time, text)

    def _sharing(self, frames: int) -> AbstractContextManager[None]:
        own = self.model.spec.sharing
        settings = self.settings.sharing or (Sharing(policy=own) if own else None)
        if settings is None:
            return nullcontext()
        return sharing(self.model.denoiser, settings, step=self.step, steps=self.steps, frames=frames)

    def _heard(self, text: Text, time: Tensor) -> Text:
        """Return what is heard and seen at this step."""
        if text.seen is None or not self.settings.bank.active(self.step, self.steps):
            return replace(text, seen=None)
        return text.at_time(float(time))

    def _preview(self, step: int, time: Tensor, answer: Tensor, noisy: Tensor) -> Tensor | None:
        """Paint the first clip's middle frame as the model expects it to become."""
        every = self.settings.preview_every
        if not every or (step + 1) % every:
            return None
        number = (self._ahead + noisy.shape[2]) // 2
        middle = slice(number, number + 1)
        clean = clean_estimate(self.scheduler, step, time, noisy[:1, :, middle], answer[:1, :, middle])
        return self.model.decode(clean)[0, 0]


def layout_targets(
    model: VideoModel,
    prompts: Sequence[str | tuple[str, ...]],
    layouts: Sequence[Layout],
    frames: int,
    penalty_bfk: Tensor | None = None,
) -> Targets:
    """Return what the words of the prompts should attend to, by latent frames.

    A directed clip has several prompts, one behind the other; in each frame the words of the one that is heard most are
    to find the object.

    Raises:
        InvalidInput: an object is not named in its prompt, or beyond what the text encoder reads.
    """
    columns, boxes = [], []
    for number, (some, layout) in enumerate(zip(prompts, layouts, strict=True)):
        found: list[list[int]] = []
        several = (some,) if isinstance(some, str) else some
        for place, prompt in enumerate(several):
            said = model.prompt(prompt)
            spans = phrase_spans(said, [track.name for track in layout.tracks])
            own = token_columns(model.tokenizer, said, spans, max_length=model.text_length)
            found += [[column + place * model.text_length for column in columns] for columns in own]
        where = layout_boxes(layout, frames, model.frame_groups(frames))
        if penalty_bfk is not None:
            heard = penalty_bfk[number].argmin(-1)  # f
            present = [where.present_of & (heard == place) for place in range(len(several))]
            where = Boxes(where.corners_of4.repeat(len(several), 1, 1), torch.cat(present))
        columns.append(found)
        boxes.append(where)
    return make_targets(columns, boxes, model.device)


def layout_guidance(
    model: VideoModel, targets: Targets, settings: GuidanceSettings, text_length: int | None = None, ahead: int = 0
) -> LayoutGuidance:
    """Return guidance of a model towards targets.

    `text_length` is that of all prompts of a directed clip together, `ahead` as in `LayoutGuidance`.
    """
    return LayoutGuidance(
        model.denoiser,
        model.map_layers(),
        targets,
        settings,
        text_length=text_length or model.text_length,
        joint=model.joint,
        blocks=model.blocks(),
        ahead=ahead,
    )

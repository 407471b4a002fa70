"""What every video model can do, whatever its family: the one interface of sampling and guidance.

A family is a class; a model is a `ModelSpec` (what is known before anything is loaded) and, once loaded, an object of
its family's class. Callers ask `spec.capabilities`, never what the model is called.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from storyagent.diffusion.attention import Alter, Call, altered
from storyagent.diffusion.directing import gated_by_rows, gated_in_sequence
from storyagent.diffusion.given import Given, Pictures
from storyagent.diffusion.identity import Seen
from storyagent.diffusion.ip_adapter import Pictured
from storyagent.diffusion.models.spec import ModelSpec
from storyagent.diffusion.models.storybook_words import KnownText
from storyagent.errors import InvalidInput
from storyagent.story.references import Rung


@dataclass(frozen=True)
class Text:
    """Prompts as a model reads them: states b t c, and which of them are words (b t), if it wants to know.

    A directed clip has k prompts one behind the other, t = k times the usual length, and the penalty of each in every
    latent frame, b f k (`storyagent.diffusion.directing`). `seen` is what its frames see of entities that are to stay
    the same (`storyagent.diffusion.identity`), `pictured` what an image adapter shows them, `given` what pictures the
    denoiser takes beside its noise.
    """

    states_btc: Tensor
    mask_bt: Tensor | None = None
    penalty_bfk: Tensor | None = None
    seen: Seen | None = None
    pictured: Pictured | None = None
    given: Given | None = None

    def joined(self, other: Text) -> Text:
        """Return this batch followed by another."""
        return Text(
            torch.cat([self.states_btc, other.states_btc]),
            _both(self.mask_bt, other.mask_bt),
            _both(self.penalty_bfk, other.penalty_bfk),
            None if self.seen is None or other.seen is None else self.seen.joined(other.seen),
            None if self.pictured is None or other.pictured is None else self.pictured.joined(other.pictured),
            None if self.given is None or other.given is None else self.given.joined(other.given),
        )

    def at(self, frames: slice) -> Text:
        """Return what some of the latent frames hear; what is given to the denoiser is that of the whole clip."""
        penalty = None if self.penalty_bfk is None else self.penalty_bfk[:, frames]
        seen = None if self.seen is None else self.seen.at(frames)
        pictured = None if self.pictured is None else self.pictured.at(frames)
        return replace(self, penalty_bfk=penalty, seen=seen, pictured=pictured)

    def at_time(self, time: float) -> Text:
        """Return what is heard and seen at a time of the sampler."""
        return self if self.seen is None else replace(self, seen=replace(self.seen, time=time))

    def alone(self) -> Text:
        """Return the words without what is done to the model that reads them (see `VideoModel.directed`)."""
        return replace(self, penalty_bfk=None, seen=None)


def _both(one: Tensor | None, other: Tensor | None) -> Tensor | None:
    return None if one is None or other is None else torch.cat([one, other])


@dataclass(frozen=True)
class Parts:
    """The five parts of a diffusers pipeline, and an image encoder, which an image adapter needs."""

    denoiser: Any
    vae: Any
    text_encoder: Any
    tokenizer: Any
    scheduler: Any
    image_encoder: Any = None


class VideoModel(ABC):
    """A loaded model. Latents are b c f h w, float32 between steps.

    Args:
        spec: what is known of it.
        parts: loaded, on any device.
        device: where it runs.
        keep_loaded: False puts text encoder and autoencoder on the device only while they work.
    """

    denoiser_part: ClassVar[str] = "transformer"
    precise_vae: ClassVar[bool] = False
    """The autoencoder needs full precision."""
    takes_first: ClassVar[bool] = False
    """The denoiser is given the picture that a clip begins with; otherwise its first frame is held to it."""
    joint: ClassVar[bool] = False
    rows: ClassVar[bool] = False
    """Frames are rows of the denoiser's batch where it attends to the text."""
    part_classes: ClassVar[dict[str, str]]
    """By subfolder of a repository: the class that loads it, `package.Class`."""

    def __init__(self, spec: ModelSpec, parts: Parts, *, device: torch.device, keep_loaded: bool = True) -> None:
        self.spec = spec
        self.denoiser: nn.Module = parts.denoiser.eval().to(device)
        self.vae = parts.vae.eval()
        self.text_encoder = parts.text_encoder.eval()
        self.tokenizer = parts.tokenizer
        self._scheduler = parts.scheduler
        self.image_encoder: nn.Module | None = parts.image_encoder and parts.image_encoder.eval()
        self.device = device
        self.keep_loaded = keep_loaded
        if keep_loaded:
            self.vae.to(device)
            self.text_encoder.to(device)

    @property
    def dtype(self) -> torch.dtype:
        """Return the number format of the denoiser's weights."""
        dtype: torch.dtype = getattr(self.denoiser, "dtype", torch.float32)
        return dtype

    @property
    def proportions(self) -> Mapping[str, float]:
        """Return width over height of things that the model always draws in the same proportions, by their nouns."""
        return {}

    @property
    def references(self) -> tuple[Rung, ...]:
        """Return the ways in which the loaded model can be shown what an entity looks like."""
        return self.spec.capabilities.references

    @abstractmethod
    def predict(self, latents: Tensor, time: Tensor, text: Text) -> Tensor:
        """Run the denoiser once: latents b c f h w (any number format), a time without axes; like latents, float32."""

    @abstractmethod
    def _decode(self, latents: Tensor) -> Tensor:
        """Turn latents b c f h w into pictures b 3 f h w in -1..1."""

    @abstractmethod
    def map_layers(self) -> tuple[str, ...]:
        """Return the attention layers that guidance reads, in the order in which they run."""

    @abstractmethod
    def blocks(self) -> tuple[str, ...]:
        """Return the blocks that may be checkpointed."""

    @abstractmethod
    def text_layers(self) -> tuple[str, ...]:
        """Return all attention layers in which frames attend to the text."""

    @property
    def text_length(self) -> int:
        """Return how many tokens a prompt has as the denoiser sees it, padding included."""
        return int(self.spec.text_length)

    def scheduler(self, steps: int, latents_shape: Sequence[int]) -> Any:
        """Return a sampler of its own, set to a number of steps."""
        scheduler = deepcopy(self._scheduler)
        scheduler.set_timesteps(steps, device=self.device)
        return scheduler

    def prompt(self, prompt: str) -> str:
        """Return the prompt as it is tokenised: blanks made one."""
        return " ".join(prompt.split())

    def tokens_in(self, prompt: str) -> int:
        """Return how many tokens a prompt has, marks included; what is beyond `text_length` is not read."""
        return len(self.tokenizer(self.prompt(prompt), verbose=False)["input_ids"])

    def in_known_words(self, text: str) -> KnownText:
        """Return a text in words the model knows. Models that were taught by the open internet know them all."""
        return KnownText(text=text)

    @torch.no_grad()
    def encode(self, prompts: Sequence[str]) -> Text:
        """Return what the denoiser attends to."""
        encoded = self.tokenizer(
            [self.prompt(prompt) for prompt in prompts],
            padding="max_length",
            max_length=self.text_length,
            truncation=True,
            return_tensors="pt",
        )
        self.text_encoder.to(self.device)
        text = self._encode(encoded["input_ids"].to(self.device), encoded["attention_mask"].to(self.device))
        self._release(self.text_encoder)
        return text

    def _encode(self, ids: Tensor, mask: Tensor) -> Text:
        return Text(self.text_encoder(ids)[0].to(self.dtype))

    def encode_directed(self, prompts: Sequence[Sequence[str]], penalty_bfk: Tensor) -> Text:
        """Return what the denoiser attends to in clips that have several prompts each, all as many."""
        texts = [self.encode(some) for some in zip(*prompts, strict=True)]
        masks = [text.mask_bt for text in texts if text.mask_bt is not None]
        return Text(
            torch.cat([text.states_btc for text in texts], dim=1),
            torch.cat(masks, dim=1) if masks else None,
            penalty_bfk.to(self.device),
        )

    @contextmanager
    def directed(self, text: Text) -> Iterator[None]:
        """Let each latent frame hear the prompts of its own and see its entities, where a text says which those are."""
        with ExitStack() as stack:
            if text.penalty_bfk is not None:
                stack.enter_context(altered(self.denoiser, self.text_layers(), self._gate(text.penalty_bfk)))
            if text.seen is not None:
                stack.enter_context(text.seen.attached())
            yield

    def _gate(self, penalty_bfk: Tensor) -> Alter:
        def gate(_: str, call: Call) -> Call:
            if self.rows:
                return gated_by_rows(call, penalty_bfk, self.text_length)
            return gated_in_sequence(call, penalty_bfk, self.text_length, joint=self.joint)

        return gate

    def latents_shape(self, frames: int, height_px: int, width_px: int) -> tuple[int, int, int, int]:
        """Return c f h w for a clip.

        Raises:
            InvalidInput: the model cannot make clips of this length or size.
        """
        can = self.spec.capabilities
        if (frames - 1) % can.temporal_compression or frames < 1 or (frames > 1 and not can.video):
            raise InvalidInput(
                "the model makes no clip of this length",
                where=self.spec.id,
                found=f"{frames} frames",
                needed=f"a multiple of {can.temporal_compression} and one more" if can.video else "1 frame",
            )
        if height_px % can.multiple_px or width_px % can.multiple_px or min(height_px, width_px) < can.multiple_px:
            raise InvalidInput(
                "the model makes no picture of this size",
                where=self.spec.id,
                found=f"{width_px} x {height_px}",
                needed=f"multiples of {can.multiple_px}",
            )
        latent_frames = (frames - 1) // can.temporal_compression + 1
        side = can.spatial_compression
        return int(self.spec.latent_channels), latent_frames, height_px // side, width_px // side

    def first_noise(
        self, shape: tuple[int, int, int, int], seeds: Sequence[int], shared: float | None = None
    ) -> Tensor:
        """Draw one clip's noise per seed, with the same numbers on every device and in every batch.

        Args:
            shape: c f h w.
            seeds: one each.
            shared: share of the variance that all frames have in common, so that what rests agrees; by default what
                the model was trained with.
        """
        share = self.spec.shared_noise if shared is None else shared
        clips = []
        for seed in seeds:
            dice = torch.Generator().manual_seed(seed)
            if share > 0.0 and shape[1] > 1:
                common = torch.randn(shape[0], 1, *shape[2:], generator=dice)
                clips.append(share**0.5 * common + (1 - share) ** 0.5 * torch.randn(shape, generator=dice))
            else:
                clips.append(torch.randn(shape, generator=dice))
        return torch.stack(clips).to(self.device)

    def frame_groups(self, frames: int) -> list[range]:
        """Return the frames of the clip each latent frame stands for: the first one alone, then equal groups."""
        group = self.spec.capabilities.temporal_compression
        return [range(1)] + [range(start, start + group) for start in range(1, frames, group)]

    def windows(self, frames: int) -> list[slice]:
        """Return the runs of latent frames that the denoiser sees at once."""
        return [slice(0, frames)]

    @torch.no_grad()
    def decode(self, latents: Tensor) -> Tensor:
        """Paint latents: frames b f h w 3, 8 bits, on the CPU. One clip at a time, for memory's sake."""
        self.vae.to(self.device)
        clips = [self._decode(clip[None].to(self.vae.dtype)) for clip in latents]
        self._release(self.vae)
        pictures = torch.cat(clips).float().clamp(-1.0, 1.0)
        return ((pictures + 1.0) * 127.5).round().to(torch.uint8).permute(0, 2, 3, 4, 1).cpu()

    def encode_pictures(self, pictures_bchw: Tensor) -> Tensor:
        """Return pictures b 3 h w in -1..1 as latents b c 1 h w, float32 on the model's device."""
        return self.encode_clips(pictures_bchw[:, :, None])

    @torch.no_grad()
    def encode_clips(self, clips_bcfhw: Tensor) -> Tensor:
        """Return clips b 3 f h w in -1..1 as latents b c f h w, float32 on the model's device; one clip at a time."""
        self.vae.to(self.device)
        latents = [self._encode_clips(clip[None].to(self.device, self.vae.dtype)) for clip in clips_bcfhw]
        self._release(self.vae)
        return torch.cat(latents).float()

    def give(self, pictures: Pictures) -> Given | None:
        """Return pictures as the denoiser takes them; None where it takes none, or there are none.

        Raises:
            InvalidInput: it cannot do without.
        """
        return None

    def _encode_clips(self, clips: Tensor) -> Tensor:
        """Turn clips b 3 f h w in -1..1 into latents b c f h w."""
        raise InvalidInput("this model takes no pictures", where=self.spec.id)

    def _release(self, part: nn.Module) -> None:
        if not self.keep_loaded:
            part.to("cpu")
            if self.device.type == "cuda":
                torch.cuda.empty_cache()

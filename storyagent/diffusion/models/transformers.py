"""The transformer families: Wan, LTX-Video, CogVideoX. Their latents stand for several frames at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from typing import Any, ClassVar

import torch
from torch import Tensor

from storyagent.diffusion.given import Given, Pictures, staying
from storyagent.diffusion.models.base import Text, VideoModel


class _Transformer(VideoModel):
    room: ClassVar[str] = "transformer_blocks"
    layer: ClassVar[str] = "attn2"

    def map_layers(self) -> tuple[str, ...]:
        """Return about five layers between a quarter and half of the depth, where the picture's plan is made."""
        count = len(getattr(self.denoiser, self.room))
        return tuple(
            f"{self.room}.{index}.{self.layer}" for index in range(count // 4, count // 2 + 1, max(1, count // 12))
        )[:count]

    def text_layers(self) -> tuple[str, ...]:
        """Return every layer in which the video attends to the text."""
        return tuple(f"{block}.{self.layer}" for block in self.blocks())

    def blocks(self) -> tuple[str, ...]:
        """Return the transformer's blocks."""
        return tuple(f"{self.room}.{index}" for index in range(len(getattr(self.denoiser, self.room))))

    def _first_stays(self, pictures: Pictures, grain: int = 1) -> Given | None:
        """Return first pictures that stay as they are; `grain` is how many latents wide a place is to the model."""
        if not pictures.first:
            return None
        first = torch.stack([one.filled(pictures.size_px) for one in pictures.first])
        frames = self.latents_shape(pictures.frames, *pictures.size_px[::-1])[1]
        return staying(self.encode_pictures(first)[:, :, 0], pictures.first, frames, grain=grain)


class Wan(_Transformer):
    """Wan 2.1: cross-attention to 512 tokens of UMT5, zeros behind the prompt's end."""

    room = "blocks"
    precise_vae = True
    part_classes: ClassVar[dict[str, str]] = {
        "transformer": "diffusers.WanTransformer3DModel",
        "vae": "diffusers.AutoencoderKLWan",
        "text_encoder": "transformers.UMT5EncoderModel",
        "tokenizer": "transformers.AutoTokenizer",
        "scheduler": "diffusers.UniPCMultistepScheduler",
    }

    def _encode(self, ids: Tensor, mask: Tensor) -> Text:
        states = self.text_encoder(ids, mask).last_hidden_state * mask[..., None]
        return Text(states.to(self.dtype))

    def predict(self, latents: Tensor, time: Tensor, text: Text) -> Tensor:
        """Run the transformer."""
        times = time.expand(len(latents)).to(latents.device)
        with self.directed(text):
            return self.denoiser(latents.to(self.dtype), times, text.states_btc).sample.float()  # type: ignore[no-any-return]

    def _decode(self, latents: Tensor) -> Tensor:
        mean, std = _latent_statistics(self.vae.config, latents)
        return self.vae.decode(latents * std + mean).sample  # type: ignore[no-any-return]

    def _encode_clips(self, clips: Tensor) -> Tensor:
        latents = self.vae.encode(clips).latent_dist.mode()
        mean, std = _latent_statistics(self.vae.config, latents)
        return (latents - mean) / std  # type: ignore[no-any-return]


def _latent_statistics(config: Any, like: Tensor) -> tuple[Tensor, Tensor]:
    mean, std = (torch.tensor(some).view(1, -1, 1, 1, 1).to(like) for some in (config.latents_mean, config.latents_std))
    return mean, std


class Ltx(_Transformer):
    """LTX-Video: cross-attention to 128 masked tokens of T5, time shifted by the length of the sequence.

    Every place in the clip can have a time of its own: a first picture is at the end.
    """

    takes_first = True
    part_classes: ClassVar[dict[str, str]] = {
        "transformer": "diffusers.LTXVideoTransformer3DModel",
        "vae": "diffusers.AutoencoderKLLTXVideo",
        "text_encoder": "transformers.T5EncoderModel",
        "tokenizer": "transformers.AutoTokenizer",
        "scheduler": "diffusers.FlowMatchEulerDiscreteScheduler",
    }

    def _encode(self, ids: Tensor, mask: Tensor) -> Text:
        return Text(self.text_encoder(ids)[0].to(self.dtype), mask)

    def scheduler(self, steps: int, latents_shape: Sequence[int]) -> Any:
        """Return a sampler whose steps are shifted towards noise for long sequences."""
        scheduler = deepcopy(self._scheduler)
        config = scheduler.config
        tokens = int(torch.tensor(latents_shape[-3:]).prod())
        low, high = config.get("base_image_seq_len", 256), config.get("max_image_seq_len", 4096)
        start, end = config.get("base_shift", 0.5), config.get("max_shift", 1.15)
        mu = start + (tokens - low) * (end - start) / (high - low)
        sigmas = torch.linspace(1.0, 1.0 / steps, steps).tolist()
        scheduler.set_timesteps(sigmas=sigmas, mu=mu, device=self.device)
        return scheduler

    def give(self, pictures: Pictures) -> Given | None:
        """Return first pictures, if there are any."""
        return self._first_stays(pictures)

    def predict(self, latents: Tensor, time: Tensor, text: Text) -> Tensor:
        """Run the transformer on the latents as one sequence."""
        _, _, frames, height, width = latents.shape
        times = time.expand(len(latents)).to(latents.device)
        if text.given is not None:
            latents, times = text.given.over(latents), times[:, None] * (1.0 - text.given.mask.flatten(1))
        can = self.spec.capabilities
        side = can.spatial_compression
        with self.directed(text):
            answer = self.denoiser(
                hidden_states=latents.to(self.dtype).flatten(2).transpose(1, 2),
                encoder_hidden_states=text.states_btc,
                timestep=times,
                encoder_attention_mask=text.mask_bt,
                num_frames=frames,
                height=height,
                width=width,
                rope_interpolation_scale=(can.temporal_compression / can.fps, side, side),
            ).sample
        return answer.transpose(1, 2).reshape(latents.shape).float()  # type: ignore[no-any-return]

    def _decode(self, latents: Tensor) -> Tensor:
        mean, std = (x.view(1, -1, 1, 1, 1).to(latents) for x in (self.vae.latents_mean, self.vae.latents_std))
        raw = latents * std / float(self.vae.config.scaling_factor) + mean
        time = torch.zeros(1).to(latents) if self.vae.config.timestep_conditioning else None
        return self.vae.decode(raw, time).sample  # type: ignore[no-any-return]

    def _encode_clips(self, clips: Tensor) -> Tensor:
        latents = self.vae.encode(clips).latent_dist.mode()
        mean, std = (x.view(1, -1, 1, 1, 1).to(latents) for x in (self.vae.latents_mean, self.vae.latents_std))
        return (latents - mean) * float(self.vae.config.scaling_factor) / std  # type: ignore[no-any-return]


class CogVideoX(_Transformer):
    """CogVideoX: text and video attend to each other in one sequence, the text's 226 tokens of T5 first."""

    joint = True
    layer = "attn1"
    part_classes: ClassVar[dict[str, str]] = {
        "transformer": "diffusers.CogVideoXTransformer3DModel",
        "vae": "diffusers.AutoencoderKLCogVideoX",
        "text_encoder": "transformers.T5EncoderModel",
        "tokenizer": "transformers.AutoTokenizer",
        "scheduler": "diffusers.CogVideoXDDIMScheduler",
    }

    def predict(self, latents: Tensor, time: Tensor, text: Text) -> Tensor:
        """Run the transformer, frames before channels."""
        times = time.expand(len(latents)).to(latents.device)
        frames_first = latents.to(self.dtype).transpose(1, 2)
        rotary = self._rotary(latents)
        with self.directed(text), self._room_for(text.states_btc.shape[1]):
            answer = self.denoiser(frames_first, text.states_btc, times, image_rotary_emb=rotary).sample
        return answer.transpose(1, 2).float()  # type: ignore[no-any-return]

    @contextmanager
    def _room_for(self, tokens: int) -> Iterator[None]:
        """Give several prompts the places of one, over and over: the embedding counts on one prompt's length."""
        embedding: Any = self.denoiser.get_submodule("patch_embed")
        usual, places = embedding.max_text_seq_length, getattr(embedding, "pos_embedding", None)
        if tokens == usual:
            yield
            return
        embedding.max_text_seq_length = tokens
        if places is not None:
            text, video = places[:, :usual], places[:, usual:]
            embedding.pos_embedding = torch.cat([text.repeat(1, tokens // usual, 1), video], dim=1)
        try:
            yield
        finally:
            embedding.max_text_seq_length = usual
            if places is not None:
                embedding.pos_embedding = places

    def _rotary(self, latents: Tensor) -> tuple[Tensor, Tensor] | None:
        """Return rotary positions for the larger models; the 2B one has none."""
        config: Any = self.denoiser.config
        if not config.use_rotary_positional_embeddings:
            return None
        from diffusers.models.embeddings import get_3d_rotary_pos_embed

        frames, height, width = (
            latents.shape[2],
            latents.shape[3] // config.patch_size,
            latents.shape[4] // config.patch_size,
        )
        most_high, most_wide = config.sample_height // config.patch_size, config.sample_width // config.patch_size
        # the grid is laid into the trained one, as large as it fits, in the middle
        fit = min(most_high / height, most_wide / width)
        high, wide = round(height * fit), round(width * fit)
        top, left = round((most_high - high) / 2), round((most_wide - wide) / 2)
        cos, sin = get_3d_rotary_pos_embed(
            embed_dim=config.attention_head_dim,
            crops_coords=((top, left), (top + high, left + wide)),
            grid_size=(height, width),
            temporal_size=frames,
            device=latents.device,
        )
        return cos, sin

    def _decode(self, latents: Tensor) -> Tensor:
        return self.vae.decode(latents / float(self.vae.config.scaling_factor)).sample  # type: ignore[no-any-return]

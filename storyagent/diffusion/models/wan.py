"""The kinds of Wan that are given pictures: a first frame, or references of what they are to show (VACE)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, ClassVar

import torch
from torch import Tensor
from torch.nn import functional

from storyagent.diffusion.given import Given, Pictures
from storyagent.diffusion.models.base import Text
from storyagent.diffusion.models.transformers import Wan
from storyagent.errors import InvalidInput


class WanImage(Wan):
    """Wan 2.1 image-to-video: a first picture as 20 more channels of the latents, and as an image encoder sees it."""

    takes_first = True
    part_classes: ClassVar[dict[str, str]] = {**Wan.part_classes, "image_encoder": "transformers.CLIPVisionModel"}

    def give(self, pictures: Pictures) -> Given:
        """Return first pictures: the clips as far as they are known, grey elsewhere, and which frames are known.

        Raises:
            InvalidInput: there are none.
        """
        if not pictures.first:
            self.spec.require_words_alone()
        first = torch.stack([one.filled(pictures.size_px, mirrored=True) for one in pictures.first])
        clips = first.new_zeros(*first.shape[:2], pictures.frames, *first.shape[2:])
        clips[:, :, 0] = first
        latents = self.encode_clips(clips)
        mask = latents.new_zeros(len(latents), self.spec.capabilities.temporal_compression, *latents.shape[2:])
        mask[:, :, 0] = 1.0
        return Given(latents, mask, self._seen(first))

    @torch.no_grad()
    def _seen(self, pictures_bchw: Tensor) -> Tensor:
        """Return pictures as the image encoder sees them, b t d."""
        from transformers import CLIPImageProcessor

        encoder: Any = self.image_encoder
        side = int(encoder.config.image_size)
        processor = CLIPImageProcessor(size={"shortest_edge": side}, crop_size={"height": side, "width": side})
        shown = [((picture + 1.0) * 127.5).round().to(torch.uint8).numpy() for picture in pictures_bchw]
        pixels = processor(shown, return_tensors="pt", input_data_format="channels_first").pixel_values
        encoder.to(self.device)
        states = encoder(pixels.to(self.device, encoder.dtype), output_hidden_states=True).hidden_states[-2]
        self._release(encoder)
        return states.to(self.dtype)  # type: ignore[no-any-return]

    def predict(self, latents: Tensor, time: Tensor, text: Text) -> Tensor:
        """Run the transformer."""
        given = text.given
        assert given is not None
        whole = torch.cat([latents, given.mask, given.latents], dim=1).to(self.dtype)
        times = time.expand(len(latents)).to(latents.device)
        with self.directed(text):
            answer = self.denoiser(whole, times, text.states_btc, encoder_hidden_states_image=given.embeds_btd).sample
        return answer.float()  # type: ignore[no-any-return]

    @contextmanager
    def directed(self, text: Text) -> Iterator[None]:
        """Let each latent frame hear the prompts of its own."""
        with ExitStack() as stack:
            stack.enter_context(super().directed(text))
            if text.states_btc.shape[1] != self.text_length:
                for name in self.text_layers():
                    stack.enter_context(_long_text(self.denoiser.get_submodule(name), text.states_btc.shape[1]))
            yield


@contextmanager
def _long_text(attention: Any, length: int) -> Iterator[None]:
    """Let a layer take a text of any length behind the picture: diffusers' own processor counts on 512 tokens."""
    before = attention.processor
    attention.processor = _PictureAndText(length)
    try:
        yield
    finally:
        attention.processor = before


class _PictureAndText:
    """Attention to a picture's tokens and to those of a text behind them, added."""

    def __init__(self, length: int) -> None:
        self._length = length

    def __call__(self, attn: Any, hidden_states: Tensor, encoder_hidden_states: Tensor, *_: Any) -> Tensor:
        picture = encoder_hidden_states[:, : -self._length]
        text = encoder_hidden_states[:, -self._length :]
        query = _heads(attn.norm_q(attn.to_q(hidden_states)), attn)
        seen = _heads(attn.norm_added_k(attn.add_k_proj(picture)), attn), _heads(attn.add_v_proj(picture), attn)
        heard = _heads(attn.norm_k(attn.to_k(text)), attn), _heads(attn.to_v(text), attn)
        both = [functional.scaled_dot_product_attention(query, *some) for some in (seen, heard)]
        answer = torch.stack(both).sum(0).transpose(1, 2).flatten(2)
        return attn.to_out[1](attn.to_out[0](answer))  # type: ignore[no-any-return]


def _heads(states: Tensor, attn: Any) -> Tensor:
    return states.view(*states.shape[:2], attn.heads, -1).transpose(1, 2)


class WanBoth(Wan):
    """Wan 2.2 TI2V: every place in the clip has a time of its own, that of a first picture being the end."""

    takes_first = True

    def give(self, pictures: Pictures) -> Given | None:
        """Return first pictures, if there are any."""
        return self._first_stays(pictures, grain=self._grain)

    @property
    def _grain(self) -> int:
        config: Any = self.denoiser.config
        return int(config.patch_size[-1])

    def predict(self, latents: Tensor, time: Tensor, text: Text) -> Tensor:
        """Run the transformer."""
        given = text.given
        if given is None:
            return super().predict(latents, time, text)
        times = time.to(latents.device) * (1.0 - given.mask[:, 0, :, :: self._grain, :: self._grain]).flatten(1)
        with self.directed(text):
            answer = self.denoiser(given.over(latents).to(self.dtype), times, text.states_btc).sample
        return answer.float()  # type: ignore[no-any-return]


class WanVace(Wan):
    """Wan VACE: blocks of their own see what is given of the clip, behind pictures of what it is to show."""

    takes_first = True
    part_classes: ClassVar[dict[str, str]] = {**Wan.part_classes, "transformer": "diffusers.WanVACETransformer3DModel"}

    def text_layers(self) -> tuple[str, ...]:
        """Return every layer in which video or what is given of it attends to the text."""
        return (*super().text_layers(), *(f"{block}.{self.layer}" for block in self._beside()))

    def blocks(self) -> tuple[str, ...]:
        """Return the transformer's blocks, and those that see what is given."""
        return (*super().blocks(), *self._beside())

    def _beside(self) -> tuple[str, ...]:
        blocks: Any = self.denoiser.get_submodule("vace_blocks")
        return tuple(f"vace_blocks.{index}" for index in range(len(blocks)))

    def give(self, pictures: Pictures) -> Given:
        """Return what is known of the clips and what is to be made, behind references, which are known.

        Raises:
            InvalidInput: the clips of a batch have not as many references each.
        """
        counts = {len(some) for some in pictures.references} or {0}
        if len(counts) > 1:
            raise InvalidInput(
                "clips of one batch need as many reference pictures each",
                where=self.spec.id,
                found=", ".join(map(str, sorted(counts))),
                hint="make them one by one",
            )
        (ahead,) = counts
        video, mask = self._known(pictures)
        if ahead:
            shown = torch.stack([self.encode_pictures(torch.stack(some))[:, :, 0] for some in pictures.references])
            shown = shown.transpose(1, 2).flip(2)  # b c n h w, in the order of diffusers' pipeline
            video = torch.cat([torch.cat([shown, torch.zeros_like(shown)], dim=1), video], dim=2)
            mask = functional.pad(mask, (0, 0, 0, 0, ahead, 0))
        return Given(video, mask, weight=pictures.weight, ahead=ahead)

    def _known(self, pictures: Pictures) -> tuple[Tensor, Tensor]:
        """Return the latents of what is known of the clips and of what is not, b 2c f h w, and the mask of the latter.

        A mask's channels are the pixels of a latent cell; each latent frame has that of one frame of its group.
        """
        width, height = pictures.size_px
        clips = torch.zeros(pictures.clips, 3, pictures.frames, height, width)
        unknown = torch.ones(pictures.clips, pictures.frames, height, width)
        grey = self.encode_clips(clips[:1]).expand(pictures.clips, -1, -1, -1, -1)
        known = grey
        if pictures.first:
            part = torch.stack([one.cells(height, width) for one in pictures.first])
            unknown[:, 0] = 1.0 - part
            clips[:, :, 0] = torch.stack([one.filled((width, height)) for one in pictures.first]) * part[:, None]
            known = self.encode_clips(clips)
        side = self.spec.capabilities.spatial_compression
        folded = unknown.view(*unknown.shape[:2], height // side, side, width // side, side)
        folded = folded.permute(0, 3, 5, 1, 2, 4).flatten(1, 2)
        mask = functional.interpolate(folded, size=known.shape[2:], mode="nearest-exact")
        return torch.cat([known, grey], dim=1), mask.to(known)

    def predict(self, latents: Tensor, time: Tensor, text: Text) -> Tensor:
        """Run the transformer; where nothing is given of the clip, everything is to be made."""
        given = text.given or self._nothing(latents)
        control = torch.cat([given.latents, given.mask], dim=1).to(self.dtype)
        layers: Any = self.denoiser.config
        weights = control.new_full((len(layers.vace_layers),), given.weight)
        times = time.expand(len(latents)).to(latents.device)
        with self.directed(text):
            answer = self.denoiser(
                latents.to(self.dtype),
                times,
                text.states_btc,
                control_hidden_states=control,
                control_hidden_states_scale=weights,
            ).sample
        return answer.float()  # type: ignore[no-any-return]

    def _nothing(self, latents: Tensor) -> Given:
        can = self.spec.capabilities
        frames = (latents.shape[2] - 1) * can.temporal_compression + 1
        size_px = latents.shape[4] * can.spatial_compression, latents.shape[3] * can.spatial_compression
        return self.give(Pictures(len(latents), frames, size_px))

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import torch
from torch import Tensor

from storyagent.diffusion.models.storybook import (
    Storybook,
    decode,
    denoise,
    embed,
    first_noise,
    load_storybook,
    predict_v,
    sample,
    windows,
)
from storyagent.errors import Misconfigured
from training.storybook.shape import TINY, inflate, new_autoencoder, new_scheduler, new_still_unet, new_text_encoder
from training.storybook.tokenizer import new_tokenizer


@pytest.fixture(scope="module")
def book() -> Storybook:
    """A tiny model with random weights whose frames take part in each other."""
    torch.manual_seed(0)
    unet = inflate(new_still_unet(TINY), TINY).eval().requires_grad_(False)
    for name, weight in unet.named_parameters():
        if "motion_modules" in name and ".proj_out." in name:
            torch.nn.init.normal_(weight, std=0.1)
    return Storybook(
        unet=unet,
        vae=new_autoencoder(TINY).eval().requires_grad_(False),
        text_encoder=new_text_encoder(TINY).eval().requires_grad_(False),
        tokenizer=new_tokenizer(["a", "red", "blue", "car"], tokens=12, rows=TINY.words),
        scheduler=new_scheduler(),
        frames=TINY.frames,
    )


def test_a_prompt_gives_the_same_clip_alone_and_among_others(book: Storybook) -> None:
    both = sample(book, ["a red car", "a blue car"], frames=4, seed=5, steps=2)
    assert both.shape == (2, 4, 3, TINY.size_px, TINY.size_px)
    assert both.abs().max() <= 1
    assert torch.allclose(both[:1], sample(book, ["a red car"], frames=4, seed=5, steps=2), atol=1e-4)
    assert torch.allclose(both[1:], sample(book, ["a blue car"], frames=4, seed=6, steps=2), atol=1e-4)


def test_the_same_seed_gives_the_same_clip_and_another_seed_another(book: Storybook) -> None:
    clips = [sample(book, ["a red car"], frames=4, seed=seed, steps=2) for seed in (1, 1, 2)]
    assert torch.equal(clips[0], clips[1])
    assert not torch.allclose(clips[0], clips[2], atol=1e-3)


def test_prompts_and_the_scale_of_their_guidance_change_the_latents(book: Storybook) -> None:
    noise = first_noise(book, frames=2, seeds=[0])
    red, blue = (embed(book, [text]) for text in ("a red car", "a blue car"))
    plain = denoise(book, noise, red, steps=2, scale=1.0)
    assert not torch.allclose(plain, denoise(book, noise, blue, steps=2, scale=1.0))
    assert not torch.allclose(plain, denoise(book, noise, red, steps=2, scale=4.0))


def test_what_is_called_before_each_step_sees_and_changes_the_latents(book: Storybook) -> None:
    seen: list[tuple[int, int]] = []

    def before(step: int, time: Tensor, latents: Tensor) -> Tensor:
        seen.append((step, int(time)))
        return latents if step else torch.zeros_like(latents)

    noise, text = first_noise(book, frames=2, seeds=[0]), embed(book, ["a car"])
    changed = denoise(book, noise, text, steps=3, scale=1.0, before=before)
    assert [step for step, _ in seen] == [0, 1, 2]
    assert [time for _, time in seen] == sorted((time for _, time in seen), reverse=True)
    assert not torch.allclose(changed, denoise(book, noise, text, steps=3, scale=1.0))


def test_frames_of_a_clip_share_half_of_their_noise(book: Storybook) -> None:
    noise = first_noise(book, frames=16, seeds=list(range(40)))
    together = (noise[:, :, 0] * noise[:, :, 9]).mean()
    assert float(together) == pytest.approx(0.5, abs=0.05)
    assert float(noise.square().mean()) == pytest.approx(1.0, abs=0.05)
    alone = first_noise(book, frames=1, seeds=[0, 1])
    assert abs(float((alone[0] * alone[1]).mean())) < 0.1


@pytest.mark.parametrize(("frames", "length"), [(1, 16), (16, 16), (17, 16), (24, 16), (40, 16), (9, 4), (10, 4)])
def test_windows_cover_every_frame_and_overlap_by_half_or_more(frames: int, length: int) -> None:
    parts = list(windows(frames, length))
    counted = torch.zeros(frames)
    for part, weights in parts:
        assert part.stop - part.start == len(weights) == min(frames, length)
        counted[part] += weights
    assert bool((counted > 0).all())
    assert all(after.start - before.start <= length // 2 for (before, _), (after, _) in pairwise(parts))


def test_a_window_as_long_as_the_clip_is_the_plain_model(book: Storybook) -> None:
    noise, text, time = first_noise(book, frames=4, seeds=[3]), embed(book, ["a car"]), torch.tensor(500)
    with torch.no_grad():
        plain = book.unet(noise, time, text.repeat_interleave(4, dim=0)).sample
        assert torch.allclose(predict_v(book, noise, time, text), plain, atol=1e-6)


def test_blended_windows_agree_with_a_model_that_sees_each_frame_alone(book: Storybook) -> None:
    still = new_still_unet(TINY).eval().requires_grad_(False)
    blind = Storybook(inflate(still, TINY).eval(), book.vae, book.text_encoder, book.tokenizer, book.scheduler, 4)
    noise, text, time = first_noise(book, frames=11, seeds=[3]), embed(book, ["a car"]), torch.tensor([500])
    with torch.no_grad():
        each = [still(noise[:, :, frame], time, text).sample for frame in range(11)]
        assert torch.allclose(predict_v(blind, noise, time, text), torch.stack(each, dim=2), atol=1e-4)


def test_longer_clips_than_the_model_knows_are_made(book: Storybook) -> None:
    assert sample(book, ["a car"], frames=7, steps=1).shape == (1, 7, 3, TINY.size_px, TINY.size_px)


def test_decoding_takes_frames_one_by_one(book: Storybook) -> None:
    latents = torch.randn(2, TINY.latent_channels, 3, 16, 16, generator=torch.Generator().manual_seed(0))
    frames = decode(book, latents)
    assert torch.allclose(frames[1, 2], decode(book, latents[1:, :, 2:])[0, 0], atol=1e-5)


def test_a_folder_without_the_parts_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "vae").mkdir()
    with pytest.raises(Misconfigured, match="no unet, text_encoder, tokenizer, scheduler"):
        load_storybook(tmp_path)

from __future__ import annotations

import pytest
import torch
from diffusers import AutoencoderTiny
from torch import Tensor

from storyagent.errors import InvalidInput
from tests.training.squares import Squares
from training.storybook.autoencoder import NEAR, grids_of, losses, pieces
from training.storybook.shape import TINY, grown, new_autoencoder

TWICE = TINY._replace(size_px=64, encoder_blocks=(0, 0, 1), decoder_blocks=(1, 0, 0))
WORLD = Squares(TWICE.size_px)


def test_a_grown_autoencoder_is_drawn_towards_the_grids_of_the_old_one() -> None:
    torch.manual_seed(0)
    before = new_autoencoder(TINY).requires_grad_(False)
    autoencoder = grown(before, TWICE)
    optimiser = torch.optim.Adam(autoencoder.encoder.parameters(), lr=3e-3)
    frames = WORLD.sample(2, seed=0).frames[:, 0]
    away = []
    for step in range(8):
        term = losses(autoencoder, frames, torch.Generator().manual_seed(step), before)["grid"]
        away.append(term.item())
        torch.autograd.backward(term)
        optimiser.step()
        optimiser.zero_grad()
    assert away[0] == pytest.approx(NEAR * _away(grown(before, TWICE), before, frames), rel=0.5)
    assert away[-1] < away[0]


def test_a_grown_autoencoder_paints_twice_as_large_from_the_same_grid() -> None:
    before = new_autoencoder(TINY)
    autoencoder = grown(before, TWICE)
    grid = torch.zeros(1, TINY.latent_channels, 16, 16)
    assert before.decoder(grid).shape[-1] == 32
    assert autoencoder.decoder(grid).shape[-1] == 64
    assert torch.equal(autoencoder.decoder.layers[0].weight, before.decoder.layers[0].weight)
    assert torch.equal(autoencoder.encoder.layers[-1].weight, before.encoder.layers[-1].weight)


def test_an_autoencoder_grows_by_one_level_at_a_time() -> None:
    other = TWICE._replace(encoder_blocks=(1, 0, 1), decoder_blocks=(2, 0, 0))
    with pytest.raises(InvalidInput, match="one level at a time"):
        grown(new_autoencoder(TINY), other)


def test_one_of_the_same_size_goes_on_from_where_it_was_and_is_held_to_its_grids() -> None:
    before = new_autoencoder(TINY)
    autoencoder, frames = grown(before, TINY), torch.rand(2, 3, 32, 32) * 2 - 1
    same = losses(autoencoder, frames, torch.Generator().manual_seed(0), before)
    assert float(same["grid"].detach()) < 1e-3  # half precision
    with torch.no_grad():
        autoencoder.encoder.layers[-1].bias += 1
    held = losses(autoencoder, frames, torch.Generator().manual_seed(0), before)["grid"]
    assert float(held.detach()) == pytest.approx(NEAR, rel=0.05)


def test_pieces_are_squares_inside_the_frame_and_mostly_show_the_thing() -> None:
    batch = WORLD.sample(64, seed=1)
    cut = pieces(batch, 32, torch.Generator().manual_seed(0))
    assert cut.shape == (64, 3, 32, 32)
    ground = torch.full((3, 1, 1), 0.2)
    shown = ((cut - ground).abs().amax(1) > 0.1).flatten(1).any(1)
    assert shown.sum() >= 0.75 * 64


def _away(autoencoder: AutoencoderTiny, before: AutoencoderTiny, frames: Tensor) -> float:
    with torch.no_grad():
        return float((autoencoder.encoder(frames) - grids_of(before, frames, TWICE.size_px // 16)).abs().mean())

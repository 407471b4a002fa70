from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.squares import Squares
from training.storybook.grounding import cell_masks, grounding_loss, keep_maps, word_masks
from training.storybook.shape import TINY, new_still_unet
from training.storybook.tokenizer import new_tokenizer

BATCH = Squares(32).sample(3, seed=5)
TOKENIZER = new_tokenizer(["a", "red", "green", "blue", "square", "is", "here", "."], tokens=10, rows=64)


def offsets() -> torch.Tensor:
    tokens = TOKENIZER(BATCH.captions, padding="max_length", return_tensors="pt", return_offsets_mapping=True)
    found = tokens["offset_mapping"]
    assert isinstance(found, torch.Tensor)
    return found


def test_a_things_words_are_the_tokens_of_its_phrase_and_no_others() -> None:
    masks = word_masks(BATCH, offsets())
    assert masks.shape == (3, 4, 10)
    assert masks[:, 0].tolist() == [[0, 0, 1, 1, 0, 0, 0, 0, 0, 0]] * 3
    assert float(masks[:, 1:].sum()) == 0


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.floats(0, 1), min_size=2, max_size=2).map(sorted),
    st.lists(st.floats(0, 1), min_size=2, max_size=2).map(sorted),
    st.sampled_from([(1, 1), (4, 4), (4, 7), (16, 16)]),
)
def test_cells_are_covered_as_much_as_finer_cells_say(x: list[float], y: list[float], grid: tuple[int, int]) -> None:
    rows, columns = grid
    box = torch.tensor([x[0], y[0], x[1], y[1]], dtype=torch.float64)
    covered = cell_masks(box, rows, columns).view(rows, columns)
    fine = torch.zeros(rows, columns, dtype=torch.float64)
    for row in range(rows):
        for column in range(columns):
            wide = min(x[1], (column + 1) / columns) - max(x[0], column / columns)
            high = min(y[1], (row + 1) / rows) - max(y[0], row / rows)
            fine[row, column] = max(0.0, wide) * max(0.0, high) * rows * columns
    assert torch.allclose(covered, fine, atol=1e-6)


def test_attention_inside_the_boxes_costs_nothing_and_outside_everything() -> None:
    words = word_masks(BATCH, offsets())
    weight = torch.ones(3)
    for columns, batch in ((16, BATCH), (28, BATCH._replace(frames=BATCH.frames.new_zeros(3, 1, 3, 32, 56)))):
        covered = cell_masks(batch.boxes, 16, columns)[:, 0, 0][:, :, None]
        inside = covered * words[:, 0][:, None]  # b n t
        outside = (1 - inside.clamp(max=1)) * words[:, 0][:, None] * (covered == 0)
        assert float(grounding_loss([inside], batch, words, weight)) == pytest.approx(0.0, abs=1e-5)
        assert float(grounding_loss([outside], batch, words, weight)) == pytest.approx(1.0, abs=1e-5)


def test_things_said_together_share_their_boxes() -> None:
    boxes = BATCH.boxes.clone()
    boxes[:, :, 1] = torch.tensor([0.0, 0.0, 0.25, 0.25])
    present = BATCH.present.clone()
    present[:, :, 1] = True
    two = BATCH._replace(boxes=boxes, present=present, spans=[[spans[0], spans[0]] for spans in BATCH.spans])
    words = word_masks(two, offsets())
    on_second = cell_masks(boxes, 16, 16)[:, 0, 1][:, :, None] * words[:, 0][:, None]
    assert float(grounding_loss([on_second], two, words, torch.ones(3))) == pytest.approx(0.0, abs=1e-5)


def test_keeping_maps_does_not_change_what_the_network_says() -> None:
    torch.manual_seed(0)
    unet = new_still_unet(TINY).eval()
    noisy, times, text = torch.randn(2, 8, 16, 16), torch.tensor([10, 900]), torch.randn(2, 5, TINY.text_channels)
    with torch.no_grad():
        before = unet(noisy, times, text).sample
        maps = keep_maps(unet)
        assert torch.allclose(unet(noisy, times, text).sample, before, atol=1e-5)
    assert {shares.shape for shares in maps} == {(2, 256, 5), (2, 64, 5)}
    assert all(torch.allclose(shares.sum(-1), torch.ones(())) for shares in maps)

from __future__ import annotations

import pytest
import torch
from torch import nn

from storyagent.diffusion.models.low_rank import add_to
from storyagent.errors import Misconfigured


def parts() -> dict[str, nn.Module]:
    torch.manual_seed(0)
    return {"unet": nn.Sequential(nn.Conv2d(3, 4, 3), nn.Linear(4, 2)), "words": nn.Embedding(6, 5)}


def weight(of: dict[str, nn.Module], layer: str) -> torch.Tensor:
    return of["unet"].get_parameter(f"{layer}.weight")


def test_products_are_added_and_rows_take_the_place_of_those_that_were_there() -> None:
    before, after = parts(), parts()
    up, down = torch.randn(4, 2), torch.randn(2, 27)
    rows = torch.randn(2, 5)
    add_to(after, {"unet.0.weight.up": up, "unet.0.weight.down": down, "words.weight.rows.3": rows})
    added = torch.einsum("or,ri->oi", up, down).view(4, 3, 3, 3)
    torch.testing.assert_close(weight(after, "0"), weight(before, "0") + added)
    assert torch.equal(weight(after, "1"), weight(before, "1"))
    assert torch.equal(after["words"].get_parameter("weight")[3:5], rows)
    assert torch.equal(after["words"].get_parameter("weight")[:3], before["words"].get_parameter("weight")[:3])


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"unet.9.weight.up": torch.ones(1, 1), "unet.9.weight.down": torch.ones(1, 1)}, "does not have"),
        ({"unet.1.weight.up": torch.ones(2, 1), "unet.1.weight.down": torch.ones(1, 5)}, "needed 2 x 4"),
        ({"words.weight.rows.5": torch.ones(2, 5)}, "needed 6 x 5"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_changed(wrong: dict[str, torch.Tensor], says: str) -> None:
    before, after = parts(), parts()
    fitting = {"unet.1.weight.up": torch.ones(2, 1), "unet.1.weight.down": torch.ones(1, 4)}
    with pytest.raises(Misconfigured, match=says):
        add_to(after, {**fitting, **wrong})
    for part in before:
        for old, new in zip(before[part].parameters(), after[part].parameters(), strict=True):
            assert torch.equal(old, new)

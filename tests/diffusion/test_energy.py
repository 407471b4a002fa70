"""The energy against loops over everything, and what it must do."""

from itertools import product

import pytest
import torch
from torch import Tensor

from storyagent.diffusion.energy import EnergyWeights, energy
from storyagent.diffusion.guidance import make_targets
from storyagent.diffusion.regions import Boxes, Regions, Targets, regions

HEIGHT, WIDTH, FRAMES = 4, 5, 6


def scene() -> tuple[Targets, Regions]:
    """Return a prompt with three objects, two of one token, one of two tokens that is absent in two frames."""
    dice = torch.Generator().manual_seed(0)
    start = torch.rand(3, FRAMES, 2, generator=dice) * 0.6
    corners = torch.cat([start, start + 0.1 + 0.3 * torch.rand(3, FRAMES, 2, generator=dice)], -1)
    present = torch.ones(3, FRAMES, dtype=torch.bool)
    present[2, :2] = False
    targets = make_targets([[[4], [4], [6, 7]]], [Boxes(corners, present)], torch.device("cpu"))
    return targets, regions(targets, HEIGHT, WIDTH)


def maps(seed: int = 1) -> Tensor:
    """Return maps b n f a p; entries of one token are equal, as they are the same column."""
    drawn = torch.rand(1, 4, FRAMES, 2, HEIGHT * WIDTH, generator=torch.Generator().manual_seed(seed)) / 5
    drawn[:, 1] = drawn[:, 0]
    return drawn


def top_mean(values: list[float], shares: list[float], top: float) -> float:
    total = sum(shares)
    if total == 0.0:
        return 0.0
    wanted = min(total, max(1.0, top * total))
    got = summed = 0.0
    for value, share in sorted(zip(values, shares, strict=True), reverse=True):
        taken = min(share, wanted - got)
        got, summed = got + taken, summed + taken * value
    return summed / wanted


def naive(attention: Tensor, targets: Targets, found: Regions, weights: EnergyWeights) -> float:
    total = 0.0
    _, entries, frames, heads, cells = attention.shape
    places = [((i % WIDTH + 0.5) / WIDTH, (i // WIDTH + 0.5) / HEIGHT) for i in range(cells)]
    for n in range(entries):
        own, off = 0.0, {}
        for f, a in product(range(frames), range(heads)):
            values = attention[0, n, f, a].tolist()
            there = bool(found.present_bnf[0, n, f])
            inside, outside = found.inside_bnfp[0, n, f].tolist(), found.outside_bnfp[0, n, f].tolist()
            own += weights.inside * (1 - top_mean(values, inside, weights.inside_top)) if there else 0.0
            own += weights.outside * top_mean(values, outside, weights.outside_top)
            if there:
                near = found.territory_bnfp[0, n, f].tolist()
                mass = sum(v * t for v, t in zip(values, near, strict=True))
                middle = [
                    sum(v * t * p[axis] for v, t, p in zip(values, near, places, strict=True)) / mass for axis in (0, 1)
                ]
                off[f, a] = [m - float(c) for m, c in zip(middle, found.center_bnf2[0, n, f], strict=True)]
                own += weights.center * sum(d * d for d in off[f, a])
        for (f, a), here in off.items():
            if (f + 1, a) in off:
                drift = [x - y for x, y in zip(off[f + 1, a], here, strict=True)]
                own += weights.center * sum(d * d for d in drift) * frames / (frames - 1)
        total += float(targets.share_bn[0, n]) * own / (frames * heads)
    return total


@pytest.mark.parametrize(
    "weights", [EnergyWeights(), EnergyWeights(1.0, 2.0, 5.0, 0.25, 0.5), EnergyWeights(center=0.0)]
)
def test_all_at_once_equals_one_by_one(weights: EnergyWeights) -> None:
    targets, found = scene()
    together = energy(maps(), found, targets.share_bn, weights)
    assert float(together) == pytest.approx(naive(maps(), targets, found, weights), rel=1e-5)


def test_attention_in_the_boxes_costs_less_than_spread_and_spread_less_than_outside() -> None:
    targets, found = scene()
    inside = found.inside_bnfp[:, :, :, None].repeat(1, 1, 1, 2, 1)
    spread = torch.full_like(inside, 0.5)
    costs = [float(energy(m, found, targets.share_bn, EnergyWeights())) for m in (inside, spread, 1.0 - inside)]
    assert costs == sorted(costs)
    assert costs[0] < 0.75 * costs[1]


def test_more_heads_or_samples_of_the_same_do_not_change_it() -> None:
    targets, found = scene()
    once = energy(maps(), found, targets.share_bn, EnergyWeights())
    heads = energy(maps().repeat(1, 1, 1, 3, 1), found, targets.share_bn, EnergyWeights())
    torch.testing.assert_close(once, heads)


def test_a_finer_grid_of_the_same_attention_costs_nearly_the_same() -> None:
    box = Boxes(torch.tensor([[[0.25, 0.25, 0.75, 0.75]]]), torch.ones(1, 1, dtype=torch.bool))
    targets = make_targets([[[1]]], [box], torch.device("cpu"))
    coarse = torch.rand(1, 1, 1, 1, 8, 8, generator=torch.Generator().manual_seed(2))
    fine = coarse.repeat_interleave(2, -1).repeat_interleave(2, -2)
    costs = [
        float(energy(m.flatten(-2), regions(targets, side, side), targets.share_bn, EnergyWeights()))
        for m, side in ((coarse, 8), (fine, 16))
    ]
    assert costs[0] == pytest.approx(costs[1], rel=1e-4)


def test_an_absent_object_asks_for_no_attention_anywhere() -> None:
    targets, found = scene()
    gone = found._replace(inside_bnfp=found.inside_bnfp * 0, outside_bnfp=found.outside_bnfp * 0 + 1)
    gone = gone._replace(present_bnf=torch.zeros_like(found.present_bnf))
    attention = maps().requires_grad_()
    energy(attention, gone, targets.share_bn, EnergyWeights()).sum().backward()  # type: ignore[no-untyped-call]
    assert attention.grad is not None
    assert float(attention.grad.min()) >= 0.0
    assert float(energy(torch.zeros_like(maps()), gone, targets.share_bn, EnergyWeights())) == 0.0


def test_two_of_one_name_are_each_asked_for() -> None:
    _, found = scene()
    share = torch.tensor([[0.5, 0.5, 0.0, 0.0]])
    left_only = found.inside_bnfp[:, :1, :, None].repeat(1, 4, 1, 2, 1)
    both = (found.inside_bnfp[:, :1] + found.inside_bnfp[:, 1:2]).clamp(max=1.0)[:, :, :, None].repeat(1, 4, 1, 2, 1)
    assert float(energy(both, found, share, EnergyWeights())) < float(energy(left_only, found, share, EnergyWeights()))


def test_it_is_computed_in_full_precision_from_half_precision_maps() -> None:
    targets, found = scene()
    half = energy(maps().half(), found, targets.share_bn, EnergyWeights())
    assert half.dtype == torch.float32
    torch.testing.assert_close(half, energy(maps(), found, targets.share_bn, EnergyWeights()), rtol=1e-3, atol=1e-3)

"""Smoothness of clips: what equal, moved, noisy and unrelated frames are worth."""

import numpy as np
import pytest
from numpy.typing import NDArray

from storyagent.errors import InvalidInput
from storyagent.evaluation.temporal import SCALE_WEIGHTS, ms_ssim, smoothness

Floats = NDArray[np.float32]


def scene(side: int = 96) -> Floats:
    """Return soft blobs: something for the flow to hold on to."""
    dice = np.random.default_rng(4)
    y, x = np.mgrid[0:side, 0:side] / side
    blobs = [
        np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / 0.003) * height
        for cx, cy, height in zip(dice.random(90), dice.random(90), dice.uniform(-0.3, 0.3, 90), strict=True)
    ]
    return np.asarray(np.clip(0.5 + np.sum(blobs, axis=0), 0, 1), np.float32)


def clip(pictures: list[Floats]) -> NDArray[np.uint8]:
    return np.stack([np.repeat((one * 255).astype(np.uint8)[..., None], 3, -1) for one in pictures])


def test_a_still_clip_is_perfectly_smooth() -> None:
    found = smoothness(clip([scene()] * 3))
    assert found.ms_ssim == pytest.approx(1.0)
    assert found.warp_error < 0.005
    assert found.motion_px == pytest.approx(0.0, abs=0.01)


def test_movement_is_measured_and_forgiven_by_the_warp_but_not_by_the_likeness() -> None:
    wide = scene(112)
    moving = smoothness(clip([wide[:96, 2 * n : 96 + 2 * n] for n in range(5)]))
    assert moving.motion_px == pytest.approx(2.0, abs=0.3)
    assert moving.warp_error < 0.01
    assert moving.ms_ssim < 0.99


def test_flicker_shows_in_both_figures() -> None:
    dice = np.random.default_rng(0)
    noisy = [np.clip(scene() + dice.normal(0, 0.08, (96, 96)), 0, 1).astype(np.float32) for _ in range(3)]
    still, flicker = smoothness(clip([scene()] * 3)), smoothness(clip(noisy))
    assert flicker.warp_error > 0.05
    assert flicker.ms_ssim < 0.9 < still.ms_ssim


def test_the_likeness_is_the_published_formula_computed_pixel_by_pixel() -> None:
    side = 21  # one scale only: half of it has no room for a window
    a, b = scene(side), scene(side).T.copy()
    at = np.arange(11) - 5
    bell = np.exp(-(at[:, None] ** 2 + at[None] ** 2) / (2 * 1.5**2))
    bell /= bell.sum()
    light, contrast = [], []
    for y in range(side - 10):
        for x in range(side - 10):
            p, q = a[y : y + 11, x : x + 11], b[y : y + 11, x : x + 11]
            mp, mq = (bell * p).sum(), (bell * q).sum()
            vp, vq, c = (bell * (p - mp) ** 2).sum(), (bell * (q - mq) ** 2).sum(), (bell * (p - mp) * (q - mq)).sum()
            light.append((2 * mp * mq + 1e-4) / (mp**2 + mq**2 + 1e-4))
            contrast.append((2 * c + 9e-4) / (vp + vq + 9e-4))
    assert ms_ssim(a, b) == pytest.approx(float(np.mean(light) * np.mean(contrast)), abs=1e-4)
    assert sum(SCALE_WEIGHTS) == pytest.approx(1.0, abs=1e-3)


def test_frames_without_neighbours_are_refused() -> None:
    with pytest.raises(InvalidInput, match="no neighbours"):
        smoothness(clip([scene()]))
    with pytest.raises(InvalidInput, match="11 px"):
        smoothness(np.zeros((2, 8, 64, 3), np.uint8))

"""Where things are over time: every motion of the layout module as one formula over arrays.

`s` is the time in 0..1, y grows downwards, sizes are in frames. All arrays broadcast.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOTIONS: tuple[str, ...] = (
    "stand", "glide", "legs", "fall", "bounce", "jump", "circle", "sway", "approach", "recede", "arc",
)  # fmt: skip
RESTITUTION = 0.65
GROWTH = 2.0
"""How many times as large a thing gets that comes towards the camera."""
VANISHING = np.array([0.5, 0.5])


def centres(motion: NDArray[np.int64], points: Floats, amount: Floats, s: Floats) -> tuple[Floats, Floats]:
    """Return the centres and the size factors of things over time.

    Args:
        motion: ..., index into MOTIONS.
        points: ... 3 2, the first, second and third place of a path.
        amount: ..., what a motion needs beside them: height of a jump, bounce or arc, width of a sway, radius of a
            circle (negative: anticlockwise), share of the time of the first of two legs; its swings follow from it.
        s: f times in 0..1.

    Returns:
        ... f 2 centres and ... f factors.
    """
    kind, size, path = motion[..., None], amount[..., None], points[..., None, :, :]
    a, b, c = path[..., 0, :], path[..., 1, :], path[..., 2, :]
    x, y = _straight(a, b, s)
    x, y = np.broadcast_arrays(x, y, subok=False)
    factor = np.ones(np.broadcast_shapes(x.shape, kind.shape))
    x, y = np.array(np.broadcast_to(x, factor.shape)), np.array(np.broadcast_to(y, factor.shape))
    options: dict[str, tuple[Floats, Floats]] = {
        "stand": (a[..., 0] + 0 * s, a[..., 1] + 0 * s),
        "legs": _legs(a, b, c, size, s),
        "fall": (x, a[..., 1] + (b - a)[..., 1] * np.minimum(s / 0.8, 1) ** 2),
        "bounce": (x, y - _bounces(s) * size),
        "jump": (a[..., 0] + 0 * s, a[..., 1] - size * _parabola(2 * s % 1)),
        "circle": _circle(a, size, c[..., 0], s),
        "sway": (a[..., 0] + size * np.sin(4 * np.pi * s), a[..., 1] + 0 * s),
        "arc": (x, y - size * _parabola(s)),
    }
    for name, (across, down) in options.items():
        here = kind == MOTIONS.index(name)
        x, y = np.where(here, across, x), np.where(here, down, y)
    for name, share in (("approach", 1 - s), ("recede", s)):
        here = kind == MOTIONS.index(name)
        seen = 1 / (1 + (GROWTH - 1) * share)
        factor = np.where(here, seen, factor)
        x = np.where(here, VANISHING[0] + (a[..., 0] - VANISHING[0]) * seen, x)
        y = np.where(here, VANISHING[1] + (a[..., 1] - VANISHING[1]) * seen, y)
    return np.stack([x, y], axis=-1), factor


def _straight(a: Floats, b: Floats, s: Floats) -> tuple[Floats, Floats]:
    return a[..., 0] + (b - a)[..., 0] * s, a[..., 1] + (b - a)[..., 1] * s


def _legs(a: Floats, b: Floats, c: Floats, share: Floats, s: Floats) -> tuple[Floats, Floats]:
    first = np.clip(s / np.maximum(share, 0.1), 0, 1)[..., None]
    second = np.clip((s - share) / np.maximum(1 - share, 0.1), 0, 1)[..., None]
    at = a + (b - a) * first + (c - b) * second
    return at[..., 0], at[..., 1]


def _parabola(s: Floats) -> Floats:
    return 4 * s * (1 - s)


def _bounces(s: Floats) -> Floats:
    """Return the height over time of three hops of one gravity, each RESTITUTION times as long as the one before."""
    spans = np.array([1, RESTITUTION, RESTITUTION**2])
    ends = np.cumsum(spans) / spans.sum()
    hop = np.searchsorted(ends[:-1], s, side="right")
    starts = np.concatenate([[0], ends[:-1]])
    return np.asarray(RESTITUTION ** (2 * hop) * _parabola((s - starts[hop]) / (ends - starts)[hop]))


def _circle(centre: Floats, radius: Floats, phase: Floats, s: Floats) -> tuple[Floats, Floats]:
    angle = 2 * np.pi * (phase + np.sign(radius) * s)
    return centre[..., 0] + np.abs(radius) * np.cos(angle), centre[..., 1] + 0.7 * np.abs(radius) * np.sin(angle)


def headings(motion: NDArray[np.int64], points: Floats, amount: Floats, s: Floats) -> Floats:
    """Return which way things go over time, ... f: -1 left, 1 right, 0 neither (standing, up and down, swaying)."""
    ahead, _ = centres(motion, points, amount, np.clip(s + 0.01, 0, 1))
    behind, _ = centres(motion, points, amount, np.clip(s - 0.01, 0, 1))
    across = (ahead - behind)[..., 0]
    turning = np.isin(motion, [MOTIONS.index(name) for name in ("sway", "approach", "recede")])[..., None]
    return np.where(turning | (np.abs(across) < 1e-3), 0.0, np.sign(across))

"""Time within a scene: where samples lie, and how far along a segment something is at each of them.

Plain arithmetic on numbers; `storyagent.story.layout` puts boxes around it.
"""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin
from typing import Literal

Ease = Literal["linear", "smooth", "accelerate", "decelerate", "sine in", "sine out", "perspective", "hold"]
"""The share u(s) of a segment covered after a share s of its time.

linear s · smooth 3s²-2s³ · accelerate s² (a fall) · decelerate 1-(1-s)² (a throw's way up) · sine in 1-cos(πs/2) ·
sine out sin(πs/2) (quarters of an orbit) · perspective (1/z - 1/z0)/(1/z1 - 1/z0) with z linear in s and 1/z the box's
height (an object at even speed along the line of sight; for a centre it keeps the vanishing point where it is) ·
hold 0 until the end.
"""


def sample_times(n: int) -> tuple[float, ...]:
    """Return n equally spaced times, the first 0 and the last 1 (n = 1: only 0).

    Raises:
        ValueError: n is less than 1.
    """
    if n < 1:
        raise ValueError(f"at least one sample is needed, found {n}")
    return tuple(i / (n - 1) for i in range(n)) if n > 1 else (0.0,)


_CURVES: dict[Ease, Callable[[float], float]] = {
    "linear": lambda s: s,
    "smooth": lambda s: s * s * (3.0 - 2.0 * s),
    "accelerate": lambda s: s * s,
    "decelerate": lambda s: s * (2.0 - s),
    "sine in": lambda s: 1.0 - cos(pi * s / 2.0),
    "sine out": lambda s: sin(pi * s / 2.0),
    "hold": lambda s: 0.0,
}


def share(ease: Ease, s: float, height_from: float = 1.0, height_to: float = 1.0) -> float:
    """Return u(s) for s in 0..1; the box heights at both ends are read by `perspective` alone.

    The result is in 0..1, grows with s, and is exactly 0 at s = 0 and 1 at s = 1 (`hold` jumps there).
    """
    if s >= 1.0:
        return 1.0
    if ease == "linear":
        return s
    if ease == "perspective":  # the documented formula with 1/z written as height, free of division by h1 - h0
        return height_from * s / (height_to * (1.0 - s) + height_from * s)
    return _CURVES[ease](s)

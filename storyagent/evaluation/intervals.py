"""How far a share that was counted in a few trials can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from random import Random

Z95 = 1.959963984540054
"""The normal quantile of a 95 % interval."""
RESAMPLES = 2000


def wilson(passed: int, total: int, z: float = Z95) -> tuple[float, float]:
    """Return the Wilson score interval of a share, low and high end within 0..1.

    Holds for few trials, and for none or all passed (Wilson, J. Am. Stat. Assoc. 22, 1927).

    Raises:
        ValueError: nothing was tried, or more passed than were tried.
    """
    if not 0 <= passed <= total or total == 0:
        raise ValueError(f"a share needs 0 <= passed <= total and a trial, found {passed} of {total}")
    share, spread = passed / total, z * z / total
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / total + spread / (4 * total)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def mean_of_shares(counted: Sequence[tuple[int, int]], z: float = Z95) -> tuple[float, float, float]:
    """Return the mean of several shares, each (passed, total), and the low and high end of its interval within 0..1.

    Each share counts the same however often it was tried. Its variance is that of the middle of its Wilson interval,
    so that a share of 0 or 1 is not taken for certain.

    Raises:
        ValueError: there is no share, or one that `wilson` refuses.
    """
    if not counted:
        raise ValueError("a mean needs at least one share")
    mean = sum(passed / total for passed, total in counted) / len(counted)
    widths = [wilson(passed, total, z) for passed, total in counted]
    half = sqrt(sum(((high - low) / 2) ** 2 for low, high in widths)) / len(counted)
    return mean, max(0.0, mean - half), min(1.0, mean + half)


def mean_over_groups(groups: Sequence[Sequence[float]]) -> tuple[float, float, float]:
    """Return the mean of all values, and the low and high end of its 95 % interval, by resampling whole groups.

    For values that are not independent within a group (the scenes of one story). Deterministic: a fixed seed. Groups
    without values are left out; a single group says nothing of the spread, so its interval is as wide as its values.

    Raises:
        ValueError: there is no value.
    """
    filled = [group for group in groups if group]
    if not filled:
        raise ValueError("a mean needs at least one value")
    sums = [(sum(group), len(group)) for group in filled]
    mean = sum(total for total, _ in sums) / sum(count for _, count in sums)
    if len(filled) == 1:
        return mean, min(filled[0]), max(filled[0])
    draw = Random(0)
    means = []
    for _ in range(RESAMPLES):
        drawn = draw.choices(sums, k=len(sums))
        means.append(sum(total for total, _ in drawn) / sum(count for _, count in drawn))
    means.sort()
    return mean, means[RESAMPLES // 40], means[-RESAMPLES // 40 - 1]

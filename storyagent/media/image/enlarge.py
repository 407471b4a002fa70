"""Larger pictures whose edges stay sharp: Lanczos, then what was lost is given back until shrinking it again fits.

(Iterative back-projection, Irani and Peleg 1991, held inside the range of the surrounding pixels, so that no edge gets
a halo.) No detail is invented.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from storyagent.errors import InvalidInput
from storyagent.film.encode import Picture
from storyagent.media.image.still import Still
from storyagent.media.opencv import opencv

_ROUNDS = 4
MOST_PX = 40_000_000
MOST_SIDE_PX = 8192


def require_factor(width_px: int, height_px: int, factor: int) -> None:
    """Check that a picture may be enlarged so far.

    Raises:
        InvalidInput: a factor other than 2, 3 or 4, or a result with a side above 8,192 px or above 40 megapixels.
    """
    wide, high = width_px * factor, height_px * factor
    if not 2 <= factor <= 4 or max(wide, high) > MOST_SIDE_PX or wide * high > MOST_PX:
        raise InvalidInput(
            "this cannot be enlarged so far",
            found=f"{width_px}x{height_px} by {factor}",
            needed=f"a factor of 2, 3 or 4 and a result up to {MOST_SIDE_PX} px on a side and 40 megapixels",
        )


def enlarged(picture: Picture, factor: int) -> Picture:
    """Return the picture `factor` times as large. Deterministic. `require_factor` says which factors there are."""
    cv = opencv()
    high, wide = picture.shape[:2]
    size = (wide * factor, high * factor)
    own = picture.astype(np.float32)
    large = cv.resize(own, size, interpolation=cv.INTER_LANCZOS4)
    near = np.ones((3, 3), np.uint8)
    lowest = cv.resize(cv.erode(own, near), size, interpolation=cv.INTER_LINEAR)
    highest = cv.resize(cv.dilate(own, near), size, interpolation=cv.INTER_LINEAR)
    for _ in range(_ROUNDS):
        lost = own - cv.resize(large, (wide, high), interpolation=cv.INTER_AREA)
        large = np.clip(large + cv.resize(lost, size, interpolation=cv.INTER_CUBIC), lowest, highest)
    return np.asarray(np.clip(np.rint(large), 0, 255), dtype=np.uint8)


def enlarged_still(still: Still, factor: int) -> Still:
    """Return a picture enlarged with its transparency."""
    return Still(enlarged(still.rgb, factor), None if still.alpha is None else _alpha(still.alpha, factor))


def _alpha(alpha: npt.NDArray[Any], factor: int) -> npt.NDArray[np.uint8]:
    cv = opencv()
    size = (alpha.shape[1] * factor, alpha.shape[0] * factor)
    return np.asarray(cv.resize(alpha, size, interpolation=cv.INTER_CUBIC))

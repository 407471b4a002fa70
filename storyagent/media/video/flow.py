"""How the pixels of one frame move to the next: dense optical flow, and pictures carried along it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from storyagent.film.encode import Picture
from storyagent.media.opencv import opencv

Flow = npt.NDArray[np.float32]
"""(H, W, 2): where each pixel of the first picture lies in the second, as a step (x, y) in pixels."""
_LONGEST_PX = 640


def flow_between(a: Picture, b: Picture) -> Flow:
    """Return the flow from `a` to `b` (DIS, Kroeger et al. 2016), computed at up to 640 px. Deterministic."""
    cv = opencv()
    high, wide = a.shape[:2]
    scale = min(1.0, _LONGEST_PX / max(high, wide))
    size = (max(16, round(wide * scale)), max(16, round(high * scale)))
    gray = [cv.cvtColor(cv.resize(picture, size, interpolation=cv.INTER_AREA), cv.COLOR_RGB2GRAY) for picture in (a, b)]
    flow = cv.DISOpticalFlow_create(cv.DISOPTICAL_FLOW_PRESET_MEDIUM).calc(gray[0], gray[1], None)
    flow = cv.resize(flow, (wide, high), interpolation=cv.INTER_LINEAR)
    return np.asarray(flow * np.array([wide / size[0], high / size[1]], np.float32), dtype=np.float32)


def places(high: int, wide: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return the x and the y of every pixel."""
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    return x, y


def pulled(picture: npt.NDArray[Any], flow: Flow, share: float = 1.0) -> npt.NDArray[Any]:
    """Return what the picture shows at each pixel's place plus `share` of its flow."""
    cv = opencv()
    x, y = places(*picture.shape[:2])
    found = cv.remap(
        picture, x + share * flow[..., 0], y + share * flow[..., 1], cv.INTER_LINEAR, borderMode=cv.BORDER_REPLICATE
    )
    return np.asarray(found)


def pushed(flow: Flow, share: float) -> Flow:
    """Return the flow as it lies after `share` of the way: each pixel's step, at where it has got to.

    Where two arrive the longer step stays, as what moves is mostly in front; where none arrives, the step from here.
    """
    high, wide = flow.shape[:2]
    x, y = places(high, wide)
    to_x = np.clip(np.rint(x + share * flow[..., 0]), 0, wide - 1).astype(np.intp)
    to_y = np.clip(np.rint(y + share * flow[..., 1]), 0, high - 1).astype(np.intp)
    order = np.argsort(np.abs(flow).sum(axis=-1), axis=None, kind="stable")
    moved = flow.copy()
    moved[to_y.ravel()[order], to_x.ravel()[order]] = flow.reshape(-1, 2)[order]
    return moved

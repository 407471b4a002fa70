"""How smoothly a clip goes on from frame to frame: likeness of neighbours, and what movement does not explain.

Both need no reference and no weights. A still clip is perfect in both, so they are read beside how much moves.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from storyagent.errors import InvalidInput
from storyagent.media.opencv import opencv

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Frames = NDArray[np.uint8]
    Floats = NDArray[np.float32]

SCALE_WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)
"""Of MS-SSIM's scales, the finest first (Wang, Simoncelli and Bovik, Asilomar 2003)."""
WINDOW_PX, WINDOW_SIGMA = 11, 1.5
STEADY_LIGHT, STEADY_CONTRAST = 0.01**2, 0.03**2
"""SSIM's constants, for values from 0 to 1."""
THERE_AND_BACK_PX = 1.0
"""Where going with the movement and back again ends farther off than this, something was covered or uncovered."""


class Smoothness(NamedTuple):
    """One clip's figures, each the mean over neighbouring frames.

    `ms_ssim` is the likeness of neighbours, 1 where they are equal. `warp_error` is the root of the mean squared
    difference (0..1) between a frame and the one before it moved along the optical flow, where that holds there and
    back. `motion_px` is the length of that flow.
    """

    ms_ssim: float
    warp_error: float
    motion_px: float


def smoothness(frames_thwc: Frames) -> Smoothness:
    """Measure a clip of 8-bit RGB frames, t h w 3, t at least 2, sides at least 11 px. Deterministic.

    Raises:
        InvalidInput: these are not such frames.
        MissingExtra: OpenCV is not installed.
    """
    import numpy as np

    small = frames_thwc.ndim != 4 or frames_thwc.shape[-1] != 3 or min(frames_thwc.shape[1:3]) < WINDOW_PX
    if small or len(frames_thwc) < 2 or frames_thwc.dtype != np.uint8:
        found = f"{frames_thwc.dtype} of shape {frames_thwc.shape}"
        needed = f"uint8 of shape t h w 3, two frames or more, sides of {WINDOW_PX} px or more"
        raise InvalidInput("these frames have no neighbours to compare", found=found, needed=needed)
    luma = frames_thwc.astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32) / 255
    rows = [(ms_ssim(a, b), *_warped(a, b)) for a, b in pairwise(luma)]
    alike, error, motion = np.mean(rows, axis=0).tolist()
    return Smoothness(alike, error, motion)


def ms_ssim(a_hw: Floats, b_hw: Floats) -> float:
    """Return the multi-scale structural similarity of two pictures in 0..1.

    Pictures too small for five scales are compared on as many as their shorter side has room for, the weights scaled
    to sum to one. Likeness below nothing on one scale counts as nothing.
    """
    import numpy as np

    cv2 = opencv()
    parts: list[tuple[float, float]] = []
    for _ in SCALE_WEIGHTS:
        parts.append(_ssim(a_hw, b_hw, cv2))
        if min(a_hw.shape) // 2 < WINDOW_PX:
            break
        a_hw, b_hw = (cv2.resize(x, (x.shape[1] // 2, x.shape[0] // 2), interpolation=cv2.INTER_AREA)
                      for x in (a_hw, b_hw))  # fmt: skip
    weights = np.array(SCALE_WEIGHTS[: len(parts)]) / sum(SCALE_WEIGHTS[: len(parts)])
    values = np.array([contrast for _, contrast in parts[:-1]] + [parts[-1][0] * parts[-1][1]])
    return float(np.prod(np.maximum(values, 0.0) ** weights))


def _ssim(a: Floats, b: Floats, cv2: Any) -> tuple[float, float]:
    """Return the likeness of light, and of contrast and structure, each the mean over the windows within the picture.

    (Their means are multiplied, as MS-SSIM does, where SSIM multiplies before it takes the mean.)
    """
    edge = WINDOW_PX // 2

    def mean(x: Floats) -> Floats:
        blurred: Floats = cv2.GaussianBlur(x, (WINDOW_PX, WINDOW_PX), WINDOW_SIGMA)
        return blurred[edge:-edge, edge:-edge]

    light_a, light_b = mean(a), mean(b)
    spread = mean(a * a) - light_a**2 + mean(b * b) - light_b**2
    shared = mean(a * b) - light_a * light_b
    light = (2 * light_a * light_b + STEADY_LIGHT) / (light_a**2 + light_b**2 + STEADY_LIGHT)
    contrast = (2 * shared + STEADY_CONTRAST) / (spread + STEADY_CONTRAST)
    return float(light.mean()), float(contrast.mean())


def _warped(before_hw: Floats, after_hw: Floats) -> tuple[float, float]:
    """Return the warp error of a frame and the mean length of its flow in pixels (Farneback's, both ways)."""
    import numpy as np

    cv2 = opencv()
    back = _flow(after_hw, before_hw, cv2)  # h w 2: where each pixel of the later frame was
    there = _flow(before_hw, after_hw, cv2)
    height, width = after_hw.shape
    columns, rows = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    across, down = columns + back[..., 0], rows + back[..., 1]
    moved, returned = (cv2.remap(x, across, down, cv2.INTER_LINEAR) for x in (before_hw, there))
    inside = (across >= 0) & (across <= width - 1) & (down >= 0) & (down <= height - 1)
    holds = inside & (np.linalg.norm(returned + back, axis=-1) < THERE_AND_BACK_PX)
    error = float(np.sqrt(np.mean((moved - after_hw)[holds] ** 2))) if holds.any() else 1.0
    return error, float(np.linalg.norm(back, axis=-1).mean())


def _flow(a_hw: Floats, b_hw: Floats, cv2: Any) -> Floats:
    import numpy as np

    grey = [(x * 255).round().astype(np.uint8) for x in (a_hw, b_hw)]
    flow: Floats = cv2.calcOpticalFlowFarneback(*grey, None, 0.5, 4, 15, 3, 5, 1.1, 0)
    return flow

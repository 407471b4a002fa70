"""What belongs to a thing beside its own pixels: the shadow at its foot and the glow of its outline."""

from __future__ import annotations

import numpy as np

from storyagent.media.image.still import Mask
from storyagent.media.opencv import opencv


def with_shadow(mask: Mask) -> Mask:
    """Return a thing's mask with a lying ellipse at its foot, where a shadow falls on the ground."""
    rows, columns = np.flatnonzero((mask > 0.5).any(axis=1)), np.flatnonzero((mask > 0.5).any(axis=0))
    if not rows.size or not columns.size:
        return mask
    high, wide = int(rows[-1] - rows[0]) + 1, int(columns[-1] - columns[0]) + 1
    middle = (int(columns[0] + columns[-1]) // 2, int(rows[-1]))
    grown = mask.copy()
    axes = (max(1, round(0.62 * wide)), max(1, round(0.1 * high)))
    opencv().ellipse(grown, middle, axes, 0, 0, 360, 1.0, -1)
    return grown

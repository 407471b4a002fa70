"""Drawings for tests where no font is installed: each noun a magenta bar with a cyan right half, in its own shape."""

from __future__ import annotations

import numpy as np
from PIL import Image

from training.storybook.art import Art
from training.storybook.nouns import NOUNS

LEFT, RIGHT = (255, 0, 255, 255), (0, 255, 255, 255)
"""The halves' colours, which no place has."""


def plain_art() -> Art:
    """Return drawings twice as wide as high, or as high as wide, by turns."""
    drawings = []
    for index in range(len(NOUNS)):
        picture = np.zeros((60, 120 if index % 2 else 60, 4), np.uint8)
        middle = picture.shape[1] // 2
        picture[:, :middle], picture[:, middle:] = LEFT, RIGHT
        drawings.append(Image.fromarray(picture))
    return Art.of(drawings)

"""Subtitles drawn into the picture, for players that show no subtitle track."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from storyagent.film.blend import Overlay
from storyagent.film.text import LINE_HEIGHT, draw_text, font, measure, wrap
from storyagent.story.timeline import Cue

_SIZE = 0.048  # of the shorter side
_WIDEST = 0.86
_BOTTOM = 0.06


class Captions:
    """The overlay for each frame of a film, drawn once per cue; no two cues are on screen at once."""

    def __init__(self, cues: Sequence[Cue], width_px: int, height_px: int, fps: int) -> None:
        self._size_px = width_px, height_px
        self._spans = sorted((round(cue.start_s * fps), round(cue.end_s * fps), cue.text) for cue in cues)
        self._starts = [first for first, _, _ in self._spans]
        self._drawn = lru_cache(maxsize=4)(self._draw)

    def at(self, frame: int) -> Overlay | None:
        """Return what is drawn on a frame of the film."""
        number = bisect_right(self._starts, frame) - 1
        if number < 0 or frame >= self._spans[number][1]:
            return None
        return self._drawn(self._spans[number][2])

    def _draw(self, text: str) -> Overlay | None:
        return Overlay.of(np.asarray(caption(text, *self._size_px)))


def caption(text: str, width_px: int, height_px: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Draw a subtitle: white with a dark outline, centred at the bottom; (H, W, 4) RGBA."""
    from PIL import Image, ImageDraw

    face = font("bold", max(10, round(min(width_px, height_px) * _SIZE)))
    lines = wrap(text, face, width_px * _WIDEST)
    picture = Image.new("RGBA", (width_px, height_px), (0, 0, 0, 0))
    top_px = height_px * (1 - _BOTTOM) - measure(lines, face)[1]
    outline_px = max(1, round(face.size * LINE_HEIGHT / 11))
    draw_text(
        ImageDraw.Draw(picture),
        (width_px / 2, top_px),
        lines,
        face,
        (255, 255, 255, 255),
        align="center",
        outline=(16, 16, 24, 255),
        outline_px=outline_px,
    )
    return np.asarray(picture)

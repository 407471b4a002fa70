"""A picture with transparent surroundings that can be put anywhere, at any size, between pixels."""

from __future__ import annotations

import math
from collections import OrderedDict
from functools import cache
from typing import NamedTuple

import numpy as np
from PIL import Image

_MARGIN_PX = 2  # transparent, so that edges are blended and not cut off
_LEVEL_STEP_PX = 8  # scaled copies are kept at heights that are multiples of this
_KEPT_LEVELS = 12


class Sprite:
    """A picture, its colours premultiplied, drawn with sub-pixel placement: moving it slowly does not jitter.

    The picture is scaled down once to slightly more than the asked size (an area filter, so nothing glitters) and from
    there placed by one bilinear affine transform, so that position, size, turn and tilt may all be fractional. Only
    what lands on the picture below is ever computed.
    """

    def __init__(self, picture: Image.Image) -> None:
        self._source = picture.convert("RGBA").convert("RGBa")
        self.footing = _footing(picture)
        self._levels: OrderedDict[int, Image.Image] = OrderedDict()

    @property
    def aspect(self) -> float:
        """Return width divided by height."""
        return self._source.width / self._source.height

    def draw(
        self,
        onto: Image.Image,
        center_px: tuple[float, float],
        size_px: tuple[float, float],
        *,
        turn: float = 1.0,
        tilt_rad: float = 0.0,
        opacity: float = 1.0,
    ) -> None:
        """Blend the picture over an RGB image, in place.

        `turn` scales its width about the middle: 1 as drawn, -1 mirrored, 0 edge-on. `tilt_rad` is clockwise.
        """
        level = self._level(size_px[1])
        inner = level.width - 2 * _MARGIN_PX, level.height - 2 * _MARGIN_PX
        scale_x, scale_y = size_px[0] * turn / inner[0], size_px[1] / inner[1]
        if abs(scale_x) * inner[0] < 0.5 or abs(scale_y) * inner[1] < 0.5 or opacity <= 0.0:
            return
        if turn == 1.0 and tilt_rad == 0.0 and opacity >= 1.0 and self._lies_on_pixels(center_px, size_px, level):
            at = round(center_px[0] - level.width / 2), round(center_px[1] - level.height / 2)
            onto.paste(level, at, level)
            return
        cos, sin = math.cos(tilt_rad), math.sin(tilt_rad)
        half_w, half_h = abs(scale_x) * level.width / 2, abs(scale_y) * level.height / 2
        reach_x, reach_y = half_w * abs(cos) + half_h * abs(sin), half_w * abs(sin) + half_h * abs(cos)
        left, top = max(0, math.floor(center_px[0] - reach_x)), max(0, math.floor(center_px[1] - reach_y))
        right = min(onto.width, math.ceil(center_px[0] + reach_x))
        bottom = min(onto.height, math.ceil(center_px[1] + reach_y))
        if left >= right or top >= bottom:
            return
        a, b, d, e = cos / scale_x, sin / scale_x, -sin / scale_y, cos / scale_y
        dx, dy = left - center_px[0], top - center_px[1]
        c, f = level.width / 2 + a * dx + b * dy, level.height / 2 + d * dx + e * dy
        shown = level.transform(
            (right - left, bottom - top), Image.Transform.AFFINE, (a, b, c, d, e, f), Image.Resampling.BILINEAR
        )
        if opacity < 1.0:
            shown = shown.point(_fading(round(opacity * 255)))
        onto.paste(shown, (left, top), shown)

    @staticmethod
    def _lies_on_pixels(center_px: tuple[float, float], size_px: tuple[float, float], level: Image.Image) -> bool:
        """Return whether nothing needs to be computed: the kept copy is of the asked size, and in step with pixels."""
        inner = level.width - 2 * _MARGIN_PX, level.height - 2 * _MARGIN_PX
        corner = center_px[0] - level.width / 2, center_px[1] - level.height / 2
        return size_px == inner and all(value == round(value) for value in corner)

    def _level(self, height_px: float) -> Image.Image:
        stepped = max(_LEVEL_STEP_PX, math.ceil(height_px / _LEVEL_STEP_PX) * _LEVEL_STEP_PX)
        height = min(stepped, self._source.height)
        if height not in self._levels:
            width = max(1, round(height * self.aspect))
            # A filter without negative lobes: colour never exceeds alpha, as premultiplied blending needs.
            scaled = self._source.resize((width, height), Image.Resampling.HAMMING, reducing_gap=3.0)
            level = Image.new("RGBa", (width + 2 * _MARGIN_PX, height + 2 * _MARGIN_PX))
            level.paste(scaled, (_MARGIN_PX, _MARGIN_PX))
            self._levels[height] = level
            if len(self._levels) > _KEPT_LEVELS:
                self._levels.popitem(last=False)
        self._levels.move_to_end(height)
        return self._levels[height]


class Footing(NamedTuple):
    """What a picture stands on: its middle, from the picture's middle, and its width, in shares of the picture's."""

    offset: float
    width: float


def _footing(picture: Image.Image) -> Footing:
    """Return the extent of the lowest tenth of what is seen in a picture."""
    seen = np.asarray(picture.convert("RGBA").getchannel("A")) > 127
    rows = np.nonzero(seen.any(axis=1))[0]
    if not len(rows):
        return Footing(0.0, 1.0)
    lowest = seen[rows[-1] - len(rows) // 10 : rows[-1] + 1]
    columns = np.nonzero(lowest.any(axis=0))[0]
    middle = (columns[0] + columns[-1] + 1) / 2
    return Footing(float(middle / picture.width - 0.5), float((columns[-1] + 1 - columns[0]) / picture.width))


@cache
def _fading(opacity: int) -> list[int]:
    return [v * opacity // 255 for v in range(256)] * 4


def soft_shadow() -> Sprite:
    """Return a soft, flat, black ellipse: the contact shadow under a thing on the ground."""
    y, x = np.mgrid[-1.0:1.0:32j, -1.0:1.0:128j]
    dark = np.clip(1.0 - np.hypot(x, y), 0.0, 1.0)
    alpha = (255 * dark * dark * (3 - 2 * dark)).astype(np.uint8)
    black = np.zeros((*alpha.shape, 4), np.uint8)
    black[..., 3] = alpha
    return Sprite(Image.fromarray(black))

"""The place behind the drawings, seen through the camera."""

from __future__ import annotations

from collections import OrderedDict
from math import ceil

from PIL import Image, ImageOps

from storyagent.story.layout import FULL_FRAME, Box

_PHASES = 4  # shifts by a quarter of a pixel
_KEPT_PHASES = 8
_MOST_ENLARGED = 2.0


def cover(picture: Image.Image, size_px: tuple[int, int]) -> Image.Image:
    """Scale and crop a picture so that it fills a size; of its height, most is taken from the top."""
    rgb = picture.convert("RGB")
    if rgb.size == size_px:
        return rgb
    return ImageOps.fit(rgb, size_px, Image.Resampling.LANCZOS, centering=(0.5, 0.8))


class Backdrop:
    """A place that gives the part of it a camera sees, with sub-pixel precision.

    `closest` is the smallest view (width, height) the camera will take: the place is enlarged once with a sharp filter
    so that every view is scaled down or copied, never up. A pan at one size is copied from a few sharply shifted
    copies, which costs next to nothing and does not pulse between sharp and soft.
    """

    def __init__(self, place: Image.Image, size_px: tuple[int, int], closest: tuple[float, float] = (1.0, 1.0)) -> None:
        self._size = size_px
        self._picture = cover(place, size_px)
        enlarged = min(_MOST_ENLARGED, max(1.0, 1.0 / min(closest)))
        if enlarged > 1.0:
            large = ceil(size_px[0] * enlarged), ceil(size_px[1] * enlarged)
            self._picture = self._picture.resize(large, Image.Resampling.LANCZOS)
        self._shifted: OrderedDict[tuple[float, float, int, int], Image.Image] = OrderedDict()

    def at(self, view: Box, *, steady: bool = True) -> Image.Image:
        """Return a fresh RGB picture of what the view sees. `steady` says that views of this size will come again.

        The view lies inside the place (0..1).
        """
        if view == FULL_FRAME and self._picture.size == self._size:
            return self._picture.copy()
        if steady and min(view.width, view.height) >= 1 / _MOST_ENLARGED:
            return self._pan(view)
        across, down = self._picture.size
        seen = view.x0 * across, view.y0 * down, view.x1 * across, view.y1 * down
        return self._picture.resize(self._size, Image.Resampling.BILINEAR, box=seen)

    def _pan(self, view: Box) -> Image.Image:
        width, height = self._size
        steps_x = round(view.x0 / view.width * width * _PHASES)
        steps_y = round(view.y0 / view.height * height * _PHASES)
        whole_x, phase_x = divmod(steps_x, _PHASES)
        whole_y, phase_y = divmod(steps_y, _PHASES)
        shifted = self._shift(round(view.width, 6), round(view.height, 6), phase_x, phase_y)
        left = min(max(whole_x, 0), shifted.width - width)
        top = min(max(whole_y, 0), shifted.height - height)
        return shifted.crop((left, top, left + width, top + height))

    def _shift(self, view_width: float, view_height: float, phase_x: int, phase_y: int) -> Image.Image:
        """Return the whole place at the scale of a view, shifted left and up by quarters of a pixel."""
        key = (view_width, view_height, phase_x, phase_y)
        if key not in self._shifted:
            across, down = self._picture.size
            whole = round(self._size[0] / view_width), round(self._size[1] / view_height)
            left, top = phase_x / _PHASES * across / whole[0], phase_y / _PHASES * down / whole[1]
            self._shifted[key] = _edged(self._picture).resize(
                whole, Image.Resampling.LANCZOS, box=(left, top, across + left, down + top)
            )
            if len(self._shifted) > _KEPT_PHASES:
                self._shifted.popitem(last=False)
        self._shifted.move_to_end(key)
        return self._shifted[key]


def _edged(picture: Image.Image) -> Image.Image:
    """Return the picture with its last columns and rows repeated, so that a shift has something to take from."""
    wider = Image.new("RGB", (picture.width + 2, picture.height + 2))
    for corner in ((2, 2), (2, 0), (0, 2), (0, 0)):
        wider.paste(picture, corner)
    return wider

"""Which part of a clip's pictures is seen: a window of a fixed size, at rest or on its way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from storyagent.errors import InvalidInput
from storyagent.film.encode import Picture
from storyagent.media.video.clip import clip_frames, open_clip
from storyagent.media.video.sound import clip_sound
from storyagent.media.video.timing import silent
from storyagent.media.video.write import Progress, write_clip

Box = tuple[float, float, float, float]
Window = tuple[float, float, float, float]
"""x0, y0, x1, y1 in pixels, parts of a pixel counting."""
_ASPECT = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*[:/x]\s*(\d+(?:\.\d+)?)\s*$")


def crop(video: Path, out: Path, box: Box, progress: Progress = silent) -> int:
    """Write the part of the pictures inside `box` (shares of width and height), at its own size, sides made even.

    Raises:
        InvalidInput: the box is empty, outside the picture, or smaller than 16 px.
    """
    clip = open_clip(video)
    x0, y0, x1, y1 = box_px(box, clip.width_px, clip.height_px)
    frames = (frame[y0:y1, x0:x1] for frame in clip_frames(clip))
    return write_clip(out, frames, clip.fps, clip_sound(clip), total=clip.frames, progress=progress)


def box_px(box: Box, width_px: int, height_px: int, *, even: bool = True) -> tuple[int, int, int, int]:
    """Return a box of shares as whole pixels, its sides even if wanted.

    Raises:
        InvalidInput: the box is empty, outside the picture, or smaller than 16 px.
    """
    x0, y0, x1, y1 = box
    if not (0.0 <= x0 < x1 <= 1.0 and 0.0 <= y0 < y1 <= 1.0):
        raise InvalidInput(
            "this box is not in the picture", found=f"{list(box)}", needed="0 <= x0 < x1 <= 1 and 0 <= y0 < y1 <= 1"
        )
    left, top = round(x0 * width_px), round(y0 * height_px)
    wide, high = round(x1 * width_px) - left, round(y1 * height_px) - top
    if even:
        wide, high = wide // 2 * 2, high // 2 * 2
    if min(wide, high) < 16:
        raise InvalidInput("the part would be too small", found=f"{wide}x{high} px", needed="sides from 16 px")
    return left, top, left + wide, top + high


def parse_aspect(text: str) -> float:
    """Return width over height of "9:16", "1:1", "2.39:1", or of the words portrait, square, landscape, wide.

    Raises:
        InvalidInput: it is no shape, or more than five times as long as wide.
    """
    words = {
        "portrait": 9 / 16,
        "vertical": 9 / 16,
        "square": 1.0,
        "landscape": 16 / 9,
        "wide": 2.39,
        "widescreen": 16 / 9,
    }
    match = _ASPECT.match(text)
    aspect = words.get(text.strip().lower())
    if match and float(match[1]) and float(match[2]):
        aspect = float(match[1]) / float(match[2])
    if aspect is None or not 0.2 <= aspect <= 5:
        raise InvalidInput(
            "this is no shape of a picture",
            found=repr(text),
            needed=f"like 9:16, 1:1, 2.39:1, or one of {', '.join(words)}",
        )
    return aspect


def window_size(width_px: int, height_px: int, aspect: float) -> tuple[int, int]:
    """Return the width and height of the largest window of a shape in a picture, both even."""
    wide = min(width_px, height_px * aspect)
    high = min(height_px, width_px / aspect)
    return max(2, int(wide + 1e-6) // 2 * 2), max(2, int(high + 1e-6) // 2 * 2)


def seen_through(
    frames: Iterable[Picture], windows: Sequence[Window | None], size_px: tuple[int, int]
) -> Iterator[Picture]:
    """Yield what each frame shows inside its window, at one size; windows may lie between pixels.

    A window as large as the result and on whole pixels is copied as it is. Without a window the whole frame is shown,
    before itself, blurred and dark.
    """
    from PIL import Image

    wide, high = size_px
    for frame, window in zip(frames, windows, strict=True):
        if window is None:
            yield whole_in(frame, size_px)
            continue
        x0, y0, x1, y1 = window
        at_rest = x0 == int(x0) and y0 == int(y0) and (x1 - x0, y1 - y0) == (wide, high)
        if at_rest:
            yield np.ascontiguousarray(frame[int(y0) : int(y1), int(x0) : int(x1)])
        else:
            picture = Image.fromarray(frame).resize(size_px, Image.Resampling.LANCZOS, box=(x0, y0, x1, y1))
            yield np.asarray(picture)


def whole_in(frame: Picture, size_px: tuple[int, int]) -> Picture:
    """Return a whole frame in a picture of another shape: as large as fits, in the middle, before itself, blurred."""
    from PIL import Image, ImageEnhance, ImageFilter, ImageOps

    picture = Image.fromarray(frame)
    small = ImageOps.fit(picture, (max(1, size_px[0] // 8), max(1, size_px[1] // 8)))
    around = small.filter(ImageFilter.GaussianBlur(4)).resize(size_px, Image.Resampling.BICUBIC)
    shown = ImageEnhance.Brightness(around).enhance(0.7)
    inner = ImageOps.contain(picture, size_px, Image.Resampling.LANCZOS)
    shown.paste(inner, ((size_px[0] - inner.width) // 2, (size_px[1] - inner.height) // 2))
    return np.asarray(shown)

"""A clip as pictures: one of its frames, a sheet of many, an animated GIF."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from storyagent.errors import InvalidInput
from storyagent.film.encode import Picture
from storyagent.film.text import font
from storyagent.media.video.clip import Clip, at_positions, clip_frames, open_clip
from storyagent.media.video.timing import silent
from storyagent.media.video.write import Progress

if TYPE_CHECKING:
    from PIL import Image

_GAP_PX, _LINE_PX = 6, 18
_PAPER, _INK = (250, 248, 243), (40, 40, 46)
_MOST_GIF_FRAMES, _GIF_TICK_S = 1500, 0.01


def frame_at(video: Path, time_s: float) -> Picture:
    """Return what is seen at a time, (H, W, 3); at exactly the end, the last frame.

    Raises:
        InvalidInput: the time is not in the clip.
    """
    clip = open_clip(video)
    if not 0.0 <= time_s <= clip.duration_s + 1e-6:
        raise InvalidInput(
            "this moment is not in the clip",
            where=str(video),
            found=f"{time_s:g} s",
            needed=f"from 0 to {clip.duration_s:.3f} s",
        )
    number = clip.frame_at(time_s)
    return next(clip_frames(clip, number, number + 1))


def contact_sheet(video: Path, columns: int, rows: int, width_px: int, progress: Progress = silent) -> Image.Image:
    """Return a page of frames taken at even steps from the whole clip, each with its time below.

    Each is from the middle of its part of the clip; a clip with fewer frames than places fills fewer.

    Raises:
        InvalidInput: there is no row or column, or the pictures would be less than 32 px wide.
    """
    from PIL import Image, ImageDraw

    clip = open_clip(video)
    each_px = (width_px - _GAP_PX) // max(1, columns) - _GAP_PX
    if columns < 1 or rows < 1 or each_px < 32 or rows > 200 or width_px > 8192:
        raise InvalidInput(
            "this sheet cannot be laid out",
            found=f"{columns} x {rows} pictures on {width_px} px",
            needed="at least one row and column, pictures from 32 px wide, a page up to 8192 px wide",
        )
    count = min(columns * rows, clip.frames)
    high_px = max(1, round(each_px * clip.height_px / clip.width_px))
    used = -(-count // columns)
    page_size = (width_px, _GAP_PX + used * (high_px + _LINE_PX + _GAP_PX))
    page = Image.new("RGB", page_size, _PAPER)
    draw, face = ImageDraw.Draw(page), font("body", 12)
    for place in range(count):
        progress(place / count)
        number = (2 * place + 1) * clip.frames // (2 * count)
        left = _GAP_PX + place % columns * (each_px + _GAP_PX)
        top = _GAP_PX + place // columns * (high_px + _LINE_PX + _GAP_PX)
        picture = next(clip_frames(clip, number, number + 1))
        page.paste(Image.fromarray(picture).resize((each_px, high_px), Image.Resampling.LANCZOS), (left, top))
        draw.text((left + each_px / 2, top + high_px + 2), clock(number / float(clip.fps)), _INK, face, anchor="ma")
    return page


def clock(time_s: float) -> str:
    """Return a time as minutes, seconds and tenths.

    >>> clock(75.25)
    '1:15.2'
    """
    tenths = int(time_s * 10 + 1e-6)
    return f"{tenths // 600}:{tenths // 10 % 60:02d}.{tenths % 10}"


def make_gif(
    video: Path, out: Path, width_px: int, fps: float, *, for_ever: bool = True, progress: Progress = silent
) -> int:
    """Write the clip as an animated GIF of one palette for all its frames; return how many frames it has.

    It lasts as long as the clip, to a hundredth of a second, which is the format's own step. No dither: it would
    flicker. A width above the clip's gives the clip's.

    Raises:
        InvalidInput: a width or rate that no GIF has, or more than 1,500 frames.
    """
    from PIL import Image

    clip = open_clip(video)
    rate = min(fps, float(clip.fps))
    if not 16 <= width_px <= 2048 or not 0.5 <= fps <= 50:
        raise InvalidInput(
            "such a GIF cannot be made",
            found=f"{width_px} px wide, {fps:g} frames a second",
            needed="16 to 2048 px wide, 0.5 to 50 frames a second",
        )
    count = max(1, round(clip.duration_s * rate))
    if count > _MOST_GIF_FRAMES:
        raise InvalidInput(
            "this GIF would be too long",
            found=f"{count} frames",
            needed=f"up to {_MOST_GIF_FRAMES}",
            hint="trim the clip, or take fewer frames a second",
        )
    size = (min(width_px, clip.width_px), max(1, round(min(width_px, clip.width_px) * clip.height_px / clip.width_px)))
    wanted = [min(clip.frames - 1, int((number + 0.5) * clip.frames / count)) for number in range(count)]
    pictures = _pictures(clip, wanted, size, progress)
    palette = _palette(pictures)
    shown = [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in pictures]
    ticks = [round(number * clip.duration_s / count / _GIF_TICK_S) for number in range(count + 1)]
    durations = [max(2, after - before) * 10 for before, after in pairwise(ticks)]
    endless = {"loop": 0} if for_ever else {}
    shown[0].save(
        out,
        format="GIF",
        save_all=True,
        append_images=shown[1:],
        duration=durations,
        optimize=False,
        disposal=1,
        **endless,
    )
    return count


def _pictures(clip: Clip, wanted: list[int], size: tuple[int, int], progress: Progress) -> list[Image.Image]:
    from PIL import Image

    found: list[Image.Image] = []
    for picture in at_positions(clip_frames(clip), wanted):
        progress(len(found) / len(wanted))
        found.append(Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS))
    return found


def _palette(pictures: list[Image.Image]) -> Image.Image:
    """Return one palette of the colours in up to twelve of the frames."""
    from PIL import Image

    chosen = pictures[:: max(1, len(pictures) // 12)]
    wide, high = chosen[0].size
    strip = Image.new("RGB", (wide, high * len(chosen)))
    for number, picture in enumerate(chosen):
        strip.paste(picture, (0, number * high))
    return strip.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)

"""Contact sheets of clips: a few frames of each beside each other, with the layout's boxes drawn."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image, ImageDraw, ImageFont

from storyagent.story.layout import Layout

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SIDE_PX = 144
SHOWN = 4
LINE_PX = 15
MARGIN_PX = 6
COLOURS = ("#ff2d55", "#0a84ff", "#34c759", "#ff9f0a", "#af52de", "#00c7be")


class SheetClip(NamedTuple):
    """A clip to show: t h w 3, 8 bits."""

    caption: str
    layout: Layout
    frames_thwc: NDArray[np.uint8]


def save_clip_sheet(clips: Sequence[SheetClip], path: Path, *, columns: int = 2) -> None:
    """Write a sheet as PNG: four frames of each clip, from the first to the last, its caption below."""
    width, height = SHOWN * SIDE_PX + MARGIN_PX, SIDE_PX + 2 * LINE_PX + MARGIN_PX
    rows = -(-len(clips) // columns)
    sheet = Image.new("RGB", (columns * width, rows * height), "white")
    font = ImageFont.load_default(12)
    for number, clip in enumerate(clips):
        left, top = number % columns * width, number // columns * height
        for place in range(SHOWN):
            sheet.paste(_frame(clip, place), (left + place * SIDE_PX, top))
        caption = "\n".join(textwrap.wrap(clip.caption, 92)[:2])
        ImageDraw.Draw(sheet).multiline_text((left + 2, top + SIDE_PX), caption, "black", font, spacing=1)
    sheet.save(path)


class SheetStory(NamedTuple):
    """A story to show: its scenes in order."""

    caption: str
    scenes: Sequence[SheetClip]


def save_story_sheet(stories: Sequence[SheetStory], path: Path, *, columns: int = 2) -> None:
    """Write a sheet as PNG: the middle frame of each scene of a story in a row, the story's caption below."""
    most = max(len(story.scenes) for story in stories)
    width, height = most * SIDE_PX + MARGIN_PX, SIDE_PX + LINE_PX + MARGIN_PX
    sheet = Image.new("RGB", (columns * width, -(-len(stories) // columns) * height), "white")
    for number, story in enumerate(stories):
        left, top = number % columns * width, number // columns * height
        for place, scene in enumerate(story.scenes):
            sheet.paste(_frame(scene, SHOWN / 2 - 0.5), (left + place * SIDE_PX, top))
        ImageDraw.Draw(sheet).text((left + 2, top + SIDE_PX), story.caption, "black", ImageFont.load_default(12))
    sheet.save(path)


def _frame(clip: SheetClip, place: float) -> Image.Image:
    last = len(clip.frames_thwc) - 1
    number = round(place * last / (SHOWN - 1))
    image = Image.fromarray(clip.frames_thwc[number]).resize((SIDE_PX - 2, SIDE_PX - 2), Image.Resampling.LANCZOS)
    draw = ImageDraw.Draw(image)
    for track, colour in zip(clip.layout.tracks, COLOURS * len(clip.layout.tracks), strict=False):
        t = number / max(1, last)
        if track.visible_at(t):
            box = track.box_at(t)
            draw.rectangle([value * (SIDE_PX - 3) for value in (box.x0, box.y0, box.x1, box.y1)], outline=colour)
    return image

"""The storyboard page: the scenes' pictures in a grid, numbered, with their captions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from storyagent.errors import InvalidInput
from storyagent.film.text import LINE_HEIGHT, draw_text, font, is_right_to_left, measure, wrap

RGB = tuple[int, int, int]

_PAPER: RGB = (250, 248, 243)
_INK: RGB = (38, 36, 40)
_FAINT: RGB = (126, 120, 116)
_ACCENT: RGB = (200, 85, 61)
_PAGE_PX = 1800
_MARGIN_PX = 70
_GAP_PX = 44


@dataclass(frozen=True)
class _Panel:
    picture: Image.Image
    number: int
    lines: tuple[str, ...]


def draw_board(title: str, captions: Sequence[str], pictures: Sequence[Image.Image]) -> Image.Image:
    """Draw the board page (RGB, 1800 pixels wide, as high as needed): the pictures in a grid, numbered, with captions.

    Raises:
        InvalidInput: there is no picture, or not one caption for each.
    """
    if not pictures or len(captions) != len(pictures):
        raise InvalidInput(
            "captions and pictures of the board do not go together",
            found=f"{len(captions)} captions and {len(pictures)} pictures",
            needed="at least one picture, and a caption for each",
        )
    columns = _columns(pictures)
    across = (_PAGE_PX - 2 * _MARGIN_PX - (columns - 1) * _GAP_PX) // columns
    caption_face, title_face = font("body", 25), font("display", 76, title)
    panels = [
        _Panel(_fitted(picture, across), number, wrap(caption, caption_face, across - 62))
        for number, (caption, picture) in enumerate(zip(captions, pictures, strict=True), 1)
    ]
    rows = [panels[i : i + columns] for i in range(0, len(panels), columns)]
    heights = [
        max(panel.picture.height for panel in row) + 30 + max(54, *(measure(p.lines, caption_face)[1] for p in row))
        for row in rows
    ]
    title_lines = wrap(title, title_face, _PAGE_PX - 2 * _MARGIN_PX)
    top = _MARGIN_PX + measure(title_lines, title_face)[1] + 54
    page = Image.new("RGB", (_PAGE_PX, top + sum(heights) + _GAP_PX * len(rows) + _MARGIN_PX), _PAPER)
    draw = ImageDraw.Draw(page)
    _draw_head(draw, title, title_lines, top, len(panels))
    for row, height in zip(rows, heights, strict=True):
        for column, panel in enumerate(row):
            _draw_panel(page, panel, (_MARGIN_PX + column * (across + _GAP_PX), top))
        top += height + _GAP_PX
    return page


def _columns(pictures: Sequence[Image.Image]) -> int:
    """Return how many pictures stand side by side: three where they are wide, more where they are tall."""
    widest = max(picture.width / picture.height for picture in pictures)
    return min(len(pictures), 3 if widest > 1.2 else 4 if widest > 0.8 else 5)


def _fitted(picture: Image.Image, width: int) -> Image.Image:
    height = round(picture.height * width / picture.width)
    return picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)


def _draw_head(draw: ImageDraw.ImageDraw, title: str, lines: tuple[str, ...], top: int, scenes: int) -> None:
    face, small = font("display", 76, title), font("body", 24)
    right_to_left = is_right_to_left(title)
    start, end = (_PAGE_PX - _MARGIN_PX, _MARGIN_PX) if right_to_left else (_MARGIN_PX, _PAGE_PX - _MARGIN_PX)
    draw_text(draw, (start, _MARGIN_PX - 12), lines, face, _INK)
    count = f"Storyboard · {scenes} scene{'s' if scenes > 1 else ''}"
    y = top - 62 - 24 * LINE_HEIGHT / 2
    lines_below = measure([count], small)[0]
    if measure(lines[-1:], face)[0] + lines_below + 60 < _PAGE_PX - 2 * _MARGIN_PX:
        draw_text(draw, (end, y - 18), [count], small, _FAINT, align="left" if right_to_left else "right")
    draw.rectangle((_MARGIN_PX, top - 44, _PAGE_PX - _MARGIN_PX, top - 42), fill=_INK)


def _draw_panel(page: Image.Image, panel: _Panel, at: tuple[int, int]) -> None:
    """Draw a picture in a thin frame, and below it its number on a disc and its caption."""
    x, y = at
    draw = ImageDraw.Draw(page)
    width, height = panel.picture.size
    page.paste(panel.picture, at)
    draw.rectangle((x - 2, y - 2, x + width + 1, y + height + 1), outline=_INK, width=3)
    top = y + height + 22
    number, bold = str(panel.number), font("bold", 22)
    disc = Image.new("L", (46 * 4, 46 * 4))
    ImageDraw.Draw(disc).ellipse((0, 0, 46 * 4 - 1, 46 * 4 - 1), fill=255)
    right_to_left = is_right_to_left(" ".join(panel.lines))
    disc_x = x + width - 46 if right_to_left else x
    page.paste(Image.new("RGB", (46, 46), _ACCENT), (disc_x, top), disc.resize((46, 46), Image.Resampling.BOX))
    draw_text(draw, (disc_x + 23, top + 23 - 22 * LINE_HEIGHT / 2), [number], bold, (255, 255, 255), align="center")
    text_x = x + width - 62 if right_to_left else x + 62
    draw_text(draw, (text_x, top + 6), panel.lines, font("body", 25), _INK)

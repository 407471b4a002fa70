"""Text in pictures: fonts that ship with the package, wrapping, shaping and drawing in any direction.

Lines are kept in reading order until they are drawn; Arabic letters are joined and right-to-left text is reordered at
that moment. Layout is Pillow's basic one, so that a picture is the same on every machine.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

Role = Literal["display", "bold", "body"]
Align = Literal["left", "center", "right"]
Color = tuple[int, int, int] | tuple[int, int, int, int]

LINE_HEIGHT = 1.28  # times the font's size
_FILES: dict[Role, str] = {
    "display": "LeckerliOne-Regular.ttf",
    "bold": "DejaVuSans-Bold.ttf",
    "body": "DejaVuSans.ttf",
}
_NEVER_ASSIGNED = "\U0010ffff"


def font(role: Role, size_px: int, text: str = "") -> FreeTypeFont:
    """Return a font that ships with the package.

    The display font knows Western letters only; where it lacks one of `text`, the bold font is returned in its place.
    """
    wanted = _load(role, size_px)
    return _load("bold", size_px) if role == "display" and missing_letters(text, wanted) else wanted


def font_paths() -> tuple[Path, ...]:
    """Return the files of all fonts that ship with the package, for renderers that take files."""
    return tuple(_path(role) for role in _FILES)


def _path(role: Role) -> Path:
    return Path(__file__).parent / "fonts" / _FILES[role]


@lru_cache(maxsize=64)
def _load(role: Role, size_px: int) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(_path(role), size_px, layout_engine=ImageFont.Layout.BASIC)


def missing_letters(text: str, face: FreeTypeFont) -> str:
    """Return the letters of `text` that `face` cannot draw, each once, in order of code point."""
    blank = _glyph(face, _NEVER_ASSIGNED)
    seen = {letter for letter in shaped(text) if not letter.isspace() and unicodedata.category(letter)[0] != "C"}
    return "".join(letter for letter in sorted(seen) if _glyph(face, letter) == blank)


def _glyph(face: FreeTypeFont, letter: str) -> tuple[float, bytes]:
    return face.getlength(letter), bytes(face.getmask(letter))


def is_right_to_left(text: str) -> bool:
    """Return whether most letters with a direction read right to left; the first one decides where they are even.

    Going by the first letter alone would turn round an English sentence that begins with a Hebrew name.
    """
    directions = [unicodedata.bidirectional(letter) for letter in text]
    leftward = [direction != "L" for direction in directions if direction in ("L", "R", "AL")]
    return bool(leftward) and (2 * sum(leftward), leftward[0]) > (len(leftward), False)


def shaped(text: str) -> str:
    """Return `text` composed (NFC) and with its Arabic letters joined, still in reading order."""
    composed = unicodedata.normalize("NFC", text)
    if not any(unicodedata.bidirectional(letter) == "AL" for letter in composed):
        return composed
    import arabic_reshaper  # type: ignore[import-untyped]

    return str(arabic_reshaper.reshape(composed))


def as_displayed(line: str, *, right_to_left: bool | None = None) -> str:
    """Return one line's letters from left to right, as a renderer without bidi draws them."""
    joined = shaped(line)
    if joined.isascii():
        return joined
    from bidi.algorithm import get_display  # type: ignore[import-untyped]

    base = is_right_to_left(line) if right_to_left is None else right_to_left
    return str(get_display(_readable(joined), base_dir="R" if base else "L"))


def _readable(line: str) -> str:
    """Return a line without what the bidi library cannot read: isolates (invisible), and letters not in Unicode yet."""
    directions = [unicodedata.bidirectional(letter) for letter in line]
    return "".join(
        letter if direction else "\ufffd"
        for letter, direction in zip(line, directions, strict=True)
        if direction not in ("LRI", "RLI", "FSI", "PDI")
    )


def wrap(text: str, face: FreeTypeFont, width_px: float) -> tuple[str, ...]:
    """Break `text` into lines no wider than `width_px`, in reading order.

    Breaks at spaces and line ends; a word that is wider than a whole line is broken between letters. Text without any
    letters gives no line.
    """
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split():
            joined = f"{line} {word}" if line else word
            if _width_px(joined, face) <= width_px:
                line = joined
                continue
            if line:
                lines.append(line)
            *full, line = _pieces(word, face, width_px)
            lines.extend(full)
        if line:
            lines.append(line)
    return tuple(lines)


def balanced(text: str, face: FreeTypeFont, width_px: float) -> tuple[str, ...]:
    """Break `text` like `wrap` into as few lines, of lengths as even as they can be."""
    lines = wrap(text, face, width_px)
    too_narrow = max((int(_width_px(word, face)) for word in text.split()), default=0)
    enough = int(width_px)
    while enough - too_narrow > 1:
        middle = (too_narrow + enough) // 2
        if len(wrap(text, face, middle)) <= len(lines):
            enough = middle
        else:
            too_narrow = middle
    return wrap(text, face, enough)


def _pieces(word: str, face: FreeTypeFont, width_px: float) -> Iterator[str]:
    piece = ""
    for letter in word:
        if piece and not unicodedata.combining(letter) and _width_px(piece + letter, face) > width_px:
            yield piece
            piece = ""
        piece += letter
    yield piece


def _width_px(line: str, face: FreeTypeFont) -> float:
    return float(face.getlength(shaped(line)))


def fit(
    text: str, role: Role, width_px: float, height_px: float, *, largest_px: int, smallest_px: int = 12
) -> tuple[FreeTypeFont, tuple[str, ...]]:
    """Return the largest font (and the wrapped lines) with which `text` fits a box without breaking a word.

    At `smallest_px` the lines are returned as they are, even if they do not fit.
    """
    size_px = largest_px
    while True:
        face = font(role, size_px, text)
        lines = wrap(text, face, width_px)
        whole = all(_width_px(word, face) <= width_px for word in text.split())
        if size_px <= smallest_px or (whole and measure(lines, face)[1] <= height_px):
            return face, balanced(text, face, width_px)
        size_px = max(smallest_px, int(size_px * 0.94))


def measure(lines: Sequence[str], face: FreeTypeFont) -> tuple[int, int]:
    """Return width and height in pixels of lines drawn below each other."""
    width_px = max((_width_px(line, face) for line in lines), default=0.0)
    return int(-(-width_px // 1)), round(len(lines) * face.size * LINE_HEIGHT)


def draw_text(
    draw: ImageDraw,
    xy: tuple[float, float],
    lines: Sequence[str],
    face: FreeTypeFont,
    fill: Color,
    *,
    align: Align | None = None,
    outline: Color | None = None,
    outline_px: int = 0,
) -> None:
    """Draw lines below each other.

    Args:
        draw: Where to draw.
        xy: The top of the first line, at the block's left, middle or right, as `align` says.
        lines: In reading order, as `wrap` gives them.
        face: From `font`.
        fill: Colour of the letters.
        align: `left` or `right` by the direction of the text, if not given.
        outline: Colour of a line around the letters.
        outline_px: Its width.
    """
    right_to_left = is_right_to_left(" ".join(lines))
    side = align or ("right" if right_to_left else "left")
    x, y = xy
    step_px = face.size * LINE_HEIGHT
    ascent, descent = face.getmetrics()
    baseline = y + (step_px - ascent - descent) / 2 + ascent
    for number, line in enumerate(lines):
        draw.text(
            (x, baseline + number * step_px),
            as_displayed(line, right_to_left=right_to_left),
            font=face,
            fill=fill,
            anchor={"left": "ls", "center": "ms", "right": "rs"}[side],
            stroke_width=outline_px if outline else 0,
            stroke_fill=outline,
        )

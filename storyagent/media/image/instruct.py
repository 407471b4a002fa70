"""Editing a picture by an instruction in words, with a small grammar that says what it does not understand.

    recolour    make the ball blue, colour the fox red, change the hat to green
    light       brighter, a little darker, warmer, much cooler, more contrast, less colourful, sharper
    night       make it night
    style       black and white, sepia, as a watercolour, in pencil
    background  blur the background, blur the background behind the fox
    remove      remove the ball
    frame       flip, flip vertically, rotate left, crop to 16:9, crop to the fox

Several are joined by commas, "and" or "then"; they are done in the order in which they are written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from storyagent.errors import InvalidInput
from storyagent.film.tint import known_color
from storyagent.media.image import tones
from storyagent.media.image.fill import fill
from storyagent.media.image.find import detected, find
from storyagent.media.image.restyle import STYLES, Style, restyled
from storyagent.media.image.segment import segment
from storyagent.media.image.shadow import with_shadow
from storyagent.media.image.still import Still
from storyagent.media.video.framing import box_px, parse_aspect, window_size

Change = Callable[[Still], Still]
CAN_DO = (
    "recolour a thing (make the ball blue), brighter, darker, warmer, cooler, more or less contrast or colour, "
    "sharper, night, black and white, sepia, a style (as a watercolour), blur the background, remove a thing, "
    "flip, rotate, crop"
)
_SPLIT = re.compile(r"\s*(?:[,;.]\s*(?:and\s+|then\s+)*|\band\s+then\b|\bthen\b|\band\b)\s*")
_HOW_MUCH = {
    "a little": 0.5,
    "a bit": 0.5,
    "slightly": 0.5,
    "somewhat": 0.7,
    "much": 1.6,
    "a lot": 1.6,
    "very": 1.6,
    "far": 1.6,
}
_LIGHT: dict[str, tuple[Callable[..., np.ndarray], float]] = {
    **dict.fromkeys(("brighter", "lighter", "brighten", "lighten", "bright", "light"), (tones.brighter, 0.7)),
    **dict.fromkeys(("darker", "darken", "dark", "dimmer", "dim"), (tones.brighter, -0.7)),
    **dict.fromkeys(("warmer", "warm"), (tones.warmer, 0.6)),
    **dict.fromkeys(("cooler", "colder", "cool", "cold"), (tones.warmer, -0.6)),
    **dict.fromkeys(
        ("more contrast", "increase contrast", "raise contrast", "higher contrast"), (tones.contrasted, 0.6)
    ),
    **dict.fromkeys(
        ("less contrast", "reduce contrast", "lower contrast", "decrease contrast"), (tones.contrasted, -0.6)
    ),
    **dict.fromkeys(
        ("more colourful", "more saturated", "more vivid", "more colour", "vivid", "colourful"), (tones.saturated, 0.5)
    ),
    **dict.fromkeys(("less colourful", "less saturated", "less colour", "paler", "duller"), (tones.saturated, -0.5)),
}
_STYLE_WORDS: dict[str, Style] = {
    **{style: style for style in STYLES},
    "watercolor": "watercolour", "monochrome": "black and white",
    "greyscale": "black and white", "grayscale": "black and white", "oil painting": "oil", "comics": "comic",
    "pencil drawing": "pencil", "pencil sketch": "pencil", "sketch": "pencil",
    "ink drawing": "ink", "pastels": "pastel",
    "cartoon": "comic", "painting": "oil", "watercolour painting": "watercolour", "watercolor painting": "watercolour",
}  # fmt: skip


@dataclass(frozen=True)
class Edit:
    """One change: what was understood, and how it is made."""

    means: str
    change: Change


def edits_of(instruction: str) -> tuple[Edit, ...]:
    """Understand an instruction as changes, in order.

    Raises:
        InvalidInput: nothing is asked for, or a part is not understood; the hint says what can be done.
    """
    text = instruction.lower().strip().replace("black and white", "monochrome").rstrip(".!")
    parts = [part for part in _SPLIT.split(text) if part]
    if not parts:
        raise InvalidInput("nothing is asked for", needed="an instruction", hint=f"this can be done: {CAN_DO}")
    return tuple(_edit_of(part, instruction) for part in parts)


def edit(still: Still, instruction: str) -> Still:
    """Return the picture changed as an instruction says.

    Raises:
        InvalidInput: a part is not understood, or a thing it names is not seen.
        MissingExtra: no OpenCV.
    """
    for one in edits_of(instruction):
        still = one.change(still)
    return still


def _edit_of(part: str, instruction: str) -> Edit:
    clause = re.sub(r"^(?:please|now|also)\s+", "", part).strip()
    for read in (_recolour, _remove, _background, _frame, _style, _light, _night):
        found = read(clause)
        if found is not None:
            return found
    raise InvalidInput(
        "this instruction is not understood",
        found=repr(part) + (f" in {instruction!r}" if part != instruction.lower() else ""),
        needed=CAN_DO,
        hint="an editing model understands free instructions: give its name or folder as `model`",
    )


def _recolour(clause: str) -> Edit | None:
    match = re.match(
        r"(?:make|paint|colou?r|recolou?r|turn|change|dye)\s+(?:the colou?r of\s+)?(.+?)"
        r"(?:\s+(?:to|into|in))?\s+((?:(?:light|pale|bright|dark|deep)\s+)?\S+)$",
        clause,
    )
    if not match or not known_color(match[2]) or _is_all(match[1]):
        return None
    thing, colour = match[1], match[2]
    return Edit(
        f"recolour {thing}: {colour}",
        lambda still: still.painted(tones.recoloured(still.rgb, segment(still.rgb, thing), colour)),
    )


def _remove(clause: str) -> Edit | None:
    match = re.match(r"(?:remove|delete|erase|take (?:out|away)|get rid of|cut out)\s+(.+)$", clause)
    if not match:
        return None
    thing = re.sub(r"\s+from (?:the|this) (?:picture|image|photo|scene)$", "", match[1])
    return Edit(
        f"remove {thing}",
        lambda still: still.painted(fill(still.rgb, with_shadow(segment(still.rgb, thing)))),
    )


def _background(clause: str) -> Edit | None:
    match = re.match(
        r"(?:blur|defocus)\s+(?:out\s+)?(?:the\s+)?background(?:\s+(?:behind|except|but|around)\s+(.+))?$", clause
    )
    if match:
        return Edit(f"blur all but {match[1] or 'what stands in front'}", lambda still: _behind(still, match[1]))
    if re.match(r"(?:blur|soften)(?:\s+(?:it|this|the (?:picture|image|photo)))?$", clause):
        return Edit("blur", lambda still: still.painted(tones.blurred(still.rgb)))
    if re.match(r"(?:sharpen|sharper|make (?:it|the picture) sharper)(?:\s+(?:it|the picture))?$", clause):
        return Edit("sharpen", lambda still: still.painted(tones.sharpened(still.rgb)))
    return None


def _behind(still: Still, thing: str | None) -> Still:
    if thing is not None:
        return still.painted(tones.background_blurred(still.rgb, segment(still.rgb, thing)))
    seen = detected(still.rgb)
    if not seen:
        raise InvalidInput(
            "nothing is seen that stands in front",
            needed="a thing to keep sharp",
            hint="name it: blur the background behind the fox",
        )
    masks = [segment(still.rgb, noun, found.box) for noun, found in seen]
    return still.painted(tones.background_blurred(still.rgb, np.maximum.reduce(masks)))


def _frame(clause: str) -> Edit | None:
    match = re.match(
        r"(?:flip|mirror)(?:\s+(?:it|the picture|the image))?(?:\s+(horizontally|vertically|upside down))?$", clause
    )
    if match or clause in ("turn it upside down", "upside down"):
        upright = match is not None and match[1] in (None, "horizontally")
        axis = 1 if upright else 0
        return Edit(f"flip {'left and right' if upright else 'top and bottom'}", lambda still: _moved(still, axis=axis))
    match = re.match(
        r"rotate(?:\s+(?:it|the picture|the image))?(?:\s+(?:by|to the))?"
        r"\s+(left|right|90|180|270)(?:\s*(?:degrees|°))?$",
        clause,
    )
    if match:
        quarters = {"left": 1, "right": 3, "90": 3, "180": 2, "270": 1}[match[1]]
        return Edit(f"rotate by {quarters} quarters to the left", lambda still: _moved(still, quarters=quarters))
    match = re.match(r"crop(?:\s+(?:it|the picture|the image))?\s+(?:to|around)\s+(.+)$", clause)
    if not match:
        return None
    wanted = match[1]
    return Edit(f"crop to {wanted}", lambda still: _cropped(still, wanted))


def _moved(still: Still, *, axis: int | None = None, quarters: int = 0) -> Still:
    def move(values: np.ndarray) -> np.ndarray:
        return np.ascontiguousarray(np.flip(values, axis) if axis is not None else np.rot90(values, quarters))

    return Still(move(still.rgb), None if still.alpha is None else move(still.alpha))


def _cropped(still: Still, wanted: str) -> Still:
    high, wide = still.rgb.shape[:2]
    try:
        aspect = parse_aspect(re.sub(r"^(?:a |an )", "", wanted))
    except InvalidInput:
        x0, y0, x1, y1 = find(still.rgb, wanted).box
        spare_x, spare_y = 0.08 * (x1 - x0), 0.08 * (y1 - y0)
        around = (max(0.0, x0 - spare_x), max(0.0, y0 - spare_y), min(1.0, x1 + spare_x), min(1.0, y1 + spare_y))
        left, top, right, bottom = box_px(around, wide, high, even=False)
    else:
        across, down = window_size(wide, high, aspect)
        left, top = (wide - across) // 2, (high - down) // 2
        right, bottom = left + across, top + down
    alpha = None if still.alpha is None else still.alpha[top:bottom, left:right]
    return Still(np.ascontiguousarray(still.rgb[top:bottom, left:right]), alpha)


def _style(clause: str) -> Edit | None:
    words = re.sub(
        r"^(?:(?:make|turn|paint|draw|render|restyle)\s+)?(?:(?:it|this|the picture|the image)\s+)?"
        r"(?:(?:as|in|into|like|to)\s+)?(?:an?\s+|the style of\s+)?",
        "",
        clause,
    )
    style = _STYLE_WORDS.get(re.sub(r"\s+style$", "", words))
    if style is None:
        return None
    return Edit(f"style {style}", lambda still: still.painted(restyled(still.rgb, style)))


def _light(clause: str) -> Edit | None:
    words = re.sub(
        r"\b(?:make|the (?:picture|image|photo)|the(?= contrast)|it|this|everything|add|with|by|colors?|colours?)\b",
        " ",
        clause,
    )
    if re.search(r"\b(?:more|less) colou?rs?\b", clause):
        words = re.sub(r"\b(more|less) colou?rs?\b", r"\1 colour", clause)
    amount = 1.0
    for phrase, factor in _HOW_MUCH.items():
        if re.search(rf"\b{phrase}\b", words):
            amount, words = factor, re.sub(rf"\b{phrase}\b", " ", words)
    known = _LIGHT.get(" ".join(words.replace("colorful", "colourful").split()).removeprefix("the "))
    if known is None:
        return None
    change, usual = known
    strength = usual * amount
    return Edit(f"{change.__name__} by {strength:+g}", lambda still: still.painted(change(still.rgb, strength)))


def _night(clause: str) -> Edit | None:
    if not re.search(r"\b(?:night|night-?time|moonlight|midnight)\b", clause) or not re.match(
        r"(?:make|turn|change|set|at|by|let|night|as)\b", clause
    ):
        return None
    return Edit("night", lambda still: still.painted(tones.night(still.rgb)))


def _is_all(thing: str) -> bool:
    return thing in ("it", "this", "everything", "the picture", "the image", "the photo", "picture", "image")

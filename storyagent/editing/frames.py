"""What a bag of slots wishes for, said in the plainest words there are for it: the wordings read those.

"Isn't the owl a bit too small?" and "a bigger owl, please" are "make the owl larger".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from storyagent.editing.degrees import share_of
from storyagent.editing.marks import ENTITIES, SCENES
from storyagent.editing.slots import Slots, slots_of

_DIMENSIONS = ("faster", "slower", "longer", "shorter", "larger", "smaller")
_OPPOSITE = {"faster": "slower", "longer": "shorter", "larger": "smaller"}
_OPPOSITE |= {other: one for one, other in _OPPOSITE.items()}


_COMPARED = re.compile(
    rf"\b(?:as|than|like|to|with|of|from|by) (?:the size of |the |in )?[{ENTITIES}{SCENES}]", re.IGNORECASE
)
"""What something is measured by is no part of a bag: "as big as Ruby"."""


def canonical(text: str) -> Iterator[str]:
    """Yield a clause in plain words, as often as it is a bag of slots with one clear wish."""
    slots = slots_of(text)
    if slots is None or _COMPARED.search(text):
        return
    for frame in _FRAMES:
        said = frame(slots)
        if said:
            yield re.sub(r"\s+", " ", said).strip()


def _way(slots: Slots, *ways: str) -> str:
    """Return which way something should change, "" if that is not said, or said both ways."""
    found = {way for way in _DIMENSIONS if slots.has(way)}
    if not found or not found <= set(ways):
        return ""
    if found & {"longer", "shorter"} and found & {"faster", "slower"}:  # "slower and longer", "over too fast"
        found -= {"longer", "shorter"}
    if len(found) > 1 or (slots.has("enough") and not slots.has("no")):
        return ""
    way = found.pop()
    stated = _is_stated(slots)
    flips = int(slots.has("no")) + int(stated or slots.has("too"))
    if slots.has("no") and slots.has("too"):  # "not too fast"
        flips = 1
    return _OPPOSITE[way] if flips % 2 else way


def _is_stated(slots: Slots) -> bool:
    """Tell whether a clause says how things are and not how they should be."""
    plain = not re.search(
        r"er\b|more |less ", " ".join(word for way in _DIMENSIONS for word in slots.found.get(way, ()))
    )
    judged = plain and slots.has("little", "too", "much") and not slots.has("times", "share")
    said = (
        slots.has("is")
        or judged
        or any(re.match(r"(?:is|are|was|does)n't", word) for word in slots.found.get("no", ()))
    )
    return said and not slots.has("wish")


def _how_much(slots: Slots) -> tuple[str, str]:
    """Return a degree to stand before a comparative, and one to stand after it."""
    if slots.has("share"):
        return "", f" by {round(100 * share_of(slots.text('share')))} %"
    if slots.has("times"):
        return slots.text("times"), ""
    return "a bit" if slots.has("little") else "much" if slots.has("much") else "", ""


def _pace(slots: Slots) -> str:
    if slots.has("entity", "color", "seconds", "extra", "off", "under"):
        return ""
    if slots.has("no") and not slots.has("wish", "is", "scene", "enough"):  # "but not too fast" goes on about somebody
        return ""
    way = _way(slots, "faster", "slower", "longer", "shorter")
    if not way:
        return ""
    before, after = _how_much(slots)
    if re.match(r"half", before):
        way, before = _OPPOSITE[way], "twice as"
    scenes = slots.marks("scene")
    return f"make {scenes} {before} {way}{after}" if scenes else f"{before} {way}{after}"


def _length(slots: Slots) -> str:
    scenes = slots.marks("scene")
    other = slots.has("entity", "color", "larger", "smaller") or (slots.has("no") and not slots.has("under"))
    if not slots.has("seconds") or other or not (scenes or slots.has("wish", "is")):
        return ""
    seconds, way = slots.text("seconds"), _way(slots, "longer", "shorter", "faster", "slower")
    filler, wishes = slots.found.get("filler", ()), slots.found.get("wish", ())
    further = ("more" in filler or "by" in wishes or "by" in filler) and not slots.has("off")
    taken = {"cut", "drop", "trim"} & {*wishes, *slots.found.get("shorter", ())} and "to" not in filler
    taken = bool(taken) and not slots.has("under", "longer", "extra")
    less = way in ("shorter", "faster") or slots.has("off") or taken
    more = way in ("longer", "slower") or slots.has("extra") or (further and not less)
    compared = re.search(r"er\b", " ".join(slots.found.get("longer", []) + slots.found.get("shorter", [])))
    if slots.has("under") or not (compared or slots.has("extra", "off") or further or taken):
        return f"{scenes} should last {seconds}" if scenes else f"make it last {seconds}"
    if less == more:
        return ""
    said = "shorter" if less else "longer"
    return f"make {scenes} {seconds} {said}" if scenes else f"{seconds} {said}"


def _size(slots: Slots) -> str:
    if not slots.has("entity") or slots.has("color", "seconds", "extra", "off", "under"):
        return ""
    way = _way(slots, "larger", "smaller")
    sized = slots.has("times") and any("size" in word for word in slots.found.get("filler", ()))
    if not way and not sized:
        return ""
    before, after = _how_much(slots)
    if sized and not way:
        before, way = f"{before.removesuffix(' as')} as", "large"
    if re.match(r"half", before):
        before, way = "half as", "large"
    return f"make {slots.marks('entity')} {before} {way}{after}{_in(slots)}"


def _color(slots: Slots) -> str:
    blocked = slots.has("no", "too", "enough", "seconds", "share", "times", "extra", "off", "under", *_DIMENSIONS)
    if blocked or _is_stated(slots) or not slots.has("entity") or len(slots.found.get("color", ())) != 1:
        return ""
    return f"make {slots.marks('entity')} {slots.text('color')}{_in(slots)}"


def _in(slots: Slots) -> str:
    scenes = slots.marks("scene")
    return f" in {scenes}" if scenes else ""


_FRAMES: tuple[Callable[[Slots], str], ...] = (_pace, _length, _size, _color)
